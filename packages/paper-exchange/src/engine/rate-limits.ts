// OKX's request limits (reference section 8): sliding windows, one per key, so a client that counts fixed windows wrongly is caught.
// A key names operation, user and instrument; REST and WebSocket use the same keys. It has no clock.

export interface RateLimit {
  readonly count: number
  readonly windowMs: number
}

export interface RateLimits {
  /** Takes `cost` places under the key; false, with nothing taken, when the window has no room. */
  take(key: string, limit: RateLimit, nowMs: number, cost?: number): boolean
  /** Places still free under the key. */
  free(key: string, limit: RateLimit, nowMs: number): number
}

/** Beyond this many keys the ones idle for a minute are forgotten. */
const KEYS_MAX = 10_000
const IDLE_MS = 60_000

interface Window {
  /** Times of the last `count` takings, a ring; the next to be overwritten is the oldest. */
  readonly times: Float64Array
  next: number
  lastMs: number
}

export function createRateLimits(enabled: boolean): RateLimits {
  const windows = new Map<string, Window>()
  const windowOf = (key: string, limit: RateLimit, nowMs: number): Window => {
    const known = windows.get(key)
    if (known !== undefined) return known
    if (windows.size >= KEYS_MAX) forgetIdle(windows, nowMs)
    const window = { times: new Float64Array(limit.count).fill(Number.NEGATIVE_INFINITY), next: 0, lastMs: nowMs }
    windows.set(key, window)
    return window
  }
  return {
    take(key, limit, nowMs, cost = 1) {
      if (!enabled || cost === 0) return true
      if (cost > limit.count) return false
      const window = windowOf(key, limit, nowMs)
      const { times } = window
      const decisive = times[(window.next + cost - 1) % times.length] ?? 0
      if (decisive > nowMs - limit.windowMs) return false
      for (let taken = 0; taken < cost; taken++) {
        times[window.next] = nowMs
        window.next = (window.next + 1) % times.length
      }
      window.lastMs = nowMs
      return true
    },
    free(key, limit, nowMs) {
      const window = windows.get(key)
      if (!enabled || window === undefined) return limit.count
      let free = 0
      for (const time of window.times) if (time <= nowMs - limit.windowMs) free++
      return free
    },
  }
}

function forgetIdle(windows: Map<string, Window>, nowMs: number): void {
  for (const [key, window] of windows) if (window.lastMs < nowMs - IDLE_MS) windows.delete(key)
}
