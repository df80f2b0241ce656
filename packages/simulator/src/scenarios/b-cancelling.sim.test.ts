// Scenarios B: an order is cancelled, or nearly. That OKX took a cancel is not that the order is cancelled: only a push or a read says that, and until then the order
// stands as it was with the cancel pending.

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { parseClientOrderId, parseOrderId } from "@okx-oms/core"
import type { Stage } from "../stage.ts"
import { lots, RESTS, SENT, scene, stands, staysAs, writes } from "./scene.ts"

const CANCEL = "cancel-order"

/** The next cancel is refused for good: an auction phase in which orders cannot be cancelled. */
function refuseCancelForGood(stage: Stage): void {
  stage.exchange.fault("cancel-refused-51400", { times: 1 })
  stage.net.rewrite({ direction: "down", what: CANCEL, says: "51400" }, (body) => body.replaceAll("51400", "51404"))
}

describe("B.1.a", () => {
  test("B.1.a cancel of an unfilled order, so pending until the push and then Cancelled with nothing left", () =>
    scene(async (stage) => {
      const order = await stage.rests({ quantity: lots(10_000) })
      const answer = await stage.cancel(order)
      assert.ok(answer.ok && answer.value.pendingCancel)
      await stands(stage, order, "Acknowledged 10000/0/10000 PC", 0)
      await stands(stage, order, "Cancelled 10000/0/0")
      assert.deepEqual(
        (await stage.story(order)).filter((type) => type !== "CancelAccepted"),
        [...RESTS, "CancelRequested", "OrderCancelled"],
      )
      assert.deepEqual(writes(stage), ["order", CANCEL])
    }))

  test("B.1.a OKX takes the cancel and does it half a second later, so the taking alone changes nothing", () =>
    scene(async (stage) => {
      const order = await stage.rests({ quantity: lots(10_000) })
      stage.exchange.fault("slow-cancel", { times: 1, delayMs: 500 })
      await stage.cancel(order)
      await stage.advance(400)
      const taken = await stands(stage, order, "Acknowledged 10000/0/10000 PC", 0)
      assert.equal(taken.pendingCancel?.accepted, true)
      await stands(stage, order, "Cancelled 10000/0/0", 200)
      assert.deepEqual(await stage.story(order), [...RESTS, "CancelRequested", "CancelAccepted", "OrderCancelled"])
      assert.deepEqual(writes(stage), ["order", CANCEL])
    }))

  test("B.1.a OKX refuses the cancel for good, so the order is Acknowledged again with nothing pending", () =>
    scene(async (stage) => {
      const order = await stage.rests({ quantity: lots(10_000) })
      refuseCancelForGood(stage)
      await stage.cancel(order)
      await stands(stage, order, "Acknowledged 10000/0/10000 PC", 0)
      await stands(stage, order, "Acknowledged 10000/0/10000")
      await staysAs(stage, order, "Acknowledged 10000/0/10000", 5_000)
      assert.deepEqual(await stage.story(order), [...RESTS, "CancelRequested", "CancelRefused"])
      assert.deepEqual(writes(stage), ["order", CANCEL])
    }))

  test("B.1.a OKX takes the cancel and never does it, so the order is asked about and cancelled again", () =>
    scene(async (stage) => {
      const order = await stage.rests({ quantity: lots(10_000) })
      stage.exchange.fault("lost-cancel", { times: 1 })
      await stage.cancel(order)
      await stage.advance(1_900)
      await stands(stage, order, "Acknowledged 10000/0/10000 PC", 0)
      const cancelled = await stands(stage, order, "Cancelled 10000/0/0", 2_000)
      assert.equal(cancelled.reason?.includes("user"), true)
      assert.deepEqual(writes(stage), ["order", CANCEL, CANCEL])
    }))

  test("B.1.a cancelled twice by the caller while the first is pending, so one cancel is sent", () =>
    scene(async (stage) => {
      const order = await stage.rests({ quantity: lots(10_000) })
      stage.exchange.fault("slow-cancel", { times: 1, delayMs: 500 })
      await stage.cancel(order)
      const again = await stage.cancel(order)
      assert.ok(again.ok && again.value.pendingCancel)
      await stands(stage, order, "Cancelled 10000/0/0", 700)
      assert.deepEqual(writes(stage), ["order", CANCEL])
    }))
})

describe("B.1.b", () => {
  test("B.1.b fills arrive while the cancel is pending, so they count and the rest is cancelled", () =>
    scene(async (stage) => {
      const order = await stage.rests({ quantity: lots(10_000) })
      stage.exchange.fill(order, lots(2_000))
      await stands(stage, order, "PartiallyFilled 10000/2000/8000")
      stage.exchange.fault("slow-cancel", { times: 1, delayMs: 500 })
      const ack = stage.net.hold({ direction: "down", what: CANCEL })
      await stage.cancel(order)
      stage.exchange.fill(order, lots(3_000))
      await stands(stage, order, "PartiallyFilled 10000/5000/5000 PC")
      ack.releaseAll()
      await staysAs(stage, order, "PartiallyFilled 10000/5000/5000 PC", 20)
      stage.exchange.fill(order, lots(1_000))
      await stands(stage, order, "PartiallyFilled 10000/6000/4000 PC")
      const cancelled = await stands(stage, order, "Cancelled 10000/6000/0", 600)
      assert.equal(cancelled.fills.length, 3)
      assert.deepEqual(await stage.story(order), [
        ...RESTS,
        "OrderPartiallyFilled",
        "CancelRequested",
        "OrderPartiallyFilled",
        "CancelAccepted",
        "OrderPartiallyFilled",
        "OrderCancelled",
      ])
      assert.deepEqual(writes(stage), ["order", CANCEL])
    }))

  test("B.1.b fills arrive while the cancel is pending and it is refused, so PartiallyFilled with the rest alive", () =>
    scene(async (stage) => {
      const order = await stage.rests({ quantity: lots(10_000) })
      stage.exchange.fill(order, lots(2_000))
      await stands(stage, order, "PartiallyFilled 10000/2000/8000")
      stage.exchange.fault("cancel-refused-51400", { times: 1 })
      const reply = stage.net.hold({ direction: "down", what: CANCEL })
      await stage.cancel(order)
      stage.exchange.fill(order, lots(4_000))
      await stands(stage, order, "PartiallyFilled 10000/6000/4000 PC")
      const [held] = reply.passages
      assert.ok(held !== undefined)
      reply.release(held.body.replaceAll("51400", "51404"))
      await stands(stage, order, "PartiallyFilled 10000/6000/4000")
      assert.deepEqual(await stage.story(order), [
        ...RESTS,
        "OrderPartiallyFilled",
        "CancelRequested",
        "OrderPartiallyFilled",
        "CancelRefused",
      ])
      assert.deepEqual(writes(stage), ["order", CANCEL])
    }))

  test("B.1.b the push of the end comes without the last fill's push, so the fill is fetched and the total is right", () =>
    scene(async (stage) => {
      const order = await stage.rests({ quantity: lots(10_000) })
      stage.net.drop({ direction: "down", what: "push orders", says: '"state":"partially_filled"' })
      stage.exchange.fill(order, lots(6_000))
      await stage.cancel(order)
      const ended = await stands(stage, order, "Cancelled 10000/6000/0")
      assert.equal(ended.fills.length, 0)
      await stage.advance(2_000)
      const booked = await stands(stage, order, "Cancelled 10000/6000/0", 0)
      assert.equal(booked.fills.length, 1)
      assert.equal(booked.fillsMissing.coefficient, 0n)
    }))
})

describe("B.1.c", () => {
  test("B.1.c filled before the cancel is accepted, so the cancel is refused and the order is Filled", () =>
    scene(async (stage) => {
      const order = await stage.rests({ quantity: lots(10_000) })
      const request = stage.net.hold({ direction: "up", what: CANCEL })
      await stage.cancel(order)
      await stage.until(() => request.passages.length === 1)
      stage.exchange.fill(order, lots(5_000))
      await stands(stage, order, "PartiallyFilled 10000/5000/5000 PC")
      stage.exchange.fill(order)
      request.releaseAll()
      await stands(stage, order, "Filled 10000/10000/0")
      await staysAs(stage, order, "Filled 10000/10000/0", 5_000)
      assert.deepEqual(await stage.story(order), [...RESTS, "CancelRequested", "OrderPartiallyFilled", "OrderFilled"])
      assert.deepEqual(writes(stage), ["order", CANCEL])
    }))

  for (const code of ["51400", "51401", "51402", "51410", "51603"]) {
    test(`B.1.c OKX refuses the cancel with ${code} and the push of the fill comes after it, so pending until then and Filled, never guessed`, () =>
      scene(async (stage) => {
        const order = await stage.rests({ quantity: lots(10_000) })
        const request = stage.net.hold({ direction: "up", what: CANCEL })
        stage.net.rewrite({ direction: "down", what: CANCEL, says: "51400" }, (body) => body.replaceAll("51400", code))
        await stage.cancel(order)
        await stage.until(() => request.passages.length === 1)
        const filled = stage.net.hold({ direction: "down", what: "push orders", says: '"state":"filled"' })
        stage.exchange.fill(order)
        request.releaseAll()
        await stage.advance(500)
        await stands(stage, order, "Acknowledged 10000/0/10000 PC", 0)
        filled.releaseAll()
        await stands(stage, order, "Filled 10000/10000/0")
        assert.deepEqual(await stage.story(order), [...RESTS, "CancelRequested", "OrderFilled"])
        assert.deepEqual(writes(stage), ["order", CANCEL])
      }))
  }

  test("B.1.c OKX refuses the cancel with 51400 and the push is lost, so the order is asked for and Filled with its fill", () =>
    scene(async (stage) => {
      const order = await stage.rests({ quantity: lots(10_000) })
      const request = stage.net.hold({ direction: "up", what: CANCEL })
      await stage.cancel(order)
      await stage.until(() => request.passages.length === 1)
      stage.net.drop({ direction: "down", what: "push orders", says: '"state":"filled"' })
      stage.exchange.fill(order)
      request.releaseAll()
      await stands(stage, order, "Filled 10000/10000/0", 5_000)
      await stage.advance(2_000)
      assert.equal((await stage.order(order)).fills.length, 1)
      assert.deepEqual(writes(stage), ["order", CANCEL])
    }))
})

describe("B.1.d", () => {
  test("B.1.d cancelled before the order is acknowledged, so the cancel goes by our id and the order ends without ever being Acknowledged", () =>
    scene(async (stage) => {
      const ack = stage.net.hold({ direction: "down", what: "order" })
      stage.net.drop({ direction: "down", what: "push orders", says: '"state":"live"' })
      const order = await stage.place({ quantity: lots(10_000) })
      await stage.until(() => ack.passages.length === 1)
      const taken = stage.net.hold({ direction: "down", what: CANCEL })
      await stage.cancel(order)
      await stands(stage, order, "Submitted 10000/0/10000 PC", 0)
      const cancelled = await stands(stage, order, "Cancelled 10000/0/0")
      assert.ok(cancelled.okxOrderId !== undefined)
      taken.releaseAll()
      ack.releaseAll()
      await staysAs(stage, order, "Cancelled 10000/0/0")
      assert.deepEqual(await stage.story(order), [...SENT, "CancelRequested", "OrderCancelled"])
      assert.deepEqual(writes(stage), ["order", CANCEL])
      const [cancel] = stage.sent(CANCEL)
      assert.match(cancel?.body ?? "", new RegExp(`"clOrdId":"${order.clOrdId}"`))
      assert.doesNotMatch(cancel?.body ?? "", /"ordId"/)
    }))

  for (const code of ["51400", "51603"]) {
    test(`B.1.d the cancel overtakes the placement and OKX says ${code}, so the order is not closed; it appears and is cancelled again`, () =>
      scene(async (stage) => {
        const placement = stage.net.hold({ direction: "up", what: "order" })
        stage.net.rewrite({ direction: "down", what: CANCEL, says: "51400" }, (body) => body.replaceAll("51400", code))
        const order = await stage.place({ quantity: lots(10_000) })
        await stage.until(() => placement.passages.length === 1)
        await stage.cancel(order)
        await stands(stage, order, "Submitted 10000/0/10000 PC", 0)
        await stage.advance(200)
        await stands(stage, order, "Submitted 10000/0/10000 PC", 0)
        placement.releaseAll()
        await stands(stage, order, "Acknowledged 10000/0/10000 PC")
        await stands(stage, order, "Cancelled 10000/0/0", 5_000)
        assert.deepEqual(writes(stage), ["order", CANCEL, CANCEL])
        assert.equal(stage.exchange.open().length, 0)
      }))
  }

  test("B.1.d cancelled before OKX refuses the placement, so Rejected and the cancel has nothing to cancel", () =>
    scene(async (stage) => {
      stage.exchange.fault("refused-items", { times: 1 })
      const reply = stage.net.hold({ direction: "down", what: "order" })
      const order = await stage.place({ quantity: lots(10_000) })
      await stage.until(() => reply.passages.length === 1)
      await stage.cancel(order)
      await stage.advance(100)
      await stands(stage, order, "Submitted 10000/0/10000 PC", 0)
      reply.releaseAll()
      await stands(stage, order, "Rejected 10000/0/0")
      await stage.advance(5_000)
      assert.deepEqual(await stage.story(order), [...SENT, "CancelRequested", "CancelRefused", "OrderRejected"])
      assert.deepEqual(writes(stage), ["order", CANCEL])
    }))

  test("B.1.d cancelled while it waits unsent, so Cancelled at once and nothing is ever sent", () =>
    scene(async (stage) => {
      stage.net.refusesConnections = true
      stage.disconnect()
      await stage.advance(50)
      const order = await stage.place({ quantity: lots(10_000) })
      await stands(stage, order, "Validated 10000/0/10000", 0)
      await stage.cancel(order)
      await stands(stage, order, "Cancelled 10000/0/0", 0)
      stage.net.refusesConnections = false
      await stage.advance(20_000)
      assert.deepEqual(await stage.story(order), ["OrderCreated", "OrderValidated", "OrderCancelled"])
      assert.deepEqual(writes(stage), [])
    }))
})

describe("B.1.e", () => {
  test("B.1.e the acknowledgement and the cancel cross, so Acknowledged with the cancel pending and then Cancelled", () =>
    scene(async (stage) => {
      const ack = stage.net.hold({ direction: "down", what: "order" })
      const live = stage.net.hold({ direction: "down", what: "push orders", says: '"state":"live"' })
      const order = await stage.place({ quantity: lots(10_000) })
      await stage.until(() => ack.passages.length === 1 && live.passages.length === 1)
      const request = stage.net.hold({ direction: "up", what: CANCEL })
      await stage.cancel(order)
      await stands(stage, order, "Submitted 10000/0/10000 PC", 0)
      ack.releaseAll()
      live.releaseAll()
      await stands(stage, order, "Acknowledged 10000/0/10000 PC")
      request.releaseAll()
      await stands(stage, order, "Cancelled 10000/0/0")
      const story = (await stage.story(order)).filter((type) => type !== "CancelAccepted")
      assert.deepEqual(story, [...SENT, "CancelRequested", "OrderAcknowledged", "OrderCancelled"])
      assert.deepEqual(writes(stage), ["order", CANCEL])
    }))

  test("B.1.e the push of the end comes before the push of the live order and before both answers, so Cancelled stays", () =>
    scene(async (stage) => {
      const ack = stage.net.hold({ direction: "down", what: "order" })
      const live = stage.net.hold({ direction: "down", what: "push orders", says: '"state":"live"' })
      const taken = stage.net.hold({ direction: "down", what: CANCEL })
      const order = await stage.place({ quantity: lots(10_000) })
      await stage.until(() => live.passages.length === 1)
      await stage.cancel(order)
      await stands(stage, order, "Cancelled 10000/0/0")
      live.releaseAll()
      await staysAs(stage, order, "Cancelled 10000/0/0")
      taken.releaseAll()
      await staysAs(stage, order, "Cancelled 10000/0/0")
      ack.releaseAll()
      await staysAs(stage, order, "Cancelled 10000/0/0", 5_000)
      assert.deepEqual(await stage.story(order), [...SENT, "CancelRequested", "OrderCancelled"])
      assert.deepEqual(writes(stage), ["order", CANCEL])
    }))
})

describe("B.1.f", () => {
  test("B.1.f cancel of an order that nobody placed, so refused, no order made and nothing sent", () =>
    scene(async (stage) => {
      const before = await stage.events()
      const answer = await stage.cancel(parseOrderId("o999999999999999999"))
      assert.equal(answer.ok === false && answer.refusal.code, "order-not-found")
      assert.deepEqual(await stage.events(), before)
      assert.deepEqual(writes(stage), [])
    }))

  test("B.1.f cancel by a client order id that nobody used, so refused, and the id is still free for a placement", () =>
    scene(async (stage) => {
      const clientOrderId = parseClientOrderId("later-1")
      const answer = await stage.during(stage.manager().cancelOrder({ clientOrderId }))
      assert.equal(answer.ok === false && answer.refusal.code, "order-not-found")
      const order = await stage.rests({ quantity: lots(10_000), clientOrderId })
      assert.equal(order.clientOrderId, clientOrderId)
      assert.deepEqual(writes(stage), ["order"])
    }))

  test("B.1.f OKX says 51603 of an order that lives, so it is not closed but asked for and cancelled again", () =>
    scene(async (stage) => {
      const order = await stage.rests({ quantity: lots(10_000) })
      stage.exchange.fault("cancel-refused-51400", { times: 1 })
      stage.net.rewrite({ direction: "down", what: CANCEL, says: "51400" }, (body) => body.replaceAll("51400", "51603"))
      await stage.cancel(order)
      await stage.advance(1_000)
      await stands(stage, order, "Acknowledged 10000/0/10000 PC", 0)
      await stands(stage, order, "Cancelled 10000/0/0", 4_000)
      assert.deepEqual(writes(stage), ["order", CANCEL, CANCEL])
    }))
})
