// One reader's place in one account's stream: what is the next frame for it, and whether it has to begin anew. It relies on the hub for frames and keeps
// nothing of its own but the parts of a snapshot on their way; the parts of whole books are made when it is their turn.

import type { ResyncReason } from "@okx-oms/api"
import type { AccountSlot } from "../account-slot.ts"
import type { BooksCopy } from "./books.ts"
import { type Frame, frame, type Kinds, resyncFrame } from "./frames.ts"
import type { StreamHub } from "./hub.ts"

export interface FollowOptions {
  readonly slot: AccountSlot
  readonly kinds: Kinds
  /** Up to where the reader knows the account; absent: a snapshot. */
  readonly knownSeq?: number
  /** The hub of an open account, and how to be told of news. */
  readonly hubOf: (slot: AccountSlot, options: { back: boolean }) => StreamHub | undefined
  readonly wake: () => void
  readonly resynced: () => void
}

export class Follow {
  readonly slot: AccountSlot
  readonly #options: FollowOptions
  readonly #kinds: Kinds
  #hub: StreamHub | undefined
  /** Told and not yet sent: a snapshot's parts. They are shared with every reader who got the same. */
  #due: Frame[] = []
  /** Of the books that the reader gets: the next part. */
  #books: { readonly copy: BooksCopy; part: number } | undefined
  /** Everything up to here was given away; undefined while a snapshot is on its way. */
  #position: number | undefined
  #statusVersion = 0
  #isOver = false
  #toldUnavailable: string | undefined

  constructor(options: FollowOptions) {
    this.slot = options.slot
    this.#options = options
    this.#kinds = options.kinds
    this.look()
  }

  get position(): number {
    return this.#position ?? this.#options.knownSeq ?? 0
  }

  /** Follows the account if it is open by now. */
  look(): void {
    if (this.#hub !== undefined || this.#isOver) return
    const { slot, hubOf, knownSeq } = this.#options
    const hub = hubOf(slot, { back: knownSeq !== undefined })
    if (hub === undefined) this.#tellUnavailable()
    else {
      this.#hub = hub
      hub.add(this.#reader)
      void this.#begin(hub, this.#position ?? knownSeq)
    }
  }

  /** The next frame, if there is one and the reader has room for it. */
  next(): Frame | undefined {
    const due = this.#due.shift()
    if (due !== undefined) return due
    const hub = this.#hub
    if (hub === undefined || (this.#position === undefined && this.#books === undefined)) return undefined
    if (hub.isOver) {
      this.#leave()
      this.#tellUnavailable()
      return this.#due.shift()
    }
    if (this.#books !== undefined) return this.#nextPart(hub, this.#books)
    if (this.#position === undefined) return undefined
    const changes = hub.frame(this.#kinds, this.#position + 1)
    if (changes === "gone") {
      this.#resync(hub, this.#position < hub.gapUpTo ? "gap" : "slow-reader", this.#position)
      return this.#due.shift()
    }
    if (changes?.seq !== undefined) this.#position = changes.seq
    return changes ?? this.#status(hub)
  }

  close(): void {
    this.#isOver = true
    this.#leave()
    this.#due = []
  }

  readonly #reader = { pump: (): void => this.#options.wake() }

  /** One that takes longer for the books than the events after them are kept gets newer ones. */
  #nextPart(hub: StreamHub, books: { readonly copy: BooksCopy; part: number }): Frame | undefined {
    const { copy } = books
    if (!hub.reaches(copy.seq)) {
      this.#giveBack()
      this.#resync(hub, copy.seq < hub.gapUpTo ? "gap" : "slow-reader", copy.seq)
      return this.#due.shift()
    }
    const next = copy.frame(books.part, this.#options.wake)
    if (next === undefined) return undefined
    books.part++
    if (books.part === copy.parts) {
      this.#giveBack()
      this.#position = copy.seq
    }
    return next
  }

  #giveBack(): void {
    if (this.#books !== undefined) this.#hub?.giveBack(this.#books.copy)
    this.#books = undefined
  }

  #leave(): void {
    this.#giveBack()
    this.#hub?.remove(this.#reader)
    this.#hub = undefined
  }

  async #begin(hub: StreamHub, knownSeq: number | undefined): Promise<void> {
    await hub.ready
    if (this.#isOver || this.#hub !== hub) return
    if (hub.isOver) {
      this.#leave()
      this.#tellUnavailable()
      return this.#options.wake()
    }
    this.#toldUnavailable = undefined
    if (knownSeq === undefined) return await this.#beginAnew(hub)
    if (knownSeq > hub.coveredSeq) {
      this.#resync(hub, "other-journal", knownSeq)
    } else if (knownSeq + 1 < hub.firstSeq) {
      this.#resync(hub, "too-old", knownSeq)
    } else {
      this.#position = knownSeq
      this.#due.push(frame({ type: "resumed", ...hub.of, seq: knownSeq }))
    }
    this.#options.wake()
  }

  #resync(hub: StreamHub, because: ResyncReason, missedFrom: number): void {
    this.#position = undefined
    this.#options.resynced()
    this.#due.push(resyncFrame(hub.of, { because, missedFrom, seq: hub.coveredSeq }))
    void this.#beginAnew(hub)
  }

  async #beginAnew(hub: StreamHub): Promise<void> {
    try {
      if (this.#kinds.has("books")) await this.#beginBooks(hub)
      else {
        const snapshot = await hub.snapshot()
        const frames = await snapshot.frames(this.#kinds)
        if (this.#isOver || this.#hub !== hub) return
        this.#due.push(...frames)
        this.#position = snapshot.seq
      }
      if (this.#isOver || this.#hub !== hub) return
      // The status is in the snapshot as it is now.
      this.#statusVersion = hub.status().version
    } catch {
      // A manager that cannot be read is one that stops: the hub's end says why.
      if (this.#isOver || this.#hub !== hub) return
      this.#leave()
      this.#tellUnavailable()
    }
    this.#options.wake()
  }

  async #beginBooks(hub: StreamHub): Promise<void> {
    const copy = await hub.takeBooks()
    try {
      // Rows may be newer than the books' place, never older.
      const rows = this.#wantsRows ? await (await hub.snapshot(copy.seq)).framesBefore(this.#kinds, copy.seq) : []
      if (this.#isOver || this.#hub !== hub) return hub.giveBack(copy)
      this.#due.push(...rows)
      this.#books = { copy, part: 0 }
    } catch (error) {
      hub.giveBack(copy)
      throw error
    }
  }

  get #wantsRows(): boolean {
    return (["orders", "breaks", "status"] as const).some((kind) => this.#kinds.has(kind))
  }

  #status(hub: StreamHub): Frame | undefined {
    if (!this.#kinds.has("status")) return undefined
    const { frame: newest, version } = hub.status()
    if (version === this.#statusVersion) return undefined
    this.#statusVersion = version
    return newest
  }

  #tellUnavailable(): void {
    const { account, mode, why } = this.slot
    const said = why ?? "it is not open"
    if (said === this.#toldUnavailable) return
    this.#toldUnavailable = said
    this.#due.push(frame({ type: "unavailable", account, mode, why: said }))
    this.#options.wake()
  }
}
