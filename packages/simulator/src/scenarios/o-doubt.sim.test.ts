// Scenarios O, first part: nobody knows what became of a request. Answers are lost, the connection breaks, the process dies; OKX is asked until it is certain,
// nothing is sent twice, and what may live is counted as if it lived.

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { format, type Order } from "@okx-oms/core"
import type { Stage } from "../stage.ts"
import { withoutItem } from "./frames.ts"
import { comesTo, lots, RESTS, SENT, scene, standing, stands, staysAs, writes } from "./scene.ts"

const ORDER = { direction: "down", what: "order" } as const
const ORDER_PUSHES = { direction: "down", what: "push orders" } as const
const HOUR_MS = 3_600_000

/** OKX says nothing of what it does: neither the reply nor a push comes through. */
function deafen(stage: Stage, operation = "order"): void {
  stage.net.drop({ direction: "down", what: operation })
  stage.net.drop(ORDER_PUSHES, { times: 50 })
}

/** The order in doubt, as soon as it is. */
async function inDoubt(stage: Stage, ref: Order, withinMs = 10_000): Promise<Order> {
  const giveUpAtMs = stage.nowMs + withinMs
  for (;;) {
    const order = await stage.order(ref)
    if (order.doubt !== undefined) return order
    assert.ok(stage.nowMs < giveUpAtMs, `not in doubt but ${standing(order)}`)
    await stage.advance(10)
  }
}

/** X + S + V of the order, in the world's time: no read that began earlier proves that it was never placed. */
function certainFromMs(stage: Stage, order: Order): { readonly atMs: number; readonly exchangeOffsetMs: number } {
  const exchange = stage.world.generation?.gateway(stage.account)?.exchangeTime() ?? assert.fail("its time is known")
  const { usedMs } = stage.manager().status().visibility
  const exchangeOffsetMs = stage.exchange.nowMs - stage.nowMs
  const expiresAt = order.expiresAt ?? assert.fail("it was sent with an expTime")
  return { atMs: expiresAt + exchange.uncertaintyMs + usedMs - exchangeOffsetMs, exchangeOffsetMs }
}

function told(events: readonly string[]): string[] {
  // How often OKX was asked is not the row's matter.
  return events.filter((type, at) => type !== "OrderInDoubt" || events[at - 1] !== "OrderInDoubt")
}

describe("O.1", () => {
  test("O.1 a placement times out and the order is live, so in doubt, then Acknowledged by a read; one order, sent once", () =>
    scene(async (stage) => {
      // The regular look at the open orders would find it before five seconds of silence are over.
      stage.exchange.fault("stale-pending", { delayMs: 8_000 })
      deafen(stage)
      const order = await stage.place({ quantity: lots(10_000) })
      const doubted = await inDoubt(stage, order)
      assert.equal(standing(doubted), "Submitted 10000/0/10000 DOUBT")
      assert.match(doubted.doubt?.asked ?? "", /place buy BTC-USDT/)
      assert.notEqual(doubted.doubt?.answer, "")
      await stands(stage, order, "Acknowledged 10000/0/10000", 3_000)
      assert.deepEqual(told(await stage.story(order)), [...SENT, "OrderInDoubt", "DoubtResolved", "OrderAcknowledged"])
      assert.equal(stage.exchange.orders().length, 1)
      assert.deepEqual(writes(stage), ["order"])
    }))

  test("O.1 neither reply nor push comes, so the next look at the open orders finds it, before it is a doubt", () =>
    scene(async (stage) => {
      deafen(stage)
      const order = await stage.place({ quantity: lots(10_000) })
      await stands(stage, order, "Acknowledged 10000/0/10000", 5_500)
      assert.deepEqual(await stage.story(order), [...RESTS, "BreakFound"])
      const [missed] = await stage.during(stage.manager().getBreaks())
      assert.deepEqual([missed?.kind, missed?.action], ["state-mismatch", "repaired"])
      await stage.advance(10_000)
      assert.deepEqual(writes(stage), ["order"])
    }))

  test("O.1 the connection breaks with the reply on its way, so in doubt at once and found within half a second", () =>
    scene(async (stage) => {
      stage.net.cut(ORDER)
      const order = await stage.place({ quantity: lots(10_000) })
      await inDoubt(stage, order, 100)
      await stands(stage, order, "Acknowledged 10000/0/10000", 500)
      assert.deepEqual(writes(stage), ["order"])
    }))

  for (const fault of ["50004-executed", "empty-body", "cut-json", "no-data"] as const) {
    test(`O.1 OKX executes the placement and answers with ${fault}, so in doubt and found by a read or a push, never sent again`, () =>
      scene(async (stage) => {
        stage.exchange.fault(fault, { times: 1 })
        const order = await stage.place({ quantity: lots(10_000) })
        await stands(stage, order, "Acknowledged 10000/0/10000", 8_000)
        await stage.advance(10_000)
        assert.equal(stage.exchange.orders().length, 1)
        assert.deepEqual(writes(stage), ["order"])
      }))
  }
})

describe("O.2", () => {
  test("O.2 a placement times out and never arrived, so Failed after expTime and two not-found reads, not before X + S + V and within two polls of it, with the evidence", () =>
    scene(async (stage) => {
      stage.net.drop({ direction: "up", what: "order" })
      const order = await stage.place({ quantity: lots(10_000) })
      const doubted = await inDoubt(stage, order)
      const { atMs } = certainFromMs(stage, doubted)
      await stage.advance(atMs - stage.nowMs)
      assert.equal(standing(await stage.order(order)), "Submitted 10000/0/10000 DOUBT", "not before X + S + V")
      const failed = await stands(stage, order, "Failed 10000/0/0", 4_000)
      assert.equal(failed.reason, "proven never placed")
      assert.deepEqual(told(await stage.story(order)), [...SENT, "OrderInDoubt", "DoubtResolved", "OrderFailed"])
      const resolved = (await stage.events()).find(({ type }) => type === "DoubtResolved")
      assert.ok(resolved?.type === "DoubtResolved" && resolved.verdict === "never-placed")
      assert.match(resolved.evidence, /expTime \d+; GET order not found at \d+, GET order not found at \d+/)
      assert.match(resolved.evidence, /absent from orders-pending \d+, orders-history \d+, fills \d+/)
      assert.equal(stage.exchange.orders().length, 0)
      assert.deepEqual(writes(stage), ["order"])
    }))

  test("O.2 the placement arrives after its expTime, so OKX discards it and Failed is true for good", () =>
    scene(async (stage) => {
      stage.net.delay({ direction: "up", what: "order" }, 20_000)
      const order = await stage.place({ quantity: lots(10_000) })
      await stands(stage, order, "Failed 10000/0/0", 12_000)
      await staysAs(stage, order, "Failed 10000/0/0", 20_000)
      assert.equal(stage.exchange.orders().length, 0)
    }))

  test("O.2 the placement arrives just before its expTime and its answers are lost, so it is found and not called never placed", () =>
    scene(async (stage) => {
      stage.net.delay({ direction: "up", what: "order" }, 2_400)
      deafen(stage)
      stage.exchange.fault("stale-reads", { delayMs: 1_900 })
      const order = await stage.place({ quantity: lots(10_000) })
      await stands(stage, order, "Acknowledged 10000/0/10000", 10_000)
      assert.equal(stage.exchange.orders().length, 1)
    }))

  test("O.2 its exposure is reserved in full while it is in doubt, so what would exceed a limit is denied until it is proven never placed", () =>
    scene(
      async (stage) => {
        stage.net.drop({ direction: "up", what: "order" })
        const order = await stage.place()
        await inDoubt(stage, order)
        const denied = await stage.tryPlace()
        assert.equal(denied.ok ? "taken" : denied.refusal.code, "open-orders-above-limit")
        await comesTo(stage, order, "Failed")
        assert.ok((await stage.tryPlace()).ok)
      },
      { limits: { maxOpenOrders: 1 } },
    ))

  test("O.2 the reads time out as well, so it stays in doubt until OKX answers, whatever the clock says", () =>
    scene(async (stage) => {
      stage.net.drop({ direction: "up", what: "order" })
      stage.exchange.fault("unavailable", { scope: "reads" })
      const order = await stage.place({ quantity: lots(10_000) })
      await stage.advance(60_000)
      const doubted = await stage.order(order)
      assert.equal(standing(doubted), "Submitted 10000/0/10000 DOUBT")
      assert.deepEqual(doubted.doubt?.notFoundAt, [])
      stage.exchange.heal()
      // OKX was in trouble lately: reads prove something half a minute later only.
      await stands(stage, order, "Failed 10000/0/0", 70_000)
      assert.deepEqual(writes(stage), ["order"])
    }))
})

describe("O.3", () => {
  test("O.3 a placement times out and was filled before the first question, so Filled with its fills and nothing sent again", () =>
    scene(async (stage) => {
      deafen(stage)
      const order = await stage.place({ quantity: lots(10_000) })
      await stage.until(() => stage.exchange.find(order) !== undefined)
      stage.exchange.fill(order, lots(4_000))
      stage.exchange.fill(order)
      await inDoubt(stage, order)
      await stands(stage, order, "Filled 10000/10000/0", 3_000)
      await stage.advance(1_000)
      const filled = await stage.order(order)
      assert.equal(filled.fills.length, 2)
      assert.equal(format(filled.fillsMissing), "0")
      assert.deepEqual(writes(stage), ["order"])
    }))
})

describe("O.4", () => {
  test("O.4 a placement times out and a person cancels it on OKX's page within two hours, so Cancelled as OKX says", () =>
    scene(async (stage) => {
      deafen(stage)
      const order = await stage.place({ quantity: lots(10_000) })
      await stage.until(() => stage.exchange.find(order) !== undefined)
      stage.exchange.cancelOutside(order, "1")
      const ended = await comesTo(stage, order, "Cancelled")
      assert.equal(standing(ended), "Cancelled 10000/0/0")
      assert.deepEqual(told(await stage.story(order)), [...SENT, "OrderInDoubt", "DoubtResolved", "OrderCancelled"])
    }))

  test("O.4 the same, and the process is back only after OKX has forgotten it, so Expired with both readings in the reason", () =>
    scene(async (stage) => {
      deafen(stage)
      const order = await stage.place({ quantity: lots(10_000) })
      await stage.until(() => stage.exchange.find(order) !== undefined)
      stage.crash()
      stage.exchange.cancelOutside(order, "1")
      await stage.advance(3 * HOUR_MS)
      await stage.boot()
      const ended = await comesTo(stage, order, "Expired")
      assert.equal(ended.reason, "never placed or cancelled, unfilled; OKX no longer tells which")
      assert.equal(standing(ended), "Expired 10000/0/0")
      assert.deepEqual(told(await stage.story(order)), [...SENT, "OrderInDoubt", "DoubtResolved", "OrderExpired"])
      assert.deepEqual(writes(stage), ["order"])
    }))
})

describe("O.5", () => {
  for (const answer of ["51412", "50004-not-executed"] as const) {
    test(`O.5 a cancel is answered with ${answer}, so the wish stands, the order is read, and while it lives it is cancelled again`, () =>
      scene(async (stage) => {
        const order = await stage.rests({ quantity: lots(10_000) })
        if (answer === "51412") {
          stage.net.rewrite({ direction: "up", what: "cancel-order" }, (body) =>
            body.replace(/"ordId":"\d+"/, '"ordId":"1"'),
          )
          stage.net.rewrite({ direction: "down", what: "cancel-order" }, (body) => body.replaceAll("51400", "51412"))
        } else stage.exchange.fault(answer, { times: 1 })
        assert.ok((await stage.cancel(order)).ok)
        await stage.advance(100)
        assert.equal(standing(await stage.order(order)), "Acknowledged 10000/0/10000 PC")
        await stands(stage, order, "Cancelled 10000/0/0", 6_000)
        assert.deepEqual(await stage.story(order), [
          ...RESTS,
          "CancelRequested",
          "CancelRequested",
          "CancelAccepted",
          "OrderCancelled",
        ])
        assert.deepEqual(writes(stage), ["order", "cancel-order", "cancel-order"])
      }))
  }

  test("O.5 a cancel is answered with 50004 and was done, so the push decides and it is not sent again", () =>
    scene(async (stage) => {
      const order = await stage.rests({ quantity: lots(10_000) })
      stage.exchange.fault("50004-executed", { times: 1 })
      assert.ok((await stage.cancel(order)).ok)
      await stands(stage, order, "Cancelled 10000/0/0")
      await stage.advance(5_000)
      assert.deepEqual(writes(stage), ["order", "cancel-order"])
    }))
})

describe("O.6", () => {
  for (const [how, state] of [
    ["filled", "Filled"],
    ["cancelled by a person", "Cancelled"],
  ] as const) {
    test(`O.6 a cancel meets 51400 while the push of an order that was ${how} is late, so nothing is guessed, and a read says ${state}`, () =>
      scene(async (stage) => {
        const order = await stage.rests({ quantity: lots(10_000) })
        const late = stage.net.hold(ORDER_PUSHES, { times: 9 })
        if (state === "Filled") stage.exchange.fill(order)
        else stage.exchange.cancelOutside(order, "1")
        assert.ok((await stage.cancel(order)).ok)
        await stage.until(() => stage.observations.some((each) => each.kind === "received" && /51400/.test(each.body)))
        await stage.rest()
        assert.equal(standing(await stage.order(order)), "Acknowledged 10000/0/10000 PC")
        const ended = await comesTo(stage, order, state)
        late.releaseAll()
        await stage.advance(1_000)
        const after = await stage.order(order)
        assert.equal(after.state, ended.state)
        assert.equal(after.fills.length, state === "Filled" ? 1 : 0)
        assert.deepEqual(writes(stage), ["order", "cancel-order"])
      }))
  }
})

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
      // Contracts are taken once the books have begun, and they begin at a quiet moment.
      await stage.advance(11_000)
      stage.net.drop(ORDER, { times: 2 })
      stage.net.cut({ direction: "up", what: "order", says: '"instIdCode":40' })
      stage.net.drop(ORDER_PUSHES, { times: 9 })
      const wishes = [
        {},
        { symbol: "BTC-USDT-SWAP", quantity: "1" },
        { symbol: "ETH-USDT", price: "2900", quantity: "0.1" },
      ]
      const placed: Order[] = []
      for (const wish of wishes) placed.push(await stage.place(wish))
      await stage.until(() => !stage.manager().status().ready)
      await stage.advance(10)
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
