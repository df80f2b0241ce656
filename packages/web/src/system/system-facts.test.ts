// What the system screen says, from what the server tells: windows in words and how tight they were, single orders, figures of the process.

import assert from "node:assert/strict"
import { test } from "node:test"
import { quantileOf } from "./ack-points.ts"
import { bytesText, processFigures } from "./process-figures.ts"
import { WindowMemory, windowTitle } from "./rate-windows.ts"

const used = (name: string, left: number) => ({ name, left, limit: 10, windowMs: 2_050, closedForMs: 0 })

test("a window's name, so it is said in words with what it is about; an unknown one keeps its own", () => {
  assert.deepEqual(windowTitle("place-single:BTC-USDT"), { title: "New orders, one by one", about: "BTC-USDT" })
  assert.deepEqual(windowTitle("subscribe:private1"), {
    title: "Logins and subscriptions",
    about: "connection private1",
  })
  assert.deepEqual(windowTitle("account-orders"), { title: "New and amended orders of the account", about: "" })
  assert.deepEqual(windowTitle("something-new:x"), { title: "something-new", about: "x" })
})

test("a window that was nearly used up a moment ago, so it is still shown, free, with the least that was left", () => {
  const memory = new WindowMemory()
  memory.take([used("time", 9), used("place-single:BTC-USDT", 2)], 0)
  const rows = memory.take([used("time", 8)], 5_000)
  assert.deepEqual(
    rows.map(({ name, left, leastLeft }) => [name, left, leastLeft]),
    [
      ["place-single:BTC-USDT", 10, 2],
      ["time", 8, 8],
    ],
  )
})

test("a minute without use, so a window is forgotten, and what was tight a minute ago is no longer told", () => {
  const memory = new WindowMemory()
  memory.take([used("time", 1), used("fills", 5)], 0)
  memory.take([used("time", 9)], 30_000)
  const rows = memory.take([used("time", 9)], 61_000)
  assert.deepEqual(
    rows.map(({ name, leastLeft }) => [name, leastLeft]),
    [["time", 9]],
  )
})

test("quantiles of single orders, so they are values that were measured", () => {
  const points = [5, 1, 3, 2, 4].map((ms, at) => ({ at, ms }))
  assert.deepEqual([quantileOf(points, 0.5), quantileOf(points, 0.99), quantileOf([], 0.5)], [3, 5, undefined])
})

test("the text for Prometheus, so the figures of the process are read from it and the rest is undefined", () => {
  const text = [
    "# TYPE oms_event_loop_delay_seconds gauge",
    'oms_event_loop_delay_seconds{quantile="0.99"} 0.0125',
    'oms_memory_bytes{kind="resident"} 200441856',
    'oms_event_subscribers{stream="sse"} 1',
    'oms_event_subscribers{stream="websocket"} 2',
    "oms_start_time_seconds 1795414117.5",
  ].join("\n")
  assert.deepEqual(processFigures(text), {
    loopP50Ms: undefined,
    loopP99Ms: 12.5,
    loopWorstMs: undefined,
    residentBytes: 200441856,
    heapBytes: undefined,
    startedAt: 1795414117500,
    streams: 3,
  })
  assert.deepEqual([bytesText(200441856), bytesText(3 * 2 ** 30)], ["191 MiB", "3.0 GiB"])
})
