// Opening the accounts of a server, each for itself: one that cannot start, or that stops by itself, says why in its place and leaves the others alone. A
// start that failed is tried again with growing waits, unless only a person can mend it. It relies on compose.ts to open one manager; what is told about an
// account that is not open is account-slot.ts's.

import { ExchangeUnavailable, JournalUnavailable } from "@okx-oms/trading"
import type { Logger } from "pino"
import { AccountPlace, type AccountSlot } from "./account-slot.ts"
import type { LoadedConfig, LoadedServer } from "./config-file.ts"
import type { OmsPort } from "./open-oms.ts"
import { StartRefused } from "./start-refused.ts"

/** The server begins to answer when every account has opened or failed, or after so long: the rest opens behind it. */
const START_PATIENCE_MS = 20_000

export type OpenOne = (
  loaded: LoadedConfig,
  options: {
    readonly log: Logger
    readonly onStopped: (why: string) => void
    /** A further try: that it takes long is not told again. */
    readonly isRetry: boolean
  },
) => Promise<OmsPort>

export interface OpenAccountsOptions {
  readonly loaded: LoadedServer
  readonly log: Logger
  readonly openOms: OpenOne
  /** Keys are there, and their account is about to be opened: they must never be shown. */
  readonly hold: (loaded: LoadedConfig) => void
  /** An account is open: what belongs to it may begin. What it throws shuts the account. */
  readonly opened?: (oms: OmsPort, loaded: LoadedConfig) => Promise<void>
  /** Before a manager that stopped by itself is closed. */
  readonly closing?: (oms: OmsPort) => Promise<void>
  /** No account is open any more, and none will be. */
  readonly onStopped: (why: string) => void
  /** For tests. */
  readonly patienceMs?: number
  readonly retry?: RetryWaits
}

/** Between two tries to open an account: the first wait, doubled with each further try up to the longest. */
export interface RetryWaits {
  readonly firstMs: number
  readonly longestMs: number
}

const RETRY: RetryWaits = { firstMs: 5_000, longestMs: 5 * 60_000 }

interface Failure {
  readonly error: unknown
}

interface Tries {
  readonly count: number
  /** Of the last one. */
  readonly error: unknown
}

export class OpenAccounts implements AsyncDisposable {
  readonly #options: OpenAccountsOptions
  readonly #places: readonly AccountPlace[]
  readonly #opening = new Set<AccountPlace>()
  readonly #retries = new Map<AccountPlace, NodeJS.Timeout>()
  #isClosing = false
  #isSettled = false

  private constructor(options: OpenAccountsOptions) {
    this.#options = options
    this.#places = options.loaded.accounts.map(({ config }) => new AccountPlace(config))
  }

  /** Throws what the only account was refused with, or StartRefused when none of several could be opened. */
  static async open(options: OpenAccountsOptions): Promise<OpenAccounts> {
    const accounts = new OpenAccounts(options)
    const starts: (Failure | undefined | Promise<Failure | undefined>)[] = []
    const users = new Map<string, string>()
    // One after the other: a person may be asked for the passphrases.
    for (const [index, { load }] of options.loaded.accounts.entries()) {
      const place = accounts.#places[index]
      if (place === undefined) throw new Error("Invariant: an account without a place")
      try {
        const loaded = await load()
        refuseSecondUse(loaded, users)
        options.hold(loaded)
        starts.push(accounts.#start(place, loaded))
      } catch (error) {
        starts.push(accounts.#failed(place, error))
      }
    }
    const all = Promise.all(starts)
    // An only account is waited for: without it there is nothing to serve.
    const ended = options.loaded.hasOne ? await all : await within(all, options.patienceMs ?? START_PATIENCE_MS)
    const failures = ended?.flatMap((failure) => failure ?? []) ?? []
    const [first] = failures
    // One that failed may have opened at a second try, while the others were waited for.
    const isAnyOpen = accounts.#places.some(({ oms }) => oms !== undefined)
    if (first !== undefined && failures.length === ended?.length && !isAnyOpen) {
      accounts.#beginClosing()
      throw options.loaded.hasOne ? first.error : noneOpened(accounts.slots, failures)
    }
    accounts.#isSettled = true
    return accounts
  }

  get slots(): readonly AccountSlot[] {
    return this.#places
  }

  /** All at once: each finishes what is under way, and one that hangs does not keep the others. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#beginClosing()
    const open = this.#places.flatMap(({ oms }) => oms ?? [])
    const closed = await Promise.allSettled(open.map((oms) => oms.close()))
    const failures = closed.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []))
    if (failures.length > 0) throw new AggregateError(failures, "accounts that could not be closed in order")
  }

  #beginClosing(): void {
    this.#isClosing = true
    for (const timer of this.#retries.values()) clearTimeout(timer)
  }

  /** `tries`: how often it has failed before, and why the last time. */
  async #start(place: AccountPlace, loaded: LoadedConfig, tries?: Tries): Promise<Failure | undefined> {
    const { openOms, log, opened } = this.#options
    this.#opening.add(place)
    let oms: OmsPort | undefined
    try {
      oms = await openOms(loaded, { log, onStopped: (why) => this.#stopped(place, why), isRetry: tries !== undefined })
      if (this.#isClosing) {
        await oms.close()
        return undefined
      }
      await opened?.(oms, loaded)
      place.open(oms)
      if (tries !== undefined)
        log.info({ account: place.account, mode: place.mode, tries: tries.count }, "account open")
      return undefined
    } catch (error) {
      await oms?.close().catch(() => undefined)
      const failure = this.#failed(place, error, tries)
      this.#retryLater(place, loaded, { count: (tries?.count ?? 0) + 1, error })
      return failure
    } finally {
      this.#opening.delete(place)
      this.#endIfNoneIsLeft()
    }
  }

  #failed(place: AccountPlace, error: unknown, tries?: Tries): Failure {
    const { account, mode } = place
    const why = whyOf(error)
    place.shut(why)
    // A refused start is told by whoever started, and one that is tried again only when it fails in another way.
    const isNews = tries === undefined || why !== whyOf(tries.error)
    if (!this.#options.loaded.hasOne && isNews && !this.#isClosing)
      this.#options.log.error({ account, mode, why }, "account did not start")
    return { error }
  }

  #retryLater(place: AccountPlace, loaded: LoadedConfig, tries: Tries): void {
    if (this.#isClosing || this.#options.loaded.hasOne || isLasting(tries.error)) return
    const { firstMs, longestMs } = this.#options.retry ?? RETRY
    const waitMs = Math.min(longestMs, firstMs * 2 ** (tries.count - 1))
    const at = new Date(Date.now() + waitMs).toISOString().slice(11, 19)
    place.shut(`${whyOf(tries.error)}; tried again at ${at} UTC`)
    const timer = setTimeout(() => {
      this.#retries.delete(place)
      void this.#start(place, loaded, tries)
    }, waitMs)
    this.#retries.set(place, timer)
  }

  #stopped(place: AccountPlace, why: string): void {
    const { account, mode, oms } = place
    this.#options.log.error({ account, mode, why }, "the account's order manager stopped")
    if (this.#options.loaded.hasOne) {
      this.#options.onStopped(why)
      return
    }
    place.shut(`its order manager stopped: ${why}; it starts again with the server`)
    if (oms !== undefined) void this.#close(oms)
    this.#endIfNoneIsLeft(why)
  }

  async #close(oms: OmsPort): Promise<void> {
    try {
      await this.#options.closing?.(oms)
      await oms.close()
    } catch (error) {
      this.#options.log.error({ err: error, account: oms.account }, "the account was not closed in order")
    }
  }

  #endIfNoneIsLeft(why = "no account is open"): void {
    if (!this.#isSettled || this.#isClosing || this.#options.loaded.hasOne || this.#opening.size > 0) return
    if (this.#places.every(({ oms }) => oms === undefined)) this.#options.onStopped(why)
  }
}

/** Two managers over one account of OKX would take each other's orders for breaks. */
function refuseSecondUse({ config, keys, addresses }: LoadedConfig, users: Map<string, string>): void {
  const key = `${addresses.restUrl ?? config.mode} ${keys.apiKey}`
  const user = users.get(key)
  if (user === undefined) {
    users.set(key, config.account)
    return
  }
  throw new StartRefused(`Account ${config.account} has the same API key as account ${user}.`, {
    advice:
      config.mode === "paper"
        ? "Give it paperKeys of another account of the paper exchange."
        : "Give each account a key of its own.",
  })
}

function noneOpened(slots: readonly AccountSlot[], failures: readonly Failure[]): StartRefused {
  const lines = slots.map(({ account, mode }, index) => `${account} (${mode}): ${whyOf(failures[index]?.error)}`)
  return new StartRefused(`No account could be opened:\n  ${lines.join("\n  ")}`, {
    advice: "Correct what is named above and start again.",
  })
}

/** Keys or configuration must be changed first, or the program is wrong: the same would come again. */
function isLasting(error: unknown): boolean {
  if (error instanceof ExchangeUnavailable || error instanceof JournalUnavailable) return error.isLasting
  return error instanceof Error && error.message.startsWith("Invariant:")
}

/** The error's words and its advice; no stack, no cause. */
function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const advice = "advice" in error && typeof error.advice === "string" ? ` ${error.advice}` : ""
  return `${error.message.replace(/\.$/, "")}.${advice}`.replace(/\.$/, "")
}

async function within<Value>(work: Promise<Value>, limitMs: number): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), limitMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
