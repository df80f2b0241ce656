// What tests of algo orders say often: placing and reading them at a desk, and listening to their channels.

import { type Desk, type Json, loginMessage } from "./desk.ts"

const BASE = { instId: "BTC-USDT", tdMode: "cash", side: "sell", sz: "0.1" }
export const SWAP = { instId: "BTC-USDT-SWAP", tdMode: "cross", sz: "1" }

/** Places one; the item of the answer, or the request's code. */
export function placeAlgo(desk: Desk, algo: Json): Json {
  const reply = desk.rest("POST", "/api/v5/trade/order-algo", { ...BASE, ...algo })
  return reply.data[0] ?? { sCode: reply.code, sMsg: reply.msg }
}

/** Places one that must be taken; its algoId. */
export function placed(desk: Desk, algo: Json): string {
  const item = placeAlgo(desk, algo)
  if (item.sCode !== "0") throw new Error(`refused: ${JSON.stringify(item)}`)
  return String(item.algoId)
}

export function cancelAlgo(desk: Desk, algo: Json): string {
  const reply = desk.rest("POST", "/api/v5/trade/cancel-algos", [{ instId: "BTC-USDT", ...algo }])
  return String(reply.data[0]?.sCode ?? reply.code)
}

export function amendAlgo(desk: Desk, algo: Json): string {
  const reply = desk.rest("POST", "/api/v5/trade/amend-algos", { instId: "BTC-USDT", ...algo })
  return String(reply.data[0]?.sCode ?? reply.code)
}

/** The row of one by its algoId. */
export function algoRow(desk: Desk, algoId: string): Json {
  const reply = desk.rest("GET", `/api/v5/trade/order-algo?algoId=${algoId}`)
  return reply.data[0] ?? { code: reply.code }
}

/** state, side that acted and number of orders: "effective sl 1". */
export function fate(desk: Desk, algoId: string): string {
  const { state, actualSide, ordIdList } = algoRow(desk, algoId)
  return [state, actualSide, Array.isArray(ordIdList) ? ordIdList.length : 0].filter((part) => part !== "").join(" ")
}

/** The orders that algo orders have made, oldest first. */
export function children(desk: Desk, instType = "SPOT"): Json[] {
  const open = desk.rest("GET", `/api/v5/trade/orders-pending?instType=${instType}`).data
  const closed = desk.rest("GET", `/api/v5/trade/orders-history?instType=${instType}`).data
  return [...open, ...closed]
    .filter(({ algoId }) => algoId !== "")
    .sort((a, b) => (String(a.ordId) < String(b.ordId) ? -1 : 1))
}

/** Waiting ones of the kinds. */
export function pending(desk: Desk, ordType: string, more = ""): Json[] {
  return desk.rest("GET", `/api/v5/trade/orders-algo-pending?ordType=${ordType}${more}`).data
}

/** Listens to the channels of algo orders on connection "b"; the frames so far are dropped. */
export function listenToAlgos(desk: Desk, args: readonly Json[] = ALL): void {
  desk.connect("b", "business")
  desk.say(loginMessage(desk.keys, desk.exchangeMs), "b")
  desk.say({ op: "subscribe", args }, "b")
  desk.clearFrames()
}

const ALL: readonly Json[] = [
  { channel: "orders-algo", instType: "ANY" },
  { channel: "algo-advance", instType: "ANY" },
]
