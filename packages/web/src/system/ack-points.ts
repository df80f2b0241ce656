// How long single orders took from being sent to OKX's word, of the last minutes, for a plot. By the live orders: those that left memory are not among them.

import type { OrderEntry } from "../live/order-entry.ts"

export interface AckPoint {
  /** When OKX's word came, milliseconds. */
  readonly at: number
  readonly ms: number
}

export const POINTS_MAX = 2_000
/** Orders looked at: newest first, so older ones are not missed for long. */
const LOOKED_AT_MAX = 10_000

/** Oldest first. `orders` are newest first. */
export function ackPoints(orders: readonly OrderEntry[], since: number): readonly AckPoint[] {
  const points: AckPoint[] = []
  for (const [index, entry] of orders.entries()) {
    if (index >= LOOKED_AT_MAX || points.length >= POINTS_MAX || entry.createdAt < since) break
    const { acknowledgedAt, ackLatencyMs } = entry.row
    if (acknowledgedAt !== null && ackLatencyMs !== null)
      points.push({ at: Date.parse(acknowledgedAt), ms: ackLatencyMs })
  }
  return points.sort((a, b) => a.at - b.at)
}

/** The value that a share of them is at or below; undefined without any. */
export function quantileOf(points: readonly AckPoint[], share: number): number | undefined {
  const values = points.map(({ ms }) => ms).sort((a, b) => a - b)
  return values[Math.min(values.length - 1, Math.max(0, Math.ceil(values.length * share) - 1))]
}
