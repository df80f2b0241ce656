// What a run of worlds has actually met: edges of the state table, kinds of events, faults by class and by name. A promise that held in worlds where nothing
// happened is worth nothing, so what never fired is told in words. Counts of several runs, or of several processes, add up.

import { isOrderEvent, type OmsEvent, type OrderEvent, type OrderState, TRANSITIONS } from "@okx-oms/core"
import type { Observation } from "../observation.ts"
import { STATE_AFTER } from "./claim-truth.ts"

/** Plain data, so that it can travel between processes. */
export interface Coverage {
  /** "Submitted>Acknowledged" -> how often. */
  readonly edges: Record<string, number>
  readonly events: Record<string, number>
  /** "F1" -> how often. */
  readonly faultClasses: Record<string, number>
  /** "F1 lost-request" -> how often. */
  readonly faults: Record<string, number>
  /** "appended unknown", "crashed" ... : what else a world can come across. */
  readonly moments: Record<string, number>
}

/** Every kind of event; the compiler tells when one is missing. */
const EVENT_TYPES: Readonly<Record<OmsEvent["type"], true>> = {
  OrderCreated: true,
  OrderValidated: true,
  OrderSubmitted: true,
  OrderAcknowledged: true,
  OrderPartiallyFilled: true,
  OrderFilled: true,
  OrderCancelled: true,
  OrderRejected: true,
  OrderFailed: true,
  OrderExpired: true,
  CancelRequested: true,
  CancelAccepted: true,
  CancelRefused: true,
  AmendRequested: true,
  AmendAccepted: true,
  OrderAmended: true,
  AmendRefused: true,
  OrderRestated: true,
  OrderInDoubt: true,
  DoubtResolved: true,
  FillBooked: true,
  FillCorrected: true,
  OrderAdopted: true,
  OrderCorrected: true,
  OrderRecalled: true,
  EpochStarted: true,
  AccountBaseline: true,
  FundsMoved: true,
  BooksRebased: true,
  VisibilityWidened: true,
  BreakFound: true,
  BreakResolved: true,
  TradingHalted: true,
  TradingResumed: true,
  ReconciliationCompleted: true,
}

const CLASSES: readonly string[] = [
  ...Array.from({ length: 20 }, (_, index) => `F${index + 1}`),
  ...Array.from({ length: 9 }, (_, index) => `I${index + 1}`),
  "lies",
]

export function newCoverage(): Coverage {
  return { edges: {}, events: {}, faultClasses: {}, faults: {}, moments: {} }
}

/** Counts one world; `into` may already hold others. */
export class CoverageCounter {
  readonly coverage: Coverage
  readonly #states = new Map<string, OrderState>()
  readonly #appending = new Map<string, readonly OmsEvent[]>()

  constructor(into: Coverage = newCoverage()) {
    this.coverage = into
  }

  observe(observation: Observation): void {
    const { faultClasses, faults, moments } = this.coverage
    switch (observation.kind) {
      case "appending":
        this.#appending.set(`${observation.generation}/${observation.account}`, observation.events)
        return
      case "appended": {
        const key = `${observation.generation}/${observation.account}`
        count(moments, `appended ${observation.result}`)
        if (observation.result === "ok") for (const event of this.#appending.get(key) ?? []) this.#durable(event)
        this.#appending.delete(key)
        return
      }
      case "fault":
        count(faultClasses, observation.faultClass)
        count(faults, `${observation.faultClass} ${observation.name}`)
        return
      case "restored":
        count(moments, observation.kind)
        // What the orders were is no longer what the journal says.
        this.#states.clear()
        return
      case "crashed":
      case "stopped":
      case "resync":
        count(moments, observation.kind)
        return
      default:
        return
    }
  }

  #durable(event: OmsEvent): void {
    const { edges, events } = this.coverage
    count(events, event.type)
    if (!isOrderEvent(event)) return
    const key = `${event.account}/${event.orderId}`
    const to = stateAfter(event)
    if (to === undefined) return
    const from = this.#states.get(key)
    this.#states.set(key, to)
    const begins = event.type === "OrderCreated" || event.type === "OrderAdopted"
    // A further attempt of the same placement is no step.
    if (event.type === "OrderSubmitted" && from === "Submitted") return
    if (begins || from !== undefined) count(edges, `${begins ? "None" : from}>${to}`)
  }
}

function stateAfter(event: OrderEvent): OrderState | undefined {
  switch (event.type) {
    case "OrderAdopted":
      return event.state
    case "OrderCorrected":
      return event.to
    case "OrderCreated":
      return "Created"
    default:
      return STATE_AFTER[event.type]
  }
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1
}

/** Adds what another run met. */
export function addCoverage(into: Coverage, other: Coverage): void {
  for (const group of ["edges", "events", "faultClasses", "faults", "moments"] as const) {
    for (const [name, times] of Object.entries(other[group])) into[group][name] = (into[group][name] ?? 0) + times
  }
}

/** What never fired, by group; empty lists when all did. */
export function neverFired(
  coverage: Coverage,
  expected: { readonly faults?: readonly string[] } = {},
): { readonly edges: readonly string[]; readonly events: readonly string[]; readonly faults: readonly string[] } {
  const seenFaults = new Set(Object.keys(coverage.faults).map((name) => name.slice(name.indexOf(" ") + 1)))
  return {
    edges: TRANSITIONS.map(([from, to]) => `${from}>${to}`).filter((edge) => coverage.edges[edge] === undefined),
    events: Object.keys(EVENT_TYPES).filter((type) => coverage.events[type] === undefined),
    faults: [
      ...CLASSES.filter((name) => coverage.faultClasses[name] === undefined),
      ...(expected.faults ?? []).filter((name) => !seenFaults.has(name)),
    ],
  }
}

/** The report as text: what fired how often, and what never did. `faults` are names that should have struck. */
export function coverageReport(coverage: Coverage, expected: { readonly faults?: readonly string[] } = {}): string {
  const missing = neverFired(coverage, expected)
  const lines = [
    `edges   ${shares(TRANSITIONS.length - missing.edges.length, TRANSITIONS.length)}  ${listed(coverage.edges)}`,
    `events  ${shares(Object.keys(EVENT_TYPES).length - missing.events.length, Object.keys(EVENT_TYPES).length)}  ${listed(coverage.events)}`,
    `faults  ${listed(coverage.faults)}`,
    `moments ${listed(coverage.moments)}`,
  ]
  const silent = Object.entries(missing).filter(([, names]) => names.length > 0)
  for (const [group, names] of silent) lines.push(`never fired, ${group}: ${names.join(", ")}`)
  if (silent.length === 0) lines.push("every fault class and every edge fired")
  return lines.join("\n")
}

function shares(fired: number, all: number): string {
  return `${fired} of ${all}`
}

function listed(counts: Readonly<Record<string, number>>): string {
  const most = Object.entries(counts).sort(([, a], [, b]) => b - a)
  return most.map(([name, times]) => `${name} ${times}`).join(" · ") || "none"
}
