// A preview is the placement without its consequences: whatever the order and the state of the account, both say the same.

import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { parsePrice, parseQuantity } from "./amount.ts"
import { decimal, format } from "./decimal.ts"
import { parseClientOrderId } from "./ids.ts"
import type { PlaceOrder } from "./order-command.ts"
import { limitUse, previewPlace } from "./preview.ts"
import { SPOT, SPOT_INSTRUMENT, SWAP, SWAP_INSTRUMENT, TestDesk } from "./testing/desk.ts"
import { millis } from "./time.ts"

const wish: fc.Arbitrary<Partial<PlaceOrder>> = fc
  .record({
    symbol: fc.constantFrom(SPOT, SWAP),
    side: fc.constantFrom("buy", "sell"),
    type: fc.constantFrom("limit", "post_only", "ioc", "market"),
    price: fc.constantFrom("1", "60.1", "99.95", "100", "149.9", "151"),
    quantity: fc.constantFrom("0.001", "0.0025", "1", "3", "40", "9000"),
    unit: fc.constantFrom(undefined, undefined, "base", "quote", "contracts"),
    reduceOnly: fc.constantFrom(undefined, true),
    clientOrderId: fc.constantFrom(undefined, "mine"),
  })
  .map(({ price, quantity, unit, reduceOnly, clientOrderId, ...rest }) => ({
    ...rest,
    ...((rest.type !== "market" || price === "1") && { price: parsePrice(price) }),
    quantity: parseQuantity(quantity),
    ...(unit !== undefined && { unit: unit as "base" }),
    ...(reduceOnly !== undefined && { reduceOnly }),
    ...(clientOrderId !== undefined && { clientOrderId: parseClientOrderId(clientOrderId) }),
  })) as fc.Arbitrary<Partial<PlaceOrder>>

const world = fc.record({
  maxOrderNotional: fc.constantFrom("150", "100000000"),
  maxPositionNotional: fc.constantFrom("250", "1000000000"),
  maxOpenOrders: fc.constantFrom(1, 3, 1_000),
  available: fc.constantFrom("0", "120", "1000000", undefined),
  ageMs: fc.constantFrom(10, 10_001, undefined),
  mode: fc.constantFrom("open", "reduce-only", "halt"),
  knowsPositions: fc.boolean(),
  placedBefore: fc.array(wish, { maxLength: 3 }),
})

test("any order in any account, so the preview says what the placement then says, in the same words, and changes nothing", () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(world, wish, (facts, order) => {
      const desk = new TestDesk()
      const { available, ageMs, mode, maxOpenOrders } = facts
      const price = parsePrice("100")
      for (const before of facts.placedBefore) desk.place(before)
      desk.limits = {
        ...desk.limits,
        maxOpenOrders,
        maxOrderNotional: decimal(facts.maxOrderNotional),
        maxPositionNotional: decimal(facts.maxPositionNotional),
      }
      for (const currency of ["BTC", "USDT"]) {
        const amount = decimal(available ?? "0")
        if (available === undefined) desk.balances.delete(currency)
        else desk.balances.set(currency, { currency, total: amount, available: amount, updatedAt: millis(0) })
      }
      for (const symbol of [SPOT, SWAP]) {
        if (ageMs === undefined) desk.prices.delete(symbol)
        else desk.prices.set(symbol, { price, ageMs })
      }
      if (mode !== "open") desk.take({ type: "HaltTrading", mode: mode as "halt", reason: "a test" })
      if (!facts.knowsPositions) desk.state.baseline = undefined
      const command = desk.placement(order)
      const earlierId = command.order.clientOrderId && desk.state.byClientOrderId.get(command.order.clientOrderId)
      const earlier = earlierId && desk.state.orders.get(earlierId)
      const seq = desk.state.seq
      const preview = previewPlace(command.order, {
        state: desk.state,
        facts: desk.facts,
        earlier: earlier || undefined,
      })
      assert.equal(desk.state.seq, seq)
      const decision = desk.take(command)
      assert.deepEqual(preview.refusal, decision.refusal)
      assert.equal(preview.replayOf?.orderId, decision.replayOf)
      const failed = preview.checks.filter(({ passed }) => !passed).map(({ name }) => name)
      if (preview.replayOf === undefined) assert.equal(failed[0], preview.refusal?.code)
      for (const { passed, value, limit, name } of preview.checks) {
        if (passed && name === "open-orders-above-limit")
          assert.ok(value && limit && value.coefficient <= limit.coefficient)
      }
      seen.add(preview.refusal?.code ?? "taken")
    }),
    { numRuns: 1_500, seed: 5 },
  )
  for (const code of ["taken", "price-unknown", "notional-above-limit", "balance-unknown", "client-order-id-taken"]) {
    assert.ok(seen.has(code), `${code} was met: ${[...seen].join(", ")}`)
  }
})

test("two things wrong at once, so both checks are shown failed and the first is the reason", () => {
  const desk = new TestDesk()
  desk.limits = { ...desk.limits, maxOrderNotional: decimal("50"), maxOpenOrders: 0 }
  const { refusal, checks } = previewPlace(desk.placement().order, { state: desk.state, facts: desk.facts })
  assert.equal(refusal?.code, "notional-above-limit")
  const failed = checks.filter(({ passed }) => !passed).map(({ name }) => name)
  assert.deepEqual(failed, ["notional-above-limit", "open-orders-above-limit"])
})

test("what is used of the limits, so open orders of a side and what is held count, and nothing is below zero", () => {
  const desk = new TestDesk()
  desk.place({ quantity: parseQuantity("2") })
  desk.place({ symbol: SWAP, side: "sell", quantity: parseQuantity("30") })
  const known = { state: desk.state, facts: desk.facts }
  const spot = limitUse(SPOT_INSTRUMENT, known)
  assert.deepEqual(
    [spot.openOrders, spot.buyPosition && format(spot.buyPosition), spot.sellPosition],
    [1, "200", undefined],
  )
  const swap = limitUse(SWAP_INSTRUMENT, known)
  assert.deepEqual(
    [swap.buyPosition, swap.sellPosition].map((value) => value && format(value)),
    ["0", "30"],
  )
  desk.prices.delete(SPOT)
  assert.equal(limitUse(SPOT_INSTRUMENT, { state: desk.state, facts: desk.facts }).buyPosition, undefined)
})
