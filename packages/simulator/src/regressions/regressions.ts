// Worlds that once broke a promise, by name: the seed, what differs from the plan it draws, and what was wrong. Each stays for good and is run by one test. A new
// one comes from `npm run sim`: the line after "FAIL", made small by shrink.ts.

import type { PlanChange } from "../fault-plan.ts"

export interface Regression {
  /** What broke, in a few words. */
  readonly name: string
  readonly seed: number
  readonly plan: PlanChange
  /** The promise that broke then. */
  readonly invariant: string
  /** The mistake that was behind it, and where it was. */
  readonly was: string
}

export const REGRESSIONS: readonly Regression[] = []
