// The handlers of markets: what may be traded, and what OKX's public market data says. The latter is asked of OKX behind everything that orders need, and
// shared for a moment; when it does not come there is a problem that says so.

import { BOOK_DEPTH_DEFAULT, instrumentRow, PAGE_LIMIT_DEFAULT, problemOfDoor, timeText } from "@okx-oms/api"
import { format, type Symbol as InstrumentSymbol } from "@okx-oms/core"
import type { MarketAnswer, MarketLevel } from "@okx-oms/trading"
import type { OmsPort } from "../open-oms.ts"
import { ProblemReply, refuse, refuseFields } from "../reply.ts"
import type { Handlers } from "../serve-route.ts"

/** Trades or candles when the request does not say. */
const ROWS_DEFAULT = 100

export const marketHandlers = {
  getInstruments: ({ query, oms }) => {
    const { cursor, limit = PAGE_LIMIT_DEFAULT, symbol, kind } = query
    const { seq } = oms.status()
    const fitting = [...oms.instruments().values()]
      .filter((instrument) => symbol === undefined || instrument.symbol === symbol)
      .filter((instrument) => kind === undefined || instrument.kind === kind)
      .filter((instrument) => cursor === undefined || instrument.symbol > lastSymbol(cursor))
      .sort((a, b) => (a.symbol < b.symbol ? -1 : 1))
    const rows = fitting.slice(0, limit)
    const nextCursor = rows.length === fitting.length ? null : `s${rows.at(-1)?.symbol}`
    return { instruments: rows.map(instrumentRow), nextCursor, seq }
  },

  getBook: async ({ params, query, oms }) => {
    const symbol = known(params.symbol, oms)
    const { value, ageMs } = told(await oms.market.book(symbol, query.depth ?? BOOK_DEPTH_DEFAULT), symbol)
    return { symbol, bids: value.bids.map(levelRow), asks: value.asks.map(levelRow), at: timeText(value.at), ageMs }
  },

  getMarketTrades: async ({ params, query, oms }) => {
    const symbol = known(params.symbol, oms)
    const { value } = told(await oms.market.trades(symbol, query.limit ?? ROWS_DEFAULT), symbol)
    const trades = value.map(({ tradeId, price, quantity, side, at }) => ({
      tradeId,
      price: format(price),
      quantity: format(quantity),
      side,
      at: timeText(at),
    }))
    return { symbol, trades }
  },

  getCandles: async ({ params, query, oms }) => {
    const symbol = known(params.symbol, oms)
    const { bar = "1m", limit = ROWS_DEFAULT } = query
    const { value } = told(await oms.market.candles(symbol, bar, limit), symbol)
    const candles = value.map(({ at, open, high, low, close, volume, complete }) => ({
      at: timeText(at),
      open: format(open),
      high: format(high),
      low: format(low),
      close: format(close),
      volume: format(volume),
      complete,
    }))
    return { symbol, bar, candles }
  },
} satisfies Partial<Handlers>

function known(symbol: InstrumentSymbol, oms: OmsPort): InstrumentSymbol {
  if (oms.instruments().has(symbol)) return symbol
  return refuse({ code: "instrument-unknown", path: "symbol", symbol })
}

function told<Value>(
  answer: MarketAnswer<Value>,
  symbol: InstrumentSymbol,
): Extract<MarketAnswer<Value>, { kind: "ok" }> {
  if (answer.kind === "ok") return answer
  const { code, message } = answer
  const detail = `OKX did not tell the market of ${symbol}: ${message}.`
  throw new ProblemReply(problemOfDoor("market-unavailable", detail, { facts: { code } }))
}

function levelRow({ price, quantity, orders }: MarketLevel) {
  return { price: format(price), quantity: format(quantity), orders }
}

function lastSymbol(cursor: string): string {
  if (/^s[A-Z0-9_.-]{1,60}$/.test(cursor)) return cursor.slice(1)
  return refuseFields([{ path: "cursor", message: "not a cursor of this list; begin without one" }], "query-invalid")
}
