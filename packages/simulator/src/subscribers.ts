// Those who follow the events of an account: they survive the process and go on where they were, are told to resync when they fall behind, and then read on from
// where they were told. Everything that they are handed is shown to the judge.

import type { AccountId, OmsEvent } from "@okx-oms/core"
import { JournalUnavailable } from "@okx-oms/trading"
import type { Recorder } from "./recorder.ts"
import type { World } from "./world.ts"

/** How soon a subscriber comes again whose part of the journal could not be read. */
const AGAIN_MS = 500

export interface SubscriberOptions {
  readonly id: number
  readonly account: AccountId
  /** How long it needs for one event; 0 keeps up with everything. */
  readonly paceMs: () => number
  /** How far it may fall behind; default the manager's own limit. */
  readonly queueLengthMax?: number
  readonly onEvent?: (event: OmsEvent) => void
}

export class Subscriber {
  readonly #world: World
  readonly #options: SubscriberOptions
  /** Next sequence number wanted; 0 before the first event: from the beginning. */
  #next = 1

  constructor(world: World, options: SubscriberOptions) {
    this.#world = world
    this.#options = options
  }

  /** Follows the present life to its end; call it again in the next one. */
  async follow(): Promise<void> {
    const { generation } = this.#world
    const { account, queueLengthMax } = this.#options
    const manager = generation?.manager(account)
    if (generation === undefined || manager === undefined) return
    const { life } = generation
    while (life.alive) {
      const limit = queueLengthMax === undefined ? {} : { queueLengthMax }
      const stream = manager.subscribeEvents({ fromSeq: this.#next, ...limit })
      const end = await this.#listen(stream, life)
      if (end === "over") return
      if (end === "unreadable") await this.#pause(AGAIN_MS)
    }
  }

  async #listen(
    stream: ReturnType<NonNullable<ReturnType<NonNullable<World["generation"]>["manager"]>>["subscribeEvents"]>,
    life: NonNullable<World["generation"]>["life"],
  ): Promise<"resync" | "unreadable" | "over"> {
    const { id, account, paceMs, onEvent } = this.#options
    const recorder: Recorder = this.#world.recorder
    for (;;) {
      const next = await stream.next().catch(unreadable)
      if (next === undefined) return life.alive ? "unreadable" : "over"
      const { done, value } = next
      if (!life.alive || done === true) return "over"
      if (value.type === "resync") {
        this.#next = value.seq + 1
        recorder.observe({ kind: "resync", account, subscriber: id, nextSeq: this.#next })
        return "resync"
      }
      const { event } = value
      this.#next = event.seq + 1
      recorder.observe({ kind: "published", account, subscriber: id, event })
      onEvent?.(event)
      const pace = paceMs()
      if (pace > 0) await this.#pause(pace)
      if (!life.alive) return "over"
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#world.timeline.after(ms, resolve))
  }
}

/** A turn of the past is damaged that the start did not need; nobody else reads it before somebody brings it back. */
function unreadable(error: unknown): undefined {
  if (!(error instanceof JournalUnavailable)) throw error
}
