// How OKX counts requests against one limit: so many in a window, counted apart for each user, address or instrument.
// The endpoints of wire/ state their rule in these words; rate-limit.ts does the counting.
// Source: okx-v5 reference, sections 4, 5 and 8.

export interface RateRule {
  /** Requests (batches: orders) in one window, as documented. */
  readonly limit: number
  readonly windowMs: number
  /** "ip" and "user" share one count per endpoint; "instrument" and "instrument-type" count each apart. */
  readonly per: "ip" | "user" | "instrument" | "instrument-type" | "tag"
}
