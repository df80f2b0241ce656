// Scenarios G: the status of an order is asked for. A look never changes anything, an answer that is older than what is known sets nothing back, and "not found"
// makes no order and ends none.

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { parseClientOrderId, parseOrderId } from "@okx-oms/core"
import type { Stage } from "../stage.ts"
import { lots, RESTS, scene, shownAs, stands, staysAs, writes } from "./scene.ts"

const READ = "GET /api/v5/trade/order"
const NOT_FOUND = { status: 200, body: '{"code":"51603","data":[],"msg":"Order does not exist."}' }

describe("G.1.a", () => {
  test("G.1.a a look at an order that nobody placed, so undefined, and neither an event nor a request comes of it", () =>
    scene(async (stage) => {
      const before = (await stage.events()).length
      const asked = stage.sent().length
      const manager = stage.manager()
      const byOurId = manager.getOrder({ orderId: parseOrderId("o123456789012345678") })
      const byTheirs = manager.getOrder({ clientOrderId: parseClientOrderId("nobody-1") })
      assert.deepEqual(await stage.during(Promise.all([byOurId, byTheirs])), [undefined, undefined])
      assert.equal((await stage.events()).length, before)
      assert.equal(stage.sent().length, asked)
    }))

  test("G.1.a OKX answers 51603 about an order of which only an execution was heard, so no order is made up, and it is adopted once OKX shows it", () =>
    scene(async (stage) => {
      stage.net.drop({ direction: "down", what: "push orders" }, { times: 9 })
      stage.net.answer({ what: READ }, NOT_FOUND, { times: 100 })
      const ordId = stage.exchange.placeOutside({ ordType: "ioc", px: "91000" })
      await stage.until(() => stage.sent(READ).length >= 1)
      await stage.advance(10_000)
      assert.equal((await stage.events()).filter(({ type }) => type === "OrderAdopted").length, 0)
      stage.net.clear()
      const order = await shownAs(stage, ordId, 25_000)
      assert.equal(order.state, "Filled")
      await stage.advance(1_000)
      assert.equal((await stage.order(order)).fills.length, 1)
    }))

  test("G.1.a OKX has confirmed an order this moment and no read shows it yet, so it is not called missing and stays as it was", () =>
    scene(async (stage) => {
      stage.exchange.fault("stale-reads", { delayMs: 1_500 })
      const order = await stage.rests({ quantity: lots(10_000) })
      await stage.during(stage.manager().startReconciliation())
      await staysAs(stage, order, "Acknowledged 10000/0/10000", 3_000)
      assert.deepEqual(await stage.story(order), RESTS)
    }))
})

describe("G.1.b", () => {
  test("G.1.b asked again and again while nothing happens, so the same answer and no event about the order", () =>
    scene(async (stage) => {
      const order = await stage.rests({ quantity: lots(10_000) })
      stage.exchange.fill(order, lots(2_000))
      await stands(stage, order, "PartiallyFilled 10000/2000/8000")
      await stage.advance(25_000)
      const before = await stage.events()
      for (let round = 0; round < 3; round++) await stage.during(stage.manager().startReconciliation())
      const look = await stage.order(order)
      const added = (await stage.events()).slice(before.length)
      assert.deepEqual([...new Set(added.map(({ type }) => type))], ["ReconciliationCompleted"])
      assert.deepEqual(await stage.story(order), [...RESTS, "OrderPartiallyFilled"])
      assert.deepEqual(look, await stage.order(order))
    }))

  test("G.1.b OKX repeats its pushes, so the same status and no second event", () =>
    scene(async (stage) => {
      stage.exchange.fault("duplicate-pushes")
      const order = await stage.rests({ quantity: lots(10_000) })
      stage.exchange.fill(order, lots(2_000))
      await stands(stage, order, "PartiallyFilled 10000/2000/8000")
      await staysAs(stage, order, "PartiallyFilled 10000/2000/8000")
      assert.deepEqual(await stage.story(order), [...RESTS, "OrderPartiallyFilled"])
      assert.deepEqual(writes(stage), ["order"])
    }))
})

describe("G.1.c", () => {
  /** A comparison is asked for while an answer to it waits on its way. */
  async function heldAnswer(stage: Stage, what: string) {
    const held = stage.net.hold({ direction: "down", what })
    const compared = stage.manager().startReconciliation()
    compared.catch(() => undefined)
    await stage.until(() => held.passages.length === 1)
    return { held, compared }
  }

  test("G.1.c the list of open orders was read before a fill and arrives after it, so the fill stays", () =>
    scene(async (stage) => {
      const order = await stage.rests({ quantity: lots(10_000) })
      await stage.advance(3_000)
      const { held, compared } = await heldAnswer(stage, "GET /api/v5/trade/orders-pending")
      stage.exchange.fill(order, lots(3_000))
      await stands(stage, order, "PartiallyFilled 10000/3000/7000")
      held.releaseAll()
      await stage.during(compared)
      await staysAs(stage, order, "PartiallyFilled 10000/3000/7000")
      assert.deepEqual(await stage.story(order), [...RESTS, "OrderPartiallyFilled"])
    }))

  test("G.1.c the list of open orders shows the order live and arrives after its last fill, so Filled stays Filled", () =>
    scene(async (stage) => {
      const order = await stage.rests({ quantity: lots(10_000) })
      await stage.advance(3_000)
      const { held, compared } = await heldAnswer(stage, "GET /api/v5/trade/orders-pending")
      stage.exchange.fill(order, lots(3_000))
      stage.exchange.fill(order)
      await stands(stage, order, "Filled 10000/10000/0")
      held.releaseAll()
      await stage.during(compared)
      await staysAs(stage, order, "Filled 10000/10000/0")
      assert.deepEqual(await stage.story(order), [...RESTS, "OrderPartiallyFilled", "OrderFilled"])
      assert.deepEqual(await stage.during(stage.manager().getBreaks()), [])
    }))

  test("G.1.c every read lags five seconds behind the pushes, so no answer sets the order back", () =>
    scene(async (stage) => {
      for (const fault of ["stale-order", "stale-pending", "stale-history", "stale-fills"] as const)
        stage.exchange.fault(fault, { delayMs: 5_000 })
      const order = await stage.rests({ quantity: lots(10_000) })
      for (const [fill, shown] of [
        ["2000", "PartiallyFilled 10000/2000/8000"],
        ["5000", "PartiallyFilled 10000/7000/3000"],
        ["3000", "Filled 10000/10000/0"],
      ] as const) {
        stage.exchange.fill(order, lots(Number(fill)))
        await stands(stage, order, shown)
        await stage.during(stage.manager().startReconciliation())
        await staysAs(stage, order, shown, 1_500)
      }
      const filled = await stage.order(order)
      assert.equal(filled.fills.length, 3)
      assert.deepEqual(await stage.story(order), [
        ...RESTS,
        "OrderPartiallyFilled",
        "OrderPartiallyFilled",
        "OrderFilled",
      ])
    }))

  test("G.1.c the answer to a placement comes after its first fill, so the order is not set back to acknowledged", () =>
    scene(async (stage) => {
      const ack = stage.net.hold({ direction: "down", what: "order" })
      const order = await stage.place({ quantity: lots(10_000) })
      await stage.until(() => stage.exchange.find(order) !== undefined)
      stage.exchange.fill(order, lots(1_000))
      await stands(stage, order, "PartiallyFilled 10000/1000/9000")
      ack.releaseAll()
      await staysAs(stage, order, "PartiallyFilled 10000/1000/9000")
    }))
})
