// Unmodified ccxt places, amends and cancels over REST: every order type, batches, what is refused and as what error of ccxt's.
// It relies on the drivers and the scripted market, whose touch stands at 91,500 / 91,500.1 for BTC-USDT at the start.

import assert from "node:assert/strict"
import { test } from "node:test"
import { openStand } from "./stand.ts"
import { type Ccxt, idOf, openCcxt, place } from "./testing/ccxt-client.ts"

const SPOT = "BTC/USDT"
const SWAP = "BTC/USDT:USDT"

async function read(client: Ccxt, id: string, symbol = SPOT) {
  return client.fetchOrder(id, symbol)
}

test("ccxt places a limit order that rests, so it is open with price, amount and ccxt's own id", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const placed = await desk.client.createOrder(SPOT, "limit", "buy", 0.01, 90_000)
  const order = await read(desk.client, idOf(placed))
  assert.deepEqual(
    [order.status, order.type, order.side, order.price, order.amount, order.filled, order.remaining],
    ["open", "limit", "buy", 90_000, 0.01, 0, 0.01],
  )
  assert.equal(order.clientOrderId, placed.clientOrderId)
  assert.match(order.clientOrderId ?? "", /^6b9ad766b55dBCDE[0-9a-f]{16}$/)
})

test("ccxt finds an order by the id it gave itself, so both ways lead to the same order", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const placed = await desk.client.createOrder(SPOT, "limit", "buy", 0.01, 90_000, { clientOrderId: "mine1" })
  const byClient = await desk.client.fetchOrder("", SPOT, { clientOrderId: "mine1" })
  assert.equal(byClient.id, idOf(placed))
})

test("ccxt buys and sells at the market by base, so orders are closed with average, cost and a fee in what was received", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const bought = await read(client, await place(client, SPOT, "market", "buy", 0.01))
  assert.deepEqual([bought.status, bought.filled, bought.average, bought.cost], ["closed", 0.01, 91_500.1, 915.001])
  assert.deepEqual([bought.fee?.currency, bought.fee?.cost], ["BTC", 0.00001])
  const sold = await read(client, await place(client, SPOT, "market", "sell", 0.01))
  assert.deepEqual([sold.status, sold.filled, sold.fee?.currency], ["closed", 0.01, "USDT"])
})

test("ccxt buys for a sum of quote currency, so the base that is filled is worth it at most", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const order = await read(client, idOf(await client.createMarketBuyOrderWithCost(SPOT, 100)))
  assert.equal(order.status, "closed")
  assert.ok(Number(order.filled) * Number(order.average) <= 100)
  assert.ok(Number(order.filled) * Number(order.average) > 99.9)
})

test("ccxt posts only, so a resting price rests and a crossing one is cancelled without a fill", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const rests = await read(client, await place(client, SPOT, "limit", "buy", 0.01, 90_000, { postOnly: true }))
  assert.deepEqual([rests.status, rests.postOnly, rests.timeInForce], ["open", true, "PO"])
  const crosses = await read(client, await place(client, SPOT, "limit", "buy", 0.01, 92_000, { postOnly: true }))
  assert.deepEqual([crosses.status, crosses.filled, crosses.info.cancelSource], ["canceled", 0, "31"])
})

test("ccxt sends IOC and FOK, so the first keeps what there was and the second takes all or nothing", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const limitBuy = async (amount: number, timeInForce: string) =>
    read(client, await place(client, SPOT, "limit", "buy", amount, 91_500.1, { timeInForce }))
  // 0.03758131 stand at the touch.
  const ioc = await limitBuy(0.03, "IOC")
  assert.deepEqual([ioc.status, ioc.filled, ioc.timeInForce], ["closed", 0.03, "IOC"])
  const part = await limitBuy(0.5, "IOC")
  assert.equal(part.status, "canceled")
  assert.ok(Number(part.filled) > 0 && Number(part.filled) < 0.5)
  assert.equal(part.info.cancelSource, "14")
  const none = await limitBuy(0.5, "FOK")
  assert.deepEqual([none.status, none.filled, none.info.cancelSource], ["canceled", 0, "13"])
  const whole = await read(client, await place(client, SPOT, "limit", "buy", 0.01, 92_500, { timeInForce: "FOK" }))
  assert.deepEqual([whole.status, whole.filled, whole.timeInForce], ["closed", 0.01, "FOK"])
})

test("ccxt sends a market IOC on a swap, so it goes as optimal_limit_ioc and fills", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const placed = await client.createOrder(SWAP, "market", "buy", 2, undefined, { timeInForce: "IOC" })
  const order = await read(client, idOf(placed), SWAP)
  assert.deepEqual([order.info.ordType, order.status, order.filled], ["optimal_limit_ioc", "closed", 2])
  assert.equal(order.fee?.currency, "USDT")
})

test("ccxt reduces a position only, so an order against it is taken and one beyond it is refused", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  await assert.rejects(client.createOrder(SWAP, "limit", "sell", 1, 93_000, { reduceOnly: true }), {
    message: /51169/,
  })
  await client.createOrder(SWAP, "market", "buy", 2)
  const order = await read(client, await place(client, SWAP, "limit", "sell", 1, 93_000, { reduceOnly: true }), SWAP)
  assert.deepEqual([order.status, order.reduceOnly], ["open", true])
})

test("ccxt edits price and amount, so the same order has both and nothing was filled", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const placed = await client.createOrder(SPOT, "limit", "buy", 0.01, 90_000)
  const edited = await client.editOrder(idOf(placed), SPOT, "limit", "buy", 0.02, 90_100)
  assert.equal(edited.id, idOf(placed))
  const order = await read(client, idOf(placed))
  assert.deepEqual([order.status, order.price, order.amount, order.filled], ["open", 90_100, 0.02, 0])
})

test("ccxt cancels one and several, so they are cancelled and a second cancel says OrderNotFound", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const ids: string[] = []
  for (const price of [90_000, 90_100, 90_200]) {
    ids.push(await place(client, SPOT, "limit", "buy", 0.01, price))
  }
  const [first = "", ...others] = ids
  await client.cancelOrder(first, SPOT)
  assert.equal((await read(client, first)).status, "canceled")
  const answers = await client.cancelOrders(others, SPOT)
  assert.deepEqual(
    (Array.isArray(answers) ? answers : [answers]).map(({ id }) => id),
    others,
  )
  for (const id of others) assert.equal((await read(client, id)).status, "canceled")
  await assert.rejects(client.cancelOrder(first, SPOT), { name: "OrderNotFound", message: /51400/ })
})

test("ccxt places several at once on two kinds of instrument, so each has its own id and place", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const placed = await client.createOrders([
    { symbol: SPOT, type: "limit", side: "buy", amount: 0.01, price: 90_000 },
    { symbol: SPOT, type: "limit", side: "sell", amount: 0.01, price: 93_000 },
    { symbol: SWAP, type: "limit", side: "buy", amount: 1, price: 90_000 },
  ])
  assert.equal(new Set(placed.map(({ id }) => id)).size, 3)
  const open = await client.fetchOpenOrders()
  assert.deepEqual(new Set(open.map(({ id }) => id)), new Set(placed.map(({ id }) => id)))
})

test("ccxt places several of which one cannot be, so the others are in and its item carries the code", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const placed = await client.createOrders([
    { symbol: SPOT, type: "limit", side: "buy", amount: 0.01, price: 90_000 },
    { symbol: SPOT, type: "limit", side: "buy", amount: 1_000, price: 90_000 },
  ])
  assert.deepEqual(
    placed.map(({ info }) => info.sCode),
    ["0", "51008"],
  )
  assert.equal((await client.fetchOpenOrders(SPOT)).length, 1)
})

test("ccxt is refused, so each code comes out as the error ccxt has for it", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const limit = (amount: number, price: number, more: Record<string, unknown> = {}) =>
    client.createOrder(SPOT, "limit", "buy", amount, price, more)
  await assert.rejects(limit(1_000, 90_000), { name: "InsufficientFunds", message: /51008/ })
  await assert.rejects(limit(0.01, 150_000), { name: "InvalidOrder", message: /51006/ })
  await limit(0.01, 90_000, { clientOrderId: "twice" })
  await assert.rejects(limit(0.01, 90_000, { clientOrderId: "twice" }), { name: "InvalidOrder", message: /51016/ })
  await assert.rejects(client.fetchOrder("1", SPOT), { name: "OrderNotFound", message: /51603/ })
  await assert.rejects(client.privatePostTradeOrder({ instId: "BTC-USDT", tdMode: "cash" }), { name: "BadRequest" })
  await assert.rejects(limit(0.000001, 90_000), { name: "InvalidOrder", message: /51020|minimum amount/ })
})

test("ccxt has a wrong secret, passphrase or key, so it says AuthenticationError and nothing is placed", async () => {
  await using stand = await openStand()
  for (const keys of [{ secret: "other" }, { password: "other" }, { apiKey: "other" }]) {
    await assert.rejects(openCcxt(stand.paper, keys), { name: "AuthenticationError" })
  }
})

test("ccxt arms the dead man's switch, so orders go when time runs out and the source is 20", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const placed = await client.createOrder(SPOT, "limit", "buy", 0.01, 90_000)
  await client.cancelAllOrdersAfter(15_000)
  await stand.control("/paper/clock", { advanceMs: 16_000 })
  const order = await read(client, idOf(placed))
  assert.deepEqual([order.status, order.info.cancelSource], ["canceled", "20"])
})

test("ccxt places over the single endpoint instead of the batch, so it fares the same", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper, { options: { createOrder: "privatePostTradeOrder" } })
  const placed = await desk.client.createOrder(SPOT, "limit", "buy", 0.01, 90_000)
  assert.equal((await read(desk.client, idOf(placed))).status, "open")
})
