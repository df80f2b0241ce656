// Scenarios J: executions that are taken back or corrected. OKX's wire has no such message, so busts and new prices are replayed through core; what OKX does have -
// fees corrected later, rows of a read that differ from the push, fills after the end - goes over the wire. The state stays, the figures follow from the fills.

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import {
  Decimals,
  type ExchangeFill,
  type Fill,
  format,
  type Order,
  parsePrice,
  parseQuantity,
  toQuantity,
} from "@okx-oms/core"
import type { Stage } from "../stage.ts"
import { withFields } from "./frames.ts"
import { Replay } from "./replay.ts"
import { comesTo, lots, RESTS, scene, standing, stands, writes } from "./scene.ts"

const FILLS = { direction: "down", what: "GET /api/v5/trade/fills" } as const

/** Placed at 89000 for 10000 lots and filled in parts of these sizes. */
async function filledIn(stage: Stage, sizes: readonly number[]): Promise<Order> {
  const order = await stage.rests({ quantity: lots(10_000) })
  for (const [at, size] of sizes.entries()) {
    stage.exchange.fill(order, lots(size))
    await stage.until(() => stage.exchange.find(order) !== undefined)
    for (let tries = 0; tries < 100 && (await stage.order(order)).fills.length <= at; tries++) await stage.advance(1)
  }
  return stage.order(order)
}

async function replayOf(stage: Stage): Promise<Replay> {
  return new Replay(stage.account, await stage.events())
}

/** The fill with this number is taken back (no change), or was something else. */
function correct(books: Replay, { orderId }: Order, tradeId: string, change?: { price?: string; size?: number }): void {
  const order = books.order(orderId)
  const booked = order.fills.find((fill) => fill.tradeId === tradeId) ?? assert.fail("it is booked")
  const fill: Fill | undefined =
    change === undefined
      ? undefined
      : {
          ...booked,
          ...(change.price !== undefined && { price: parsePrice(change.price) }),
          ...(change.size !== undefined && { quantity: parseQuantity(lots(change.size)) }),
        }
  const others = Decimals.subtract(order.filledQuantity, booked.quantity)
  const filledQuantity = toQuantity(fill === undefined ? others : Decimals.add(others, fill.quantity))
  const reason = fill === undefined ? "busted" : "corrected"
  books.happened({ type: "FillCorrected", orderId, tradeId, ...(fill && { fill }), filledQuantity, reason })
}

/** Another execution of the order, as a read tells it. */
function execution(order: Order, tradeId: string, size: number): ExchangeFill {
  const first = order.fills[0] ?? assert.fail("it has fills")
  return {
    symbol: order.symbol,
    okxOrderId: order.okxOrderId ?? assert.fail("OKX knows it"),
    side: order.side,
    ...first,
    tradeId,
    quantity: parseQuantity(lots(size)),
    fees: [],
  }
}

function tradeOf(order: Order, at: number): string {
  return order.fills[at]?.tradeId ?? assert.fail(`there is a fill ${at}`)
}

function average(order: Order): string {
  return format(order.averagePrice ?? assert.fail("it has fills"))
}

describe("J.1.a", () => {
  test("J.1.a replayed, as OKX has no busts: filled, a trade busted, another corrected in price, a new trade, a trade corrected in size, so the figures follow the fills each time and it stays Filled", () =>
    scene(async (stage) => {
      const order = await filledIn(stage, [6_000, 3_000, 1_000])
      assert.equal(standing(order), "Filled 10000/10000/0")
      const books = await replayOf(stage)
      const now = (): string => `${standing(books.order(order.orderId))} at ${average(books.order(order.orderId))}`
      correct(books, order, tradeOf(order, 2))
      assert.equal(now(), "Filled 10000/9000/0 at 89000")
      correct(books, order, tradeOf(order, 1), { price: "88700" })
      assert.equal(now(), "Filled 10000/9000/0 at 88900")
      const fill = execution(order, "new-1", 1_000)
      assert.ok(books.told({ type: "FillReport", source: "history", fill }).includes("FillBooked"))
      assert.equal(now(), "Filled 10000/10000/0 at 88910")
      correct(books, order, tradeOf(order, 0), { size: 6_500 })
      const after = books.order(order.orderId)
      assert.equal(standing(after), "Filled 10000/10500/0")
      assert.equal(after.fills.length, 3)
      assert.equal(format(after.fillsMissing), "0")
      assert.equal(after.history.at(-1)?.to, "Filled")
    }))

  test("J.1.a enlarged after a correction: OKX amends no filled order, so it is refused here and nothing is sent", () =>
    scene(async (stage) => {
      const order = await filledIn(stage, [10_000])
      const refused = await stage.amend(order, { quantity: lots(12_000) })
      assert.equal(refused.ok ? "taken" : refused.refusal.code, "order-closed")
      assert.deepEqual(writes(stage), ["order"])
    }))

  test("J.1.a a read of the fills shows one with another price than its push, so it is corrected once, the average follows, and a break tells of it", () =>
    scene(
      async (stage) => {
        const order = await filledIn(stage, [4_000, 6_000])
        stage.net.rewrite(FILLS, (body) => withFields(body, { fillPx: "88000" }), { times: 99 })
        await stage.during(stage.manager().startReconciliation())
        await stage.during(stage.manager().startReconciliation())
        const after = await stage.order(order)
        assert.equal(standing(after), "Filled 10000/10000/0")
        // The newest fill is the first row: 6000 at 88000 and 4000 at 89000.
        assert.equal(average(after), "88400")
        assert.equal((await stage.story(order)).filter((type) => type === "FillCorrected").length, 1)
        const found = await stage.during(stage.manager().getBreaks())
        assert.deepEqual(
          found.filter(({ orderId }) => orderId === order.orderId).map(({ kind, action }) => `${kind}: ${action}`),
          ["fill-mismatch: repaired"],
        )
      },
      { judged: false },
    ))
})

describe("J.1.b", () => {
  test("J.1.b replayed: cancelled with 5000 filled, the trade busted, a new trade of 4000, so it stays Cancelled and the total falls to 0 and rises to 4000", () =>
    scene(async (stage) => {
      const order = await filledIn(stage, [5_000])
      assert.ok((await stage.cancel(order)).ok)
      await stands(stage, order, "Cancelled 10000/5000/0")
      const books = await replayOf(stage)
      correct(books, order, tradeOf(order, 0))
      assert.equal(standing(books.order(order.orderId)), "Cancelled 10000/0/0")
      const fill = execution(order, "new-1", 4_000)
      assert.ok(books.told({ type: "FillReport", source: "history", fill }).includes("OrderCorrected"))
      assert.equal(standing(books.order(order.orderId)), "Cancelled 10000/4000/0")
    }))

  test("J.1.b what OKX has of it: a fill after the push of the cancel, so the total grows, and it stays Cancelled unless it is complete", () =>
    scene(async (stage) => {
      const order = await filledIn(stage, [5_000])
      stage.exchange.fault("late-fills", { delayMs: 1_000 })
      assert.ok((await stage.cancel(order)).ok)
      await stands(stage, order, "Cancelled 10000/5000/0")
      await stage.advance(2_000)
      const after = await stage.order(order)
      const there = stage.exchange.find(order) ?? assert.fail("OKX has it")
      assert.equal(format(after.filledQuantity), there.filled)
      assert.ok(Decimals.greaterThan(after.filledQuantity, Decimals.decimal("0.05")))
      assert.equal(after.state, there.filled === "0.1" ? "Filled" : "Cancelled")
      assert.ok((await stage.story(order)).includes("OrderCorrected"))
    }))
})

describe("J.1.c", () => {
  test("J.1.c partly filled, and OKX corrects the fee later without a word, so the next reads of the fills find it, once, and the order lives on", () =>
    scene(async (stage) => {
      stage.exchange.fault("fee-corrections", { delayMs: 3_000, times: 1 })
      const order = await filledIn(stage, [2_000])
      const feeBefore = format(order.fees[0]?.amount ?? assert.fail("a fee was charged"))
      await stage.advance(25_000)
      const after = await stage.order(order)
      assert.equal(standing(after), "PartiallyFilled 10000/2000/8000")
      assert.notEqual(format(after.fees[0]?.amount ?? assert.fail("a fee was charged")), feeBefore)
      const story = await stage.story(order)
      assert.deepEqual(
        story.filter((type) => type !== "BreakFound"),
        [...RESTS, "OrderPartiallyFilled", "FillCorrected"],
      )
      stage.exchange.fill(order)
      await stands(stage, order, "Filled 10000/10000/0")
    }))

  test("J.1.c the process is away while the price of a fill is corrected, so the next life's first comparison finds the new average", () =>
    scene(
      async (stage) => {
        const order = await filledIn(stage, [2_000])
        stage.crash()
        await stage.advance(20_000)
        stage.net.rewrite(FILLS, (body) => withFields(body, { fillPx: "88000" }), { times: 99 })
        await stage.boot()
        await stage.advance(1_000)
        const after = await stage.order(order)
        assert.equal(standing(after), "PartiallyFilled 10000/2000/8000")
        assert.equal(average(after), "88000")
        assert.equal(after.fills.length, 1)
      },
      { judged: false },
    ))
})

describe("J.1.d", () => {
  test("J.1.d replayed on what OKX has for done-for-day, an end by delivery: a trade corrected and then busted, so it stays Expired and the figures follow", () =>
    scene(async (stage) => {
      const order = await filledIn(stage, [2_000, 1_000])
      stage.exchange.cancelOutside(order, "7")
      await comesTo(stage, order, "Expired")
      const books = await replayOf(stage)
      assert.equal(standing(books.order(order.orderId)), "Expired 10000/3000/0")
      correct(books, order, tradeOf(order, 0), { price: "88000" })
      assert.equal(standing(books.order(order.orderId)), "Expired 10000/3000/0")
      assert.equal(average(books.order(order.orderId)).slice(0, 8), "88333.33")
      correct(books, order, tradeOf(order, 1))
      assert.equal(standing(books.order(order.orderId)), "Expired 10000/2000/0")
      assert.equal(average(books.order(order.orderId)), "88000")
    }))
})
