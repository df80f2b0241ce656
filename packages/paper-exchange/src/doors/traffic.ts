// How much comes in, by the second of the last minute, for the status page. Requests of the control door are not counted.
// It has no clock: the time is handed in.

const SECONDS = 60
/** The rate shown is that of the last few whole seconds. */
const MEAN_SECONDS = 5

export interface TrafficView {
  /** Since the start. */
  readonly requests: number
  readonly frames: number
  /** Requests and frames together, over the last five whole seconds. */
  readonly perSecond: number
  /** Requests and frames together in each of the last sixty whole seconds, oldest first. */
  readonly lastMinute: readonly number[]
}

export interface Traffic {
  request(nowMs: number): void
  frame(nowMs: number): void
  view(nowMs: number): TrafficView
}

export function createTraffic(): Traffic {
  /** One more than is shown: the second that is under way. */
  const counts = new Array<number>(SECONDS + 1).fill(0)
  let current = 0
  let requests = 0
  let frames = 0
  const slotOf = (second: number): number => ((second % counts.length) + counts.length) % counts.length
  const moveTo = (nowMs: number): void => {
    const second = Math.floor(nowMs / 1_000)
    if (second === current) return
    // After a gap of more than a minute, or when the clock was set back, nothing of the old counts.
    if (second < current || second - current > SECONDS) counts.fill(0)
    else for (let next = current + 1; next <= second; next++) counts[slotOf(next)] = 0
    current = second
  }
  const count = (nowMs: number): void => {
    moveTo(nowMs)
    const slot = slotOf(current)
    counts[slot] = (counts[slot] ?? 0) + 1
  }
  return {
    request(nowMs) {
      requests++
      count(nowMs)
    },
    frame(nowMs) {
      frames++
      count(nowMs)
    },
    view(nowMs) {
      moveTo(nowMs)
      const lastMinute = Array.from({ length: SECONDS }, (_, at) => counts[slotOf(current - SECONDS + at)] ?? 0)
      const recent = lastMinute.slice(-MEAN_SECONDS)
      return { requests, frames, perSecond: recent.reduce((sum, one) => sum + one, 0) / MEAN_SECONDS, lastMinute }
    },
  }
}
