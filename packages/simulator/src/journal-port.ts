// The journal as one life of the process sees it: the memory journal on the surviving disk, with the time that a real disk takes, the faults that it has, and
// every append shown to the judge. After the life has ended it answers nothing.

import type { AccountId, OmsEvent, Order } from "@okx-oms/core"
import { type AppendResult, type EventRuns, type Journal, JournalUnavailable, type OrderKey } from "@okx-oms/trading"
import { type AppendFault, type MemoryDisk, MemoryJournal } from "@okx-oms/trading/contract"
import type { ProcessLife } from "./process-life.ts"
import type { Recorder } from "./recorder.ts"

/** How the disk behaves; drawn, or told by a scenario. */
export interface DiskMood {
  /** How long the next append takes to become durable. */
  appendMs(): number
  /** How long a look into the index takes; 0 answers at once. */
  lookupMs(): number
  /** "error": the append fails with nothing written, as a full disk makes it. */
  appendFault(): AppendFault | "error" | undefined
  /** Why the journal cannot be opened now; undefined when it can. */
  loadFault(): string | undefined
  /** What becomes of an append that is in flight when the process dies; undefined: kept, lost or torn by chance. */
  crashFate(): "kept" | "lost" | "torn" | undefined
}

/** What a full or dying disk answers. */
export class DiskFailure extends Error {
  constructor(code: string) {
    super(`${code}: the journal could not be written`)
    this.name = "DiskFailure"
  }
}

export interface JournalPortOptions {
  readonly disk: MemoryDisk
  readonly life: ProcessLife
  readonly mood: DiskMood
  readonly recorder: Recorder
}

export class JournalPort implements Journal {
  readonly #options: JournalPortOptions
  readonly #inner: MemoryJournal
  #closed = false

  constructor(options: JournalPortOptions) {
    const { disk, life, mood } = options
    this.#options = options
    this.#inner = new MemoryJournal({
      disk,
      settle: () => new Promise((resolve) => life.after(mood.appendMs(), "outside", resolve)),
    })
    // What is in flight when the process dies is kept, lost or torn, as the mood says.
    life.onDeath(() => {
      if (!this.#closed) this.#inner.crash(mood.crashFate())
    })
  }

  async load(account: AccountId): ReturnType<Journal["load"]> {
    if (!this.#usable()) return never()
    const why = this.#options.mood.loadFault()
    if (why !== undefined) throw new JournalUnavailable(why, { advice: "Try again." })
    return this.#inner.load(account)
  }

  async append(
    account: AccountId,
    expectedSeq: number,
    epoch: number,
    events: readonly OmsEvent[],
  ): Promise<AppendResult> {
    const { life, recorder, mood } = this.#options
    if (!life.leave("append")) return never()
    recorder.observe({ kind: "appending", account, epoch, events })
    const result = await this.#appended(
      () => this.#inner.append(account, expectedSeq, epoch, events),
      mood.appendFault(),
    )
    if (!life.leave("append-answered")) return never()
    await life.awake()
    const [firstSeq, lastSeq] = [expectedSeq + 1, expectedSeq + events.length]
    const answer = result instanceof DiskFailure ? "unknown" : result
    recorder.hash(this.#options.disk.head(account).checksum)
    recorder.observe({ kind: "appended", account, epoch, firstSeq, lastSeq, result: answer })
    if (result instanceof DiskFailure) throw result
    return result
  }

  async *read(account: AccountId, fromSeq: number): EventRuns {
    if (!this.#usable()) await never()
    yield* this.#inner.read(account, fromSeq)
  }

  async lookup(account: AccountId, keys: readonly OrderKey[]): Promise<readonly Order[]> {
    const { life, mood } = this.#options
    if (!this.#usable()) return never()
    const waitMs = mood.lookupMs()
    if (waitMs > 0) await new Promise<void>((resolve) => life.after(waitMs, "outside", resolve))
    return this.#usable() ? this.#inner.lookup(account, keys) : never()
  }

  async saveSnapshot(account: AccountId, seq: number, snapshot: readonly string[]): Promise<void> {
    return this.#options.life.leave("append") ? this.#inner.saveSnapshot(account, seq, snapshot) : never()
  }

  async close(): Promise<void> {
    if (!this.#usable()) return
    this.#closed = true
    await this.#inner.close()
  }

  async #appended(
    append: () => Promise<AppendResult>,
    fault: AppendFault | "error" | undefined,
  ): Promise<AppendResult | DiskFailure> {
    const { life, mood } = this.#options
    if (fault === "error") {
      await new Promise<void>((resolve) => life.after(mood.appendMs(), "outside", resolve))
      return new DiskFailure("ENOSPC")
    }
    if (fault !== undefined) this.#inner.failNextAppend(fault)
    return append()
  }

  #usable(): boolean {
    return this.#options.life.alive
  }
}

/** What a dead process hears. */
function never<Value>(): Promise<Value> {
  return new Promise<Value>(() => {})
}
