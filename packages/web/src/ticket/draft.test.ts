// The draft and its reading: what makes a request, what is said at which field, where steps lead, and what a share of the funds buys.

import assert from "node:assert/strict"
import { test } from "node:test"
import type { InstrumentRow } from "@okx-oms/api"
import { actionText, type Draft, EMPTY_DRAFT, middlePrice, readDraft, steppedPrice, steppedQuantity } from "./draft.ts"
import { purseOf, shareQuantity } from "./shares.ts"

const SPOT: InstrumentRow = {
  symbol: "BTC-USDT",
  kind: "spot",
  baseCurrency: "BTC",
  quoteCurrency: "USDT",
  settleCurrency: "USDT",
  tickSize: "0.1",
  lotSize: "0.00000001",
  minSize: "0.00001",
  maxLimitSize: "9999",
  maxMarketSize: "1000000",
  contractValue: "1",
  linear: true,
  state: "live",
}
const SWAP: InstrumentRow = {
  ...SPOT,
  symbol: "BTC-USDT-SWAP",
  kind: "swap",
  lotSize: "0.01",
  minSize: "0.01",
  contractValue: "0.01",
}
const WHOLE: Draft = { ...EMPTY_DRAFT, price: "91500.0", quantity: "0.010" }
const ON_SWAP: Draft = { ...WHOLE, symbol: SWAP.symbol, quantity: "1" }

const MEANS = {
  balances: [
    { currency: "USDT", available: "1000" },
    { currency: "BTC", available: "0.5" },
  ],
  positions: [{ symbol: SWAP.symbol, contracts: "-3.5" }],
}

test("a whole limit order, so the request is canonical and says nothing that is a default", () => {
  const { request, faults, missing } = readDraft(WHOLE, SPOT)
  assert.deepEqual(request, { symbol: "BTC-USDT", side: "buy", type: "limit", quantity: "0.01", price: "91500" })
  assert.deepEqual([faults, missing], [{}, []])
})

test("an empty draft, so nothing is called wrong and what is missing is named", () => {
  assert.deepEqual(readDraft(EMPTY_DRAFT, SPOT), { request: undefined, faults: {}, missing: ["price", "quantity"] })
  assert.deepEqual(readDraft({ ...EMPTY_DRAFT, type: "market" }, SPOT).missing, ["quantity"])
})

test("a market order, so a price that still stands in the field is not sent", () => {
  const { request } = readDraft({ ...WHOLE, type: "market", isQuoteAmount: true, quantity: "100" }, SPOT)
  assert.deepEqual(request, { symbol: "BTC-USDT", side: "buy", type: "market", quantity: "100", unit: "quote" })
})

test("choices of contracts on a spot market, so they are not sent; on a swap they are", () => {
  const choices = { isIsolated: true, isReduceOnly: true, isQuoteAmount: true, type: "post_only" } as const
  const spot = readDraft({ ...WHOLE, ...choices }, SPOT).request
  assert.deepEqual([spot?.tradeMode, spot?.reduceOnly, spot?.unit], [undefined, undefined, undefined])
  const swap = readDraft({ ...ON_SWAP, ...choices }, SWAP).request
  assert.deepEqual([swap?.tradeMode, swap?.reduceOnly, swap?.unit], ["isolated", true, undefined])
})

test("what is under more, so seconds become milliseconds and blanks around names go", () => {
  const { request } = readDraft({ ...WHOLE, timeLimitS: "90", strategy: " hedge ", clientOrderId: "a-1" }, SPOT)
  assert.deepEqual([request?.timeLimitMs, request?.strategy, request?.clientOrderId], [90_000, "hedge", "a-1"])
})

const WRONG: readonly [change: Partial<Draft>, path: string, words: RegExp][] = [
  [{ price: "91500.05" }, "price", /steps of the tick \(0\.1\): 91500 or 91500\.1/],
  [{ price: "-5" }, "price", /plain number/],
  [{ price: "1,5" }, "price", /plain number/],
  [{ price: "1e5" }, "price", /plain number/],
  [{ quantity: "0.000001" }, "quantity", /least is 0\.00001 BTC/],
  [{ quantity: "0.000010001" }, "quantity", /steps of the lot/],
  [{ quantity: "0" }, "quantity", /plain number/],
  [{ timeLimitS: "0.5" }, "timeLimitMs", /Whole seconds/],
  [{ strategy: "two words" }, "strategy", /no blanks/],
  [{ clientOrderId: "ä" }, "clientOrderId", /letters/],
]
for (const [change, path, words] of WRONG) {
  test(`${JSON.stringify(change)}, so the words stand at ${path} and there is no request`, () => {
    const { request, faults } = readDraft({ ...WHOLE, ...change }, SPOT)
    assert.equal(request, undefined)
    assert.match(faults[path] ?? "", words)
  })
}

test("a symbol whose instrument is not known, so there is no request", () => {
  assert.equal(readDraft(WHOLE, undefined).request, undefined)
})

test("steps of a price, so they go tick by tick, onto the grid first, never below one, and from the market where nothing stands", () => {
  assert.equal(steppedPrice("91500", "0.1", 1), "91500.1")
  assert.equal(steppedPrice("91500.05", "0.1", 1), "91500.1")
  assert.equal(steppedPrice("91500.05", "0.1", -1), "91500.0")
  assert.equal(steppedPrice("0.1", "0.1", -10), "0.1")
  assert.equal(steppedPrice("", "0.1", 1), undefined)
  assert.equal(steppedPrice("", "0.1", -1, "91500"), "91499.9")
})

test("steps of a quantity, so they are the least size and not a lot that nobody can trade", () => {
  assert.equal(steppedQuantity("", SPOT, 1), "0.00001")
  assert.equal(steppedQuantity("0.01", SPOT, 10), "0.0101")
  assert.equal(steppedQuantity("0.01", SWAP, -5), "0.01")
})

test("the middle between two ticks, so it is rounded to the order's own side", () => {
  assert.equal(middlePrice("91499.9", "91500", { tick: "0.1", side: "buy" }), "91499.9")
  assert.equal(middlePrice("91499.9", "91500", { tick: "0.1", side: "sell" }), "91500.0")
  assert.equal(middlePrice("91499", "91500", { tick: "0.1", side: "sell" }), "91499.5")
})

test("shares, so a purchase takes of the quote currency, a sale of the base, reduce-only of the position", () => {
  const quantity = (draft: Draft, instrument: InstrumentRow, share: number, price: string | null = null) =>
    shareQuantity(purseOf(draft, instrument, MEANS, price), share, { draft, instrument })
  assert.equal(quantity({ ...WHOLE, price: "50000" }, SPOT, 50), "0.01")
  assert.equal(quantity({ ...WHOLE, side: "sell" }, SPOT, 25), "0.125")
  assert.equal(quantity({ ...WHOLE, type: "market", isQuoteAmount: true }, SPOT, 75), "750")
  assert.equal(quantity({ ...ON_SWAP, isReduceOnly: true }, SWAP, 50), "1.75")
  assert.equal(quantity({ ...ON_SWAP, price: "50000" }, SWAP, 100), "2")
  assert.equal(quantity({ ...WHOLE, type: "market" }, SPOT, 100, "90000"), "0.01111111")
  assert.equal(quantity({ ...WHOLE, price: "" }, SPOT, 100), undefined)
})

test("the button's words, so it says what, and of what where the amount is in something else", () => {
  assert.equal(actionText(WHOLE, "spot"), "Buy 0.01 BTC")
  assert.equal(actionText({ ...ON_SWAP, side: "sell" }, "swap"), "Sell 1 ct of BTC")
  assert.equal(
    actionText({ ...WHOLE, type: "market", isQuoteAmount: true, quantity: "100" }, "spot"),
    "Buy 100 USDT of BTC",
  )
  assert.equal(actionText(EMPTY_DRAFT, "spot"), "Buy BTC")
})
