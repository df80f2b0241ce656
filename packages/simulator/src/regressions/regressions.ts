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

export const REGRESSIONS: readonly Regression[] = [
  {
    name: "a thousand doubts, each waiting for a round of its own",
    seed: 211,
    plan: {},
    invariant: "L1",
    was: "doubt-inquiries.ts chained a round of list reads to every call, so an order waited two minutes for its second question",
  },
  {
    name: "acknowledged by a wall clock that was ahead",
    seed: 292,
    plan: {},
    invariant: "L3",
    was: "time began anew at the restart, behind the journal, so a missing order counted as acknowledged a moment ago and was not asked for",
  },
  {
    name: "an amendment that somebody else's covered",
    seed: 2040,
    plan: {},
    invariant: "S3",
    was: "decide-amend-shown.ts called it never done, because the values shown were others",
  },
]
