// The manager's clock as the client wants it, and a connection's state in the manager's words. Plain translations for gateway.ts.

import type { Clock, GatewayStatus } from "@okx-oms/trading"
import type { SocketState } from "./socket.ts"
import type { Timing } from "./timing.ts"

const TIMER_MAX_MS = 2 ** 31 - 1

export function feedOf(state: SocketState): GatewayStatus["privateFeed"] {
  switch (state) {
    case "up":
      return "up"
    case "connecting":
    case "waiting":
      return "connecting"
    case "idle":
    case "closed":
      return "down"
  }
}

/** The manager's clock as the client wants it. */
export function timingOf(clock: Clock, random: () => number): Timing {
  return {
    monotonicMs: () => clock.mono(),
    schedule: (delayMs, run) => clock.timer(Math.min(Math.ceil(Math.max(0, delayMs)), TIMER_MAX_MS), run),
    random,
  }
}
