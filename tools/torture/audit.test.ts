// The auditors must be able to find what they look for: one small world in which everything is right, and the same with one lie each.

import assert from "node:assert/strict"
import { test } from "node:test"
import { isSameAmount, sumOf } from "./amount-text.ts"
import { auditExchange } from "./audit-exchange.ts"
import { auditTold } from "./audit-told.ts"
import type { Books, ExchangeBooks } from "./books.ts"
import type { FindingKind } from "./finding.ts"
import type { Row } from "./rows.ts"
import { Told } from "./told.ts"

const AT = 1_800_000_000_000
const TIME = new Date(AT).toISOString()
const TERMS = { symbol: "BTC-USDT", side: "buy", quantity: "0.002", price: "90000" }

interface World {
  events: Record<string, unknown>[]
  orders: Record<string, unknown>[]
  fills: Record<string, unknown>[]
  records: Record<string, unknown>[]
  openOrders: Record<string, unknown>[]
  told: Told
}

/** One order that rests, half filled, and one that our checks denied. */
function world(): World {
  const order = { orderId: "o1", clOrdId: "1", clientOrderId: "k1" }
  const events = [
    { type: "EpochStarted", epoch: 7, tag: "ours" },
    { type: "OrderCreated", ...order, ...TERMS, orderType: "limit" },
    { type: "OrderValidated", orderId: "o1" },
    { type: "OrderSubmitted", orderId: "o1", requestId: "r1" },
    { type: "OrderAcknowledged", orderId: "o1", okxOrderId: "x1" },
    { type: "OrderPartiallyFilled", orderId: "o1", okxOrderId: "x1" },
    { type: "OrderCreated", orderId: "o2", clOrdId: "2", clientOrderId: "k2", ...TERMS, orderType: "limit" },
    { type: "OrderRejected", orderId: "o2", by: "us" },
    { type: "CancelRequested", orderId: "o1" },
    { type: "CancelRefused", orderId: "o1" },
  ].map((event, index) => ({ version: 1, seq: index + 1, at: AT, ...event }))
  const rest = {
    ...order,
    ...TERMS,
    okxOrderId: "x1",
    state: "PartiallyFilled",
    filledQuantity: "0.0010",
    fillsMissing: "0",
  }
  const fill = { okxOrderId: "x1", tradeId: "t1", price: "90000", quantity: "0.001", liquidity: "maker", at: AT + 5 }
  const there = { instId: "BTC-USDT", ordId: "x1", clOrdId: "1" }
  const told = new Told()
  told
    .placement("k1", { ...TERMS, type: "limit" })
    .answers.push(answer(202, { orderId: "o1", clientOrderId: "k1", seq: 4 }))
  told.placement("k2", { ...TERMS, type: "limit" }).answers.push(answer(422, { orderId: "o2", outcome: "refused" }))
  told.changes.push({ kind: "cancel", orderId: "o1", asked: {}, answer: answer(202, { orderId: "o1", seq: 9 }) })
  told.event({ ...events[3], at: TIME }, 4, 3)
  return {
    events,
    orders: [
      rest,
      { orderId: "o2", clOrdId: "2", ...TERMS, state: "Rejected", filledQuantity: "0", fillsMissing: "0" },
    ],
    fills: [{ ...fill, fees: [{ currency: "BTC", amount: "-0.0000008" }] }],
    records: [
      { type: "request-received", op: "order", args: [{ clOrdId: "1" }], ts: AT + 1 },
      {
        type: "order-accepted",
        ...there,
        side: "buy",
        ordType: "limit",
        px: "90000",
        sz: "0.002",
        tag: "ours",
        ts: AT + 1,
      },
      {
        type: "fill",
        ...there,
        tradeId: "t1",
        px: "90000",
        sz: "0.001",
        fee: "-0.0000008",
        feeCcy: "BTC",
        execType: "M",
        ts: AT + 5,
      },
    ],
    openOrders: [{ ...there, px: "90000.0", sz: "0.002", accFillSz: "0.001" }],
    told,
  }
}

function answer(status: number, body: Row, isReplay = false): { status: number; body: Row; isReplay: boolean } {
  return { status, body, isReplay }
}

function rulesBroken({
  events,
  orders,
  fills,
  records,
  openOrders,
  told,
}: World): { kind: FindingKind; rule: string }[] {
  const books: Books = { events, orders, fills }
  const exchange: ExchangeBooks = { records, openOrders }
  return [...auditTold(books, told), ...auditExchange(books, exchange)].map(({ kind, rule }) => ({ kind, rule }))
}

function row(rows: Record<string, unknown>[], index: number): Record<string, unknown> {
  const found = rows[index]
  assert.ok(found !== undefined)
  return found
}

test("both books and every answer agree, so nothing is found", () => {
  assert.deepEqual(rulesBroken(world()), [])
})

/** Each lie, and the rule that finds it. */
const LIES: readonly (readonly [what: string, kind: FindingKind, rule: RegExp, lie: (world: World) => void])[] = [
  [
    "an acknowledged order is gone",
    "lost",
    /acknowledged order/,
    ({ told }) =>
      void told
        .placement("k9", { ...TERMS, type: "limit" })
        .answers.push(answer(202, { orderId: "o9", clientOrderId: "k9", seq: 1 })),
  ],
  [
    "an answer names another order",
    "lost",
    /acknowledged order/,
    ({ told }) =>
      void told.placement("k1", {}).answers.push(answer(202, { orderId: "o7", clientOrderId: "k1", seq: 4 })),
  ],
  [
    "an answer is ahead of the journal",
    "lost",
    /seq is in/,
    ({ told }) =>
      void told.placement("k1", {}).answers.push(answer(202, { orderId: "o1", clientOrderId: "k1", seq: 99 })),
  ],
  [
    "a denial is gone",
    "lost",
    /recorded denial/,
    ({ events }) => void Object.assign(row(events, 6), { orderId: "o8" }),
  ],
  [
    "one key has two orders",
    "doubled",
    /one key/,
    ({ events }) => void events.push({ ...row(events, 1), seq: 11, orderId: "o3", clOrdId: "3" }),
  ],
  [
    "a refusal without a trace has one",
    "wrong",
    /without a trace/,
    ({ told }) =>
      void told.placements.set("k2", {
        key: "k2",
        order: { ...TERMS, type: "limit" },
        answers: [answer(422, { outcome: "refused" })],
      }),
  ],
  [
    "the order was changed on its way",
    "wrong",
    /as it was asked/,
    ({ events }) => void Object.assign(row(events, 1), { quantity: "0.003" }),
  ],
  ["a number is missing", "lost", /dense/, ({ events }) => void events.splice(2, 1)],
  [
    "an epoch comes twice",
    "wrong",
    /epochs/,
    ({ events }) => void events.push({ type: "EpochStarted", epoch: 7, tag: "ours", seq: 11, at: AT }),
  ],
  [
    "an event that was shown is gone",
    "lost",
    /shown is in/,
    ({ told }) => told.event({ seq: 11, type: "OrderFilled" }, 11, 10),
  ],
  [
    "an event was shown with other words",
    "wrong",
    /shown is the journal's/,
    ({ events }) => void Object.assign(row(events, 3), { requestId: "r2" }),
  ],
  [
    "an event was shown at another time",
    "wrong",
    /shown is the journal's/,
    ({ events }) => void Object.assign(row(events, 3), { at: AT + 1 }),
  ],
  ["the stream had a gap", "wrong", /no gap/, ({ told, events }) => told.event({ ...row(events, 8), at: TIME }, 9, 4)],
  [
    "a used key took another body",
    "wrong",
    /another body/,
    ({ told }) => void told.misuses.push({ key: "k1", answer: answer(202, { orderId: "o1" }) }),
  ],
  [
    "an acknowledged cancel is gone",
    "lost",
    /acknowledged cancel/,
    ({ events }) => void Object.assign(row(events, 8), { type: "FillBooked" }),
  ],
  [
    "an acknowledged amendment is gone",
    "lost",
    /acknowledged amend/,
    ({ told }) =>
      void told.changes.push({ kind: "amend", orderId: "o1", asked: { price: "1" }, answer: answer(202, { seq: 9 }) }),
  ],
  ["a listed order is gone", "lost", /listed/, ({ told }) => void told.listed.set("o9", "k9")],
  [
    "the exchange accepted one id twice",
    "doubled",
    /one intent/,
    ({ records }) => void records.push({ ...row(records, 1), ordId: "x2" }),
  ],
  [
    "an order was accepted that nobody recorded",
    "lost",
    /recorded as submitted/,
    ({ records }) => void records.push({ ...row(records, 1), clOrdId: "5", ordId: "x5" }),
  ],
  [
    "an order was recorded after it was accepted",
    "lost",
    /recorded as submitted/,
    ({ records }) => void Object.assign(row(records, 1), { ts: AT - 5_000 }),
  ],
  [
    "an order went out with another size",
    "wrong",
    /went out/,
    ({ records }) => void Object.assign(row(records, 1), { sz: "0.02" }),
  ],
  [
    "a placement was sent twice",
    "doubled",
    /sent as often/,
    ({ records }) => void records.push({ ...row(records, 0) }),
  ],
  [
    "a placement was sent unrecorded, by REST",
    "lost",
    /sent as often/,
    ({ records }) =>
      void records.push({ type: "request-received", target: "/api/v5/trade/order", body: '{"clOrdId":"2"}', ts: AT }),
  ],
  [
    "a living order is called failed",
    "wrong",
    /never accepted/,
    ({ events }) => void events.push({ type: "OrderFailed", orderId: "o1", seq: 11, at: AT }),
  ],
  [
    "an order that was never accepted is called live",
    "wrong",
    /called live/,
    ({ events }) => void events.push({ type: "OrderAcknowledged", orderId: "o2", seq: 11, at: AT }),
  ],
  ["a fill is missing", "lost", /fill is booked/, ({ fills }) => void fills.pop()],
  ["a fill is booked twice", "doubled", /booked once/, ({ fills }) => void fills.push({ ...row(fills, 0) })],
  [
    "a fill never happened",
    "wrong",
    /fill happened/,
    ({ fills }) => void fills.push({ ...row(fills, 0), tradeId: "t2" }),
  ],
  [
    "a fee is a digit off",
    "wrong",
    /last digit/,
    ({ fills }) => void Object.assign(row(fills, 0), { fees: [{ currency: "BTC", amount: "-0.0000009" }] }),
  ],
  [
    "a total is not the sum",
    "wrong",
    /sum of its fills/,
    ({ orders }) => void Object.assign(row(orders, 0), { filledQuantity: "0.0011" }),
  ],
  ["an order is open here alone", "wrong", /open here/, ({ openOrders }) => void openOrders.pop()],
  [
    "an order is open there alone",
    "wrong",
    /open here/,
    ({ orders }) => void Object.assign(row(orders, 0), { state: "Cancelled" }),
  ],
  [
    "an order ended in another way",
    "wrong",
    /ended as it ended/,
    (one) => {
      one.openOrders.pop()
      Object.assign(row(one.orders, 0), { state: "Filled" })
      one.records.push({ type: "order-cancelled", ordId: "x1" })
    },
  ],
  [
    "a doubt is left",
    "wrong",
    /no doubt/,
    ({ orders }) => void Object.assign(row(orders, 0), { doubt: { since: AT } }),
  ],
  [
    "the open order has another price",
    "wrong",
    /same on both sides/,
    ({ openOrders }) => void Object.assign(row(openOrders, 0), { px: "90001" }),
  ],
  [
    "the journal was behind",
    "wrong",
    /contradicted/,
    ({ events }) => void events.push({ type: "BreakFound", kind: "journal-behind", seq: 11, at: AT }),
  ],
]

for (const [what, kind, rule, lie] of LIES) {
  test(`${what}, so the auditor says it`, () => {
    const told = world()
    lie(told)
    const found = rulesBroken(told)
    assert.ok(
      found.some((finding) => finding.kind === kind && rule.test(finding.rule)),
      `${kind} ${rule}: ${JSON.stringify(found)}`,
    )
  })
}

test("amounts as text, so zeros at the end mean nothing and every digit else does", () => {
  assert.ok(isSameAmount("1.50", "1.5") && isSameAmount("-0.0", "0") && isSameAmount("", ""))
  assert.ok(!isSameAmount("1.5", "1.51") && !isSameAmount("", "0") && !isSameAmount("1", "-1"))
  assert.equal(sumOf(["0.1", "0.2", "-0.05", "123456789012345678901"]), "123456789012345678901.25")
  assert.equal(sumOf([]), "0")
  assert.throws(() => sumOf(["1e5"]), /no amount/)
})
