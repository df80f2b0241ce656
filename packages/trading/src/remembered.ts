// What was learned lately about many things: remembered for at least a while, at most twice as long, and never more than so many. Two maps take turns; the older
// one is dropped whole, since a map from which the oldest is taken one by one is walked over every place that was emptied before.

import type { Millis } from "@okx-oms/core"

export class Remembered<Key, Value> {
  readonly #forMs: number
  readonly #atMost: number
  #young = new Map<Key, Value>()
  #old = new Map<Key, Value>()
  #youngSince = Number.NEGATIVE_INFINITY

  /** `atMost` is of both maps together; when so many come within the time, the oldest go before it. */
  constructor({ forMs, atMost }: { readonly forMs: number; readonly atMost: number }) {
    this.#forMs = forMs
    this.#atMost = atMost
  }

  /** `now` is monotonic. */
  set(key: Key, value: Value, now: Millis): void {
    if (now - this.#youngSince >= this.#forMs || this.#young.size >= this.#atMost / 2) {
      // After a pause both are out of date.
      this.#old = now - this.#youngSince < 2 * this.#forMs ? this.#young : new Map()
      this.#young = new Map()
      this.#youngSince = now
    }
    this.#young.set(key, value)
  }

  get(key: Key): Value | undefined {
    return this.#young.get(key) ?? this.#old.get(key)
  }
}
