// Keeps us under OKX's limits: one sliding window per limit that OKX counts, filled to at most 90 % of what is
// documented, so that its window and ours need not start together. Pure: the present is passed in and nothing waits here.
// Who goes first is built in: a cancel has its own windows; the last part of the account's order window is kept for
// amendments, the last fifth of every read window for questions about orders in doubt. Source: reference, section 8.

import type { RateRule } from "./rate-rule.ts"

/** spare: mere looks, may use half of a read window. normal: may use four fifths. resolve: doubt and reconciliation, may use all of it. */
export type ReadPriority = "spare" | "normal" | "resolve"

export type RateKey =
  /** `instrument`: the instId (options: the instFamily). One order counts against the single-order limit, more against the batch limit. */
  | { readonly kind: "place" | "amend" | "cancel"; readonly instrument: string }
  | {
      readonly kind: "read"
      readonly endpoint: string
      readonly rule: RateRule
      /** What the rule counts apart: an instrument, a type, a tag; "" for rules per address or user. */
      readonly scope: string
      readonly priority: ReadPriority
    }
  /** New connections from this address: 3 a second. */
  | { readonly kind: "connect" }
  /** Login, subscribe and unsubscribe frames on one connection: 480 an hour. */
  | { readonly kind: "subscribe"; readonly connection: string }

export type Taken = { readonly ok: true } | { readonly ok: false; readonly retryAtMs: number }

export interface BucketUse {
  readonly bucket: string
  readonly used: number
  /** Ours: at most 90 % of the documented limit. */
  readonly capacity: number
  readonly documented: number
  readonly windowMs: number
  /** OKX refused for this limit; nothing is sent before then. 0 when it did not. */
  readonly closedUntilMs: number
}

export interface RateLimiterOptions {
  /** New and amended orders of the sub-account in 2 s. OKX raises it from VIP5 on. */
  readonly accountOrdersPer2s?: number
  /** Every limit that many times: for exchanges that are not OKX. Default 1. */
  readonly times?: number
}

/** How much of a documented limit is used. */
export const SHARE_USED = 0.9
/** Part of every read window that only resolving reads may use. */
export const READ_RESERVE = 0.2
/** Part of every read window that mere looks leave to others. */
export const SPARE_RESERVE = 0.5
const RESERVES: Readonly<Record<ReadPriority, number>> = { spare: SPARE_RESERVE, normal: READ_RESERVE, resolve: 0 }
/** Room in the account's order window that only amendments may use: one full batch, so that any amendment fits before any placement. */
export const AMEND_RESERVE = 20

/** Between the taking and the arrival lie an append and the network, whose times vary: windows are that much longer here than at OKX. */
export const SPREAD_MS = 50

const ORDER_WINDOW_MS = 2_000
const SINGLE: RateRule = { limit: 60, windowMs: ORDER_WINDOW_MS, per: "instrument" }
const BATCH: RateRule = { limit: 300, windowMs: ORDER_WINDOW_MS, per: "instrument" }
const CONNECT: RateRule = { limit: 3, windowMs: 1_000, per: "ip" }
const SUBSCRIBE: RateRule = { limit: 480, windowMs: 3_600_000, per: "user" }
const ACCOUNT_BUCKET = "account-orders"
/** What was taken ahead and never left (its order ended first) is given back after this. */
const HELD_MAX_MS = 10_000
/** While all is taken by what has not left yet, it is asked again after this. */
const HELD_AGAIN_MS = 20
/** Idle windows are forgotten once there are this many. */
const BUCKETS_MAX = 2_000

/** A window to take from, and how much of it must stay free for others. */
interface Claim {
  readonly bucket: string
  readonly rule: RateRule
  readonly reserve: number
}

/** What a command about one order takes, and what one about several. */
interface CommandClaims {
  readonly single: readonly Claim[]
  readonly batch: readonly Claim[]
}

type OrderClaims = Readonly<Record<"place" | "amend" | "cancel", CommandClaims>>

export class RateLimiter {
  readonly #windows = new Map<string, Window>()
  /** By instrument, made once: the names of the windows are long, and every order asks for them twice. */
  readonly #orderClaims = new Map<string, OrderClaims>()
  readonly #accountRule: RateRule
  readonly #times: number

  constructor(options: RateLimiterOptions = {}) {
    this.#times = options.times ?? 1
    this.#accountRule = { limit: options.accountOrdersPer2s ?? 1_000, windowMs: ORDER_WINDOW_MS, per: "user" }
  }

  /** Takes `count` (orders of one request; 1 for all else) from every window concerned, or from none and says when it is worth asking again. */
  tryTake(key: RateKey, count: number, nowMs: number): Taken {
    return this.#tryTake(key, count, nowMs, false)
  }

  /** The same for what leaves later, once it is durable: it counts from now on, and for the whole window from when it `leaves`. */
  tryTakeAhead(key: RateKey, count: number, nowMs: number): Taken {
    return this.#tryTake(key, count, nowMs, true)
  }

  /** What was taken ahead goes out now. */
  leaves(key: RateKey, count: number, nowMs: number): void {
    for (const claim of this.#claims(key, count)) this.#window(claim, nowMs).leaves(count, nowMs)
  }

  #tryTake(key: RateKey, count: number, nowMs: number, ahead: boolean): Taken {
    const claims = this.#claims(key, count)
    let retryAtMs = nowMs
    let ok = true
    for (const claim of claims) {
      const freeAtMs = this.#window(claim, nowMs).freeAt(count, claim.reserve, nowMs)
      if (freeAtMs > nowMs) ok = false
      retryAtMs = Math.max(retryAtMs, freeAtMs)
    }
    if (!ok) return { ok: false, retryAtMs }
    for (const claim of claims) this.#window(claim, nowMs).take(count, nowMs, ahead)
    return { ok: true }
  }

  /** OKX refused for this limit (50011, 50061): someone else uses it too. Closes its windows for their whole length. `code` 50061 names the account's. */
  close(key: RateKey, count: number, code: string, nowMs: number): void {
    for (const claim of this.#claims(key, count)) {
      if ((claim.bucket === ACCOUNT_BUCKET) === (code === "50061")) this.#window(claim, nowMs).close(nowMs)
    }
  }

  /** Every window with something in it, for metrics and the page. */
  snapshot(nowMs: number): BucketUse[] {
    const uses: BucketUse[] = []
    for (const [bucket, window] of this.#windows) {
      const use = window.use(bucket, nowMs)
      if (use.used > 0 || use.closedUntilMs > nowMs) uses.push(use)
    }
    return uses
  }

  #claims(key: RateKey, count: number): readonly Claim[] {
    switch (key.kind) {
      case "place":
      case "amend":
      case "cancel": {
        const { single, batch } = this.#claimsOn(key.instrument)[key.kind]
        return count === 1 ? single : batch
      }
      case "read": {
        const capacity = capacityOf(key.rule).capacity
        const reserve = Math.floor(capacity * RESERVES[key.priority])
        return [{ bucket: key.scope === "" ? key.endpoint : `${key.endpoint}:${key.scope}`, rule: key.rule, reserve }]
      }
      case "connect":
        return [{ bucket: "connect", rule: CONNECT, reserve: 0 }]
      case "subscribe":
        return [{ bucket: `subscribe:${key.connection}`, rule: SUBSCRIBE, reserve: 0 }]
    }
  }

  #claimsOn(instrument: string): OrderClaims {
    let claims = this.#orderClaims.get(instrument)
    if (claims === undefined) {
      const account = { bucket: ACCOUNT_BUCKET, rule: this.#accountRule }
      claims = {
        place: commandClaims("place", instrument, [{ ...account, reserve: AMEND_RESERVE }]),
        amend: commandClaims("amend", instrument, [{ ...account, reserve: 0 }]),
        cancel: commandClaims("cancel", instrument, []),
      }
      if (this.#orderClaims.size >= BUCKETS_MAX) this.#orderClaims.clear()
      this.#orderClaims.set(instrument, claims)
    }
    return claims
  }

  #window(claim: Claim, nowMs: number): Window {
    let window = this.#windows.get(claim.bucket)
    if (window === undefined) {
      if (this.#windows.size >= BUCKETS_MAX) this.#forgetIdle(nowMs)
      window = new Window({ ...claim.rule, limit: claim.rule.limit * this.#times })
      this.#windows.set(claim.bucket, window)
    }
    return window
  }

  #forgetIdle(nowMs: number): void {
    for (const [bucket, window] of this.#windows) {
      const use = window.use(bucket, nowMs)
      if (use.used === 0 && use.closedUntilMs <= nowMs) this.#windows.delete(bucket)
    }
  }
}

function commandClaims(kind: string, instrument: string, account: readonly Claim[]): CommandClaims {
  return {
    single: [{ bucket: `${kind}-single:${instrument}`, rule: SINGLE, reserve: 0 }, ...account],
    batch: [{ bucket: `${kind}-batch:${instrument}`, rule: BATCH, reserve: 0 }, ...account],
  }
}

/** What is left of each window, by name. */
export function budgetOf(uses: readonly BucketUse[], nowMs: number) {
  // One call a window, as the dead-man's beat has it, is a pace and no budget: it would be told as used up for good.
  const budgets = uses.filter(({ capacity }) => capacity > 1)
  return Object.fromEntries(
    budgets.map(({ bucket, used, capacity, windowMs, closedUntilMs }) => {
      const closed = closedUntilMs > nowMs ? { closedForMs: Math.ceil(closedUntilMs - nowMs) } : {}
      return [bucket, { left: capacity - used, limit: capacity, windowMs, ...closed }]
    }),
  )
}

/** Ours of a documented limit: 90 % in a hardly longer window, or, where that is less than one, one in a longer window. */
export function capacityOf(rule: RateRule): { readonly capacity: number; readonly windowMs: number } {
  const share = rule.limit * SHARE_USED
  const capacity = Math.max(1, Math.floor(share))
  return { capacity, windowMs: Math.ceil(rule.windowMs * Math.max(1, capacity / share)) + SPREAD_MS }
}

interface Entry {
  readonly atMs: number
  count: number
}

/** What was taken within the last `windowMs`: a queue of (when, how many), oldest first, and its sum. */
class Window {
  readonly #rule: RateRule
  readonly #capacity: number
  readonly #windowMs: number
  #taken: Entry[] = []
  /** Taken ahead and not yet gone, oldest first; they count until they leave. */
  readonly #ahead: Entry[] = []
  #held = 0
  #head = 0
  #used = 0
  #closedUntilMs = 0

  constructor(rule: RateRule) {
    const { capacity, windowMs } = capacityOf(rule)
    this.#rule = rule
    this.#capacity = capacity
    this.#windowMs = windowMs
  }

  /** When `count` fit beside the reserve: `nowMs` or earlier means at once. */
  freeAt(count: number, reserve: number, nowMs: number): number {
    const room = this.#capacity - reserve
    if (count > room) throw new RangeError(`Invariant: ${count} can never fit into a window of ${room}`)
    this.#expire(nowMs)
    let over = this.#used + this.#held + count - room
    let at = this.#closedUntilMs
    for (let index = this.#head; over > 0; index++) {
      const entry = this.#taken[index]
      if (entry === undefined) break
      over -= entry.count
      at = Math.max(at, entry.atMs + this.#windowMs)
    }
    return over > 0 ? Math.max(at, nowMs + HELD_AGAIN_MS) : at
  }

  take(count: number, nowMs: number, ahead: boolean): void {
    if (ahead) {
      this.#ahead.push({ atMs: nowMs, count })
      this.#held += count
    } else this.#add(count, nowMs)
  }

  leaves(count: number, nowMs: number): void {
    let rest = count
    for (let first = this.#ahead[0]; first !== undefined && rest > 0; first = this.#ahead[0]) {
      const gone = Math.min(rest, first.count)
      first.count -= gone
      this.#held -= gone
      rest -= gone
      if (first.count === 0) this.#ahead.shift()
    }
    this.#add(count, nowMs)
  }

  #add(count: number, nowMs: number): void {
    this.#used += count
    const last = this.#taken[this.#taken.length - 1]
    if (last !== undefined && last.atMs === nowMs && this.#head < this.#taken.length) last.count += count
    else this.#taken.push({ atMs: nowMs, count })
  }

  close(nowMs: number): void {
    this.#closedUntilMs = Math.max(this.#closedUntilMs, nowMs + this.#windowMs)
  }

  use(bucket: string, nowMs: number): BucketUse {
    this.#expire(nowMs)
    return {
      bucket,
      used: this.#used + this.#held,
      capacity: this.#capacity,
      documented: this.#rule.limit,
      windowMs: this.#windowMs,
      closedUntilMs: this.#closedUntilMs > nowMs ? this.#closedUntilMs : 0,
    }
  }

  #expire(nowMs: number): void {
    for (let first = this.#ahead[0]; first !== undefined && nowMs - first.atMs > HELD_MAX_MS; first = this.#ahead[0]) {
      this.#held -= first.count
      this.#ahead.shift()
    }
    for (;;) {
      const entry = this.#taken[this.#head]
      if (entry === undefined || nowMs - entry.atMs < this.#windowMs) break
      this.#used -= entry.count
      this.#head++
    }
    // Moving the rest to the front costs its length, so it is done only once the dead part is as long as the living.
    if (this.#head > 64 && this.#head * 2 > this.#taken.length) {
      this.#taken = this.#taken.slice(this.#head)
      this.#head = 0
    }
  }
}
