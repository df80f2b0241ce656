// Parts of an account's status as the contract shows them, the same over HTTP and on the stream: the trading switch, and whether the private feed is to be
// believed. They rely on the manager's status alone.

import { type StreamStatus, timeText } from "@okx-oms/api"
import type { OmsPort } from "./open-oms.ts"

type Status = ReturnType<OmsPort["status"]>

export function tradingSwitch({ mode, reason, since }: Status["trading"]): StreamStatus["trading"] {
  return { mode, reason, since: since === 0 ? null : timeText(since) }
}

/** A feed that is connected and keeps orders to itself is suspect, not up. */
export function privateFeed({
  gateway,
  feedSuspicion,
}: {
  readonly gateway: Status["gateway"]
  readonly feedSuspicion: Status["feedSuspicion"] | undefined
}): StreamStatus["privateFeed"] {
  return gateway.privateFeed === "up" && feedSuspicion !== undefined ? "suspect" : gateway.privateFeed
}
