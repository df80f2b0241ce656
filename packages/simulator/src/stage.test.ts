import assert from "node:assert/strict"
import { test } from "node:test"
import { Stage } from "./stage.ts"

test("an order is placed, rests and is filled, so the whole path stands", async () => {
  await using stage = await Stage.begin()
  const order = await stage.rests()
  assert.equal(stage.exchange.open().length, 1)
  stage.exchange.fill(order)
  const filled = await stage.reaches(order, "Filled")
  assert.equal(filled.fills.length, 1)
  assert.deepEqual(await stage.story(order), [
    "OrderCreated",
    "OrderValidated",
    "OrderSubmitted",
    "OrderAcknowledged",
    "OrderFilled",
  ])
})

test("the answer to a placement is held and the process dies, so the next life finds the order", async () => {
  await using stage = await Stage.begin()
  const held = stage.net.hold({ direction: "down", what: "order" })
  const order = await stage.place()
  await stage.until(() => held.passages.length === 1)
  stage.crash()
  await stage.advance(500)
  await stage.boot()
  await stage.reaches(order, "Acknowledged")
  assert.equal(stage.exchange.orders().length, 1)
  assert.equal(stage.sent("order").length, 1)
})

test("a cancel is taken and the order ends, so the word of the exchange is what counts", async () => {
  await using stage = await Stage.begin()
  const order = await stage.rests()
  const answer = await stage.cancel(order)
  assert.ok(answer.ok)
  assert.equal(answer.value.pendingCancel, true)
  await stage.reaches(order, "Cancelled")
  assert.equal(stage.exchange.open().length, 0)
})

test("the connection breaks under a placement, so it is in doubt until the exchange says what became of it", async () => {
  await using stage = await Stage.begin()
  stage.net.cut({ direction: "down", what: "order" })
  const order = await stage.place()
  await stage.advance(50)
  assert.ok((await stage.order(order)).doubt !== undefined)
  await stage.reaches(order, "Acknowledged")
})

test("prices are watched while the connection still opens, so the first order has a price", async () => {
  await using stage = await Stage.begin({ latencyMs: 80 })
  await stage.place()
  assert.ok(stage.nowMs < 3_000, `${stage.nowMs} ms`)
})
