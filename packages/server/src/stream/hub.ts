// The stream of one account, made once for all its readers: one subscription to the manager, one batch of rows per 50 ms, one frame for all who chose the
// same and stand at the same place. It keeps a bounded past and no queue for anybody; each reader's place and pace are reader.ts's.

import { setImmediate as breathe } from "node:timers/promises"
import type { AccountId, OmsEvent } from "@okx-oms/core"
import type { Published } from "@okx-oms/trading"
import type { Logger } from "pino"
import type { OmsPort } from "../open-oms.ts"
import { type Batch, batchOf, ROW_KINDS } from "./batch.ts"
import { BooksCopies, type BooksCopy } from "./books.ts"
import { type Frame, frame, joinedFrame, type Kinds, type OfAccount, statusOf } from "./frames.ts"
import type { SocketLimits } from "./limits.ts"
import { type Snapshot, takeSnapshot } from "./snapshot.ts"

/** Readers served without a pause; others of this process (orders!) come in between. */
const READERS_AT_ONCE = 64
/** Frames kept for readers at the same place; slow ones stand each at its own. */
const SHARED_FRAMES_MAX = 64
/** Events read from before its start, for readers who come back after a restart. */
const BACKFILL_MAX = 2_000
/** Events of one batch. Further ones wait in the manager's ring. */
const BATCH_EVENTS_MAX = 1_000

export interface HubReader {
  /** There is something new. */
  pump(): void
}

export class StreamHub {
  readonly oms: OmsPort
  readonly of: OfAccount & { readonly account: AccountId }
  readonly #limits: SocketLimits
  readonly #log: Logger
  readonly #readers = new Set<HubReader>()
  readonly #ready = Promise.withResolvers<void>()
  #items: AsyncIterator<Published> | undefined
  /** The kept past, oldest first, without a gap. */
  #batches: Batch[] = []
  #keptEvents = 0
  #arrived: OmsEvent[] = []
  #room = Promise.withResolvers<void>()
  #timer: NodeJS.Timeout | undefined
  #isFlushing = false
  #frames = new Map<string, Frame>()
  readonly #books: BooksCopies
  #snapshot: { readonly takenAt: number; readonly seq: number; readonly taken: Promise<Snapshot> } | undefined
  #status: { readonly frame: Frame; readonly text: string; readonly version: number } | undefined
  /** Where the stream must stand before anybody is served. */
  #startSeq = 0
  #coveredSeq = 0
  #firstSeq = 1
  /** Events up to here were lost by this server itself. */
  gapUpTo = 0
  isOver = false

  constructor({ oms, limits, log }: { oms: OmsPort; limits: SocketLimits; log: Logger }) {
    this.oms = oms
    this.of = { account: oms.account, mode: oms.mode }
    this.#limits = limits
    this.#log = log
    this.#books = new BooksCopies({
      oms,
      of: this.of,
      limits,
      coveredSeq: () => this.#coveredSeq,
      reaches: (seq) => this.reaches(seq),
      failed: (error) => this.#fail(error),
    })
  }

  /** Resolves when the past that is kept is there. */
  get ready(): Promise<void> {
    return this.#ready.promise
  }

  /** Readers may stand anywhere from firstSeq - 1 to here. */
  get coveredSeq(): number {
    return this.#coveredSeq
  }

  get firstSeq(): number {
    return this.#firstSeq
  }

  get isEmpty(): boolean {
    return this.#readers.size === 0
  }

  /** Begins to follow the manager, some way back when a reader comes back. */
  start({ back }: { back: boolean }): void {
    const { seq } = this.oms.status()
    this.#startSeq = seq
    this.#firstSeq = back ? Math.max(1, seq + 1 - BACKFILL_MAX) : seq + 1
    this.#coveredSeq = this.#firstSeq - 1
    if (this.#coveredSeq >= this.#startSeq) this.#ready.resolve()
    void this.#follow()
  }

  add(reader: HubReader): void {
    this.#readers.add(reader)
  }

  remove(reader: HubReader): void {
    this.#readers.delete(reader)
  }

  /** Follows no longer; readers still in it are told by isOver. */
  close(): void {
    if (this.isOver) return
    this.isOver = true
    clearTimeout(this.#timer)
    this.#ready.resolve()
    this.#room.resolve()
    // Not awaited: a subscription that waits for its next event may only notice then.
    this.#items?.return?.()?.catch(() => undefined)
    this.#batches = []
    this.#frames.clear()
    for (const reader of [...this.#readers]) reader.pump()
  }

  /** What a reader who knows everything before fromSeq has missed, or the first part of it; nothing when that is nothing, "gone" when it is not kept. */
  frame(kinds: Kinds, fromSeq: number): Frame | "gone" | undefined {
    if (fromSeq > this.#coveredSeq) return undefined
    if (!this.reaches(fromSeq - 1)) return "gone"
    const key = `${kinds.key}:${fromSeq}`
    const known = this.#frames.get(key)
    if (known !== undefined) return known
    const made = this.#frameFrom(kinds, fromSeq)
    if (this.#frames.size >= SHARED_FRAMES_MAX) this.#frames.clear()
    this.#frames.set(key, made)
    return made
  }

  /** Every event after seq is kept for readers. */
  reaches(seq: number): boolean {
    return seq + 1 >= this.#firstSeq && this.#coveredSeq - seq <= this.#limits.keptEvents
  }

  /** The whole books for one reader, who gives them back when it has all parts or leaves. */
  takeBooks(): Promise<BooksCopy> {
    return this.#books.take()
  }

  giveBack(books: BooksCopy): void {
    this.#books.giveBack(books)
  }

  /** The rows as of now or of a moment ago, but not of before fromSeq; shared by all who ask at about the same time. */
  snapshot(fromSeq = 0): Promise<Snapshot> {
    const now = performance.now()
    const known = this.#snapshot
    if (known !== undefined && now - known.takenAt < this.#limits.snapshotMs && known.seq >= fromSeq) return known.taken
    // Its number is read before its rows: what comes after is told again, what came before is in them.
    const seq = this.#coveredSeq
    const taken = takeSnapshot(this.oms, seq)
    this.#snapshot = { takenAt: now, seq, taken }
    taken.catch(() => {
      this.#snapshot = undefined
    })
    return taken
  }

  /** The newest status, with a number that grows when it changes. */
  status(): { readonly frame: Frame; readonly version: number } {
    return this.#status ?? this.#readStatus()
  }

  /** Looks whether the status changed; then all who follow are told. */
  look(): void {
    if (this.isOver) return
    this.#books.sweep()
    const before = this.#status?.version
    if (this.#readStatus().version !== before && before !== undefined) for (const reader of this.#readers) reader.pump()
  }

  #readStatus(): { readonly frame: Frame; readonly version: number } {
    const status = statusOf(this.oms)
    const text = JSON.stringify(status)
    if (this.#status?.text !== text) {
      const version = (this.#status?.version ?? 0) + 1
      this.#status = { text, version, frame: frame({ type: "status", ...this.of, seq: this.#coveredSeq, status }) }
    }
    return this.#status
  }

  async #follow(): Promise<void> {
    let fromSeq = this.#firstSeq
    try {
      while (!this.isOver) {
        const missedUpTo = await this.#take(fromSeq)
        if (missedUpTo === undefined) break
        this.#log.warn({ ...this.of, missedUpTo }, "streams fell behind the manager; their readers are told to resync")
        this.#gap(missedUpTo)
        fromSeq = missedUpTo + 1
      }
    } catch (error) {
      this.#fail(error)
    }
    this.close()
  }

  #fail(error: unknown): void {
    this.#log.error({ err: error, ...this.of }, "an account's stream failed")
    this.close()
  }

  /** Takes events until the manager ends them (nothing) or leaves some out (up to where). */
  async #take(fromSeq: number): Promise<number | undefined> {
    const items = this.oms.subscribeEvents({ fromSeq, queueLengthMax: this.#limits.keptEvents })[Symbol.asyncIterator]()
    this.#items = items
    for (;;) {
      const next = await items.next()
      if (next.done === true || this.isOver) return undefined
      if (next.value.type === "resync") return next.value.seq
      this.#arrived.push(next.value.event)
      this.#plan()
      if (this.#arrived.length >= BATCH_EVENTS_MAX) await this.#room.promise
    }
  }

  #gap(upTo: number): void {
    this.#arrived = []
    this.#batches = []
    this.#keptEvents = 0
    this.#frames.clear()
    this.#snapshot = undefined
    this.gapUpTo = upTo
    this.#coveredSeq = upTo
    this.#firstSeq = upTo + 1
    if (upTo >= this.#startSeq) this.#ready.resolve()
    for (const reader of [...this.#readers]) reader.pump()
  }

  /** `sinceMs`: so much of a frame's time is over already. */
  #plan(sinceMs = 0): void {
    if (this.#timer !== undefined || this.#isFlushing || this.isOver) return
    // What was there before the start is gone through at once.
    const delayMs = this.#coveredSeq < this.#startSeq ? 0 : Math.max(0, this.#limits.frameMs - sinceMs)
    this.#timer = setTimeout(() => void this.#flush(), delayMs)
  }

  async #flush(): Promise<void> {
    this.#timer = undefined
    this.#isFlushing = true
    const begunAt = performance.now()
    let lastSeq = this.#coveredSeq
    try {
      const events = this.#arrived.filter(({ seq }) => seq > this.#coveredSeq)
      this.#arrived = []
      this.#room.resolve()
      this.#room = Promise.withResolvers()
      if (events.length === 0) return
      lastSeq = events.at(-1)?.seq ?? lastSeq
      const batch = await batchOf(this.oms, events)
      // After a gap in the meantime these are what was left out.
      if (this.isOver || batch.fromSeq !== this.#coveredSeq + 1) return
      this.#keep(batch)
      if (batch.touchesStatus) this.#readStatus()
      await this.#tell()
    } catch (error) {
      // Rows that cannot be made are a gap like any other: whoever follows reads the state anew.
      this.#log.error({ err: error, ...this.of }, "the rows of a frame could not be read")
      if (!this.isOver) this.#gap(lastSeq)
    } finally {
      this.#isFlushing = false
      if (this.#arrived.length > 0) this.#plan(performance.now() - begunAt)
    }
  }

  #keep(batch: Batch): void {
    this.#batches.push(batch)
    this.#keptEvents += batch.length
    this.#coveredSeq = batch.seq
    this.#frames.clear()
    let dropped = 0
    for (const oldest of this.#batches) {
      if (this.#keptEvents - oldest.length < this.#limits.keptEvents) break
      this.#keptEvents -= oldest.length
      this.#firstSeq = oldest.seq + 1
      dropped++
    }
    if (dropped > 0) this.#batches.splice(0, dropped)
    if (batch.seq >= this.#startSeq) this.#ready.resolve()
  }

  async #tell(): Promise<void> {
    let served = 0
    for (const reader of [...this.#readers]) {
      if (++served % READERS_AT_ONCE === 0) await breathe()
      if (this.#readers.has(reader)) reader.pump()
    }
  }

  #frameFrom(kinds: Kinds, fromSeq: number): Frame {
    let first = this.#batches.length - 1
    while (first > 0 && (this.#batches[first - 1]?.seq ?? 0) >= fromSeq) first--
    const batches: Batch[] = []
    let events = 0
    for (let index = first; index < this.#batches.length; index++) {
      const batch = this.#batches[index]
      if (batch === undefined || (events > 0 && events + batch.length > this.#limits.frameEventsMax)) break
      batches.push(batch)
      events += batch.length
    }
    const parts: Record<string, string | undefined> = {}
    for (const kind of ROW_KINDS) {
      // Who keeps books of his own folds the events.
      if (!kinds.has(kind) && !(kind === "events" && kinds.has("books"))) continue
      const rows = batches.map((batch) => batch.text(kind, fromSeq)).filter((text) => text !== "")
      if (rows.length > 0) parts[kind] = `[${rows.join(",")}]`
    }
    const seq = batches.at(-1)?.seq ?? fromSeq
    return joinedFrame({ type: "changes", ...this.of, fromSeq, seq }, parts, seq)
  }
}
