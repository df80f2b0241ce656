// What a run counted, and how it is shown: one table for people, one object for programs. It adds up; it judges nothing.

import { type Books, type ExchangeBooks, tagsOf } from "./books.ts"
import { textOf } from "./rows.ts"
import type { Told } from "./told.ts"

/** Counts by name, over all exchanges and servers of the run. */
export class Figures {
  readonly #counts = new Map<string, number>()
  readonly #faultsSet = new Map<string, number>()
  readonly #faultsStruck = new Map<string, number>()
  readonly #breaks = new Map<string, number>()
  readonly #restartsMs: number[] = []

  add(name: FigureName, count = 1): void {
    raise(this.#counts, name, count)
  }

  faultSet(fault: string): void {
    raise(this.#faultsSet, fault, 1)
  }

  /** From the start of the process to the answer that it is ready. */
  restarted(tookMs: number): void {
    this.#restartsMs.push(Math.round(tookMs))
  }

  /** Counts what one exchange and its journal went through, once, at their end. */
  include({ events, orders, fills }: Books, exchange: ExchangeBooks, told: Told): void {
    const doubted = new Set(
      events.filter(({ type }) => type === "OrderInDoubt").map((event) => textOf(event, "orderId")),
    )
    this.add("requests", told.requests)
    this.add("orders asked for", told.placements.size)
    this.add("acknowledged", told.acknowledged().length)
    this.add("denied", told.denied().length)
    this.add("answers lost", told.answersLost())
    this.add("events seen", told.events.size)
    this.add("events kept", events.length)
    this.add("fills", fills.length)
    this.add("doubts seen", doubted.size)
    this.add("doubts left", orders.filter(({ doubt }) => doubt !== undefined).length)
    const tags = tagsOf({ events, orders, fills })
    this.add(
      "accepted by the exchange",
      exchange.records.filter((record) => record.type === "order-accepted" && tags.has(textOf(record, "tag"))).length,
    )
    for (const event of events) if (event.type === "BreakFound") raise(this.#breaks, textOf(event, "kind"), 1)
    for (const record of exchange.records) {
      const struck = STRUCK[textOf(record, "type")]
      if (struck !== undefined) raise(this.#faultsStruck, struck === "" ? textOf(record, "fault") : struck, 1)
    }
  }

  toJSON(): Readonly<Record<string, unknown>> {
    return {
      ...Object.fromEntries(FIGURE_NAMES.map((name) => [name, this.#counts.get(name) ?? 0])),
      restartMs: spread(this.#restartsMs),
      faultsSet: sorted(this.#faultsSet),
      faultsStruck: sorted(this.#faultsStruck),
      breaks: sorted(this.#breaks),
    }
  }

  /** The table. */
  text(): string {
    const { median, p99, max } = spread(this.#restartsMs)
    const lines = FIGURE_NAMES.map((name) => line(name, String(this.#counts.get(name) ?? 0)))
    lines.push(
      line("restart to ready", `median ${median} ms, p99 ${p99} ms, max ${max} ms (${this.#restartsMs.length})`),
    )
    lines.push(line("faults set", listed(this.#faultsSet)))
    lines.push(line("faults that struck", listed(this.#faultsStruck)))
    lines.push(line("breaks found", listed(this.#breaks)))
    return lines.join("\n")
  }
}

const FIGURE_NAMES = [
  "cycles",
  "kills",
  "kills during a start",
  "disk faults",
  "power cuts",
  "bits flipped",
  "flips refused",
  "flips healed",
  "flips without effect",
  "flips found by verify",
  "flips accepted",
  "requests",
  "orders asked for",
  "acknowledged",
  "denied",
  "answers lost",
  "accepted by the exchange",
  "fills",
  "events kept",
  "events seen",
  "doubts seen",
  "doubts left",
  "lost",
  "doubled",
  "wrong",
] as const
export type FigureName = (typeof FIGURE_NAMES)[number]

/** Records of the exchange that tell of a fault at work; "" names the fault itself. */
const STRUCK: Readonly<Record<string, string>> = {
  "reply-lost": "lost-response",
  "reply-replaced": "",
  "request-dropped": "lost-request or silence",
  "request-delayed": "late-request",
  "pushes-dropped": "dropped-pushes",
  "pushes-delayed": "delayed-pushes",
  "pushes-duplicated": "duplicate-pushes",
}

function raise(counts: Map<string, number>, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by)
}

function sorted(counts: ReadonlyMap<string, number>): Readonly<Record<string, number>> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function listed(counts: ReadonlyMap<string, number>): string {
  const parts = Object.entries(sorted(counts)).map(([name, count]) => `${name} ${count}`)
  return parts.length === 0 ? "none" : parts.join(", ")
}

function line(name: string, value: string): string {
  return `  ${name.padEnd(26)} ${value}`
}

/** Of so few values the 99th percentile is nearly the largest. */
function spread(values: readonly number[]): { readonly median: number; readonly p99: number; readonly max: number } {
  const ordered = [...values].sort((a, b) => a - b)
  const at = (share: number): number => ordered[Math.min(ordered.length - 1, Math.floor(share * ordered.length))] ?? 0
  return { median: at(0.5), p99: at(0.99), max: ordered.at(-1) ?? 0 }
}
