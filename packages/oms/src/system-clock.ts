// The Clock port on this machine's clocks and timers.

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
