// GET /paper/state: everything there is to see of the exchange, for people and for tests, without secrets and with a limit on
// every list and the true count beside it. Rows of accounts are what OKX's own endpoints answer them. Looking changes nothing.

import { format } from "@okx-oms/core"
import { activeFaults, struckSoFar } from "./control-faults.ts"
import { bad, type ControlReply } from "./control-replies.ts"
import { priceOfTicks } from "./instruments.ts"
import { balanceOf } from "./ledger.ts"
import type { Account, Market } from "./model.ts"
import { levelsOf, type Side } from "./order-book.ts"
import { restOrderRow } from "./order-rows.ts"
import { isRecord, type Parameters, text, wholeNumber } from "./parameters.ts"
import { rowsFor } from "./rest-requests.ts"
import type { World } from "./world.ts"

const LIMIT = 500
const LIMIT_MAX = 10_000
const DEPTH = 5
const DEPTH_MAX = 400
const FILLS_MAX = 100
const TRADES_MAX = 30
/** Kinds of algo orders that one request may ask for together. */
const ALGO_KINDS = ["conditional,oco", "trigger", "move_order_stop", "twap", "chase"]

/**
 * `limit` bounds every list (500, at most 10,000), `depth` the levels of a book's side (5, at most 400). `account` (a uid or
 * key) and `symbol` name the one account and the one market that are told of; `brief=true` tells of each other one in a line.
 */
export function describeState(world: World, query: Parameters): ControlReply {
  const limit = bounded(text(query, "limit"), LIMIT, LIMIT_MAX)
  const depth = bounded(text(query, "depth"), DEPTH, DEPTH_MAX)
  if (limit === undefined) return bad(`limit: expected 1..${LIMIT_MAX}`)
  if (depth === undefined) return bad(`depth: expected 1..${DEPTH_MAX}`)
  const named = text(query, "account")
  const account = world.accounts.get(named) ?? world.accountsByKey.get(named)
  if (named !== "" && account === undefined) return bad(`account: unknown ${JSON.stringify(named)}`)
  const symbol = text(query, "symbol")
  const market = world.markets.get(symbol)
  if (symbol !== "" && market === undefined) return bad("symbol: unknown", { symbols: [...world.markets.keys()] })
  const brief = text(query, "brief") === "true"
  return {
    status: 200,
    body: {
      ...worldView(world),
      accountCount: world.accounts.size,
      accounts: few(account === undefined || brief ? world.accounts.values() : [account], limit).map((one) =>
        brief && one !== account ? accountLine(one) : accountView(world, one, limit),
      ),
      marketCount: world.markets.size,
      markets: few(market === undefined || brief ? world.markets.values() : [market], limit).map((one) =>
        brief && one !== market ? marketLine(one) : marketView(one, depth),
      ),
    },
  }
}

function worldView(world: World): Record<string, unknown> {
  return {
    ts: world.nowMs,
    startedAtMs: world.startedAtMs,
    offsetMs: world.clockOffsetMs,
    skewMs: world.skewMs,
    options: world.options,
    connections: world.connections.size,
    logNextSeq: world.log.nextSeq,
    faults: activeFaults(world),
    struck: struckSoFar(world),
  }
}

function accountLine(account: Account): Record<string, unknown> {
  const { uid, mainUid, apiKey, label, level } = account
  return {
    ...{ uid, mainUid, apiKey, label, level },
    openOrderCount: account.openOrders.size,
    orders: account.orders.size,
    fills: account.fills.length,
    bills: account.bills.length,
  }
}

function accountView(world: World, account: Account, limit: number): Record<string, unknown> {
  const [balance] = rowsFor(world, account, "/api/v5/account/balance")
  const [config] = rowsFor(world, account, "/api/v5/account/config").filter(isRecord)
  const lastFills = account.fills.slice(-Math.min(limit, FILLS_MAX)).reverse()
  return {
    ...accountLine(account),
    acctLv: config?.acctLv,
    posMode: config?.posMode,
    keys: account.keys.map(({ apiKey, label, permissions, addresses }) => ({ apiKey, label, permissions, addresses })),
    balances: Object.fromEntries(few(account.balances.keys(), limit).map((ccy) => [ccy, amountsOf(account, ccy)])),
    balance,
    positions: few(rowsFor(world, account, "/api/v5/account/positions"), limit),
    openOrders: few(account.openOrders.values(), limit).map(restOrderRow),
    algoOrders: few(
      ALGO_KINDS.flatMap((ordType) => rowsFor(world, account, "/api/v5/trade/orders-algo-pending", { ordType })),
      limit,
    ),
    lastFills,
    cancelTimers: few(account.cancelTimers.values(), limit).map(({ tag, triggerMs }) => ({ tag, triggerMs })),
  }
}

function amountsOf(account: Account, ccy: string): Record<string, string> {
  const { cash, frozen } = balanceOf(account, ccy)
  return { cash: format(cash), frozen: format(frozen) }
}

function marketLine(market: Market): Record<string, unknown> {
  const { spec, lastPrice } = market
  return { symbol: spec.instId, instType: spec.instType, state: spec.state, last: format(lastPrice) }
}

function marketView(market: Market, depth: number): Record<string, unknown> {
  return {
    ...marketLine(market),
    tickSz: format(market.spec.tickSize),
    bids: ladder(market, "buy", depth),
    asks: ladder(market, "sell", depth),
    bidLevels: market.book.buy.levels.size,
    askLevels: market.book.sell.levels.size,
    seqId: market.bookSequence,
    trades: market.trades
      .slice(-TRADES_MAX)
      .reverse()
      .map(({ tradeId, price, size, side, atMs }) => ({
        tradeId,
        px: format(price),
        sz: format(size),
        side,
        ts: atMs,
      })),
  }
}

/** [price, size, "0", orders], best first, as in GET market/books. */
function ladder(market: Market, side: Side, depth: number): readonly (readonly string[])[] {
  return levelsOf(market.book, side, depth).map(({ ticks, total, count }) => [
    format(priceOfTicks(market.spec, ticks)),
    format(total),
    "0",
    String(count),
  ])
}

function few<One>(all: Iterable<One>, limit: number): One[] {
  return Iterator.from(all).take(limit).toArray()
}

function bounded(given: string, standard: number, most: number): number | undefined {
  if (given === "") return standard
  const value = wholeNumber(given)
  return value !== undefined && value >= 1 && value <= most ? value : undefined
}
