// What Chromium's trace says about a scroll: the milliseconds from frame to frame on the screen. Pure. A frame is one of Chromium's own (PipelineReporter), from its
// begin to its presentation; what was dropped is none.

import { isRecord } from "../peer.ts"

export interface Scrolled {
  /** Between each two frames that came onto the screen, whatever was new in them. */
  readonly frameGapsMs: readonly number[]
  /** Between each two frames with all that the page's thread had drawn: new rows, new figures. */
  readonly pageGapsMs: readonly number[]
}

interface Frame {
  readonly endUs: number
  readonly state: string
  readonly isScrolling: boolean
}

/** Two reports that end within it are one picture. */
const SAME_PICTURE_US = 500
const ALL = "STATE_PRESENTED_ALL"
const PART = "STATE_PRESENTED_PARTIAL"

/** Throws when nothing was scrolled: then there is nothing to tell. */
export function scrolled(events: readonly unknown[]): Scrolled {
  const records = events.filter(isRecord)
  const frames = framesOf(records).filter(({ isScrolling }) => isScrolling)
  if (frames.length === 0) throw new Error("Chromium recorded no frame of a scroll")
  const shown = frames.filter(({ state }) => state === ALL || state === PART)
  return {
    frameGapsMs: gapsMs(shown),
    pageGapsMs: gapsMs(shown.filter(({ state }) => state === ALL)),
  }
}

function framesOf(records: readonly Readonly<Record<string, unknown>>[]): readonly Frame[] {
  const begun = new Map<string, Readonly<Record<string, unknown>>>()
  const frames: Frame[] = []
  const reports = records.filter(({ name }) => name === "PipelineReporter")
  for (const { ph, pid, ts, id2, args } of reports.toSorted((a, b) => Number(a.ts) - Number(b.ts))) {
    const id = `${String(pid)} ${JSON.stringify(id2)}`
    const told = isRecord(args) && isRecord(args.frame_reporter) ? args.frame_reporter : {}
    if (ph === "b") begun.set(id, told)
    const begin = begun.get(id)
    if (ph !== "e" || begin === undefined) continue
    begun.delete(id)
    const { state, scroll_state: scroll = "SCROLL_NONE" } = { ...begin, ...told }
    frames.push({
      endUs: Number(ts),
      state: String(state),
      isScrolling: scroll !== "SCROLL_NONE",
    })
  }
  return frames
}

function gapsMs(frames: readonly Frame[]): readonly number[] {
  const times: number[] = []
  for (const { endUs } of frames.toSorted((a, b) => a.endUs - b.endUs)) {
    if (endUs - (times.at(-1) ?? Number.NEGATIVE_INFINITY) > SAME_PICTURE_US) times.push(endUs)
  }
  return times.slice(1).map((time, index) => (time - (times[index] ?? time)) / 1_000)
}

/** The smallest value that `share` of them do not exceed: nearest rank. NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}
