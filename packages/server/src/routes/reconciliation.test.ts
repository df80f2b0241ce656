// Breaks, comparisons, balances and positions over a manager in memory.

import assert from "node:assert/strict"
import { test } from "node:test"
import type { BreakRow } from "@okx-oms/api"
import { millis } from "@okx-oms/core"
import { OutcomeUnknown } from "@okx-oms/trading"
import { type Door, openDoor } from "../testing/open-door.ts"

const RESOLUTION = { body: { resolution: "booked by hand" } }

function resolve(door: Door, breakId: string, body: object = RESOLUTION.body) {
  return door.ask("POST", `/v1/reconciliation/breaks/${breakId}/resolve`, { body })
}

test("breaks, so open ones come first and newest first, each with its evidence", async () => {
  const door = openDoor()
  const first = door.oms.findBreak()
  const second = door.oms.findBreak({ kind: "external-order", action: "adopted" })
  const third = door.oms.findBreak()
  await resolve(door, third)
  const { status, body } = await door.ask("GET", "/v1/reconciliation")
  assert.equal(status, 200)
  const breaks = body.breaks as BreakRow[]
  assert.deepEqual(
    breaks.map(({ breakId }) => breakId),
    [second, first, third],
  )
  const { foundAt, ...row } = breaks[1] ?? assert.fail()
  assert.match(foundAt, /^2026-01-31T/)
  assert.deepEqual(row, {
    breakId: first,
    kind: "missing-order",
    orderId: null,
    subject: null,
    ours: "Acknowledged",
    theirs: "no such order",
    evidence: "51603 twice",
    action: "needs a person",
    resolvedAt: null,
    resolution: null,
  })
  assert.deepEqual([body.openBreaks, body.lastReconciledAgoMs], [2, 4_000])
})

test("a break resolved, so it says by which word; again the same answer, and another word changes nothing", async () => {
  const door = openDoor()
  const breakId = door.oms.findBreak()
  const told = await resolve(door, breakId)
  assert.equal(told.status, 200, told.text)
  assert.equal(told.body.resolution, "booked by hand")
  assert.deepEqual((await resolve(door, breakId)).body, told.body)
  const other = await resolve(door, breakId, { resolution: "never mind" })
  assert.deepEqual([other.status, other.body.code], [409, "break-resolved"])
  assert.match(String(other.body.detail), /booked by hand/)
  assert.equal(door.oms.state.openBreaks, 0)
})

test("a break that is not there, a resolution that is no line, so 404 and 422 and nothing recorded", async () => {
  const door = openDoor()
  const breakId = door.oms.findBreak()
  const { seq } = door.oms.state
  for (const unknown of ["b175000000000000042", "b1", "o175000000000000042", "%20"]) {
    const told = await resolve(door, unknown)
    assert.deepEqual([told.status, told.body.code], [404, "break-not-found"], unknown)
  }
  for (const body of [
    {},
    { resolution: "" },
    { resolution: 1 },
    { resolution: "a\nb" },
    { resolution: "a", by: "me" },
  ]) {
    const told = await resolve(door, breakId, body)
    assert.deepEqual([told.status, told.body.code], [422, "request-invalid"], JSON.stringify(body))
  }
  assert.equal(door.oms.state.seq, seq)
})

test("a comparison asked for, so its result, and why when it counts for nothing", async () => {
  const door = openDoor()
  const done = await door.ask("POST", "/v1/reconciliation")
  assert.deepEqual([done.status, done.body.ok, done.body.why], [200, true, null])
  door.oms.reconciliation = { ok: false, why: "fills: 50001 busy" }
  const failed = await door.ask("POST", "/v1/reconciliation")
  assert.deepEqual([failed.status, failed.body.ok, failed.body.why], [200, false, "fills: 50001 busy"])
})

test("the last comparisons, so when each began, how long it took, and what it found or why it counts for nothing", async () => {
  const door = openDoor()
  const at = millis(Date.parse("2026-01-31T09:30:00.000Z"))
  door.oms.comparisons = [
    { trigger: "demand", at, tookMs: 5_000, ok: false, why: "fills: 50001 busy" },
    { trigger: "interval", at, tookMs: 34, ok: true, found: { openHere: 3, openThere: 2, breaks: 1 } },
  ]
  const { body } = await door.ask("GET", "/v1/reconciliation")
  const begun = "2026-01-31T09:30:00.000Z"
  const nothing = { openHere: null, openThere: null, breaks: null }
  assert.deepEqual(body.comparisons, [
    { trigger: "demand", at: begun, tookMs: 5_000, ok: false, why: "fills: 50001 busy", ...nothing },
    { trigger: "interval", at: begun, tookMs: 34, ok: true, why: null, openHere: 3, openThere: 2, breaks: 1 },
  ])
})

test("the manager stops during a comparison or a resolution, so the outcome is unknown, not refused", async () => {
  const door = openDoor()
  const breakId = door.oms.findBreak()
  door.oms.fault = new OutcomeUnknown("the disk is full")
  for (const told of [await door.ask("POST", "/v1/reconciliation"), await resolve(door, breakId)]) {
    assert.deepEqual([told.status, told.body.code, told.body.outcome], [503, "outcome-unknown", "unknown"])
  }
})

test("balances and positions, so what OKX last told, exact, flat positions left out", async () => {
  const door = openDoor()
  const balances = await door.ask("GET", "/v1/balances")
  assert.deepEqual(balances.body, {
    balances: [
      { currency: "BTC", total: "1.5", available: "1.25", updatedAt: "2026-01-31T09:30:00.000Z" },
      { currency: "USDT", total: "1000", available: "999.999999999999", updatedAt: "2026-01-31T09:30:00.000Z" },
    ],
    nextCursor: null,
    seq: 0,
  })
  const positions = await door.ask("GET", "/v1/positions")
  assert.deepEqual(positions.body.positions, [
    {
      symbol: "BTC-USDT-SWAP",
      contracts: "-3",
      averagePrice: "30000.5",
      markPrice: null,
      lastPrice: "30000",
      unrealisedProfit: "0.015",
      notional: "900",
      liquidationPrice: null,
      margin: null,
      marginCurrency: "USDT",
      updatedAt: "2026-01-31T09:30:00.000Z",
    },
  ])
  assert.equal((await door.ask("GET", "/v1/balances?currency=BTC")).status, 400)
})
