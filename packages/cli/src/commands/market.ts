// The commands that look at markets: instruments, the book, trades, candles.

import { CANDLE_BARS, CandleSchema, type InstrumentRow, InstrumentRowSchema, MarketTradeSchema } from "@okx-oms/api"
import { command } from "../command.ts"
import { EXIT } from "../exit-codes.ts"
import { LIST_OPTIONS, readList } from "../lists.ts"
import { Precision } from "../precision.ts"
import { type Column, tableLines } from "../table.ts"
import { widthOf } from "../terminal.ts"
import { clockWords, differenceWords, grouped, spanWords } from "../words.ts"

const SYMBOL_ARGUMENT = { name: "SYMBOL", summary: "OKX's instrument id: BTC-USDT" } as const

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
    const spread = bid === undefined || ask === undefined ? "" : `     spread ${differenceWords(ask.price, bid.price)}`
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
