// Positions as sums: entry, profit and average price of linear and inverse contracts, long and short, against figures worked
// out by hand and against a recorded position of the real exchange.

import assert from "node:assert/strict"
import { test } from "node:test"
import { decimal, format } from "@okx-oms/core"
import { Desk, type Json } from "../testing/desk.ts"

const LINEAR = "BTC-USDT-SWAP"
const INVERSE = "BTC-USD-SWAP"

/** A market order that meets exactly this price. */
function take(desk: Desk, order: Json & { instId: string; side: string }, price: string): Json {
  const tick = decimal("0.1")
  const exact = decimal(price)
  const touch =
    order.side === "buy" ? { coefficient: exact.coefficient * 10n ** BigInt(1 - exact.scale) - 1n, scale: 1 } : exact
  assert.equal(tick.scale, 1)
  desk.price(order.instId, format(touch))
  const item = desk.place({ tdMode: "cross", ordType: "ioc", px: price, ...order })
  assert.equal(item.sCode, "0", String(item.sMsg))
  return item
}

function position(desk: Desk, instId: string): Json {
  const row = desk.rest("GET", `/api/v5/account/positions?instId=${instId}`).data[0]
  assert.ok(row)
  return row
}

interface Case {
  readonly name: string
  readonly instId: string
  /** Side, contracts, price. */
  readonly trades: readonly (readonly ["buy" | "sell", string, string])[]
  readonly pos: string
  readonly avgPx: string
  readonly pnl: string
}

const CASES: readonly Case[] = [
  {
    // 3 x 0.01 BTC at 91000 and 91300: (2 x 91000 + 1 x 91300) / 3
    name: "a linear long bought at two prices, so the average is weighted",
    instId: LINEAR,
    trades: [
      ["buy", "2", "91000"],
      ["buy", "1", "91300"],
    ],
    pos: "3",
    avgPx: "91100",
    pnl: "0",
  },
  {
    // (91500 - 91000) x 0.01 x 1
    name: "a part of a linear long is sold higher, so the difference is paid and the entry stays",
    instId: LINEAR,
    trades: [
      ["buy", "2", "91000"],
      ["sell", "1", "91500"],
    ],
    pos: "1",
    avgPx: "91000",
    pnl: "5",
  },
  {
    // (91000 - 91500) x 0.01 x 2
    name: "a linear short is bought back higher, so the loss is paid",
    instId: LINEAR,
    trades: [
      ["sell", "2", "91000"],
      ["buy", "2", "91500"],
    ],
    pos: "0",
    avgPx: "",
    pnl: "-10",
  },
  {
    // Closing 2 at +500: 10; the third contract opens short at 91500, and its life has no profit yet.
    name: "a linear long is turned around, so the profit is paid and a short begins at the new price",
    instId: LINEAR,
    trades: [
      ["buy", "2", "91000"],
      ["sell", "3", "91500"],
    ],
    pos: "-1",
    avgPx: "91500",
    pnl: "0",
  },
  {
    // 100 x 2 / (100/90000 + 100/91000) = harmonic mean 90497.2375690608
    name: "an inverse long bought at two prices, so the average is the harmonic mean",
    instId: INVERSE,
    trades: [
      ["buy", "1", "90000"],
      ["buy", "1", "91000"],
    ],
    pos: "2",
    avgPx: "90497.2375691",
    pnl: "0",
  },
  {
    // 100 x (1/90000 - 1/91000) = 0.0000122100122100 BTC
    name: "an inverse long is sold higher, so the profit is in the coin",
    instId: INVERSE,
    trades: [
      ["buy", "1", "90000"],
      ["sell", "1", "91000"],
    ],
    pos: "0",
    avgPx: "",
    pnl: "0.0000122100122100",
  },
  {
    // 100 x (1/91000 - 1/90000) x 3
    name: "an inverse short is bought back higher, so the loss is in the coin",
    instId: INVERSE,
    trades: [
      ["sell", "3", "90000"],
      ["buy", "3", "91000"],
    ],
    pos: "0",
    avgPx: "",
    pnl: "-0.0000366300366300",
  },
]

for (const { name, instId, trades, pos, avgPx, pnl } of CASES) {
  test(name, () => {
    const desk = new Desk({ rateLimits: false })
    for (const [side, sz, price] of trades) take(desk, { instId, side, sz }, price)
    const row = position(desk, instId)
    assert.equal(row.pos, pos)
    assert.equal(row.avgPx, avgPx)
    assert.ok(Math.abs(Number(row.pnl) - Number(pnl)) < 2e-16, `pnl ${row.pnl}`)
  })
}

/** A position that OKX showed in January 2026; the fields that follow from price, size and leverage. */
const RECORDED = {
  avgPx: "92300",
  bePx: "92392.34617308505",
  fee: "-0.0000005417118093",
  imr: "",
  liqPx: "69536.6125000014",
  margin: "0.0003611412062116",
  mgnRatio: "74.32029212310307",
  mmr: "0.0000043300962256",
  notionalUsd: "100",
  realizedPnl: "-0.0000005417118093",
  upl: "0.000000899562244",
  uplLastPx: "0.0000023425375538",
  uplRatio: "0.0024908878537552",
  uplRatioLastPx: "0.0064864864864864",
  usdPx: "90894.1",
} as const
/** The recording's mark price is rounded where its profit is not, and its liquidation price is one tick more careful. */
const LESS_EXACT: Readonly<Record<string, number>> = { upl: 1e-7, uplRatio: 1e-7, mgnRatio: 1e-7, liqPx: 1.5e-6 }

test("the isolated inverse long of the recording is opened again, so every figure is the recorded one", () => {
  const desk = new Desk({ rateLimits: false })
  desk.rest("POST", "/api/v5/account/set-position-mode", { posMode: "long_short_mode" })
  take(desk, { instId: INVERSE, side: "buy", posSide: "long", tdMode: "isolated", sz: "1" }, "92300")
  desk.control("POST", "/paper/price", { symbol: INVERSE, price: "92500", mark: "92376.7", index: "90894.1" })
  const row = position(desk, INVERSE)
  assert.equal(row.posSide, "long")
  assert.equal(row.availPos, "1")
  for (const [field, recorded] of Object.entries(RECORDED)) {
    const ours = String(row[field])
    if (recorded === "") assert.equal(ours, "", field)
    else {
      const off = Math.abs(Number(ours) / Number(recorded) - 1)
      assert.ok(off < (LESS_EXACT[field] ?? 1e-10), `${field}: ${ours}, recorded ${recorded}`)
    }
  }
})

test("a cross long at ten times, so imr and mmr follow the mark price as in the recording of 2022", () => {
  const desk = new Desk({ rateLimits: false })
  desk.rest("POST", "/api/v5/account/set-leverage", { instId: LINEAR, lever: "10", mgnMode: "cross" })
  take(desk, { instId: LINEAR, side: "buy", sz: "1" }, "91500")
  desk.control("POST", "/paper/price", { symbol: LINEAR, mark: "91600" })
  const row = position(desk, LINEAR)
  assert.equal(row.imr, "91.6")
  assert.equal(row.mmr, "3.664")
  assert.equal(row.upl, "1")
  assert.equal(row.margin, "")
  // 1 / (915 / 10)
  assert.equal(row.uplRatio, "0.0109289617486338")
})
