// Scenarios O, first part: nobody knows what became of a request. OKX is asked until it is certain, nothing is sent twice, and what may live is counted as if it
// lived.

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { format, type Order } from "@okx-oms/core"
import type { Stage } from "../stage.ts"
import { deafen, inDoubt, ORDER_PUSHES, told } from "./doubting.ts"
import { comesTo, lots, RESTS, SENT, scene, standing, stands, staysAs, writes } from "./scene.ts"

const ORDER = { direction: "down", what: "order" } as const
const HOUR_MS = 3_600_000

/** X + S + V of the order, in the world's time: no read that began earlier proves that it was never placed. */
function certainFromMs(stage: Stage, order: Order): { readonly atMs: number; readonly exchangeOffsetMs: number } {
  const exchange = stage.world.generation?.gateway(stage.account)?.exchangeTime() ?? assert.fail("its time is known")
  const { usedMs } = stage.manager().status().visibility
  const exchangeOffsetMs = stage.exchange.nowMs - stage.nowMs
  const expiresAt = order.expiresAt ?? assert.fail("it was sent with an expTime")
  return { atMs: expiresAt + exchange.uncertaintyMs + usedMs - exchangeOffsetMs, exchangeOffsetMs }
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

  test("O.2 OKX's clock goes back 8 s while it is decided and no sample was due, so not Failed before X + S + V by that clock either", () =>
    scene(async (stage) => {
      stage.net.drop({ direction: "up", what: "order" })
      const order = await stage.place({ quantity: lots(10_000) })
      const { atMs } = certainFromMs(stage, await inDoubt(stage, order))
      await stage.advance(atMs - stage.nowMs - 500)
      stage.exchange.control("POST /paper/clock", { skewMs: -8_000 })
      await stage.advance(8_000)
      assert.equal(standing(await stage.order(order)), "Submitted 10000/0/10000 DOUBT")
      await stands(stage, order, "Failed 10000/0/0", 80_000)
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
