// The network and the disk of a drawn world: latencies around the plan's, and the faults of the plan's classes by chance until everything heals. Each strike is told.

import type { AppendFault } from "@okx-oms/trading/contract"
import { type FaultClass, type FaultPlan, rateOf } from "./fault-plan.ts"
import type { DiskMood } from "./journal-port.ts"
import type { Fate, Passage, Weather } from "./network.ts"
import type { Chance } from "./random.ts"
import type { Recorder } from "./recorder.ts"

export class DrawnWeather implements Weather, DiskMood {
  readonly #plan: FaultPlan
  readonly #network: Chance
  readonly #disk: Chance
  readonly #rates: Readonly<Record<keyof typeof RATES, number>>
  #recorder: Recorder | undefined
  #healed = false

  constructor(plan: FaultPlan, chance: Chance) {
    this.#plan = plan
    this.#network = chance.fork("network")
    this.#disk = chance.fork("disk faults")
    const rate = (name: keyof typeof RATES): number => rateOf(plan, RATES[name].class, RATES[name])
    this.#rates = {
      lost: rate("lost"),
      unanswered: rate("unanswered"),
      late: rate("late"),
      cut: rate("cut"),
      refused: rate("refused"),
      clogged: rate("clogged"),
      duplicate: rate("duplicate"),
      full: rate("full"),
      fenced: rate("fenced"),
      unknown: rate("unknown"),
      slow: rate("slow"),
      unavailable: rate("unavailable"),
    }
  }

  /** Whom strikes are told to; before it is known nothing strikes. */
  attach(recorder: Recorder): void {
    this.#recorder = recorder
  }

  /** Nothing goes wrong from here on; latencies stay. */
  heal(): void {
    this.#healed = true
  }

  fateOf(passage: Passage): Fate {
    const { transport, direction, what } = passage
    const calm: Fate = { kind: "pass", afterMs: this.#latencyMs(direction) }
    if (this.#healed) return calm
    const up = direction === "up"
    if (this.#strikes("late", "late")) return { kind: "pass", afterMs: calm.afterMs + this.#network.wide(500, 9_000) }
    if (transport === "ws") {
      if (this.#strikes("cut", "cut")) return this.#cut()
      return this.#duplicated(passage, calm)
    }
    if (up && this.#strikes("refused", "connection refused")) return { kind: "refused" }
    if (up ? this.#strikes("lost", what) : this.#strikes("unanswered", what)) {
      return this.#network.strikes(0.5)
        ? { kind: "lost" }
        : { kind: "lost", noticedAfterMs: this.#network.wide(1, 4_000) }
    }
    return this.#duplicated(passage, calm)
  }

  connecting(): ReturnType<Weather["connecting"]> {
    const refused = !this.#healed && this.#strikes("refused", "socket refused")
    return { upMs: this.#latencyMs("up"), downMs: this.#latencyMs("down"), refused }
  }

  backlog(): ReturnType<Weather["backlog"]> {
    if (this.#healed || !this.#strikes("clogged", "clogged socket")) return { bytes: 0, forMs: 0 }
    return { bytes: this.#network.wide(100, 3_000_000), forMs: this.#network.wide(5, 4_000) }
  }

  dying(): ReturnType<Weather["dying"]> {
    const orderly = this.#network.strikes(0.6)
    return {
      inFlightArrives: orderly,
      thereAfterMs: orderly ? this.#network.wide(1, 50) : this.#network.wide(10, 29_000),
    }
  }

  address(): string {
    return "127.0.0.1"
  }

  appendMs(): number {
    if (!this.#healed && this.#strikes("slow", "slow disk")) return this.#disk.wide(50, 3_000)
    return this.#disk.whole(0, this.#plan.disk.appendMs)
  }

  lookupMs(): number {
    const { lookupMs } = this.#plan.disk
    return lookupMs === 0 ? 0 : this.#disk.whole(0, lookupMs)
  }

  appendFault(): AppendFault | "error" | undefined {
    if (this.#healed) return undefined
    if (this.#strikes("full", "disk full")) return "error"
    if (this.#strikes("fenced", "fenced")) return "fenced"
    return this.#strikes("unknown", "append unknown") ? "unknown" : undefined
  }

  loadFault(): string | undefined {
    if (this.#healed || !this.#strikes("unavailable", "journal locked")) return undefined
    return "the journal is used by another process"
  }

  crashFate(): "kept" | "lost" | "torn" | undefined {
    if (!this.#healed && rateOf(this.#plan, "I2", { rare: 1, storm: 1 }) > 0) {
      const fate = this.#disk.weighed({ kept: 1, lost: 1, torn: 2 })
      if (fate === "torn") this.#recorder?.observe({ kind: "fault", faultClass: "I2", name: "torn append" })
      return fate
    }
    return this.#disk.strikes(0.5) ? "kept" : "lost"
  }

  #latencyMs(direction: "up" | "down"): number {
    const { upMs, downMs, jitterMs } = this.#plan.latency
    return (direction === "up" ? upMs : downMs) + this.#network.waiting(jitterMs)
  }

  #strikes(name: keyof typeof RATES, what: string): boolean {
    const rate = this.#rates[name]
    if (rate === 0 || this.#recorder === undefined) return false
    if (!this.#network.strikes(rate)) return false
    this.#recorder.observe({ kind: "fault", faultClass: RATES[name].class, name: `${name}: ${what}` })
    return true
  }

  #cut(): Fate {
    return { kind: "cut", hereAfterMs: this.#network.wide(1, 12_000), thereAfterMs: this.#network.wide(1, 12_000) }
  }

  /** An accepted placement is answered as if its id were known already, as a retry inside the exchange makes it. */
  #duplicated(passage: Passage, calm: Fate): Fate {
    const { direction, what, body } = passage
    if (this.#rates.duplicate === 0 || direction !== "down" || calm.kind !== "pass") return calm
    if (!PLACES.has(what) || !body.includes('"sCode":"0"') || !this.#strikes("duplicate", "51016 although accepted"))
      return calm
    const rewritten = body
      .replace(/"code":"0"/, '"code":"1"')
      .replaceAll(/"ordId":"\d+"/g, '"ordId":""')
      .replaceAll('"sCode":"0"', '"sCode":"51016"')
    return { ...calm, body: rewritten }
  }
}

const PLACES: ReadonlySet<string> = new Set([
  "order",
  "batch-orders",
  "POST /api/v5/trade/order",
  "POST /api/v5/trade/batch-orders",
])

type Rate = { readonly class: FaultClass; readonly rare: number; readonly storm: number }

/** Per occasion: a request, an answer, a frame, an append. */
const RATES = {
  lost: { class: "F1", rare: 0.005, storm: 0.1 },
  unanswered: { class: "F2", rare: 0.005, storm: 0.1 },
  late: { class: "F3", rare: 0.002, storm: 0.02 },
  cut: { class: "F6", rare: 0.0005, storm: 0.005 },
  refused: { class: "F6", rare: 0.002, storm: 0.05 },
  clogged: { class: "F6", rare: 0.001, storm: 0.01 },
  duplicate: { class: "F11", rare: 0.005, storm: 0.1 },
  full: { class: "I3", rare: 0.0005, storm: 0.004 },
  fenced: { class: "I5", rare: 0.0005, storm: 0.004 },
  unknown: { class: "I6", rare: 0.0005, storm: 0.004 },
  slow: { class: "I6", rare: 0.002, storm: 0.03 },
  unavailable: { class: "I6", rare: 0.2, storm: 0.5 },
} as const satisfies Readonly<Record<string, Rate>>
