import assert from "node:assert/strict"
import { test } from "node:test"
import { parsePrice, parseQuantity } from "./amount.ts"
import type { Instrument } from "./instrument.ts"
import { checkAmendRules, checkInstrumentRules } from "./instrument-rules.ts"
import type { PlaceOrder } from "./order-command.ts"
import type { RefusalCode } from "./refusal.ts"
import { MANUAL, SPOT, SPOT_INSTRUMENT, SWAP, SWAP_INSTRUMENT } from "./testing/desk.ts"

const q = parseQuantity
const p = parsePrice

function spot(wish: Partial<PlaceOrder> = {}): PlaceOrder {
  const market = wish.type === "market"
  return {
    strategy: MANUAL,
    symbol: SPOT,
    side: "buy",
    type: "limit",
    quantity: q("1"),
    ...(!market && { price: p("100") }),
    ...wish,
  }
}

function swap(wish: Partial<PlaceOrder> = {}): PlaceOrder {
  return spot({ symbol: SWAP, ...wish })
}

function without(order: PlaceOrder, field: "price"): PlaceOrder {
  const { [field]: _gone, ...rest } = order
  return rest
}

const REFUSED: readonly (readonly [
  what: string,
  order: PlaceOrder,
  instrument: Instrument | undefined,
  code: RefusalCode,
])[] = [
  ["no such instrument", spot(), undefined, "instrument-unknown"],
  ["an inverse swap", swap(), { ...SWAP_INSTRUMENT, linear: false }, "instrument-unsupported"],
  ["a suspended market", spot(), { ...SPOT_INSTRUMENT, state: "suspend" }, "instrument-not-live"],
  ["a market before its opening", spot(), { ...SPOT_INSTRUMENT, state: "preopen" }, "instrument-not-live"],
  [
    "a limit order while only post-only is taken",
    spot(),
    { ...SPOT_INSTRUMENT, state: "post_only" },
    "instrument-not-live",
  ],
  ["a limit order without price", without(spot(), "price"), SPOT_INSTRUMENT, "price-missing"],
  ["an ioc order without price", without(spot({ type: "ioc" }), "price"), SPOT_INSTRUMENT, "price-missing"],
  ["a fok order without price", without(spot({ type: "fok" }), "price"), SPOT_INSTRUMENT, "price-missing"],
  ["a market order with price", spot({ type: "market", price: p("100") }), SPOT_INSTRUMENT, "price-not-allowed"],
  ["a price between two ticks", spot({ price: p("100.05") }), SPOT_INSTRUMENT, "price-off-tick"],
  ["a quantity between two lots", spot({ quantity: q("1.0005") }), SPOT_INSTRUMENT, "quantity-off-lot"],
  ["half a contract", swap({ quantity: q("1.5") }), SWAP_INSTRUMENT, "quantity-off-lot"],
  ["less than the minimum", spot({ quantity: q("0.001") }), SPOT_INSTRUMENT, "quantity-below-minimum"],
  ["more than the largest limit order", spot({ quantity: q("1000.001") }), SPOT_INSTRUMENT, "quantity-above-maximum"],
  [
    "more contracts than a market order takes",
    swap({ type: "market", quantity: q("5001") }),
    SWAP_INSTRUMENT,
    "quantity-above-maximum",
  ],
  [
    "more quote than a market order takes",
    spot({ type: "market", unit: "quote", quantity: q("100001") }),
    SPOT_INSTRUMENT,
    "quantity-above-maximum",
  ],
  ["a limit order in quote", spot({ unit: "quote" }), SPOT_INSTRUMENT, "unit-not-allowed"],
  ["spot in contracts", spot({ unit: "contracts" }), SPOT_INSTRUMENT, "unit-not-allowed"],
  ["a swap in base", swap({ unit: "base" }), SWAP_INSTRUMENT, "unit-not-allowed"],
  ["a swap in quote", swap({ type: "market", unit: "quote" }), SWAP_INSTRUMENT, "unit-not-allowed"],
  ["spot on margin", spot({ tradeMode: "cross" }), SPOT_INSTRUMENT, "trade-mode-not-allowed"],
  ["a swap for cash", swap({ tradeMode: "cash" }), SWAP_INSTRUMENT, "trade-mode-not-allowed"],
  ["reduce-only on spot", spot({ reduceOnly: true }), SPOT_INSTRUMENT, "reduce-only-not-allowed"],
]

for (const [what, order, instrument, code] of REFUSED) {
  test(`${what}, so ${code}`, () => {
    const checked = checkInstrumentRules(order, instrument)
    assert.equal(checked.ok ? "taken" : checked.refusal.code, code)
  })
}

const TAKEN: readonly (readonly [what: string, order: PlaceOrder, instrument: Instrument])[] = [
  ["the smallest lot", spot({ quantity: q("0.002") }), SPOT_INSTRUMENT],
  ["the largest limit order", spot({ quantity: q("1000") }), SPOT_INSTRUMENT],
  [
    "a market order in quote, whatever its steps",
    spot({ type: "market", unit: "quote", quantity: q("0.00001") }),
    SPOT_INSTRUMENT,
  ],
  [
    "a large market order in base, whose maximum OKX counts in quote",
    spot({ type: "market", quantity: q("5000") }),
    SPOT_INSTRUMENT,
  ],
  [
    "a post-only order while only post-only is taken",
    spot({ type: "post_only" }),
    { ...SPOT_INSTRUMENT, state: "post_only" },
  ],
  ["an isolated swap that reduces", swap({ tradeMode: "isolated", reduceOnly: true }), SWAP_INSTRUMENT],
]

for (const [what, order, instrument] of TAKEN) {
  test(`${what}, so taken`, () => {
    const checked = checkInstrumentRules(order, instrument)
    assert.equal(checked.ok, true, checked.ok ? "" : checked.refusal.code)
  })
}

test("the refusal has the numbers, so a person sees what would be right", () => {
  const checked = checkInstrumentRules(spot({ price: p("100.05") }), SPOT_INSTRUMENT)
  assert.deepEqual(checked, {
    ok: false,
    refusal: { code: "price-off-tick", path: "price", price: "100.05", tickSize: "0.1" },
  })
})

test("an amendment breaks a step, so the same refusals", () => {
  const order = { type: "limit", unit: "base" } as const
  const refused = (change: Parameters<typeof checkAmendRules>[0]): string | undefined =>
    checkAmendRules(change, order, SPOT_INSTRUMENT, SPOT)?.code
  assert.equal(refused({ price: p("100.05") }), "price-off-tick")
  assert.equal(refused({ quantity: q("0.0015") }), "quantity-below-minimum")
  assert.equal(refused({ quantity: q("1.0005") }), "quantity-off-lot")
  assert.equal(refused({ quantity: q("2000") }), "quantity-above-maximum")
  assert.equal(refused({ price: p("100.1"), quantity: q("2") }), undefined)
  assert.equal(checkAmendRules({}, order, undefined, SPOT)?.code, "instrument-unknown")
})
