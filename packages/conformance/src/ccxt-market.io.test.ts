// Unmodified ccxt reads what everybody may read: instruments, currencies, time, status, prices, books, trades, candles, funding.
// It relies on the drivers; orders and accounts have their own suites.

import assert from "node:assert/strict"
import { test } from "node:test"
import { openStand } from "./stand.ts"
import { openCcxt } from "./testing/ccxt-client.ts"

test("ccxt loads the markets, so steps, least sizes, contract values and kinds are the instruments'", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const spot = client.market("BTC/USDT")
  assert.equal(spot.id, "BTC-USDT")
  assert.deepEqual([spot.spot, spot.contract, spot.active], [true, false, true])
  assert.deepEqual([spot.precision.price, spot.precision.amount, spot.limits.amount?.min], [0.1, 1e-8, 1e-5])
  const swap = client.market("BTC/USDT:USDT")
  assert.equal(swap.id, "BTC-USDT-SWAP")
  assert.deepEqual([swap.swap, swap.linear, swap.inverse, swap.settle], [true, true, false, "USDT"])
  assert.equal(swap.contractSize, 0.01)
  assert.equal(client.amountToPrecision("BTC/USDT", 0.123456789), "0.12345678")
  assert.equal(client.priceToPrecision("BTC/USDT:USDT", 91_500.16), "91500.2")
})

test("ccxt asks for currencies, time and status, so it finds BTC, this minute and a healthy exchange", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const currencies = await client.fetchCurrencies()
  assert.ok(currencies?.BTC !== undefined && currencies.USDT !== undefined)
  assert.ok(Math.abs(Number(await client.fetchTime()) - Date.now()) < 5_000)
  assert.equal((await client.fetchStatus()).status, "ok")
})

test("ccxt reads tickers after a trade, so the last price is the trade's and bid lies below ask", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  await stand.trade("BTC-USDT", "buy", "0.01")
  const ticker = await client.fetchTicker("BTC/USDT")
  assert.ok(ticker.last !== undefined && ticker.bid !== undefined && ticker.ask !== undefined)
  assert.ok(ticker.bid < ticker.ask)
  assert.equal(ticker.baseVolume, 0.01)
  const spot = await client.fetchTickers(["BTC/USDT", "ETH/USDT"])
  assert.deepEqual(Object.keys(spot).sort(), ["BTC/USDT", "ETH/USDT"])
  assert.equal(spot["BTC/USDT"]?.last, ticker.last)
  const swaps = await client.fetchTickers(["BTC/USDT:USDT"])
  assert.equal(swaps["BTC/USDT:USDT"]?.symbol, "BTC/USDT:USDT")
})

test("ccxt reads an order book, so it has the depth asked for, sorted, without a crossing", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const book = await desk.client.fetchOrderBook("BTC/USDT", 5)
  const prices = (side: readonly (number | undefined)[][]): number[] => side.map(([price]) => Number(price))
  const [bids, asks] = [prices(book.bids), prices(book.asks)]
  assert.deepEqual([bids.length, asks.length], [5, 5])
  assert.deepEqual(
    bids,
    [...bids].sort((a, b) => b - a),
  )
  assert.deepEqual(
    asks,
    [...asks].sort((a, b) => a - b),
  )
  assert.ok(Number(bids[0]) < Number(asks[0]))
})

test("ccxt reads public trades and candles, so the taker's side, price and volume are in both", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  await stand.trade("BTC-USDT", "buy", "0.01")
  await stand.trade("BTC-USDT", "sell", "0.02")
  const trades = await client.fetchTrades("BTC/USDT")
  assert.deepEqual(
    trades.map(({ side, amount }) => [side, amount]),
    [
      ["buy", 0.01],
      ["sell", 0.02],
    ],
  )
  const candles = await client.fetchOHLCV("BTC/USDT", "1m", undefined, 2)
  const volume = candles.reduce((sum, candle) => sum + Number(candle[5]), 0)
  assert.equal(Number(volume.toFixed(8)), 0.03)
  const [open, high, low, close] = (candles.at(-1) ?? []).slice(1, 5).map(Number)
  assert.ok(Number(high) >= Math.max(Number(open), Number(close)))
  assert.ok(Number(low) <= Math.min(Number(open), Number(close)))
})

test("ccxt pages candles of a world with a past, so they are whole minutes in order", async () => {
  await using stand = await openStand({ market: "random-walk" })
  await using desk = await openCcxt(stand.paper)
  const candles = await desk.client.fetchOHLCV("BTC/USDT", "1m", undefined, 50)
  const starts = candles.map(([start]) => Number(start))
  assert.equal(starts.length, 50)
  for (const [at, start] of starts.entries()) assert.equal(start, Number(starts[0]) + at * 60_000)
})

test("ccxt reads the funding rate and mark price of a swap, so the next funding lies ahead", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const funding = await client.fetchFundingRate("BTC/USDT:USDT")
  assert.equal(typeof funding.fundingRate, "number")
  assert.ok(Number(funding.fundingTimestamp) > Date.now())
  const marks = await client.fetchMarkPrices(["BTC/USDT:USDT"])
  assert.equal(typeof marks["BTC/USDT:USDT"]?.markPrice, "number")
})

test("ccxt asks for a symbol nobody lists, so it says BadSymbol", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  await assert.rejects(desk.client.publicGetMarketTicker({ instId: "NO-SUCH" }), { name: "BadSymbol" })
})
