// Every way to get an order wrong: each is refused with the field by name, nothing reaches the books and nothing is sent.

import assert from "node:assert/strict"
import { test } from "node:test"
import { MISTAKES } from "./testing/malformed-orders.ts"
import { ORDER, openDoor } from "./testing/open-door.ts"

for (const { name, body, text, headers = {}, status, code, path, says } of MISTAKES) {
  test(`${name}, so ${status} ${code} and nothing is recorded`, async () => {
    const door = openDoor()
    const { "x-query": query = "", ...given } = headers
    const told = await door.ask("POST", `/v1/orders${query}`, {
      ...(body !== undefined && { body }),
      ...(text !== undefined && { text }),
      headers: given,
    })
    assert.equal(told.status, status, told.text)
    assert.equal(told.headers["content-type"], "application/problem+json; charset=utf-8")
    assert.equal(told.body.code, code)
    assert.equal(told.body.status, status)
    assert.equal(told.body.outcome, "refused")
    assert.match(String(told.body.detail), says)
    if (path !== undefined) {
      const paths = (told.body.errors as { path: string }[]).map((error) => error.path)
      assert.ok(paths.includes(path), `${path} in ${JSON.stringify(paths)}`)
    }
    assert.equal(door.oms.events.length, 0)
    assert.equal(door.oms.state.orders.size, 0)
  })
}

test("an order with four mistakes, so all four are told at once", async () => {
  const { ask } = openDoor()
  const { body } = await ask("POST", "/v1/orders", { body: { symbol: "x", side: "up", quantity: 1, colour: "red" } })
  const paths = (body.errors as { path: string }[]).map((error) => error.path)
  assert.deepEqual(paths, ["symbol", "side", "type", "quantity", "colour"])
  assert.match(String(body.detail), /and 4 more/)
})

test("a batch with one malformed order, so the path names its place and none is placed", async () => {
  const { ask, oms } = openDoor()
  const orders = [ORDER, { ...ORDER, price: "x" }]
  const { status, body } = await ask("POST", "/v1/orders/batch", { body: { orders } })
  assert.equal(status, 422)
  assert.equal((body.errors as { path: string }[])[0]?.path, "orders[1].price")
  assert.equal(oms.submitted, 0)
})
