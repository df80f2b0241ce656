// Mistakes that people make in order managers, as data: each is a small change of the real sources, with the promises that it breaks. The simulator earns its
// trust by catching every one. A change of the sources that makes one of them impossible to plant must come with another way to make the same mistake.

import type { PlanChange } from "../fault-plan.ts"
import { CLIENT_BUGS } from "./bugs-of-client.ts"
import { CORE_BUGS } from "./bugs-of-core.ts"
import { TRADING_BUGS } from "./bugs-of-trading.ts"
import type { Edit } from "./mutate.ts"

export interface PlantedBug {
  readonly name: string
  readonly edits: readonly Edit[]
  /** Any of these catches it. */
  readonly breaks: readonly string[]
  readonly why: string
  /** Worlds in which the mistake matters, when drawn ones rarely are such. */
  readonly plan?: PlanChange
}

export const BUGS: readonly PlantedBug[] = [...CORE_BUGS, ...TRADING_BUGS, ...CLIENT_BUGS]

export function bugNamed(name: string): PlantedBug | undefined {
  return BUGS.find((bug) => bug.name === name)
}
