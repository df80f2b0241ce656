import assert from "node:assert/strict"
import { test } from "node:test"
import type { BreakRow, InstrumentRow, PositionRow } from "@okx-oms/api"
import { emptyAccount, format, parseAccountId } from "@okx-oms/core"
import { balanceLine, type Known, positionLine, unrealisedOf } from "./holding-lines.ts"

const AT = "2026-01-31T09:30:00.000Z"
const SWAP = {
  symbol: "BTC-USDT-SWAP",
  kind: "swap",
  contractValue: "0.01",
  linear: true,
  tickSize: "0.1",
} as InstrumentRow
const SHORT: PositionRow = {
  symbol: "BTC-USDT-SWAP",
  contracts: "-3",
  averagePrice: "60000",
  markPrice: "60500",
  lastPrice: "60510",
  unrealisedProfit: "-15",
  notional: "1815",
  liquidationPrice: "78650",
  margin: "605",
  marginCurrency: "USDT",
  updatedAt: AT,
}

function known(change: Partial<Known> = {}): Known {
  return { account: "paper", state: emptyAccount(parseAccountId("paper")), breaks: [], ...change }
}

test("a short of linear contracts, so its size in coins, its return on the margin, and how far liquidation is", () => {
  const line = positionLine(SHORT, known(), SWAP)
  assert.deepEqual([line.side, line.contracts, line.size, line.base], ["short", "3", "0.03", "BTC"])
  assert.deepEqual(line.prices, { scale: 1, digits: 1 })
  assert.deepEqual([line.returnPct, line.liquidationPct, line.currency], ["-2.5", "30", "USDT"])
  assert.equal(line.realised, null)
})

test("an inverse contract whose terms are not known, so nothing is guessed", () => {
  const row = { ...SHORT, symbol: "BTC-USD-260327", marginCurrency: "BTC", margin: "0", liquidationPrice: null }
  const line = positionLine(row, known(), undefined)
  assert.deepEqual(line.prices, { scale: 0, digits: 8 })
  assert.deepEqual([line.size, line.returnPct, line.liquidationPct, line.currency], [null, null, null, "BTC"])
  const sums = unrealisedOf([line, positionLine(SHORT, known(), SWAP), positionLine(SHORT, known(), SWAP)])
  assert.deepEqual(
    [...sums].map(([currency, amount]) => `${format(amount)} ${currency}`),
    ["-15 BTC", "-30 USDT"],
  )
})

test("a balance with a break on its currency, so it is marked; what is held is total minus available", () => {
  const broken = { kind: "balance-mismatch", subject: "USDT" } as BreakRow
  const row = { currency: "USDT", total: "1000", available: "999.999999999999", updatedAt: AT }
  const line = balanceLine(row, known({ breaks: [broken] }))
  assert.deepEqual([line.held, line.broken, line.books], ["0.000000000001", broken, null])
  assert.equal(balanceLine({ ...row, currency: "BTC" }, known({ breaks: [broken] })).broken, undefined)
})
