// Positions and cash: known cases by hand, and every sequence of executions against a naive twin in exact fractions that rounds nowhere.

import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { fill as anyFill, order as anyOrder } from "../test/arbitrary.ts"
import { parsePrice, parseQuantity } from "./amount.ts"
import { add, type Decimal, decimal, format, multiply, negate, subtract, ZERO } from "./decimal.ts"
import type { OrderSide } from "./order.ts"
import { cashChangesOf, flatPosition, type Position, withExecution } from "./position.ts"
import { parseSymbol } from "./symbol.ts"

const SYMBOL = parseSymbol("BTC-USDT-SWAP")
const CONTRACT = decimal("0.01")

type Trade = readonly [side: OrderSide, quantity: string, price: string]

function after(trades: readonly Trade[], from: Position = flatPosition(SYMBOL)): Position {
  return trades.reduce(
    (position, [side, quantity, price]) =>
      withExecution(position, {
        side,
        quantity: parseQuantity(quantity),
        price: parsePrice(price),
        contractValue: CONTRACT,
      }),
    from,
  )
}

const KNOWN: readonly (readonly [
  string,
  readonly Trade[],
  contracts: string,
  entry: string | undefined,
  profit: string,
])[] = [
  ["bought once", [["buy", "3", "100"]], "3", "100", "0"],
  [
    "bought twice",
    [
      ["buy", "3", "100"],
      ["buy", "1", "104"],
    ],
    "4",
    "101",
    "0",
  ],
  [
    "sold short twice",
    [
      ["sell", "1", "100"],
      ["sell", "1", "110"],
    ],
    "-2",
    "105",
    "0",
  ],
  [
    "a long half closed",
    [
      ["buy", "4", "100"],
      ["sell", "2", "110"],
    ],
    "2",
    "100",
    "0.2",
  ],
  [
    "a long closed",
    [
      ["buy", "4", "100"],
      ["sell", "4", "90"],
    ],
    "0",
    undefined,
    "-0.4",
  ],
  [
    "a short closed",
    [
      ["sell", "4", "100"],
      ["buy", "4", "90"],
    ],
    "0",
    undefined,
    "0.4",
  ],
  [
    "a long turned short",
    [
      ["buy", "2", "100"],
      ["sell", "5", "110"],
    ],
    "-3",
    "110",
    "0.2",
  ],
  [
    "a short turned long",
    [
      ["sell", "2", "100"],
      ["buy", "3", "110"],
    ],
    "1",
    "110",
    "-0.2",
  ],
  [
    "closed and begun again",
    [
      ["buy", "1", "100"],
      ["sell", "1", "101"],
      ["sell", "2", "200"],
    ],
    "-2",
    "200",
    "0.01",
  ],
  [
    "thirds",
    [
      ["buy", "1", "100"],
      ["buy", "2", "101"],
    ],
    "3",
    "100.666666666666666667",
    "0",
  ],
]

for (const [name, trades, contracts, entry, profit] of KNOWN) {
  test(`${name}, so ${contracts} contracts and ${profit} earned`, () => {
    const position = after(trades)
    assert.deepEqual(
      [format(position.contracts), position.entryPrice && format(position.entryPrice), format(position.realisedProfit)],
      [contracts, entry, profit],
    )
    assert.equal("entryPrice" in position, entry !== undefined)
  })
}

test("a position whose entry is unknown, so its size is exact and no profit is made up", () => {
  const unknown = { ...flatPosition(SYMBOL), contracts: decimal("5") }
  const less = after([["sell", "2", "100"]], unknown)
  assert.deepEqual([format(less.contracts), less.entryPrice, format(less.realisedProfit)], ["3", undefined, "0"])
  const more = after([["buy", "2", "100"]], unknown)
  assert.deepEqual([format(more.contracts), more.entryPrice], ["7", undefined])
})

test("a position whose entry is unknown is turned or closed, so from then on its entry is known", () => {
  const unknown = { ...flatPosition(SYMBOL), contracts: decimal("5") }
  const turned = after([["sell", "7", "100"]], unknown)
  assert.deepEqual(
    [format(turned.contracts), turned.entryPrice && format(turned.entryPrice), format(turned.realisedProfit)],
    ["-2", "100", "0"],
  )
  const again = after(
    [
      ["sell", "5", "100"],
      ["buy", "1", "120"],
    ],
    unknown,
  )
  assert.deepEqual([format(again.contracts), again.entryPrice && format(again.entryPrice)], ["1", "120"])
})

/** top / bottom, bottom above zero, in lowest terms. */
type Fraction = readonly [top: bigint, bottom: bigint]

function fraction(top: bigint, bottom: bigint): Fraction {
  let [a, b] = [top < 0n ? -top : top, bottom < 0n ? -bottom : bottom]
  while (b !== 0n) [a, b] = [b, a % b]
  const divisor = (a === 0n ? 1n : a) * (bottom < 0n ? -1n : 1n)
  return [top / divisor, bottom / divisor]
}

/** The same in fractions: a trade against the position closes at the average cost first, what is left opens at its own price. */
function naive(trades: readonly (readonly [signed: bigint, price: bigint])[]): {
  contracts: bigint
  entry: Fraction
  profit: Fraction
} {
  let contracts = 0n
  let entry: Fraction = [0n, 1n]
  let profit: Fraction = [0n, 1n]
  for (const [signed, price] of trades) {
    const against = contracts !== 0n && contracts > 0n !== signed > 0n
    const size = (value: bigint): bigint => (value < 0n ? -value : value)
    const closed = against ? (size(signed) < size(contracts) ? -signed : contracts) : 0n
    profit = fraction(profit[0] * entry[1] + (price * entry[1] - entry[0]) * closed * profit[1], profit[1] * entry[1])
    const opened = signed + closed
    const kept = contracts - closed
    contracts += signed
    if (opened !== 0n) entry = fraction(entry[0] * kept + price * opened * entry[1], entry[1] * contracts)
  }
  return { contracts, entry, profit }
}

test("any executions, so the size is exact and entry and profit are the naive twin's to the 15th digit", () => {
  const trade = fc.tuple(
    fc.bigInt({ min: -50n, max: 50n }).filter((signed) => signed !== 0n),
    fc.bigInt({ min: 1n, max: 100_000n }),
  )
  const near = (value: Decimal, [top, bottom]: Fraction, scale: bigint): void => {
    const error = value.coefficient * bottom - top * 10n ** BigInt(value.scale)
    const limit = (bottom * 10n ** BigInt(value.scale)) / 10n ** scale
    assert.ok((error < 0n ? -error : error) <= limit, `${format(value)} is not ${top}/${bottom}`)
  }
  fc.assert(
    fc.property(fc.array(trade, { minLength: 1, maxLength: 30 }), (trades) => {
      const position = trades.reduce((before, [signed, price]) => {
        const quantity = parseQuantity(String(signed < 0n ? -signed : signed))
        return withExecution(before, {
          side: signed < 0n ? "sell" : "buy",
          quantity,
          price: parsePrice(String(price)),
          contractValue: decimal("1"),
        })
      }, flatPosition(SYMBOL))
      const expected = naive(trades)
      assert.equal(format(position.contracts), String(expected.contracts))
      near(position.realisedProfit, expected.profit, 13n)
      if (expected.contracts === 0n) assert.equal(position.entryPrice, undefined)
      else near(position.entryPrice ?? ZERO, expected.entry, 15n)
    }),
    { numRuns: 500 },
  )
})

test("any executions, so profit made and open together are what the trades are worth at any last price", () => {
  const trade = fc.tuple(
    fc.constantFrom<OrderSide>("buy", "sell"),
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 1, max: 9999 }),
  )
  fc.assert(
    fc.property(fc.array(trade, { minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 9999 }), (trades, last) => {
      const position = after(trades.map(([side, quantity, price]): Trade => [side, String(quantity), String(price)]))
      const mark = decimal(String(last))
      const open = multiply(multiply(position.contracts, subtract(mark, position.entryPrice ?? mark)), CONTRACT)
      let worth = ZERO
      for (const [side, quantity, price] of trades) {
        const signed = decimal(String(side === "buy" ? quantity : -quantity))
        worth = add(worth, multiply(multiply(signed, subtract(mark, decimal(String(price)))), CONTRACT))
      }
      const error = format(subtract(add(position.realisedProfit, open), worth))
      assert.match(error, /^-?0(?:\.0{12}\d*)?$/)
    }),
  )
})

test("a fill of a spot order, so both currencies and its fees; of a contract, so its fees alone", () => {
  fc.assert(
    fc.property(anyOrder, anyFill, (order, fill) => {
      const changes = cashChangesOf(order, fill)
      const fees = fill.fees.map(({ currency, amount }) => ({ currency, amount }))
      if (order.market.kind !== "spot") return assert.deepEqual(changes, fees)
      const [base, quote, ...rest] = changes
      const value = multiply(fill.price, fill.quantity)
      const buy = order.side === "buy"
      assert.deepEqual(rest, fees)
      assert.deepEqual(base, {
        currency: order.market.baseCurrency,
        amount: buy ? fill.quantity : negate(fill.quantity),
      })
      assert.deepEqual(quote, { currency: order.market.quoteCurrency, amount: buy ? negate(value) : value })
    }),
  )
})
