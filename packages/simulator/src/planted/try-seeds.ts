// The child of the hunt: runs seeds in this process, with whatever is planted in it, until a promise breaks. Prints one line of JSON.

import type { PlanChange } from "../fault-plan.ts"
import { runSeed } from "../run-seed.ts"

const asked = JSON.parse(process.argv[2] ?? "{}") as {
  readonly seeds: readonly number[]
  /** Only these count; absent: any. */
  readonly breaks?: readonly string[]
  readonly plan?: PlanChange
  /** No further world is begun after this. */
  readonly timeLimitMs: number
}

export interface Tried {
  readonly invariant: string
  readonly message: string
  readonly seed: number
  /** Seeds run until it broke, that one included. */
  readonly seeds: number
  readonly ms: number
}

const startedAtMs = performance.now()
let seeds = 0
let found: Tried | undefined
for (const seed of asked.seeds) {
  if (performance.now() - startedAtMs > asked.timeLimitMs) break
  seeds++
  const { violation } = await runSeed(seed, asked.plan === undefined ? {} : { plan: asked.plan })
  if (violation === undefined || asked.breaks?.includes(violation.invariant) === false) continue
  const { invariant, message } = violation
  found = { invariant, message: message.slice(0, 600), seed, seeds, ms: Math.round(performance.now() - startedAtMs) }
  break
}
process.stdout.write(`${JSON.stringify(found ?? { seeds, ms: Math.round(performance.now() - startedAtMs) })}\n`)
