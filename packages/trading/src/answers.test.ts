import assert from "node:assert/strict"
import { test } from "node:test"
import { ExecutionError, OrderNotFound, OrderRefused, parseQuantity } from "@okx-oms/core"
import { unwrap } from "./answers.ts"
import { clientId, TestManager } from "./contract/test-manager.ts"

test("answers are unwrapped, so the receipt comes out, and each refusal is the error that fits it", async () => {
  const desk = await TestManager.start()
  const order = await desk.resting()
  const receipt = unwrap(await desk.during(desk.manager.cancelOrder({ orderId: order.orderId })))
  assert.equal(receipt.orderId, order.orderId)
  await desk.clock.advance(100)
  const again = await desk.during(desk.manager.cancelOrder({ orderId: order.orderId }))
  assert.throws(
    () => unwrap(again),
    (error) => error instanceof ExecutionError && error.orderId === order.orderId && error.state === "Cancelled",
  )
  const unknown = await desk.during(desk.manager.cancelOrder({ clientOrderId: clientId("nobody") }))
  assert.throws(
    () => unwrap(unknown),
    (error) => error instanceof OrderNotFound && error.id === "nobody",
  )
  const tooMuch = await desk.during(desk.manager.submitOrder(desk.wish({ quantity: parseQuantity("100000000") })))
  assert.throws(
    () => unwrap(tooMuch),
    (error) => error instanceof OrderRefused && !tooMuch.ok && error.orderId === tooMuch.orderId,
  )
})
