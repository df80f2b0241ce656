// Chance that can be had again: everything that the torture draws (moments, faults, orders, bits) comes from a seed as text. What the processes
// under test do with their time is theirs, so a seed repeats the plan and not every interleaving.

const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193
const STEP = 0x6d2b79f5

export class Random {
  readonly #seed: string
  #state: number

  constructor(seed: string) {
    this.#seed = seed
    let hash = FNV_OFFSET
    for (const letter of seed) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), FNV_PRIME)
    this.#state = hash >>> 0
  }

  /** Another source that does not depend on how much was drawn from this one. */
  fork(name: string): Random {
    return new Random(`${this.#seed}/${name}`)
  }

  /** 0 to below 1 (mulberry32). */
  fraction(): number {
    this.#state = (this.#state + STEP) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  between(low: number, high: number): number {
    return low + this.fraction() * (high - low)
  }

  /** A whole number, both ends included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1))
  }

  chance(probability: number): boolean {
    return this.fraction() < probability
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.whole(0, items.length - 1)]
    if (item === undefined) throw new Error("Invariant: something to pick from")
    return item
  }

  /** So many different ones, or all when there are fewer. */
  some<Item>(items: readonly Item[], count: number): Item[] {
    const left = [...items]
    const taken: Item[] = []
    while (taken.length < count && left.length > 0) taken.push(...left.splice(this.whole(0, left.length - 1), 1))
    return taken
  }
}
