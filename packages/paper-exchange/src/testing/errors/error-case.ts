// One documented error and a call that brings it about, and the few ways of asking that the tables share.
// Everything goes over the desk's signed requests and frames, as a client's would.

import type { ExchangeOptions } from "../../engine/exchange.ts"
import type { Desk, Json } from "../desk.ts"

export interface ErrorCase {
  readonly code: string
  /** What is done, as the first half of a sentence. */
  readonly when: string
  /** Does it at a fresh desk; the code that came. */
  readonly cause: (desk: Desk) => string
  readonly options?: Partial<ExchangeOptions>
}

export const SPOT = "BTC-USDT"
export const SWAP = "BTC-USDT-SWAP"
export const BUY = { instId: SPOT, tdMode: "cash", side: "buy", ordType: "limit", px: "90000", sz: "0.1" }
export const BUY_SWAP = { instId: SWAP, tdMode: "cross", side: "buy", ordType: "limit", px: "90000", sz: "1" }

/** The code of the item when there is one, of the answer otherwise. */
export function asked(desk: Desk, method: "GET" | "POST", target: string, body?: unknown, headers: Json = {}): string {
  const texts = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
  const reply = desk.rest(method, `/api/v5/${target}`, body, texts)
  const failed = reply.data.find(({ sCode }) => sCode !== undefined && sCode !== "0")
  return String(failed?.sCode ?? reply.code)
}

export function got(desk: Desk, target: string): string {
  return asked(desk, "GET", target)
}

export function posted(desk: Desk, target: string, body: unknown): string {
  return asked(desk, "POST", target, body)
}

/** A placement by REST, as the standard SPOT buy but for what is said. */
export function placed(desk: Desk, order: Json = {}): string {
  return posted(desk, "trade/order", { ...BUY, ...order })
}

export function placedSwap(desk: Desk, order: Json = {}): string {
  return posted(desk, "trade/order", { ...BUY_SWAP, ...order })
}

/** The id of a standard SPOT buy that rests. */
export function resting(desk: Desk, order: Json = {}): string {
  return String(desk.place({ ...BUY, ...order }).ordId)
}

/** The code of the last event or operation's answer on a connection, "" when nothing came. */
export function said(desk: Desk, message: Json | string, connection = "c1"): string {
  desk.clearFrames()
  desk.say(message, connection)
  return lastCode(desk)
}

export function lastCode(desk: Desk): string {
  const answer = desk.messages().findLast((message) => "code" in message)
  const items = Array.isArray(answer?.data) ? answer.data : []
  return String(items[0]?.sCode ?? answer?.code ?? "")
}

/** Subscribes on a fresh connection of that path, logged in where there is a login. */
export function subscribed(desk: Desk, path: "public" | "private" | "business", arg: Json): string {
  if (path === "private") desk.listen([])
  else desk.connect("c1", path)
  return said(desk, { op: "subscribe", args: [arg] })
}
