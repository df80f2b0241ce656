// What is said of markets, limits and orders that are only thought about, over a manager in memory whose every number is known.

import assert from "node:assert/strict"
import { test } from "node:test"
import { decimal, millis, parseClientOrderId, parsePrice, parseSymbol } from "@okx-oms/core"
import { ORDER, openDoor } from "../testing/open-door.ts"

interface Check {
  readonly name: string
  readonly passed: boolean
  readonly value: string | null
  readonly limit: string | null
  readonly left: string | null
}

function preview(order: object, prepare: (door: ReturnType<typeof openDoor>) => unknown = () => undefined) {
  const door = openDoor()
  return Promise.resolve(prepare(door)).then(async () => {
    const told = await door.ask("POST", "/v1/orders/preview", { body: { ...ORDER, ...order } })
    assert.equal(told.status, 200, told.text)
    assert.equal(door.oms.submitted, Number(prepare.name === "placed"), "nothing reaches the manager as a placement")
    const checks = told.body.checks as readonly Check[]
    const problem = told.body.problem as { code: string } | null
    return { door, body: told.body, checks, code: problem?.code ?? null }
  })
}

test("a sound order, so every check passes with its numbers, and value, fee and distance are told; nothing is recorded", async () => {
  const { door, body, checks } = await preview({})
  const { account, accepted, problem, notional, feeEstimate, feeCurrency, feeRate, lastPrice, distancePercent } = body
  assert.deepEqual([account, accepted, problem], ["paper", true, null])
  assert.deepEqual([notional, lastPrice], ["14999.95", "30000"])
  assert.deepEqual([feeEstimate, feeCurrency, feeRate], ["0.0005", "BTC", "0.001"])
  // The middle is 29999.95: 0.05 below it.
  assert.equal(distancePercent, "-0.0002")
  assert.deepEqual(
    checks.map(({ name }) => name),
    [
      "trading-halted",
      "price-unknown",
      "reduce-only-mode",
      "price-outside-collar",
      "notional-above-limit",
      "open-orders-above-limit",
      "position-above-limit",
      "balance-insufficient",
      "not-ready",
    ],
  )
  assert.ok(checks.every(({ passed }) => passed))
  const byName = Object.fromEntries(checks.map((check) => [check.name, check]))
  assert.deepEqual(byName["notional-above-limit"], {
    ...{ name: "notional-above-limit", passed: true },
    ...{ value: "14999.95", limit: "100000", left: "85000.05" },
  })
  assert.deepEqual(
    [byName["open-orders-above-limit"]?.value, byName["open-orders-above-limit"]?.left],
    ["1", "399"],
    "the order itself is counted",
  )
  assert.equal(byName["balance-insufficient"]?.left, "985000.05")
  assert.equal(door.oms.events.length, 0)
})

const CASES: readonly [string, object, string | null, Record<string, unknown>][] = [
  ["too dear for one order", { quantity: "5" }, "notional-above-limit", { notional: "149999.5" }],
  ["off the tick", { price: "0.01" }, "price-off-tick", { notional: null, feeEstimate: null }],
  ["below the smallest", { quantity: "0.0001" }, "quantity-below-minimum", {}],
  [
    "far above the market",
    { price: "60000", quantity: "0.01" },
    "price-outside-collar",
    { distancePercent: "100.0003" },
  ],
  ["a symbol that nobody knows", { symbol: "DOGE-USDT" }, "instrument-unknown", { bestBid: null, feeCurrency: null }],
  ["a maker's order", { type: "post_only" }, null, { feeRate: "0.0008", feeEstimate: "0.0004" }],
  ["a sale", { side: "sell" }, null, { feeCurrency: "USDT", feeEstimate: "14.99995", distancePercent: "0.0002" }],
  [
    "a market order of a quote amount",
    { type: "market", price: undefined, quantity: "900", unit: "quote" },
    null,
    { notional: "900", feeEstimate: "0.00003", distancePercent: null },
  ],
  [
    "contracts",
    { symbol: "BTC-USDT-SWAP", quantity: "10" },
    null,
    { notional: "2999.99", feeCurrency: "USDT", feeEstimate: "2.99999" },
  ],
]
for (const [what, order, wanted, facts] of CASES) {
  test(`preview of ${what}, so ${wanted ?? "it would be taken"} and the numbers are exact`, async () => {
    const { body, code } = await preview(order)
    assert.deepEqual([code, body.accepted], [wanted, wanted === null])
    for (const [name, value] of Object.entries(facts)) assert.equal(body[name], value, name)
  })
}

test("preview of what was placed before, so the order is named; of something else under its name, so a refusal", async () => {
  const placed = async (door: ReturnType<typeof openDoor>) => {
    await door.ask("POST", "/v1/orders", { body: { ...ORDER, clientOrderId: "mine" } })
  }
  const same = await preview({ clientOrderId: "mine" }, placed)
  const order = await same.door.oms.getOrder({ clientOrderId: parseClientOrderId("mine") })
  assert.deepEqual([same.body.accepted, same.body.replayOf], [true, order?.orderId])
  const other = await preview({ clientOrderId: "mine", quantity: "0.4" }, placed)
  assert.deepEqual([other.body.accepted, other.code], [false, "client-order-id-taken"])
})

test("preview while nothing leaves, so it is not accepted and says why; while OKX is silent, so all but market and fee is told", async () => {
  const waiting = await preview({}, ({ oms }) => void Object.assign(oms.changes, { ready: false, why: "no feed" }))
  assert.deepEqual([waiting.body.accepted, waiting.code], [false, "not-ready"])
  assert.equal(waiting.checks.at(-1)?.passed, false)
  const silent = await preview({}, ({ oms }) => {
    oms.market.failure = { code: "50001", message: "service unavailable" }
  })
  const { accepted, notional, feeEstimate, bestAsk } = silent.body
  assert.deepEqual([accepted, notional, feeEstimate, bestAsk], [true, "14999.95", null, null])
})

test("limits with an open order, so what is used is told; of one symbol, so only that one", async () => {
  const door = openDoor()
  await door.ask("POST", "/v1/orders", { body: ORDER })
  const all = await door.ask("GET", "/v1/limits")
  const symbols = all.body.symbols as readonly { symbol: string; used: object; priceCollarPct: string }[]
  assert.deepEqual([all.body.maxOrderNotional, all.body.priceCollarPct, symbols.length], ["100000", "50", 2])
  assert.deepEqual(symbols[0]?.used, { openOrders: 1, buyPosition: "15000", sellPosition: null })
  assert.deepEqual(symbols[1]?.used, { openOrders: 0, buyPosition: "0", sellPosition: "0" })
  const one = await door.ask("GET", "/v1/limits?symbol=BTC-USDT-SWAP")
  assert.deepEqual(
    (one.body.symbols as { symbol: string }[]).map(({ symbol }) => symbol),
    ["BTC-USDT-SWAP"],
  )
  const unknown = await door.ask("GET", "/v1/limits?symbol=DOGE-USDT")
  assert.deepEqual([unknown.status, unknown.body.code], [422, "instrument-unknown"])
})

test("the rate budget, so each window by its name with what is left of it", async () => {
  const { oms, ask } = openDoor()
  const rateBudget = {
    "place-single:BTC-USDT": { left: 50, limit: 54, windowMs: 2_050, closedForMs: 700 },
    books: { left: 30, limit: 36 },
  }
  Object.assign(oms.changes, { gateway: { ...oms.status().gateway, rateBudget } })
  const { windows } = (await ask("GET", "/v1/rate-budget")).body
  assert.deepEqual(windows, [
    { name: "books", left: 30, limit: 36, windowMs: null, closedForMs: 0 },
    { name: "place-single:BTC-USDT", left: 50, limit: 54, windowMs: 2_050, closedForMs: 700 },
  ])
})

test("book, trades and candles, so OKX's numbers as text; when OKX is silent, so a problem that may be asked again", async () => {
  const { oms, ask } = openDoor()
  const book = await ask("GET", "/v1/books/BTC-USDT?depth=5")
  assert.deepEqual([book.body.asks, book.body.ageMs], [[{ price: "30000", quantity: "1.25", orders: 2 }], 40])
  const { trades } = (await ask("GET", "/v1/trades/BTC-USDT")).body
  assert.deepEqual((trades as { side: string }[])[0]?.side, "buy")
  const { bar, candles } = (await ask("GET", "/v1/candles/BTC-USDT?bar=1H")).body
  assert.deepEqual([bar, (candles as { close: string }[])[0]?.close], ["1H", "30000"])
  oms.market.failure = { code: "50011", message: "no rate budget left" }
  for (const path of ["books", "trades", "candles"]) {
    const told = await ask("GET", `/v1/${path}/BTC-USDT`)
    assert.deepEqual([told.status, told.body.code, told.body.retryable], [503, "market-unavailable", true], path)
    assert.equal((await ask("GET", `/v1/${path}/NO-SUCH`)).body.code, "instrument-unknown")
  }
  assert.equal((await ask("GET", "/v1/candles/BTC-USDT?bar=7m")).status, 400)
  assert.equal((await ask("GET", "/v1/books/BTC-USDT?depth=401")).status, 400)
})

test("a short position, so its worth at OKX's mark, or at the last price; of a contract without terms here OKX's own word", async () => {
  const { oms, ask } = openDoor()
  const [position] = (await ask("GET", "/v1/positions")).body.positions as Record<string, unknown>[]
  // Three contracts of 0.01 short from 30000.5; the last price is 30000.
  assert.deepEqual(
    [position?.markPrice, position?.lastPrice, position?.unrealisedProfit, position?.notional],
    [null, "30000", "0.015", "900"],
  )
  const symbol = parseSymbol("BTC-USDT-SWAP")
  const known = oms.getPositions().find((one) => one.symbol === symbol)
  assert.ok(known !== undefined)
  oms.getPositions = () => [{ ...known, markPrice: parsePrice("30100.5"), updatedAt: millis(0) }]
  const [marked] = (await ask("GET", "/v1/positions")).body.positions as Record<string, unknown>[]
  assert.deepEqual([marked?.markPrice, marked?.unrealisedProfit], ["30100.5", "-3"])
  const dated = parseSymbol("BTC-USD-260327")
  const told = { liquidationPrice: parsePrice("58000.5"), margin: decimal("0.3"), marginCurrency: "BTC" }
  oms.getPositions = () => [{ ...known, ...told, symbol: dated, unrealisedProfit: decimal("-0.0125") }]
  const [future] = (await ask("GET", "/v1/positions")).body.positions as Record<string, unknown>[]
  assert.deepEqual(
    [future?.unrealisedProfit, future?.notional, future?.liquidationPrice, future?.margin, future?.marginCurrency],
    ["-0.0125", null, "58000.5", "0.3", "BTC"],
  )
})

test("stats, so latencies are null until something was measured and then in milliseconds", async () => {
  const { oms, ask } = openDoor()
  const before = (await ask("GET", "/v1/stats")).body.latency as Record<string, unknown>
  assert.deepEqual(before.submitToAck, { count: 0, p50Ms: null, p90Ms: null, p99Ms: null, maxMs: null })
  for (const ms of [1, 1, 1, 1, 1, 1, 1, 1, 1, 40]) oms.latencies.submitToAck.add(ms)
  const after = (await ask("GET", "/v1/stats")).body.latency as Record<string, Record<string, number>>
  const { count, p50Ms = 0, p90Ms = 0, p99Ms, maxMs } = after.submitToAck ?? {}
  assert.deepEqual([count, p99Ms, maxMs], [10, 40, 40])
  assert.ok(p50Ms >= 1 && p50Ms < 1.05 && p90Ms < 1.05)
})
