// How long things are under way when nothing is wrong: from the door to the engine, from the engine back, and of pushes.
// A matter of configuration, for everybody or one account, fixed or drawn from the seed; what goes wrong on the way is a
// fault's business. What travels on one connection keeps its order.

import type { Random } from "./random.ts"

/** Milliseconds, or [least, most] to draw from each time. */
export type Delay = number | readonly [leastMs: number, mostMs: number]

export interface LatencyOptions {
  /** From the door to the engine. */
  readonly requestMs?: Delay
  /** From the engine back to the caller. */
  readonly answerMs?: Delay
  /** Of pushes, private and public. */
  readonly pushMs?: Delay
}

export type Way = keyof LatencyOptions

export interface Latency {
  /** False: nothing is ever delayed. */
  readonly set: boolean
  /** For an account; for nobody in particular when uid is undefined. */
  delayMs(way: Way, uid: string | undefined): number
  /** As delayMs, as the time when it arrives: not before what took the same lane earlier. */
  dueMs(way: Way, uid: string | undefined, nowMs: number, lane: Lane | undefined): number
}

/** What keeps its order, and until when it is busy. */
export interface Lane {
  readonly busyUntilMs: Record<Way, number>
}

export function createLane(): Lane {
  return { busyUntilMs: { requestMs: 0, answerMs: 0, pushMs: 0 } }
}

const DELAY_MAX_MS = 60_000

/** Throws RangeError for delays that cannot be. */
export function createLatency(
  everybody: LatencyOptions,
  byUid: ReadonlyMap<string, LatencyOptions>,
  random: Random,
): Latency {
  for (const options of [everybody, ...byUid.values()]) check(options)
  const delayMs = (way: Way, uid: string | undefined): number => {
    const own = uid === undefined ? undefined : byUid.get(uid)?.[way]
    const delay = own ?? everybody[way] ?? 0
    if (typeof delay === "number") return delay
    const [leastMs, mostMs] = delay
    return leastMs === mostMs ? leastMs : random.integer(leastMs, mostMs)
  }
  return {
    set: [everybody, ...byUid.values()].some((options) => Object.keys(options).length > 0),
    delayMs,
    dueMs(way, uid, nowMs, lane) {
      const dueMs = nowMs + delayMs(way, uid)
      if (lane === undefined) return dueMs
      lane.busyUntilMs[way] = Math.max(lane.busyUntilMs[way], dueMs)
      return lane.busyUntilMs[way]
    },
  }
}

function check(options: LatencyOptions): void {
  for (const [way, delay] of Object.entries(options)) {
    const [leastMs, mostMs] = typeof delay === "number" ? [delay, delay] : delay
    const good = Number.isInteger(leastMs) && Number.isInteger(mostMs) && leastMs >= 0 && leastMs <= mostMs
    if (!good || mostMs > DELAY_MAX_MS) throw new RangeError(`latency ${way}: expected 0..${DELAY_MAX_MS} ms`)
  }
}
