// A weather in somebody's hand: calm by itself, with rules that catch what passes, by kind or by what it says, and drop it, delay it, rewrite it, hold it, answer
// it, or break its connection. The newest rule that matches decides; a rule has as many goes as it was given.

import type { AccountId } from "@okx-oms/core"
import type { Fate, Passage, Weather } from "./network.ts"

/** What a rule catches; everything given must hold. */
export interface Match {
  readonly transport?: "rest" | "ws"
  /** up: requests and frames of ours; down: answers and pushes. */
  readonly direction?: "up" | "down"
  /** "POST /api/v5/trade/order", "order", "batch-orders", "push orders", "login" ... (Passage.what). */
  readonly what?: string | RegExp
  /** A part of the text. */
  readonly says?: string | RegExp
  readonly account?: AccountId
}

export interface RuleOptions {
  /** How often it strikes; default 1. */
  readonly times?: number
}

/** Something held on its way. */
export interface Held {
  /** What was caught so far, oldest first, and not released. */
  readonly passages: readonly Passage[]
  /** Lets the oldest go on, in other words if given. Throws when nothing is held. */
  release(body?: string): void
  releaseAll(): void
}

interface Rule {
  readonly match: Match
  readonly fate: (passage: Passage, calm: Fate) => Fate
  left: number
}

export class InterceptedWeather implements Weather {
  readonly #rules: Rule[] = []
  readonly #calm: Fate & { readonly kind: "pass" }
  readonly #passed: Passage[] = []
  #addresses = new Map<AccountId, string>()
  /** New connections are refused while set. */
  refusesConnections = false
  #backlog = { bytes: 0, forMs: 0 }

  /** latencyMs: one way, for everything. */
  constructor(latencyMs: number) {
    this.#calm = { kind: "pass", afterMs: latencyMs }
  }

  /** Everything that set out, oldest first. */
  get passed(): readonly Passage[] {
    return this.#passed
  }

  drop(match: Match, options?: RuleOptions & { readonly noticedAfterMs?: number }): void {
    const noticed = options?.noticedAfterMs
    this.#rule(match, options, () => ({ kind: "lost", ...(noticed !== undefined && { noticedAfterMs: noticed }) }))
  }

  delay(match: Match, byMs: number, options?: RuleOptions): void {
    this.#rule(match, options, () => ({ kind: "pass", afterMs: this.#calm.afterMs + byMs }))
  }

  rewrite(match: Match, change: (body: string) => string, options?: RuleOptions): void {
    this.#rule(match, options, ({ body }) => ({ ...this.#calm, body: change(body) }))
  }

  hold(match: Match, options?: RuleOptions): Held {
    const held: { readonly passage: Passage; readonly release: (body?: string) => void }[] = []
    this.#rule(match, options, (passage) => ({ kind: "held", hold: (release) => held.push({ passage, release }) }))
    const release = (body?: string): void => {
      const first = held.shift()
      if (first === undefined) throw new Error("nothing is held")
      first.release(body)
    }
    return {
      get passages() {
        return held.map(({ passage }) => passage)
      },
      release,
      releaseAll() {
        while (held.length > 0) release()
      },
    }
  }

  /** Not one byte of a REST request leaves. */
  refuse(match: Match, options?: RuleOptions): void {
    this.#rule({ ...match, transport: "rest", direction: "up" }, options, () => ({ kind: "refused" }))
  }

  /** A REST request is answered by something before the exchange, which never hears of it. */
  answer(match: Match, answer: { readonly status: number; readonly body: string }, options?: RuleOptions): void {
    this.#rule({ ...match, transport: "rest", direction: "up" }, options, () => ({
      kind: "answered",
      afterMs: 2 * this.#calm.afterMs,
      ...answer,
    }))
  }

  /** The connection of a frame breaks before it arrives. */
  cut(match: Match, options?: RuleOptions & { readonly hereAfterMs?: number; readonly thereAfterMs?: number }): void {
    const { hereAfterMs = 1, thereAfterMs = 1 } = options ?? {}
    this.#rule({ ...match, transport: "ws" }, options, () => ({ kind: "cut", hereAfterMs, thereAfterMs }))
  }

  /** Our own socket holds back what is handed over from now on, for so long. */
  clog(bytes: number, forMs: number): void {
    this.#backlog = { bytes, forMs }
  }

  setAddress(account: AccountId, address: string): void {
    this.#addresses.set(account, address)
  }

  /** Takes all rules back; what is held stays held. */
  clear(): void {
    this.#rules.length = 0
    this.refusesConnections = false
  }

  fateOf(passage: Passage): Fate {
    this.#passed.push(passage)
    const rule = this.#rules.findLast(({ match, left }) => left > 0 && matches(match, passage))
    if (rule === undefined) return this.#calm
    rule.left--
    return rule.fate(passage, this.#calm)
  }

  connecting(): ReturnType<Weather["connecting"]> {
    const { afterMs } = this.#calm
    return { upMs: afterMs, downMs: afterMs, refused: this.refusesConnections }
  }

  backlog(): ReturnType<Weather["backlog"]> {
    const now = this.#backlog
    this.#backlog = { bytes: 0, forMs: 0 }
    return now
  }

  dying(): ReturnType<Weather["dying"]> {
    return { thereAfterMs: 1, inFlightArrives: true }
  }

  address(account: AccountId): string {
    return this.#addresses.get(account) ?? "127.0.0.1"
  }

  #rule(match: Match, options: RuleOptions | undefined, fate: Rule["fate"]): void {
    this.#rules.push({ match, fate, left: options?.times ?? 1 })
  }
}

function matches(match: Match, passage: Passage): boolean {
  const { transport, direction, what, says, account } = match
  if (transport !== undefined && transport !== passage.transport) return false
  if (direction !== undefined && direction !== passage.direction) return false
  if (account !== undefined && account !== passage.account) return false
  if (what !== undefined && !isOrHas(passage.what, what, true)) return false
  return says === undefined || isOrHas(passage.body, says, false)
}

function isOrHas(text: string, wanted: string | RegExp, whole: boolean): boolean {
  if (wanted instanceof RegExp) return wanted.test(text)
  return whole ? text === wanted : text.includes(wanted)
}
