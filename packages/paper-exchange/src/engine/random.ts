// Seeded randomness (xoshiro-like sfc32): the same seed text gives the same draws on any machine.
// It relies on nothing; the engine draws every random thing (market, faults) from here, so that a run can be repeated.

/** A stream of draws; each draw changes the stream. */
export interface Random {
  /** In [0, 1). */
  uniform(): number
  /** True with the given probability (0..1). */
  chance(probability: number): boolean
  /** An integer in [low, high]. */
  integer(low: number, high: number): number
  /** Standard normal. */
  gaussian(): number
  /** Exponential with mean 1. */
  exponential(): number
}

export function createRandom(seedText: string): Random {
  const next = sfc32(hash(seedText))
  const uniform = (): number => next() / 4294967296
  return {
    uniform,
    chance: (probability) => uniform() < probability,
    integer: (low, high) => low + Math.floor(uniform() * (high - low + 1)),
    gaussian: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    exponential: () => -Math.log(1 - uniform()),
  }
}

/** A number in [0, 1) that depends on nothing but its arguments: used where a value must be the same at every visit. */
export function hashedFraction(...parts: readonly (string | number)[]): number {
  return hash(parts.join(":"))[0] / 4294967296
}

type Words = [number, number, number, number]

function hash(text: string): Words {
  const words: Words = [1779033703, 3144134277, 1013904242, 2773480762]
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    words[0] = words[1] ^ Math.imul(words[0] ^ code, 597399067)
    words[1] = words[2] ^ Math.imul(words[1] ^ code, 2869860233)
    words[2] = words[3] ^ Math.imul(words[2] ^ code, 951274213)
    words[3] = words[0] ^ Math.imul(words[3] ^ code, 2716044179)
  }
  words[0] = Math.imul(words[2] ^ (words[0] >>> 18), 597399067) >>> 0
  words[1] = Math.imul(words[3] ^ (words[1] >>> 22), 2869860233) >>> 0
  words[2] = Math.imul(words[0] ^ (words[2] >>> 17), 951274213) >>> 0
  words[3] = Math.imul(words[1] ^ (words[3] >>> 19), 2716044179) >>> 0
  return words
}

function sfc32([a0, b0, c0, d0]: Words): () => number {
  let a = a0
  let b = b0
  let c = c0
  let d = d0
  const draw = (): number => {
    const sum = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return sum >>> 0
  }
  for (let warmUp = 0; warmUp < 12; warmUp++) draw()
  return draw
}
