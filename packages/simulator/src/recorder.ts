// Everything that a world shows goes through here: it is stamped, hashed, counted and given to the judge. A promise found broken is kept, not thrown: what
// observes is often deep inside the code under test, which must not be able to swallow it.

import type { OmsEvent } from "@okx-oms/core"
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
  readonly #faults = new Map<string, number>()
  readonly #edges = new Map<string, number>()
  readonly #states = new Map<string, string>()
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
    readonly faultsByClass: Readonly<Record<string, number>>
    readonly edges: Readonly<Record<string, number>>
    readonly traceHash: string
  } {
    return {
      orders: this.#orders,
      crashes: this.#crashes,
      faultsByClass: Object.fromEntries(this.#faults),
      edges: Object.fromEntries(this.#edges),
      traceHash: this.#hash.text(),
    }
  }

  #count(observation: Observation): void {
    switch (observation.kind) {
      case "fault":
        raise(this.#faults, observation.faultClass)
        return
      case "crashed":
        this.#crashes++
        return
      case "appending":
        for (const event of observation.events) this.#countEvent(event)
        return
      default:
        return
    }
  }

  #countEvent(event: OmsEvent): void {
    if (event.type === "OrderCreated") this.#orders++
    const to = stateAfter(event)
    if (to === undefined || !("orderId" in event) || event.orderId === undefined) return
    raise(this.#edges, `${this.#states.get(event.orderId) ?? "None"}>${to}`)
    this.#states.set(event.orderId, to)
  }
}

function raise(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

/** The state that the event brings its order to; undefined for events that leave it. */
function stateAfter(event: OmsEvent): string | undefined {
  switch (event.type) {
    case "OrderCreated":
    case "OrderValidated":
    case "OrderAcknowledged":
    case "OrderPartiallyFilled":
    case "OrderFilled":
    case "OrderCancelled":
    case "OrderRejected":
    case "OrderFailed":
    case "OrderExpired":
      return event.type.slice("Order".length)
    case "OrderSubmitted":
      return event.attempt === 1 ? "Submitted" : undefined
    case "OrderAdopted":
      return event.state
    case "OrderCorrected":
      return event.to
    case "OrderRecalled":
      return undefined
    default:
      return undefined
  }
}
