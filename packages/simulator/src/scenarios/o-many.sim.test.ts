// Scenarios O, second part: many requests are without an answer at once - a batch answered in part, a connection that breaks, a process that dies, a kill switch, a
// clock that is wrong - and each order is decided for itself.

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import type { Order } from "@okx-oms/core"
import type { Stage } from "../stage.ts"
import { deafen, ORDER_PUSHES, told } from "./doubting.ts"
import { withoutItem } from "./frames.ts"
import { comesTo, lots, SENT, scene, standing, stands, writes } from "./scene.ts"

const ORDER = { direction: "down", what: "order" } as const

describe("O.7", () => {
  test("O.7 a batch of 20 of which 7 are refused and one is missing from the answer, so 12 rest, 7 are Rejected, one is in doubt until it is found", () =>
    scene(async (stage) => {
      stage.exchange.fault("refused-items", { times: 7 })
      stage.net.rewrite({ direction: "down", what: "batch-orders" }, (body) => withoutItem(body, 13))
      const pushes = stage.net.hold(ORDER_PUSHES, { times: 50 })
      const wishes = Array.from({ length: 20 }, (_, at) => ({ price: String(88_000 + at), quantity: lots(100) }))
      const placed = await stage.placeAll(wishes)
      await stage.advance(100)
      const orders: Order[] = []
      for (const order of placed) orders.push(await stage.order(order))
      const count = (wanted: (order: Order) => boolean): number => orders.filter(wanted).length
      assert.equal(
        count(({ state }) => state === "Acknowledged"),
        12,
      )
      assert.equal(
        count(({ state }) => state === "Rejected"),
        7,
      )
      assert.equal(
        count(({ state, doubt }) => state === "Submitted" && doubt !== undefined),
        1,
      )
      assert.match(
        stage.observations.findLast((each) => each.kind === "received" && /51008/.test(each.body))?.kind ?? "",
        /received/,
      )
      await stage.advance(3_000)
      const after = await Promise.all(placed.map(({ orderId }) => stage.during(stage.manager().getOrder({ orderId }))))
      assert.equal(after.filter((order) => order?.state === "Acknowledged").length, 13)
      pushes.releaseAll()
      await stage.advance(100)
      assert.equal(stage.exchange.open().length, 13)
      assert.deepEqual(writes(stage), ["batch-orders"])
    }))
})

describe("O.8", () => {
  test("O.8 the connection drops between three placements and their replies, so all are in doubt and each is resolved by REST, none sent again", () =>
    scene(async (stage) => {
      stage.net.drop(ORDER, { times: 2 })
      stage.net.cut({ direction: "up", what: "order", says: '"instIdCode":40' })
      stage.net.drop(ORDER_PUSHES, { times: 9 })
      const wishes = [
        {},
        { symbol: "BTC-USDT-SWAP", quantity: "1" },
        { symbol: "ETH-USDT", price: "2900", quantity: "0.1" },
      ]
      const placed: Order[] = []
      for (const wish of wishes) {
        placed.push(await stage.place(wish))
        await stage.advance(10)
      }
      assert.equal(stage.manager().status().ready, false)
      for (const order of placed) assert.match(standing(await stage.order(order)), /^Submitted .* DOUBT$/)
      const [first, second, third] = placed
      await comesTo(stage, first ?? assert.fail(), "Acknowledged")
      await comesTo(stage, second ?? assert.fail(), "Acknowledged")
      // The one on which the connection broke never arrived.
      await comesTo(stage, third ?? assert.fail(), "Failed")
      assert.equal(stage.exchange.orders().length, 2)
      assert.deepEqual(writes(stage), ["order", "order", "order"])
    }))

  test("O.8 the connection drops under a cancel and an amendment, so both wishes stand, reads tell what became of them", () =>
    scene(async (stage) => {
      const gone = await stage.rests({ quantity: lots(10_000) })
      const changed = await stage.rests({ quantity: lots(10_000), price: "88000" })
      stage.net.drop({ direction: "down", what: /^(cancel-order|amend-order|push orders)$/ }, { times: 9 })
      assert.ok((await stage.cancel(gone)).ok)
      assert.ok((await stage.amend(changed, { quantity: lots(12_000) })).ok)
      await stage.until(
        () => stage.exchange.find(gone)?.state === "canceled" && stage.exchange.find(changed)?.quantity === "0.12",
      )
      stage.disconnect()
      assert.equal(standing(await stage.order(gone)), "Acknowledged 10000/0/10000 PC")
      assert.equal(standing(await stage.order(changed)), "Acknowledged 10000/0/10000 PR")
      await stands(stage, gone, "Cancelled 10000/0/0", 10_000)
      await stands(stage, changed, "Acknowledged 12000/0/12000", 10_000)
      assert.deepEqual(writes(stage), ["order", "order", "cancel-order", "amend-order"])
    }))
})

describe("O.12", () => {
  test("O.12 the process dies after the intention is durable and before the first byte, so the next life doubts, asks and proves it never placed", () =>
    scene(async (stage) => {
      stage.crashAt("ws")
      await assert.rejects(stage.place({ quantity: lots(10_000) }))
      await stage.boot()
      const created = (await stage.events()).find(({ type }) => type === "OrderCreated")
      const order = created?.type === "OrderCreated" ? created : assert.fail("the intention is durable")
      await stands(stage, order, "Failed 10000/0/0", 10_000)
      assert.deepEqual(told(await stage.story(order)), [...SENT, "OrderInDoubt", "DoubtResolved", "OrderFailed"])
      assert.deepEqual(writes(stage), [])
    }))

  test("O.12 the process dies while the order waits in our queue, so the next life says at once that it was not sent", () =>
    scene(async (stage) => {
      stage.net.refusesConnections = true
      stage.disconnect()
      await stage.advance(100)
      const order = await stage.place({ quantity: lots(10_000) })
      assert.equal(standing(order), "Validated 10000/0/10000")
      stage.crash()
      stage.net.refusesConnections = false
      await stage.boot()
      const failed = await stage.order(order)
      assert.equal(standing(failed), "Failed 10000/0/0")
      assert.match(failed.reason ?? "", /not sent/)
      assert.deepEqual(await stage.story(order), ["OrderCreated", "OrderValidated", "OrderFailed"])
      assert.deepEqual(writes(stage), [])
    }))
})

describe("O.13", () => {
  /** Placed, on the wire, and nobody left to hear the answer. */
  async function dyingWith(stage: Stage): Promise<Order> {
    const order = await stage.place({ quantity: lots(10_000) })
    await stage.until(() => writes(stage).length === 1)
    stage.crash()
    await stage.advance(100)
    return order
  }

  test("O.13 the process dies between sending and the answer and the order is live, so the next life finds it and sends nothing", () =>
    scene(async (stage) => {
      const order = await dyingWith(stage)
      await stage.boot()
      await stands(stage, order, "Acknowledged 10000/0/10000", 3_000)
      assert.equal(stage.exchange.orders().length, 1)
      assert.deepEqual(writes(stage), ["order"])
    }))

  test("O.13 the process dies between sending and the answer and it never arrived, so the next life proves it never placed", () =>
    scene(async (stage) => {
      stage.net.drop({ direction: "up", what: "order" })
      const order = await dyingWith(stage)
      await stage.boot()
      const failed = await stands(stage, order, "Failed 10000/0/0", 10_000)
      assert.equal(failed.reason, "proven never placed")
      assert.deepEqual(writes(stage), ["order"])
    }))

  test("O.13 the process dies between sending and the answer and it is filled meanwhile, so the next life books the fills", () =>
    scene(async (stage) => {
      const order = await dyingWith(stage)
      stage.exchange.fill(order)
      await stage.boot()
      await stands(stage, order, "Filled 10000/10000/0", 3_000)
      await stage.advance(1_000)
      assert.equal((await stage.order(order)).fills.length, 1)
      assert.deepEqual(writes(stage), ["order"])
    }))
})

describe("O.19", () => {
  test("O.19 halted while 30 placements wait, so none of them is ever sent; what lives is cancelled, what is in doubt is found and then cancelled", () =>
    scene(async (stage) => {
      const live = [
        await stage.rests({ quantity: lots(1_000) }),
        await stage.rests({ quantity: lots(1_000), price: "88000" }),
      ]
      deafen(stage)
      const doubtful = await stage.place({ quantity: lots(1_000), price: "87000" })
      await stage.until(() => stage.exchange.find(doubtful) !== undefined)
      stage.disconnect()
      stage.net.refusesConnections = true
      await stage.advance(50)
      const sentBefore = writes(stage).length
      const queued: Order[] = []
      for (let at = 0; at < 30; at++)
        queued.push(await stage.place({ quantity: lots(100), price: String(86_000 + at) }))
      assert.ok(queued.every(({ state }) => state === "Validated"))
      const { manager } = { manager: stage.manager() }
      assert.ok((await stage.during(manager.halt("halt", "kill switch"))).ok)
      const cancelled = stage.during(manager.cancelAll({}, "kill switch"))
      assert.ok((await cancelled).every(({ ok }) => ok))
      for (const order of queued) {
        const ended = await stage.order(order)
        assert.match(ended.state, /^(Failed|Cancelled)$/)
        assert.equal(stage.exchange.find(ended), undefined)
      }
      stage.net.refusesConnections = false
      for (const order of [...live, doubtful]) await comesTo(stage, order, "Cancelled")
      await stage.advance(15_000)
      assert.equal(stage.exchange.orders().length, 3)
      assert.equal(stage.exchange.open().length, 0)
      const after = writes(stage).slice(sentBefore)
      assert.ok(
        after.every((what) => /cancel/.test(what)),
        after.join(", "),
      )
      const denied = await stage.tryPlace()
      assert.equal(denied.ok ? "taken" : denied.refusal.code, "trading-halted")
    }))
})

describe("O.20", () => {
  test("O.20 OKX's gateways are 40 s off, so no order ends in an unknown way, our clock is sampled again, and sending goes on", () =>
    scene(async (stage) => {
      const rests = await stage.rests({ quantity: lots(10_000) })
      stage.exchange.control("POST /paper/clock", { skewMs: 40_000 })
      const during = [
        await stage.place({ quantity: lots(1_000) }),
        await stage.place({ quantity: lots(1_000), price: "88000" }),
      ]
      await stage.advance(10_000)
      for (const { orderId } of during) {
        const order = await stage.order(orderId)
        assert.notEqual(order.state, "Failed")
        assert.equal(order.doubt, undefined)
        // Refused with certainty, or sent again within its time after proof that the first was not executed.
        assert.match(order.state, /^(Acknowledged|Rejected)$/)
        assert.equal(stage.exchange.find(order) !== undefined, order.state === "Acknowledged")
      }
      const later = await stage.rests({ quantity: lots(1_000), price: "87000" })
      assert.equal(later.state, "Acknowledged")
      assert.equal(standing(await stage.order(rests)), "Acknowledged 10000/0/10000")
      stage.exchange.control("POST /paper/clock", { skewMs: 0 })
      await stage.advance(10_000)
      const back = await stage.rests({ quantity: lots(1_000), price: "86000" })
      assert.equal(back.state, "Acknowledged")
    }))
})
