// `npm run bench -- pushes`: messages of the orders channel as fast as they are taken, beside what a user would pick instead. The
// mock writes, each listener is a process of its own. What was lost is counted; of the order manager's nothing may be.

import {
  atLeast,
  atMost,
  type Bench,
  type BenchOptions,
  type Measurement,
  type OpenBench,
  type Subject,
  type Verdict,
} from "../bench.ts"
import { isRecord, Peer } from "../peer.ts"
import type { Figure } from "../rounds.ts"
import { CONSUMERS, type ConsumerName, isConsumerName } from "./consumers.ts"

export const pushes: Bench = {
  says: "orders-channel messages per second to the user's code, beside ccxt.pro, okx-api and raw ws",
  open,
}

/** Three pushes each: live, a half, the whole. */
const ORDERS: Readonly<Record<ConsumerName, number>> = {
  "raw ws + JSON.parse": 10_000,
  "okx-api update events": 10_000,
  "ccxt.pro watchOrders": 1_000,
  "okx-oms": 5_000,
}
const QUICK_ORDERS = 40
const PUSHES = 3
/** Before the first round, of each listener alike: what it costs while its code is still being compiled says nothing of a process that runs for days. */
const WARM_FLOODS = 3

const MAIN = "main thread"
const COLLAPSED = 10
const FLOOR = 0.35
const GOAL = 0.5
/** Before the mark of the end: what shares a segment with it may be lost by a listener that loses pushes. */
const MARK_AFTER_MS = 100

const PROCESS = new URL("./consumer-process.ts", import.meta.url)

async function open({ quick }: BenchOptions): Promise<OpenBench> {
  await using stack = new AsyncDisposableStack()
  const mock = stack.use(new Peer("the mock", new URL("../mock/mock-process.ts", import.meta.url)))
  const shared = quick ? stack.use(new Peer("the listeners", PROCESS)) : undefined
  const subjects: Subject[] = []
  for (const name of Object.keys(CONSUMERS).filter(isConsumerName)) {
    // An exchange for each, so that a flood is for one listener only.
    const { url, wsUrl } = factsOf(await mock.ask("open"))
    const consumer = shared ?? stack.use(new Peer(name, PROCESS))
    // Orders of the listener's own are pushed as they are placed, too: a channel that is silent about them would be suspected.
    await mock.ask("pushes", { url, mode: "at-once" })
    const { placesItself, needsMark } = factsOf(await consumer.ask("connect", { name, url, wsUrl }))
    const orders = quick ? QUICK_ORDERS : ORDERS[name]
    const way = { name, url, placesItself: placesItself === true, needsMark: needsMark === true, orders }
    const round = (): Promise<Measurement> => roundOf({ consumer, mock, ...way })
    for (let flood = 0; flood < (quick ? 0 : WARM_FLOODS); flood++) await round()
    subjects.push({ name, unit: "pushes/s", better: "higher", round })
  }
  const kept = stack.move()
  return {
    setting: [
      `three pushes an order: live, half filled, filled; the mock writes as fast as the connection takes them; ${WARM_FLOODS} floods each before the first round`,
      "okx-oms: each push read, decided, folded, journaled (durability full) and published; its orders are its own, placed before. The others parse and hand over",
    ],
    subjects,
    judge: quick ? judgeQuick : judge,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

async function roundOf({
  name,
  url,
  consumer,
  mock,
  orders,
  placesItself,
  needsMark,
}: {
  name: ConsumerName
  url: unknown
  consumer: Peer
  mock: Peer
  orders: number
  placesItself: boolean
  needsMark: boolean
}): Promise<Measurement> {
  const expected = orders * PUSHES
  await consumer.ask("prepare", { name, orders })
  await consumer.ask("begin", { name, pushes: expected })
  const flooded = factsOf(await mock.ask("flood", { url, madeUp: placesItself ? 0 : orders }))
  if (flooded.pushes !== expected) throw new Error(`${String(flooded.pushes)} of ${expected} pushes left the mock`)
  if (needsMark) {
    await new Promise((resolve) => setTimeout(resolve, MARK_AFTER_MS))
    await mock.ask("endMark", { url })
  }
  const { reached, endedAtMs, cpuUs, mainUs } = factsOf(await consumer.ask("end"))
  const tookMs = Number(endedAtMs) - Number(flooded.beganAtMs)
  const lost = expected - Number(reached)
  if (!needsMark && lost !== 0) throw new Error(`${lost} of ${expected} pushes did not reach the user`)
  return {
    value: (expected / tookMs) * 1_000,
    beside: {
      "CPU us": Number(cpuUs) / expected,
      [MAIN]: Number(mainUs) / expected,
      "lost %": (lost / expected) * 100,
    },
  }
}

/** Nothing is warm in a quick run: only that the work has not run away is judged. That nothing is lost is asserted in each round. */
function judgeQuick(figures: readonly Figure[]): readonly Verdict[] {
  const mainUs = (name: ConsumerName): number =>
    figures.find((figure) => figure.name === name)?.beside[MAIN] ?? Number.NaN
  const most = COLLAPSED * mainUs("ccxt.pro watchOrders")
  return [atMost(`main thread, us: ${COLLAPSED} x ccxt.pro watchOrders`, most, mainUs("okx-oms"))]
}

function judge(figures: readonly Figure[]): readonly Verdict[] {
  const of = (name: ConsumerName): Figure => {
    const found = figures.find((figure) => figure.name === name)
    if (found === undefined) throw new Error(`Invariant: ${name} was measured`)
    return found
  }
  const raw = of("raw ws + JSON.parse").median
  const own = of("okx-oms")
  return [
    atLeast(`floor, pushes/s: ${FLOOR} x raw ws + JSON.parse`, FLOOR * raw, own.median),
    atLeast(`goal, pushes/s: ${GOAL} x raw ws + JSON.parse`, GOAL * raw, own.median),
    atMost("lost pushes, %", 0, own.beside["lost %"] ?? Number.NaN),
  ]
}

function factsOf(answer: unknown): Readonly<Record<string, unknown>> {
  return isRecord(answer) ? answer : {}
}
