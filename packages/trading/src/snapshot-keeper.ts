// Snapshots while the manager works: when the next one is due, and how it is written without holding up orders. It relies on the journal to keep them; losing
// one costs time at the next start, never truth.

import { type AccountState, later, type Millis, millis, stateTexts } from "@okx-oms/core"
import type { Clock, Journal, Log } from "./ports.ts"

/** Events after which the next one is due, unless the configuration says otherwise. */
const EVERY_EVENTS = 20_000
/** After each, so many times as long as it took until the next: thousands of orders a second would else be written as often, at a third of the throughput. */
const REST_TIMES = 10

interface Deps {
  readonly state: AccountState
  readonly journal: Journal
  readonly clock: Clock
  readonly log: Log
  readonly everyEvents?: number | undefined
  /** The manager takes no more turns. */
  readonly isOver: () => boolean
}

export class SnapshotKeeper {
  readonly #deps: Deps
  /** Of the newest one that is kept, or being written. */
  #seq = 0
  #isWriting = false
  /** Monotonic. */
  #notBefore: Millis = millis(0)

  constructor(deps: Deps) {
    this.#deps = deps
  }

  /** The state was loaded by a snapshot of this seq; 0: by none. */
  begin(seq: number): void {
    this.#seq = seq
  }

  /** Behind every turn that is durable. Returns at once. */
  keepWhenDue(): void {
    const { state, clock, log, everyEvents = EVERY_EVENTS } = this.#deps
    if (state.seq - this.#seq < everyEvents || this.#isWriting) return
    const begunAt = clock.mono()
    if (begunAt < this.#notBefore) return
    this.#isWriting = true
    this.#seq = state.seq
    this.#write(state.seq)
      .catch((error: unknown) => {
        log.warn("a snapshot could not be kept; the next start replays more", { error })
      })
      .finally(() => {
        this.#isWriting = false
        const endedAt = clock.mono()
        this.#notBefore = later(endedAt, (endedAt - begunAt) * REST_TIMES)
      })
  }

  /** After the last turn: the next start has nothing to replay. */
  async close(): Promise<void> {
    const { state, journal } = this.#deps
    if (state.seq > this.#seq || this.#isWriting)
      await journal.saveSnapshot(state.account, state.seq, [...stateTexts(state)])
  }

  /** Of this moment, but written piece by piece with turns in between: in one go it would hold up every order for some tens of milliseconds. */
  async #write(seq: number): Promise<void> {
    const { state, journal, clock, isOver } = this.#deps
    const pieces: string[] = []
    for (const piece of stateTexts(state)) {
      pieces.push(piece)
      await new Promise<void>((next) => clock.soon(next))
      // Closing keeps one of its own.
      if (isOver()) return
    }
    await journal.saveSnapshot(state.account, seq, pieces)
  }
}
