// Payloads recorded from OKX and the examples of its documentation, where they lie beside the project: each must decode
// with every field meaning what the text said. They are read in place and never copied.

import assert from "node:assert/strict"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { type Decimal, Decimals, decimal } from "@okx-oms/core"
import { envelopeOf } from "../envelope.ts"
import { readFrame } from "../frame.ts"
import { outcomesOf } from "../outcome.ts"
import { ENDPOINTS, TRADE_OPS } from "./index.ts"

const ROOT = join(import.meta.dirname, "../../../../../shared/okx/fixtures")
const FOLDER = [join(ROOT, "open"), ROOT].find((folder) => existsSync(folder) && readdirSync(folder).length > 5)
const skip = FOLDER === undefined ? "skipped: no recorded payloads beside the project" : false
const FILES =
  FOLDER === undefined ? [] : readdirSync(FOLDER).filter((file) => file.endsWith(".json") || file.endsWith(".jsonl"))

type Decode = (row: unknown) => object

/** Which decoder reads which REST answer. */
const REST: readonly (readonly [pattern: RegExp, decode: Decode])[] = [
  [/_rest_fills/, ENDPOINTS.fillsHistory.decode],
  [/_rest_(order_live|get_order|orders_history|orders_pending)/, ENDPOINTS.getOrder.decode],
  [/^nt_http_get_orders_history/, ENDPOINTS.ordersHistory.decode],
  [/_rest_(batch_orders|place_order|error_51119|error_51155)/, ENDPOINTS.batchOrders.decode],
  [/_rest_cancel_order/, ENDPOINTS.cancelOrder.decode],
  [/_rest_amend_order/, ENDPOINTS.amendOrder.decode],
  [/_rest_cancel_all_after/, ENDPOINTS.cancelAllAfter.decode],
  [/_rest_bills/, ENDPOINTS.bills.decode],
  [/_rest_positions_inverse/, ENDPOINTS.positions.decode],
  [/_(rest|http)_(get_)?instruments/, ENDPOINTS.publicInstruments.decode],
  [/_rest_account_config/, ENDPOINTS.accountConfig.decode],
  [/(_rest_balance|_http_get_account_balance)/, ENDPOINTS.balance.decode],
  [/_rest_status/, ENDPOINTS.systemStatus.decode],
  [/_(rest|http_get)_trade_fee/, ENDPOINTS.tradeFee.decode],
  [/_http_get_candlesticks_full/, ENDPOINTS.candles.decode],
  [/_http_get_trades/, ENDPOINTS.trades.decode],
  [/_rest_error_51603/, ENDPOINTS.getOrder.decode],
]
const PUSHES = /_ws_(account|orders(?!_algo)|positions|seq|tickers|books5|trades|candle)/
const REPLIES = /_wsop_/
const EVENTS = /_ws_event_/

function load(file: string): unknown[] {
  const text = readFileSync(join(FOLDER ?? "", file), "utf8")
  const texts = file.endsWith(".jsonl") ? text.split("\n").filter((line) => line.trim() !== "") : [text]
  return texts.map((line) => JSON.parse(line))
}

function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && key in value ? Reflect.get(value, key) : undefined
}

function isDecimal(value: unknown): value is Decimal {
  return typeof value === "object" && value !== null && "coefficient" in value
}

/** Every field of the record that has a twin of the same name in the row says the same; the count of such fields is returned. */
function sameMeaning(row: unknown, record: object, path: string): number {
  if (Array.isArray(row)) return sameTuple(row, record, path)
  let compared = 0
  for (const [key, value] of Object.entries(record)) {
    const raw = field(row, key)
    const where = `${path}.${key}: ${JSON.stringify(raw)}`
    if (Array.isArray(value) && Array.isArray(raw)) {
      assert.equal(value.length, raw.length, where)
      for (const [index, part] of value.entries()) {
        if (typeof part === "object") compared += sameMeaning(raw[index], part, `${path}.${key}`)
      }
      continue
    }
    if (raw === undefined) continue
    compared++
    if (value === undefined) assert.ok(raw === "" || raw === null || Number(raw) === 0, where)
    else if (isDecimal(value)) assert.ok(Decimals.equals(value, decimal(String(raw || "0"))), where)
    else if (typeof value === "boolean") assert.equal(String(value), String(raw), where)
    else if (typeof value === "number") assert.ok(value === Number(raw) || value === Number(raw) * 1_000, where)
    else if (typeof value === "string") assert.equal(value, raw, where)
  }
  return compared
}

/** Levels and candles come as tuples: their decimals stand in the record in the tuple's order. */
function sameTuple(tuple: readonly unknown[], record: object, path: string): number {
  const decimals = Object.values(record).filter(isDecimal)
  const from = "ts" in record ? 1 : 0
  for (const [index, value] of decimals.entries()) {
    assert.ok(Decimals.equals(value, decimal(String(tuple[from + index]))), `${path}[${from + index}]`)
  }
  return decimals.length
}

test("there are recorded payloads for what is built here, so these tests are not empty", { skip }, () => {
  const used = FILES.filter((file) =>
    [...REST.map(([pattern]) => pattern), PUSHES, REPLIES, EVENTS].some((pattern) => pattern.test(file)),
  )
  assert.ok(used.length >= 45, `${used.length} files`)
})

for (const file of FILES) {
  const decode = REST.find(([pattern]) => pattern.test(file))?.[1]
  if (decode === undefined) continue
  test(`${file} decodes field by field, so nothing OKX says is lost`, () => {
    for (const payload of load(file)) {
      const envelope = envelopeOf(payload)
      assert.ok(envelope !== undefined)
      for (const row of envelope.data) {
        const compared = sameMeaning(row, decode(row), file)
        assert.ok(compared >= 3, `${compared} fields compared`)
      }
    }
  })
}

for (const file of FILES.filter((name) => PUSHES.test(name))) {
  test(`${file} is read as pushes with every row, so nothing OKX says is lost`, () => {
    for (const payload of load(file)) {
      const frame = readFrame(JSON.stringify(payload))
      assert.ok("rows" in frame, frame.kind === "unreadable" ? frame.detail : frame.kind)
      assert.deepEqual(frame.malformed, [])
      const data = field(payload, "data")
      assert.ok(Array.isArray(data))
      assert.equal(frame.rows.length, data.length)
      for (const [index, row] of frame.rows.entries()) {
        assert.ok(sameMeaning(data[index], row, file) >= 3)
      }
      assert.equal(frame.eventType, field(payload, "eventType") ?? "")
    }
  })
}

/** What the recorded replies to operations say about the order. */
const REPLY_OUTCOMES: Readonly<Record<string, string>> = {
  "doc_wsop_order_format_error_60013.json": "refused",
  "doc_wsop_order_ok.json": "accepted",
  "okxapi_wsop_order_51008_2025.json": "refused",
  "okxapi_wsop_order_51010_2025.json": "refused",
  "roq_wsop_amend_ok_2021.json": "accepted",
  "roq_wsop_order_dup_clordid_51016_2021.json": "unknown",
  "roq_wsop_order_ok_2021.json": "accepted",
}

for (const file of FILES.filter((name) => REPLIES.test(name))) {
  test(`${file} is read as a reply with its outcome, so the order hears the right thing`, () => {
    for (const payload of load(file)) {
      const frame = readFrame(JSON.stringify(payload))
      assert.equal(frame.kind, "reply")
      if (frame.kind !== "reply") continue
      const amend = frame.op === "amend-order"
      const clOrdId = String(field(frame.envelope.data[0], "clOrdId") ?? "")
      const ordId = String(field(frame.envelope.data[0], "ordId") ?? "")
      const targets = [clOrdId === "" ? { ordId } : { clOrdId }]
      const answer = { kind: "envelope", status: 200, envelope: frame.envelope } as const
      const [outcome] = amend
        ? outcomesOf({ operation: "amend", targets, answer, decode: TRADE_OPS.amendOrder.decode })
        : outcomesOf({ operation: "place", targets, answer, decode: TRADE_OPS.order.decode })
      assert.equal(outcome?.kind, REPLY_OUTCOMES[file])
    }
  })
}

for (const file of FILES.filter((name) => EVENTS.test(name))) {
  test(`${file} is read as events, so the session follows`, () => {
    for (const payload of load(file)) {
      const frame = readFrame(JSON.stringify(payload))
      assert.equal(frame.kind, "event")
      if (frame.kind === "event") assert.equal(frame.event.event, field(payload, "event"))
    }
  })
}

test("a whole recorded public session is understood frame by frame, so no message is dropped in silence", {
  skip,
}, () => {
  const kinds = new Map<string, number>()
  for (const line of load("cf_ws_public_session_2022.jsonl")) {
    if (field(line, "dir") === "out" || field(line, "dir") === "send") continue
    const msg = field(line, "msg")
    const frame = readFrame(typeof msg === "string" ? msg : JSON.stringify(msg))
    kinds.set(frame.kind, (kinds.get(frame.kind) ?? 0) + 1)
    if ("malformed" in frame) assert.deepEqual(frame.malformed, [])
  }
  for (const kind of ["event", "tickers", "trades"]) assert.ok((kinds.get(kind) ?? 0) > 0, `${kind}: ${[...kinds]}`)
})
