// What the order manager has to reach beside its peers, in the same run: floors that must hold and goals to aim at.

import { atLeast, atMost, type Verdict } from "../bench.ts"
import type { Figure } from "../rounds.ts"
import type { ClientName } from "./clients.ts"

export const DISK = "append of 512 B, fdatasync"
export const COLUMNS = {
  cpu: "CPU us",
  main: "main thread",
  aloneP50: "1: p50 us",
  aloneP99: "1: p99",
  aloneFrame: "1: to frame p50",
  p50: "32: p50 us",
  p99: "32: p99",
  openP50: "open: p50 us",
  openP99: "open: p99",
  openP999: "open: p99.9",
  wrong: "wrong",
  lost: "lost",
} as const

/** What the bookkeeping of one order may take before its frame leaves and after its reply, in microseconds. */
const BOOKKEEPING_US = 60
const COLLAPSED = 10

/** In a quick run nothing is warm and the disk decides: only the work that an order costs can be judged, and only that it has not run away. */
export function judgeQuick(figures: readonly Figure[]): readonly Verdict[] {
  const mainUs = (name: ClientName): number =>
    figures.find((figure) => figure.name === name)?.beside[COLUMNS.main] ?? Number.NaN
  const most = COLLAPSED * mainUs("ccxt createOrder")
  return [atMost(`main thread, us: ${COLLAPSED} x ccxt createOrder`, most, mainUs("okx-oms WebSocket"))]
}

export function judge(figures: readonly Figure[]): readonly Verdict[] {
  const of = (name: ClientName | typeof DISK): Figure => {
    const found = figures.find((figure) => figure.name === name)
    if (found === undefined) throw new Error(`Invariant: ${name} was measured`)
    return found
  }
  const own = of("okx-oms WebSocket")
  const ccxt = of("ccxt createOrder").median
  const okxApi = of("okx-api WebSocket").median
  const frameMax = (of("raw ws").beside[COLUMNS.aloneP50] ?? 0) + of(DISK).median + BOOKKEEPING_US
  return [
    atLeast("floor, orders/s: 2.5 x ccxt createOrder", 2.5 * ccxt, own.median),
    atLeast("goal, orders/s: 4 x ccxt createOrder", 4 * ccxt, own.median),
    atLeast("floor, orders/s: 0.7 x okx-api WebSocket", 0.7 * okxApi, own.median),
    atLeast("goal, orders/s: okx-api WebSocket", okxApi, own.median),
    atLeast("batched frames, orders/s: okx-api WebSocket, batches", ...batches(of)),
    atMost("p50 us to the reply's frame: raw ws + one append + 60", frameMax, own.beside[COLUMNS.aloneFrame] ?? 0),
    atMost("p50 us to the event: one append more", frameMax + of(DISK).median, own.beside[COLUMNS.aloneP50] ?? 0),
  ]
}

function batches(of: (name: ClientName) => Figure): [number, number] {
  return [of("okx-api WebSocket, batches").median, of("okx-oms WebSocket, batches").median]
}
