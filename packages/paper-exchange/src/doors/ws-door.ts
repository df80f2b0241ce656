// The WebSocket side: carries text frames to the engine and back. Paths as at OKX, query strings ignored; any other path
// below /ws/v5 is the universal one that takes every channel and operation. A slow reader is cut off (4005).

import type { IncomingMessage } from "node:http"
import type { Duplex } from "node:stream"
import { WebSocket, WebSocketServer } from "ws"
import type { ConnectionPath } from "../engine/session.ts"

const FRAME_MAX_BYTES = 1_000_000
const COMPRESS_FROM_BYTES = 16_384
const BUFFERED_MAX_BYTES = 16_000_000

export interface WsDoor {
  /** Takes over an upgrade request; refuses what is no path of this exchange. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  send(connectionId: string, text: string): void
  close(connectionId: string, code: number, reason: string): void
  closeAll(): void
}

export interface WsDoorEvents {
  /** False refuses the connection (too many per second). */
  opened(connection: { id: string; path: ConnectionPath; ip: string }): boolean
  received(connectionId: string, text: string): void
  closed(connectionId: string): void
}

export function createWsDoor(events: WsDoorEvents, nextId: () => string): WsDoor {
  const sockets = new Map<string, WebSocket>()
  // Compressing every order push costs more than ten times what the order itself does; book snapshots are worth it.
  // The threshold counts only where no context is carried from message to message.
  const perMessageDeflate = {
    threshold: COMPRESS_FROM_BYTES,
    serverNoContextTakeover: true,
    clientNoContextTakeover: true,
  }
  const server = new WebSocketServer({ noServer: true, maxPayload: FRAME_MAX_BYTES, perMessageDeflate })
  const adopt = (socket: WebSocket, id: string): void => {
    sockets.set(id, socket)
    socket.on("message", (data) => events.received(id, String(data)))
    // An error is followed by close; what matters is told there.
    socket.on("error", () => {})
    socket.on("close", () => {
      if (sockets.delete(id)) events.closed(id)
    })
  }
  return {
    upgrade(request, socket, head) {
      const path = pathOf(request.url ?? "")
      const ip = (request.socket.remoteAddress ?? "").replace(/^::ffff:/, "")
      if (path === undefined) {
        socket.end("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        return
      }
      const id = nextId()
      if (!events.opened({ id, path, ip })) {
        socket.end("HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n")
        return
      }
      server.handleUpgrade(request, socket, head, (webSocket) => adopt(webSocket, id))
    },
    send(connectionId, text) {
      const socket = sockets.get(connectionId)
      if (socket === undefined || socket.readyState !== WebSocket.OPEN) return
      if (socket.bufferedAmount > BUFFERED_MAX_BYTES) socket.close(4005, "Buffer is full, cannot write data.")
      else socket.send(text)
    },
    close(connectionId, code, reason) {
      const socket = sockets.get(connectionId)
      if (socket === undefined) return
      sockets.delete(connectionId)
      if (code === 1006) socket.terminate()
      else socket.close(code, reason)
    },
    closeAll() {
      for (const socket of sockets.values()) socket.terminate()
      sockets.clear()
      server.close()
    },
  }
}

function pathOf(target: string): ConnectionPath | undefined {
  const path = target.split("?")[0] ?? ""
  if (!path.startsWith("/ws/v5")) return undefined
  const last = path.slice("/ws/v5".length).replaceAll("/", "")
  return last === "public" || last === "private" || last === "business" ? last : "any"
}
