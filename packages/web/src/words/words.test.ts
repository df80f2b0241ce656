// The page's words: what they say of orders, events, amounts and times. Pure, so no page is needed.

import assert from "node:assert/strict"
import { test } from "node:test"
import { OmsProblem, type OrderRow } from "@okx-oms/api"
import { grouped, padded, shortDecimal, signed, unitText } from "./amounts.ts"
import { eventTitle } from "./event-words.ts"
import { filledShare, orderLine, statusOf } from "./order-words.ts"
import { problemWords } from "./problem-words.ts"
import { ageText, latencyText } from "./time.ts"

const AT = "2026-01-31T09:30:00.000Z"
const NOW = Date.parse(AT)
const WORKING: Pick<OrderRow, "state" | "doubt" | "pending" | "reason"> = {
  state: "Acknowledged",
  doubt: null,
  pending: { cancel: null, amend: null },
  reason: null,
}

test("an order in doubt, so it says so in its own tone with what comes next and when", () => {
  const doubt = {
    since: AT,
    asked: "place",
    answer: "nothing within 2.5 s",
    next: "ask for the order",
    nextAt: AT,
    asks: 1,
  }
  const status = statusOf({ ...WORKING, state: "Submitted", doubt }, NOW - 1_500)
  assert.deepEqual([status.word, status.tone, status.detail], ["in doubt", "doubt", "asking again in 2 s"])
  assert.match(status.full, /Answer: nothing within 2.5 s\. Asked about 1 times\. Next: ask for the order\./)
  assert.equal(statusOf({ ...WORKING, doubt }, NOW + 5_000).detail, "asking again now")
})

test("a cancel or an amendment without its end, so it is called requested and the order still working", () => {
  const cancel = { requestId: "r1", at: AT, reason: "by hand", attempts: 1, accepted: false }
  const asked = statusOf({ ...WORKING, pending: { cancel, amend: null } }, NOW)
  assert.deepEqual([asked.word, asked.detail], ["working", "cancel requested"])
  const taken = statusOf({ ...WORKING, pending: { cancel: { ...cancel, accepted: true }, amend: null } }, NOW)
  assert.equal(taken.detail, "cancel taken, not yet seen")
  const amend = { requestId: "r2", at: AT, price: "30000", quantity: null, accepted: false }
  assert.equal(statusOf({ ...WORKING, pending: { cancel: null, amend } }, NOW).detail, "amend to price 30000")
})

test("how much is filled, so a quote-sized order shows no share that nobody knows", () => {
  const order = { state: "PartiallyFilled", quantity: "2", filledQuantity: "0.5", unit: "base" } as const
  assert.equal(filledShare(order), 0.25)
  assert.equal(filledShare({ ...order, unit: "quote" }), 0)
  assert.equal(filledShare({ ...order, state: "Filled", unit: "quote" }), 1)
})

test("amounts, so no digit is invented and what is cut off is marked", () => {
  assert.deepEqual([padded("0.5", 5), padded("3", 2), padded("1.25", 1)], ["0.50000", "3.00", "1.25"])
  assert.deepEqual(
    [shortDecimal("1.123456789"), shortDecimal("30000.5"), shortDecimal("1.25", 0)],
    ["1.12345678…", "30000.5", "1…"],
  )
  assert.deepEqual([grouped("1234567.5"), grouped("-1000"), grouped("999")], ["1,234,567.5", "-1,000", "999"])
  assert.deepEqual([signed("1.5"), signed("-1.5"), signed("0"), signed("0.00")], ["+1.5", "-1.5", "0", "0.00"])
  assert.deepEqual(
    [unitText("BTC-USDT", "base"), unitText("BTC-USDT", "quote"), unitText("BTC-USDT-SWAP", "contracts")],
    ["BTC", "USDT", "ct"],
  )
})

test("times, so they stay short", () => {
  const after = (seconds: number) => ageText(AT, NOW + seconds * 1_000)
  assert.deepEqual(
    [after(-1), after(59), after(60), after(3_600), after(200_000)],
    ["0 s", "59 s", "1 min", "1 h", "2 d"],
  )
  assert.deepEqual([latencyText(0.42), latencyText(12.4), latencyText(1_240)], ["0.4 ms", "12 ms", "1.2 s"])
})

test("an event, so its kind is words with a tone", () => {
  assert.deepEqual(eventTitle("OrderInDoubt"), { text: "Order in doubt", tone: "doubt" })
  assert.equal(eventTitle("OrderRejected").tone, "bad")
  assert.equal(eventTitle("SomethingNewer").text, "Something newer")
})

test("an order in one line, so side, quantity, market and price are read at once", () => {
  const about = orderLine({ side: "buy", quantity: "0.5", symbol: "BTC-USDT", unit: "base", price: "29999.9" })
  assert.equal(about, "buy 0.5 BTC-USDT at 29999.9")
})

test("a request without an answer, so it says that what became of it is not known", () => {
  const facts = { code: "timeout", status: 0, retryable: true } as const
  const lost = problemWords(new OmsProblem({ message: "no answer in time", outcome: "unknown", ...facts }))
  assert.match(lost.advice, /not known: look before you ask again/)
  const read = problemWords(new OmsProblem({ message: "no answer in time", outcome: "refused", ...facts }))
  assert.equal(read.advice, "")
})

test("a refusal whose field says the sentence again, so it is said once; what a field adds stays", () => {
  const said = (message: string, [path, told]: readonly [path: string, told: string]) => {
    const errors = [{ path, message: told }]
    const problem = { type: "", title: "", detail: message, status: 422, code: "x", retryable: false, errors }
    const facts = { code: "x", status: 422, outcome: "refused", retryable: false } as const
    return problemWords(new OmsProblem({ message, problem: { ...problem, outcome: "refused" }, ...facts })).text
  }
  const worth = "The order is worth 91600 USDT; the limit is 10000 USDT."
  assert.equal(said(worth, ["quantity", worth]), worth)
  assert.equal(said("price: expected a decimal", ["price", "expected a decimal"]), "price: expected a decimal")
  assert.equal(said("Not taken.", ["quantity", "too small"]), "Not taken. quantity: too small")
})
