// The addresses of the account as a whole, over a manager in memory: the trading switch, instruments, counts, health, metrics.

import assert from "node:assert/strict"
import { test } from "node:test"
import { BREAK_KINDS, parseOrderId } from "@okx-oms/core"
import { type Door, ORDER, openDoor } from "../testing/open-door.ts"

async function placed(door: Door, order: object = ORDER) {
  const told = await door.ask("POST", "/v1/orders", { body: order })
  assert.equal(told.status, 202, told.text)
  return parseOrderId(told.body.orderId)
}

test("halt, reduce-only and resume, so the state says each with its reason", async () => {
  const door = openDoor()
  const set = (body: unknown) => door.ask("POST", "/v1/trading", { body })
  const halted = await set({ action: "halt", reason: "lunch" })
  assert.equal(halted.status, 200)
  assert.deepEqual(
    [(halted.body.trading as { mode: string }).mode, (halted.body.trading as { reason: string }).reason],
    ["halt", "lunch"],
  )
  const denied = await door.ask("POST", "/v1/orders", { body: ORDER })
  assert.deepEqual([denied.status, denied.body.code], [422, "trading-halted"])
  assert.equal(((await set({ action: "reduce-only" })).body.trading as { mode: string }).mode, "reduce-only")
  assert.equal(((await set({ action: "resume" })).body.trading as { mode: string }).mode, "open")
  assert.equal((await set({ action: "sleep" })).status, 422)
  assert.equal((await door.ask("GET", "/v1/trading")).body.ready, true)
})

test("instruments in pages, so each comes once in the order of their names", async () => {
  const { ask } = openDoor()
  const first = await ask("GET", "/v1/instruments?limit=1")
  assert.equal((first.body.instruments as { symbol: string; tickSize: string }[])[0]?.tickSize, "0.1")
  const second = await ask("GET", `/v1/instruments?limit=1&cursor=${first.body.nextCursor}`)
  assert.equal((second.body.instruments as { symbol: string }[])[0]?.symbol, "BTC-USDT-SWAP")
  assert.equal(second.body.nextCursor, null)
})

test("stats, so counts with the sequence they are of", async () => {
  const door = openDoor()
  await placed(door)
  const { body } = await door.ask("GET", "/v1/stats")
  assert.deepEqual([body.mode, body.total, body.active, body.seq], ["paper", 1, 1, 2])
})

test("alive and ready, so the one needs no token and the other tells why not", async () => {
  const door = openDoor()
  assert.equal((await door.ask("GET", "/livez", { headers: { authorization: undefined } })).status, 200)
  assert.equal((await door.ask("GET", "/readyz")).body.status, "ready")
  Object.assign(door.oms.changes, { ready: false, why: "the private feed is down" })
  const told = await door.ask("GET", "/readyz")
  assert.deepEqual([told.status, told.body.code, told.headers["retry-after"]], [503, "not-ready", "1"])
  assert.match(String(told.body.detail), /private feed is down/)
})

test("metrics, so each named figure is there and no address is a label", async () => {
  const door = openDoor()
  const orderId = await placed(door)
  door.oms.doubt(orderId)
  await door.ask("GET", `/v1/orders/${orderId}`)
  const { status, text, headers } = await door.ask("GET", "/metrics")
  assert.equal(status, 200)
  assert.match(String(headers["content-type"]), /^text\/plain/)
  for (const figure of [
    /oms_orders\{state="Submitted",account="paper",mode="paper"\} 1/,
    /oms_orders_in_doubt\{.*\} 1/,
    /oms_breaks_open\{kind="missing-order",.*\} 0/,
    /oms_inbox_length\{.*\} 0/,
    /oms_trading\{state="open",account="paper",mode="paper"\} 1/,
    /oms_feed\{feed="private",state="up".*\} 1/,
    /oms_clock_offset_seconds\{.*\} -0.012/,
    /oms_feed_age_seconds\{feed="private",.*\} 0.25/,
    /oms_reconciliation_age_seconds\{.*\} 4\b/,
    /oms_rate_budget_left\{window="place BTC-USDT".*\} 58/,
    /oms_event_loop_delay_seconds\{quantile="0.99".*\}/,
    /oms_http_requests_total\{operation="getOrder",status="200"\} 1/,
    /oms_http_duration_seconds_count\{operation="getOrder"\} 1/,
  ]) {
    assert.match(text, figure)
  }
  assert.ok(!text.includes(orderId))
})

test("breaks were found, so the metrics and the stats count each kind since the journal began, resolved ones too, and every kind is there from the start", async () => {
  const door = openDoor()
  const resolved = door.oms.findBreak({ kind: "missed-fill" })
  door.oms.findBreak({ kind: "missed-fill" })
  await door.oms.resolveBreak(resolved, "looked at")
  await door.ask("GET", "/metrics")
  const { text } = await door.ask("GET", "/metrics")
  assert.match(
    text,
    /# HELP oms_breaks_found_total Differences with the exchange found since the journal began, by kind/,
  )
  assert.match(text, /# TYPE oms_breaks_found_total counter/)
  const counted = [...text.matchAll(/^oms_breaks_found_total\{kind="([a-z-]+)",.*\} (\d+)$/gm)]
  assert.deepEqual(
    counted.map(([, kind]) => kind),
    BREAK_KINDS,
  )
  assert.deepEqual(
    counted.flatMap(([, kind, count]) => (count === "0" ? [] : [`${kind} ${count}`])),
    ["missed-fill 2"],
  )
  assert.match(text, /oms_breaks_open\{kind="missed-fill",.*\} 1/)
  const { body } = await door.ask("GET", "/v1/stats")
  assert.equal(Reflect.get(Object(body.breaksFound), "missed-fill"), 2)
})
