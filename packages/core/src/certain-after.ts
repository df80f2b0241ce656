// When a read says for certain what became of a request that may still be on its way: X + S + V of the order protocol ("Sending", point 5). Placements and
// amendments share the rule; what is concluded then is said by whoever asks.

import { clockBoundMs, type Facts, REQUEST_LIFETIME_MS } from "./facts.ts"
import { later, type Millis, millis } from "./time.ts"

/** A request that OKX discards when it arrives late. */
export interface Discarded {
  /** Our time when it left, or was decided to leave. */
  readonly at: Millis
  /** Exchange time after which it is discarded (X). */
  readonly expiresAt: Millis
}

/**
 * Exchange time after which a read that begins later shows what the request did, if it did anything. Undefined without a clock sample: no sample, no verdict.
 * Our own time has to have passed as well, so that a clock of OKX's that runs ahead for a moment shortens nothing.
 */
export function certainAfter(request: Discarded, facts: Facts): Millis | undefined {
  if (facts.exchange === undefined) return undefined
  const visible = facts.visibilityMs
  const byExchange = later(request.expiresAt, clockBoundMs(facts.exchange) + visible)
  const ownMs = REQUEST_LIFETIME_MS + visible - (facts.now - request.at)
  return ownMs > 0 ? millis(Math.max(byExchange, later(facts.exchange.at, ownMs))) : byExchange
}
