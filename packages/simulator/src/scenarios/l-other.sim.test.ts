// Scenarios L: a guarantee that OKX does not give, and orders that are sized in money.

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { Decimals, format, remainingOf } from "@okx-oms/core"
import { withFields } from "./frames.ts"
import { lots, RESTS, scene, stands, staysAs, writes } from "./scene.ts"

describe("L.1.a", () => {
  test('L.1.a OKX stops no orders: a push with the state "stopped" is no state that we know, so the order stays as it was, it is said aloud, the books are compared', () =>
    scene(async (stage) => {
      const order = await stage.rests({ quantity: lots(10_000) })
      await stage.advance(3_000)
      const compared = stage.sent("GET /api/v5/trade/orders-pending").length
      stage.net.rewrite({ direction: "down", what: "push orders", says: '"state":"partially_filled"' }, (body) =>
        withFields(body, { state: "stopped" }),
      )
      stage.exchange.fill(order, lots(1_000))
      await stands(stage, order, "PartiallyFilled 10000/1000/9000", 3_000)
      const said = stage.observations.some(
        (each) => each.kind === "logged" && each.level === "error" && /cannot be read/.test(each.message),
      )
      assert.ok(said)
      assert.ok(stage.sent("GET /api/v5/trade/orders-pending").length > compared)
      stage.exchange.fill(order)
      await stands(stage, order, "Filled 10000/10000/0")
      await staysAs(stage, order, "Filled 10000/10000/0", 1_000)
      assert.equal((await stage.order(order)).fills.length, 2)
      assert.deepEqual((await stage.story(order)).slice(0, RESTS.length), RESTS)
    }))
})

describe("L.1.b", () => {
  test("L.1.b a market order for 1000 USDT, so the quantity stays in USDT, the fills are in BTC, and OKX says when it is filled", () =>
    scene(async (stage) => {
      const order = await stage.place({ type: "market", quantity: "1000", unit: "quote" })
      assert.equal(remainingOf(order), undefined)
      const filled = await stage.reaches(order, "Filled")
      const there = stage.exchange.find(order) ?? assert.fail("OKX had it")
      assert.equal(filled.unit, "quote")
      assert.equal(format(filled.quantity), "1000")
      assert.equal(format(filled.filledQuantity), there.filled)
      assert.ok(Decimals.lessThan(filled.filledQuantity, Decimals.decimal("0.02")))
      assert.equal(format(filled.fillsMissing), "0")
      const spent = Decimals.subtract(filled.quantity, filled.filledValue)
      assert.ok(!Decimals.isNegative(spent) && Decimals.lessThan(spent, Decimals.decimal("0.01")))
      assert.equal(format(remainingOf(filled) ?? assert.fail("it has ended")), "0")
      assert.deepEqual(writes(stage), ["order"])
      assert.match(stage.sent("order")[0]?.body ?? "", /"tgtCcy":"quote_ccy"/)
    }))

  test("L.1.b a market order for BTC, so it says so on the wire and is filled in BTC", () =>
    scene(async (stage) => {
      const order = await stage.place({ type: "market", quantity: lots(1_000) })
      await stands(stage, order, "Filled 1000/1000/0")
      assert.match(stage.sent("order")[0]?.body ?? "", /"tgtCcy":"base_ccy"/)
    }))
})
