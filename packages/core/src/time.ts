// Time as a value. Nothing in core reads a clock: every instant comes in from outside.

declare const millisBrand: unique symbol

/** Milliseconds since 1970-01-01 UTC (wall, exchange) or since an arbitrary start (monotonic), an integer. */
export type Millis = number & { readonly [millisBrand]: "Millis" }

export function millis(value: number): Millis {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a millisecond count: ${value}`)
  return value as Millis
}

export function later(at: Millis, byMs: number): Millis {
  return millis(at + Math.trunc(byMs))
}
