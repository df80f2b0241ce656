// Unmodified ccxt.pro trades over the WebSocket: place, edit, cancel, and what a refusal looks like there.
// It relies on the drivers; the outcome of each operation is read by REST.

import assert from "node:assert/strict"
import { test } from "node:test"
import { openStand, within } from "./stand.ts"
import { idOf, openCcxt, place } from "./testing/ccxt-client.ts"

const SPOT = "BTC/USDT"
const SWAP = "BTC/USDT:USDT"

test("ccxt places, edits and cancels over WebSocket, so REST shows each step", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const id = idOf(await within("placed", client.createOrderWs(SPOT, "limit", "buy", 0.01, 90_000)))
  assert.equal((await client.fetchOrder(id, SPOT)).status, "open")
  await within("edited", client.editOrderWs(id, SPOT, "limit", "buy", 0.02, 89_000))
  const edited = await client.fetchOrder(id, SPOT)
  assert.deepEqual([edited.amount, edited.price], [0.02, 89_000])
  await within("cancelled", client.cancelOrderWs(id, SPOT))
  assert.equal((await client.fetchOrder(id, SPOT)).status, "canceled")
})

test("ccxt places a market order on a swap over WebSocket, so it is filled and watched at the same time", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const watched = client.watchMyTrades(SWAP)
  const id = idOf(await within("placed", client.createOrderWs(SWAP, "market", "buy", 1)))
  const trades = await within("trade", watched)
  assert.equal(trades.at(-1)?.order, id)
  assert.equal((await client.fetchOrder(id, SWAP)).status, "closed")
})

test("ccxt is refused over WebSocket, so the item's code comes out as ccxt's error and the connection goes on", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const place = (amount: number, price: number) => client.createOrderWs(SPOT, "limit", "buy", amount, price)
  await assert.rejects(within("refused", place(1_000, 90_000)), { name: "InsufficientFunds" })
  await assert.rejects(within("refused", client.cancelOrderWs("1", SPOT)), { name: "OrderNotFound" })
  await assert.rejects(within("refused", client.editOrderWs("1", SPOT, "limit", "buy", 1, 90_000)), /51503/)
  const id = idOf(await within("placed", place(0.01, 90_000)))
  assert.equal((await client.fetchOrder(id, SPOT)).status, "open")
})

test("ccxt cancels several over WebSocket, so they are gone although ccxt has no handler for the answer", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const ids: string[] = []
  for (const price of [89_000, 89_100]) ids.push(await place(client, SPOT, "limit", "buy", 0.01, price))
  // The promise is left alone: this client never settles it, whatever the exchange says.
  void client.cancelOrdersWs(ids, SPOT).catch(() => {})
  await within(
    "both cancelled",
    (async () => {
      while ((await client.fetchOpenOrders(SPOT)).length > 0) await new Promise((resolve) => setTimeout(resolve, 20))
    })(),
  )
  for (const id of ids) assert.equal((await client.fetchOrder(id, SPOT)).status, "canceled")
})

test("ccxt wants to cancel everything over WebSocket, so ccxt itself says it is for options only", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper)
  await assert.rejects(desk.client.cancelAllOrdersWs(SPOT), { name: "BadRequest" })
})
