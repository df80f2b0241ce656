// How fast one token may ask: a bucket of requests that refills steadily. It relies on its caller for the time; a library would bring stores and headers
// that nobody here needs, and could not keep cancels apart.

export interface RateLimit {
  /** Requests that the bucket gains in a second. */
  readonly perSecond: number
  /** Requests that it holds when full. */
  readonly burst: number
}

/** More than there can be live tokens. */
const BUCKETS_MAX = 1_024

interface Bucket {
  left: number
  /** Milliseconds of the caller's clock. */
  at: number
}

export class RateLimiter {
  readonly #limit: RateLimit
  readonly #now: () => number
  readonly #buckets = new Map<string, Bucket>()

  /** `now`: milliseconds of a clock that does not step back. */
  constructor(limit: RateLimit, now: () => number = () => performance.now()) {
    this.#limit = limit
    this.#now = now
  }

  /** 0: taken. Otherwise nothing was taken, and so many milliseconds later there is one. */
  take(key: string): number {
    const { perSecond, burst } = this.#limit
    const at = this.#now()
    const bucket = this.#buckets.get(key) ?? this.#newBucket(key, at)
    bucket.left = Math.min(burst, bucket.left + ((at - bucket.at) / 1000) * perSecond)
    bucket.at = at
    if (bucket.left < 1) return Math.ceil(((1 - bucket.left) / perSecond) * 1000)
    bucket.left -= 1
    return 0
  }

  #newBucket(key: string, at: number): Bucket {
    if (this.#buckets.size >= BUCKETS_MAX) {
      // A bucket that is full again and a new one are the same.
      for (const [name, { at: usedAt }] of this.#buckets) {
        if (((at - usedAt) / 1000) * this.#limit.perSecond >= this.#limit.burst) this.#buckets.delete(name)
      }
      const [oldest] = this.#buckets.keys()
      if (this.#buckets.size >= BUCKETS_MAX && oldest !== undefined) this.#buckets.delete(oldest)
    }
    const bucket = { left: this.#limit.burst, at }
    this.#buckets.set(key, bucket)
    return bucket
  }
}
