// Unmodified ccxt reads and sets an account: balances, fees, configuration, leverage, positions and their closing.
// It relies on the drivers and the standard account (Futures mode, net positions).

import assert from "node:assert/strict"
import { test } from "node:test"
import { openStand } from "./stand.ts"
import { openCcxt } from "./testing/ccxt-client.ts"

const SPOT = "BTC/USDT"
const SWAP = "BTC/USDT:USDT"

test("ccxt reads the balance before and behind an order, so what the order holds is used and free falls by it", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const before = await client.fetchBalance()
  assert.deepEqual([before.USDT?.total, before.USDT?.free, before.USDT?.used], [100_000, 100_000, 0])
  await client.createOrder(SPOT, "limit", "buy", 0.1, 90_000)
  const after = await client.fetchBalance()
  assert.deepEqual([after.USDT?.total, after.USDT?.free, after.USDT?.used], [100_000, 91_000, 9_000])
})

test("ccxt reads fees and the account, so rates are charges and the mode is net", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const spot = await client.fetchTradingFee(SPOT)
  assert.deepEqual([spot.maker, spot.taker], [0.0008, 0.001])
  const swap = await client.fetchTradingFee(SWAP)
  assert.deepEqual([swap.maker, swap.taker], [0.0002, 0.0005])
  const [account] = await client.fetchAccounts()
  assert.match(account?.id ?? "", /^\d+$/)
  assert.equal((await client.fetchPositionMode(SWAP)).hedged, false)
})

test("ccxt sets and reads leverage, so the next position carries it", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  await client.setLeverage(5, SWAP, { marginMode: "cross" })
  const leverage = await client.fetchLeverage(SWAP, { marginMode: "cross" })
  assert.deepEqual([leverage.longLeverage, leverage.shortLeverage, leverage.marginMode], [5, 5, "cross"])
  await client.createOrder(SWAP, "market", "buy", 1)
  assert.equal((await client.fetchPosition(SWAP)).leverage, 5)
  await assert.rejects(client.setLeverage(120, SWAP, { marginMode: "cross" }), { message: /59102/ })
})

test("ccxt opens, reads and closes a position, so it is long with entry and margin and then nothing", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  await client.createOrder(SWAP, "market", "buy", 3)
  const [position, ...more] = await client.fetchPositions([SWAP])
  assert.equal(more.length, 0)
  assert.deepEqual(
    [position?.side, position?.contracts, position?.contractSize, position?.marginMode, position?.hedged],
    ["long", 3, 0.01, "cross", false],
  )
  assert.ok(Number(position?.entryPrice) > 0)
  assert.ok(Number(position?.initialMargin) > 0)
  assert.equal(typeof position?.unrealizedPnl, "number")
  await client.closePosition(SWAP, undefined, { marginMode: "cross" })
  assert.deepEqual(await client.fetchPositions(), [])
  const closing = (await client.fetchClosedOrders(SWAP)).at(-1)
  assert.deepEqual([closing?.side, closing?.filled, closing?.reduceOnly], ["sell", 3, true])
})

test("ccxt sells a swap first, so the position is short and a rising mark loses", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  await client.createOrder(SWAP, "market", "sell", 2)
  await stand.control("/paper/price", { symbol: "BTC-USDT-SWAP", price: "92500" })
  const position = await client.fetchPosition(SWAP)
  assert.deepEqual([position.side, position.contracts], ["short", 2])
  assert.ok(Number(position.unrealizedPnl) < 0)
})

test("ccxt asks for the funding account, so it is there and empty", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const balance = await desk.client.fetchBalance({ type: "funding" })
  assert.deepEqual(balance.total, {})
})

test("ccxt closes what is not there, so it is told that there is no position", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  await assert.rejects(desk.client.closePosition(SWAP, undefined, { marginMode: "cross" }), { message: /51023/ })
})
