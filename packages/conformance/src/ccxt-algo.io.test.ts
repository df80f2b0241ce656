// Unmodified ccxt places stops, take profits, OCO, triggers, trailing stops and what orders carry along; lists, edits, cancels and
// watches them, and sees the orders they become. It relies on the drivers and a market that the test moves.

import assert from "node:assert/strict"
import { test } from "node:test"
import { DEFAULT_ACCOUNT } from "@okx-oms/paper-exchange"
import { openStand, type Stand, subscribed, within } from "./stand.ts"
import { type Ccxt, idOf, openCcxt, place } from "./testing/ccxt-client.ts"

const SPOT = "BTC/USDT"
const SWAP = "BTC/USDT:USDT"

async function open(client: Ccxt, ordType: string, symbol = SPOT) {
  return client.fetchOpenOrders(symbol, undefined, undefined, { trigger: true, ordType })
}

async function moveTo(stand: Stand, symbol: string, price: string): Promise<void> {
  await stand.control("/paper/price", { symbol, price })
}

/** The orders that algo orders became, newest last. */
async function filled(client: Ccxt, symbol: string) {
  return client.fetchClosedOrders(symbol)
}

test("ccxt places a trigger order, so it waits, fires when the price comes, and becomes a filled order", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const id = await place(client, SPOT, "market", "sell", 0.01, undefined, { triggerPrice: 90_000 })
  const [waiting] = await open(client, "trigger")
  assert.deepEqual([waiting?.id, waiting?.status, waiting?.triggerPrice], [id, "open", 90_000])
  await moveTo(stand, "BTC-USDT", "89900")
  assert.deepEqual(await open(client, "trigger"), [])
  const order = (await filled(client, SPOT)).at(-1)
  assert.deepEqual([order?.side, order?.filled, order?.info.algoId], ["sell", 0.01, id])
})

/** ccxt sends conditional SPOT orders with tdMode cross, which is SPOT in a multi-currency account and MARGIN in Futures mode. */
const MULTI_CURRENCY = { accounts: [{ ...DEFAULT_ACCOUNT, acctLv: "3" as const }] }

test("ccxt places a stop loss and a take profit, so each is a conditional order and the one that is passed fires", async () => {
  await using stand = await openStand(MULTI_CURRENCY)
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const stop = await place(client, SPOT, "market", "sell", 0.01, undefined, { stopLossPrice: 90_000 })
  const profit = await place(client, SPOT, "market", "sell", 0.01, undefined, { takeProfitPrice: 93_000 })
  const waiting = await open(client, "conditional")
  assert.deepEqual(new Set(waiting.map(({ id }) => id)), new Set([stop, profit]))
  await moveTo(stand, "BTC-USDT", "93100")
  assert.deepEqual(
    (await open(client, "conditional")).map(({ id }) => id),
    [stop],
  )
  const done = await client.fetchOrder(profit, SPOT, { trigger: true })
  assert.equal(done.info.state, "effective")
})

test("ccxt places stop loss and take profit as one, so OCO: the first to fire ends the other", async () => {
  await using stand = await openStand(MULTI_CURRENCY)
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const id = await place(client, SPOT, "oco", "sell", 0.01, undefined, {
    stopLossPrice: 90_000,
    takeProfitPrice: 93_000,
  })
  assert.deepEqual(
    (await open(client, "oco")).map((order) => order.id),
    [id],
  )
  await moveTo(stand, "BTC-USDT", "89900")
  assert.deepEqual(await open(client, "oco"), [])
  assert.equal((await filled(client, SPOT)).length, 1)
})

test("ccxt places a trailing stop, so it follows the price up and fires when it falls back", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const id = await place(client, SPOT, "market", "sell", 0.01, undefined, { trailingPercent: "1" })
  for (const price of ["92000", "93000", "92500"]) await moveTo(stand, "BTC-USDT", price)
  assert.deepEqual(
    (await client.fetchOpenOrders(SPOT, undefined, undefined, { trailing: true })).map((order) => order.id),
    [id],
  )
  await moveTo(stand, "BTC-USDT", "92000")
  assert.equal((await filled(client, SPOT)).at(-1)?.info.algoId, id)
})

test("ccxt cancels algo orders, one and several, so they are cancelled and listed as such", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const ids: string[] = []
  for (const triggerPrice of [90_000, 89_000, 88_000]) {
    ids.push(await place(client, SPOT, "market", "sell", 0.01, undefined, { triggerPrice }))
  }
  const [first = "", ...others] = ids
  await client.cancelOrder(first, SPOT, { trigger: true })
  await client.cancelOrders(others, SPOT, { trigger: true })
  assert.deepEqual(await open(client, "trigger"), [])
  const gone = await client.fetchCanceledOrders(SPOT, undefined, undefined, { trigger: true, ordType: "trigger" })
  assert.deepEqual(new Set(gone.map(({ id }) => id)), new Set(ids))
  await assert.rejects(client.cancelOrder(first, SPOT, { trigger: true }), { name: "OrderNotFound" })
})

test("ccxt edits a stop loss, so the new trigger price is the one that counts", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  await place(client, SWAP, "market", "buy", 2)
  const id = await place(client, SWAP, "market", "sell", 2, undefined, { stopLossPrice: 90_000, reduceOnly: true })
  await client.privatePostTradeAmendAlgos({ instId: "BTC-USDT-SWAP", algoId: id, newSlTriggerPx: "89000" })
  await moveTo(stand, "BTC-USDT-SWAP", "89900")
  assert.equal((await open(client, "conditional", SWAP)).length, 1)
  await moveTo(stand, "BTC-USDT-SWAP", "88900")
  assert.deepEqual(await open(client, "conditional", SWAP), [])
  assert.deepEqual(await client.fetchPositions(), [])
})

test("ccxt attaches stop loss and take profit to an order, so they wait once it is filled and close what it opened", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const id = idOf(
    await client.createOrder(SWAP, "market", "buy", 2, undefined, {
      stopLoss: { triggerPrice: 90_000, type: "market" },
      takeProfit: { triggerPrice: 93_000, type: "market" },
    }),
  )
  assert.equal((await client.fetchOrder(id, SWAP)).status, "closed")
  assert.equal((await open(client, "oco", SWAP)).length, 1)
  await moveTo(stand, "BTC-USDT-SWAP", "93100")
  assert.deepEqual(await client.fetchPositions(), [])
})

test("ccxt watches algo orders, so the firing of one is told on the business path", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const watched = client.watchOrders(SPOT, undefined, undefined, { trigger: true })
  await subscribed(stand, "orders-algo")
  const id = await place(client, SPOT, "market", "sell", 0.01, undefined, { triggerPrice: 90_000 })
  const [order] = await within("algo order", watched)
  assert.deepEqual([order?.id, order?.info.state], [id, "live"])
})

test("ccxt places a trigger on the wrong terms, so the item's code comes out of ccxt", async () => {
  await using stand = await openStand(MULTI_CURRENCY)
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  await assert.rejects(place(client, SPOT, "market", "sell", 0.01, undefined, { takeProfitPrice: 90_000 }), /51279/)
  await assert.rejects(place(client, SPOT, "market", "sell", 0.01, undefined, { stopLossPrice: 95_000 }), /51280/)
})
