import assert from "node:assert/strict"
import { test } from "node:test"
import type { FillRow } from "@okx-oms/api"
import { type Decimal, format } from "@okx-oms/core"
import { setWriting } from "../words/writing.ts"
import { dayOf, dayStart, filterFrom, filterQuery, matches, shownBy } from "./fill-filter.ts"
import { FillLedger } from "./fill-ledger.ts"
import { fillRow, SPOT } from "./fill-testing.ts"
import { totalsOf } from "./fill-totals.ts"
import { fillsCsv } from "./fills-csv.ts"

function told(fills: readonly FillRow[]) {
  const ledger = new FillLedger(({ symbol }) => (symbol === "BTC-USDT" ? SPOT : undefined))
  ledger.take(fills)
  return { profitOf: (fill: FillRow) => ledger.profitOf(fill), quoteOf: () => "USDT" }
}

const plain = (sums: ReadonlyMap<string, Decimal>) =>
  Object.fromEntries([...sums].map(([currency, amount]) => [currency, format(amount)]))

test("fills of two symbols, so volume, fees and profit by currency, makers' share, and what has no terms said", () => {
  const fills = [
    fillRow("buy 0.2 at 50000", { BTC: "-0.0002" }),
    fillRow("sell 0.1998 at 51000", { USDT: "-10.1898" }, { liquidity: "taker", provisional: true }),
    fillRow("buy 3 at 60000", { USDT: "-0.9" }, { symbol: "BTC-USD-SWAP", unit: "contracts" }),
  ]
  const { all, symbols } = totalsOf(fills.toReversed(), told(fills))
  assert.deepEqual(plain(all.volume), { USDT: "20189.8" })
  assert.deepEqual(plain(all.fees), { USDT: "-11.0898", BTC: "-0.0002" })
  // Bought for 10,000, sold for 10,189.80 less the fee.
  assert.deepEqual(plain(all.net), { USDT: "179.6102" })
  assert.deepEqual([all.fills, all.untold, all.provisional], [3, 1, 1])
  assert.equal(all.makerPct === undefined ? "" : format(all.makerPct), "49.5")
  assert.deepEqual(
    symbols.map(({ symbol, bought, sold, since }) => [symbol, format(bought), format(sold), since]),
    [
      ["BTC-USD-SWAP", "3", "0", fills[2]?.at],
      ["BTC-USDT", "0.2", "0.1998", fills[0]?.at],
    ],
  )
})

test("a filter in the address, so it comes back as it was, and nonsense is left out", () => {
  const filter = { symbol: "BTC-USDT", side: "sell", day: "2026-01-31", strategy: "grid-btc" } as const
  const query = filterQuery(filter)
  assert.deepEqual(filterFrom(query as Record<string, string>), filter)
  assert.deepEqual(filterFrom({ symbol: "<b>", side: "up", day: "2026-02-31", strategy: "a b" }), {})
})

test("a day of this place, so from its midnight to the next one", () => {
  const start = dayStart("2026-01-31") ?? assert.fail()
  const fill = fillRow("buy 1 at 1", {}, { at: start })
  const before = { ...fill, at: new Date(Date.parse(start) - 1).toISOString() }
  const shown = shownBy({ day: "2026-01-31", side: "buy" })
  assert.deepEqual([shown(fill), shown(before), shown({ ...fill, side: "sell" })], [true, false, false])
  assert.equal(dayOf(Date.parse(start)), "2026-01-31")
  assert.deepEqual([matches({ symbol: "BTC-USDT" }, fill), matches({ strategy: "other" }, fill)], [true, false])
})

test("a day by UTC when the person chose that clock, so it begins at midnight there", () => {
  setWriting({ zone: "utc", grouping: "comma" })
  try {
    assert.equal(dayStart("2026-01-31"), "2026-01-31T00:00:00.000Z")
    assert.equal(dayOf(Date.parse("2026-01-31T23:59:59.999Z")), "2026-01-31")
    const fill = fillRow("buy 1 at 1", {}, { at: "2026-02-01T00:00:00.000Z" })
    assert.deepEqual([shownBy({ day: "2026-01-31" })(fill), shownBy({ day: "2026-02-01" })(fill)], [false, true])
  } finally {
    setWriting({ zone: "local", grouping: "comma" })
  }
})

test("fills as CSV, so amounts are exact, commas are quoted and no text is a formula", () => {
  const fills = [
    fillRow("buy 0.2 at 50000", { BTC: "-0.0002", USDT: "-1" }, { strategy: "-x", clientOrderId: '=a,"b"' }),
  ]
  const [head = "", line = "", rest] = fillsCsv(fills, told(fills)).split("\r\n")
  assert.equal(rest, "")
  assert.match(head, /^time,account,mode,symbol,side,quantity,unit,price,value,quote,fees,/)
  const { at, orderId, okxOrderId, tradeId } = fills[0] ?? assert.fail()
  assert.equal(
    line,
    `${at},paper,paper,BTC-USDT,buy,0.2,base,50000,10000,USDT,-0.0002 BTC; -1 USDT,maker,0,-11,-11,'-x,${orderId},"'=a,""b""",${okxOrderId},${tradeId},no`,
  )
})
