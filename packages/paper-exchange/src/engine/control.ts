// The control door: JSON requests below /paper with which a test or a person sets faults, moves the clock, trades from
// outside, acts as if from OKX's own page, and looks inside. Not part of OKX's protocol; served on loopback only.

import { format, parseDecimal } from "@okx-oms/core"
import { cancelUnsolicited } from "./change.ts"
import { FAULT_NAMES, FAULTS, isFaultName } from "./faults.ts"
import { ticksOfPrice } from "./instruments.ts"
import { balanceOf } from "./ledger.ts"
import { externalTrade, type MarketFlow, settleAround } from "./market.ts"
import type { Account } from "./model.ts"
import { findOrder, isOpen } from "./order-life.ts"
import { itemRow } from "./order-operations.ts"
import { restOrderRow } from "./order-rows.ts"
import { isRecord, type Parameters, text, wholeNumber } from "./parameters.ts"
import { placeOrder } from "./place.ts"
import { bookRow, planFlush } from "./public-data.ts"
import { note, type World } from "./world.ts"
import { dropConnection, sendUpgradeNotice } from "./ws-requests.ts"

export interface ControlReply {
  readonly status: number
  readonly body: unknown
}

type Flows = ReadonlyMap<string, MarketFlow>

const FAULT_MAX_MS = 3_600_000
const LOG_LIMIT = 1_000
const ADVANCE_MAX_MS = 100 * 24 * 3_600_000

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
    if (path === "/paper/state") return { status: 200, body: describe(world) }
    if (path === "/paper/faults") return { status: 200, body: { faults: FAULTS, active: activeFaults(world) } }
  }
  const handler = Object.hasOwn(POSTS, route) ? POSTS[route] : undefined
  if (handler === undefined) return { status: 404, body: { error: "not-found", routes: ROUTES } }
  const body = parseBody(request.body)
  return body === undefined ? bad("the body is no JSON object") : handler(world, flows, body)
}

const POSTS: Readonly<Record<string, (world: World, flows: Flows, body: Parameters) => ControlReply>> = {
  "POST /paper/faults": setFault,
  "POST /paper/clock": moveClock,
  "POST /paper/trade": tradeOutside,
  "POST /paper/price": setPrice,
  "POST /paper/orders/external": placeExternal,
  "POST /paper/orders/cancel": cancelExternal,
  "POST /paper/instrument": setInstrumentState,
  "POST /paper/notice": (world) => ({ status: 200, body: { connections: sendUpgradeNotice(world) } }),
}

const ROUTES = ["GET /paper/log", "GET /paper/state", "GET /paper/faults", ...Object.keys(POSTS)]

function bad(error: string, facts: Record<string, unknown> = {}): ControlReply {
  return { status: 400, body: { error, ...facts } }
}

function parseBody(body: string): Parameters | undefined {
  if (body.trim() === "") return {}
  try {
    const value: unknown = JSON.parse(body)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** An account by uid or key; the first one when none is named. */
function accountOf(world: World, body: Parameters): Account | undefined {
  const named = text(body, "account")
  if (named === "") return world.accounts.values().next().value
  return world.accounts.get(named) ?? world.accountsByKey.get(named)
}

function setFault(world: World, _flows: Flows, body: Parameters): ControlReply {
  if (text(body, "clear") === "true") {
    world.faults.clear()
    note(world, "faults-cleared", {})
    return { status: 200, body: { active: [] } }
  }
  const fault = text(body, "fault")
  if (!isFaultName(fault)) return bad(`unknown fault ${JSON.stringify(fault)}`, { allowed: FAULT_NAMES })
  const rate = text(body, "rate") === "" ? 1 : Number(text(body, "rate"))
  const forMs = text(body, "forMs") === "" ? 60_000 : wholeNumber(text(body, "forMs"))
  const scope = text(body, "scope") || (fault === "silence" ? "all" : "writes")
  if (!(rate >= 0 && rate <= 1)) return bad("rate: expected 0..1")
  if (forMs === undefined || forMs < 1 || forMs > FAULT_MAX_MS) return bad(`forMs: expected 1..${FAULT_MAX_MS}`)
  if (scope !== "writes" && scope !== "all") return bad("scope: expected writes or all")
  const everybody = text(body, "account") === "*" || text(body, "account") === ""
  const account = everybody ? undefined : accountOf(world, body)
  if (!everybody && account === undefined) return bad(`unknown account ${JSON.stringify(text(body, "account"))}`)
  const uid = account?.uid ?? "*"
  const untilMs = world.nowMs + forMs
  world.faults.set({ uid, fault, rate, untilMs, scope })
  note(world, "fault-set", { uid, fault, rate, untilMs, scope })
  if (fault === "disconnect") dropConnections(world, uid)
  return { status: 200, body: { active: activeFaults(world) } }
}

function dropConnections(world: World, uid: string): void {
  for (const connection of [...world.connections.values()]) {
    if (uid === "*" || connection.accounts.has(uid)) dropConnection(world, connection, 1006, "")
  }
}

function activeFaults(world: World): unknown[] {
  return world.faults
    .active(world.nowMs)
    .map(({ uid, fault, rate, untilMs, scope }) => ({ account: uid, fault, rate, scope, forMs: untilMs - world.nowMs }))
}

function moveClock(world: World, _flows: Flows, body: Parameters): ControlReply {
  const advanceMs = wholeNumber(text(body, "advanceMs"))
  if (advanceMs === undefined || advanceMs > ADVANCE_MAX_MS) return bad(`advanceMs: expected 0..${ADVANCE_MAX_MS}`)
  world.clockOffsetMs += advanceMs
  // Nobody was idle while the clock jumped.
  for (const connection of world.connections.values()) connection.lastInboundMs += advanceMs
  world.changed.clock = true
  note(world, "clock-moved", { advanceMs })
  return { status: 200, body: { ts: world.nowMs + advanceMs, offsetMs: world.clockOffsetMs } }
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

function setPrice(world: World, flows: Flows, body: Parameters): ControlReply {
  const flow = flows.get(text(body, "symbol"))
  const price = parseDecimal(text(body, "price"))
  if (flow === undefined) return bad("symbol: unknown", { symbols: [...flows.keys()] })
  const ticks = price === undefined ? undefined : ticksOfPrice(flow.market.spec, price)
  if (price === undefined || ticks === undefined || ticks < 1) {
    return bad(`price: expected a multiple of ${format(flow.market.spec.tickSize)}`)
  }
  flow.market.lastPrice = price
  settleAround(world, flow, ticks)
  planFlush(world, flow.market)
  return { status: 200, body: { last: format(price) } }
}

function placeExternal(world: World, _flows: Flows, body: Parameters): ControlReply {
  const account = accountOf(world, body)
  const order = body.order
  if (account === undefined) return bad("account: unknown")
  if (!isRecord(order)) return bad("order: expected the fields of OKX's place order")
  const market = world.markets.get(text(order, "instId"))
  if (market === undefined) return bad("order.instId: unknown")
  const placed = placeOrder(world, account, market, order, "web")
  return { status: "code" in placed ? 400 : 200, body: itemRow(world, "place", order, placed) }
}

function cancelExternal(world: World, _flows: Flows, body: Parameters): ControlReply {
  const account = accountOf(world, body)
  if (account === undefined) return bad("account: unknown")
  const order = findOrder(account, { ordId: text(body, "ordId"), clOrdId: text(body, "clOrdId") })
  if (order === undefined || !isOpen(order)) return bad("order: none open with this ordId or clOrdId")
  cancelUnsolicited(world, order, text(body, "cancelSource") || "0")
  return { status: 200, body: restOrderRow(order) }
}

function setInstrumentState(_world: World, flows: Flows, body: Parameters): ControlReply {
  const flow = flows.get(text(body, "symbol"))
  const state = text(body, "state")
  if (flow === undefined) return bad("symbol: unknown", { symbols: [...flows.keys()] })
  if (state !== "live" && state !== "suspend" && state !== "post_only" && state !== "preopen") {
    return bad("state: expected live, suspend, post_only or preopen")
  }
  flow.market.spec.state = state
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

function describe(world: World): unknown {
  return {
    ts: world.nowMs,
    offsetMs: world.clockOffsetMs,
    options: world.options,
    connections: world.connections.size,
    logNextSeq: world.log.nextSeq,
    faults: activeFaults(world),
    accounts: [...world.accounts.values()].map((account) => ({
      uid: account.uid,
      apiKey: account.apiKey,
      label: account.label,
      balances: Object.fromEntries(
        [...account.balances].map(([ccy]) => {
          const { cash, frozen } = balanceOf(account, ccy)
          return [ccy, { cash: format(cash), frozen: format(frozen) }]
        }),
      ),
      positions: [...account.positions.values()].map(({ market, size }) => ({
        instId: market.spec.instId,
        pos: format(size),
      })),
      openOrders: [...account.openOrders.values()].map(restOrderRow),
      orders: account.orders.size,
      fills: account.fills.length,
      bills: account.bills.length,
      cancelTimers: [...account.cancelTimers.values()].map(({ tag, triggerMs }) => ({ tag, triggerMs })),
    })),
    markets: [...world.markets.values()].map((market) => ({
      symbol: market.spec.instId,
      state: market.spec.state,
      last: format(market.lastPrice),
      ...bookRow(world, market, 5),
    })),
  }
}
