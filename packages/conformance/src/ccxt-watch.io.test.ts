// Unmodified ccxt.pro watches the market and the account over WebSocket: tickers, books, trades, candles, funding, orders,
// own trades, balances, positions. It relies on the drivers; what a test waits for it sets going itself.

import assert from "node:assert/strict"
import { test } from "node:test"
import { openStand, subscribed, within } from "./stand.ts"
import { type Ccxt, openCcxt, place } from "./testing/ccxt-client.ts"

const SPOT = "BTC/USDT"
const SWAP = "BTC/USDT:USDT"

test("ccxt watches a ticker, so it has the first one at once and the next after a trade", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const first = await within("first ticker", desk.client.watchTicker(SPOT))
  assert.equal(first.symbol, SPOT)
  const next = desk.client.watchTicker(SPOT)
  await stand.trade("BTC-USDT", "buy", "0.01", "91500.1")
  const ticker = await within("next ticker", next)
  assert.deepEqual([ticker.last, ticker.baseVolume], [91_500.1, 0.01])
})

test("ccxt watches several tickers, the best prices, the mark and the funding rate, so each brings its symbol", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const tickers = await within("tickers", client.watchTickers([SPOT, "ETH/USDT"]))
  assert.ok(Object.keys(tickers).length > 0)
  const best = await within("best prices", client.watchBidsAsks([SPOT]))
  assert.ok(Number(best[SPOT]?.bid) < Number(best[SPOT]?.ask))
  const mark = await within("mark price", client.watchMarkPrice(SWAP))
  assert.ok(Number(mark.markPrice) > 0)
  const funding = await within("funding rate", client.watchFundingRate(SWAP))
  assert.equal(funding.symbol, SWAP)
})

function levels(side: readonly (readonly (number | undefined)[])[]): string[] {
  return Array.from(side, ([price, amount]) => `${price} ${amount}`)
}

test("ccxt keeps an order book with checks on, so after many changes it equals the one read by REST", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper, { options: { watchOrderBook: { checksum: true, depth: "books" } } })
  const { client } = desk
  const first = await within("snapshot", client.watchOrderBook(SPOT))
  assert.ok(first.bids.length >= 25 && first.asks.length >= 25)
  for (let round = 0; round < 12; round++) {
    const changed = client.watchOrderBook(SPOT)
    await client.createOrder(SPOT, "limit", "buy", 0.01, 91_000 + round * 10.1)
    await within("update", changed)
  }
  const changed = client.watchOrderBook(SPOT)
  // Through some of the bids: the market goes on from there.
  await stand.trade("BTC-USDT", "sell", "0.4", "91050.5")
  const book = await within("update after a trade", changed)
  const rest = await client.fetchOrderBook(SPOT, 25)
  assert.deepEqual(levels(book.bids.slice(0, 25)), levels(rest.bids))
  assert.deepEqual(levels(book.asks.slice(0, 25)), levels(rest.asks))
})

test("ccxt watches trades and candles, so one trade is in both", async () => {
  await using stand = await openStand()
  // A minute that begins: one that ends meanwhile would hide the trade's candle behind the next.
  const { ts } = await stand.control("/paper/clock", { advanceMs: 0 })
  await stand.control("/paper/clock", { advanceMs: 60_000 - (Number(ts) % 60_000) })
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const trades = client.watchTrades(SPOT)
  const candles = client.watchOHLCV(SPOT, "1m")
  await subscribed(stand, "trades")
  await subscribed(stand, "candle1m")
  await stand.trade("BTC-USDT", "buy", "0.01", "91500.1")
  const [trade] = await within("trade", trades)
  assert.deepEqual([trade?.side, trade?.price, trade?.amount], ["buy", 91_500.1, 0.01])
  // The first candle may tell of the time before the trade.
  let candle = (await within("candle", candles)).at(-1)
  while (candle?.[5] !== 0.01) candle = (await within("candle of the trade", client.watchOHLCV(SPOT, "1m"))).at(-1)
  assert.equal(candle[4], 91_500.1)
})

/** Watches on from `next` until the order has the status; its amount filled then. */
async function watchedAs(
  client: Ccxt,
  order: { id: string; status: string; symbol?: string },
  next: ReturnType<Ccxt["watchOrders"]>,
): Promise<number | undefined> {
  for (let pushed = next; ; pushed = client.watchOrders(order.symbol)) {
    const orders = await within(`order ${order.status}`, pushed)
    const found = orders.find(({ id, status }) => id === order.id && status === order.status)
    if (found !== undefined) return found.filled
  }
}

test("ccxt watches orders, so an order is seen open, partly filled and closed", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const opened = client.watchOrders()
  await subscribed(stand, "orders")
  const id = await place(client, SPOT, "limit", "sell", 0.05, 91_500.1)
  assert.ok(Number(await watchedAs(client, { id, status: "open" }, opened)) >= 0)
  const part = client.watchOrders()
  await stand.trade("BTC-USDT", "buy", "0.02", "91500.1")
  const filled = Number(await watchedAs(client, { id, status: "open" }, part))
  const done = client.watchOrders()
  await stand.trade("BTC-USDT", "buy", "1", "91500.1")
  assert.equal(await watchedAs(client, { id, status: "closed" }, done), 0.05)
  assert.ok(filled > 0 && filled < 0.05, `${filled} filled in between`)
})

test("ccxt watches orders of one symbol, so a cancel is seen", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const opened = client.watchOrders(SPOT)
  await subscribed(stand, "orders")
  const id = await place(client, SPOT, "limit", "buy", 0.02, 90_000)
  assert.equal(await watchedAs(client, { id, status: "open", symbol: SPOT }, opened), 0)
  const gone = client.watchOrders(SPOT)
  await client.cancelOrder(id, SPOT)
  assert.equal(await watchedAs(client, { id, status: "canceled", symbol: SPOT }, gone), 0)
})

test("ccxt watches its own trades, so a market order on spot and one on a swap come as trades with fees", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  for (const [symbol, feeCcy] of [
    [SPOT, "BTC"],
    [SWAP, "USDT"],
  ] as const) {
    const watched = client.watchMyTrades(symbol)
    await subscribed(stand, "orders")
    const id = await place(client, symbol, "market", "buy", 0.01)
    const trades = await within("own trade", watched)
    const trade = trades.find(({ order }) => order === id)
    assert.deepEqual([trade?.symbol, trade?.side, trade?.takerOrMaker], [symbol, "buy", "taker"])
    assert.equal(trade?.fee?.currency, feeCcy)
  }
})

test("ccxt watches the balance, so the first is everything and the next has the order's hold", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const first = await within("first balance", client.watchBalance())
  assert.equal(first.USDT?.total, 100_000)
  const next = client.watchBalance()
  await client.createOrder(SPOT, "limit", "buy", 0.1, 90_000)
  const balance = await within("next balance", next)
  assert.equal(balance.USDT?.used, 9_000)
})

test("ccxt watches positions, so opening and closing one is seen", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const watched = client.watchPositions([SWAP])
  await subscribed(stand, "positions")
  await client.createOrder(SWAP, "market", "buy", 2)
  let positions = await within("positions", watched)
  while (positions.length === 0) positions = await within("opened", client.watchPositions([SWAP]))
  assert.deepEqual([positions.at(-1)?.side, positions.at(-1)?.contracts], ["long", 2])
  const closing = client.watchPositions([SWAP])
  await client.createOrder(SWAP, "market", "sell", 2, undefined, { reduceOnly: true })
  let left = await within("closed", closing)
  while (left.at(-1)?.contracts !== 0) left = await within("closed", client.watchPositions([SWAP]))
  assert.equal(left.at(-1)?.contracts, 0)
})
