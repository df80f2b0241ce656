// The control door: JSON requests below /paper with which a test or a person sets faults, moves the clock, trades from
// outside, acts as if from OKX's own page, and looks inside. Not part of OKX's protocol; served on loopback only.

import { format, parseDecimal } from "@okx-oms/core"
import { describeFaults, setFault } from "./control-faults.ts"
import { amendExternal, cancelExternal, placeExternal, reduceExternal } from "./control-orders.ts"
import { bad, type ControlReply } from "./control-replies.ts"
import { skewClock } from "./gateway-clock.ts"
import { ticksOfPrice } from "./instruments.ts"
import type { MarketFlow } from "./ladder.ts"
import { externalTrade, movePrice } from "./market.ts"
import { isRecord, type Parameters, text, wholeNumber } from "./parameters.ts"
import { pushInstrument } from "./public-channels.ts"
import { indexPrice, markPrice, setReference } from "./reference-prices.ts"
import { describeState } from "./state-view.ts"
import { gatewayMs, note, type World } from "./world.ts"
import { sendUpgradeNotice } from "./ws-requests.ts"

export type { ControlReply } from "./control-replies.ts"

type Flows = ReadonlyMap<string, MarketFlow>

const LOG_LIMIT = 1_000
const ADVANCE_MAX_MS = 100 * 24 * 3_600_000
const SKEW_MAX_MS = 24 * 3_600_000

export function handleControl(
  world: World,
  flows: Flows,
  request: { method: string; target: string; body: string },
): ControlReply {
  const [path = "", query = ""] = request.target.split("?")
  const route = `${request.method} ${path}`
  if (request.method === "GET") {
    const parameters = Object.fromEntries(new URLSearchParams(query))
    if (path === "/paper/log") return readLog(world, parameters)
    if (path === "/paper/state") return describeState(world, parameters)
    if (path === "/paper/faults") return describeFaults(world)
  }
  const handler = Object.hasOwn(POSTS, route) ? POSTS[route] : undefined
  if (handler === undefined) return { status: 404, body: { error: "not-found", routes: ROUTES } }
  const body = parseBody(request.body)
  return body === undefined ? bad("the body is no JSON object") : handler(world, flows, body)
}

const POSTS: Readonly<Record<string, (world: World, flows: Flows, body: Parameters) => ControlReply>> = {
  "POST /paper/faults": (world, _, body) => setFault(world, body),
  "POST /paper/clock": moveClock,
  "POST /paper/trade": tradeOutside,
  "POST /paper/price": setPrice,
  "POST /paper/orders/external": (world, _, body) => placeExternal(world, body),
  "POST /paper/orders/cancel": (world, _, body) => cancelExternal(world, body),
  "POST /paper/orders/amend": (world, _, body) => amendExternal(world, body),
  "POST /paper/positions/reduce": (world, _, body) => reduceExternal(world, body),
  "POST /paper/instrument": setInstrumentState,
  "POST /paper/notice": (world) => ({
    status: 200,
    body: { connections: sendUpgradeNotice(world, world.connections.values()) },
  }),
}

const ROUTES = ["GET /paper/log", "GET /paper/state", "GET /paper/faults", ...Object.keys(POSTS)]

function parseBody(body: string): Parameters | undefined {
  if (body.trim() === "") return {}
  try {
    const value: unknown = JSON.parse(body)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** `advanceMs` moves exchange time forward; `skewMs` sets how far the gateway's clock is from it, for `forMs` or for good. */
function moveClock(world: World, _flows: Flows, body: Parameters): ControlReply {
  const skew = text(body, "skewMs")
  const skewMs = Number(skew)
  const forMs = text(body, "forMs") === "" ? 0 : wholeNumber(text(body, "forMs"))
  const advanceMs = text(body, "advanceMs") === "" && skew !== "" ? 0 : wholeNumber(text(body, "advanceMs"))
  if (skew !== "" && !(Number.isSafeInteger(skewMs) && Math.abs(skewMs) <= SKEW_MAX_MS)) {
    return bad(`skewMs: expected -${SKEW_MAX_MS}..${SKEW_MAX_MS}`)
  }
  if (forMs === undefined || forMs > ADVANCE_MAX_MS) return bad(`forMs: expected 0..${ADVANCE_MAX_MS}`)
  if (advanceMs === undefined || advanceMs > ADVANCE_MAX_MS) return bad(`advanceMs: expected 0..${ADVANCE_MAX_MS}`)
  if (skew !== "") skewClock(world, skewMs, forMs)
  if (advanceMs > 0 || skew === "") advanceClock(world, advanceMs)
  return {
    status: 200,
    body: { ts: gatewayMs(world) + advanceMs, offsetMs: world.clockOffsetMs, skewMs: world.skewMs },
  }
}

function advanceClock(world: World, advanceMs: number): void {
  world.clockOffsetMs += advanceMs
  // Nobody was idle while the clock jumped.
  for (const connection of world.connections.values()) connection.lastInboundMs += advanceMs
  world.changed.clock = true
  note(world, "clock-moved", { advanceMs })
}

function tradeOutside(world: World, flows: Flows, body: Parameters): ControlReply {
  const flow = flows.get(text(body, "symbol"))
  const side = text(body, "side")
  const size = parseDecimal(text(body, "size"))
  const price = text(body, "price") === "" ? flow?.market.lastPrice : parseDecimal(text(body, "price"))
  if (flow === undefined) return bad("symbol: unknown", { symbols: [...flows.keys()] })
  if (side !== "buy" && side !== "sell") return bad("side: expected buy or sell (of the taker)")
  if (size === undefined || size.coefficient <= 0n) return bad("size: expected a number above 0")
  if (price === undefined || price.coefficient <= 0n) return bad("price: expected a number above 0")
  const filled = externalTrade(world, flow, { side, price, size })
  return filled === undefined
    ? bad(`price: expected a multiple of ${format(flow.market.spec.tickSize)}`)
    : { status: 200, body: { filled: format(filled), last: format(flow.market.lastPrice) } }
}

/** `price` moves the market, `mark` and `index` only what is reckoned by them; at least one is needed. */
function setPrice(world: World, flows: Flows, body: Parameters): ControlReply {
  const flow = flows.get(text(body, "symbol"))
  if (flow === undefined) return bad("symbol: unknown", { symbols: [...flows.keys()] })
  const { market } = flow
  const [price, mark, index] = ["price", "mark", "index"].map((name) => parseDecimal(text(body, name)))
  for (const name of ["mark", "index"]) {
    const value = parseDecimal(text(body, name))
    if (text(body, name) !== "" && (value === undefined || value.coefficient <= 0n)) {
      return bad(`${name}: expected a number above 0`)
    }
  }
  if (text(body, "price") !== "" || (mark === undefined && index === undefined)) {
    const ticks = price === undefined ? undefined : ticksOfPrice(market.spec, price)
    if (price === undefined || ticks === undefined || ticks < 1) {
      return bad(`price: expected a multiple of ${format(market.spec.tickSize)}`)
    }
    movePrice(world, flow, price, ticks)
  }
  if (mark !== undefined || index !== undefined) setReference(world, market, { mark, index })
  return {
    status: 200,
    body: { last: format(market.lastPrice), mark: format(markPrice(market)), index: format(indexPrice(market)) },
  }
}

function setInstrumentState(world: World, flows: Flows, body: Parameters): ControlReply {
  const flow = flows.get(text(body, "symbol"))
  const state = text(body, "state")
  if (flow === undefined) return bad("symbol: unknown", { symbols: [...flows.keys()] })
  if (state !== "live" && state !== "suspend" && state !== "post_only" && state !== "preopen" && state !== "settling") {
    return bad("state: expected live, suspend, post_only, preopen or settling")
  }
  flow.market.spec.state = state
  pushInstrument(world, flow.market)
  return { status: 200, body: { symbol: flow.market.spec.instId, state } }
}

function readLog(world: World, query: Parameters): ControlReply {
  const fromSeq = text(query, "fromSeq") === "" ? 1 : wholeNumber(text(query, "fromSeq"))
  const limit = text(query, "limit") === "" ? 100 : wholeNumber(text(query, "limit"))
  if (fromSeq === undefined) return bad("fromSeq: expected a whole number")
  if (limit === undefined || limit < 1) return bad(`limit: expected 1..${LOG_LIMIT}`)
  const records = world.log.read(fromSeq, Math.min(limit, LOG_LIMIT))
  return { status: 200, body: { records, nextSeq: (records.at(-1)?.seq ?? fromSeq - 1) + 1 } }
}
