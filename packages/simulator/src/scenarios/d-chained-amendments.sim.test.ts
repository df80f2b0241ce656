// Scenarios D: several amendments of one order, and a cancel among them. OKX is asked for one at a time: a second waits in our queue until the first has its final
// word, so what FIX calls two pending replaces is here one pending and one waiting.

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { format, type Order, parseQuantity } from "@okx-oms/core"
import type { Stage } from "../stage.ts"
import { lots, RESTS, scene, stands, staysAs, writes } from "./scene.ts"

const AMEND = "amend-order"
const CANCEL = "cancel-order"
const REFUSED_ONCE = { times: 1 } as const

/** A scene with an order of 10000 that rests. */
function resting(play: (stage: Stage, order: Order) => Promise<void>): Promise<void> {
  return scene(async (stage) => play(stage, await stage.rests({ quantity: lots(10_000) })))
}

/** 1000 of its 10000 are filled. */
async function partlyFilled(stage: Stage, order: Order): Promise<void> {
  stage.exchange.fill(order, lots(1_000))
  await stands(stage, order, "PartiallyFilled 10000/1000/9000")
}

/** Asked for and not waited for; `answered` tells whether the caller has its answer. */
function askAmend(stage: Stage, order: Order, quantity: string) {
  const asked = stage.callers.amend(stage.account, order.orderId, { quantity: parseQuantity(quantity) })
  const waiting = { answered: false, asked }
  void asked.then(() => {
    waiting.answered = true
  })
  return waiting
}

/** The reqId of every amendment sent, oldest first. */
function requestIds(stage: Stage): (string | undefined)[] {
  return stage.sent(AMEND).map(({ body }) => /"reqId":"([^"]+)"/.exec(body)?.[1])
}

async function amendEvents(stage: Stage, order: Order): Promise<string[]> {
  return (await stage.story(order)).filter((type) => /Amend/.test(type) && type !== "AmendAccepted")
}

function slowly(stage: Stage, delayMs = 300): void {
  stage.exchange.fault("slow-amend", { times: 1, delayMs })
}

describe("D.1.a", () => {
  test("D.1.a two amendments one after the other, both accepted, so each has a request id of its own and the second is what counts", () =>
    resting(async (stage, order) => {
      slowly(stage)
      await stage.amend(order, { quantity: lots(8_000) })
      await stands(stage, order, "Acknowledged 10000/0/10000 PR", 0)
      await stands(stage, order, "Acknowledged 8000/0/8000", 400)
      stage.exchange.fill(order, lots(1_000))
      await stands(stage, order, "PartiallyFilled 8000/1000/7000")
      slowly(stage)
      await stage.amend(order, { quantity: lots(6_000) })
      await stands(stage, order, "PartiallyFilled 8000/1000/7000 PR", 0)
      await stands(stage, order, "PartiallyFilled 6000/1000/5000", 400)
      const [first, second] = requestIds(stage)
      assert.ok(first !== undefined && second !== undefined && first !== second)
      assert.deepEqual(await amendEvents(stage, order), [
        "AmendRequested",
        "OrderAmended",
        "AmendRequested",
        "OrderAmended",
      ])
      assert.deepEqual(writes(stage), ["order", AMEND, AMEND])
    }))
})

describe("D.1.b", () => {
  test("D.1.b the first is refused at once and the second accepted, so the second starts from the order as it was", () =>
    resting(async (stage, order) => {
      stage.exchange.fault("refused-items", REFUSED_ONCE)
      await stage.amend(order, { quantity: lots(8_000) })
      await stands(stage, order, "Acknowledged 10000/0/10000")
      slowly(stage)
      await stage.amend(order, { quantity: lots(6_000) })
      await stands(stage, order, "Acknowledged 10000/0/10000 PR", 0)
      await stands(stage, order, "Acknowledged 6000/0/6000", 400)
      assert.deepEqual(await amendEvents(stage, order), [
        "AmendRequested",
        "AmendRefused",
        "AmendRequested",
        "OrderAmended",
      ])
      const [first, second] = stage.sent(AMEND)
      const ordIds = [first, second].map((frame) => /"ordId":"(\d+)"/.exec(frame?.body ?? "")?.[1])
      assert.deepEqual(ordIds, [order.okxOrderId, order.okxOrderId])
    }))

  test("D.1.b the first is refused here because it changes nothing, so nothing is sent for it and the second goes", () =>
    resting(async (stage, order) => {
      const answer = await stage.amend(order, { quantity: lots(10_000) })
      assert.equal(answer.ok === false && answer.refusal.code, "amend-nothing")
      await stage.amend(order, { quantity: lots(6_000) })
      await stands(stage, order, "Acknowledged 6000/0/6000")
      assert.deepEqual(writes(stage), ["order", AMEND])
    }))
})

describe("D.1.c", () => {
  test("D.1.c the first is taken and fails later (amendResult -1) and the second is done (0), so Acknowledged in between and the second counts", () =>
    resting(async (stage, order) => {
      stage.exchange.fault("amend-fails-later", { times: 1, delayMs: 300 })
      await stage.amend(order, { quantity: lots(8_000) })
      await staysAs(stage, order, "Acknowledged 10000/0/10000 PR", 200)
      await stands(stage, order, "Acknowledged 10000/0/10000", 300)
      await stage.amend(order, { quantity: lots(6_000) })
      await stands(stage, order, "Acknowledged 10000/0/10000 PR", 0)
      await stands(stage, order, "Acknowledged 6000/0/6000")
      assert.deepEqual(await amendEvents(stage, order), [
        "AmendRequested",
        "AmendRefused",
        "AmendRequested",
        "OrderAmended",
      ])
      assert.deepEqual(writes(stage), ["order", AMEND, AMEND])
    }))

  test("D.1.c the failure of the first is told after the second has begun, so it does not refuse the second", () =>
    resting(async (stage, order) => {
      const failure = stage.net.hold({ direction: "down", what: "push orders", says: '"amendResult":"-1"' })
      stage.exchange.fault("amend-fails-later", { times: 1, delayMs: 20 })
      await stage.amend(order, { quantity: lots(8_000) })
      // The push is late; a read after its time refuses the first.
      await stands(stage, order, "Acknowledged 10000/0/10000", 15_000)
      slowly(stage)
      await stage.amend(order, { quantity: lots(6_000) })
      failure.releaseAll()
      await staysAs(stage, order, "Acknowledged 10000/0/10000 PR", 200)
      await stands(stage, order, "Acknowledged 6000/0/6000", 400)
    }))
})

describe("D.2.a", () => {
  test("D.2.a two amendments asked for together, so handled in their order and the second is sent once the first is done", () =>
    resting(async (stage, order) => {
      stage.exchange.fault("slow-amend", { times: 2, delayMs: 300 })
      const first = askAmend(stage, order, lots(8_000))
      const second = askAmend(stage, order, lots(6_000))
      await stage.advance(100)
      assert.deepEqual([first.answered, second.answered], [true, false])
      await stands(stage, order, "Acknowledged 10000/0/10000 PR", 0)
      assert.deepEqual(writes(stage), ["order", AMEND])
      await stands(stage, order, "Acknowledged 8000/0/8000 PR", 400)
      await stands(stage, order, "Acknowledged 6000/0/6000", 400)
      assert.equal(second.answered, true)
      const [one, two] = requestIds(stage)
      assert.ok(one !== undefined && two !== undefined && one !== two)
      assert.deepEqual(await amendEvents(stage, order), [
        "AmendRequested",
        "OrderAmended",
        "AmendRequested",
        "OrderAmended",
      ])
      assert.deepEqual(writes(stage), ["order", AMEND, AMEND])
    }))
})

describe("D.2.b", () => {
  test("D.2.b the second is asked for while the first is pending, so an amendment is pending until the second is done, but for the moment between", () =>
    resting(async (stage, order) => {
      slowly(stage)
      await stage.amend(order, { quantity: lots(8_000) })
      await stage.advance(100)
      slowly(stage)
      const second = askAmend(stage, order, lots(6_000))
      await staysAs(stage, order, "Acknowledged 10000/0/10000 PR", 150)
      await stands(stage, order, "Acknowledged 8000/0/8000 PR", 200)
      assert.equal(second.answered, true)
      stage.exchange.fill(order, lots(500))
      await stands(stage, order, "PartiallyFilled 8000/500/7500 PR")
      await stands(stage, order, "PartiallyFilled 6000/500/5500", 400)
      assert.deepEqual(writes(stage), ["order", AMEND, AMEND])
    }))
})

describe("D.2.c", () => {
  test("D.2.c both are refused, so the order stands as it was, and the second is sent all the same", () =>
    resting(async (stage, order) => {
      stage.exchange.fault("amend-fails-later", { times: 2, delayMs: 200 })
      const first = askAmend(stage, order, lots(8_000))
      const second = askAmend(stage, order, lots(6_000))
      stage.exchange.fill(order, lots(1_000))
      await stands(stage, order, "PartiallyFilled 10000/1000/9000 PR")
      await stands(stage, order, "PartiallyFilled 10000/1000/9000", 300)
      await stands(stage, order, "PartiallyFilled 10000/1000/9000 PR", 20)
      await stands(stage, order, "PartiallyFilled 10000/1000/9000", 300)
      assert.deepEqual([first.answered, second.answered], [true, true])
      assert.deepEqual(await amendEvents(stage, order), [
        "AmendRequested",
        "AmendRefused",
        "AmendRequested",
        "AmendRefused",
      ])
      assert.deepEqual(writes(stage), ["order", AMEND, AMEND])
    }))
})

describe("D.2.d", () => {
  test("D.2.d the first has no final word within ten seconds, so the second is refused here (amend-pending), never sent, and the first still counts", () =>
    resting(async (stage, order) => {
      slowly(stage, 12_000)
      // While no read tells, the first cannot be refused by one.
      const unread = { status: 503, body: '{"code":"50001","msg":"Service unavailable","data":[]}' }
      stage.net.answer({ what: /^GET \/api\/v5\/trade\/order/ }, unread, { times: 1_000 })
      const first = askAmend(stage, order, lots(8_000))
      await stage.advance(50)
      const second = askAmend(stage, order, lots(6_000))
      await staysAs(stage, order, "Acknowledged 10000/0/10000 PR", 9_000)
      const refused = await stage.during(second.asked, 2_000)
      assert.ok(first.answered && refused.kind === "answered" && !refused.answer.ok)
      assert.equal(refused.answer.refusal.code, "amend-pending")
      await stands(stage, order, "Acknowledged 10000/0/10000 PR", 0)
      await stands(stage, order, "Acknowledged 8000/0/8000", 3_000)
      assert.deepEqual(await amendEvents(stage, order), ["AmendRequested", "OrderAmended"])
      assert.deepEqual(writes(stage), ["order", AMEND])
    }))
})

describe("D.3", () => {
  test("D.3 cancelled while an amendment is pending and the amendment is done first, so the new quantity with the cancel pending and then Cancelled", () =>
    resting(async (stage, order) => {
      slowly(stage)
      await stage.amend(order, { quantity: lots(8_000) })
      stage.exchange.fault("slow-cancel", { times: 1, delayMs: 600 })
      await stage.cancel(order)
      await stands(stage, order, "Acknowledged 10000/0/10000 PC PR", 0)
      await stands(stage, order, "Acknowledged 8000/0/8000 PC", 400)
      await stands(stage, order, "Cancelled 8000/0/0", 600)
      assert.deepEqual(writes(stage), ["order", AMEND, CANCEL])
    }))

  test("D.3 cancelled while an amendment is pending and the amendment fails, so the cancel stays pending and then Cancelled", () =>
    resting(async (stage, order) => {
      stage.exchange.fault("amend-fails-later", { times: 1, delayMs: 200 })
      await stage.amend(order, { quantity: lots(8_000) })
      stage.exchange.fault("slow-cancel", { times: 1, delayMs: 600 })
      await stage.cancel(order)
      await stands(stage, order, "Acknowledged 10000/0/10000 PC PR", 0)
      await stands(stage, order, "Acknowledged 10000/0/10000 PC", 400)
      await stands(stage, order, "Cancelled 10000/0/0", 600)
      assert.deepEqual(writes(stage), ["order", AMEND, CANCEL])
    }))

  test("D.3 the cancel is done before the amendment, so Cancelled with the old quantity and nothing pending", () =>
    resting(async (stage, order) => {
      await partlyFilled(stage, order)
      slowly(stage)
      await stage.amend(order, { quantity: lots(8_000) })
      await stage.cancel(order)
      await stands(stage, order, "Cancelled 10000/1000/0")
      await staysAs(stage, order, "Cancelled 10000/1000/0", 3_000)
      assert.deepEqual(writes(stage), ["order", AMEND, CANCEL])
    }))

  test("D.3 the answers come in the other order, so the same end", () =>
    resting(async (stage, order) => {
      const amended = stage.net.hold({ direction: "down", what: AMEND })
      const cancelled = stage.net.hold({ direction: "down", what: CANCEL })
      const pushes = stage.net.hold({ direction: "down", what: "push orders" }, { times: 2 })
      await stage.amend(order, { quantity: lots(8_000) })
      await stage.cancel(order)
      await stage.until(() => pushes.passages.length === 2)
      cancelled.releaseAll()
      await staysAs(stage, order, "Acknowledged 10000/0/10000 PC PR", 50)
      amended.releaseAll()
      await staysAs(stage, order, "Acknowledged 10000/0/10000 PC PR", 50)
      pushes.releaseAll()
      await stands(stage, order, "Cancelled 8000/0/0")
      assert.deepEqual(writes(stage), ["order", AMEND, CANCEL])
    }))

  test("D.3 the cancel is refused for good, so the amendment stays pending and is then done", () =>
    resting(async (stage, order) => {
      await partlyFilled(stage, order)
      slowly(stage)
      stage.exchange.fault("cancel-refused-51400", REFUSED_ONCE)
      stage.net.rewrite({ direction: "down", what: CANCEL, says: "51400" }, (body) => body.replaceAll("51400", "51404"))
      await stage.amend(order, { quantity: lots(8_000) })
      await stage.cancel(order)
      await stands(stage, order, "PartiallyFilled 10000/1000/9000 PC PR", 0)
      await stands(stage, order, "PartiallyFilled 10000/1000/9000 PR")
      await stands(stage, order, "PartiallyFilled 8000/1000/7000", 400)
      assert.deepEqual(writes(stage), ["order", AMEND, CANCEL])
    }))

  test("D.3 amended while a cancel is pending, so refused here, nothing sent and Cancelled", () =>
    resting(async (stage, order) => {
      stage.exchange.fault("slow-cancel", { times: 1, delayMs: 300 })
      await stage.cancel(order)
      const answer = await stage.amend(order, { price: "88900" })
      assert.equal(answer.ok === false && answer.refusal.code, "amend-not-allowed")
      const cancelled = await stands(stage, order, "Cancelled 10000/0/0", 400)
      assert.equal(cancelled.price && format(cancelled.price), "89000")
      assert.deepEqual(await stage.story(order), [...RESTS, "CancelRequested", "CancelAccepted", "OrderCancelled"])
      assert.deepEqual(writes(stage), ["order", CANCEL])
    }))
})
