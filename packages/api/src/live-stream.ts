// The WebSocket stream as one endless sequence of frames: it connects, says what it wants and where it was, checks that no sequence number is left out,
// and connects again. It relies on stream-socket.ts for one connection; what a frame changes in a reader's view is the reader's.

import { ROUTES } from "./contract/routes.ts"
import {
  type LiveFrame,
  STREAM_CLOSED,
  STREAM_KINDS_DEFAULT,
  type StreamKind,
  type SubscribeFrame,
} from "./contract/stream-schemas.ts"
import { delay, type HttpCaller } from "./http-caller.ts"
import { OmsProblem } from "./oms-problem.ts"
import { StreamClosedBy, type StreamSocketFactory, socketFrames } from "./stream-socket.ts"

/** Frames that a reader has to do something about; hello and heartbeats are seen to here. */
export type StreamItem =
  | Exclude<LiveFrame, { type: "hello" | "heartbeat" | "problem" }>
  | { readonly type: "connected" }
  | { readonly type: "disconnected"; readonly reason: string; readonly retryInMs: number }

export interface LiveStreamOptions {
  /** Default: the client's own account, or else every one that its token may see. */
  readonly accounts?: readonly string[]
  /** Default: orders, fills, breaks, status. */
  readonly kinds?: readonly StreamKind[]
  /** Sequence numbers up to which each account is known already; the others begin with a snapshot. */
  readonly known?: Readonly<Record<string, number>>
  readonly signal?: AbortSignal
  /** Silence after which the line counts as dead; the server's heartbeat is 15 s. Default 45,000. */
  readonly silenceMs?: number
  /** For tests and runtimes without a WebSocket of their own. */
  readonly openSocket?: StreamSocketFactory
}

const SILENCE_MS_DEFAULT = 45_000
const BACKOFF_MS = 250
const BACKOFF_MS_MAX = 10_000
/** Closed with one of these, the same request will be closed again. */
const FINAL: ReadonlySet<number> = new Set([
  STREAM_CLOSED["token-revoked"],
  STREAM_CLOSED["token-expired"],
  STREAM_CLOSED["not-text"],
  STREAM_CLOSED["frame-too-large"],
  STREAM_CLOSED["subscribe-late"],
  STREAM_CLOSED["too-many-frames"],
])

/** Throws OmsProblem when the token or the request is refused; everything else is a reconnect. Ends when the signal aborts. */
export async function* liveStream(caller: HttpCaller, options: LiveStreamOptions = {}): AsyncGenerator<StreamItem> {
  const places = new Places(options.known)
  let failures = 0
  while (!isOver(options)) {
    let reason = "the server closed the stream"
    try {
      for await (const item of connection(caller, places, options)) {
        if (item.type !== "connected") failures = 0
        places.follow(item)
        yield item
      }
    } catch (error) {
      if (isOver(options)) return
      await throwIfFinal(error, caller)
      reason = error instanceof Error ? error.message : String(error)
    }
    if (isOver(options)) return
    // Spread: a thousand readers of a server that was restarted do not come back at once.
    const retryInMs = Math.round(Math.min(BACKOFF_MS_MAX, BACKOFF_MS * 2 ** failures++) * (0.5 + Math.random() / 2))
    yield { type: "disconnected", reason, retryInMs }
    await delay(retryInMs)
  }
}

function isOver({ signal }: LiveStreamOptions): boolean {
  return signal?.aborted === true
}

async function* connection(caller: HttpCaller, places: Places, options: LiveStreamOptions): AsyncGenerator<StreamItem> {
  const { signal, openSocket, silenceMs = SILENCE_MS_DEFAULT } = options
  const url = `${caller.origin.replace(/^http/, "ws")}${ROUTES.openStream.path}?wait=true`
  const frames = socketFrames(url, {
    headers: caller.headers(),
    first: JSON.stringify(subscription(caller, places, options)),
    silenceMs,
    ...(signal !== undefined && { signal }),
    ...(openSocket !== undefined && { openSocket }),
  })
  for await (const frame of frames) {
    switch (frame.type) {
      case "hello":
        yield { type: "connected" }
        continue
      case "heartbeat":
        continue
      case "problem":
        throw refusedBy(frame.problem)
      default:
        yield frame
    }
  }
}

function subscription(caller: HttpCaller, places: Places, { accounts, kinds }: LiveStreamOptions): SubscribeFrame {
  const wanted = accounts ?? (caller.account === undefined ? undefined : [caller.account])
  const from = places.all.filter(({ account }) => wanted === undefined || wanted.includes(account))
  return {
    type: "subscribe",
    kinds: [...(kinds ?? STREAM_KINDS_DEFAULT)],
    ...(wanted !== undefined && { accounts: [...wanted] }),
    ...(from.length > 0 && { from }),
  }
}

/** Up to where each account was given away. */
class Places {
  readonly #seqs: Map<string, number>

  constructor(known: Readonly<Record<string, number>> = {}) {
    this.#seqs = new Map(Object.entries(known))
  }

  get all(): { account: string; seq: number }[] {
    return [...this.#seqs].map(([account, seq]) => ({ account, seq }))
  }

  /** Throws when the server left a sequence number out without a word: the connection is not to be believed. */
  follow(item: StreamItem): void {
    switch (item.type) {
      case "snapshot":
        // Half a snapshot is none: a line that is lost in its middle begins anew.
        if (item.more) this.#seqs.delete(item.account)
        else this.#seqs.set(item.account, item.seq)
        return
      case "resync":
        this.#seqs.delete(item.account)
        return
      case "changes": {
        const known = this.#seqs.get(item.account)
        if (known !== undefined && item.fromSeq !== known + 1) {
          this.#seqs.delete(item.account)
          throw new Error(`${item.account}: changes from ${item.fromSeq} came after ${known}`)
        }
        this.#seqs.set(item.account, item.seq)
        return
      }
      case "resumed":
        this.#seqs.set(item.account, item.seq)
        return
      default:
        return
    }
  }
}

/** A WebSocket does not tell why it was not opened: the same address is asked without one, and the problem that it answers is the reason. */
async function throwIfFinal(error: unknown, caller: HttpCaller): Promise<void> {
  if (error instanceof OmsProblem) throw error
  if (!(error instanceof StreamClosedBy)) return
  if (FINAL.has(error.code)) {
    const isToken = error.code === STREAM_CLOSED["token-revoked"] || error.code === STREAM_CLOSED["token-expired"]
    const facts = { status: isToken ? 401 : 400, outcome: "refused", retryable: false } as const
    throw new OmsProblem({ message: error.message, code: isToken ? "token-invalid" : "stream-refused", ...facts })
  }
  if (error.wasOpen) return
  try {
    await caller.call(ROUTES.openStream.reply, { method: "GET", path: ROUTES.openStream.path, repeatable: false })
  } catch (told) {
    const isRefusal = told instanceof OmsProblem && told.status >= 400 && told.status < 500
    if (isRefusal && told.code !== "upgrade-required") throw told
  }
}

function refusedBy(problem: Extract<LiveFrame, { type: "problem" }>["problem"]): OmsProblem {
  const { detail, code, status, outcome, retryable } = problem
  return new OmsProblem({ message: detail, code, status, outcome, retryable, problem })
}
