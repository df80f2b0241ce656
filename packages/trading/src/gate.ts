// Whether new orders may leave: only while the private feed is up and the books were compared with OKX on this very connection. It runs the comparisons - at the
// start, after every connection, at intervals, on suspicion - and opens when one passed; what a comparison is, is reconciler.ts's.

import type { Clock, Log } from "./ports.ts"
import type { Reconciler, ReconciliationResult, Trigger } from "./reconciler.ts"
import type { Timers } from "./timers.ts"

/** Default of OrderManagerConfig.reconcileEveryMs. */
export const RECONCILE_EVERY_MS = 10_000
/** Waits after failed comparisons, one after the other; the last is repeated. */
const RETRY_AFTER_MS: readonly number[] = [1_000, 1_000, 2_000, 3_000, 5_000]
/** Suspicions within this time share a comparison. */
const SUSPICION_MS = 1_000

interface Desk {
  readonly reconciler: Reconciler
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
  /** Between the beginnings of two comparisons; default 10,000. */
  readonly everyMs: number | undefined
  /** True once the engine is over: nothing opens any more. */
  readonly over: () => boolean
  /** Facts for the log. */
  readonly counts: () => { readonly open: number; readonly breaks: number }
  readonly opened: () => void
}

export class Gate {
  readonly #desk: Desk
  readonly #waiters = new Set<() => void>()
  /** Counts the times that the feed came up: a comparison vouches for the connection that it began on. */
  #connection = 0
  #feedUp = false
  #open = false
  #begun = false
  #comparing = 0
  /** Comparisons that failed since one passed, or since the connection came up. */
  #failures = 0

  constructor(desk: Desk) {
    this.#desk = desk
  }

  get isOpen(): boolean {
    return this.#open
  }

  /** Another value whenever the feed came up or went down. */
  get feedMark(): string {
    return `${this.#connection} ${this.#feedUp ? "up" : "down"}`
  }

  /** The feed is up and no comparison is under way. */
  get isIdle(): boolean {
    return this.#feedUp && this.#comparing === 0
  }

  /** The books can be read and decided: compares when the feed is up already, and from now on at intervals. */
  begin(): void {
    this.#begun = true
    if (this.#feedUp) void this.compare("start")
    this.#arm()
  }

  feedUp(): void {
    this.#feedUp = true
    this.#connection++
    this.#failures = 0
    if (this.#begun) void this.compare("reconnect")
  }

  feedDown(reason: string): void {
    this.#feedUp = false
    this.#open = false
    const { over, log } = this.#desk
    if (!over()) log.warn("the private feed is down; placements wait, cancels still go out", { reason })
  }

  /** Something may have been missed: compares soon, once for all that is suspected until then. */
  suspect(): void {
    this.#desk.timers.after("suspicion", SUSPICION_MS, () => void this.compare("suspicion"))
  }

  /** Compares the books and, when that passed while the feed stayed up, lets placements leave. */
  async compare(trigger: Trigger): Promise<void> {
    const { reconciler, timers, log, over, counts, opened } = this.#desk
    const connection = this.#connection
    // A comparison that began before the connection came back, or before the suspicion, says nothing of what was missed meanwhile.
    const afresh = trigger === "reconnect" || trigger === "suspicion"
    const run = afresh ? reconciler.runAfresh(trigger) : reconciler.run(trigger)
    this.#comparing++
    const result: ReconciliationResult = await run.catch((error: unknown) => ({ ok: false, why: String(error) }))
    this.#comparing--
    if (over() || connection !== this.#connection) return
    if (!result.ok) {
      const wait = RETRY_AFTER_MS[Math.min(this.#failures, RETRY_AFTER_MS.length - 1)] ?? 0
      this.#failures++
      if (this.#feedUp) timers.after("compare", wait, () => void this.compare(trigger))
      return
    }
    this.#failures = 0
    if (!this.#feedUp || this.#open) return
    this.#open = true
    this.#tellWaiters()
    log.info("books compared with OKX; placements may leave", { trigger, ...counts() })
    opened()
  }

  /** Resolves true once placements may leave, false after timeoutMs or when the engine is over. */
  whenOpen(timeoutMs: number): Promise<boolean> {
    if (this.#open || this.#desk.over()) return Promise.resolve(this.#open)
    return new Promise((resolve) => {
      const done = (): void => {
        cancel()
        this.#waiters.delete(done)
        resolve(this.#open)
      }
      const cancel = this.#desk.clock.timer(timeoutMs, done)
      this.#waiters.add(done)
    })
  }

  /** The engine is over. */
  shut(): void {
    this.#open = false
    this.#tellWaiters()
  }

  #tellWaiters(): void {
    for (const waiter of [...this.#waiters]) waiter()
  }

  #arm(waitMs?: number): void {
    const { timers, over, everyMs, clock } = this.#desk
    const every = everyMs ?? RECONCILE_EVERY_MS
    timers.after("reconcile", waitMs ?? every, () => {
      const begunAt = clock.mono()
      const run = this.#feedUp ? this.compare("interval") : Promise.resolve()
      void run.finally(() => {
        if (!over()) this.#arm(Math.max(1, every - (clock.mono() - begunAt)))
      })
    })
  }
}
