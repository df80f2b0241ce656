// One life of the process: whatever comes in from outside passes through here, and whatever goes out asks here first. A process that sleeps takes nothing in
// until it wakes; a dead one takes nothing in and reaches nothing any more, whatever its old objects still try.

import type { Chance } from "./random.ts"
import type { Timeline } from "./timeline.ts"

/** Where a process touches the world: the moments around which a crash or a pause means most. */
export type Port = "append" | "append-answered" | "http" | "ws" | "connect" | "timer" | "log" | "answer"

export type Entrance = "timer" | "outside"

export interface LifeOptions {
  readonly generation: number
  readonly timeline: Timeline
  readonly chance: Chance
  /** Asked at every way out, before anything happens there; it may kill or pause this life. */
  readonly onPort?: (port: Port) => void
  /** It has slept and runs again. */
  readonly onWake?: () => void
}

export class ProcessLife {
  readonly generation: number
  readonly bornAtMs: number
  readonly #options: LifeOptions
  #alive = true
  #awakeAtMs = 0
  #waking = false
  #queue: { readonly kind: Entrance; readonly run: () => void }[] = []
  readonly #onDeath: (() => void)[] = []

  constructor(options: LifeOptions) {
    this.#options = options
    this.generation = options.generation
    this.bornAtMs = options.timeline.nowMs
  }

  get alive(): boolean {
    return this.#alive
  }

  /** How long the process still sleeps: what its present run hands over leaves only then. */
  get asleepMs(): number {
    return Math.max(0, this.#awakeAtMs - this.#options.timeline.nowMs)
  }

  /** Something reaches the process: now, when it wakes, or never. */
  enter(kind: Entrance, run: () => void): void {
    if (!this.#alive) return
    if (this.asleepMs === 0 && this.#queue.length === 0) run()
    else this.#queue.push({ kind, run })
  }

  /** The process reaches out. False: it is dead, and nothing may happen. */
  leave(port: Port): boolean {
    if (this.#alive) this.#options.onPort?.(port)
    return this.#alive
  }

  /** Nothing runs in the process for so long, as when the machine is overloaded or its virtual machine is moved. */
  pause(forMs: number): void {
    const { timeline } = this.#options
    this.#awakeAtMs = Math.max(this.#awakeAtMs, timeline.nowMs + Math.ceil(forMs))
    if (this.#waking) return
    this.#waking = true
    timeline.at(this.#awakeAtMs, () => this.#wake())
  }

  /** Runs after delayMs of the world's time, inside the process. */
  after(delayMs: number, kind: Entrance, run: () => void): () => void {
    let off = false
    const callOff = this.#options.timeline.after(delayMs, () =>
      this.enter(kind, () => {
        if (!off) run()
      }),
    )
    return () => {
      off = true
      callOff()
    }
  }

  /** Resolves inside the process, once it is awake; never when it is dead. */
  awake(): Promise<void> {
    return new Promise((resolve) => this.enter("outside", resolve))
  }

  onDeath(run: () => void): void {
    this.#onDeath.push(run)
  }

  kill(): void {
    if (!this.#alive) return
    this.#alive = false
    this.#queue = []
    for (const run of this.#onDeath) run()
  }

  #wake(): void {
    if (this.asleepMs > 0) {
      this.#options.timeline.at(this.#awakeAtMs, () => this.#wake())
      return
    }
    this.#waking = false
    if (this.#alive) this.#options.onWake?.()
    // Node runs timers that are due before it looks at its sockets, unless it was stopped while looking at them.
    if (this.#options.chance.strikes(0.5)) {
      this.#queue = [
        ...this.#queue.filter(({ kind }) => kind === "timer"),
        ...this.#queue.filter(({ kind }) => kind !== "timer"),
      ]
    }
    this.#drain()
  }

  /** One at a time, each settled before the next. What arrives meanwhile stands behind. */
  #drain(): void {
    const [first] = this.#queue
    if (first === undefined || this.asleepMs > 0) return
    this.#options.timeline.after(0, () => {
      if (this.asleepMs > 0) return
      const next = this.#queue.shift()
      if (next === undefined) return
      next.run()
      this.#drain()
    })
  }
}
