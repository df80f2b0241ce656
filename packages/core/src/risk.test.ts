import assert from "node:assert/strict"
import { test } from "node:test"
import { parsePrice, parseQuantity } from "./amount.ts"
import { decimal, format } from "./decimal.ts"
import { requestIdFrom } from "./ids.ts"
import type { PlaceOrder } from "./order-command.ts"
import { previewPlace } from "./preview.ts"
import type { Refusal } from "./refusal.ts"
import { BEGIN, SPOT, SWAP, TestDesk } from "./testing/desk.ts"
import { reportOf } from "./testing/exchange-words.ts"
import { bring, fillReport, type Situation } from "./testing/lives.ts"
import { millis } from "./time.ts"

const q = parseQuantity
const p = parsePrice

function deskWith(limits: Partial<TestDesk["limits"]> = {}): TestDesk {
  const desk = new TestDesk()
  desk.limits = { ...desk.limits, ...limits }
  return desk
}

function refusalOf(desk: TestDesk, wish: Partial<PlaceOrder> = {}): Refusal | undefined {
  return desk.place(wish).decision.refusal
}

function setBalance(desk: TestDesk, currency: string, available: string): void {
  const amount = decimal(available)
  desk.balances.set(currency, { currency, total: amount, available: amount, updatedAt: millis(BEGIN) })
}

function hold(desk: TestDesk, contracts: string): void {
  desk.positions.set(SWAP, { symbol: SWAP, contracts: decimal(contracts), updatedAt: millis(BEGIN) })
}

test("nothing speaks against it, so it may go", () => {
  assert.equal(refusalOf(new TestDesk()), undefined)
})

test("reduce-only mode, so a buy is denied; a spot sell and a reduce-only swap go", () => {
  const desk = new TestDesk()
  desk.take({ type: "HaltTrading", mode: "reduce-only", reason: "calm down" })
  assert.deepEqual(refusalOf(desk), { code: "reduce-only-mode", reason: "calm down" })
  assert.equal(refusalOf(desk, { symbol: SWAP })?.code, "reduce-only-mode")
  assert.equal(refusalOf(desk, { side: "sell" }), undefined)
  assert.equal(refusalOf(desk, { symbol: SWAP, reduceOnly: true }), undefined)
})

test("no last price, or one too old, so price-unknown: what cannot be checked is denied", () => {
  const desk = new TestDesk()
  desk.prices.set(SPOT, { price: p("100"), ageMs: 10_001 })
  assert.deepEqual(refusalOf(desk), { code: "price-unknown", symbol: SPOT, ageMs: 10_001, limitMs: 10_000 })
  desk.prices.set(SPOT, { price: p("100"), ageMs: 10_000 })
  assert.equal(refusalOf(desk), undefined)
  desk.prices.delete(SPOT)
  assert.deepEqual(refusalOf(desk), { code: "price-unknown", symbol: SPOT, ageMs: null, limitMs: 10_000 })
})

test("a buy far above or a sell far below the market, so denied; the harmless side goes", () => {
  const desk = deskWith({ priceCollar: decimal("0.05") })
  assert.deepEqual(refusalOf(desk, { price: p("105.1") }), {
    code: "price-outside-collar",
    price: "105.1",
    lowest: "95",
    highest: "105",
    last: "100",
  })
  assert.equal(refusalOf(desk, { price: p("105") }), undefined)
  assert.equal(refusalOf(desk, { price: p("1") }), undefined)
  assert.equal(refusalOf(desk, { side: "sell", price: p("94.9") })?.code, "price-outside-collar")
  assert.equal(refusalOf(desk, { side: "sell", price: p("95") }), undefined)
  assert.equal(refusalOf(desk, { side: "sell", price: p("900") }), undefined)
})

test("the value of one order at its own price, market orders at the last, contracts by their value", () => {
  const desk = deskWith({ maxOrderNotional: decimal("100") })
  assert.equal(refusalOf(desk), undefined)
  assert.deepEqual(refusalOf(desk, { quantity: q("1.001") }), {
    code: "notional-above-limit",
    notional: "100.1",
    limit: "100",
    currency: "USDT",
  })
  assert.equal(refusalOf(desk, { type: "market", quantity: q("1.001") })?.code, "notional-above-limit")
  assert.equal(refusalOf(desk, { type: "market", unit: "quote", quantity: q("100") }), undefined)
  assert.equal(refusalOf(desk, { type: "market", unit: "quote", quantity: q("100.01") })?.code, "notional-above-limit")
  assert.equal(refusalOf(desk, { symbol: SWAP, quantity: q("100") }), undefined)
  assert.equal(refusalOf(desk, { symbol: SWAP, quantity: q("101") })?.code, "notional-above-limit")
})

test("the count of open orders holds queued, sent, doubted and adopted ones, so the limit is met by them", () => {
  for (const situation of [
    "Validated",
    "Submitted",
    "in doubt",
    "Acknowledged",
    "PartiallyFilled",
    "adopted",
  ] as const) {
    const desk = deskWith({ maxOpenOrders: 1 })
    const limits = desk.limits
    desk.limits = { ...limits, maxOpenOrders: 10 }
    bring(desk, situation)
    desk.limits = limits
    assert.equal(refusalOf(desk)?.code, "open-orders-above-limit", situation)
  }
  const ended: readonly Situation[] = ["Filled", "Cancelled", "Failed, not sent", "Failed, never placed", "Expired"]
  for (const situation of ended) {
    const desk = deskWith({ maxOpenOrders: 1 })
    bring(desk, situation)
    assert.equal(refusalOf(desk), undefined, situation)
  }
})

test("the worst case of the position: what is held and every open order of the side, so the limit holds for all together", () => {
  const desk = deskWith({ maxPositionNotional: decimal("300") })
  bring(desk, "Filled")
  bring(desk, "PartiallyFilled")
  assert.equal(refusalOf(desk, { quantity: q("1.001") })?.code, "position-above-limit")
  assert.equal(refusalOf(desk, { quantity: q("1") }), undefined)
})

test("open orders of the other side do not net, so a hoped-for sell makes no room", () => {
  const desk = deskWith({ maxPositionNotional: decimal("150") })
  assert.equal(refusalOf(desk, { side: "sell" }), undefined)
  assert.equal(refusalOf(desk), undefined)
  assert.equal(refusalOf(desk)?.code, "position-above-limit")
})

test("a short of contracts told by OKX, so a further sell meets the limit and a buy goes", () => {
  const desk = deskWith({ maxPositionNotional: decimal("100") })
  hold(desk, "-100")
  assert.equal(refusalOf(desk, { symbol: SWAP, side: "sell" })?.code, "position-above-limit")
  assert.equal(refusalOf(desk, { symbol: SWAP, side: "buy", quantity: q("100") }), undefined)
})

test("a spot sale of coins that were there before, so no position: only the balance limits it, and buys meet the limit", () => {
  const desk = deskWith({ maxPositionNotional: decimal("100") })
  assert.equal(refusalOf(desk, { side: "sell", quantity: q("5") }), undefined)
  bring(desk, "Filled", { side: "sell", quantity: q("1") })
  assert.equal(refusalOf(desk, { side: "sell", type: "market", quantity: q("2") }), undefined)
  assert.equal(refusalOf(desk, { quantity: q("2.001") })?.code, "position-above-limit")
})

test("our fills and OKX's word differ, so the one that is worse for the side counts", () => {
  const desk = deskWith({ maxPositionNotional: decimal("10") })
  bring(desk, "Filled", { symbol: SWAP, quantity: q("1") })
  hold(desk, "9")
  assert.equal(refusalOf(desk, { symbol: SWAP, quantity: q("2") })?.code, "position-above-limit")
  hold(desk, "0")
  assert.equal(refusalOf(desk, { symbol: SWAP, quantity: q("10") })?.code, "position-above-limit")
  assert.equal(refusalOf(desk, { symbol: SWAP, quantity: q("9") }), undefined)
})

test("the account was never read, so a position that cannot be known denies", () => {
  const desk = new TestDesk()
  desk.state.baseline = undefined
  assert.deepEqual(refusalOf(desk, { symbol: SWAP }), { code: "position-unknown", symbol: SWAP })
})

test("a quote-sized market buy claims its quote, so the next order meets the limit", () => {
  const desk = deskWith({ maxPositionNotional: decimal("150") })
  assert.equal(refusalOf(desk, { type: "market", unit: "quote", quantity: q("100") }), undefined)
  assert.equal(refusalOf(desk)?.code, "position-above-limit")
})

test("a buy needs its quote, a sell its base, so what is not there denies", () => {
  const desk = new TestDesk()
  setBalance(desk, "USDT", "99.9")
  assert.deepEqual(refusalOf(desk), {
    code: "balance-insufficient",
    needed: "100",
    available: "99.9",
    currency: "USDT",
  })
  assert.equal(refusalOf(desk, { side: "sell" }), undefined)
  setBalance(desk, "BTC", "1.9")
  assert.equal(refusalOf(desk, { side: "sell", quantity: q("1") })?.code, "balance-insufficient")
})

test("a market buy freezes 5 % more at OKX, so as much is needed", () => {
  const desk = new TestDesk()
  setBalance(desk, "USDT", "104.99")
  assert.equal(refusalOf(desk, { type: "market" })?.code, "balance-insufficient")
  setBalance(desk, "USDT", "105")
  assert.equal(refusalOf(desk, { type: "market" }), undefined)
})

test("a quote-sized sell needs base, rounded up, so it never sells more than is there", () => {
  const desk = new TestDesk()
  setBalance(desk, "BTC", "0.33")
  assert.equal(refusalOf(desk, { side: "sell", type: "market", unit: "quote", quantity: q("33") }), undefined)
  const other = new TestDesk()
  setBalance(other, "BTC", "0.33")
  assert.equal(
    refusalOf(other, { side: "sell", type: "market", unit: "quote", quantity: q("33.01") })?.code,
    "balance-insufficient",
  )
})

test("what is not confirmed yet is not in OKX's balance, so it is reserved here; what rests is", () => {
  for (const [situation, denied] of [
    ["Validated", true],
    ["Submitted", true],
    ["in doubt", true],
    ["Acknowledged", false],
    ["Cancelled", false],
  ] as const) {
    const desk = new TestDesk()
    bring(desk, situation)
    setBalance(desk, "USDT", "150")
    assert.equal(refusalOf(desk)?.code, denied ? "balance-insufficient" : undefined, situation)
  }
})

test("a balance that nobody told, so balance-unknown; contracts leave margin to OKX", () => {
  const desk = new TestDesk()
  desk.balances.clear()
  assert.deepEqual(refusalOf(desk), { code: "balance-unknown", currency: "USDT" })
  assert.equal(refusalOf(desk, { symbol: SWAP }), undefined)
})

// ---- amendments ------------------------------------------------------------------------------------------------------------

function amendRefusal(
  desk: TestDesk,
  change: { price?: string; quantity?: string },
  wish: Partial<PlaceOrder> = {},
): string | undefined {
  const orderId = bring(desk, "Acknowledged", wish)
  return refusalOfChange(desk, orderId, change)
}

function refusalOfChange(
  desk: TestDesk,
  orderId: ReturnType<typeof bring>,
  change: { price?: string; quantity?: string },
): string | undefined {
  const { price, quantity } = change
  return desk.take({
    type: "AmendOrder",
    orderId,
    requestId: requestIdFrom(desk.serial()),
    ...(price !== undefined && { price: p(price) }),
    ...(quantity !== undefined && { quantity: q(quantity) }),
  }).refusal?.code
}

test("an amendment asks for more than an order might, so the same limits deny it", () => {
  assert.equal(
    amendRefusal(deskWith({ maxOrderNotional: decimal("150") }), { quantity: "1.6" }),
    "notional-above-limit",
  )
  assert.equal(amendRefusal(deskWith({ maxOrderNotional: decimal("149") }), { price: "150" }), "notional-above-limit")
  assert.equal(
    amendRefusal(deskWith({ maxPositionNotional: decimal("150") }), { quantity: "1.6" }),
    "position-above-limit",
  )
  assert.equal(amendRefusal(deskWith({ maxPositionNotional: decimal("150") }), { quantity: "1.5" }), undefined)
  assert.equal(amendRefusal(deskWith({ priceCollar: decimal("0.05") }), { price: "106" }), "price-outside-collar")
  assert.equal(
    amendRefusal(deskWith({ priceCollar: decimal("0.05") }), { price: "94" }, { side: "sell" }),
    "price-outside-collar",
  )
})

for (const symbol of [SPOT, SWAP]) {
  test(`${symbol}: a buy far below the market is moved up to it, so it is held to the limit of the position like a placement there`, () => {
    const [two, one] = symbol === SWAP ? [q("200"), q("100")] : [q("2"), q("1")]
    const desk = deskWith({ maxPositionNotional: decimal("250") })
    const other = bring(desk, "Acknowledged", { symbol, quantity: one })
    fillReport(desk, other, { quantity: format(one) })
    const orderId = bring(desk, "Acknowledged", { symbol, quantity: two, price: p("60") })
    assert.equal(refusalOf(desk, { symbol, quantity: two, price: p("100") })?.code, "position-above-limit")
    assert.equal(refusalOfChange(desk, orderId, { price: "75.1" }), "position-above-limit")
    assert.equal(refusalOfChange(desk, orderId, { price: "100", quantity: format(one) }), undefined)
  })
}

test("a price is lowered while the market has carried the position over its limit, so it may be", () => {
  const desk = new TestDesk()
  const orderId = bring(desk, "Acknowledged")
  desk.limits = { ...desk.limits, maxPositionNotional: decimal("50") }
  assert.equal(refusalOfChange(desk, orderId, { price: "99" }), undefined)
})

test("an amendment that asks for less passes whatever the limits have become", () => {
  const desk = new TestDesk()
  const orderId = bring(desk, "Acknowledged")
  desk.limits = {
    ...desk.limits,
    maxOrderNotional: decimal("1"),
    maxPositionNotional: decimal("1"),
    priceCollar: decimal("0"),
  }
  desk.prices.clear()
  assert.equal(refusalOfChange(desk, orderId, { quantity: "0.5" }), undefined)
})

test("trading is halted, so an amendment may shrink an order and nothing else", () => {
  const desk = new TestDesk()
  const first = bring(desk, "Acknowledged")
  desk.take({ type: "HaltTrading", mode: "halt", reason: "enough" })
  assert.equal(refusalOfChange(desk, first, { price: "99" }), "trading-halted")
  assert.equal(refusalOfChange(desk, first, { quantity: "2" }), "trading-halted")
  assert.equal(refusalOfChange(desk, first, { quantity: "0.5" }), undefined)
})

test("reduce-only mode, so a buy may move its price but not grow", () => {
  const desk = new TestDesk()
  const orderId = bring(desk, "Acknowledged")
  desk.take({ type: "HaltTrading", mode: "reduce-only", reason: "calm down" })
  assert.equal(refusalOfChange(desk, orderId, { quantity: "2" }), "reduce-only-mode")
  assert.equal(refusalOfChange(desk, orderId, { price: "99" }), undefined)
})

test("a dearer order needs only the difference, so what it holds already is not asked for twice", () => {
  const desk = new TestDesk()
  const orderId = bring(desk, "Acknowledged")
  setBalance(desk, "USDT", "10")
  assert.equal(refusalOfChange(desk, orderId, { price: "110.1" }), "balance-insufficient")
  assert.equal(refusalOfChange(desk, orderId, { price: "110" }), undefined)
})

test("an amendment under way takes what it adds, so neither another one nor a placement gets the same money", () => {
  const desk = new TestDesk()
  const [one, two] = [bring(desk, "Acknowledged"), bring(desk, "Acknowledged")]
  setBalance(desk, "USDT", "110")
  assert.equal(refusalOfChange(desk, one, { quantity: "2" }), undefined)
  assert.equal(refusalOfChange(desk, two, { quantity: "2" }), "balance-insufficient")
  assert.equal(refusalOf(desk, { quantity: q("0.1"), price: p("110") })?.code, "balance-insufficient")
  assert.equal(refusalOfChange(desk, two, { price: "109" }), undefined)
  assert.equal(refusalOf(desk, { quantity: q("0.01"), price: p("101") })?.code, "balance-insufficient")
  // A smaller one frees nothing before it is done.
  const three = bring(desk, "Acknowledged", { quantity: q("0.01") })
  assert.equal(refusalOfChange(desk, three, { quantity: "0.005" }), undefined)
  assert.equal(refusalOf(desk, { quantity: q("0.01"), price: p("101") })?.code, "balance-insufficient")
  const amended = reportOf(desk.order(one), { quantity: "2", updatedAt: BEGIN + 9 })
  desk.take({ type: "OrderReport", source: "push", order: amended })
  assert.equal(refusalOf(desk)?.code, undefined, "done: OKX's own word counts it from here on")
})

test("an amendment under way may be done already, so its larger quantity counts at once", () => {
  const desk = deskWith({ maxPositionNotional: decimal("250") })
  const orderId = bring(desk, "Acknowledged")
  assert.equal(refusalOfChange(desk, orderId, { quantity: "2" }), undefined)
  assert.equal(refusalOf(desk)?.code, "position-above-limit")
  const requestId = desk.order(orderId).pendingAmend?.requestId ?? requestIdFrom(desk.serial())
  const outcome = { kind: "refused", code: "51000", message: "no", retryable: false } as const
  desk.take({ type: "AmendReply", orderId, requestId, outcome })
  assert.equal(refusalOf(desk), undefined)
})

test("the filled part of an order is a position, not a claim, so it is counted once", () => {
  const desk = deskWith({ maxPositionNotional: decimal("200") })
  const orderId = bring(desk, "Acknowledged")
  fillReport(desk, orderId, { quantity: "0.4" })
  assert.equal(refusalOf(desk, { quantity: q("1.001") })?.code, "position-above-limit")
  assert.equal(refusalOf(desk, { quantity: q("1") }), undefined)
})

for (const [state, filled] of [
  ["filled", "100"],
  ["partially_filled", "60"],
  ["canceled", "60"],
] as const) {
  test(`${state} by OKX's total and no execution told, so the total is a position already, and the same one when it is booked`, () => {
    for (const symbol of [SPOT, SWAP]) {
      const desk = new TestDesk()
      const orderId = bring(desk, "Acknowledged", { symbol, quantity: q("100") })
      desk.take({ type: "OrderReport", source: "query", order: reportOf(desk.order(orderId), { state, filled }) })
      const unit = symbol === SWAP ? 1 : 100
      const reached = (state === "canceled" ? 60 : 100) * unit
      const deniedAt = (limit: number): string | undefined => {
        desk.limits = { ...desk.limits, maxPositionNotional: decimal(String(limit)) }
        const order = desk.placement({ symbol, quantity: q("1") }).order
        return previewPlace(order, { state: desk.state, facts: desk.facts }).refusal?.code
      }
      for (const fills of [[], [filled]]) {
        for (const quantity of fills) fillReport(desk, orderId, { quantity, fee: "0" })
        assert.equal(deniedAt(reached + unit - 0.1), "position-above-limit", `${symbol}, ${fills.length} booked`)
        assert.equal(deniedAt(reached + unit), undefined, `${symbol}, ${fills.length} booked`)
      }
    }
  })
}

test("a sell is filled and its execution not told, so a short position has no room for it twice, and a buy has more", () => {
  const desk = deskWith({ maxPositionNotional: decimal("150") })
  const short = { symbol: SWAP, side: "sell", quantity: q("100") } as const
  const orderId = bring(desk, "Acknowledged", short)
  const order = reportOf(desk.order(orderId), { state: "filled", filled: "100" })
  desk.take({ type: "OrderReport", source: "query", order })
  assert.equal(refusalOf(desk, short)?.code, "position-above-limit")
  assert.equal(refusalOf(desk, { ...short, side: "buy", quantity: q("250") }), undefined)
})
