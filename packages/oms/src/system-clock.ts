// The Clock port on this machine's clocks and timers.

// Imported, since the global of the same name is looked up anew each time, and the time is read all the time.
import { performance } from "node:perf_hooks"
import { millis } from "@okx-oms/core"
import type { Clock } from "@okx-oms/trading"

/** The longest delay that a Node timer takes. */
const DELAY_MAX_MS = 2 ** 31 - 1

export const systemClock: Clock = {
  wall: () => millis(Date.now()),
  mono: () => millis(Math.trunc(performance.now())),
  precise: () => performance.now(),
  soon: (run) => {
    setImmediate(run)
  },
  timer: (delayMs, run) => {
    const timer = setTimeout(run, Math.min(Math.max(0, delayMs), DELAY_MAX_MS))
    return () => clearTimeout(timer)
  },
}
