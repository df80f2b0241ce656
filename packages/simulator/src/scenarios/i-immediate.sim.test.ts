// Scenarios I: orders that must be filled at once or not at all. What is left of them ends as Cancelled, not Expired, with OKX's cancelSource as the reason; the
// message that ends them may come before the one that fills them.

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { Decimals, format } from "@okx-oms/core"
import { lots, SENT, scene, stands, staysAs, writes } from "./scene.ts"

describe("I.1.a", () => {
  test("I.1.a a fill-or-kill order that the book cannot fill, so Cancelled with nothing filled and cancelSource 13", () =>
    scene(async (stage) => {
      const order = await stage.place({ type: "fok", quantity: lots(15_000), price: "90000" })
      const ended = await stands(stage, order, "Cancelled 15000/0/0", 1_000)
      assert.match(ended.reason ?? "", /FOK|fill-or-kill/i)
      const cancelled = (await stage.events()).find(({ type }) => type === "OrderCancelled")
      assert.equal(cancelled?.type === "OrderCancelled" && cancelled.cancelSource, "13")
      assert.equal(stage.exchange.find(order)?.cancelSource, "13")
      assert.deepEqual(writes(stage), ["order"])
    }))

  test("I.1.a a fill-or-kill order that the book can fill, so Filled and nothing else", () =>
    scene(async (stage) => {
      const order = await stage.place({ type: "fok", quantity: lots(1_000), price: "90100" })
      await stands(stage, order, "Filled 1000/1000/0")
      await staysAs(stage, order, "Filled 1000/1000/0")
    }))
})

describe("I.1.b", () => {
  const IOC = { type: "ioc", quantity: lots(20_000), price: "90000.1" } as const

  test("I.1.b an immediate-or-cancel order of which the book has a part, so that part is filled and the rest Cancelled with cancelSource 14", () =>
    scene(async (stage) => {
      const order = await stage.place(IOC)
      const ended = await stage.reaches(order, "Cancelled")
      const there = stage.exchange.find(order) ?? assert.fail("OKX had it")
      assert.ok(Decimals.isPositive(ended.filledQuantity))
      assert.equal(format(ended.filledQuantity), there.filled)
      assert.equal(format(ended.fillsMissing), "0")
      assert.equal(there.cancelSource, "14")
      const story = await stage.story(order)
      assert.equal(story.at(-1), "OrderCancelled")
      assert.ok(story.includes("OrderPartiallyFilled"))
      assert.deepEqual(writes(stage), ["order"])
    }))

  test("I.1.b the push of its end overtakes the push of its fill, so Cancelled at once, the total right at once, and the fill booked when it comes", () =>
    scene(async (stage) => {
      const fills = stage.net.hold(
        { direction: "down", what: "push orders", says: '"state":"partially_filled"' },
        { times: 9 },
      )
      const order = await stage.place(IOC)
      const ended = await stage.reaches(order, "Cancelled")
      const there = stage.exchange.find(order) ?? assert.fail("OKX had it")
      assert.equal(format(ended.filledQuantity), there.filled)
      assert.equal(format(ended.fillsMissing), there.filled)
      fills.releaseAll()
      await stage.advance(100)
      const booked = await stage.order(order)
      assert.deepEqual(
        [booked.state, format(booked.filledQuantity), format(booked.fillsMissing)],
        ["Cancelled", there.filled, "0"],
      )
      assert.deepEqual(await stage.story(order), [
        ...SENT,
        ...(await stage.story(order)).slice(SENT.length).filter((type) => type === "OrderAcknowledged"),
        "OrderPartiallyFilled",
        "OrderCancelled",
        ...booked.fills.map(() => "FillBooked"),
      ])
    }))

  test("I.1.b the push of its fill never comes, so the fill is fetched and booked within a second", () =>
    scene(async (stage) => {
      stage.net.drop({ direction: "down", what: "push orders", says: '"state":"partially_filled"' }, { times: 9 })
      const order = await stage.place(IOC)
      await stage.reaches(order, "Cancelled")
      await stage.advance(1_000)
      const booked = await stage.order(order)
      assert.ok(booked.fills.length > 0)
      assert.equal(format(booked.fillsMissing), "0")
    }))
})

describe("I.1.c", () => {
  test("I.1.c a post-only order that would take, so Cancelled with nothing filled and cancelSource 31", () =>
    scene(async (stage) => {
      const order = await stage.place({ type: "post_only", quantity: lots(10_000), price: "90010" })
      const ended = await stands(stage, order, "Cancelled 10000/0/0")
      assert.match(ended.reason ?? "", /post.only/i)
      assert.equal(stage.exchange.find(order)?.cancelSource, "31")
      assert.deepEqual(writes(stage), ["order"])
    }))
})
