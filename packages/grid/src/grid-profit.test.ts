import assert from "node:assert/strict"
import { test } from "node:test"
import { Decimals, decimal, format } from "@okx-oms/core"
import fc from "fast-check"
import type { DeskFill } from "./desk.ts"
import { MARKET } from "./fake-desk.ts"
import { nameText } from "./grid-ids.ts"
import { ProfitBook } from "./grid-profit.ts"

const RUN = { number: 1, centreTicks: 915_000n, fingerprint: "0123abcd" }

function fill(facts: {
  side: "buy" | "sell"
  cycle: number
  price: string
  quantity: string
  fee: string
  currency?: string
  level?: number
  tradeId?: string
}): DeskFill {
  const { side, cycle, price, quantity, fee, level = 2, tradeId = "1" } = facts
  const clientOrderId = nameText("grid", { run: RUN, level, side, cycle })
  return {
    orderId: `id-${clientOrderId}`,
    clientOrderId,
    tradeId,
    side,
    price: decimal(price),
    quantity: decimal(quantity),
    fees: [{ currency: facts.currency ?? (side === "buy" ? "BTC" : "USDT"), amount: decimal(fee) }],
    at: 1,
  }
}

function bookOf(...fills: readonly DeskFill[]): ProfitBook {
  const book = new ProfitBook("grid", MARKET)
  for (const each of fills) book.takeFill(each)
  return book
}

test("a buy and its sale, so the cycle earned the difference less the fee, and the dust is told apart", () => {
  const { realised, totals } = bookOf(
    fill({ side: "buy", cycle: 1, price: "91317", quantity: "0.01", fee: "-0.000008" }),
    fill({ side: "sell", cycle: 2, price: "91500", quantity: "0.009992", fee: "-0.7314144" }),
  )
  // 0.009992 x 91500 - 0.7314144 - 0.01 x 91317
  assert.deepEqual([realised.cycles, format(realised.quote), format(realised.base)], [1, "0.3665856", "0"])
  assert.deepEqual([format(totals.quote), format(totals.base), totals.fills], ["0.3665856", "0", 2])
})

test("a sale in two parts and half of its buy, so the cycle is not complete and nothing is realised yet", () => {
  const parts = [
    fill({ side: "sell", cycle: 1, price: "91683", quantity: "0.004", fee: "-0.29", tradeId: "1" }),
    fill({ side: "sell", cycle: 1, price: "91683", quantity: "0.006", fee: "-0.44", tradeId: "2" }),
    fill({ side: "buy", cycle: 2, price: "91500", quantity: "0.004", fee: "-0.0000032" }),
  ]
  assert.equal(bookOf(...parts).realised.cycles, 0)
  const rest = fill({ side: "buy", cycle: 3, price: "91500", quantity: "0.006", fee: "-0.0000048" })
  assert.deepEqual(
    [bookOf(...parts, rest).realised.cycles, format(bookOf(...parts, rest).realised.base)],
    [1, "-0.000008"],
  )
})

test("a fee in a third currency, so it is told by itself and moves neither base nor quote", () => {
  const { totals } = bookOf(fill({ side: "buy", cycle: 1, price: "10", quantity: "1", fee: "-0.3", currency: "OKB" }))
  assert.deepEqual([format(totals.base), format(totals.quote)], ["1", "-10"])
  assert.deepEqual(
    [...totals.fees].map(([currency, amount]) => [currency, format(amount)]),
    [["OKB", "-0.3"]],
  )
})

test("any fills in any order, doubled ones among them, so the totals are their sum to the last digit", () => {
  const amounts = (digits: number) =>
    fc.bigInt({ min: 1n, max: 10n ** 12n }).map((coefficient) => format({ coefficient, scale: digits }))
  const fills = fc.uniqueArray(
    fc.record({
      side: fc.constantFrom("buy" as const, "sell" as const),
      cycle: fc.integer({ min: 1, max: 9 }),
      level: fc.integer({ min: 1, max: 3 }),
      price: amounts(1),
      quantity: amounts(8),
      fee: amounts(13).map((text) => `-${text}`),
      tradeId: fc.integer({ min: 1, max: 1_000 }).map(String),
    }),
    { selector: ({ tradeId }) => tradeId, maxLength: 30 },
  )
  const doubled = fills.chain((list) => {
    return fc.record({
      once: fc.constant(list.map(fill)),
      mixed: fc.shuffledSubarray([...list, ...list].map(fill), { minLength: list.length * 2 }),
    })
  })
  fc.assert(
    fc.property(doubled, ({ once, mixed }) => {
      // The same by the schoolbook: whole units of 10^-21, no code of ours but the reading.
      const unit = 21
      const whole = (value: { coefficient: bigint; scale: number }) =>
        value.coefficient * 10n ** BigInt(unit - value.scale)
      let base = 0n
      let quote = 0n
      for (const { side, price, quantity, fees } of once) {
        const sign = side === "buy" ? 1n : -1n
        base += sign * whole(quantity)
        quote -=
          sign * whole({ coefficient: price.coefficient * quantity.coefficient, scale: price.scale + quantity.scale })
        for (const { currency, amount } of fees) {
          if (currency === "BTC") base += whole(amount)
          else quote += whole(amount)
        }
      }
      const { totals } = bookOf(...mixed)
      assert.equal(format(totals.base), format({ coefficient: base, scale: unit }))
      assert.equal(format(totals.quote), format({ coefficient: quote, scale: unit }))
      assert.equal(totals.fills, once.length)
    }),
    { numRuns: 200 },
  )
})

test("realised and unrealised together are the totals, so no fill is counted twice or forgotten", () => {
  const open = fill({ side: "buy", cycle: 3, price: "91317", quantity: "0.01", fee: "-0.000008" })
  const book = bookOf(
    fill({ side: "buy", cycle: 1, price: "91317", quantity: "0.01", fee: "-0.000008" }),
    fill({ side: "sell", cycle: 2, price: "91500", quantity: "0.009992", fee: "-0.7314144" }),
    open,
  )
  assert.equal(format(Decimals.subtract(book.totals.quote, book.realised.quote)), "-913.17")
  assert.equal(format(Decimals.subtract(book.totals.base, book.realised.base)), "0.009992")
})
