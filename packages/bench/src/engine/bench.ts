// `npm run bench -- engine`: the pure core alone. Whole lives of orders through decide and evolve, one question to the table of states, and our decimals beside
// the libraries that others use. Processor time of this thread.

import { canTransition, ORDER_STATES } from "@okx-oms/core"
import { atLeast, atMost, type Bench, type Measurement, type OpenBench, type Subject, type Verdict } from "../bench.ts"
import { Lives } from "../desk/lives.ts"
import { taken } from "../processor-time.ts"
import type { Figure } from "../rounds.ts"
import { AVERAGES, assertAlike, fillsOf } from "./averages.ts"

/** Microseconds of one life, from the wish to the last event. */
const LIFE_GOAL_US = 3
/** Event time between two orders: some 18,000 closed ones stay in memory, as behind a busy day. */
const STEP_MS = 50
/** Closed orders that are there before anything is measured. */
const CLOSED_BEFORE = 20_000

export const engine: Bench = {
  says: "decide and evolve alone: microseconds per life of an order; the table of states; decimals beside others'",
  open,
}

async function open({ quick }: { quick: boolean }): Promise<OpenBench> {
  const lives = new Lives({ stepMs: STEP_MS })
  for (let at = 0; at < (quick ? 1_000 : CLOSED_BEFORE); at++) lives.filledLife()
  const many = quick ? 1_000 : 20_000
  const asked = quick ? 200_000 : 20_000_000
  const orders = fillsOf(quick ? 2_000 : 5_000)
  for (const fills of orders) assertAlike(fills)
  return {
    setting: [
      `a filled life has 6 events (created, validated, submitted, acknowledged, partially filled, filled), a cancelled one 7; ${many} lives a round`,
      "decimals: the average price of ten fills to 18 digits, from text to text",
    ],
    subjects: [
      lifeSubject("life, placed to filled", { quick, many }, () => lives.filledLife(), lives),
      lifeSubject("life, placed to cancelled", { quick, many }, () => lives.cancelledLife(), lives),
      {
        name: "table of states, one question",
        unit: "ns",
        better: "lower",
        round: async () => ({ value: (taken(() => askTable(asked)).processorUs * 1_000) / asked }),
      },
      ...Object.entries(AVERAGES).map(
        ([name, average]): Subject => ({
          name,
          unit: "averages/s",
          better: "higher",
          round: async () => averaged(orders, average),
        }),
      ),
    ],
    judge: quick ? quickVerdicts : verdicts,
    async [Symbol.asyncDispose]() {},
  }
}

function lifeSubject(
  name: string,
  { quick, many }: { readonly quick: boolean; readonly many: number },
  life: () => unknown,
  { state }: Lives,
): Subject {
  return {
    ...{ name, unit: "us", better: "lower" },
    ...(quick ? {} : { goal: LIFE_GOAL_US }),
    round: async () => {
      const seqBefore = state.seq
      const { processorUs, wallUs } = taken(() => {
        for (let at = 0; at < many; at++) life()
      })
      const events = state.seq - seqBefore
      return { value: processorUs / many, beside: { "us per event": processorUs / events, "wall us": wallUs / many } }
    },
  }
}

const PAIRS = ORDER_STATES.flatMap((from) => ORDER_STATES.map((to) => ({ from, to })))

function askTable(times: number): void {
  let legal = 0
  for (let at = 0; at < times; at++) {
    const pair = PAIRS[at % PAIRS.length]
    if (pair !== undefined && canTransition(pair.from, pair.to)) legal++
  }
  if (legal === 0) throw new Error("Invariant: some transitions are legal")
}

function averaged(
  orders: ReturnType<typeof fillsOf>,
  average: (fills: (typeof orders)[number]) => string,
): Measurement {
  let digits = 0
  const { processorUs } = taken(() => {
    for (const fills of orders) digits += average(fills).length
  })
  if (digits === 0) throw new Error("Invariant: averages have digits")
  return { value: (orders.length / processorUs) * 1_000_000 }
}

function verdicts(figures: readonly Figure[]): readonly Verdict[] {
  const ours = medianOf(figures, "decimals, ours")
  return [
    atLeast("goal: our decimals, times the fastest library of decimals alone", 2, ours / Math.max(...others(figures))),
    atLeast("goal: our decimals, times ccxt Precise", 0.8, ours / medianOf(figures, "decimals, ccxt Precise")),
  ]
}

/** A life costs some forty averages; five times that, and not warm, is a collapse. */
function quickVerdicts(figures: readonly Figure[]): readonly Verdict[] {
  const averageUs = 1_000_000 / medianOf(figures, "decimals, ours")
  return [
    atMost(
      "floor: a filled life, in averages of ten fills",
      60,
      medianOf(figures, "life, placed to filled") / averageUs,
    ),
    atLeast(
      "floor: our decimals, times the fastest other library",
      0.5,
      medianOf(figures, "decimals, ours") / Math.max(...others(figures)),
    ),
  ]
}

function others(figures: readonly Figure[]): readonly number[] {
  return ["decimal.js", "bignumber.js", "big.js"].map((name) => medianOf(figures, `decimals, ${name}`))
}

function medianOf(figures: readonly Figure[], name: string): number {
  return figures.find((figure) => figure.name === name)?.median ?? Number.NaN
}
