// Scenarios A: an order is filled, or never comes to be. Quantities are in lots, as in FIX 4.4 Appendix D; the OKX side of each row is in the tests' names.

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { isTerminal } from "@okx-oms/core"
import { lots, RESTS, SENT, scene, standing, stands, staysAs, writes } from "./scene.ts"

describe("A.1.a", () => {
  test("A.1.a filled in three parts, so PartiallyFilled twice and then Filled with nothing left", () =>
    scene(async (stage) => {
      const order = await stage.place({ quantity: lots(10_000) })
      assert.equal(standing(order), "Submitted 10000/0/10000")
      await stands(stage, order, "Acknowledged 10000/0/10000")
      stage.exchange.fill(order, lots(2_000))
      await stands(stage, order, "PartiallyFilled 10000/2000/8000")
      stage.exchange.fill(order, lots(1_000))
      await stands(stage, order, "PartiallyFilled 10000/3000/7000")
      stage.exchange.fill(order)
      const filled = await stands(stage, order, "Filled 10000/10000/0")
      assert.equal(filled.fills.length, 3)
      assert.deepEqual(await stage.story(order), [
        ...RESTS,
        "OrderPartiallyFilled",
        "OrderPartiallyFilled",
        "OrderFilled",
      ])
      assert.deepEqual(writes(stage), ["order"])
    }))

  test("A.1.a refused by OKX, so Rejected, nothing filled and nothing sent again", () =>
    scene(async (stage) => {
      stage.exchange.fault("refused-items", { times: 1 })
      const order = await stage.place({ quantity: lots(10_000) })
      const rejected = await stands(stage, order, "Rejected 10000/0/0")
      assert.match(rejected.reason ?? "", /51008/)
      await stage.advance(10_000)
      assert.deepEqual(await stage.story(order), [...SENT, "OrderRejected"])
      assert.deepEqual(writes(stage), ["order"])
    }))

  test("A.1.a fills come before the acknowledgement and before the push of the live order, so PartiallyFilled at once and late news change nothing", () =>
    scene(async (stage) => {
      const ack = stage.net.hold({ direction: "down", what: "order" })
      const live = stage.net.hold({ direction: "down", what: "push orders", says: '"state":"live"' })
      const order = await stage.place({ quantity: lots(10_000) })
      await stage.until(() => stage.exchange.find(order) !== undefined)
      stage.exchange.fill(order, lots(2_000))
      await stands(stage, order, "PartiallyFilled 10000/2000/8000")
      live.releaseAll()
      await staysAs(stage, order, "PartiallyFilled 10000/2000/8000")
      ack.releaseAll()
      await staysAs(stage, order, "PartiallyFilled 10000/2000/8000")
      stage.exchange.fill(order)
      await stands(stage, order, "Filled 10000/10000/0")
      assert.deepEqual(await stage.story(order), [...SENT, "OrderPartiallyFilled", "OrderFilled"])
      assert.deepEqual(writes(stage), ["order"])
    }))

  test("A.1.a placed by REST and filled before the answer, so Filled before it is acknowledged and the answer adds nothing", () =>
    scene(
      async (stage) => {
        const ack = stage.net.hold({ direction: "down", what: "POST /api/v5/trade/order" })
        stage.net.drop({ direction: "down", what: "push orders", says: '"state":"live"' })
        const order = await stage.place({ quantity: lots(10_000) })
        await stage.until(() => stage.exchange.find(order) !== undefined)
        stage.exchange.fill(order)
        await stands(stage, order, "Filled 10000/10000/0")
        ack.releaseAll()
        await staysAs(stage, order, "Filled 10000/10000/0")
        assert.deepEqual(await stage.story(order), [...SENT, "OrderFilled"])
        assert.deepEqual(writes(stage), ["POST /api/v5/trade/order"])
      },
      {
        // Without its code an instrument cannot be named on the socket, so its orders go by REST.
        before: ({ net }) =>
          net.rewrite(
            { direction: "down", what: "GET /api/v5/account/instruments" },
            (body) => body.replaceAll(/"instIdCode":\d+/g, '"instIdCode":null'),
            { times: 10 },
          ),
      },
    ))

  test("A.1.a filled with fillSz 0, so Filled with the fill missing until it was fetched", () =>
    scene(async (stage) => {
      const order = await stage.rests({ quantity: lots(10_000) })
      stage.exchange.fault("filled-without-fill", { times: 1 })
      stage.exchange.fill(order)
      const bare = await stands(stage, order, "Filled 10000/10000/0")
      assert.equal(bare.fills.length, 0)
      assert.equal(bare.fillsMissing.coefficient === 0n, false)
      await stage.until(() => stage.sent("GET /api/v5/trade/fills").length > 1, 5_000)
      await stage.advance(50)
      const booked = await stands(stage, order, "Filled 10000/10000/0")
      assert.equal(booked.fills.length, 1)
      assert.equal(booked.fillsMissing.coefficient, 0n)
      assert.deepEqual(await stage.story(order), [...RESTS, "OrderFilled", "FillBooked"])
    }))

  test("A.1.a a market order: its whole fill is told as partial and then filled with fillSz 0, so Filled once OKX says so and the fill counts once", () =>
    scene(async (stage) => {
      const order = await stage.place({ type: "market", quantity: lots(10_000) })
      const filled = await stands(stage, order, "Filled 10000/10000/0")
      assert.equal(filled.fillsMissing.coefficient, 0n)
      const story = await stage.story(order)
      assert.equal(story.at(-1), "OrderFilled")
      assert.equal(story.filter((type) => type === "OrderFilled").length, 1)
      await staysAs(stage, order, "Filled 10000/10000/0", 5_000)
      assert.deepEqual(writes(stage), ["order"])
    }))

  test("A.1.a the last push overtakes the one before, so Filled stays and the earlier fill is only booked", () =>
    scene(async (stage) => {
      const order = await stage.rests({ quantity: lots(10_000) })
      const first = stage.net.hold({ direction: "down", what: "push orders", says: '"state":"partially_filled"' })
      stage.exchange.fill(order, lots(3_000))
      await staysAs(stage, order, "Acknowledged 10000/0/10000", 20)
      stage.exchange.fill(order)
      const filled = await stands(stage, order, "Filled 10000/10000/0")
      assert.equal(filled.fills.length, 1)
      first.releaseAll()
      await staysAs(stage, order, "Filled 10000/10000/0", 20)
      const whole = await stage.order(order)
      assert.equal(whole.fills.length, 2)
      assert.equal(whole.fillsMissing.coefficient, 0n)
      assert.deepEqual(await stage.story(order), [...RESTS, "OrderFilled", "FillBooked"])
    }))

  test("A.1.a every push comes twice with another uTime, so each fill counts once", () =>
    scene(async (stage) => {
      stage.exchange.fault("duplicate-pushes")
      const order = await stage.rests({ quantity: lots(10_000) })
      stage.exchange.fill(order, lots(2_000))
      await stands(stage, order, "PartiallyFilled 10000/2000/8000")
      await staysAs(stage, order, "PartiallyFilled 10000/2000/8000")
      stage.exchange.fill(order)
      await stands(stage, order, "Filled 10000/10000/0")
      const filled = await staysAs(stage, order, "Filled 10000/10000/0")
      assert.equal(filled.fills.length, 2)
      assert.deepEqual(await stage.story(order), [...RESTS, "OrderPartiallyFilled", "OrderFilled"])
    }))
})

describe("A.1.b", () => {
  for (const [cancelSource, what] of [
    ["7", "delivery"],
    ["10", "expiry"],
  ] as const) {
    test(`A.1.b OKX has no done-for-day but ${what} (cancelSource ${cancelSource}): part-filled and ended by time, so Expired with 3000 filled and nothing left`, () =>
      scene(async (stage) => {
        const order = await stage.rests({ quantity: lots(10_000) })
        stage.exchange.fill(order, lots(2_000))
        await stands(stage, order, "PartiallyFilled 10000/2000/8000")
        stage.exchange.fill(order, lots(1_000))
        await stands(stage, order, "PartiallyFilled 10000/3000/7000")
        stage.exchange.cancelOutside(order, cancelSource)
        await stands(stage, order, "Expired 10000/3000/0")
        assert.deepEqual(await stage.story(order), [
          ...RESTS,
          "OrderPartiallyFilled",
          "OrderPartiallyFilled",
          "OrderExpired",
        ])
        assert.deepEqual(writes(stage), ["order"])
      }))
  }
})

describe("A.1.x", () => {
  for (const [code, why] of [
    ["51008", "balance too small"],
    ["51121", "no multiple of the lot"],
    ["51020", "below the minimum"],
    ["51006", "outside the price band"],
    ["51001", "no such instrument"],
  ] as const) {
    test(`A.1.x OKX refuses with ${code} (${why}), so Rejected by OKX, the code kept, final`, () =>
      scene(async (stage) => {
        stage.exchange.fault("refused-items", { times: 1 })
        stage.net.rewrite({ direction: "down", what: "order" }, (body) => body.replaceAll("51008", code))
        const order = await stage.place({ quantity: lots(10_000) })
        const rejected = await stands(stage, order, "Rejected 10000/0/0")
        assert.equal(isTerminal(rejected.state), true)
        assert.match(rejected.reason ?? "", new RegExp(`refused by OKX: ${code}`))
        const late = await stage.cancel(order)
        assert.equal(late.ok === false && late.refusal.code, "order-closed")
        const last = (await stage.events()).findLast(({ type }) => type === "OrderRejected")
        assert.ok(last?.type === "OrderRejected")
        assert.deepEqual([last.by, last.code], ["okx", code])
        assert.deepEqual(await stage.story(order), [...SENT, "OrderRejected"])
        assert.deepEqual(writes(stage), ["order"])
      }))
  }

  test("A.1.x our limits deny it, so Rejected by us, on record, and nothing is sent", () =>
    scene(async (stage) => {
      const answer = await stage.tryPlace({ quantity: lots(10_000), price: "99000" })
      assert.ok(!answer.ok && answer.orderId !== undefined)
      const denied = await stands(stage, answer.orderId, "Rejected 10000/0/0")
      assert.equal(denied.refusal?.code, answer.refusal.code)
      await stage.advance(10_000)
      const last = (await stage.events()).findLast(({ type }) => type === "OrderRejected")
      assert.ok(last?.type === "OrderRejected")
      assert.equal(last.by, "us")
      assert.deepEqual(await stage.story(answer.orderId), ["OrderCreated", "OrderRejected"])
      assert.deepEqual(writes(stage), [])
    }))

  test("A.1.x the quantity is below the instrument's minimum, so it is refused without a trace", () =>
    scene(async (stage) => {
      const before = await stage.events()
      const answer = await stage.tryPlace({ quantity: "0.000001" })
      assert.ok(!answer.ok && answer.orderId === undefined)
      assert.deepEqual(await stage.events(), before)
      assert.deepEqual(writes(stage), [])
    }))
})
