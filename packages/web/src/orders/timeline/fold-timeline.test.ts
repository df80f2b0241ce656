// What each event did to its order, folded by core: before and after, over the numbers of other orders' events and over a recall.

import assert from "node:assert/strict"
import { test } from "node:test"
import { eventRow, type TimelineEvent } from "@okx-oms/api"
import { millis } from "@okx-oms/core"
import { foldTimeline } from "./fold-timeline.ts"
import { deltaText } from "./order-changes.ts"
import { causeText, eventDetails, prettyPayload } from "./timeline-words.ts"

const START = Date.parse("2026-01-31T09:30:00.000Z")
const ID = "o179000000000000001"
const FILL = {
  tradeId: "t1",
  price: "41000",
  quantity: "0.015",
  fees: [{ currency: "BTC", amount: "-0.000012" }],
  liquidity: "maker",
  at: new Date(START + 900).toISOString(),
}

const told = (seq: number, type: string, more: object, afterMs = seq): TimelineEvent => ({
  type,
  version: 1,
  seq,
  at: new Date(START + afterMs).toISOString(),
  account: "paper",
  cause: "push",
  orderId: ID,
  sincePreviousMs: 1,
  wire: [],
  ...more,
})

const CREATED = told(11, "OrderCreated", {
  clOrdId: "179000000000000001",
  strategy: "swing",
  symbol: "BTC-USDT",
  market: { kind: "spot", baseCurrency: "BTC", quoteCurrency: "USDT", contractValue: "1" },
  side: "buy",
  orderType: "limit",
  tradeMode: "cash",
  reduceOnly: false,
  quantity: "0.04",
  unit: "base",
  price: "41000",
  tag: "oms",
  intent: "",
})
const ACKNOWLEDGED = [
  CREATED,
  told(12, "OrderValidated", {}),
  told(14, "OrderSubmitted", {
    requestId: "r1",
    transport: "ws",
    expiresAt: new Date(START + 2_500).toISOString(),
    attempt: 1,
  }),
  told(20, "OrderAcknowledged", { okxOrderId: "555" }),
]

const changesOf = (events: readonly TimelineEvent[]) =>
  foldTimeline(events).map(({ event, changes }) => [
    event.type,
    ...changes.map(({ what, before, after }) => `${what}: ${before} > ${after}`),
  ])

test("an order placed, filled in part, amended and cancelled, so each event shows what it changed", () => {
  const steps = changesOf([
    ...ACKNOWLEDGED,
    told(31, "OrderPartiallyFilled", { okxOrderId: "555", filledQuantity: "0.015", fill: FILL }),
    told(40, "AmendRequested", { requestId: "r2", price: "41200", expiresAt: new Date(START + 3_000).toISOString() }),
    told(41, "AmendAccepted", { requestId: "r2" }),
    told(42, "OrderAmended", {
      requestId: "r2",
      price: "41200",
      quantity: "0.04",
      exchangeUpdatedAt: new Date(START + 50).toISOString(),
    }),
    told(50, "CancelRequested", { requestId: "r3", reason: "by hand", attempt: 1 }),
    told(51, "OrderCancelled", { okxOrderId: "555", reason: "cancelled by the user" }),
  ])
  assert.deepEqual(steps, [
    ["OrderCreated", "state:  > Created"],
    ["OrderValidated", "state: Created > Validated"],
    ["OrderSubmitted", "state: Validated > Submitted"],
    ["OrderAcknowledged", "state: Submitted > Acknowledged", "OKX's id:  > 555"],
    [
      "OrderPartiallyFilled",
      "state: Acknowledged > PartiallyFilled",
      "filled:  > 0.015",
      "average:  > 41,000",
      "fees:  > -0.000012 BTC",
    ],
    ["AmendRequested", "amend:  > requested: 41,200"],
    ["AmendAccepted", "amend: requested: 41,200 > taken by OKX: 41,200"],
    ["OrderAmended", "price: 41,000 > 41,200", "amend: taken by OKX: 41,200 > "],
    ["CancelRequested", "cancel:  > requested"],
    [
      "OrderCancelled",
      "state: PartiallyFilled > Cancelled",
      "cancel: requested > ",
      "reason:  > cancelled by the user",
    ],
  ])
})

test("a doubt that is found out, so it is opened, asked about and gone", () => {
  const doubt = (asks: number) => ({
    doubt: {
      since: CREATED.at,
      asked: "order by ws",
      answer: "nothing",
      expiresAt: CREATED.at,
      next: "ask OKX",
      nextAt: CREATED.at,
      asks,
      notFoundAt: [],
      absentFrom: {},
    },
  })
  const steps = changesOf([
    ...ACKNOWLEDGED.slice(0, 3),
    told(21, "OrderInDoubt", doubt(0)),
    told(22, "OrderInDoubt", doubt(2)),
    told(23, "DoubtResolved", { verdict: "found", evidence: "GET order" }),
  ])
  assert.deepEqual(steps.slice(3), [
    ["OrderInDoubt", "doubt:  > open"],
    ["OrderInDoubt", "doubt: open > asked 2 times"],
    ["DoubtResolved", "doubt: asked 2 times > "],
  ])
})

test("an order that left memory and came back for a late fill, so the fold goes on over the recall", () => {
  const later = 3 * 3_600_000
  const cancelled = [...ACKNOWLEDGED, told(30, "OrderCancelled", { okxOrderId: "555", reason: "by hand" })]
  const order = foldTimeline(cancelled).at(-1)?.after
  assert.ok(order !== undefined)
  const recalled = eventRow({
    type: "OrderRecalled",
    orderId: order.orderId,
    order,
    version: 1,
    seq: 900,
    at: millis(START + later),
    account: order.account,
    cause: "push",
  })
  const steps = changesOf([
    ...cancelled,
    { ...recalled, sincePreviousMs: later, wire: [] },
    told(
      901,
      "OrderCorrected",
      { okxOrderId: "555", to: "Cancelled", filledQuantity: "0.015", fill: FILL, reason: "late fill" },
      later,
    ),
  ])
  assert.deepEqual(steps.at(-2), ["OrderRecalled"])
  assert.deepEqual(steps.at(-1)?.slice(0, 2), ["OrderCorrected", "filled:  > 0.015"])
})

test("an event that this page does not know, so it is shown without a change and the next one goes on", () => {
  const steps = foldTimeline([
    ...ACKNOWLEDGED,
    told(25, "OrderBlessed", {}),
    told(26, "CancelRequested", { requestId: "r", reason: "x", attempt: 1 }),
  ])
  assert.deepEqual(steps[4]?.changes, [])
  assert.equal(steps[5]?.changes[0]?.what, "cancel")
})

test("words of the timeline, so times between steps, causes and payloads can be read", () => {
  assert.deepEqual(
    [deltaText(0), deltaText(111), deltaText(1_204), deltaText(180_000), deltaText(null)],
    ["+0 ms", "+111 ms", "+1.204 s", "+3 min", ""],
  )
  assert.equal(causeText("push"), "by OKX's push")
  assert.equal(causeText("another"), "another")
  assert.equal(eventDetails(CREATED), "buy 0.04 BTC-USDT at 41000, limit, strategy swing")
  assert.equal(
    eventDetails(told(1, "OrderPartiallyFilled", { fill: FILL })),
    "0.015 at 41000, maker, fee -0.000012 BTC",
  )
  assert.equal(prettyPayload('{"op":"order"}'), '{\n  "op": "order"\n}')
  assert.equal(prettyPayload("<html>"), "<html>")
})
