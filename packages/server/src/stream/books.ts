// The whole books of one account for readers who fold events themselves: consistent copies, and their parts as frames, made one at a time when a reader has
// room for them. Other work of this process runs between two parts; how many copies and made parts are kept is bounded whatever readers do.

import { setImmediate as breathe } from "node:timers/promises"
import { encodeStatePart, type StateCopy, statePartCount } from "@okx-oms/core"
import type { OmsPort } from "../open-oms.ts"
import { type Frame, joinedFrame, type OfAccount } from "./frames.ts"
import type { SocketLimits } from "./limits.ts"

/** Made parts kept per copy for readers at about the same place. */
const FRAMES_MAX = 8
/** Copies in use at once; further readers share the newest while the events after it are kept. */
const COPIES_MAX = 4

export interface BooksFacts {
  readonly of: OfAccount
  /** The place in the stream from which the events follow; the state may be newer. */
  readonly seq: number
  readonly state: StateCopy
  /** Orders of one part. */
  readonly partOrders: number
  /** One after the other with everybody's parts. */
  readonly inTurn: (make: () => void) => void
}

/** The books at one moment, shared by readers who came at about the same time. */
export class BooksCopy {
  readonly seq: number
  readonly parts: number
  readonly takenAt = performance.now()
  /** Readers that still take parts. */
  users = 0
  readonly #facts: BooksFacts
  readonly #frames = new Map<number, Frame>()
  readonly #wanted = new Map<number, Set<() => void>>()

  constructor(facts: BooksFacts) {
    this.#facts = facts
    this.seq = facts.seq
    this.parts = statePartCount(facts.state, facts.partOrders)
  }

  /** Part `part` from 0 on; nothing while it is being made, and then `wake` is called. */
  frame(part: number, wake: () => void): Frame | undefined {
    const known = this.#frames.get(part)
    if (known !== undefined) return known
    const waiting = this.#wanted.get(part)
    if (waiting !== undefined) waiting.add(wake)
    else {
      this.#wanted.set(part, new Set([wake]))
      this.#facts.inTurn(() => this.#make(part))
    }
    return undefined
  }

  #make(part: number): void {
    const waiting = this.#wanted.get(part) ?? []
    this.#wanted.delete(part)
    // Everybody left meanwhile.
    if (this.users === 0) return
    const { of, seq, state, partOrders } = this.#facts
    const [oldest] = this.#frames.keys()
    if (oldest !== undefined && this.#frames.size >= FRAMES_MAX) this.#frames.delete(oldest)
    const head = { type: "snapshot", ...of, seq, more: part < this.parts - 1 }
    const books = `{"part":${part + 1},"parts":${this.parts},"state":${encodeStatePart(state, part, partOrders)}}`
    this.#frames.set(part, joinedFrame(head, { books }, seq))
    for (const wake of waiting) wake()
  }
}

export interface BooksCopiesOptions {
  readonly oms: OmsPort
  readonly of: OfAccount
  readonly limits: Pick<SocketLimits, "snapshotMs" | "booksPartOrders">
  /** Up to which event readers know everything who have had all frames. */
  readonly coveredSeq: () => number
  /** All events after seq are kept. */
  readonly reaches: (seq: number) => boolean
  /** A part could not be made: nobody can be served any more. */
  readonly failed: (error: unknown) => void
}

export class BooksCopies {
  readonly #options: BooksCopiesOptions
  #copies: BooksCopy[] = []
  #taking: Promise<BooksCopy> | undefined
  #turns = Promise.resolve()

  constructor(options: BooksCopiesOptions) {
    this.#options = options
  }

  /** A copy for one reader, who gives it back. */
  async take(): Promise<BooksCopy> {
    let copy = this.#shared()
    if (copy === undefined) {
      this.#taking ??= this.#copy().finally(() => {
        this.#taking = undefined
      })
      copy = await this.#taking
    }
    copy.users++
    return copy
  }

  giveBack(copy: BooksCopy): void {
    copy.users--
    if (copy.users === 0 && copy !== this.#copies.at(-1)) this.#drop(copy)
  }

  /** Keeps nothing for readers who may come no more; called about once a second. */
  sweep(): void {
    const newest = this.#copies.at(-1)
    if (newest?.users === 0 && !this.#isNew(newest)) this.#drop(newest)
  }

  #drop(copy: BooksCopy): void {
    this.#copies = this.#copies.filter((one) => one !== copy)
  }

  /** The newest, if it is new enough or there are enough of them. */
  #shared(): BooksCopy | undefined {
    const newest = this.#copies.at(-1)
    if (newest === undefined || !this.#options.reaches(newest.seq)) return undefined
    return this.#isNew(newest) || this.#copies.length >= COPIES_MAX ? newest : undefined
  }

  #isNew({ takenAt }: BooksCopy): boolean {
    return performance.now() - takenAt < this.#options.limits.snapshotMs
  }

  async #copy(): Promise<BooksCopy> {
    const { oms, of, limits, coveredSeq } = this.#options
    const state = await oms.getBooks()
    // What this stream has not told yet and the state has already is told once more: whoever folds drops it.
    const seq = Math.min(coveredSeq(), state.seq)
    const copy = new BooksCopy({
      of,
      seq,
      state,
      partOrders: limits.booksPartOrders,
      inTurn: (make) => this.#inTurn(make),
    })
    const before = this.#copies.at(-1)
    if (before?.users === 0) this.#drop(before)
    this.#copies.push(copy)
    return copy
  }

  #inTurn(make: () => void): void {
    this.#turns = this.#turns.then(async () => {
      await breathe()
      try {
        make()
      } catch (error) {
        this.#options.failed(error)
      }
    })
  }
}
