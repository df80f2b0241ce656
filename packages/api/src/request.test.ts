// Our reading of a request against TypeBox's own of the same schema: the sentences are ours, what is taken must be the same for all that anybody may send.

import assert from "node:assert/strict"
import { test } from "node:test"
import { format } from "@okx-oms/core"
import fc from "fast-check"
import type { TSchema } from "typebox"
import { Compile } from "typebox/compile"
import { ResolveRequestSchema, TradingRequestSchema } from "./contract/account-schemas.ts"
import { check } from "./contract/check.ts"
import {
  AmendRequestSchema,
  BatchRequestSchema,
  CancelFilterSchema,
  PlaceRequestSchema,
} from "./contract/order-schemas.ts"
import { ROUTES } from "./contract/routes.ts"
import { TokenRequestSchema } from "./contract/server-schemas.ts"
import { GridRequestSchema } from "./contract/strategy-schemas.ts"
import { placeOrderOf } from "./request.ts"

const ORDER = { symbol: "BTC-USDT", side: "buy", type: "limit", quantity: "0.5", price: "30000" }

/** Right values beside every kind of wrong one. */
const junk = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    "0",
    "0.0",
    "-1",
    "1e5",
    "NaN",
    "Infinity",
    "00",
    "01",
    ".5",
    "5.",
    "+1",
    "1,0",
    "\u0000",
    "a\nb",
    "\u0085",
    "buy ",
  ),
  fc.constantFrom(null, true, false, 0, 1, -1, 0.1, 1000, 999, 2_147_483_647, 2_147_483_648, [], {}),
  fc.string(),
)
const amount = fc.oneof(fc.constantFrom("1", "0.1", "30000.5", "0.000001", "9".repeat(64), "9".repeat(65)), junk)
const word = (...words: string[]) =>
  fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...words) }, { weight: 1, arbitrary: junk })
const symbol = word(
  "BTC-USDT",
  "BTC-USDT-SWAP",
  "BTC-USD-260327",
  "BTC-USD-260327-50000-C",
  "BTC",
  "btc-usdt",
  "BTC-USDT-",
  "A-B-260327-1-X",
)
const placeBody = fc.record(
  {
    symbol,
    side: word("buy", "sell", "BUY"),
    type: word("limit", "market", "post_only", "ioc", "fok"),
    quantity: amount,
    price: amount,
    clientOrderId: word("a", "A-1.b_c:d", "x".repeat(64), "x".repeat(65), "a b"),
    strategy: word("grid", "x".repeat(33)),
    unit: word("base", "quote", "contracts"),
    tradeMode: word("cash", "cross", "isolated"),
    reduceOnly: fc.oneof(fc.boolean(), junk),
    timeLimitMs: fc.oneof(fc.constantFrom(1000, 999, 60_000, 1000.5, 2_147_483_647, 2_147_483_648), junk),
    colour: fc.constant("red"),
  },
  { requiredKeys: [] },
)

function agree(name: string, schema: TSchema, bodies: fc.Arbitrary<unknown>) {
  test(`${name} by our reading and by TypeBox's, so both take it or both refuse it`, () => {
    const validator = Compile(schema)
    const seen = { taken: 0, refused: 0 }
    fc.assert(
      fc.property(bodies, (body) => {
        const parsed = check(schema, body)
        seen[parsed.ok ? "taken" : "refused"]++
        assert.equal(parsed.ok, validator.Check(body), JSON.stringify(body))
        if (!parsed.ok) assert.ok(parsed.errors.length > 0)
      }),
      { numRuns: 1_500, seed: 7 },
    )
    assert.ok(seen.taken > 10 && seen.refused > 10, JSON.stringify(seen))
  })
}

const nearlyRight = fc.oneof(
  fc.record({ ...ORDER_FIELDS(), colour: fc.constant(1) }, { requiredKeys: ["symbol", "side", "type", "quantity"] }),
  placeBody,
  junk,
)

function ORDER_FIELDS() {
  return {
    symbol: fc.constantFrom("BTC-USDT", "ETH-USDT-SWAP"),
    side: fc.constantFrom("buy", "sell"),
    type: fc.constantFrom("limit", "market"),
    quantity: fc.constantFrom("1", "0.25"),
    price: amount,
    strategy: fc.constantFrom("grid", "a b"),
    reduceOnly: fc.boolean(),
    timeLimitMs: fc.constantFrom(1000, 1, "1000"),
  }
}

agree("an order", PlaceRequestSchema, nearlyRight)
agree(
  "an amendment",
  AmendRequestSchema,
  fc.oneof(fc.record({ price: amount, quantity: amount, size: amount }, { requiredKeys: [] }), junk),
)
agree(
  "a filter",
  CancelFilterSchema,
  fc.oneof(fc.record({ symbol, strategy: word("grid"), all: fc.boolean() }, { requiredKeys: [] }), junk),
)
agree(
  "a trading action",
  TradingRequestSchema,
  fc.oneof(
    fc.record(
      {
        action: word("halt", "reduce-only", "resume"),
        reason: fc.oneof(fc.string(), fc.constantFrom("x".repeat(200), "x".repeat(201))),
      },
      { requiredKeys: ["action"] },
    ),
    junk,
  ),
)
agree(
  "a resolution",
  ResolveRequestSchema,
  fc.oneof(
    fc.record(
      {
        resolution: fc.oneof(fc.string(), fc.constantFrom("seen", "x".repeat(200), "x".repeat(201), "a\nb", 1)),
        by: fc.constant("me"),
      },
      { requiredKeys: [] },
    ),
    junk,
  ),
)
agree(
  "a batch",
  BatchRequestSchema,
  fc.record({
    orders: fc.oneof(
      fc.array(fc.constantFrom<unknown>(ORDER, { ...ORDER, price: 1 }), { maxLength: 3 }),
      fc.constant(Array(21).fill(ORDER)),
      junk,
    ),
  }),
)

agree(
  "a grid",
  GridRequestSchema,
  fc.record({
    strategy: word("grid"),
    symbol,
    spacing: word("arithmetic", "geometric"),
    lines: fc.oneof(fc.integer({ min: 0, max: 210 }), junk),
    rangePercent: amount,
    quotePerLevel: amount,
  }),
)
agree(
  "a token",
  TokenRequestSchema,
  fc.record(
    {
      name: word("blotter"),
      scope: word("read", "cancel-only", "trade", "admin"),
      accounts: fc.oneof(fc.array(word("paper", "live-2"), { maxLength: 3 }), junk),
      expiresAt: word("2026-03-01T00:00:00Z", "2026-03-01T00:00:00", "tomorrow"),
    },
    { requiredKeys: ["name", "scope"] },
  ),
)
agree(
  "a page of orders",
  ROUTES.getOrders.query,
  fc.record(
    {
      state: word("open", "all", "Filled,Cancelled", "Filled,Nothing", "open,closed"),
      symbol,
      since: word("2026-01-31T09:30:00Z", "yesterday"),
      limit: fc.oneof(fc.integer({ min: -1, max: 502 }), junk),
      cursor: word("m1_o2"),
    },
    { requiredKeys: [] },
  ),
)

test("a sound order, so its values are exact and defaults are only what nobody said", () => {
  const parsed = check(PlaceRequestSchema, { ...ORDER, quantity: "0.10", timeLimitMs: 5000 })
  assert.ok(parsed.ok)
  assert.equal(format(parsed.value.quantity), "0.1")
  const order = placeOrderOf(parsed.value)
  assert.equal(order.strategy, "manual")
  assert.deepEqual(Object.keys(order).sort(), [
    "price",
    "quantity",
    "side",
    "strategy",
    "symbol",
    "timeLimitMs",
    "type",
  ])
})

test("every amount that a schema takes, so the parser keeps its value", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 10n ** 20n }), fc.integer({ min: 0, max: 18 }), (coefficient, scale) => {
      const text = format({ coefficient, scale })
      const parsed = check(PlaceRequestSchema, { ...ORDER, quantity: text })
      assert.ok(parsed.ok)
      assert.equal(format(parsed.value.quantity), text)
    }),
  )
})

test("a hundred unknown fields, so the answer stays short", () => {
  const parsed = check(
    PlaceRequestSchema,
    Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`field${index}`, 1])),
  )
  assert.ok(!parsed.ok)
  assert.equal(parsed.errors.length, 50)
})
