import assert from "node:assert/strict"
import { test } from "node:test"
import { orderIdsFrom, parsePrice, parseQuantity, parseSymbol } from "@okx-oms/core"
import type { Placement } from "@okx-oms/trading"
import { nameOf, placeFields } from "./gateway-to-wire.ts"
import { placeBody } from "./wire/record/command.ts"

const { orderId, clOrdId } = orderIdsFrom("179500000000000001")
const LIMIT: Placement = {
  orderId,
  clOrdId,
  symbol: parseSymbol("BTC-USDT"),
  side: "buy",
  orderType: "limit",
  tradeMode: "cash",
  reduceOnly: false,
  quantity: parseQuantity("0.10"),
  unit: "base",
  price: parsePrice("60000.50"),
  tag: "desk1",
}
const { price: _, ...PRICELESS } = LIMIT

function body(placement: Placement): unknown {
  const fields = placeFields(placement)
  assert.ok(typeof fields !== "string", String(fields))
  return JSON.parse(JSON.stringify(placeBody(fields)))
}

test("a limit order says what it is and nothing else, so OKX's defaults hide nothing", () => {
  assert.deepEqual(body(LIMIT), {
    tdMode: "cash",
    clOrdId: "179500000000000001",
    tag: "desk1",
    side: "buy",
    ordType: "limit",
    sz: "0.1",
    px: "60000.5",
  })
})

test("a spot market order always says its currency and forbids shrinking, so it is what was asked", () => {
  const market = { ...PRICELESS, orderType: "market" }
  const quote = body({ ...market, unit: "quote", quantity: parseQuantity("100") })
  assert.deepEqual(quote, {
    tdMode: "cash",
    clOrdId,
    tag: "desk1",
    side: "buy",
    ordType: "market",
    sz: "100",
    tgtCcy: "quote_ccy",
    banAmend: true,
  })
  assert.deepEqual(body(market), {
    tdMode: "cash",
    clOrdId,
    tag: "desk1",
    side: "buy",
    ordType: "market",
    sz: "0.1",
    tgtCcy: "base_ccy",
    banAmend: true,
  })
})

test("a swap market order carries neither, and reduceOnly only when wanted, so no field is sent where it has no meaning", () => {
  const swap = {
    ...PRICELESS,
    symbol: parseSymbol("BTC-USDT-SWAP"),
    orderType: "market",
    unit: "contracts",
    tradeMode: "cross",
  } as const
  assert.deepEqual(body({ ...swap, reduceOnly: true }), {
    tdMode: "cross",
    clOrdId,
    tag: "desk1",
    side: "buy",
    ordType: "market",
    sz: "0.1",
    reduceOnly: true,
  })
})

test("what cannot be said to OKX comes back as a reason, so it never leaves", () => {
  const wrong: Placement[] = [
    { ...LIMIT, orderType: "iceberg" },
    { ...PRICELESS, orderType: "limit" },
    { ...LIMIT, orderType: "market" },
    { ...LIMIT, unit: "contracts" },
    { ...LIMIT, unit: "quote" },
    { ...LIMIT, symbol: parseSymbol("BTC-USDT-SWAP") },
  ]
  for (const placement of wrong)
    assert.equal(typeof placeFields(placement), "string", JSON.stringify(placement.orderType))
})

test("an order is named by OKX's id where known, else by ours, so a reused name cannot mislead", () => {
  const symbol = parseSymbol("BTC-USDT")
  assert.deepEqual(nameOf({ symbol, clOrdId }), { clOrdId })
  assert.equal(nameOf({ symbol }), undefined)
})
