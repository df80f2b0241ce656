import assert from "node:assert/strict"
import { test } from "node:test"
import { quantile, scrolled } from "./frames.ts"

const PAGE = 7

function frame(
  number: number,
  times: readonly [number, number],
  state = "PRESENTED_ALL",
  scroll = "COMPOSITOR_THREAD",
) {
  const shared = { name: "PipelineReporter", pid: PAGE, tid: 8, id2: { local: `0x${number}` } }
  const report = { state: `STATE_${state}`, scroll_state: `SCROLL_${scroll}` }
  return [
    { ...shared, ph: "b", ts: times[0] * 1_000, args: { frame_reporter: report } },
    { ...shared, ph: "e", ts: times[1] * 1_000, args: {} },
  ]
}

test("frames of which some bring the page's own work, so both gaps are told, and what was dropped or stood still is no frame", () => {
  const events = [
    ...frame(1, [0, 10]),
    ...frame(2, [10, 26], "PRESENTED_PARTIAL"),
    ...frame(3, [20, 30], "DROPPED"),
    ...frame(4, [26, 42]),
    ...frame(5, [30, 42.2], "PRESENTED_PARTIAL"),
    ...frame(6, [42, 400], "PRESENTED_ALL", "NONE"),
  ]
  const { frameGapsMs, pageGapsMs } = scrolled(events)
  assert.deepEqual(frameGapsMs, [16, 16])
  assert.deepEqual(pageGapsMs, [32])
})

test("a trace without a scroll, so it is refused", () => {
  assert.throws(() => scrolled(frame(1, [0, 10], "PRESENTED_ALL", "NONE")), /no frame of a scroll/)
})

test("a hundred values, so the 99th percentile is the second largest", () => {
  const values = Array.from({ length: 100 }, (_, index) => index + 1)
  assert.equal(quantile(values, 0.99), 99)
  assert.equal(quantile(values, 0.5), 50)
})
