// What of the events a person who reads the log must hear: doubts and how they ended, breaks, halts. The journal has everything; the log has what to look at.

import type { OmsEvent } from "@okx-oms/core"
import type { Log } from "./ports.ts"

export function logNotable(events: readonly OmsEvent[], log: Log): void {
  for (const event of events) {
    switch (event.type) {
      case "OrderInDoubt": {
        const { asked, answer, next, asks } = event.doubt
        // Repeated with every question; the first says that there is a doubt.
        if (asks === 0) log.warn("an order is in doubt", { orderId: event.orderId, asked, answer, next })
        break
      }
      case "DoubtResolved":
        log.info("a doubt is resolved", { orderId: event.orderId, verdict: event.verdict, evidence: event.evidence })
        break
      case "BreakFound": {
        const { breakId, kind, ours, theirs, action } = event
        log.warn("a break: our books and OKX differ", { breakId, kind, ours, theirs, action })
        break
      }
      case "TradingHalted":
        log.warn("trading is halted; cancels still go out", { mode: event.mode, reason: event.reason })
        break
      case "TradingResumed":
        log.info("trading is resumed", { reason: event.reason })
        break
      default:
        break
    }
  }
}
