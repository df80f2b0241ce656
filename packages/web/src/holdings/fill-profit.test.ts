import assert from "node:assert/strict"
import { test } from "node:test"
import type { FillRow } from "@okx-oms/api"
import { type Decimal, Decimals, decimal, format } from "@okx-oms/core"
import fc from "fast-check"
import { FillLedger } from "./fill-ledger.ts"
import { type Holding, NOTHING_HELD, profitOf, type Terms } from "./fill-profit.ts"
import { fillRow, SPOT, SWAP } from "./fill-testing.ts"

function fold(fills: readonly FillRow[], terms: Terms) {
  let held: Holding = NOTHING_HELD
  const profits = fills.map((fill) => {
    const next = profitOf(fill, held, terms)
    held = next.held
    return next.profit
  })
  const sum = (pick: (index: number) => Decimal) => format(Decimals.sum(profits.map((_, index) => pick(index))))
  return {
    gross: sum((index) => profits[index]?.gross ?? Decimals.ZERO),
    net: sum((index) => profits[index]?.net ?? Decimals.ZERO),
    held: format(held.quantity),
    cost: format(held.cost),
    profits,
  }
}

test("two buys and a sale of half, so the sale realises against their average, and half the cost is left", () => {
  const told = fold(
    [fillRow("buy 0.02 at 40000"), fillRow("buy 0.01 at 41000.5"), fillRow("sell 0.015 at 42000")],
    SPOT,
  )
  // Cost 800 + 410.005 for 0.03; 0.015 of it cost 605.0025 and brought 630.
  assert.deepEqual([told.gross, told.held, told.cost], ["24.9975", "0.015", "605.0025"])
})

test("fees in the bought coin and in quote, so less is held and both are in the net", () => {
  const told = fold([fillRow("buy 1 at 100", { BTC: "-0.001" }), fillRow("sell 0.999 at 110", { USDT: "-0.1" })], SPOT)
  // Paid 100, got 109.89 less 0.1, and nothing is held.
  assert.deepEqual([told.gross, told.net, told.held, told.cost], ["9.99", "9.79", "0", "0"])
})

test("a rebate, so it adds to the net", () => {
  const told = fold([fillRow("buy 1 at 100", { USDT: "0.02" }), fillRow("sell 1 at 101", { USDT: "0.02" })], SPOT)
  assert.deepEqual([told.gross, told.net], ["1", "1.04"])
})

test("contracts that turn from long to short, so the long is realised and the rest is short at the new price", () => {
  const told = fold([fillRow("buy 3 at 60000"), fillRow("sell 5 at 61000"), fillRow("buy 2 at 60500")], SWAP)
  // 3 x 0.01 x 1000 and 2 x 0.01 x 500.
  assert.deepEqual([told.gross, told.held, told.cost], ["40", "0", "0"])
  assert.deepEqual(
    told.profits.map(({ gross }) => format(gross)),
    ["0", "30", "10"],
  )
})

test("thirds that no decimal can tell, so closed in full nothing is lost", () => {
  const parts = ["sell 1 at 101", "sell 1 at 102", "sell 1 at 103"].map((line) => fillRow(line))
  const told = fold([fillRow("buy 1 at 100"), fillRow("buy 2 at 100.5"), ...parts], SPOT)
  assert.deepEqual([told.gross, told.cost], ["5", "0"])
})

test("a fee in a third currency, so it is named and not in the net", () => {
  const [profit] = fold([fillRow("buy 1 at 100", { OKB: "-0.01" })], SPOT).profits
  assert.deepEqual(
    [profit?.otherFees, format(profit?.net ?? Decimals.ONE)],
    [[{ currency: "OKB", amount: "-0.01" }], "0"],
  )
})

const amounts = fc.integer({ min: 1, max: 10_000 }).map((cents) => format({ coefficient: BigInt(cents), scale: 2 }))
const anyFill = fc
  .tuple(
    fc.constantFrom("buy", "sell"),
    amounts,
    amounts,
    fc.constantFrom("USDT", "BTC"),
    fc.integer({ min: -9, max: 2 }),
  )
  .map(([side, quantity, price, currency, fee]) =>
    fillRow(`${side} ${quantity} at ${price}`, { [currency]: format({ coefficient: BigInt(fee), scale: 4 }) }),
  )

test("any fills, so what was realised is the money that moved plus the cost of what is held, to the last digit", () => {
  fc.assert(
    fc.property(fc.array(anyFill, { maxLength: 40 }), (fills) => {
      const { net, held, cost } = fold(fills, SPOT)
      // The naive twin: nothing but cash and coins.
      let cash = Decimals.ZERO
      let coins = Decimals.ZERO
      for (const { side, quantity, price, fees } of fills) {
        const moved = side === "buy" ? decimal(quantity) : Decimals.negate(decimal(quantity))
        cash = Decimals.subtract(cash, Decimals.multiply(moved, decimal(price)))
        coins = Decimals.add(coins, moved)
        for (const { currency, amount } of fees) {
          if (currency === "BTC") coins = Decimals.add(coins, decimal(amount))
          else cash = Decimals.add(cash, decimal(amount))
        }
      }
      assert.equal(held, format(coins))
      assert.equal(net, format(Decimals.add(cash, decimal(cost))))
    }),
  )
})

test("any fills taken piece by piece, older ones later, so the ledger tells what it tells of all at once", () => {
  fc.assert(
    fc.property(
      fc.array(anyFill, { maxLength: 30 }),
      fc.array(fc.nat({ max: 30 }), { maxLength: 5 }),
      (fills, cuts) => {
        const whole = new FillLedger(() => SPOT)
        whole.take(fills)
        const pieces = new FillLedger(() => SPOT)
        for (const cut of cuts) pieces.take(fills.slice(cut % 3 === 0 ? Math.min(cut, fills.length) : 0, cut))
        pieces.take(fills)
        assert.deepEqual(pieces.holdings, whole.holdings)
        for (const fill of fills) assert.deepEqual(pieces.profitOf(fill), whole.profitOf(fill))
      },
    ),
  )
})
