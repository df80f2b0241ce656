// Unmodified ccxt reads what became of orders: open, closed and cancelled ones, own trades, bills, with limits and pages.
// It relies on the drivers; each test makes its own past.

import assert from "node:assert/strict"
import { test } from "node:test"
import { openStand } from "./stand.ts"
import { type Ccxt, idOf, openCcxt, place } from "./testing/ccxt-client.ts"

const SPOT = "BTC/USDT"
const SWAP = "BTC/USDT:USDT"

/** Places `count` limit buys, oldest first. */
async function placeLimits(client: Ccxt, count: number): Promise<string[]> {
  const ids: string[] = []
  for (let at = 0; at < count; at++) ids.push(await place(client, SPOT, "limit", "buy", 0.001, 89_000 + at))
  return ids
}

test("ccxt lists open orders of all, one kind and a few, so nothing is missing and nothing twice", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const spot = await placeLimits(client, 5)
  const swap = await place(client, SWAP, "limit", "buy", 1, 90_000)
  const ids = async (symbol?: string, limit?: number) =>
    (await client.fetchOpenOrders(symbol, undefined, limit)).map(({ id }) => id).sort()
  assert.deepEqual(await ids(), [...spot, swap].sort())
  assert.deepEqual(await ids(SPOT), spot)
  assert.deepEqual(await ids(SWAP), [swap])
  assert.deepEqual(await ids(SPOT, 2), spot.slice(-2))
})

test("ccxt pages down open orders by the last id, so every order comes once, newest page first", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const placed = await placeLimits(client, 7)
  const seen: string[] = []
  for (let after: string | undefined; ; ) {
    const page = await client.fetchOpenOrders(SPOT, undefined, 3, after === undefined ? {} : { after })
    if (page.length === 0) break
    // ccxt orders a page by time, and two orders may have the same millisecond; the exchange pages by id.
    const ids = page.map(idOf).sort().reverse()
    after = ids.at(-1)
    seen.push(...ids)
  }
  assert.deepEqual(seen, [...placed].reverse())
})

test("ccxt lists closed and cancelled orders, so each list has its own and the fills' averages", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const filled = await place(client, SPOT, "market", "buy", 0.001)
  const [cancelled = ""] = await placeLimits(client, 1)
  await client.cancelOrder(cancelled, SPOT)
  const closed = await client.fetchClosedOrders(SPOT)
  assert.deepEqual(
    closed.map(({ id, status }) => [id, status]),
    [[filled, "closed"]],
  )
  assert.equal(closed[0]?.average, 91_500.1)
  const gone = await client.fetchCanceledOrders(SPOT)
  assert.deepEqual(
    gone.map(({ id, status, filled }) => [id, status, filled]),
    [[cancelled, "canceled", 0]],
  )
})

test("ccxt reads an archive, so an order cancelled without a fill is not in it and a filled one is", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const filled = await place(client, SPOT, "market", "buy", 0.001)
  const [cancelled = ""] = await placeLimits(client, 1)
  await client.cancelOrder(cancelled, SPOT)
  const archive = await client.fetchClosedOrders(SPOT, undefined, undefined, {
    method: "privateGetTradeOrdersHistoryArchive",
  })
  assert.deepEqual(
    archive.map(({ id }) => id),
    [filled],
  )
  // fetchCanceledOrders of this version always asks for the last seven days; the archive is asked by its own name.
  const gone = await client.privateGetTradeOrdersHistoryArchive({ instType: "SPOT", state: "canceled" })
  assert.deepEqual(gone.data, [])
})

test("ccxt lists its own trades and those of one order, so prices, sides, roles and fees add up to the orders", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const taken = await place(client, SPOT, "limit", "buy", 0.1, 91_503.2)
  const made = await place(client, SPOT, "limit", "sell", 0.01, 91_505)
  await stand.trade("BTC-USDT", "buy", "5", "91505")
  const trades = await client.fetchMyTrades(SPOT)
  const sum = (id: string) =>
    trades.filter(({ order }) => order === id).reduce((total, { amount }) => total + Number(amount), 0)
  assert.equal(Number(sum(taken).toFixed(8)), 0.1)
  assert.equal(Number(sum(made).toFixed(8)), 0.01)
  const of = await client.fetchOrderTrades(taken, SPOT)
  assert.ok(of.length >= 2)
  for (const trade of of) {
    assert.deepEqual([trade.order, trade.side, trade.takerOrMaker], [taken, "buy", "taker"])
    assert.deepEqual(trade.fee?.currency, "BTC")
    assert.equal(Number(trade.fee?.cost).toFixed(11), (Number(trade.amount) * 0.001).toFixed(11))
  }
  const [maker] = await client.fetchOrderTrades(made, SPOT)
  assert.deepEqual([maker?.takerOrMaker, maker?.price, maker?.fee?.currency], ["maker", 91_505, "USDT"])
  assert.equal(Number(maker?.fee?.cost).toFixed(6), (0.01 * 91_505 * 0.0008).toFixed(6))
})

test("ccxt pages own trades, so a page of one after the newest brings the one before it", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  for (let count = 0; count < 3; count++) await client.createOrder(SPOT, "market", "sell", 0.0001)
  const all = await client.fetchMyTrades(SPOT)
  const ids = all.map(({ info }) => String(info.billId)).sort()
  const [page] = await client.fetchMyTrades(SPOT, undefined, 1, { after: ids[2] })
  assert.equal(page?.info.billId, ids[1])
  const since = await client.fetchMyTrades(SPOT, Date.now() + 60_000)
  assert.deepEqual(since, [])
})

test("ccxt reads the ledger, so a purchase is one bill out of USDT and one into BTC and they lead to the balances", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const order = await place(client, SPOT, "market", "buy", 0.001)
  const [usdt] = await client.fetchLedger("USDT")
  assert.deepEqual([usdt?.type, usdt?.direction, usdt?.referenceId], ["trade", "out", order])
  assert.equal(usdt?.before, 100_000)
  const balance = await client.fetchBalance()
  assert.equal(usdt?.after, balance.USDT?.total)
  const [btc] = await client.fetchLedger("BTC")
  assert.deepEqual([btc?.direction, btc?.after], ["in", balance.BTC?.total])
})
