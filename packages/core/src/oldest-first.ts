// What is asked again and again for its oldest entry, and loses it: closed orders in memory, say. That must not cost more the more have left: a Map is walked from
// its beginning over every place that was emptied there, so the place of the oldest is kept.

export class OldestFirst<Key, Value> implements Iterable<readonly [Key, Value]> {
  /** Oldest first. To be read: changed by the methods alone. */
  readonly entries = new Map<Key, Value>()
  /** Stands behind #oldest, and sees what is added later. Undefined where it has come to an end or was never begun. */
  #walk: Iterator<[Key, Value], undefined> | undefined
  #oldest: readonly [Key, Value] | undefined

  get size(): number {
    return this.entries.size
  }

  /** The one that was added first; undefined when there is none. */
  get oldest(): readonly [Key, Value] | undefined {
    if (this.#oldest !== undefined || this.entries.size === 0) return this.#oldest
    this.#walk ??= this.entries.entries()
    this.#oldest = this.#walk.next().value
    if (this.#oldest === undefined) this.#walk = undefined
    return this.#oldest
  }

  /** The newest, when the key is not here yet; otherwise another value in the same place. */
  add(key: Key, value: Value): void {
    this.entries.set(key, value)
    if (this.#oldest?.[0] === key) this.#oldest = [key, value]
  }

  get(key: Key): Value | undefined {
    return this.entries.get(key)
  }

  delete(key: Key): void {
    this.entries.delete(key)
    if (this.#oldest?.[0] === key) this.#oldest = undefined
  }

  clear(): void {
    this.entries.clear()
    this.#walk = undefined
    this.#oldest = undefined
  }

  [Symbol.iterator](): Iterator<readonly [Key, Value]> {
    return this.entries.entries()
  }
}
