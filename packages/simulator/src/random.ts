// Chance by seed, in named streams: a stream is forked by its name, never by the order of drawing, so that one more draw in one place changes nothing
// in another. The same seed text gives the same draws on any machine.

/** A stream of draws. Two streams of different names have nothing in common. */
export class Chance {
  readonly #name: string
  #a: number
  #b: number
  #c: number
  #d = 1

  constructor(seed: string) {
    this.#name = seed
    const [a, b, c] = words(seed)
    this.#a = a
    this.#b = b
    this.#c = c
    for (let warmUp = 0; warmUp < 12; warmUp++) this.word()
  }

  /** A stream of its own for one purpose; asking twice for the same name gives the same draws twice. */
  fork(name: string): Chance {
    return new Chance(`${this.#name}/${name}`)
  }

  /** 32 random bits (sfc32). */
  word(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#d) | 0
    this.#d = (this.#d + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0
    return sum >>> 0
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return this.word() / 4_294_967_296
  }

  /** True with the probability (0..1). */
  strikes(probability: number): boolean {
    return probability > 0 && this.uniform() < probability
  }

  /** A whole number in [low, high]. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.uniform() * (high - low + 1))
  }

  /** A whole number in [low, high] whose logarithm is uniform: small ones are as likely as large ones. Both above zero. */
  wide(low: number, high: number): number {
    return Math.min(high, Math.max(low, Math.round(low * Math.exp(this.uniform() * Math.log(high / low)))))
  }

  /** Exponential with this mean, a whole number of at least 1. */
  waiting(mean: number): number {
    return Math.max(1, Math.round(-Math.log(1 - this.uniform()) * mean))
  }

  /** One of the list. Throws RangeError when it is empty. */
  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.whole(0, items.length - 1)]
    if (item === undefined) throw new RangeError("nothing to pick from")
    return item
  }

  /** A name with the likelihood of its weight. */
  weighed<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
    const names = namesOf(weights)
    let rest = this.uniform() * names.reduce((sum, name) => sum + weights[name], 0)
    for (const name of names) {
      rest -= weights[name]
      if (rest < 0) return name
    }
    return this.pick(names)
  }
}

function namesOf<Name extends string>(record: Readonly<Record<Name, unknown>>): Name[] {
  const names: Name[] = []
  for (const name in record) names.push(name)
  return names
}

/** Three words that depend on every character of the text. */
function words(text: string): [number, number, number] {
  let a = 0x9e3779b9
  let b = 0x243f6a88
  let c = 0xb7e15162
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    a = b ^ Math.imul(a ^ code, 597_399_067)
    b = c ^ Math.imul(b ^ code, 2_869_860_233)
    c = a ^ Math.imul(c ^ code, 951_274_213)
  }
  return [a | 0, b | 0, c | 0]
}
