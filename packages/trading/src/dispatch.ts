// Which waiting orders may leave now: those that the rate budget lets go, oldest first, those of one symbol together in one batch. It decides and marks
// (OrderSubmitted), at the cost of what leaves; the sending follows from the events once they are durable.

import {
  CLOCK_UNCERTAINTY_MAX_MS,
  later,
  type Millis,
  type OrderEventBody,
  type OrderId,
  REQUEST_LIFETIME_MS,
  type RequestId,
  requestIdFrom,
  type Symbol,
} from "@okx-oms/core"
import type { ExchangeGateway } from "./ports.ts"

/** OKX takes at most 20 orders in one batch (okx-v5 reference, section 4.1). */
export const BATCH_MAX = 20

/** While the exchange's clock is not known well enough, it is looked at again this often. */
const CLOCK_AGAIN_MS = 250

export interface Dispatched {
  readonly events: readonly OrderEventBody[]
  /** Monotonic time at which the budget may let more go; undefined when nothing waits for it. */
  readonly retryAt?: Millis
}

export function dispatch(
  waiting: ReadonlyMap<Symbol, ReadonlySet<OrderId>>,
  gateway: Pick<ExchangeGateway, "exchangeTime" | "transportFor" | "takeBudget">,
  options: { serial: () => string; batchMax: number; mono: Millis },
): Dispatched {
  if (waiting.size === 0) return { events: [] }
  const exchange = gateway.exchangeTime()
  // Without a trustworthy clock expTime means nothing, so nothing that needs it leaves.
  if (exchange === undefined || exchange.uncertaintyMs > CLOCK_UNCERTAINTY_MAX_MS)
    return { events: [], retryAt: later(options.mono, CLOCK_AGAIN_MS) }
  const expiresAt = later(exchange.at, REQUEST_LIFETIME_MS)
  const events: OrderEventBody[] = []
  let retryAt: Millis | undefined
  for (const [symbol, orderIds] of waiting) {
    const transport = gateway.transportFor(symbol)
    const next = orderIds.values()
    for (let left = orderIds.size; left > 0; ) {
      const batch = Math.min(options.batchMax, left)
      let count = batch
      let budget = gateway.takeBudget({ operation: "place", symbol, count })
      // Single orders have a bucket of their own: when the batches' is short, they still leave one by one.
      if (!budget.ok && batch > 1) {
        count = 1
        const single = gateway.takeBudget({ operation: "place", symbol, count })
        if (single.ok || single.retryAt < budget.retryAt) budget = single
      }
      if (!budget.ok) {
        if (retryAt === undefined || budget.retryAt < retryAt) retryAt = budget.retryAt
        break
      }
      const requestId: RequestId = requestIdFrom(options.serial())
      for (const orderId of next.take(count)) {
        events.push({ type: "OrderSubmitted", orderId, requestId, transport, expiresAt, attempt: 1 })
      }
      left -= count
    }
  }
  return retryAt === undefined ? { events } : { events, retryAt }
}
