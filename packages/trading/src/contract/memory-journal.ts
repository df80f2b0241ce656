// The journal in memory: what the contract suite, the manager's tests and the simulator run on. Turns pass through the codec and lie on a
// MemoryDisk, so a flipped bit is found. It misbehaves on demand and by its seed only; a crash keeps what was durable.

import { type AccountId, invariant, type OmsEvent, type Order } from "@okx-oms/core"
import {
  type AppendResult,
  type EventQuery,
  type EventRuns,
  type FillQuery,
  type FillRow,
  type History,
  type Journal,
  JournalUnavailable,
  type OrderKey,
  type OrderQuery,
  type Page,
} from "../ports.ts"
import { MemoryBooks } from "./memory-books.ts"
import { MemoryDisk, type StoredTurn, storedTurn } from "./memory-disk.ts"

/** What an append can be made to do. "unknown": the seed decides whether the turn was written. */
export type AppendFault = "unknown-written" | "unknown-lost" | "unknown" | "fenced"

export interface MemoryJournalOptions {
  /** What was there before; default an empty disk with seed 1. */
  readonly disk?: MemoryDisk
  /** Awaited before a turn becomes durable; a simulated clock goes here. Default: the next microtask. */
  readonly settle?: () => Promise<void>
  /** Share of appends that answer "unknown" of their own accord, 0..1. Default 0. */
  readonly unknownRate?: number
}

export class MemoryJournal implements Journal, History, AsyncDisposable {
  readonly disk: MemoryDisk
  readonly #options: MemoryJournalOptions
  readonly #books: MemoryBooks
  readonly #faults: AppendFault[] = []
  readonly #inFlight = new Map<AccountId, StoredTurn>()
  #ended: "closed" | "crashed" | undefined
  #failed = false

  constructor(options: MemoryJournalOptions = {}) {
    this.#options = options
    this.disk = options.disk ?? new MemoryDisk()
    this.disk.dropTornTurns()
    this.disk.forgetWritten()
    this.#books = new MemoryBooks((account, afterSeq) => this.disk.indexedAfter(account, afterSeq))
  }

  async load(account: AccountId): Promise<{ snapshot: string | undefined; events: EventRuns }> {
    this.#assertUsable()
    const newest = this.disk.snapshot(account)
    return { snapshot: newest?.text, events: this.read(account, (newest?.seq ?? 0) + 1) }
  }

  async append(
    account: AccountId,
    expectedSeq: number,
    epoch: number,
    events: readonly OmsEvent[],
  ): Promise<AppendResult> {
    this.#assertUsable()
    assertTurn(account, expectedSeq, events)
    if (this.#failed) return "unknown"
    invariant(!this.#inFlight.has(account), `one append of ${account} in flight at a time`)
    const fault = this.#nextFault()
    const head = this.disk.head(account)
    if (fault === "fenced" || head.seq !== expectedSeq || head.epoch > epoch) return "fenced"
    const turn = storedTurn(events, epoch)
    this.#inFlight.set(account, turn)
    await this.#options.settle?.()
    // After a crash the answer never comes: whoever waited for it is gone as well.
    if (this.#ended === "crashed") return new Promise<AppendResult>(() => {})
    this.#inFlight.delete(account)
    if (fault === undefined) {
      this.disk.write(account, turn)
      return "ok"
    }
    this.#failed = true
    if (fault === "unknown-written" || (fault === "unknown" && this.disk.random() < 0.5)) this.disk.write(account, turn)
    return "unknown"
  }

  async *read(account: AccountId, fromSeq: number): EventRuns {
    this.#assertUsable()
    for (const event of this.disk.eventsAfter(account, fromSeq - 1)) yield [event]
  }

  async lookup(account: AccountId, keys: readonly OrderKey[]): Promise<readonly Order[]> {
    this.#assertUsable()
    return this.#books.lookup(account, keys)
  }

  async saveSnapshot(account: AccountId, seq: number, snapshot: readonly string[]): Promise<void> {
    this.#assertUsable()
    const last = this.disk.head(account).seq
    invariant(seq <= last, `a snapshot of ${account} at ${seq}, but its journal ends at ${last}`)
    this.disk.writeSnapshot(account, seq, snapshot.join(""))
  }

  async orders(query: OrderQuery): Promise<Page<Order>> {
    this.#assertUsable()
    return this.#books.orders(query)
  }

  async fills(query: FillQuery): Promise<Page<FillRow>> {
    this.#assertUsable()
    return this.#books.fills(query)
  }

  async events(query: EventQuery): Promise<Page<OmsEvent>> {
    this.#assertUsable()
    return this.#books.events(query)
  }

  /** The next append does this instead; several calls queue up. */
  failNextAppend(fault: AppendFault): void {
    this.#faults.push(fault)
  }

  /**
   * The process dies here. What was acknowledged stays; an append in flight is kept whole, lost, or torn (and so dropped at the next start),
   * as told or as the seed draws. This object answers nothing any more; the returned one stands on the same disk.
   */
  crash(inFlight?: "kept" | "lost" | "torn"): MemoryJournal {
    this.#assertUsable()
    this.#ended = "crashed"
    for (const [account, turn] of this.#inFlight) {
      const draw = this.disk.random()
      const fate = inFlight ?? (draw < 1 / 3 ? "kept" : draw < 2 / 3 ? "lost" : "torn")
      if (fate === "kept") this.disk.write(account, turn)
      if (fate === "torn") this.disk.writeTorn(account, turn)
    }
    return new MemoryJournal({ ...this.#options, disk: this.disk })
  }

  async close(): Promise<void> {
    this.#ended ??= "closed"
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #nextFault(): AppendFault | undefined {
    const told = this.#faults.shift()
    if (told !== undefined) return told
    const rate = this.#options.unknownRate ?? 0
    return rate > 0 && this.disk.random() < rate ? "unknown" : undefined
  }

  #assertUsable(): void {
    if (this.#ended === undefined) return
    throw new JournalUnavailable(`the journal is ${this.#ended}`, {
      advice: "Use the journal that was opened after it.",
    })
  }
}

/** The same rule as in every journal: a turn has events, numbered without a gap from expectedSeq + 1, of its own account. */
function assertTurn(account: AccountId, expectedSeq: number, events: readonly OmsEvent[]): void {
  invariant(events.length > 0, "a turn has at least one event")
  for (const [index, event] of events.entries()) {
    invariant(event.seq === expectedSeq + 1 + index, `event ${event.seq} after ${expectedSeq + index}`)
    invariant(event.account === account, `event of ${event.account} in the journal of ${account}`)
  }
}
