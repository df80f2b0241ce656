// `npm run bench -- growth`: engine, journal, recovery and comparison at one, ten and a hundred times the size, and the exponent of how their cost grows: 1 is in
// proportion, 2 the square. Nothing may grow faster than n log n.

import { atMost, type Bench, type OpenBench, type Subject, type Verdict } from "../bench.ts"
import type { Figure } from "../rounds.ts"
import { COSTS, gathered } from "./costs.ts"
import { exponentOf, linearithmic } from "./exponent.ts"

const TIMES = [1, 10, 100] as const
/** Orders of the smallest size: large enough that compiling and opening do not hide the work. */
const SMALLEST = 400
const QUICK_SMALLEST = 60
/** Caches that no longer hold all, collections of a larger heap: an exponent may be so much above n log n before it is called another law. */
const TOLERANCE = 0.1
/** A quick run is cold and small; the square is 2. */
const QUICK_EXPONENT_MAX = 1.7

export const growth: Bench = {
  says: "engine, journal, recovery and comparison at 1, 10 and 100 times the size, and the exponent of their growth",
  open,
}

async function open({ quick }: { quick: boolean }): Promise<OpenBench> {
  const sizes = quick
    ? TIMES.slice(0, 2).map((times) => times * QUICK_SMALLEST)
    : TIMES.map((times) => times * SMALLEST)
  return {
    setting: [
      "engine: orders open at once, then filled; journal: their events appended in turns of four; recovery: those replayed; reconcile: one comparison of open orders",
      "processor time of the thread per order; the exponent is of the whole",
    ],
    subjects: Object.entries(COSTS).flatMap(([name, cost]) =>
      sizes.map(
        (size): Subject => ({
          name: nameOf(name, size),
          unit: `us/order, ${name}`,
          better: "lower",
          round: async () => ({ value: (await gathered(cost, size)) / size }),
        }),
      ),
    ),
    judge: (figures) => Object.keys(COSTS).map((name) => verdict(figures, { name, sizes, quick })),
    async [Symbol.asyncDispose]() {},
  }
}

function nameOf(name: string, size: number): string {
  return `${name}, ${size.toLocaleString("en-US")} orders`
}

function verdict(
  figures: readonly Figure[],
  { name, sizes, quick }: { readonly name: string; readonly sizes: readonly number[]; readonly quick: boolean },
): Verdict {
  const points = sizes.map((size) => {
    const perOrder = figures.find((figure) => figure.name === nameOf(name, size))?.median ?? Number.NaN
    return { size, cost: perOrder * size }
  })
  const most = quick ? QUICK_EXPONENT_MAX : linearithmic(sizes) + TOLERANCE
  return atMost(`exponent of ${name}`, most, exponentOf(points))
}
