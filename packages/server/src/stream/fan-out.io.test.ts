// Many readers of one stream: each gets everything, in time, for little processor time and memory that does not grow with them. The whole of it, a thousand
// readers, is measured by testing/fan-out.ts; its figures are in decision 0030.

import assert from "node:assert/strict"
import { test } from "node:test"
import { measureFanOut } from "../testing/fan-out.ts"

test("two hundred readers of a hundred events a second, so each has every event, soon, in a frame per 50 ms, and memory stays", {
  timeout: 60_000,
}, async () => {
  const told = await measureFanOut({ readers: 200, eventsPerSecond: 100, seconds: 3 })
  assert.deepEqual([told.complete, told.resyncs], [200, 0], JSON.stringify(told))
  // 60 frames' times in three seconds: what comes within one is one frame.
  assert.ok(told.framesPerReader <= 75, `${told.framesPerReader} frames`)
  assert.ok(told.rssMaxMiB - told.rssBeforeMiB < 100, JSON.stringify(told))
  // A machine with other work: many times what it takes alone (13 % of a core, 70 ms).
  assert.ok(told.cpuPercent < 150 && told.delayP50Ms < 2_000, JSON.stringify(told))
})
