// How long to wait before the next attempt: exponential growth with full jitter, so that many clients that failed
// together do not come back together. Pure: the dice are passed in, the waiting is the caller's.

export interface Backoff {
  /** Upper bound of the first wait. */
  readonly baseMs: number
  /** Upper bound of every wait. */
  readonly maxMs: number
}

/** The wait before attempt `attempt` (1 = the first repetition), in ms: uniform in [0, min(maxMs, baseMs x 2^(attempt-1))]. */
export function backoffMs(backoff: Backoff, attempt: number, random: number): number {
  const doublings = Math.min(Math.max(attempt - 1, 0), 30)
  return Math.floor(random * Math.min(backoff.maxMs, backoff.baseMs * 2 ** doublings))
}
