// One WebSocket connection as a sequence of checked frames, with a bound on what may wait for its reader and on how long it may be silent. It relies on
// the runtime's own WebSocket; connecting again is live-stream.ts's.

import { answerFaults } from "./contract/answer.ts"
import { type LiveFrame, STREAM_CLOSED, StreamFrameSchema } from "./contract/stream-schemas.ts"

/** What is used of a WebSocket. */
export interface StreamSocket {
  send(text: string): void
  close(code?: number): void
  addEventListener(type: "open" | "error", listener: () => void): void
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void
  addEventListener(type: "close", listener: (event: { readonly code: number; readonly reason: string }) => void): void
}

/** Browsers cannot send headers with a WebSocket: there the session's cookie says who asks. */
export type StreamSocketFactory = (url: string, headers: Readonly<Record<string, string>>) => StreamSocket

export interface StreamSocketOptions {
  readonly headers: Readonly<Record<string, string>>
  /** Sent as soon as it is open. */
  readonly first: string
  readonly silenceMs: number
  readonly signal?: AbortSignal
  readonly openSocket?: StreamSocketFactory
}

/** The connection is over. `code` is the close code; 0 when this side ended it. */
export class StreamClosedBy extends Error {
  readonly code: number
  /** False: it never came to a stream. */
  readonly wasOpen: boolean

  constructor(message: string, facts: { code: number; wasOpen: boolean }) {
    super(message)
    this.name = "StreamClosedBy"
    this.code = facts.code
    this.wasOpen = facts.wasOpen
  }
}

/** Characters that may wait for a reader who is slower than the stream; a WebSocket cannot be held back. The books of 30,000 orders are 37 million. */
const WAITING_LENGTH_MAX = 64 * 1024 * 1024
const CODE_WORDS: ReadonlyMap<number, string> = new Map(
  Object.entries(STREAM_CLOSED).map(([word, code]) => [code, word]),
)

/** Ends only by throwing StreamClosedBy, or when the signal aborts. */
export async function* socketFrames(url: string, options: StreamSocketOptions): AsyncGenerator<LiveFrame> {
  const { headers, first, silenceMs, signal, openSocket = openOwn } = options
  const waiting: string[] = []
  let waitingLength = 0
  let wasOpen = false
  let over: StreamClosedBy | undefined
  let news = Promise.withResolvers<void>()
  const socket = openSocket(url, headers)
  const end = (message: string, code = 0): void => {
    over ??= new StreamClosedBy(message, { code, wasOpen })
    clearTimeout(silence)
    socket.close(1000)
    news.resolve()
  }
  const leave = (): void => end("left")
  const listen = () => setTimeout(() => end(`nothing came for ${silenceMs} ms`), silenceMs)
  let silence = listen()
  signal?.addEventListener("abort", leave, { once: true })
  if (signal?.aborted === true) leave()
  socket.addEventListener("open", () => {
    wasOpen = true
    if (over === undefined) socket.send(first)
  })
  socket.addEventListener("error", () => end("the connection failed"))
  socket.addEventListener("close", ({ code, reason }) => end(closedWords(code, reason), code))
  socket.addEventListener("message", ({ data }) => {
    if (over !== undefined) return
    if (typeof data !== "string") return end("bytes came where text was due")
    clearTimeout(silence)
    silence = listen()
    waiting.push(data)
    waitingLength += data.length
    if (waitingLength > WAITING_LENGTH_MAX) end("the reader of this stream did not keep up")
    news.resolve()
  })
  try {
    for (;;) {
      const text = waiting.shift()
      if (text !== undefined) {
        waitingLength -= text.length
        yield frameOf(text)
      } else if (over !== undefined) {
        if (signal?.aborted === true) return
        throw over
      } else {
        await news.promise
        news = Promise.withResolvers()
      }
    }
  } finally {
    signal?.removeEventListener("abort", leave)
    leave()
  }
}

function frameOf(text: string): LiveFrame {
  const frame: unknown = JSON.parse(text)
  const [fault] = answerFaults(StreamFrameSchema, frame)
  if (fault !== undefined) throw new Error(`a frame is not of the expected form (${fault})`)
  return frame as LiveFrame
}

function closedWords(code: number, reason: string): string {
  const word = CODE_WORDS.get(code)
  return `the stream was closed (${code}${word === undefined ? "" : ` ${word}`}${reason === "" ? "" : `: ${reason}`})`
}

/** Node's WebSocket takes headers, a browser's does not; which one the compiler knows depends on who compiles. */
type SocketClass = new (url: string, options?: { readonly headers: Readonly<Record<string, string>> }) => StreamSocket

function openOwn(url: string, headers: Readonly<Record<string, string>>): StreamSocket {
  const Socket: SocketClass = Reflect.get(globalThis as object, "WebSocket")
  return "document" in globalThis ? new Socket(url) : new Socket(url, { headers })
}
