// The live stream: every event as a server-sent event with its sequence number as id, so that a reader who lost the line goes on where it was.
// A reader gets a bounded buffer (the manager's queue and the socket's); one who does not keep up is told to resync and let go.

import type { ServerResponse } from "node:http"
import { problemOfDoor } from "@okx-oms/api"
import { JournalUnavailable, type Published } from "@okx-oms/trading"
import type { FastifyReply } from "fastify"
import type { Logger } from "pino"
import type { OmsPort } from "./open-oms.ts"
import { ProblemReply } from "./reply.ts"
import { eventText } from "./stream/event-text.ts"

export interface StreamLimits {
  /** Open streams at once. */
  readonly subscribersMax: number
  /** Events that wait for one reader. */
  readonly queueLengthMax: number
  /** A comment after this long without an event, so that both ends see the line alive. */
  readonly heartbeatMs: number
  /** A reader who takes nothing for this long is let go. */
  readonly stallMs: number
}

export const STREAM_LIMITS: StreamLimits = {
  subscribersMax: 64,
  queueLengthMax: 10_000,
  heartbeatMs: 15_000,
  stallMs: 10_000,
}

/** What the reader's EventSource waits before it connects again. */
const RETRY_MS = 1_000
/** The same, after damage: what cannot be read now cannot be read a second later. */
const RETRY_DAMAGED_MS = 60_000
/** How long a reader who was let go may take to read its last frame. */
const FAREWELL_MS = 2_000

/** The open streams; metrics count them, the server ends them when it stops. */
export class EventStreams {
  readonly #open = new Set<EventStream>()
  #resyncs = 0

  get size(): number {
    return this.#open.size
  }

  /** Readers told to read the state anew, nearly always for not keeping up, since start. */
  get resyncs(): number {
    return this.#resyncs
  }

  async run(stream: EventStream): Promise<void> {
    this.#open.add(stream)
    try {
      if ((await stream.pump()) === "resync") this.#resyncs++
    } catch (error) {
      if (error instanceof JournalUnavailable) stream.tellDamage(error)
      throw error
    } finally {
      this.#open.delete(stream)
      stream.end()
    }
  }

  /** Every reader is told that the server stops. */
  close(): void {
    for (const stream of this.#open) stream.farewell()
  }
}

export interface StreamParts {
  readonly streams: EventStreams
  readonly limits: StreamLimits
  readonly log: Logger
}

/** Answers with the stream; resolves when it is over. */
export async function followEvents(
  { oms, reply, fromSeq }: { oms: OmsPort; reply: FastifyReply; fromSeq: number | undefined },
  { streams, limits, log }: StreamParts,
): Promise<void> {
  if (streams.size >= limits.subscribersMax) {
    const facts = { limit: limits.subscribersMax }
    const detail = `At most ${limits.subscribersMax} streams.`
    throw new ProblemReply(problemOfDoor("subscribers-above-limit", detail, { facts }))
  }
  const { seq } = oms.status()
  // A reader from the future has seen another journal: nothing that it knows can be continued.
  const isForeign = fromSeq !== undefined && fromSeq > seq + 1
  const items = isForeign
    ? resyncOnly(seq)
    : oms.subscribeEvents({ queueLengthMax: limits.queueLengthMax, ...(fromSeq !== undefined && { fromSeq }) })
  const raw = openStream(reply)
  try {
    await streams.run(new EventStream({ raw, items, limits, seq: () => oms.status().seq }))
  } catch (error) {
    // The answer has begun: a fault can only end it, and the reader comes back by itself. What is said of a journal is for people, and complete; any
    // other error is a mistake of ours, and where it happened matters.
    if (error instanceof JournalUnavailable)
      log.error({ why: error.message, advice: error.advice, fromSeq }, "an event stream met damage in the past")
    else log.error({ err: error }, "an event stream failed")
  }
}

/** One reader. */
export class EventStream {
  readonly #raw: ServerResponse
  readonly #items: AsyncIterator<Published>
  readonly #limits: StreamLimits
  readonly #seq: () => number
  readonly #closed: Promise<"closed">
  readonly #heartbeat: NodeJS.Timeout

  constructor(options: {
    raw: ServerResponse
    items: AsyncIterable<Published>
    limits: StreamLimits
    seq: () => number
  }) {
    this.#raw = options.raw
    this.#items = options.items[Symbol.asyncIterator]()
    this.#limits = options.limits
    this.#seq = options.seq
    this.#closed = new Promise((resolve) => this.#raw.once("close", () => resolve("closed")))
    // A line that breaks tells so by "close"; the error itself adds nothing.
    this.#raw.on("error", () => {})
    this.#heartbeat = setInterval(() => {
      if (!this.#raw.writableNeedDrain) this.#raw.write(": heartbeat\n\n")
    }, this.#limits.heartbeatMs)
  }

  /** Writes until the reader goes, the manager ends the stream, or the reader is too slow. */
  async pump(): Promise<"closed" | "ended" | "resync"> {
    try {
      for (;;) {
        const next = await Promise.race([this.#items.next(), this.#closed])
        if (next === "closed") return "closed"
        if (next.done === true) return "ended"
        if (next.value.type === "resync") return this.#resync(next.value.seq)
        const keptUp = this.#raw.write(eventFrame(next.value)) || (await this.#drained())
        if (!keptUp) return this.#resync(this.#seq())
      }
    } finally {
      clearInterval(this.#heartbeat)
      this.#leave()
    }
  }

  /** The last word to a reader who asked for events that cannot be read: what is wrong and what to do. Later events are there for who asks for them. */
  tellDamage({ message, advice }: JournalUnavailable): void {
    const next = this.#seq() + 1
    const detail = `${message}. ${advice} Events from ${next} on can be followed: read the state anew and ask with fromSeq=${next}.`
    const data = JSON.stringify({ code: "events-unreadable", detail, seq: this.#seq() })
    this.#raw.write(`retry: ${RETRY_DAMAGED_MS}\nevent: error\ndata: ${data}\n\n`)
  }

  /** A last frame; the reader comes back by itself and goes on where it was. */
  farewell(): void {
    if (this.#raw.writableEnded) return
    this.#raw.write(`event: farewell\ndata: ${JSON.stringify({ because: "stopping" })}\n\n`)
    this.end()
  }

  end(): void {
    if (this.#raw.writableEnded) return
    this.#raw.end()
    setTimeout(() => this.#raw.destroy(), FAREWELL_MS).unref()
  }

  #resync(seq: number): "resync" {
    this.#raw.write(`event: resync\nid: ${seq}\ndata: ${JSON.stringify({ seq })}\n\n`)
    return "resync"
  }

  /** Not awaited: a subscription that waits for its next event may only notice then. */
  #leave(): void {
    const left = this.#items.return?.()
    left?.catch(() => {})
  }

  async #drained(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined
    const drain = new Promise<true>((resolve) => this.#raw.once("drain", () => resolve(true)))
    const stall = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), this.#limits.stallMs)
    })
    // A reader that left is no slow reader: the pump sees that by itself.
    const left = this.#closed.then(() => true)
    try {
      return await Promise.race([drain, stall, left])
    } finally {
      clearTimeout(timer)
    }
  }
}

function openStream(reply: FastifyReply): ServerResponse {
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    "content-type": "text/event-stream; charset=utf-8",
    "x-accel-buffering": "no",
    // The line ends with the stream: a reader sees the end as the end.
    connection: "close",
  })
  raw.write(`retry: ${RETRY_MS}\n\n`)
  return raw
}

function eventFrame({ event }: Extract<Published, { type: "event" }>): string {
  return `id: ${event.seq}\ndata: ${eventText(event)}\n\n`
}

async function* resyncOnly(seq: number): AsyncGenerator<Published> {
  yield { type: "resync", seq }
}
