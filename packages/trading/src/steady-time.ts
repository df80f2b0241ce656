// The time that the manager stamps on events and measures its deadlines by: wall time that never steps back, not over a restart either. A wall clock that is set
// back would hold every deadline up; one that is set forward, or wakes from sleep, is followed.

import { later, type Millis } from "@okx-oms/core"
import type { Clock } from "./ports.ts"

/** A wall clock further ahead than this has been set, or the machine has slept. */
const FOLLOW_AHEAD_MS = 1_000

export class SteadyTime {
  readonly #clock: Pick<Clock, "wall" | "mono">
  #wallAtAnchor: Millis
  #monoAtAnchor: Millis

  constructor(clock: Pick<Clock, "wall" | "mono">) {
    this.#clock = clock
    this.#wallAtAnchor = clock.wall()
    this.#monoAtAnchor = clock.mono()
  }

  /** Goes on from the newest time in the journal when the wall clock is behind it; what was stamped before is then never in the future. */
  goOnFrom(at: Millis): void {
    if (at <= this.now()) return
    this.#wallAtAnchor = at
    this.#monoAtAnchor = this.#clock.mono()
  }

  now(): Millis {
    const wall = this.#clock.wall()
    const steady = later(this.#wallAtAnchor, this.#clock.mono() - this.#monoAtAnchor)
    if (wall - steady <= FOLLOW_AHEAD_MS) return steady
    this.#wallAtAnchor = wall
    this.#monoAtAnchor = this.#clock.mono()
    return wall
  }
}
