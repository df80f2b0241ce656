// Sockets over the ws library: text frames in and out, limits on everything, no compression (latency over bytes).
// Keeping a connection alive and meaning are socket-link.ts's work.

import type { Duplex } from "node:stream"
import { WebSocket } from "ws"
import { type SocketConnection, type SocketHandlers, type SocketTransport, USER_AGENT } from "./transport.ts"

export interface WsTransportOptions {
  readonly handshakeTimeoutMs?: number
  readonly frameBytesMax?: number
}

const CLOSE_GRACE_MS = 2_000
/** Given bytes, ws masks them into one chunk with the frame's head; given a text, it writes the two apart. */
const TEXT_FRAME = { binary: false } as const
/** More is not held back for what follows it. */
const TOGETHER_BYTES_MAX = 64 * 1024

export class WsTransport implements SocketTransport {
  readonly #handshakeTimeoutMs: number
  readonly #frameBytesMax: number

  constructor(options: WsTransportOptions = {}) {
    this.#handshakeTimeoutMs = options.handshakeTimeoutMs ?? 10_000
    this.#frameBytesMax = options.frameBytesMax ?? 16 * 1024 * 1024
  }

  open(url: string, handlers: SocketHandlers): SocketConnection {
    const socket = new WebSocket(url, {
      headers: { "user-agent": USER_AGENT },
      handshakeTimeout: this.#handshakeTimeoutMs,
      maxPayload: this.#frameBytesMax,
      perMessageDeflate: false,
      followRedirects: false,
    })
    let failure = ""
    let stream: Duplex | undefined
    socket.on("upgrade", ({ socket: upgraded }) => {
      stream = upgraded
    })
    socket.on("open", () => handlers.opened())
    socket.on("message", (data) => handlers.message(data.toString()))
    socket.on("error", (error) => {
      failure = error.message
    })
    socket.on("close", (code, reason) => handlers.closed(code, failure === "" ? reason.toString() : failure))
    return {
      send(text) {
        if (socket.readyState !== WebSocket.OPEN) return
        socket.send(Buffer.from(text), TEXT_FRAME)
        if (stream === undefined || stream.writableCorked === 0 || stream.writableLength < TOGETHER_BYTES_MAX) return
        stream.uncork()
        stream.cork()
      },
      together(sends) {
        stream?.cork()
        try {
          sends()
        } finally {
          stream?.uncork()
        }
      },
      get bufferedBytes() {
        return socket.bufferedAmount
      },
      close() {
        socket.close(1000)
        // A peer that never answers the close frame must not hold the connection.
        setTimeout(() => socket.terminate(), CLOSE_GRACE_MS).unref()
      },
    }
  }
}
