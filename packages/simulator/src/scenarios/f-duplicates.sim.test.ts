// Scenarios F: the same order twice. OKX's clOrdId is unique among pending orders only and may be used again after an order's end, so what makes a second order
// impossible is our own books: a caller's id is taken for good.

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import type { BreakId, Order } from "@okx-oms/core"
import type { Stage } from "../stage.ts"
import { lots, RESTS, SENT, scene, shownAs, stands, staysAs, writes } from "./scene.ts"

const KEY = { clientOrderId: "wish-1", quantity: lots(10_000) } as const

/** The breaks that wait for somebody, by kind. */
async function openBreaks(stage: Stage): Promise<string[]> {
  const breaks = await stage.during(stage.manager().getBreaks())
  return breaks.filter(({ resolvedAt }) => resolvedAt === undefined).map(({ kind }) => kind)
}

/** The one open break names the stranger, and nothing new may leave. */
async function isContradiction(stage: Stage, order: Order, ordId: string): Promise<BreakId> {
  assert.deepEqual(await openBreaks(stage), ["contradiction"])
  const found = (await stage.during(stage.manager().getBreaks())).find(({ kind }) => kind === "contradiction")
  assert.ok(found !== undefined)
  assert.deepEqual([found.orderId, found.subject, found.action], [order.orderId, ordId, "needs a person"])
  assert.match(found.theirs, /^ordId \d+: buy 0\.09 BTC-USDT at 89000$/)
  assert.match(found.evidence, /^push of BTC-USDT, clOrdId \d{18}, ordId \d+/)
  assert.equal(stage.manager().status().trading.mode, "halt")
  return found.breakId
}

/** Another process places under the ids of this order before it arrives. */
function placedUnderItsIds(stage: Stage, order: Order, terms: Readonly<Record<string, string>> = {}): string {
  const { clOrdId = "", tag } = order
  return stage.exchange.placeOutside({ clOrdId, tag, sz: lots(10_000), ...terms })
}

/** The connection is gone and does not come back: what is placed waits here. */
async function disconnected(stage: Stage): Promise<void> {
  stage.net.refusesConnections = true
  stage.disconnect()
  await stage.advance(50)
}

describe("F.1.a", () => {
  for (const code of ["51016", "50071", "51011"]) {
    test(`F.1.a OKX says that it knows the id already (${code}) and shows the very order, so it is that one: one order, asked for and not sent again`, () =>
      scene(
        async (stage) => {
          const request = stage.net.hold({ direction: "up", what: "order" })
          stage.net.drop({ direction: "down", what: "push orders" })
          stage.net.rewrite({ direction: "down", what: "order" }, (body) => body.replaceAll("51016", code))
          const order = await stage.place({ quantity: lots(10_000) })
          await stage.until(() => request.passages.length === 1)
          const ordId = placedUnderItsIds(stage, order)
          request.releaseAll()
          await stands(stage, order, "Submitted 10000/0/10000 DOUBT")
          const found = await stands(stage, order, "Acknowledged 10000/0/10000", 2_000)
          assert.equal(found.okxOrderId, ordId)
          assert.deepEqual(await stage.story(order), [...SENT, "OrderInDoubt", "DoubtResolved", "OrderAcknowledged"])
          assert.equal(stage.exchange.orders().length, 1)
          assert.deepEqual(writes(stage), ["order"])
        },
        // Another places under our ids: to the auditor the order would be ours, placed before we sent it.
        { judged: false },
      ))
  }

  test("F.1.a OKX says 51016 and shows another order under the id, so it is not taken for ours: in doubt, a break, a person must look", () =>
    scene(
      async (stage) => {
        const request = stage.net.hold({ direction: "up", what: "order" })
        stage.net.drop({ direction: "down", what: "push orders" })
        const order = await stage.place({ quantity: lots(10_000) })
        await stage.until(() => request.passages.length === 1)
        placedUnderItsIds(stage, order, { sz: lots(9_000) })
        request.releaseAll()
        await stands(stage, order, "Submitted 10000/0/10000 DOUBT")
        const doubtful = await staysAs(stage, order, "Submitted 10000/0/10000 DOUBT", 30_000)
        assert.equal(doubtful.okxOrderId, undefined)
        assert.deepEqual(await openBreaks(stage), ["contradiction"])
        assert.equal(stage.manager().status().trading.mode, "halt")
        assert.deepEqual(writes(stage), ["order"])
      },
      { judged: false },
    ))

  test("F.1.a the push of another order under the id comes before OKX's 51016, so nothing of it is merged: in doubt, a break, trading halts", () =>
    scene(
      async (stage) => {
        const request = stage.net.hold({ direction: "up", what: "order" })
        const order = await stage.place({ quantity: lots(10_000) })
        await stage.until(() => request.passages.length === 1)
        const ordId = placedUnderItsIds(stage, order, { sz: lots(9_000) })
        await stands(stage, order, "Submitted 10000/0/10000 DOUBT")
        request.releaseAll()
        const doubtful = await staysAs(stage, order, "Submitted 10000/0/10000 DOUBT", 30_000)
        assert.match(doubtful.doubt?.next ?? "", /a person must look/)
        await isContradiction(stage, order, ordId)
        assert.deepEqual(writes(stage), ["order"])
      },
      { judged: false },
    ))

  test("F.1.a the push of an order with our very terms comes before OKX's 51016, so it is taken for ours until the answer: a break, and trading halts", () =>
    scene(
      async (stage) => {
        const request = stage.net.hold({ direction: "up", what: "order" })
        const order = await stage.place({ quantity: lots(10_000) })
        await stage.until(() => request.passages.length === 1)
        placedUnderItsIds(stage, order)
        await stands(stage, order, "Acknowledged 10000/0/10000")
        request.releaseAll()
        await staysAs(stage, order, "Acknowledged 10000/0/10000")
        assert.deepEqual(await openBreaks(stage), ["reply-mismatch"])
        assert.equal(stage.manager().status().trading.mode, "halt")
      },
      { judged: false },
    ))

  test("F.1.a another program's order under the id is over before ours arrives, so OKX takes ours: it is Acknowledged, the stranger never was it", () =>
    scene(
      async (stage) => {
        const request = stage.net.hold({ direction: "up", what: "order" })
        const order = await stage.place({ quantity: lots(10_000) })
        await stage.until(() => request.passages.length === 1)
        const ordId = placedUnderItsIds(stage, order, { sz: lots(9_000), tag: "" })
        await stands(stage, order, "Submitted 10000/0/10000 DOUBT")
        stage.exchange.cancelOutside(order, "1")
        request.releaseAll()
        const found = await stands(stage, order, "Acknowledged 10000/0/10000", 1_000)
        assert.notEqual(found.okxOrderId, ordId)
        stage.exchange.fill(found, lots(10_000))
        await stands(stage, order, "Filled 10000/10000/0")
        await isContradiction(stage, order, ordId)
        assert.deepEqual(writes(stage), ["order"])
      },
      { judged: false },
    ))

  test("F.1.a another program uses the id after our order's end, so a contradiction, halted, ours stays Filled; a person looks and trading goes on beside the stranger", () =>
    scene(
      async (stage) => {
        const order = await stage.rests({ quantity: lots(10_000) })
        stage.exchange.fill(order)
        await stands(stage, order, "Filled 10000/10000/0")
        const ordId = placedUnderItsIds(stage, order, { sz: lots(9_000), tag: "" })
        await staysAs(stage, order, "Filled 10000/10000/0", 2_000)
        const breakId = await isContradiction(stage, order, ordId)
        const denied = await stage.tryPlace({ quantity: lots(1_000) })
        assert.equal(denied.ok ? "taken" : denied.refusal.code, "trading-halted")
        await stage.during(stage.manager().resolveBreak(breakId, "another program of ours"))
        await stage.during(stage.manager().resume("looked at"))
        // The next comparisons show the stranger again.
        await staysAs(stage, order, "Filled 10000/10000/0", 30_000)
        assert.deepEqual([await openBreaks(stage), stage.manager().status().trading.mode], [[], "open"])
        assert.deepEqual(writes(stage), ["order"])
      },
      { judged: false },
    ))

  test("F.1.a the same caller's id with other terms while the first is open, so refused here, the first untouched and nothing sent", () =>
    scene(async (stage) => {
      const order = await stage.rests(KEY)
      const answer = await stage.tryPlace({ ...KEY, quantity: lots(9_000) })
      assert.ok(!answer.ok && answer.refusal.code === "client-order-id-taken")
      assert.equal(answer.refusal.orderId, order.orderId)
      await staysAs(stage, order, "Acknowledged 10000/0/10000")
      assert.deepEqual(await stage.story(order), RESTS)
      assert.deepEqual(writes(stage), ["order"])
    }))

  test("F.1.a the same caller's id with other terms after the first was filled, so refused here although OKX would take it", () =>
    scene(async (stage) => {
      const order = await stage.rests(KEY)
      stage.exchange.fill(order)
      await stands(stage, order, "Filled 10000/10000/0")
      const answer = await stage.tryPlace({ ...KEY, price: "88900" })
      assert.equal(answer.ok === false && answer.refusal.code, "client-order-id-taken")
      await staysAs(stage, order, "Filled 10000/10000/0")
      assert.equal(stage.exchange.orders().length, 1)
      assert.deepEqual(writes(stage), ["order"])
    }))
})

describe("F.1.b", () => {
  test("F.1.b the same wish again, so the answer is the first order and nothing is sent", () =>
    scene(async (stage) => {
      const order = await stage.rests(KEY)
      stage.exchange.fill(order, lots(2_000))
      await stands(stage, order, "PartiallyFilled 10000/2000/8000")
      const again = await stage.tryPlace(KEY)
      assert.ok(again.ok && again.value.replayed)
      assert.deepEqual([again.value.orderId, again.value.state], [order.orderId, "PartiallyFilled"])
      await staysAs(stage, order, "PartiallyFilled 10000/2000/8000")
      assert.deepEqual(writes(stage), ["order"])
    }))

  test("F.1.b two equal wishes at the same moment, so one order and both are answered with it", () =>
    scene(async (stage) => {
      const [one, two] = await stage.placeAll([KEY, KEY])
      assert.ok(one !== undefined && one.orderId === two?.orderId)
      await stands(stage, one, "Acknowledged 10000/0/10000")
      assert.equal(stage.exchange.orders().length, 1)
      assert.deepEqual(writes(stage), ["order"])
    }))

  test("F.1.b an id that nobody used, so accepted and sent", () =>
    scene(async (stage) => {
      await stage.rests(KEY)
      const other = await stage.rests({ ...KEY, clientOrderId: "wish-2" })
      assert.equal(other.clientOrderId, "wish-2")
      assert.deepEqual(writes(stage), ["order", "order"])
    }))

  test("F.1.b the same wish after it was denied, so denied with the same words and on record once", () =>
    scene(async (stage) => {
      const wish = { ...KEY, price: "99000" }
      const first = await stage.tryPlace(wish)
      const again = await stage.tryPlace(wish)
      assert.ok(!first.ok && !again.ok && first.orderId !== undefined)
      assert.deepEqual([again.refusal, again.orderId, again.replayed], [first.refusal, first.orderId, true])
      assert.deepEqual(await stage.story(first.orderId), ["OrderCreated", "OrderRejected"])
      assert.deepEqual(writes(stage), [])
    }))

  test("F.1.b the process died and the caller asks again, so the answer is the first order and OKX has one", () =>
    scene(async (stage) => {
      const order = await stage.rests(KEY)
      stage.crash()
      await stage.advance(500)
      await stage.boot()
      const again = await stage.tryPlace(KEY)
      assert.ok(again.ok && again.value.replayed)
      assert.equal(again.value.orderId, order.orderId)
      await stands(stage, order, "Acknowledged 10000/0/10000")
      assert.equal(stage.exchange.orders().length, 1)
      assert.deepEqual(writes(stage), ["order"])
    }))

  test("F.1.b the process died before it answered and the caller asks again, so one order, sent once", () =>
    scene(async (stage) => {
      stage.crashAt("ws")
      await assert.rejects(stage.place(KEY), /died before it answered/)
      await stage.advance(500)
      await stage.boot()
      const again = await stage.tryPlace(KEY)
      assert.ok(again.ok && again.value.replayed)
      await stage.until(() => stage.manager().status().ready)
      await stage.advance(20_000)
      // The intention was durable and the request had not left: it is proven never placed, and only a new wish places anew.
      await stands(stage, again.value, "Failed 10000/0/0", 0)
      assert.equal(stage.exchange.orders().length, 0)
    }))

  test("F.1.b the first was filled long ago and has left memory, so the journal knows it: the first order is the answer and nothing is sent", () =>
    scene(async (stage) => {
      const order = await stage.rests(KEY)
      stage.exchange.fill(order)
      await stands(stage, order, "Filled 10000/10000/0")
      await stage.advance(16 * 60_000)
      const again = await stage.tryPlace(KEY)
      assert.ok(again.ok && again.value.replayed)
      assert.deepEqual([again.value.orderId, again.value.state], [order.orderId, "Filled"])
      const other = await stage.tryPlace({ ...KEY, price: "88900" })
      assert.equal(other.ok === false && other.refusal.code, "client-order-id-taken")
      assert.deepEqual(writes(stage), ["order"])
    }))
})

describe("F.1.c", () => {
  test("F.1.c the order waits here unsent and OKX has it already, so it is not sent: failed here, corrected by what OKX shows, trading halted", () =>
    scene(
      async (stage) => {
        await disconnected(stage)
        const order = await stage.place(KEY)
        await stands(stage, order, "Validated 10000/0/10000", 0)
        const ordId = placedUnderItsIds(stage, order)
        stage.net.refusesConnections = false
        const found = await stands(stage, order, "Acknowledged 10000/0/10000", 9_000)
        assert.equal(found.okxOrderId, ordId)
        const story = (await stage.story(order)).filter((type) => type !== "BreakFound")
        assert.deepEqual(story, ["OrderCreated", "OrderValidated", "OrderFailed", "OrderCorrected"])
        assert.equal(stage.manager().status().trading.mode, "halt")
        assert.ok((await openBreaks(stage)).includes("resurrected"))
        const next = await stage.tryPlace({ quantity: lots(1_000) })
        assert.equal(next.ok === false && next.refusal.code, "trading-halted")
        await stage.advance(10_000)
        assert.equal(stage.exchange.orders().length, 1)
        assert.deepEqual(writes(stage), [])
      },
      { judged: false },
    ))

  test("F.1.c OKX has an order with our tag and an id of our form that the journal does not know, so adopted, reported and nothing new is placed", () =>
    scene(
      async (stage) => {
        const { tag } = await stage.rests(KEY)
        const ordId = stage.exchange.placeOutside({ clOrdId: "170000000000000042", tag, sz: lots(10_000) })
        const shown = await shownAs(stage, ordId, 100)
        await stands(stage, shown, "Acknowledged 10000/0/10000", 0)
        assert.equal(shown.source, "exchange")
        assert.ok((await openBreaks(stage)).includes("journal-behind"))
        const next = await stage.tryPlace({ quantity: lots(1_000) })
        assert.equal(next.ok === false && next.refusal.code, "trading-halted")
        assert.deepEqual(writes(stage), ["order"])
      },
      { judged: false },
    ))

  test("F.1.c an adopted order is told again under its id, so the answer is the adopted one and there is one", () =>
    scene(async (stage) => {
      const ordId = stage.exchange.placeOutside({ sz: lots(10_000) })
      const shown = await shownAs(stage, ordId, 100)
      stage.exchange.fault("duplicate-pushes")
      stage.exchange.fill(shown, lots(2_000))
      await stands(stage, shown, "PartiallyFilled 10000/2000/8000")
      await stage.advance(15_000)
      const adopted = (await stage.events()).filter(({ type }) => type === "OrderAdopted")
      assert.equal(adopted.length, 1)
      assert.equal((await stage.during(stage.manager().getActiveOrders())).length, 1)
    }))
})
