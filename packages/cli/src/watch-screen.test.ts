// The live picture in still form: what it shows, what it leaves out on a small screen, and how it says that it may be old.

import assert from "node:assert/strict"
import { test } from "node:test"
import { type EventRow, type OrderPage, ROUTES, type Stats, type Trading } from "@okx-oms/api"
import { painter } from "./paint.ts"
import { Precision } from "./precision.ts"
import { first, NOW_MS } from "./testing/fake-terminal.ts"
import { type WatchModel, watchLines } from "./watch-screen.ts"

const ORDER = first((ROUTES.getOrders.example.reply as OrderPage).orders)
const EVENT: EventRow = {
  type: "OrderValidated",
  version: 1,
  seq: 2,
  at: ORDER.createdAt,
  account: "paper",
  cause: "command",
  orderId: ORDER.orderId,
}
const MODEL: WatchModel = {
  trading: { ...(ROUTES.getTrading.example.reply as Trading), trading: { mode: "open", reason: "", since: null } },
  stats: { ...(ROUTES.getStats.example.reply as Stats), inDoubt: 1 },
  orders: [{ ...ORDER, state: "PartiallyFilled", filledQuantity: "0.125" }],
  events: [EVENT],
  offline: undefined,
  readAtMs: NOW_MS - 1_000,
}

function drawn(model: WatchModel, size: { columns: number; rows: number }): readonly string[] {
  return watchLines(model, { ...size, paint: painter(false), precision: new Precision(), nowMs: NOW_MS })
}

test("the whole picture, so header, working orders and last events stand where they belong", () => {
  assert.deepEqual(drawn(MODEL, { columns: 132, rows: 14 }), [
    " PAPER  \u00b7 paper \u00b7 ready \u00b7 trading open \u00b7 09:31:00",
    "private up 1 s \u00b7 public up 1 s \u00b7 in doubt 1 \u00b7 breaks 0 \u00b7 dead man off \u00b7 clock -12 ms \u00b7 budget 58/60 \u00b7 books 5 s ago",
    "",
    "Working 1",
    " age  state            symbol    side  type     price  quantity  filled          strategy  order                client id",
    "60 s  PartiallyFilled  BTC-USDT  buy   limit  29999.9       0.5  \u2588\u2588\u2591\u2591\u2591\u2591\u2591\u2591  25 %  manual    o176985180000000001  morning-1",
    "",
    "Last events",
    "09:30:00.250  OrderValidated  o176985180000000001",
    "",
    "",
    "",
    "",
    "Ctrl+C ends \u00b7 times in UTC",
  ])
})

test("a line that is down, so the header says that the picture may be old", () => {
  assert.match(
    drawn({ ...MODEL, offline: "nobody listens there" }, { columns: 100, rows: 14 })[0] ?? "",
    /OFFLINE: nobody listens there/,
  )
})

test("halted and not ready, so both are said with their reasons", () => {
  const trading: Trading = {
    ...MODEL.trading,
    ready: false,
    why: "trading is halted: lunch",
    trading: { mode: "halt", reason: "lunch", since: null },
  }
  assert.match(
    drawn({ ...MODEL, trading }, { columns: 100, rows: 14 })[0] ?? "",
    /NOT READY: trading is halted: lunch \u00b7 trading halt \(lunch\)/,
  )
})

test("five hundred orders on any screen, so no line is too wide, none too many, and the count is of all", () => {
  const orders = Array.from({ length: 500 }, (_, index) => ({
    ...ORDER,
    orderId: `o${String(index).padStart(18, "0")}`,
  }))
  const events = Array.from({ length: 50 }, () => ({ ...EVENT, what: "x".repeat(300) }))
  for (const columns of [80, 100, 132, 200]) {
    for (const rows of [12, 24, 60]) {
      const lines = drawn({ ...MODEL, orders, events }, { columns, rows })
      assert.ok(lines.length <= rows, `${columns}x${rows}: ${lines.length} lines`)
      for (const line of lines) assert.ok(line.length <= columns, `${columns}x${rows}: ${line}`)
      assert.ok(lines.some((line) => line.startsWith("Working 500 (newest ")))
    }
  }
})

test("nothing works and nothing happened, so it says so", () => {
  const lines = drawn({ ...MODEL, orders: [], events: [] }, { columns: 80, rows: 20 })
  assert.ok(lines.includes("  no open orders") && lines.includes("  nothing happened yet"))
})
