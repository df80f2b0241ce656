// Unmodified okx-api listens and trades over WebSocket: one path for everything and the three of the real exchange, public and
// private channels, and its promise-driven trade operations. It relies on the drivers.

import assert from "node:assert/strict"
import { test } from "node:test"
import { openStand, until, within } from "./stand.ts"
import { openListener, openRest, openTrader, type Row, rowsOf } from "./testing/okx-api-client.ts"

/** Its changes and cancels name instruments in the way that OKX no longer takes. */
const BY_NAME = { strictInstIdCode: false }
const BTC = { instId: "BTC-USDT", tdMode: "cash", side: "buy", ordType: "limit", sz: "0.01", px: "90000" } as const

for (const path of ["one", "three"] as const) {
  test(`okx-api subscribes to public channels on ${path} path(s), so each is acknowledged and pushed`, async () => {
    await using stand = await openStand()
    await using listener = openListener(stand.paper, path)
    const instId = "BTC-USDT"
    listener.subscribe([
      { channel: "tickers", instId },
      { channel: "books", instId },
      { channel: "books5", instId },
      { channel: "bbo-tbt", instId },
      { channel: "trades", instId },
      { channel: "candle1m", instId },
      { channel: "mark-price", instId: "BTC-USDT-SWAP" },
      { channel: "price-limit", instId },
      { channel: "funding-rate", instId: "BTC-USDT-SWAP" },
    ])
    await listener.pushed("books")
    await until("acknowledgements", () => listener.responses.filter(({ event }) => event === "subscribe").length >= 9)
    await stand.trade(instId, "buy", "0.01", "91500.1")
    for (const channel of ["tickers", "books5", "bbo-tbt", "trades", "candle1m", "mark-price", "funding-rate"]) {
      await listener.pushed(channel)
    }
    const update = await listener.pushed("books", (push) => push.action === "update")
    assert.equal(typeof rowsOf(update)[0]?.prevSeqId, "number")
    assert.deepEqual(listener.exceptions, [])
  })

  test(`okx-api subscribes to private channels on ${path} path(s), so orders, balance and positions come as pushes`, async () => {
    await using stand = await openStand()
    await using listener = openListener(stand.paper, path)
    const rest = openRest(stand.paper)
    listener.subscribe([
      { channel: "orders", instType: "ANY" },
      { channel: "account" },
      { channel: "positions", instType: "ANY" },
      { channel: "balance_and_position" },
    ])
    await listener.pushed("account", (push) => push.eventType === "snapshot")
    await listener.pushed("balance_and_position")
    await until("acknowledged", () => listener.responses.some(({ arg }) => JSON.stringify(arg)?.includes("orders")))
    const [placed] = await rest.submitOrder(BTC)
    const hasState = (ordId: string | undefined, state: string) => (push: Row) =>
      rowsOf(push).some((row) => row.ordId === ordId && row.state === state)
    await listener.pushed("orders", hasState(placed?.ordId, "live"))
    await rest.cancelOrder({ instId: "BTC-USDT", ordId: placed?.ordId ?? "" })
    await listener.pushed("orders", hasState(placed?.ordId, "canceled"))
    await listener.pushed("account", (push) => push.eventType === "event_update")
    const [swap] = await rest.submitOrder({
      instId: "BTC-USDT-SWAP",
      tdMode: "cross",
      side: "buy",
      ordType: "market",
      sz: "1",
    })
    await listener.pushed("orders", hasState(swap?.ordId, "filled"))
    const position = await listener.pushed("positions", (push) => rowsOf(push).some(({ pos }) => pos === "1"))
    assert.equal(rowsOf(position)[0]?.instId, "BTC-USDT-SWAP")
    assert.deepEqual(listener.exceptions, [])
  })
}

test("okx-api subscribes to a channel that does not exist, so it gets the error and the others go on", async () => {
  await using stand = await openStand()
  await using listener = openListener(stand.paper)
  listener.subscribe([{ channel: "tickers", instId: "BTC-USDT" }])
  await listener.pushed("tickers")
  listener.subscribe([{ channel: "tickers", instId: "NO-SUCH" }])
  await until("refused", () => listener.exceptions.length > 0)
  assert.match(JSON.stringify(listener.exceptions), /60018|51001/)
  await stand.trade("BTC-USDT", "buy", "0.01", "91500.1")
  await listener.pushed("tickers", (push) => rowsOf(push)[0]?.last === "91500.1")
})

test("okx-api is cut off, so it reconnects, logs in and subscribes again by itself and hears the next order", async () => {
  await using stand = await openStand()
  await using listener = openListener(stand.paper)
  listener.subscribe([{ channel: "orders", instType: "ANY" }])
  const acknowledged = (times: number) =>
    until("acknowledged", () => listener.responses.filter(({ event }) => event === "subscribe").length >= times)
  await acknowledged(1)
  await stand.control("/paper/faults", { fault: "disconnect", forMs: 1 })
  await acknowledged(2)
  const [placed] = await openRest(stand.paper).submitOrder(BTC)
  await listener.pushed("orders", (push) => rowsOf(push)[0]?.ordId === placed?.ordId)
})

test("okx-api trades over WebSocket one by one, so place, amend and cancel answer with the order's id", async () => {
  await using stand = await openStand(BY_NAME)
  await using trader = openTrader(stand.paper)
  const { client } = trader
  const rest = openRest(stand.paper)
  const {
    data: [placed],
    ...envelope
  } = await within("placed", client.submitNewOrder({ ...BTC, instIdCode: 3 }))
  assert.equal(envelope.code, "0")
  const ordId = placed.ordId
  const read = async () => (await rest.getOrderDetails({ instId: "BTC-USDT", ordId }))[0]
  assert.equal((await read())?.state, "live")
  const amended = await within("amended", client.amendOrder({ instId: "BTC-USDT", ordId, newPx: "90100" }))
  assert.equal(amended.data[0].sCode, "0")
  assert.equal((await read())?.px, "90100")
  const cancelled = await within("cancelled", client.cancelOrder({ instId: "BTC-USDT", ordId }))
  assert.equal(cancelled.data[0].ordId, ordId)
  assert.equal((await read())?.state, "canceled")
})

test("okx-api trades over WebSocket in batches, so every item answers and nothing is left", async () => {
  await using stand = await openStand(BY_NAME)
  await using trader = openTrader(stand.paper)
  const { client } = trader
  const placed = await within("placed", client.submitMultipleOrders([BTC, { ...BTC, px: "90100" }]))
  const ids = placed.data.map(({ ordId }) => ({ instId: "BTC-USDT", ordId }))
  assert.equal(new Set(ids.map(({ ordId }) => ordId)).size, 2)
  const amended = await within("amended", client.amendMultipleOrders(ids.map((id) => ({ ...id, newSz: "0.02" }))))
  assert.deepEqual(
    [...amended.data].map(({ sCode }) => sCode),
    ["0", "0"],
  )
  const cancelled = await within("cancelled", client.cancelMultipleOrders(ids))
  assert.equal(cancelled.data.length, 2)
  assert.deepEqual(await openRest(stand.paper).getOrderList(), [])
})

test("okx-api is refused over WebSocket, so the promise is rejected with the item's code", async () => {
  await using stand = await openStand()
  await using trader = openTrader(stand.paper)
  const place = trader.client.submitNewOrder({ ...BTC, instIdCode: 3, sz: "1000" })
  await assert.rejects(within("refused", place), (answer: unknown) => {
    assert.match(JSON.stringify(answer), /51008/)
    return true
  })
})

test("okx-api wants to cancel everything of a family, so it is told that it has no right to it", async () => {
  await using stand = await openStand()
  await using trader = openTrader(stand.paper)
  const cancel = trader.client.massCancelOrders({ instType: "OPTION", instFamily: "BTC-USD" })
  await assert.rejects(within("refused", cancel), (answer: unknown) => JSON.stringify(answer).includes("51411"))
})

test("okx-api names an instrument by instId where only codes are taken, so the order is refused", async () => {
  await using stand = await openStand()
  await using trader = openTrader(stand.paper)
  await assert.rejects(within("refused", trader.client.submitNewOrder(BTC)), (answer: unknown) => {
    assert.match(JSON.stringify(answer), /instIdCode/)
    return true
  })
  const taken = await within("placed", trader.client.submitNewOrder({ ...BTC, instIdCode: 3 }))
  assert.equal(taken.code, "0")
})
