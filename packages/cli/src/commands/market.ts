// The commands that look at money and markets: balances, positions, counts, limits, instruments, the book, trades, candles.

import {
  AccountRowSchema,
  type BalanceRow,
  BalanceRowSchema,
  CANDLE_BARS,
  CandleSchema,
  type InstrumentRow,
  InstrumentRowSchema,
  MarketTradeSchema,
  type PositionRow,
  PositionRowSchema,
  type Stats,
} from "@okx-oms/api"
import { Decimals, parseDecimal } from "@okx-oms/core"
import { command } from "../command.ts"
import { EXIT } from "../exit-codes.ts"
import { LIST_OPTIONS, readList } from "../lists.ts"
import { MODE_WORDS } from "../mode.ts"
import type { Ink } from "../paint.ts"
import { Precision } from "../precision.ts"
import type { Column } from "../table.ts"
import { tableLines } from "../table.ts"
import { widthOf } from "../terminal.ts"
import { ageWords, clockWords, grouped, modeInk, spanWords } from "../words.ts"

const SYMBOL_ARGUMENT = { name: "SYMBOL", summary: "OKX's instrument id: BTC-USDT" } as const

export const balancesCommand = command({
  name: "balances",
  group: "account",
  aliases: ["get_account_balance"],
  summary: "balances as OKX last told them",
  takes: ["rows", "server"],
  run: async (session) => {
    const { balances } = await (await session.client()).getBalances()
    const now = session.terminal.now()
    const columns: readonly Column<BalanceRow>[] = [
      { title: "currency", text: ({ currency }) => currency },
      { title: "total", right: true, text: ({ total }) => grouped(total) },
      { title: "available", right: true, text: ({ available }) => grouped(available) },
      { title: "in orders", right: true, text: ({ total, available }) => difference(total, available) },
      { title: "told", right: true, text: ({ updatedAt }) => `${ageWords(updatedAt, now)} ago` },
    ]
    await session.showRows(balances, {
      columns,
      fields: Object.keys(BalanceRowSchema.properties),
      none: "no balances yet",
    })
    return EXIT.done
  },
})

export const positionsCommand = command({
  name: "positions",
  group: "account",
  aliases: ["get_positions"],
  summary: "open positions as OKX last told them",
  takes: ["rows", "server"],
  run: async (session) => {
    const client = await session.client()
    const { positions } = await client.getPositions()
    const precision = await new Precision().learn(
      client,
      session.options.form === "table" ? positions.map(({ symbol }) => symbol) : [],
    )
    const now = session.terminal.now()
    const columns: readonly Column<PositionRow>[] = [
      { title: "symbol", text: ({ symbol }) => symbol },
      {
        title: "side",
        text: ({ contracts }) => (contracts.startsWith("-") ? "short" : "long"),
        ink: ({ contracts }) => (contracts.startsWith("-") ? "sell" : "buy"),
      },
      {
        title: "contracts",
        right: true,
        text: ({ symbol, contracts }) => precision.quantity(symbol, contracts, "contracts"),
      },
      { title: "average", right: true, text: ({ symbol, averagePrice }) => precision.average(symbol, averagePrice) },
      { title: "told", right: true, text: ({ updatedAt }) => `${ageWords(updatedAt, now)} ago` },
    ]
    await session.showRows(positions, {
      columns,
      fields: Object.keys(PositionRowSchema.properties),
      none: "no open positions",
    })
    return EXIT.done
  },
})

export const statsCommand = command({
  name: "stats",
  group: "account",
  summary: "orders by state since the journal began",
  takes: ["rows", "server"],
  run: async (session) => {
    const stats = await (await session.client()).getStats()
    const { latency, throughput } = stats
    const count = (name: string, number: number, ink?: Ink) => ({
      name,
      text: String(number),
      ink: number === 0 ? undefined : ink,
    })
    const span = (name: string, { p50Ms, p99Ms, count: samples }: Stats["latency"]["append"]) => ({
      name,
      text:
        p50Ms === null || p99Ms === null
          ? "nothing measured yet"
          : `median ${latencyWords(p50Ms)}, 99 % within ${latencyWords(p99Ms)}, ${grouped(String(samples))} measured`,
    })
    const facts = [
      { name: "account", text: `${stats.account}, ${MODE_WORDS[stats.mode]}`, ink: modeInk(stats.mode) },
      count("total", stats.total),
      count("open", stats.active, "working"),
      count("filled", stats.filled, "filled"),
      count("cancelled", stats.cancelled, "cancelled"),
      count("rejected", stats.rejected, "rejected"),
      count("failed", stats.failed, "rejected"),
      count("expired", stats.expired, "cancelled"),
      count("in doubt", stats.inDoubt, "doubt"),
      count("breaks", stats.breaks, "warning"),
      span("to the wire", latency.submitToWire),
      span("to the ack", latency.submitToAck),
      span("journal append", latency.append),
      { name: "events", text: `${throughput.events.mean} a second, at most ${throughput.events.peak}` },
    ]
    await session.showOne(stats, facts)
    return EXIT.done
  },
})

export const accountsCommand = command({
  name: "accounts",
  group: "account",
  summary: "the accounts of the server that this token may see",
  takes: ["rows", "server"],
  run: async (session) => {
    const { accounts, defaultAccount } = await (await session.client()).getAccounts()
    await session.showRows(accounts, {
      fields: Object.keys(AccountRowSchema.properties),
      none: "no accounts",
      columns: [
        { title: "account", text: ({ account }) => account },
        { title: "mode", text: ({ mode }) => MODE_WORDS[mode], ink: ({ mode }) => modeInk(mode) },
        {
          title: "ready",
          text: ({ ready, why }) => (ready ? "yes" : `no: ${why ?? ""}`),
          ink: ({ ready }) => (ready ? "filled" : "rejected"),
        },
        { title: "events", right: true, text: ({ seq }) => String(seq) },
        {
          title: "",
          mayBeEmpty: true,
          text: ({ account }) => (account === defaultAccount && accounts.length > 1 ? "meant where none is named" : ""),
        },
      ],
    })
    return EXIT.done
  },
})

export const limitsCommand = command({
  name: "limits",
  group: "account",
  summary: "the limits that orders are checked against",
  takes: ["rows", "server"],
  run: async (session) => {
    const limits = await (await session.client()).getLimits()
    const common = { ...limits, symbol: "(every other)" }
    await session.showRows([...limits.symbols, common], {
      fields: ["symbol", "maxOrderNotional", "maxPosition", "maxOpenOrders", "priceCollarPct"],
      none: "no limits",
      columns: [
        { title: "symbol", text: ({ symbol }) => symbol },
        { title: "order, quote", right: true, text: ({ maxOrderNotional }) => grouped(maxOrderNotional ?? "none") },
        { title: "position, quote", right: true, text: ({ maxPosition }) => grouped(maxPosition ?? "none") },
        { title: "open orders", right: true, text: ({ maxOpenOrders }) => String(maxOpenOrders ?? "none") },
        { title: "collar, %", right: true, text: ({ priceCollarPct }) => priceCollarPct ?? "none" },
      ],
    })
    return EXIT.done
  },
})

export const budgetCommand = command({
  name: "rate-budget",
  group: "account",
  summary: "what is left of OKX's rate limits",
  takes: ["rows", "server"],
  run: async (session) => {
    const { windows } = await (await session.client()).getRateBudget()
    await session.showRows(windows, {
      fields: ["name", "left", "limit"],
      none: "nothing used yet",
      columns: [
        { title: "window", text: ({ name }) => name },
        {
          title: "left",
          right: true,
          text: ({ left }) => String(left),
          ink: ({ left, limit }) => (left * 5 < limit ? "warning" : undefined),
        },
        { title: "limit", right: true, text: ({ limit }) => String(limit) },
      ],
    })
    return EXIT.done
  },
})

export const instrumentsCommand = command({
  name: "instruments",
  group: "market",
  summary: "what may be traded, with steps and sizes",
  takes: ["rows", "server"],
  args: [{ ...SYMBOL_ARGUMENT, optional: true }],
  options: {
    kind: { type: "string", value: "KIND", values: ["spot", "swap"], summary: "only these" },
    ...LIST_OPTIONS,
  },
  run: async (session, [symbol], options) => {
    const client = await session.client()
    const query = { ...(symbol !== undefined && { symbol }), ...(options.kind !== undefined && { kind: options.kind }) }
    const rows = await readList(session, options, async (page) => {
      const { instruments, nextCursor } = await client.getInstruments({ ...query, ...page })
      return { rows: instruments, nextCursor }
    })
    await session.showRows(rows, {
      columns: INSTRUMENT_COLUMNS,
      fields: Object.keys(InstrumentRowSchema.properties),
      none: "no such instrument",
    })
    return rows.length === 0 && symbol !== undefined ? EXIT.notFound : EXIT.done
  },
})

const INSTRUMENT_COLUMNS: readonly Column<InstrumentRow>[] = [
  { title: "symbol", text: ({ symbol }) => symbol },
  { title: "kind", text: ({ kind, linear }) => (linear ? kind : `${kind}, inverse`) },
  { title: "tick", right: true, text: ({ tickSize }) => tickSize },
  { title: "lot", right: true, text: ({ lotSize }) => lotSize },
  { title: "least", right: true, text: ({ minSize }) => minSize },
  { title: "most, limit", right: true, spare: 2, text: ({ maxLimitSize }) => grouped(maxLimitSize) },
  { title: "most, market", right: true, spare: 2, text: ({ maxMarketSize }) => grouped(maxMarketSize) },
  {
    title: "contract",
    right: true,
    spare: 1,
    text: ({ kind, contractValue, baseCurrency }) => (kind === "swap" ? `${contractValue} ${baseCurrency}` : ""),
  },
  { title: "state", text: ({ state }) => state, ink: ({ state }) => (state === "live" ? "filled" : "warning") },
]

export const bookCommand = command({
  name: "book",
  group: "market",
  aliases: ["get_order_book"],
  summary: "the order book, best prices in the middle",
  details: ["As CSV: one line per price. As JSON: the API's own object, best price first on both sides."],
  takes: ["rows", "server"],
  args: [SYMBOL_ARGUMENT],
  options: {
    depth: { type: "string", value: "N", whole: { lowest: 1, highest: 400 }, summary: "prices per side (default: 10)" },
  },
  run: async (session, [symbol], { depth = 10 }) => {
    const client = await session.client()
    const book = await client.getBook(symbol, { depth })
    if (session.options.form === "json") return await session.showOne(book, []).then(() => EXIT.done)
    const asks = book.asks.map((level) => ({ side: "ask" as const, ...level }))
    const bids = book.bids.map((level) => ({ side: "bid" as const, ...level }))
    const fields = ["side", "price", "quantity", "orders"]
    if (session.options.form === "csv") {
      await session.showRows([...asks, ...bids], { columns: [], fields, none: "" })
      return EXIT.done
    }
    const precision = await new Precision().learn(client, [symbol])
    const columns: readonly Column<(typeof asks)[number] | (typeof bids)[number]>[] = [
      { title: "", text: ({ side }) => side, ink: ({ side }) => (side === "ask" ? "sell" : "buy") },
      {
        title: "price",
        right: true,
        text: ({ price }) => precision.price(symbol, price),
        ink: ({ side }) => (side === "ask" ? "sell" : "buy"),
      },
      { title: "quantity", right: true, text: ({ quantity }) => precision.quantity(symbol, quantity, "base") },
      { title: "orders", right: true, text: ({ orders }) => String(orders) },
    ]
    const lines = tableLines([...asks.reverse(), ...bids], columns, {
      paint: session.paint,
      width: widthOf(session.terminal.out),
    })
    const [bid, ask] = [book.bids[0], book.asks[0]]
    const spread = bid === undefined || ask === undefined ? "" : `     spread ${difference(ask.price, bid.price)}`
    await session.say(
      [...lines.slice(0, asks.length + 1), session.paint(spread, "dim"), ...lines.slice(asks.length + 1)].join("\n"),
    )
    await session.note(`${symbol}, told ${spanWords(book.ageMs)} ago`, "dim")
    return EXIT.done
  },
})

export const tradesCommand = command({
  name: "trades",
  group: "market",
  summary: "the market's last trades, newest first (yours: oms fills)",
  takes: ["rows", "server"],
  args: [SYMBOL_ARGUMENT],
  options: {
    limit: {
      type: "string",
      value: "N",
      short: "l",
      whole: { lowest: 1, highest: 500 },
      summary: "how many (default: 20)",
    },
  },
  run: async (session, [symbol], { limit = 20 }) => {
    const client = await session.client()
    const { trades } = await client.getMarketTrades(symbol, { limit })
    const precision = await new Precision().learn(client, [symbol])
    const now = session.terminal.now()
    await session.showRows(trades, {
      fields: Object.keys(MarketTradeSchema.properties),
      none: "no trades yet",
      columns: [
        { title: "time (UTC)", text: ({ at }) => clockWords(at, now) },
        { title: "taker", text: ({ side }) => side, ink: ({ side }) => side },
        { title: "price", right: true, text: ({ price }) => precision.price(symbol, price) },
        { title: "quantity", right: true, text: ({ quantity }) => precision.quantity(symbol, quantity, "base") },
      ],
    })
    return EXIT.done
  },
})

export const candlesCommand = command({
  name: "candles",
  group: "market",
  summary: "candles, oldest first",
  takes: ["rows", "server"],
  args: [SYMBOL_ARGUMENT],
  options: {
    bar: { type: "string", value: "BAR", values: CANDLE_BARS, summary: `${CANDLE_BARS.join(", ")} (default: 1m)` },
    limit: {
      type: "string",
      value: "N",
      short: "l",
      whole: { lowest: 1, highest: 300 },
      summary: "how many (default: 20)",
    },
  },
  run: async (session, [symbol], { bar = "1m", limit = 20 }) => {
    const client = await session.client()
    const { candles } = await client.getCandles(symbol, { bar, limit })
    const precision = await new Precision().learn(client, [symbol])
    const price = (text: string): string => precision.price(symbol, text)
    await session.showRows(candles, {
      fields: Object.keys(CandleSchema.properties),
      none: "no candles yet",
      columns: [
        { title: "begins (UTC)", text: ({ at }) => at.slice(0, 16).replace("T", " ") },
        { title: "open", right: true, text: ({ open }) => price(open) },
        { title: "high", right: true, text: ({ high }) => price(high) },
        { title: "low", right: true, text: ({ low }) => price(low) },
        { title: "close", right: true, text: ({ close }) => price(close) },
        { title: "volume", right: true, text: ({ volume }) => volume },
        { title: "", mayBeEmpty: true, text: ({ complete }) => (complete ? "" : "not over"), ink: () => "dim" },
      ],
    })
    return EXIT.done
  },
})

/** A median is often below a millisecond. */
function latencyWords(ms: number): string {
  return ms < 10 ? `${Number(ms.toPrecision(2))} ms` : spanWords(ms)
}

function difference(from: string, take: string): string {
  const [one, other] = [parseDecimal(from), parseDecimal(take)]
  if (one === undefined || other === undefined) return ""
  const left = Decimals.subtract(one, other)
  return Decimals.isZero(left) ? "0" : grouped(Decimals.format(left))
}
