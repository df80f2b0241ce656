import assert from "node:assert/strict"
import { test } from "node:test"
import { parsePrice, toQuantity } from "./amount.ts"
import { decodeEvent, encodeEvent, replay } from "./codec.ts"
import { decimal, format } from "./decimal.ts"
import { type Fill, fillFrom } from "./order.ts"
import type { OrderEventBody } from "./order-event.ts"
import { decodeState, encodeState } from "./state-codec.ts"
import { ACCOUNT, SWAP, type TestDesk } from "./testing/desk.ts"
import { type FillWords, fillOf, OKX_ID, reportOf } from "./testing/exchange-words.ts"
import { lifeIn } from "./testing/lives.ts"
import { shortAll } from "./testing/short.ts"

type Id = Parameters<TestDesk["order"]>[0]

function filled(desk: TestDesk, orderId: Id, words: FillWords): string {
  const fill = fillOf(desk.order(orderId), words)
  return shortAll(desk.take({ type: "FillReport", source: "query", fill, begunAt: desk.exchangeNow }).events)
}

function correct(desk: TestDesk, orderId: Id, change: { tradeId: string; total: string; fill?: FillWords }): void {
  const { tradeId, total, fill } = change
  const body: OrderEventBody = {
    type: "FillCorrected",
    orderId,
    tradeId,
    filledQuantity: toQuantity(decimal(total)),
    reason: "a test",
    ...(fill && { fill: fillFrom(fillOf(desk.order(orderId), fill)) }),
  }
  desk.record([body], "query")
}

function figures(desk: TestDesk, orderId: Id) {
  const { state, filledQuantity, fillsMissing, averagePrice, fees } = desk.order(orderId)
  const cash = (currency: string) => format(desk.state.cash.get(currency) ?? decimal("0"))
  return {
    state,
    filled: format(filledQuantity),
    missing: format(fillsMissing),
    average: averagePrice && format(averagePrice),
    fee: fees.map(({ amount }) => format(amount)).join(" "),
    btc: cash("BTC"),
    usdt: cash("USDT"),
  }
}

/** Everything that follows from executions, made once more from those that stand. */
function derivedAnew(desk: TestDesk, orderId: Id): void {
  const { fills } = desk.order(orderId)
  const again = lifeIn("Acknowledged")
  for (const fill of fills) filled(again.desk, again.orderId, wordsOf(fill))
  const [here, there] = [figures(desk, orderId), figures(again.desk, again.orderId)]
  assert.deepEqual({ ...here, state: "", filled: "", missing: "" }, { ...there, state: "", filled: "", missing: "" })
  replays(desk)
}

function replays(desk: TestDesk): void {
  const events = desk.events.map((event) => decodeEvent(encodeEvent(event)))
  assert.equal(encodeState(replay(ACCOUNT, events)), encodeState(desk.state), "replayed from its text")
  assert.equal(encodeState(decodeState(encodeState(desk.state))), encodeState(desk.state))
}

function wordsOf(fill: Fill): FillWords {
  const fee = fill.fees[0]
  return {
    ...{ tradeId: fill.tradeId, price: format(fill.price), quantity: format(fill.quantity), at: fill.at },
    ...(fee && { fee: format(fee.amount) }),
  }
}

test("J.1.a: filled, one trade taken back, another's price and quantity corrected, a new one: the state stays Filled, all else follows from the fills", () => {
  const { desk, orderId } = lifeIn("Acknowledged")
  filled(desk, orderId, { tradeId: "t1", quantity: "0.6", price: "100" })
  filled(desk, orderId, { tradeId: "t2", quantity: "0.4", price: "101" })
  desk.take({
    type: "OrderReport",
    source: "push",
    order: reportOf(desk.order(orderId), { state: "filled", filled: "1" }),
  })
  correct(desk, orderId, { tradeId: "t2", total: "0.6" })
  assert.deepEqual(
    [figures(desk, orderId).state, figures(desk, orderId).filled, figures(desk, orderId).average],
    ["Filled", "0.6", "100"],
  )
  derivedAnew(desk, orderId)
  correct(desk, orderId, { tradeId: "t1", total: "0.6", fill: { tradeId: "t1", quantity: "0.6", price: "99" } })
  assert.equal(figures(desk, orderId).average, "99")
  derivedAnew(desk, orderId)
  filled(desk, orderId, { tradeId: "t3", quantity: "0.4", price: "102" })
  assert.deepEqual([figures(desk, orderId).state, figures(desk, orderId).filled], ["Filled", "1"])
  correct(desk, orderId, { tradeId: "t3", total: "0.85", fill: { tradeId: "t3", quantity: "0.25", price: "102" } })
  assert.deepEqual([figures(desk, orderId).filled, figures(desk, orderId).missing], ["0.85", "0"])
  derivedAnew(desk, orderId)
})

test("J.1.b: cancelled, its trade taken back, then a new execution: the state stays Cancelled, the total is what was executed", () => {
  const { desk, orderId } = lifeIn("Acknowledged")
  filled(desk, orderId, { tradeId: "t1", quantity: "0.5" })
  desk.take({
    type: "OrderReport",
    source: "push",
    order: reportOf(desk.order(orderId), { state: "canceled", filled: "0.5" }),
  })
  correct(desk, orderId, { tradeId: "t1", total: "0" })
  assert.deepEqual(figures(desk, orderId), {
    ...{ state: "Cancelled", filled: "0", missing: "0", average: undefined, fee: "", btc: "0", usdt: "0" },
  })
  filled(desk, orderId, { tradeId: "t2", quantity: "0.4" })
  assert.deepEqual([figures(desk, orderId).state, figures(desk, orderId).filled], ["Cancelled", "0.4"])
  derivedAnew(desk, orderId)
})

test("J.1.c: the next day a read shows another fee, so it is corrected, said as a repaired break, and told once", () => {
  const { desk, orderId } = lifeIn("Acknowledged")
  filled(desk, orderId, { tradeId: "t1", quantity: "0.4", fee: "-0.04" })
  desk.wait(86_400_000)
  assert.equal(
    filled(desk, orderId, { tradeId: "t1", quantity: "0.4", fee: "-0.03" }),
    "FillCorrected 0.4 +t1, BreakFound fill-mismatch",
  )
  const [found] = [...desk.state.breaks.values()]
  assert.deepEqual(
    [found?.action, found?.ours, found?.theirs],
    ["repaired", "0.4 at 100, fee -0.04 USDT", "0.4 at 100, fee -0.03 USDT"],
  )
  assert.equal(figures(desk, orderId).fee, "-0.03")
  assert.equal(filled(desk, orderId, { tradeId: "t1", quantity: "0.4", fee: "-0.03" }), "-")
  derivedAnew(desk, orderId)
})

test("J.1.d: expired, corrected, then taken back: Expired throughout", () => {
  const { desk, orderId } = lifeIn("Acknowledged")
  filled(desk, orderId, { tradeId: "t1", quantity: "0.3" })
  const order = reportOf(desk.order(orderId), { state: "canceled", filled: "0.3", more: { cancelSource: "7" } })
  desk.take({ type: "OrderReport", source: "push", order })
  assert.equal(
    filled(desk, orderId, { tradeId: "t1", quantity: "0.3", price: "98" }),
    "FillCorrected 0.3 +t1, BreakFound fill-mismatch",
  )
  assert.deepEqual([figures(desk, orderId).state, figures(desk, orderId).average], ["Expired", "98"])
  correct(desk, orderId, { tradeId: "t1", total: "0" })
  assert.deepEqual([figures(desk, orderId).state, figures(desk, orderId).filled], ["Expired", "0"])
  derivedAnew(desk, orderId)
})

test("a push repeats a trade with another fee, so nothing: only a read of the executions corrects", () => {
  const { desk, orderId } = lifeIn("Acknowledged")
  filled(desk, orderId, { tradeId: "t1" })
  const fill = { tradeId: "t1", fee: "-9" }
  const order = reportOf(desk.order(orderId), { state: "partially_filled", filled: "0.4", fill })
  assert.equal(shortAll(desk.take({ type: "OrderReport", source: "push", order }).events), "-")
})

test("contracts: a trade taken back, so the position is what the others made it", () => {
  const { desk, orderId } = lifeIn("Acknowledged", {
    symbol: SWAP,
    quantity: toQuantity(decimal("10")),
    tradeMode: "cross",
  })
  filled(desk, orderId, { tradeId: "t1", quantity: "4" })
  filled(desk, orderId, { tradeId: "t2", quantity: "3" })
  correct(desk, orderId, { tradeId: "t2", total: "4" })
  assert.equal(format(desk.state.positions.get(SWAP)?.contracts ?? decimal("0")), "4")
})

/** OKX says 1 filled at 101 on average; 0.4 at 100 is booked, the rest is missing. */
function withMissing() {
  const life = lifeIn("Acknowledged")
  const { desk, orderId } = life
  filled(desk, orderId, { tradeId: "t1", quantity: "0.4", price: "100" })
  const more = { averagePrice: parsePrice("101") }
  const order = reportOf(desk.order(orderId), { state: "filled", filled: "1", more })
  desk.take({ type: "OrderReport", source: "push", order })
  assert.deepEqual([figures(desk, orderId).state, figures(desk, orderId).missing], ["Filled", "0.6"])
  return life
}

function absent(desk: TestDesk, orderId: Id): string {
  return shortAll(desk.take({ type: "FillsAbsent", orderId, begunAt: desk.exchangeNow }).events)
}

test("OKX does not tell the missing executions for ten minutes, so a stand-in at the price that makes its average true, marked, with a break", () => {
  const { desk, orderId } = withMissing()
  desk.wait(599_000)
  assert.equal(absent(desk, orderId), "-")
  desk.wait(2_000)
  assert.equal(absent(desk, orderId), `FillBooked 1 +provisional-${OKX_ID}-0.4, BreakFound fill-mismatch`)
  const fill = desk.order(orderId).fills.at(-1)
  assert.deepEqual(
    [fill?.provisional, fill && format(fill.quantity), fill?.price && Number(format(fill.price)).toFixed(6)],
    [true, "0.6", "101.666667"],
  )
  assert.deepEqual([figures(desk, orderId).missing, desk.state.fillsMissing.size], ["0", 1])
  assert.equal(absent(desk, orderId), "-")
  // Its fee is not known, so none is booked.
  assert.equal(figures(desk, orderId).fee, "-0.04")
  replays(desk)
})

test("the real execution comes at last, by a read or a push, so it takes the stand-in's place", () => {
  for (const by of ["read", "push"] as const) {
    const { desk, orderId } = withMissing()
    desk.wait(601_000)
    absent(desk, orderId)
    const real = { tradeId: "t2", quantity: "0.6", price: "101.7", fee: "-0.06" }
    const order = reportOf(desk.order(orderId), { state: "filled", filled: "1", fill: real })
    const events =
      by === "read"
        ? filled(desk, orderId, real)
        : shortAll(desk.take({ type: "OrderReport", source: "push", order }).events)
    assert.equal(events, "FillCorrected 1 +t2, BreakResolved")
    assert.equal(desk.state.fillsMissing.size, 0)
    assert.deepEqual(
      desk.order(orderId).fills.map(({ tradeId }) => tradeId),
      ["t1", "t2"],
    )
    derivedAnew(desk, orderId)
  }
})

test("only part of the real ones comes, so the rest is missing again and asked for", () => {
  const { desk, orderId } = withMissing()
  desk.wait(601_000)
  absent(desk, orderId)
  assert.equal(filled(desk, orderId, { tradeId: "t2", quantity: "0.2", price: "101" }), "FillCorrected 1 +t2")
  assert.deepEqual(
    [figures(desk, orderId).filled, figures(desk, orderId).missing, desk.state.fillsMissing.size],
    ["1", "0.4", 1],
  )
  assert.match(
    filled(desk, orderId, { tradeId: "t3", quantity: "0.4", price: "102" }),
    /^FillBooked 1 \+t3, BreakResolved/,
  )
  assert.equal(figures(desk, orderId).missing, "0")
})

test("a new execution after the stand-in, so it is booked beside it", () => {
  const { desk, orderId } = lifeIn("Acknowledged")
  const order = reportOf(desk.order(orderId), { state: "partially_filled", filled: "0.4" })
  desk.take({ type: "OrderReport", source: "push", order })
  desk.wait(601_000)
  assert.match(absent(desk, orderId), /^FillBooked 0\.4 \+provisional/)
  assert.match(
    filled(desk, orderId, { tradeId: "t9", quantity: "0.1", at: desk.exchangeNow + 5_000 }),
    /^PartiallyFilled 0\.5 \+t9/,
  )
  assert.equal(desk.order(orderId).fills.length, 2)
})

test("an execution turns out larger while some are missing, so it fills the gap first: nothing is left that a stand-in would be booked for", () => {
  const { desk, orderId } = lifeIn("Acknowledged")
  const words = { state: "partially_filled", filled: "0.5", fill: { quantity: "0.3" } } as const
  desk.take({ type: "OrderReport", source: "push", order: reportOf(desk.order(orderId), words) })
  assert.equal(filled(desk, orderId, { quantity: "0.5" }), "FillCorrected 0.5 +t1, BreakFound fill-mismatch")
  assert.deepEqual([figures(desk, orderId).filled, figures(desk, orderId).missing], ["0.5", "0"])
  assert.equal(filled(desk, orderId, { quantity: "0.6" }), "FillCorrected 0.6 +t1")
  assert.deepEqual([figures(desk, orderId).filled, figures(desk, orderId).missing], ["0.6", "0"])
  derivedAnew(desk, orderId)
})
