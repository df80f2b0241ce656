// How fast something grows, as the exponent of the power law that fits best: 1 is in proportion, 2 is the square. A straight line through the logarithms of
// what was measured; it relies on nothing.

export interface Point {
  readonly size: number
  /** Of the whole, not of one. */
  readonly cost: number
}

/** NaN with fewer than two sizes. */
export function exponentOf(points: readonly Point[]): number {
  const logs = points.map(({ size, cost }) => ({ x: Math.log(size), y: Math.log(cost) }))
  const mean = (of: (log: (typeof logs)[number]) => number): number =>
    logs.reduce((sum, log) => sum + of(log), 0) / logs.length
  const xMean = mean(({ x }) => x)
  const yMean = mean(({ y }) => y)
  const shared = logs.reduce((sum, { x, y }) => sum + (x - xMean) * (y - yMean), 0)
  return shared / logs.reduce((sum, { x }) => sum + (x - xMean) ** 2, 0)
}

/** The exponent that n log n itself shows over these sizes. */
export function linearithmic(sizes: readonly number[]): number {
  return exponentOf(sizes.map((size) => ({ size, cost: size * Math.log(size) })))
}
