// The parts of a run and what they hand back: each phase does one kind of harm, case by case, and says what it found or why it could not be done here.

import type { Figures } from "./figures.ts"
import type { Finding } from "./finding.ts"
import type { Random } from "./random.ts"

export const PHASE_NAMES = ["kills", "disk", "power", "flips", "silence"] as const
export type PhaseName = (typeof PHASE_NAMES)[number]

export interface Plan {
  readonly seed: string
  readonly cycles: number
  /** Seconds of load before each kill, at most. */
  readonly loadS: number
  /** Exchanges and servers side by side. */
  readonly lanes: number
  readonly powerCuts: number
  readonly flips: number
  readonly silenceS: number
  /** After so many seconds nothing new is begun. */
  readonly limitS: number
  readonly phases: ReadonlySet<PhaseName>
}

/** What a phase works with. */
export interface Work {
  readonly plan: Plan
  readonly random: Random
  readonly figures: Figures
  /** A folder of its own; it is kept when something was found. */
  readonly folder: string
  readonly report: (result: CaseResult) => void
  /** True once the plan's time is over: what is under way is finished, nothing more is begun. */
  readonly isOver: () => boolean
}

export interface CaseResult {
  readonly phase: PhaseName
  readonly name: string
  readonly findings: readonly Finding[]
  /** One line about what happened. */
  readonly note?: string
  /** Why it could not be done here; then there are no findings. */
  readonly skipped?: string
}

/** A part that is run by itself; phases give one or more. */
export interface Task {
  readonly name: string
  readonly phase: PhaseName
  run(work: Work): Promise<void>
}

/** Says that the rest of a phase was not begun. */
export function reportTimeOver({ report, plan }: Work, phase: PhaseName, name: string): void {
  report({ phase, name, findings: [], skipped: `the time of ${plan.limitS} s is over` })
}
