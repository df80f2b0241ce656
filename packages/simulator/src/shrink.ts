// Makes a failing world small: classes of faults are taken away, storms made rare, the storm and the number of wishes halved, for as long as the same promise
// still breaks. What remains is a few lines that a person can think about, and the command that repeats them.

import { changedPlan, FAULT_CLASSES, type FaultClass, type FaultPlan, levelOf, type PlanChange } from "./fault-plan.ts"

export interface Failure {
  readonly seed: number
  readonly plan: FaultPlan
  /** S1 .. S16, L1 .. L7. */
  readonly invariant: string
}

export interface Shrunk extends Failure {
  /** What differs from the plan that the seed draws. */
  readonly change: PlanChange
  /** Worlds that were run. */
  readonly runs: number
}

export interface ShrinkOptions {
  /** The promise that this world breaks; undefined when it keeps all. */
  readonly breaks: (seed: number, plan: FaultPlan) => Promise<string | undefined>
  /** Worlds to run at most; default 200. */
  readonly runsMax?: number
}

const RUNS_MAX = 200
const STORM_MIN_MS = 500
const WISHES_MIN = 1

/** The smallest plan found under which the same promise breaks. The failure itself when nothing can be taken away. */
export async function shrink(failure: Failure, options: ShrinkOptions): Promise<Shrunk> {
  const { seed, invariant } = failure
  const runsMax = options.runsMax ?? RUNS_MAX
  let { plan } = failure
  let runs = 0
  for (let smaller = true; smaller && runs < runsMax; ) {
    smaller = false
    for (const candidate of candidatesOf(plan)) {
      if (runs >= runsMax) break
      runs++
      if ((await options.breaks(seed, candidate)) !== invariant) continue
      plan = candidate
      smaller = true
      break
    }
  }
  return { seed, plan, invariant, change: changeOf(failure.plan, plan), runs }
}

/** Smaller plans, the boldest first. */
function* candidatesOf(plan: FaultPlan): Generator<FaultPlan> {
  const active = FAULT_CLASSES.filter((name) => levelOf(plan, name) !== "off")
  const without = (names: readonly FaultClass[]): FaultPlan =>
    changedPlan(plan, { classes: Object.fromEntries(names.map((name) => [name, "off"])) })
  if (active.length > 1) yield without(active)
  const half = Math.ceil(active.length / 2)
  if (active.length > 2) {
    yield without(active.slice(0, half))
    yield without(active.slice(half))
  }
  for (const name of active) yield without([name])
  if (plan.accounts === 2) yield changedPlan(plan, { accounts: 1 })
  if (plan.stormMs / 2 >= STORM_MIN_MS) yield changedPlan(plan, { stormMs: Math.round(plan.stormMs / 2) })
  if (plan.wishes / 2 >= WISHES_MIN) yield changedPlan(plan, { wishes: Math.round(plan.wishes / 2) })
  for (const name of active) {
    if (levelOf(plan, name) === "storm") yield changedPlan(plan, { classes: { [name]: "rare" } })
  }
  if (plan.stormMs * 0.8 >= STORM_MIN_MS) yield changedPlan(plan, { stormMs: Math.round(plan.stormMs * 0.8) })
  if (plan.wishes * 0.8 >= WISHES_MIN && plan.wishes > WISHES_MIN)
    yield changedPlan(plan, { wishes: Math.floor(plan.wishes * 0.8) })
}

/** What of the drawn plan must be changed to have the other one. */
function changeOf(drawn: FaultPlan, plan: FaultPlan): PlanChange {
  const { stormMs, wishes, accounts } = plan
  const names = FAULT_CLASSES.filter((name) => levelOf(plan, name) !== levelOf(drawn, name))
  return {
    ...(names.length > 0 && { classes: Object.fromEntries(names.map((name) => [name, levelOf(plan, name)])) }),
    ...(accounts !== drawn.accounts && { accounts }),
    ...(stormMs !== drawn.stormMs && { stormMs }),
    ...(wishes !== drawn.wishes && { wishes }),
  }
}

/** The small world in words: what still goes wrong in it, and what to type to see it again. */
export function shrunkReport({ seed, plan, invariant, change, runs }: Shrunk): string {
  const active = FAULT_CLASSES.filter((name) => levelOf(plan, name) !== "off")
  const faults = active.map((name) => `${name} ${levelOf(plan, name)}`).join(", ") || "no faults"
  const size = `${plan.wishes} wishes in ${plan.stormMs} ms, ${plan.accounts} account${plan.accounts === 1 ? "" : "s"}`
  return `${invariant} still breaks with ${faults}; ${size} (${runs} worlds tried)\n${repeatCommand(seed, change)}`
}

export function repeatCommand(seed: number, change: PlanChange): string {
  const plan = Object.keys(change).length === 0 ? "" : ` --plan '${JSON.stringify(change)}'`
  return `npm run sim -- --seed ${seed}${plan} --trace`
}
