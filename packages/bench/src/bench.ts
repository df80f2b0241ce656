// What a bench is: a thing that is set up once and measured in rounds. The benches themselves stand in
// registry.ts, what becomes of their rounds in rounds.ts.

import type { Figure } from "./rounds.ts"

export interface BenchOptions {
  /** Small numbers, to see that it works and that nothing has collapsed: not for reading figures. */
  readonly quick: boolean
  /** The sizes that take long as well. */
  readonly full: boolean
  /** How long what runs for a while shall run; the bench's own choice when absent. */
  readonly minutes?: number
}

export interface Bench {
  /** What it measures, in one line of the list. */
  readonly says: string
  readonly open: (options: BenchOptions) => Promise<OpenBench>
}

export interface OpenBench extends AsyncDisposable {
  /** What stands behind the figures, a line each. */
  readonly setting: readonly string[]
  /** What is measured, in the order of the table. The first of a unit is what the others are compared with. */
  readonly subjects: readonly Subject[]
  /** What the figures have to reach when they are compared with each other; told below the table. */
  readonly judge?: (figures: readonly Figure[]) => readonly Verdict[]
}

/** A floor or a goal and what was found. */
export interface Verdict {
  /** "floor: 2.5 x ccxt's orders per second" */
  readonly says: string
  readonly found: number
  readonly wanted: number
  readonly met: boolean
}

/** At least so much. */
export function atLeast(says: string, wanted: number, found: number): Verdict {
  return { says, wanted, found, met: found >= wanted }
}

/** At most so much. */
export function atMost(says: string, wanted: number, found: number): Verdict {
  return { says, wanted, found, met: found <= wanted }
}

export interface Subject {
  readonly name: string
  /** "ops/s", "ms" */
  readonly unit: string
  readonly better: "higher" | "lower"
  /** What the median has to reach. */
  readonly goal?: number
  readonly round: () => Promise<Measurement>
}

export interface Measurement {
  readonly value: number
  /** Other figures of the same round, by their column: { "wall ops/s": 7100, "p99 ms": 3.2 }. */
  readonly beside?: Readonly<Record<string, number>>
}
