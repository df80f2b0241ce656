// The stream of events as one endless sequence: it connects, reads, and connects again after the last event that it gave away.
// It relies on the server to send every event after Last-Event-ID or to say resync; what to do after a resync is the caller's.

import type { EventRow } from "./contract/order-schemas.ts"
import { ROUTES } from "./contract/routes.ts"
import { readFrames, StreamFault, type StreamFrame } from "./event-stream.ts"
import { delay, type HttpCaller } from "./http-caller.ts"
import { OmsProblem } from "./oms-problem.ts"

/**
 * event: the next one, without a gap · resync: events were left out; read the state anew (its lists say their seq), then go on ·
 * connected, disconnected: the line, for those who show it.
 */
export type LiveEvent =
  | { readonly type: "event"; readonly event: EventRow }
  | { readonly type: "resync"; readonly seq: number }
  | { readonly type: "connected" }
  | { readonly type: "disconnected"; readonly reason: string; readonly retryInMs: number }

export interface LiveEventsOptions {
  /** Begin after this sequence number; default: from now on. */
  readonly lastEventId?: number
  readonly signal?: AbortSignal
  /** Silence after which the line counts as dead; the server's heartbeat is 15 s. Default 45,000. */
  readonly silenceMs?: number
}

/** The server's word for events of the past that its journal cannot show. */
const UNREADABLE = "events-unreadable"
const SILENCE_MS_DEFAULT = 45_000
const BACKOFF_MS = 250
const BACKOFF_MS_MAX = 10_000

export async function* liveEvents(caller: HttpCaller, options: LiveEventsOptions): AsyncGenerator<LiveEvent> {
  let lastSeq = options.lastEventId
  let failures = 0
  while (!isOver(options)) {
    let reason = "the server closed the stream"
    try {
      for await (const item of connection(caller, lastSeq, options)) {
        failures = 0
        if (item.type === "event") lastSeq = item.event.seq
        if (item.type === "resync") lastSeq = item.seq
        yield item
      }
    } catch (error) {
      if (isOver(options)) return
      // A wrong token or a wrong request will not become right by asking again.
      if (error instanceof OmsProblem && ((error.status >= 400 && error.status < 500) || error.code === UNREADABLE))
        throw error
      reason = error instanceof Error ? error.message : String(error)
    }
    if (isOver(options)) return
    const retryInMs = Math.min(BACKOFF_MS_MAX, BACKOFF_MS * 2 ** failures++)
    yield { type: "disconnected", reason, retryInMs }
    await delay(retryInMs)
  }
}

async function* connection(
  caller: HttpCaller,
  lastSeq: number | undefined,
  options: LiveEventsOptions,
): AsyncGenerator<LiveEvent> {
  const ended = new AbortController()
  const signal = options.signal === undefined ? ended.signal : AbortSignal.any([ended.signal, options.signal])
  const silenceMs = options.silenceMs ?? SILENCE_MS_DEFAULT
  const silence = setTimeout(() => ended.abort(new StreamFault(`nothing came for ${silenceMs} ms`)), silenceMs)
  try {
    const account = caller.account === undefined ? "" : `?account=${encodeURIComponent(caller.account)}`
    const response = await caller.fetch(`${caller.origin}${ROUTES.getEvents.path}${account}`, {
      headers: caller.headers({
        accept: "text/event-stream",
        ...(lastSeq !== undefined && { "last-event-id": String(lastSeq) }),
      }),
      redirect: "error",
      signal,
    })
    if (!response.ok || response.body === null) {
      throw new OmsProblem({
        message: `GET /v1/events: HTTP ${response.status}`,
        code: "stream-refused",
        status: response.status,
        outcome: "refused",
        retryable: response.status >= 500,
      })
    }
    yield { type: "connected" }
    for await (const frame of readFrames(response.body)) {
      silence.refresh()
      const item = frame === undefined ? undefined : itemOf(frame)
      if (item !== undefined) yield item
      if (item?.type === "resync") return
    }
  } finally {
    clearTimeout(silence)
    ended.abort()
  }
}

function isOver({ signal }: LiveEventsOptions): boolean {
  return signal?.aborted === true
}

function itemOf(frame: StreamFrame): LiveEvent | undefined {
  if (frame.event === "resync") return { type: "resync", seq: rowOf<{ seq: number }>(frame).seq }
  if (frame.event === "error") throw problemOf(frame)
  if (frame.event !== "message") return undefined
  return { type: "event", event: rowOf<EventRow>(frame) }
}

/** The stream's own last word on why it ends; nothing was asked for but to read. */
function problemOf(frame: StreamFrame): OmsProblem {
  const told: unknown = JSON.parse(frame.data)
  const detail = typeof told === "object" && told !== null && "detail" in told ? String(told.detail) : frame.data
  return new OmsProblem({ message: detail, code: UNREADABLE, status: 200, outcome: "refused", retryable: false })
}

function rowOf<Row extends { readonly seq: number }>(frame: StreamFrame): Row {
  const row: unknown = JSON.parse(frame.data)
  if (typeof row !== "object" || row === null || !("seq" in row) || typeof row.seq !== "number") {
    throw new StreamFault("a frame without a sequence number")
  }
  return row as Row
}
