import assert from "node:assert/strict"
import { test } from "node:test"
import type { StreamStatus, Trading } from "@okx-oms/api"
import { deadManText, makesSense, tradingLine } from "./trading-words.ts"

const SINCE = "2026-01-31T09:30:00.000Z"
const HALTED = {
  ready: false,
  why: "trading is halted: lunch",
  trading: { mode: "halt", reason: "lunch", since: SINCE },
} as StreamStatus
const ASKED = { ready: true, why: null, trading: { mode: "open", reason: "", since: null } } as Trading

test("the stream has spoken, so its word stands over an older answer, with since and why", () => {
  const line = tradingLine("paper", { status: HALTED, trading: ASKED, working: 3 })
  assert.deepEqual([line.mode, line.reason, line.since, line.why], ["halt", "lunch", SINCE, "trading is halted: lunch"])
  const open = tradingLine("paper", { status: { ...HALTED, why: null }, trading: { ...ASKED, why: "old" }, working: 0 })
  assert.equal(open.why, "")
})

test("nothing was told yet, so nothing is claimed and every step may be asked for", () => {
  const line = tradingLine("paper", { status: undefined, trading: undefined, working: 0 })
  assert.deepEqual([line.mode, line.ready, deadManText(line.deadMan, 0)], [undefined, undefined, "–"])
  assert.deepEqual([makesSense("halt", line), makesSense("resume", line)], [true, true])
})

test("a halted account, so it may resume or reduce, and not be halted again", () => {
  const line = tradingLine("paper", { status: HALTED, trading: undefined, working: 0 })
  assert.deepEqual(
    [makesSense("halt", line), makesSense("reduce-only", line), makesSense("resume", line)],
    [false, true, true],
  )
})

test("a dead-man's switch that is armed, so its seconds count down to zero and not below", () => {
  const armed = { state: "armed", timeoutS: 30, lastConfirmedAgoMs: 100, triggersAt: SINCE, why: null } as const
  const at = Date.parse(SINCE)
  assert.equal(deadManText(armed, at - 11_400), "armed, cancels in 12 s unless heard")
  assert.equal(deadManText(armed, at + 5_000), "armed, cancels in 0 s unless heard")
  assert.equal(deadManText({ ...armed, state: "off", triggersAt: null }, at), "off")
})
