// One seed, one world: drawn, run through its storm, healed, brought to rest and judged. The result is a function of seed, plan and sources alone.

import { Auditor, DOUBT_BOUND_MS } from "./auditor/auditor.ts"
import type { Coverage } from "./auditor/coverage.ts"
import { DrawnWorld } from "./drawn-world.ts"
import {
  amendingPlan,
  changedPlan,
  drawPlan,
  type FaultPlan,
  lyingPlan,
  type PlanChange,
  roundTripMs,
} from "./fault-plan.ts"
import { withoutRealTime } from "./guard.ts"
import type { Judge, Observation } from "./observation.ts"
import { Chance } from "./random.ts"
import type { Broken } from "./recorder.ts"
import { ACCOUNTS, uidOf } from "./setups.ts"

export interface SeedOptions {
  /** What differs from the plan that the seed draws. */
  readonly plan?: PlanChange
  /** Default: the auditor. */
  readonly judge?: Judge
  /** Sees every observation, for a readable trace. */
  readonly onObservation?: (observation: Observation, step: number) => void
}

export interface SeedResult {
  readonly seed: number
  readonly plan: FaultPlan
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
  readonly coverage: Coverage
  /** Equal for equal seed, plan and sources. */
  readonly traceHash: string
  readonly violation?: Broken
}

/** Of so many seeds one is a world of lies that come out within minutes, one of lies that outlast an absence, one of amendments that go wrong: without such a
 * steady share, a run of a hundred worlds might not walk the edges back from Rejected, Failed and Expired, nor meet every fault. */
const STEADY_SHARE_OF = 16
const SOME_LIES_AT = 3
const ABSENCE_AT = 11
const AMENDING_AT = 7

/** The plan that the seed draws. */
export function planOf(seed: number): FaultPlan {
  const drawn = drawPlan(new Chance(`seed ${seed}`).fork("plan"))
  const position = seed % STEADY_SHARE_OF
  if (position === SOME_LIES_AT) return lyingPlan(drawn, "some")
  if (position === ABSENCE_AT) return lyingPlan(drawn, "absence")
  return position === AMENDING_AT ? amendingPlan(drawn) : drawn
}

/** Never rejects for what the world does; a broken promise is in the result. */
export async function runSeed(seed: number, options: SeedOptions = {}): Promise<SeedResult> {
  const plan = changedPlan(planOf(seed), options.plan ?? {})
  const judge = options.judge ?? auditorOf(plan)
  const world = new DrawnWorld({ seed: `seed ${seed}`, plan, judge, onObservation: options.onObservation })
  const { recorder, timeline } = world.world
  const unheard = (error: unknown): void => recorder.fail(error)
  // A promise of the product that fails unheard would end a real process.
  process.on("unhandledRejection", unheard)
  try {
    await withoutRealTime(() => world.run())
  } catch (error) {
    recorder.fail(error)
  } finally {
    process.off("unhandledRejection", unheard)
    world.world.end()
  }
  const { orders, crashes, coverage, traceHash } = recorder.figures()
  return {
    seed,
    plan,
    orders,
    crashes,
    steps: timeline.steps,
    virtualMs: timeline.nowMs,
    faultsByClass: coverage.faultClasses,
    edges: coverage.edges,
    coverage,
    traceHash,
    ...(recorder.broken !== undefined && { violation: recorder.broken }),
  }
}

/** The lists that decide a doubt are read page by page, a long history in some twenty of them, each a round trip. */
const DOUBT_ROUND_TRIPS = 20

function auditorOf(plan: FaultPlan): Judge {
  const accounts = ACCOUNTS.slice(0, plan.accounts)
  return new Auditor({
    accounts: accounts.map(({ account }, position) => ({
      account,
      uid: uidOf(position),
      limits: () => DrawnWorld.limitsOf(plan),
    })),
    doubtBoundMs: DOUBT_BOUND_MS + DOUBT_ROUND_TRIPS * roundTripMs(plan),
    liesAllowed: plan.lies !== "off",
    secrets: accounts.flatMap(({ secret, passphrase }) => [secret, passphrase]),
  })
}
