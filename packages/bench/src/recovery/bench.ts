// `npm run bench -- recovery`: how long a start takes after a crash, from opening the journal to the moment at which orders may be placed, with ever more
// history and a thousand open orders; and how fast the whole journal is replayed where no snapshot helps. Each in a process that has just begun.

import { numbersOf } from "../answers-of-peers.ts"
import { atLeast, atMost, type Bench, type BenchOptions, type OpenBench, type Subject, type Verdict } from "../bench.ts"
import { Peer } from "../peer.ts"
import type { Figure } from "../rounds.ts"
import { historyOf } from "./history.ts"

const READY_GOAL_MS = 1_000
const REPLAY_GOAL = 200_000
const OPEN = 1_000
const PROCESS = new URL("./start-process.ts", import.meta.url)
const REPLAYED = "full replay, checked and folded"
const PARSED = "the same rows read and parsed, no more"

export const recovery: Bench = {
  says: "time until a start is ready with 1,000 to 1,000,000 orders of history and 1,000 open; events replayed per second",
  open,
}

async function open({ quick, full }: BenchOptions): Promise<OpenBench> {
  const sizes = quick ? [1_000] : full ? [1_000, 100_000, 1_000_000] : [1_000, 100_000]
  const openOrders = quick ? 100 : OPEN
  const tell = (line: string): void => console.error(`recovery: ${line}`)
  const histories: { orders: number; directory: string }[] = []
  for (const orders of sizes) histories.push({ orders, directory: await historyOf({ orders, open: openOrders }, tell) })
  const replayed = histories.at(-1)?.directory ?? ""
  const rate = async (question: string, directory: string): Promise<number> => {
    const { events, tookMs } = await asked(question, directory, ["events", "tookMs"])
    return (events / tookMs) * 1_000
  }
  return {
    setting: [
      `${openOrders} open orders; six events an order, four turns; the newest snapshot lies 19,000 events back; up to 18,000 closed orders are in memory`,
      "from opening the journal to the first order that may leave, in a new process; the exchange answers at once; its start (some 100 ms) is not counted",
      ...(full || quick
        ? []
        : [
            "a million orders are measured with --full only: their history takes minutes to make and gigabytes to keep",
          ]),
    ],
    subjects: [
      ...histories.map(
        ({ orders, directory }): Subject => ({
          name: `ready, ${orders.toLocaleString("en-US")} orders of history`,
          unit: "ms",
          better: "lower",
          ...(quick ? {} : { goal: READY_GOAL_MS }),
          round: async () => {
            const told = await asked("start", directory, ["readyMs", "cpuMs", "active", "breaks", "memoryMb"])
            if (told.active !== openOrders || told.breaks !== 0)
              throw new Error(
                `Invariant: ${openOrders} open orders and no break, not ${told.active} and ${told.breaks}`,
              )
            return { value: told.readyMs, beside: { "cpu ms": told.cpuMs, "RSS MB": told.memoryMb } }
          },
        }),
      ),
      {
        name: PARSED,
        unit: "events/s",
        better: "higher",
        round: async () => ({ value: await rate("parse", replayed) }),
      },
      {
        ...{ name: REPLAYED, unit: "events/s", better: "higher" },
        ...(quick ? {} : { goal: REPLAY_GOAL }),
        round: async () => ({ value: await rate("replay", replayed) }),
      },
    ],
    judge: (figures) => verdicts(figures, quick),
    async [Symbol.asyncDispose]() {},
  }
}

async function asked<const Name extends string>(question: string, directory: string, names: readonly Name[]) {
  await using peer = new Peer("the start", PROCESS)
  return numbersOf(await peer.ask(question, { directory }), names)
}

function verdicts(figures: readonly Figure[], quick: boolean): readonly Verdict[] {
  const of = (wanted: string): number => figures.find(({ name }) => name === wanted)?.median ?? Number.NaN
  const ready = figures.filter(({ unit }) => unit === "ms").map(({ median }) => median)
  const [least = Number.NaN] = ready
  if (quick) return [atLeast("floor: replay, times bare parsing", 0.05, of(REPLAYED) / of(PARSED))]
  return [atMost("with the most history, times with the least", 20, (ready.at(-1) ?? Number.NaN) / least)]
}
