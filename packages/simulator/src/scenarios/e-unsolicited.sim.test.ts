// Scenarios E: what nobody here asked for. A person on OKX's page or the exchange itself places, cancels or changes; it is shown as it is, and nothing is sent
// because of it.

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import type { Order } from "@okx-oms/core"
import type { Stage } from "../stage.ts"
import { lots, RESTS, SENT, scene, shownAs, stands, staysAs, writes } from "./scene.ts"

/** Shown, and reported as a difference of the books. */
const ADOPTED = ["OrderAdopted", "BreakFound"] as const

/** Somebody else changes the order. Source: OKX's amendSource; "1" is a person on OKX's page. */
function amendOutside(stage: Stage, order: Order, amendSource: string, quantity: string): void {
  const { accountsByKey } = stage.exchange.host.exchange.world
  const [account] = accountsByKey.keys()
  const ordId = order.okxOrderId
  stage.exchange.control("POST /paper/orders/amend", { account, ordId, amendSource, newSz: quantity })
}

async function filledBy(stage: Stage, filled: number): Promise<Order> {
  const order = await stage.rests({ quantity: lots(10_000) })
  stage.exchange.fill(order, lots(filled))
  return stands(stage, order, `PartiallyFilled 10000/${filled}/${10_000 - filled}`)
}

describe("E.1.a", () => {
  test("E.1.a a person places by hand, so the order is shown with OKX's id alone, its fills follow, and it is nobody's to cancel here", () =>
    scene(async (stage) => {
      const ordId = stage.exchange.placeOutside({ sz: lots(10_000) })
      const shown = await shownAs(stage, ordId, 100)
      await stands(stage, shown, "Acknowledged 10000/0/10000", 0)
      assert.deepEqual([shown.source, shown.strategy, shown.clOrdId], ["exchange", "external", undefined])
      const breaks = await stage.during(stage.manager().getBreaks())
      assert.deepEqual(
        breaks.map(({ kind, action }) => [kind, action]),
        [["external-order", "adopted"]],
      )
      stage.exchange.fill(shown, lots(2_000))
      await stands(stage, shown, "PartiallyFilled 10000/2000/8000")
      const answer = await stage.cancel(shown)
      assert.equal(answer.ok === false && answer.refusal.code, "order-not-ours")
      assert.deepEqual(await stage.during(stage.callers.cancelAll(stage.account)), { kind: "answered", answer: [] })
      stage.exchange.fill(shown)
      await stands(stage, shown, "Filled 10000/10000/0")
      assert.deepEqual(await stage.story(shown), [...ADOPTED, "OrderPartiallyFilled", "OrderFilled"])
      assert.deepEqual(writes(stage), [])
    }))

  test("E.1.a it was placed and part-filled while nobody was connected, so the comparison shows it with what is filled and books the fill", () =>
    scene(async (stage) => {
      stage.net.refusesConnections = true
      stage.disconnect()
      await stage.advance(50)
      const ordId = stage.exchange.placeOutside({ sz: lots(10_000) })
      stage.exchange.trade({ side: "sell", price: "89000", size: lots(2_000) })
      stage.net.refusesConnections = false
      const shown = await shownAs(stage, ordId, 20_000)
      await stands(stage, shown, "PartiallyFilled 10000/2000/8000", 0)
      await stage.advance(1_000)
      const whole = await stands(stage, shown, "PartiallyFilled 10000/2000/8000", 0)
      assert.deepEqual([whole.fills.length, whole.fillsMissing.coefficient], [1, 0n])
      assert.deepEqual(await stage.story(shown), [...ADOPTED, "FillBooked"])
      assert.deepEqual(writes(stage), [])
    }))

  test("E.1.a a person cancels the order placed by hand, so it is shown Cancelled", () =>
    scene(async (stage) => {
      const shown = await shownAs(stage, stage.exchange.placeOutside({ sz: lots(10_000) }), 100)
      stage.exchange.cancelOutside(shown, "1")
      await stands(stage, shown, "Cancelled 10000/0/0")
      assert.deepEqual(await stage.story(shown), [...ADOPTED, "OrderCancelled"])
    }))
})

/** What a person reads for each cancelSource; a source that no table has is named. */
const CANCEL_SOURCES: readonly (readonly [source: string, state: "Cancelled" | "Expired", reason: RegExp])[] = [
  ["0", "Cancelled", /by OKX/],
  ["1", "Cancelled", /by the user/],
  ["2", "Cancelled", /reduce-only|margin/],
  ["3", "Cancelled", /liquidation/],
  ["4", "Cancelled", /borrowing/],
  ["6", "Cancelled", /deleveraging/],
  ["7", "Expired", /delivery/],
  ["9", "Cancelled", /funding/],
  ["10", "Expired", /expiry/],
  ["15", "Cancelled", /price/],
  ["17", "Cancelled", /position closed/],
  ["20", "Cancelled", /dead-man/],
  ["21", "Cancelled", /cancelSource 21/],
  ["22", "Cancelled", /cancelSource 22/],
  ["31", "Cancelled", /post-only/],
  ["32", "Cancelled", /self-trade/],
  ["33", "Cancelled", /matches/],
  ["38", "Cancelled", /market maker protection/],
  ["39", "Cancelled", /market maker protection/],
  ["44", "Cancelled", /cancelSource 44/],
  ["777", "Cancelled", /cancelSource 777/],
]

describe("E.1.b", () => {
  for (const [cancelSource, state, reason] of CANCEL_SOURCES) {
    const how = cancelSource === "38" || cancelSource === "39" ? "mmp_canceled" : "canceled"
    test(`E.1.b OKX ends a part-filled order (${how}, cancelSource ${cancelSource}), so ${state} with 1000 filled, the reason in words, and nothing is sent`, () =>
      scene(async (stage) => {
        const order = await filledBy(stage, 1_000)
        stage.exchange.cancelOutside(order, cancelSource)
        const ended = await stands(stage, order, `${state} 10000/1000/0`)
        assert.match(ended.reason ?? "", reason)
        const last = (await stage.events()).findLast((event) => "orderId" in event && event.orderId === order.orderId)
        assert.ok(last?.type === "OrderCancelled" || last?.type === "OrderExpired")
        assert.equal(last.cancelSource, cancelSource)
        assert.deepEqual(await stage.story(order), [...RESTS, "OrderPartiallyFilled", `Order${state}`])
        assert.deepEqual(writes(stage), ["order"])
      }))
  }

  test("E.1.b the push of the end is lost, so the next comparison finds it and the order is Cancelled", () =>
    scene(async (stage) => {
      const order = await filledBy(stage, 1_000)
      stage.net.drop({ direction: "down", what: "push orders", says: '"state":"canceled"' })
      stage.exchange.cancelOutside(order, "20")
      const ended = await stands(stage, order, "Cancelled 10000/1000/0", 15_000)
      assert.match(ended.reason ?? "", /dead-man|Cancel all after/)
      assert.deepEqual(writes(stage), ["order"])
    }))

  test("E.1.b OKX ends it while our amendment is pending, so Cancelled with the old quantity and nothing pending", () =>
    scene(async (stage) => {
      const order = await filledBy(stage, 1_000)
      stage.exchange.fault("slow-amend", { times: 1, delayMs: 500 })
      await stage.amend(order, { quantity: lots(8_000) })
      stage.exchange.cancelOutside(order, "32")
      await stands(stage, order, "Cancelled 10000/1000/0")
      await staysAs(stage, order, "Cancelled 10000/1000/0", 5_000)
    }))

  test("E.1.b OKX ends it while our cancel is pending, so Cancelled once and the late answer changes nothing", () =>
    scene(async (stage) => {
      const order = await filledBy(stage, 1_000)
      const request = stage.net.hold({ direction: "up", what: "cancel-order" })
      await stage.cancel(order)
      await stage.until(() => request.passages.length === 1)
      stage.exchange.cancelOutside(order, "20")
      await stands(stage, order, "Cancelled 10000/1000/0")
      request.releaseAll()
      await staysAs(stage, order, "Cancelled 10000/1000/0", 5_000)
      assert.deepEqual(writes(stage), ["order", "cancel-order"])
      const ends = (await stage.story(order)).filter((type) => type === "OrderCancelled")
      assert.equal(ends.length, 1)
    }))

  test("E.1.b OKX ends it before the placement is acknowledged, so Cancelled from Submitted and the late answer changes nothing", () =>
    scene(async (stage) => {
      const ack = stage.net.hold({ direction: "down", what: "order" })
      stage.net.drop({ direction: "down", what: "push orders", says: '"state":"live"' })
      const order = await stage.place({ quantity: lots(10_000) })
      await stage.until(() => ack.passages.length === 1)
      stage.exchange.cancelOutside(order, "3")
      await stands(stage, order, "Cancelled 10000/0/0")
      ack.releaseAll()
      await staysAs(stage, order, "Cancelled 10000/0/0", 5_000)
      assert.deepEqual(await stage.story(order), [...SENT, "OrderCancelled"])
    }))

  test("E.1.b the dead-man's switch ends two of three orders, so those are Cancelled and the third rests", () =>
    scene(async (stage) => {
      const orders = await stage.placeAll([
        { quantity: lots(1_000) },
        { quantity: lots(1_000) },
        { quantity: lots(1_000) },
      ])
      for (const order of orders) await stands(stage, order, "Acknowledged 1000/0/1000")
      const [one, two, three] = orders
      assert.ok(one !== undefined && two !== undefined && three !== undefined)
      stage.exchange.cancelOutside(one, "20")
      stage.exchange.cancelOutside(three, "20")
      await stands(stage, one, "Cancelled 1000/0/0")
      await stands(stage, three, "Cancelled 1000/0/0")
      await staysAs(stage, two, "Acknowledged 1000/0/1000")
    }))
})

describe("E.1.c", () => {
  for (const [amendSource, who] of [
    ["1", "a person on OKX's page"],
    ["4", "OKX itself"],
    ["5", "a rule of OKX's"],
  ] as const) {
    test(`E.1.c ${who} raises the quantity of a part-filled order (amendSource ${amendSource}), so restated to 11000, and nothing is sent`, () =>
      scene(async (stage) => {
        const order = await filledBy(stage, 1_000)
        amendOutside(stage, order, amendSource, lots(11_000))
        await stands(stage, order, "PartiallyFilled 11000/1000/10000")
        const restated = (await stage.events()).findLast(({ type }) => type === "OrderRestated")
        assert.ok(restated?.type === "OrderRestated")
        assert.match(restated.reason, amendSource === "1" ? /not by us/ : new RegExp(`amendSource ${amendSource}`))
        stage.exchange.fill(order)
        await stands(stage, order, "Filled 11000/11000/0")
        assert.deepEqual(await stage.story(order), [...RESTS, "OrderPartiallyFilled", "OrderRestated", "OrderFilled"])
        assert.deepEqual(writes(stage), ["order"])
      }))
  }

  test("E.1.c a person changes it while our amendment is on its way, so restated first, ours still pending, and then ours", () =>
    scene(async (stage) => {
      const order = await filledBy(stage, 1_000)
      const request = stage.net.hold({ direction: "up", what: "amend-order" })
      await stage.amend(order, { quantity: lots(12_000) })
      await stage.until(() => request.passages.length === 1)
      amendOutside(stage, order, "1", lots(11_000))
      await stands(stage, order, "PartiallyFilled 11000/1000/10000 PR")
      request.releaseAll()
      await stands(stage, order, "PartiallyFilled 12000/1000/11000")
      const changes = (await stage.story(order)).filter(
        (type) => /Amend|Restated/.test(type) && type !== "AmendAccepted",
      )
      assert.deepEqual(changes, ["AmendRequested", "OrderRestated", "OrderAmended"])
    }))

  test("E.1.c the push of it is lost, so the next comparison restates the order", () =>
    scene(async (stage) => {
      const order = await filledBy(stage, 1_000)
      stage.net.drop({ direction: "down", what: "push orders" })
      amendOutside(stage, order, "1", lots(11_000))
      await stands(stage, order, "PartiallyFilled 11000/1000/10000", 15_000)
    }))
})

describe("E.1.d", () => {
  for (const amendSource of ["2", "3", "4"]) {
    test(`E.1.d OKX makes a part-filled order smaller (amendSource ${amendSource}), so restated to 9000 with 6000 left, and later fills complete it`, () =>
      scene(async (stage) => {
        const order = await filledBy(stage, 3_000)
        amendOutside(stage, order, amendSource, lots(9_000))
        await stands(stage, order, "PartiallyFilled 9000/3000/6000")
        stage.exchange.fill(order, lots(2_000))
        await stands(stage, order, "PartiallyFilled 9000/5000/4000")
        stage.exchange.fill(order)
        await stands(stage, order, "Filled 9000/9000/0")
        assert.deepEqual(await stage.story(order), [
          ...RESTS,
          "OrderPartiallyFilled",
          "OrderRestated",
          "OrderPartiallyFilled",
          "OrderFilled",
        ])
        assert.deepEqual(writes(stage), ["order"])
      }))
  }

  test("E.1.d OKX makes it as small as what is filled, so restated and Filled with 3000", () =>
    scene(async (stage) => {
      const order = await filledBy(stage, 3_000)
      amendOutside(stage, order, "2", lots(3_000))
      await stands(stage, order, "Filled 3000/3000/0")
      assert.deepEqual(await stage.story(order), [...RESTS, "OrderPartiallyFilled", "OrderRestated", "OrderFilled"])
    }))
})
