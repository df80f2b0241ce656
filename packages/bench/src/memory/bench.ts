// `npm run bench -- memory`: what an open order takes, and whether memory stays level while 200 orders a second come and go for minutes: a straight line is laid
// through samples, and what it rises by over the soak is told. `--minutes N` says how long; --full takes half an hour.

import { numbersOf } from "../answers-of-peers.ts"
import { atMost, type Bench, type BenchOptions, type OpenBench, type Verdict } from "../bench.ts"
import { Peer } from "../peer.ts"
import type { Figure } from "../rounds.ts"

const BYTES_GOAL = 2_000
const PER_SECOND = 200
/** What memory keeps of closed orders at most. */
const CLOSED_KEPT = 20_000
const DEFAULT_MINUTES = 1
/** Of what lives, and of the whole process: rises over the soak, as a share. */
const HEAP_RISE_MAX = 0.02
const RSS_RISE_MAX = 0.05
const PROCESS = new URL("./soak-process.ts", import.meta.url)
const IN_STATE = "open order, in the state alone"
const IN_MANAGER = "open order, in the whole manager"
const RISES = "what lives, rise over the soak"
const RSS_RISES = "RSS, rise over the soak"

export const memory: Bench = {
  says: "bytes of an open order; whether memory stays level while 200 orders a second come and go (--minutes N)",
  open,
}

async function open({ quick, minutes = quick ? 0.05 : DEFAULT_MINUTES }: BenchOptions): Promise<OpenBench> {
  const count = quick ? 1_000 : 20_000
  const before = quick ? 500 : CLOSED_KEPT
  const soak = soakOnce({ minutes, perSecond: PER_SECOND, before })
  let told = { stateBytes: Number.NaN, managerBytes: Number.NaN }
  return {
    setting: [
      `bytes: what ${count} resting orders add to the living heap, after a full collection; the manager: with its journal, index of ids, deadlines`,
      `soak: ${minutes} min at ${PER_SECOND} orders/s after ${before} closed ones fill the memory; each rests 2 s, half are filled, half cancelled; measured once, whatever the rounds`,
    ],
    subjects: [
      {
        ...{ name: IN_STATE, unit: "bytes", better: "lower" },
        round: async () => {
          told = await asked("perOrder", { count }, ["stateBytes", "managerBytes"])
          return { value: told.stateBytes }
        },
      },
      {
        ...{ name: IN_MANAGER, unit: "bytes", better: "lower" },
        ...(quick ? {} : { goal: BYTES_GOAL }),
        round: async () => ({ value: told.managerBytes }),
      },
      {
        ...{ name: RISES, unit: "share", better: "lower" },
        round: async () => {
          const { heapGrowth, heapMb, placed, active, keptUp } = await soak()
          return { value: heapGrowth, beside: { MB: heapMb, orders: placed, open: active, "of rate": keptUp } }
        },
      },
      {
        ...{ name: RSS_RISES, unit: "share", better: "lower" },
        round: async () => {
          const { rssGrowth, rssMb, rssMbPerHour } = await soak()
          return { value: rssGrowth, beside: { MB: rssMb, "MB per hour": rssMbPerHour } }
        },
      },
    ],
    judge: (figures) => verdicts(figures, quick),
    async [Symbol.asyncDispose]() {},
  }
}

const SOAKED = ["heapGrowth", "rssGrowth", "heapMb", "rssMb", "rssMbPerHour", "placed", "active", "keptUp"] as const

/** A soak takes minutes: every round tells of the same one. */
function soakOnce(facts: object): () => Promise<Record<(typeof SOAKED)[number], number>> {
  let soaked: Promise<Record<(typeof SOAKED)[number], number>> | undefined
  return () => {
    soaked ??= asked("soak", facts, SOAKED)
    return soaked
  }
}

async function asked<const Name extends string>(question: string, facts: object, names: readonly Name[]) {
  const limitMs = 2 * 24 * 60 * 60_000
  await using peer = new Peer("the order manager", PROCESS, { nodeOptions: ["--expose-gc"], limitMs })
  return numbersOf(await peer.ask(question, facts), names)
}

function verdicts(figures: readonly Figure[], quick: boolean): readonly Verdict[] {
  const of = (wanted: string): number => figures.find(({ name }) => name === wanted)?.median ?? Number.NaN
  if (quick) return [atMost("floor: bytes of an open order", 3 * BYTES_GOAL, of(IN_MANAGER))]
  return [
    atMost("goal: what lives is level: its rise over the soak, as a share", HEAP_RISE_MAX, of(RISES)),
    atMost("goal: RSS is level: its rise over the soak, as a share", RSS_RISE_MAX, of(RSS_RISES)),
  ]
}
