// What a bench is: a thing that is set up once and measured in rounds. It relies on nothing; the benches themselves stand in
// registry.ts, what becomes of their rounds in rounds.ts.

export interface BenchOptions {
  /** Small numbers, to see that it works: not for reading figures. */
  readonly quick: boolean
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
