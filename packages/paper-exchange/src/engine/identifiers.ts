// Order, bill and position ids: up to 19 digits, always rising, never the same again after a restart without memory,
// because they start at the wall clock of the start (milliseconds x 10^6) and a start makes fewer than 10^6 per millisecond.

export interface Identifiers {
  next(): string
  /** The last id given out; an exchange that comes back with its memory goes on from there. */
  last(): string
}

export function createIdentifiers(options: { startedAtMs: number; last?: string | undefined }): Identifiers {
  const start = BigInt(options.startedAtMs) * 1_000_000n
  let current = options.last === undefined || BigInt(options.last) < start ? start : BigInt(options.last)
  return {
    next: () => String(++current),
    last: () => String(current),
  }
}

/** Trade ids are per instrument and stay below 2^53: milliseconds since September 2020 at the start, then counted. */
export function firstTradeId(startedAtMs: number): number {
  return startedAtMs - 1_600_000_000_000
}

/** Numeric comparison of ids kept as text: the longer is the larger. */
export function compareIds(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length
  return a < b ? -1 : a > b ? 1 : 0
}
