// One seed, one world: drawn, run through its storm, healed, brought to rest and judged. The result is a function of seed and plan alone.

import type { FaultPlan } from "./fault-plan.ts"
import type { Judge, Observation } from "./observation.ts"

export interface SeedOptions {
  /** What differs from the plan that the seed draws. */
  readonly plan?: Partial<FaultPlan>
  /** Default: the auditor. */
  readonly judge?: Judge
  /** Sees every observation, for a readable trace. */
  readonly onObservation?: (observation: Observation, step: number) => void
}

export interface SeedResult {
  readonly seed: number
  /** Orders whose life ran: created, whatever became of them. */
  readonly orders: number
  readonly crashes: number
  /** Happenings on the timeline. */
  readonly steps: number
  readonly virtualMs: number
  /** How often each class of fault struck: "F1" -> 12. */
  readonly faultsByClass: Readonly<Record<string, number>>
  /** Edges of the state table that fired: "Submitted>Acknowledged" -> 40. */
  readonly edges: Readonly<Record<string, number>>
  /** Equal for equal seed, plan and sources. */
  readonly traceHash: string
  readonly violation?: {
    readonly invariant: string
    readonly message: string
    readonly atMs: number
    readonly step: number
  }
}

/** Never rejects for what the world does; a broken promise is in the result. */
export async function runSeed(seed: number, options: SeedOptions = {}): Promise<SeedResult> {
  throw new Error(`not yet: ${seed} ${Object.keys(options).length}`)
}
