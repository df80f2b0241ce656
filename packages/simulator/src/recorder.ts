// Everything that a world shows goes through here: it is stamped, hashed, counted and given to the judge. A promise found broken is kept, not thrown: what
// observes is often deep inside the code under test, which must not be able to swallow it.

import { type Coverage, CoverageCounter } from "./auditor/coverage.ts"
import { type Judge, type Observation, Violation } from "./observation.ts"
import type { Timeline } from "./timeline.ts"
import { TraceHash } from "./trace-hash.ts"

type Unstamped<Each> = Each extends unknown ? Omit<Each, "atMs" | "generation"> : never
/** An observation before it is stamped. */
export type Sight = Unstamped<Observation>

export interface Broken {
  readonly invariant: string
  readonly message: string
  readonly atMs: number
  readonly step: number
}

export class Recorder {
  readonly #timeline: Timeline
  readonly #judge: Judge | undefined
  readonly #see: ((observation: Observation, step: number) => void) | undefined
  readonly #hash = new TraceHash()
  readonly #coverage = new CoverageCounter()
  generation = 0
  #orders = 0
  #crashes = 0
  #broken: Broken | undefined

  constructor(options: {
    timeline: Timeline
    judge?: Judge | undefined
    onObservation?: ((observation: Observation, step: number) => void) | undefined
  }) {
    this.#timeline = options.timeline
    this.#judge = options.judge
    this.#see = options.onObservation
  }

  /** The first broken promise. */
  get broken(): Broken | undefined {
    return this.#broken
  }

  observe(sight: Sight): void {
    if (this.#broken !== undefined) return
    const observation: Observation = { ...sight, atMs: this.#timeline.nowMs, generation: this.generation }
    this.#hash.take(observation)
    this.#count(observation)
    this.#see?.(observation, this.#timeline.steps)
    this.judge((judge) => judge.observe(observation))
  }

  /** Takes into the hash what no observation carries. */
  hash(value: number): void {
    this.#hash.number(value)
  }

  /** Lets the judge speak; what it throws is kept as the broken promise. */
  judge(speak: (judge: Judge) => void): void {
    if (this.#judge === undefined || this.#broken !== undefined) return
    try {
      speak(this.#judge)
    } catch (error) {
      this.fail(error)
    }
  }

  fail(error: unknown): void {
    const { nowMs, steps } = this.#timeline
    const known = error instanceof Violation
    const message = error instanceof Error ? (known ? error.message : (error.stack ?? error.message)) : String(error)
    this.#broken ??= { invariant: known ? error.invariant : "crash", message, atMs: nowMs, step: steps }
  }

  figures(): {
    readonly orders: number
    readonly crashes: number
    readonly coverage: Coverage
    readonly traceHash: string
  } {
    const { coverage } = this.#coverage
    return { orders: this.#orders, crashes: this.#crashes, coverage, traceHash: this.#hash.text() }
  }

  #count(observation: Observation): void {
    this.#coverage.observe(observation)
    if (observation.kind === "crashed") this.#crashes++
    if (observation.kind !== "appending") return
    for (const event of observation.events) if (event.type === "OrderCreated") this.#orders++
  }
}
