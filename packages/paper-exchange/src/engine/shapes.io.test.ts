// The shapes of answers and pushes against recorded payloads of the real exchange: every field of the newest recording is
// there, with the same JSON type. The recordings are read where they lie, beside the project; without them this is skipped.

import assert from "node:assert/strict"
import { existsSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { test } from "node:test"
import { fileURLToPath } from "node:url"
import { Desk, type Json } from "../testing/desk.ts"

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../../../../..")
const FOLDER = [join(ROOT, "shared/okx/fixtures/open"), join(ROOT, "shared/okx/fixtures")].find((folder) =>
  existsSync(join(folder, "doc_rest_balance.json")),
)

/** Fields that mean nothing on this exchange, by fixture. */
const OUT_OF_SCOPE: Readonly<Record<string, readonly string[]>> = {
  "nt_http_get_trades.json": [],
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? "array" : value === null ? "null" : typeof value
}

/** Every path of the recorded value that the answer lacks or has with another type. */
function differences(recorded: unknown, answer: unknown, path: string): string[] {
  if (kindOf(recorded) !== kindOf(answer)) return [`${path}: ${kindOf(recorded)} recorded, ${kindOf(answer)} here`]
  if (Array.isArray(recorded) && Array.isArray(answer)) {
    if (recorded.length === 0 || answer.length === 0) return []
    return differences(recorded[0], answer[0], `${path}[0]`)
  }
  if (typeof recorded !== "object" || recorded === null || typeof answer !== "object" || answer === null) return []
  const have = new Map(Object.entries(answer))
  return Object.entries(recorded).flatMap(([name, value]) =>
    have.has(name) ? differences(value, have.get(name), `${path}.${name}`) : [`${path}.${name}: missing`],
  )
}

function recording(file: string): Json {
  const text = readFileSync(join(FOLDER ?? "", file), "utf8")
  return JSON.parse(file.endsWith(".jsonl") ? (text.split("\n")[0] ?? "") : text)
}

function traded(): Desk {
  const desk = new Desk({ market: "random-walk" })
  desk.listen([
    { channel: "orders", instType: "ANY" },
    { channel: "account" },
    { channel: "positions", instType: "ANY" },
    { channel: "balance_and_position" },
  ])
  desk.place({ clOrdId: "a1" })
  desk.place({ ordType: "market", px: "", sz: "100" })
  desk.place({ instId: "BTC-USDT-SWAP", tdMode: "cross", ordType: "market", sz: "1" })
  desk.pass(6_000)
  return desk
}

const RESTS: readonly [file: string, target: string][] = [
  ["doc_rest_account_config.json", "/api/v5/account/config"],
  ["doc_rest_account_rate_limit.json", "/api/v5/trade/account-rate-limit"],
  ["doc_rest_balance.json", "/api/v5/account/balance"],
  ["nt_http_get_account_balance.json", "/api/v5/account/balance"],
  ["doc_rest_bills.json", "/api/v5/account/bills"],
  ["doc_rest_get_order_spot_market_filled.json", "/api/v5/trade/orders-history?instType=SPOT"],
  ["nt_http_get_orders_history.json", "/api/v5/trade/orders-history?instType=SWAP"],
  ["bbgo_rest_order_live_spot_2024.json", "/api/v5/trade/orders-pending"],
  ["bbgo_rest_fills_history_spot_buy_2024.json", "/api/v5/trade/fills-history?instType=SPOT"],
  ["ccxt_rest_positions_inverse_isolated_2026.json", "/api/v5/account/positions"],
  ["doc_rest_instruments_spot_2026.json", "/api/v5/public/instruments?instType=SPOT"],
  ["nt_http_get_instruments_swap.json", "/api/v5/account/instruments?instType=SWAP"],
  ["doc_rest_trade_fee.json", "/api/v5/account/trade-fee?instType=SPOT&instId=BTC-USDT"],
  ["nt_http_get_trades.json", "/api/v5/market/trades?instId=BTC-USDT"],
  ["nt_http_get_order_book.json", "/api/v5/market/books?instId=BTC-USDT&sz=5"],
  ["nt_http_get_candlesticks_full.json", "/api/v5/market/candles?instId=BTC-USDT"],
  ["nt_http_get_mark_price.json", "/api/v5/public/mark-price?instType=SWAP"],
  ["misc_rest_error_51603_not_found.json", "/api/v5/trade/order?instId=BTC-USDT&ordId=1"],
  ["doc_rest_status.json", "/api/v5/system/status"],
]

test("REST answers beside recordings, so no recorded field is missing or of another type", (t) => {
  if (FOLDER === undefined) return t.skip("skipped: the recorded payloads are not beside the project")
  const desk = traded()
  for (const [file, target] of RESTS) {
    const answer: Json = JSON.parse(desk.rest("GET", target).text)
    assert.deepEqual(differences(recording(file), answer, file), OUT_OF_SCOPE[file] ?? [], target)
  }
})

const ORDER = {
  instId: "BTC-USDT",
  tdMode: "cash",
  side: "buy",
  ordType: "limit",
  px: "90000",
  sz: "0.1",
  clOrdId: "c9",
}

test("answers to writes beside recordings, so no recorded field is missing or of another type", (t) => {
  if (FOLDER === undefined) return t.skip("skipped: the recorded payloads are not beside the project")
  const desk = traded()
  const posts: readonly [file: string, target: string, body: unknown][] = [
    ["doc_rest_place_order_ok.json", "/api/v5/trade/order", ORDER],
    ["ccxt_rest_error_51155_single.json", "/api/v5/trade/order", ORDER],
    ["ccxt_rest_batch_orders_single_ok_2025.json", "/api/v5/trade/batch-orders", [{ ...ORDER, clOrdId: "c8" }]],
    ["doc_rest_amend_order_ok.json", "/api/v5/trade/amend-order", { instId: "BTC-USDT", clOrdId: "c9", newSz: "0.2" }],
    ["doc_rest_cancel_order_ok.json", "/api/v5/trade/cancel-order", { instId: "BTC-USDT", clOrdId: "c9" }],
    ["doc_rest_cancel_all_after.json", "/api/v5/trade/cancel-all-after", { timeOut: "10" }],
    ["nt_http_set_position_mode_response.json", "/api/v5/account/set-position-mode", { posMode: "net_mode" }],
  ]
  for (const [file, target, body] of posts) {
    const answer: Json = JSON.parse(desk.rest("POST", target, body).text)
    assert.deepEqual(differences(recording(file), answer, file), [], target)
  }
  desk.clearFrames()
  desk.say({ id: "1512", op: "order", args: [{ ...ORDER, instIdCode: 3 }] })
  desk.say({ id: "1513", op: "order", args: [{ ...ORDER, instIdCode: 3 }] })
  desk.say({ id: "1514", op: "order", args: {} })
  const acks = desk.messages().filter((message) => "op" in message)
  const files = [
    "doc_wsop_order_ok.json",
    "okxapi_wsop_order_51008_2025.json",
    "doc_wsop_order_format_error_60013.json",
  ]
  for (const [at, file] of files.entries()) assert.deepEqual(differences(recording(file), acks[at], file), [])
})

test("pushes beside recordings, so no recorded field is missing or of another type", (t) => {
  if (FOLDER === undefined) return t.skip("skipped: the recorded payloads are not beside the project")
  const desk = traded()
  desk.connect("c2", "any")
  for (const channel of ["tickers", "books", "books5", "bbo-tbt", "candle1m", "trades"]) {
    desk.say({ op: "subscribe", args: [{ channel, instId: "BTC-USDT" }] }, "c2")
  }
  desk.say({ op: "subscribe", args: [{ channel: "funding-rate", instId: "BTC-USDT-SWAP" }] }, "c2")
  desk.say({ op: "subscribe", args: [{ channel: "instruments", instType: "SWAP" }] }, "c2")
  desk.say({ op: "subscribe", args: [{ channel: "account" }, { channel: "balance_and_position" }] })
  desk.pass(2_000)
  desk.control("POST", "/paper/notice")
  const filled = (message: Json): boolean => JSON.stringify(message).includes('"state":"filled"')
  const find = (channel: string, accepts: (message: Json) => boolean = () => true): Json | undefined =>
    desk
      .messages()
      .find(
        (message) =>
          JSON.stringify(message.arg ?? message.event).includes(`"${channel}"`) &&
          "data" in message &&
          accepts(message),
      )
  const event = (name: string): Json | undefined => desk.messages().find((message) => message.event === name)
  const pushes: readonly [file: string, push: Json | undefined][] = [
    ["doc_ws_orders_spot_maker_sell.json", withoutInstId(find("orders", filled))],
    ["roq_ws_orders_live_futures_2021.json", find("orders")],
    ["doc_ws_account_snapshot.json", find("account", (message) => message.eventType === "snapshot")],
    ["doc_ws_balance_and_position.json", find("balance_and_position", (m) => JSON.stringify(m).includes("snapshot"))],
    ["roq_ws_positions_2022.json", find("positions", (message) => JSON.stringify(message).includes('"pos":'))],
    ["roq_ws_tickers_2025.json", find("tickers")],
    ["roq_ws_books_snapshot_2025.json", find("books")],
    ["roq_ws_books_update_2025.json", find("books", (message) => message.action === "update")],
    ["roq_ws_books5_2022.json", find("books5")],
    ["roq_ws_bbo_tbt_2025.json", find("bbo-tbt")],
    ["roq_ws_candle1m_2025.json", find("candle1m")],
    ["roq_ws_funding_rate_2025.json", find("funding-rate")],
    ["nt_ws_instruments.json", find("instruments")],
    ["roq_ws_event_notice_64008.json", event("notice")],
    ["roq_ws_event_channel_conn_count.json", event("channel-conn-count")],
  ]
  for (const [file, push] of pushes) {
    assert.ok(push, `${file}: nothing of the kind was pushed`)
    assert.deepEqual(differences(recording(file), push, file), [])
  }
})

/** The recording was subscribed by symbol, here it is by type. */
function withoutInstId(push: Json | undefined): Json | undefined {
  return push === undefined ? undefined : { ...push, arg: { channel: "orders", instType: "ANY", instId: "", uid: "" } }
}
