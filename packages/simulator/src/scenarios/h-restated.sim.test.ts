// Scenarios H: an order that lives on into another day. The process is away and comes back, or only its connection does: what OKX then shows is compared, adds
// nothing that is known, and everything can go on from there.

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { format } from "@okx-oms/core"
import { scaled } from "./frames.ts"
import { lots, RESTS, scene, stands, staysAs, writes } from "./scene.ts"

const DAY_MS = 24 * 3_600_000

describe("H.1.a", () => {
  test("H.1.a partly filled, a day without the process and nothing happened, so the snapshot of the next day adds no event", () =>
    scene(async (stage) => {
      const order = await stage.rests({ quantity: lots(10_000) })
      stage.exchange.fill(order, lots(2_000))
      const before = await stands(stage, order, "PartiallyFilled 10000/2000/8000")
      stage.crash()
      await stage.advance(DAY_MS)
      await stage.boot()
      await stage.advance(15_000)
      assert.deepEqual(await stage.order(order), before)
      assert.deepEqual(await stage.story(order), [...RESTS, "OrderPartiallyFilled"])
      assert.deepEqual(await stage.during(stage.manager().getBreaks()), [])
      assert.deepEqual(writes(stage), ["order"])
    }))

  test("H.1.a the connection is lost and back, so the comparison adds nothing to the order", () =>
    scene(async (stage) => {
      const order = await stage.rests({ quantity: lots(10_000) })
      stage.exchange.fill(order, lots(2_000))
      const before = await stands(stage, order, "PartiallyFilled 10000/2000/8000")
      stage.disconnect()
      await stage.advance(15_000)
      assert.equal(stage.manager().status().ready, true)
      assert.deepEqual(await stage.order(order), before)
      stage.exchange.fill(order)
      await stands(stage, order, "Filled 10000/10000/0")
      assert.deepEqual(await stage.story(order), [...RESTS, "OrderPartiallyFilled", "OrderFilled"])
    }))
})

describe("H.1.b", () => {
  test("H.1.b OKX splits no coins: replayed as a push with twice the quantity and half the price, so restated, once, and nothing is booked that no fill shows", () =>
    scene(
      async (stage) => {
        const order = await stage.rests({ quantity: lots(10_000), price: "88000" })
        stage.net.rewrite({ direction: "down", what: "push orders", says: '"accFillSz":"0.02"' }, (body) =>
          scaled(body, { quantity: 2, price: 0.5 }),
        )
        stage.exchange.fill(order, lots(2_000))
        const restated = await stands(stage, order, "PartiallyFilled 20000/4000/16000")
        assert.equal(format(restated.price ?? assert.fail("it has a price")), "44000")
        assert.equal(format(restated.fillsMissing), "0")
        const story = await stage.story(order)
        assert.deepEqual(story, [...RESTS, "OrderRestated", "OrderPartiallyFilled"])
      },
      { judged: false },
    ))

  test("H.1.b the lot changes under a resting order, so the order keeps its own quantity and is filled by it", () =>
    scene(async (stage) => {
      const order = await stage.rests({ quantity: "0.01234567" })
      stage.crash()
      stage.net.rewrite(
        { direction: "down", what: "GET /api/v5/account/instruments" },
        (body) => body.replaceAll('"lotSz":"0.00000001"', '"lotSz":"0.001"'),
        { times: 10 },
      )
      await stage.boot()
      stage.exchange.fill(order)
      const filled = await stage.reaches(order, "Filled")
      assert.equal(format(filled.filledQuantity), "0.01234567")
      const refused = await stage.tryPlace({ quantity: "0.01234567" })
      assert.equal(refused.ok ? "taken" : refused.refusal.code, "quantity-off-lot")
    }))
})

describe("H.1.c", () => {
  test("H.1.c partly filled, a day later another life of the process cancels it, so PendingCancel and then Cancelled with what was filled", () =>
    scene(async (stage) => {
      const order = await stage.rests({ quantity: lots(10_000) })
      stage.exchange.fill(order, lots(2_000))
      await stands(stage, order, "PartiallyFilled 10000/2000/8000")
      stage.crash()
      await stage.advance(DAY_MS)
      await stage.boot()
      const answer = await stage.cancel(order)
      assert.ok(answer.ok)
      await stands(stage, order, "PartiallyFilled 10000/2000/8000 PC")
      await stands(stage, order, "Cancelled 10000/2000/0")
      assert.deepEqual(await stage.story(order), [
        ...RESTS,
        "OrderPartiallyFilled",
        "CancelRequested",
        "CancelAccepted",
        "OrderCancelled",
      ])
      assert.deepEqual(writes(stage), ["order", "cancel-order"])
    }))
})

describe("H.1.d", () => {
  test("H.1.d partly filled, a day later another life of the process enlarges it, so PendingReplace, the new quantity, and Filled by it", () =>
    scene(async (stage) => {
      const order = await stage.rests({ quantity: lots(10_000) })
      stage.exchange.fill(order, lots(2_000))
      await stands(stage, order, "PartiallyFilled 10000/2000/8000")
      stage.crash()
      await stage.advance(DAY_MS)
      await stage.boot()
      const answer = await stage.amend(order, { quantity: lots(12_000) })
      assert.ok(answer.ok)
      await stands(stage, order, "PartiallyFilled 10000/2000/8000 PR")
      await stands(stage, order, "PartiallyFilled 12000/2000/10000")
      stage.exchange.fill(order)
      await stands(stage, order, "Filled 12000/12000/0")
      await staysAs(stage, order, "Filled 12000/12000/0")
      assert.deepEqual(await stage.story(order), [
        ...RESTS,
        "OrderPartiallyFilled",
        "AmendRequested",
        "AmendAccepted",
        "OrderAmended",
        "OrderFilled",
      ])
      assert.deepEqual(writes(stage), ["order", "amend-order"])
    }))
})
