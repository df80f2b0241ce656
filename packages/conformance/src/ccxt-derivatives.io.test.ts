// Unmodified ccxt trades inverse and expiring contracts, isolated margin, both position modes, margin on pairs, and reads what
// belongs to them. It relies on the drivers; linear swaps in net mode are part of the other suites.

import assert from "node:assert/strict"
import { test } from "node:test"
import { openStand } from "./stand.ts"
import { openCcxt, place } from "./testing/ccxt-client.ts"

const SWAP = "BTC/USDT:USDT"
const INVERSE = "BTC/USD:BTC"

test("ccxt loads inverse swaps and expiring futures, so settlement, contract size and expiry are the instruments'", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const inverse = client.market(INVERSE)
  assert.deepEqual([inverse.inverse, inverse.settle, inverse.contractSize], [true, "BTC", 100])
  const futures = Object.values(client.markets ?? {}).filter((market) => market?.future === true)
  assert.ok(futures.length > 0)
  for (const future of futures) assert.ok(Number(future?.expiry) > Date.now(), future?.symbol)
  assert.equal(client.market("BTC/USDT").margin, true)
})

test("ccxt trades an inverse swap, so fee and margin are in the coin and the position counts contracts", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const order = await client.fetchOrder(await place(client, INVERSE, "market", "buy", 5), INVERSE)
  assert.deepEqual([order.status, order.filled, order.fee?.currency], ["closed", 5, "BTC"])
  const position = await client.fetchPosition(INVERSE)
  assert.deepEqual([position.side, position.contracts, position.contractSize], ["long", 5, 100])
})

test("ccxt trades a future and reads its trades, so they are of the future", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const future = Object.values(client.markets ?? {}).find((market) => market?.future === true && market.linear === true)
  const symbol = future?.symbol ?? ""
  const id = await place(client, symbol, "market", "sell", 2)
  const trades = await client.fetchMyTrades(symbol)
  assert.ok(trades.length > 0 && trades.every((trade) => trade.order === id && trade.symbol === symbol))
  assert.equal((await client.fetchPosition(symbol)).side, "short")
})

test("ccxt goes to long and short sides, so both are held at once and each is closed by itself", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  await client.setPositionMode(true)
  assert.equal((await client.fetchPositionMode(SWAP)).hedged, true)
  await place(client, SWAP, "market", "buy", 3, undefined, { posSide: "long" })
  await place(client, SWAP, "market", "sell", 2, undefined, { posSide: "short" })
  const sides = async () =>
    (await client.fetchPositions()).map(({ side, contracts, hedged }) => `${side} ${contracts} ${hedged}`).sort()
  assert.deepEqual(await sides(), ["long 3 true", "short 2 true"])
  await client.closePosition(SWAP, "long", { marginMode: "cross" })
  assert.deepEqual(await sides(), ["short 2 true"])
  await assert.rejects(client.setPositionMode(false), /59000/)
  await place(client, SWAP, "market", "buy", 2, undefined, { posSide: "short" })
  await client.setPositionMode(false)
})

test("ccxt isolates a position, sets its leverage and adds margin, so margin grows by what was added", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  await client.setMarginMode("isolated", SWAP, { lever: 5 })
  await place(client, SWAP, "market", "buy", 2, undefined, { marginMode: "isolated" })
  const before = await client.fetchPosition(SWAP)
  assert.deepEqual([before.marginMode, before.leverage, before.contracts], ["isolated", 5, 2])
  await client.addMargin(SWAP, 10, { posSide: "net" })
  const after = await client.fetchPosition(SWAP)
  assert.equal(Number(Number(after.info.margin) - Number(before.info.margin)).toFixed(6), "10.000000")
  await client.reduceMargin(SWAP, 5, { posSide: "net" })
  assert.ok(Number((await client.fetchPosition(SWAP)).info.margin) < Number(after.info.margin))
})

test("ccxt buys a pair on margin, so there is a MARGIN position and closing it leaves none", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  await client.createOrder("BTC/USDT", "limit", "buy", 0.02, 91_600, { marginMode: "cross", ccy: "USDT" })
  const [position] = await client.fetchPositions(undefined, { instType: "MARGIN" })
  assert.equal(position?.info.instType, "MARGIN")
  await client.privatePostTradeClosePosition({ instId: "BTC-USDT", mgnMode: "cross", ccy: "USDT" })
  assert.deepEqual(await client.fetchPositions(undefined, { instType: "MARGIN" }), [])
})

test("ccxt reads funding rates, tiers, interest and closed positions, so each answers for its symbol", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const rates = await client.fetchFundingRates([SWAP])
  assert.equal(rates[SWAP]?.symbol, SWAP)
  assert.ok(Array.isArray(await client.fetchFundingRateHistory(SWAP)))
  const tiers = await client.fetchMarketLeverageTiers(SWAP)
  assert.ok(Number(tiers[0]?.maxLeverage) >= 1)
  assert.ok(Number((await client.fetchOpenInterest(SWAP)).openInterestAmount) >= 0)
  assert.equal((await client.fetchMarkPrice(SWAP)).symbol, SWAP)
  await place(client, SWAP, "market", "buy", 1)
  await place(client, SWAP, "market", "sell", 1)
  const [closed] = await client.fetchPositionsHistory([SWAP])
  assert.deepEqual([closed?.symbol, closed?.info.direction], [SWAP, "long"])
})

test("ccxt asks for more than the leverage's tier allows, so it is refused with the sum and the limit", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  await assert.rejects(place(desk.client, SWAP, "limit", "buy", 200_000, 90_000), /51004|51008/)
})
