// Rows and problems: the columns are always there, amounts and times keep their value, every refusal has its status.

import assert from "node:assert/strict"
import { test } from "node:test"
import {
  decimal,
  emptyAccount,
  encodeEvent,
  evolve,
  millis,
  type OmsEvent,
  orderIdsFrom,
  parseAccountId,
  parsePrice,
  parseQuantity,
  parseStrategyId,
  parseSymbol,
  requestIdFrom,
} from "@okx-oms/core"
import { Compile } from "typebox/compile"
import { EventRowSchema, OrderDetailSchema, OrderRowSchema, ProblemSchema } from "./contract/order-schemas.ts"
import { problemOfDoor, problemOfFields, problemOfRefusal } from "./problem.ts"
import { eventFromRow, eventRow, orderDetail, orderRow } from "./rows.ts"
import { parseTimeText, timeText } from "./time-text.ts"

const AT = millis(Date.parse("2026-01-31T09:30:00.250Z"))
const ACCOUNT = parseAccountId("main")
const IDS = orderIdsFrom("176985180000000001")
const STAMP = { version: 1, at: AT, account: ACCOUNT } as const

const EVENTS: readonly OmsEvent[] = [
  {
    ...STAMP,
    seq: 1,
    cause: "command",
    type: "OrderCreated",
    ...IDS,
    strategy: parseStrategyId("grid"),
    symbol: parseSymbol("BTC-USDT"),
    market: { kind: "spot", baseCurrency: "BTC", quoteCurrency: "USDT", contractValue: decimal("1") },
    side: "buy",
    orderType: "limit",
    tradeMode: "cash",
    reduceOnly: false,
    quantity: parseQuantity("0.5"),
    unit: "base",
    price: parsePrice("30000.1"),
    intent: "",
    tag: "t",
  },
  { ...STAMP, seq: 2, cause: "command", type: "OrderValidated", orderId: IDS.orderId },
  {
    ...STAMP,
    seq: 3,
    cause: "command",
    type: "OrderSubmitted",
    orderId: IDS.orderId,
    requestId: requestIdFrom("176985180000000002"),
    transport: "ws",
    expiresAt: millis(AT + 2_500),
    attempt: 1,
  },
  {
    ...STAMP,
    seq: 4,
    cause: "deadline",
    type: "OrderInDoubt",
    orderId: IDS.orderId,
    doubt: {
      since: AT,
      asked: "place",
      answer: "nothing",
      expiresAt: AT,
      next: "ask",
      nextAt: millis(AT + 1),
      asks: 2,
      notFoundAt: [AT, millis(AT + 300)],
      absentFrom: { pending: AT, fills: millis(AT + 1) },
    },
  },
]

function folded() {
  const state = emptyAccount(ACCOUNT)
  for (const event of EVENTS) evolve(state, event)
  const order = state.orders.get(IDS.orderId)
  assert.ok(order !== undefined)
  return order
}

test("an order, so its row and its detail are of the contract's form with every column there", () => {
  const row = orderRow(folded(), "paper")
  assert.ok(Compile(OrderRowSchema).Check(row))
  assert.ok(Compile(OrderDetailSchema).Check(orderDetail(folded(), "paper")))
  assert.ok(Object.values(row).every((value) => value !== undefined))
  assert.deepEqual([row.price, row.quantity, row.remainingQuantity, row.averagePrice], ["30000.1", "0.5", "0.5", null])
  assert.equal(row.createdAt, "2026-01-31T09:30:00.250Z")
  assert.equal(row.doubt?.nextAt, "2026-01-31T09:30:00.251Z")
})

test("an event to a row, through JSON and back, so it is the very same event and the row holds no number for a time", () => {
  for (const event of EVENTS) {
    const row = JSON.parse(JSON.stringify(eventRow(event)))
    assert.ok(Compile(EventRowSchema).Check(row))
    assert.doesNotMatch(JSON.stringify(row), /1769\d{9}(?!\d)/)
    assert.equal(encodeEvent(eventFromRow(row)), encodeEvent(event))
  }
})

test("a recalled order inside an event, so its times go there and back too", () => {
  const event: OmsEvent = {
    ...STAMP,
    seq: 5,
    cause: "command",
    type: "OrderRecalled",
    orderId: IDS.orderId,
    order: folded(),
  }
  assert.equal(encodeEvent(eventFromRow(JSON.parse(JSON.stringify(eventRow(event))))), encodeEvent(event))
})

test("times as text, so only an instant with its zone is one", () => {
  assert.equal(timeText(AT), "2026-01-31T09:30:00.250Z")
  assert.equal(parseTimeText("2026-01-31T10:30:00.25+01:00"), AT)
  for (const text of ["2026-01-31T09:30:00", "2026-01-31", "1769851800250", "", "2026-13-01T00:00:00Z"]) {
    assert.equal(parseTimeText(text), undefined, text)
  }
})

test("refusals, so each has the status of its kind and says its field and numbers", () => {
  const table = [
    [{ code: "price-off-tick", path: "price", price: "1.05", tickSize: "0.1" }, 422, "price", false],
    [{ code: "order-not-found", id: "x" }, 404, undefined, false],
    [{ code: "order-closed", orderId: "o1", state: "Filled" }, 409, undefined, false],
    [{ code: "inbox-full", limit: 10 }, 503, undefined, true],
    [{ code: "notional-above-limit", notional: "2", limit: "1", currency: "USDT" }, 422, "quantity", false],
    [{ code: "price-unknown", symbol: "BTC-USDT", ageMs: null, limitMs: 1 }, 422, undefined, true],
  ] as const
  for (const [refusal, status, path, retryable] of table) {
    const problem = problemOfRefusal(refusal)
    assert.ok(Compile(ProblemSchema).Check(problem))
    assert.deepEqual(
      [problem.status, problem.errors[0]?.path, problem.retryable],
      [status, path, retryable],
      refusal.code,
    )
  }
  assert.equal(problemOfRefusal(table[0][0], { prefix: "orders[2]" }).errors[0]?.path, "orders[2].price")
  assert.deepEqual(problemOfRefusal(table[0][0]).facts, { price: "1.05", tickSize: "0.1" })
  assert.equal(problemOfRefusal(table[2][0]).orderId, "o1")
})

test("a door's own problem, so it is of the same form", () => {
  assert.ok(Compile(ProblemSchema).Check(problemOfDoor("token-missing", "why")))
  assert.equal(problemOfFields([{ path: "limit", message: "too much" }], "query-invalid").detail, "limit: too much")
})
