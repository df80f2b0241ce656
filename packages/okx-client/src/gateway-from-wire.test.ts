import assert from "node:assert/strict"
import { test } from "node:test"
import { type Decimal, decimal, format } from "@okx-oms/core"
import {
  balancesFrom,
  exchangeBill,
  exchangeFill,
  exchangeOrder,
  instrumentFrom,
  positionFrom,
  requestOutcome,
  symbolFrom,
} from "./gateway-from-wire.ts"
import { BILL_EXAMPLE, billRecord } from "./wire/bills.ts"
import { BALANCE_EXAMPLE, balanceRecord } from "./wire/record/balance.ts"
import { FILL_EXAMPLE, fillRecord } from "./wire/record/fill.ts"
import { INSTRUMENT_EXAMPLE, instrumentRecord } from "./wire/record/instrument.ts"
import { ORDER_EXAMPLE, orderRecord } from "./wire/record/order.ts"
import { POSITION_EXAMPLE, positionRecord } from "./wire/record/position.ts"

function order(fields: object, pushed = true) {
  const told = exchangeOrder(orderRecord({ ...ORDER_EXAMPLE, ...fields }), { pushed })
  assert.ok(told !== undefined)
  return told
}

const FILL = { execType: "M", fillFee: "-0.00008", fillFeeCcy: "BTC", amendResult: "", amendSource: "" }

test("a push with a tradeId carries its fill with the fee of that fill, so it is booked once and exactly", () => {
  const { fill, filled, state } = order(FILL)
  assert.ok(fill !== undefined)
  assert.equal(fill.tradeId, "700000002")
  assert.equal(
    `${format(fill.price)} ${format(fill.quantity)} ${format(filled)} ${state}`,
    "60000 0.1 0.2 partially_filled",
  )
  assert.deepEqual(
    fill.fees.map(({ currency, amount }) => `${currency} ${format(amount)}`),
    ["BTC -0.00008"],
  )
  assert.equal(fill.liquidity, "maker")
})

test("the same row read over REST carries no fill, so the last fill is not booked a second time", () => {
  assert.equal(order(FILL, false).fill, undefined)
})

test("a fill without a usable tradeId is left to the list of fills, so it gets one key and one booking", () => {
  for (const tradeId of ["", "0", "-12"]) assert.equal(order({ ...FILL, tradeId }).fill, undefined, tradeId)
})

test("a spot market order's last push, filled with nothing, is a state and no fill, so no empty fill is booked", () => {
  const told = order({
    ...FILL,
    ordType: "market",
    px: "",
    state: "filled",
    tradeId: "",
    fillSz: "0",
    fillPx: "",
    tgtCcy: "quote_ccy",
  })
  assert.equal(told.fill, undefined)
  assert.equal(told.state, "filled")
  assert.equal(told.unit, "quote")
  assert.equal(told.price, undefined)
})

test("the unit follows instrument, type, side and tgtCcy, so a quantity is never read in the wrong currency", () => {
  const cases = [
    [{ ordType: "limit", tgtCcy: "quote_ccy" }, "base"],
    [{ ordType: "market", tgtCcy: "" }, "quote"],
    [{ ordType: "market", tgtCcy: "", side: "sell" }, "base"],
    [{ ordType: "market", tgtCcy: "base_ccy" }, "base"],
    [{ instType: "SWAP", instId: "BTC-USDT-SWAP", ordType: "market" }, "contracts"],
    [{ instType: "FUTURES", instId: "BTC-USD-260327" }, "contracts"],
  ] as const
  for (const [fields, unit] of cases) assert.equal(order(fields).unit, unit, JSON.stringify(fields))
})

test("amendments say what became of them, so the manager need not guess", () => {
  const results = { "0": "done", "-1": "failed", "1": "failed-and-cancelled", "2": "automatic" }
  for (const [amend, result] of Object.entries(results)) {
    const told = order({ ...FILL, amendResult: amend, reqId: "r1", code: "51511", msg: "x" })
    assert.deepEqual(told.amend, { requestId: "r1", result, code: "51511", message: "x" })
  }
  assert.equal(order(FILL).amend, undefined)
})

test("mmp_canceled is told as canceled and a cancel keeps its source, so the reason is not lost", () => {
  const told = order({ state: "mmp_canceled", cancelSource: "39", cancelSourceReason: "MMP" })
  assert.equal(`${told.state} ${told.cancelSource} ${told.cancelReason}`, "canceled 39 MMP")
  assert.equal("cancelSource" in order({ cancelSource: "" }), false)
})

test("an instrument without a name here is undefined and not a fault, so an odd order cannot stop the feed", () => {
  assert.equal(symbolFrom("BTC-UPDOWN-15MIN-260822"), undefined)
  assert.equal(exchangeOrder(orderRecord({ ...ORDER_EXAMPLE, instId: "x y" }), { pushed: true }), undefined)
})

test("fills without a usable tradeId are keyed by their bill, so two readings of one are one", () => {
  const keyed = (fields: object) => exchangeFill(fillRecord({ ...FILL_EXAMPLE, ...fields }))?.tradeId
  assert.equal(keyed({}), "700000002")
  assert.equal(keyed({ tradeId: "0" }), "bill-1840000000000000007")
  assert.equal(keyed({ tradeId: "-5" }), "bill-1840000000000000007")
  assert.equal(keyed({ tradeId: "", billId: "" }), "facts-1795000000100-60000-0.1")
})

test("a bill moves a balance unless it is the execution of a SPOT order, so nothing counts twice and nothing is left out", () => {
  const told = (fields: object) => exchangeBill(billRecord({ ...BILL_EXAMPLE, ...fields }))
  const spot = { type: "2", instType: "SPOT", instId: "BTC-USDT", ordId: "77" }
  assert.equal(told(spot), undefined)
  assert.equal(told({ ...spot, instType: "MARGIN" }), undefined)
  assert.equal(told({ ...spot, ordId: "" })?.kind, "trade")
  assert.equal(told({ type: "2", ordId: "77" })?.kind, "trade")
  assert.equal(told({ type: "1", instId: "" })?.kind, "transfer")
  assert.equal(told({ type: "999" })?.kind, "other")
  const { billId, currency, change, kind, at } = told({}) ?? assert.fail("it moves")
  assert.deepEqual(
    [billId, currency, format(change), kind, at],
    ["1840000000000000012", "USDT", "-0.25", "funding", 1795000000600],
  )
})

test("a swap's contract is ctVal x ctMult of the underlying, so notional comes out right", () => {
  const swap = instrumentFrom(instrumentRecord({ ...INSTRUMENT_EXAMPLE, ctMult: "10" }))
  assert.ok(swap !== undefined)
  assert.equal(`${swap.kind} ${swap.baseCurrency} ${swap.quoteCurrency} ${swap.settleCurrency}`, "swap BTC USDT USDT")
  assert.equal(format(swap.contractValue), "0.1")
  assert.equal(swap.linear, true)
  assert.equal(swap.instIdCode, 10459)
})

test("instruments that are not open yet, of another kind or in an unknown state take no orders, so none is sent blindly", () => {
  const of = (fields: object) => instrumentFrom(instrumentRecord({ ...INSTRUMENT_EXAMPLE, ...fields }))
  assert.equal(of({ tickSz: "" }), undefined)
  assert.equal(of({ lotSz: "0" }), undefined)
  assert.equal(of({ instType: "FUTURES" }), undefined)
  assert.equal(of({ state: "brand_new" })?.state, "suspend")
  assert.equal(of({ ctType: "inverse" })?.linear, false)
})

test("a spot row of 2026 with an empty maxMktSz is bounded by its amount, so a market order still has a limit", () => {
  const spot = {
    instType: "SPOT",
    instId: "BTC-USDT",
    baseCcy: "BTC",
    quoteCcy: "USDT",
    ctVal: "",
    settleCcy: "",
    maxMktSz: "",
    maxMktAmt: "1000000",
  }
  const told = instrumentFrom(instrumentRecord({ ...INSTRUMENT_EXAMPLE, ...spot }))
  assert.equal(format(told?.maxMarketSize ?? decimal("0")), "1000000")
  assert.equal(told?.settleCurrency, "USDT")
})

test("cash and available come over per currency and an empty availBal falls back, so funds are never read as none", () => {
  const [usdt] = balancesFrom(balanceRecord(BALANCE_EXAMPLE))
  assert.equal(
    `${usdt?.currency} ${format(usdt?.total ?? decimal("0"))} ${format(usdt?.available ?? decimal("0"))}`,
    "USDT 1000.25 980.25",
  )
  const [detail] = BALANCE_EXAMPLE.details
  const [older] = balancesFrom(balanceRecord({ details: [{ ...detail, availBal: "", availEq: "5" }] }))
  assert.equal(format(older?.available ?? decimal("0")), "5")
})

test("a short position is negative in either mode, so exposure has the right sign", () => {
  const contracts = (fields: object) => {
    const told = positionFrom(positionRecord({ ...POSITION_EXAMPLE, ...fields }))
    return told === undefined ? undefined : format(told.contracts)
  }
  assert.equal(contracts({}), "-1.5")
  assert.equal(contracts({ posSide: "short", pos: "2" }), "-2")
  assert.equal(contracts({ posSide: "long", pos: "2" }), "2")
  assert.equal(contracts({ pos: "0", avgPx: "" }), "0")
  assert.equal(contracts({ instType: "MARGIN", instId: "BTC-USDT" }), undefined)
})

test("a position's margin is its own when isolated and OKX's initial one when cross, so the page shows what holds it", () => {
  const told = (fields: object) => {
    const { liquidationPrice, margin, marginCurrency, unrealisedProfit } =
      positionFrom(positionRecord({ ...POSITION_EXAMPLE, ...fields })) ?? assert.fail()
    const text = (value: Decimal | undefined) => (value === undefined ? undefined : format(value))
    return [text(liquidationPrice), text(margin), marginCurrency, text(unrealisedProfit)]
  }
  assert.deepEqual(told({}), [undefined, "299.95", "USDT", "0.15"])
  assert.deepEqual(told({ mgnMode: "isolated", margin: "310", imr: "", liqPx: "79000.5", upl: "" }), [
    "79000.5",
    "310",
    "USDT",
    undefined,
  ])
})

test("outcomes keep their kind, so three stay three", () => {
  const ack = { ordId: "9", clOrdId: "c", sCode: "0", sMsg: "", subCode: "" }
  assert.deepEqual(requestOutcome({ kind: "accepted", ack }, false, undefined), { kind: "accepted", okxOrderId: "9" })
  const nameless = requestOutcome({ kind: "accepted", ack: { ...ack, ordId: "" } }, false, undefined)
  assert.equal(nameless.kind, "unknown")
  const okx = { code: "50011", message: "Too Many Requests", subCode: "" }
  const refused = { kind: "refused", codeClass: "RL", okx, says: "Too many.", again: "before-x" } as const
  assert.deepEqual(requestOutcome(refused, true, undefined), {
    kind: "refused",
    code: "50011",
    message: "Too many. (Too Many Requests)",
    retryable: true,
  })
  const silent = requestOutcome(
    { kind: "unknown", reason: "timeout", okx: undefined, says: "Silence." },
    false,
    undefined,
  )
  assert.deepEqual(silent, { kind: "unknown", code: "timeout", message: "Silence." })
})
