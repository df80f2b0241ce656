// The gateway against the paper exchange over loopback: the suite that every gateway passes, then what a misbehaving exchange makes of its requests. It relies on
// the exchange's own log for what really happened; every test ends with a count: one reply per request, whatever went wrong.

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { parsePrice, parseQuantity, requestIdFrom } from "@okx-oms/core"
import type { Placement } from "@okx-oms/trading"
import { gatewayContract } from "@okx-oms/trading/contract"
import {
  ANSWER_MS,
  BTC,
  control,
  Desk,
  gatewayOn,
  QUANTITY,
  RESTING_PRICE,
  startPaper,
  until,
} from "./testing/gateway-on-paper.ts"

const PING_EVERY_MS = 250
const PONG_MS = 400
/** Longer than `slow-response` holds an answer back. */
const SLOW_MS = 3_500

gatewayContract("the OKX gateway", async () => {
  const paper = await startPaper()
  const gateway = gatewayOn(paper)
  return {
    gateway,
    symbol: BTC,
    restingPrice: RESTING_PRICE,
    quantity: QUANTITY,
    // The exchange's clock runs ahead of what was sampled: as if the request had been that long on its way.
    slowDown: () => control(paper, "clock", { advanceMs: 4_000 }),
    until,
    [Symbol.asyncDispose]: () => paper.close(),
  }
})

// Each has an exchange of its own and mostly waits, so they wait together.
describe("the OKX gateway on an exchange that misbehaves", { concurrency: 4 }, () => {
  for (const transport of ["ws", "rest"] as const) {
    describeAnswers(transport)
    describeBatches(transport)
  }
  describeConnection()
  describeChanges()
  test("any mix of faults over single orders and batches, so every placement gets exactly one reply", anyMix)
})

function describeAnswers(transport: "ws" | "rest"): void {
  test(`the answer is lost (${transport}), so unknown, and the order rests all the same`, async () => {
    await using desk = await Desk.start()
    await desk.fault("lost-response")
    const [order, outcome] = await desk.placed(transport)
    assert.equal(outcome.kind, "unknown")
    assert.ok(desk.accepted(order))
    assert.ok(desk.reportsOf(order) > 0, "the feed tells what the answer did not")
  })

  test(`the answer comes when it was given up already (${transport}), so unknown once and nothing more`, async () => {
    await using desk = await Desk.start()
    await desk.fault("slow-response")
    const [order, outcome] = await desk.placed(transport)
    assert.equal(outcome.kind, "unknown")
    await desk.advance(SLOW_MS)
    await desk.heal()
    // Its answer follows the late one on the same connection.
    assert.deepEqual(await desk.cancelled([order]), ["accepted"])
    assert.equal(desk.of("PlaceReply").length, 1)
  })

  for (const executed of [true, false]) {
    test(`50004 (${transport}), ${executed ? "done" : "not done"} in truth, so unknown, and reads are trusted later`, async () => {
      await using desk = await Desk.start()
      await desk.fault(executed ? "50004-executed" : "50004-not-executed")
      const [order, outcome] = await desk.placed(transport)
      assert.deepEqual([outcome.kind, outcome.kind === "unknown" && outcome.code], ["unknown", "50004"])
      assert.equal(desk.accepted(order), executed)
      assert.ok(desk.gateway.status().troubled)
    })
  }

  test(`the rate limit (${transport}), so refused, worth another go, and the window is closed here too`, async () => {
    await using desk = await Desk.start()
    await desk.fault("rate-limit")
    const [order, outcome] = await desk.placed(transport)
    assert.deepEqual([outcome.kind, outcome.kind === "refused" && outcome.code], ["refused", "50011"])
    assert.ok(outcome.kind === "refused" && outcome.retryable)
    assert.ok(!desk.accepted(order))
    assert.ok(!desk.gateway.takeBudget({ operation: "place", symbol: BTC, count: 1 }).ok)
  })

  test(`half an answer (${transport}), so unknown`, async () => {
    await using desk = await Desk.start()
    await desk.fault("cut-json")
    const [order, outcome] = await desk.placed(transport)
    assert.equal(outcome.kind, "unknown")
    assert.ok(desk.accepted(order))
  })
}

function describeBatches(transport: "ws" | "rest"): void {
  test(`an item is missing from a batch's answer (${transport}), so that one unknown, the others accepted`, async () => {
    await using desk = await Desk.start()
    await desk.fault("missing-batch-item")
    const orders = [desk.order(), desk.order(), desk.order()]
    desk.send(transport, orders)
    const outcomes = await desk.outcomes(orders)
    const missing = desk.logged("reply-replaced")[0]?.item
    assert.deepEqual(
      outcomes.map(({ kind }) => kind),
      orders.map((_, index) => (index === missing ? "unknown" : "accepted")),
    )
    assert.ok(orders.every((order) => desk.accepted(order)))
  })

  test(`the items of a batch's answer are reordered (${transport}), so each goes to its own order`, async () => {
    await using desk = await Desk.start()
    await desk.fault("reordered-batch-items")
    // One is off the tick: its refusal must not reach a neighbour, nor one id the other's order.
    const orders = [desk.order(), desk.order({ price: parsePrice("90000.05") }), desk.order(), desk.order()]
    desk.send(transport, orders)
    const outcomes = await desk.outcomes(orders)
    assert.deepEqual(
      outcomes.map((outcome) => (outcome.kind === "accepted" ? outcome.okxOrderId : outcome.kind)),
      orders.map((order, index) => (index === 1 ? "refused" : desk.okxOrderIdOf(order))),
    )
  })
}

function describeConnection(): void {
  test("the connection drops with requests under way, so each is unknown exactly once and the feed comes back", async () => {
    await using desk = await Desk.start()
    await desk.fault("lost-response")
    const orders = [desk.order(), desk.order(), desk.order()]
    desk.send("ws", orders.slice(0, 1))
    desk.send("ws", orders.slice(1))
    await until(() => orders.every((order) => desk.accepted(order)))
    const brokenAtMs = performance.now()
    await desk.cutConnections()
    assert.deepEqual(await desk.kinds(orders), ["unknown", "unknown", "unknown"])
    assert.ok(performance.now() - brokenAtMs < ANSWER_MS / 2, "the break is the answer, not the time that ran out")
    await desk.upAgain()
    await desk.heal()
    const [order, outcome] = await desk.placed("ws")
    assert.ok(outcome.kind === "accepted" && outcome.okxOrderId === desk.okxOrderIdOf(order))
  })

  test("silence, so the feed is down within the ping limit, what was sent is unknown, and it comes up again", async () => {
    await using desk = await Desk.start({ pingEveryMs: PING_EVERY_MS, pongTimeoutMs: PONG_MS })
    await desk.fault("silence")
    const silentAtMs = performance.now()
    const order = desk.order()
    desk.send("ws", [order])
    await until(() => desk.of("FeedDown").length > 0)
    assert.ok(performance.now() - silentAtMs < PING_EVERY_MS + PONG_MS + 300)
    assert.deepEqual(await desk.kinds([order]), ["unknown"])
    assert.ok(!desk.accepted(order))
    assert.equal(desk.gateway.transportFor(BTC), "rest")
    await desk.heal()
    await desk.upAgain()
    assert.equal((await desk.placed("ws"))[1].kind, "accepted")
  })

  test("an upgrade is announced with a request under way, so it moves without a gap and the old connection still answers", async () => {
    await using desk = await Desk.start({ requestTimeoutMs: 5_000 })
    await desk.fault("slow-response")
    const order = desk.order()
    desk.send("ws", [order])
    await until(() => desk.accepted(order))
    await desk.heal()
    await desk.control("notice", {})
    await until(() => desk.of("FeedUp").length > 1)
    assert.equal((await desk.placed("ws"))[1].kind, "accepted")
    await desk.advance(SLOW_MS)
    assert.deepEqual(await desk.kinds([order]), ["accepted"])
    assert.equal(desk.of("FeedDown").length, 0)
  })
}

function describeChanges(): void {
  test("the answers to a cancel and an amendment are lost, so each is unknown exactly once", async () => {
    await using desk = await Desk.start()
    const [order] = await desk.placed("ws")
    await desk.fault("lost-response")
    const { orderId, clOrdId, symbol } = order
    desk.gateway.send({
      type: "amend",
      requestId: requestIdFrom(desk.serial()),
      transport: "ws",
      target: { orderId, clOrdId, symbol },
      quantity: parseQuantity("0.02"),
      expiresAt: desk.soonEnough,
    })
    await until(() => desk.logged("order-amended").length > 0)
    assert.deepEqual(await desk.cancelled([order]), ["unknown"])
    await until(() => desk.of("AmendReply").length > 0)
    assert.deepEqual(
      desk.of("AmendReply").map(({ outcome }) => outcome.kind),
      ["unknown"],
    )
    assert.equal(desk.logged("order-cancelled").length, 1)
  })

  test("cancels leave together and their answer is reordered and lacks one, so that one unknown, the others accepted", async () => {
    await using desk = await Desk.start()
    const orders = [desk.order(), desk.order(), desk.order()]
    desk.send("ws", orders)
    assert.deepEqual(await desk.kinds(orders), ["accepted", "accepted", "accepted"])
    await desk.fault("missing-batch-item")
    await desk.fault("reordered-batch-items")
    const kinds = await desk.cancelled(orders)
    const missing = desk.logged("reply-replaced")[0]?.item
    assert.deepEqual(
      kinds,
      orders.map((_, index) => (index === missing ? "unknown" : "accepted")),
    )
    assert.equal(desk.logged("order-cancelled").length, 3)
  })
}

async function anyMix(): Promise<void> {
  await using desk = await Desk.start()
  const faults = [
    "lost-response",
    "lost-request",
    "50004",
    "rate-limit",
    "system-error",
    "no-data",
    "html-502",
  ] as const
  for (const fault of [...faults, "missing-batch-item", "reordered-batch-items"] as const) {
    await desk.fault(fault, { rate: 0.1 })
  }
  const sent: Placement[] = []
  for (let round = 0; round < 40; round++) {
    const orders = Array.from({ length: 1 + (round % 4) }, () => desk.order())
    desk.send(round % 3 === 0 ? "rest" : "ws", orders)
    sent.push(...orders)
    if (round === 20) await desk.cutConnections()
  }
  const outcomes = await desk.outcomes(sent)
  for (const [index, order] of sent.entries()) {
    const outcome = outcomes[index]
    assert.ok(outcome !== undefined)
    if (outcome.kind === "accepted") assert.equal(outcome.okxOrderId, desk.okxOrderIdOf(order))
    if (outcome.kind === "refused" || outcome.kind === "not-sent") assert.ok(!desk.accepted(order), outcome.kind)
  }
  const kinds = new Set(outcomes.map(({ kind }) => kind))
  assert.ok(kinds.has("accepted") && kinds.has("unknown"), "the faults struck, and not always")
}
