// The auditor: an independent judge of a simulated world. From what the world shows, and from nothing else, it keeps its own books of every account and ends
// the run at the first promise that is broken, with what both sides say. It shares no code with the manager but amounts and the types of events; rebuilt.ts
// alone uses the manager's fold, to compare it with what is shown.

import type { Judge, Observation } from "../observation.ts"
import { checkAtRest } from "./at-rest.ts"
import { goBack, takeBackup } from "./backup.ts"
import { type AccountBooks, type AuditedAccount, type Bench, broken, newBooks, text } from "./books.ts"
import { Callers } from "./callers.ts"
import { takeRecord } from "./exchange-side.ts"
import { lifeEnds, takeAppended, takeAppending } from "./journal-side.ts"
import { SecretSearch } from "./secret-search.ts"
import { WireSide } from "./wire-side.ts"

export type { AuditedAccount } from "./books.ts"

export interface AuditorOptions {
  readonly accounts: readonly AuditedAccount[]
  /** Key, secret and passphrase of every account: none may show up where people or programs read. */
  readonly secrets: readonly string[]
  /** How long a doubt may last after everything has healed: X + S + V (30 s while OKX was lately in trouble) and two polls. Default 45,000. */
  readonly doubtBoundMs?: number
  /** V as this world keeps it: no accepted order stays invisible to reads for longer. Default 2,000. */
  readonly visibilityMs?: number
  /** The exchange of this world may lie about placements; default false. What is promised then: false-word.ts. */
  readonly liesAllowed?: boolean
}

export const DOUBT_BOUND_MS = 45_000
/** A clock of the exchange that was seen to step is uncertain for a minute: S is that much larger. */
const CLOCK_FAULTS = "F10"
const CLOCK_DISTRUST_MS = 60_000

interface Docket {
  readonly books: AccountBooks
  readonly wire: WireSide
  readonly callers: Callers
  rested: boolean
}

export class Auditor implements Judge {
  readonly #dockets = new Map<string, Docket>()
  readonly #byUid = new Map<string, Docket>()
  readonly #secrets: SecretSearch
  readonly #doubtBoundMs: number
  readonly #bench: Bench

  constructor(options: AuditorOptions) {
    for (const audited of options.accounts) {
      const books = newBooks(audited)
      const docket = { books, wire: new WireSide(books), callers: new Callers(books), rested: false }
      this.#dockets.set(audited.account, docket)
      this.#byUid.set(audited.uid, docket)
    }
    this.#secrets = new SecretSearch(options.secrets)
    this.#doubtBoundMs = options.doubtBoundMs ?? DOUBT_BOUND_MS
    this.#bench = {
      atMs: 0,
      generation: 0,
      healedAtMs: undefined,
      bootedAtMs: 0,
      crashedAtMs: 0,
      awakeSinceMs: 0,
      doubtBoundMs: this.#doubtBoundMs,
      visibilityMs: options.visibilityMs ?? 2_000,
      exchangeOffsetMs: undefined,
      liesAllowed: options.liesAllowed ?? false,
      skewMs: 0,
    }
  }

  observe(observation: Observation): void {
    const bench = this.#bench
    bench.atMs = observation.atMs
    bench.generation = Math.max(bench.generation, observation.generation)
    if (this.#secrets.isIn(observation)) throw broken(bench, "S15", `a secret shows up in what is ${observation.kind}`)
    switch (observation.kind) {
      case "exchange": {
        const { record } = observation
        if (record.type === "clock-skewed") bench.skewMs = Number(text(record, "skewMs"))
        bench.exchangeOffsetMs = record.ts + bench.skewMs - observation.atMs
        const docket = this.#byUid.get(text(record, "uid"))
        if (docket !== undefined) takeRecord(docket.books, record, bench)
        return
      }
      case "called":
        this.#docket(observation.call.account).callers.called(observation.call, bench)
        return
      case "healed":
        bench.healedAtMs = observation.atMs
        return
      case "crashed":
        bench.crashedAtMs = observation.atMs
        for (const { books } of this.#dockets.values()) lifeEnds(books, observation.generation)
        return
      case "booted":
        bench.bootedAtMs = observation.atMs
        return
      case "woke":
        bench.awakeSinceMs = observation.atMs
        return
      case "fault":
        if (observation.faultClass === CLOCK_FAULTS) bench.doubtBoundMs = this.#doubtBoundMs + CLOCK_DISTRUST_MS
        return
      case "logged":
        return
      default:
        this.#ofAccount(observation)
    }
  }

  finish(): void {
    for (const [account, { rested }] of this.#dockets) {
      if (!rested) throw broken(this.#bench, "L2", `account ${account} never came to rest`)
    }
  }

  #ofAccount(observation: Extract<Observation, { readonly account: string }>): void {
    const bench = this.#bench
    const docket = this.#docket(observation.account)
    const { books, wire, callers } = docket
    switch (observation.kind) {
      case "sent":
        wire.sent(observation, bench)
        return
      case "received":
        wire.received(observation)
        return
      case "appending":
        takeAppending(books, observation, bench)
        return
      case "appended":
        takeAppended(books, observation, bench)
        return
      case "answered":
        callers.answered(observation, bench)
        return
      case "published":
        callers.published(observation, bench)
        return
      case "resync":
        callers.resync(observation, bench)
        return
      case "copied":
        takeBackup(books, observation.upToSeq)
        return
      case "restored":
        goBack(books, observation.upToSeq, bench)
        callers.wentBack()
        return
      case "stopped":
        lifeEnds(books, observation.generation)
        // Its own books contradict themselves: it may well stop, and it must not come to that.
        if (/Invariant|no transition from/.test(observation.why))
          throw broken(bench, "S7", `the manager stopped itself: ${observation.why}`)
        return
      case "rested":
        checkAtRest(books, observation, callers, bench)
        docket.rested = true
        return
    }
  }

  #docket(account: string): Docket {
    const docket = this.#dockets.get(account)
    if (docket === undefined)
      throw broken(this.#bench, "S14", `something of account ${account}, which is not in this world`)
    return docket
  }
}
