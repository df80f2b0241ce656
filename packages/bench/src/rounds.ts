// Measures the subjects of a bench in interleaved rounds: each round takes all of them in turn, so that a machine that slows
// down slows all alike, and the median of the rounds is told, not the best. It relies on bench.ts.

import type { Measurement, OpenBench, Subject } from "./bench.ts"

export interface Figure {
  readonly name: string
  readonly unit: string
  readonly better: Subject["better"]
  readonly median: number
  readonly least: number
  readonly most: number
  /** The median over that of the first subject with this unit; 1 for that one, null where that is 0. */
  readonly ratio: number | null
  readonly goal: number | undefined
  /** Undefined without a goal. */
  readonly reached: boolean | undefined
  /** Medians of the figures beside. */
  readonly beside: Readonly<Record<string, number>>
  readonly rounds: readonly number[]
}

/** Runs `rounds` rounds after one that does not count (compilers and caches warm up in it), unless `cold`. */
export async function measure(
  bench: Pick<OpenBench, "subjects">,
  rounds: number,
  tell: (line: string) => void = () => {},
  { cold = false }: { readonly cold?: boolean } = {},
): Promise<readonly Figure[]> {
  const measured = bench.subjects.map((): Measurement[] => [])
  for (let round = cold ? 1 : 0; round <= rounds; round++) {
    tell(round === 0 ? "warming up" : `round ${round} of ${rounds}`)
    for (const [at, subject] of bench.subjects.entries()) {
      const measurement = await subject.round()
      if (round > 0) measured[at]?.push(measurement)
    }
  }
  return compare(bench.subjects.map((subject, at) => figureOf(subject, measured[at] ?? [])))
}

function figureOf(subject: Subject, measurements: readonly Measurement[]): Figure {
  const rounds = measurements.map(({ value }) => value)
  const columns = new Set(measurements.flatMap(({ beside = {} }) => Object.keys(beside)))
  const beside = [...columns].map((column): [string, number] => [
    column,
    median(measurements.flatMap((one) => one.beside?.[column] ?? [])),
  ])
  const middle = median(rounds)
  const { name, unit, better, goal } = subject
  const reached = goal === undefined ? undefined : better === "higher" ? middle >= goal : middle <= goal
  return {
    ...{ name, unit, better, goal, reached, rounds },
    median: middle,
    least: Math.min(...rounds),
    most: Math.max(...rounds),
    ratio: 1,
    beside: Object.fromEntries(beside),
  }
}

function compare(figures: readonly Figure[]): readonly Figure[] {
  return figures.map((figure) => {
    const first = figures.find(({ unit }) => unit === figure.unit)
    const ratio = first === undefined || first === figure ? 1 : figure.median / first.median
    return { ...figure, ratio: Number.isFinite(ratio) ? ratio : null }
  })
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  const upper = sorted[half] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2
}
