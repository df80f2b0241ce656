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

interface Line {
  readonly webSocket: WebSocket
  /** What the WebSocket writes to: corked while a turn of the event loop gathers frames, so that they leave in one write. */
  readonly socket: Duplex
  gathering: boolean
}

export function createWsDoor(events: WsDoorEvents, nextId: () => string): WsDoor {
  const lines = new Map<string, Line>()
  // Compressing every order push costs more than ten times what the order itself does; book snapshots are worth it.
  // The threshold counts only where no context is carried from message to message.
  const perMessageDeflate = {
    threshold: COMPRESS_FROM_BYTES,
    serverNoContextTakeover: true,
    clientNoContextTakeover: true,
  }
  const server = new WebSocketServer({ noServer: true, maxPayload: FRAME_MAX_BYTES, perMessageDeflate })
  const adopt = (webSocket: WebSocket, socket: Duplex, id: string): void => {
    lines.set(id, { webSocket, socket, gathering: false })
    webSocket.on("message", (data) => events.received(id, String(data)))
    // An error is followed by close; what matters is told there.
    webSocket.on("error", () => {})
    webSocket.on("close", () => {
      if (lines.delete(id)) events.closed(id)
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
      server.handleUpgrade(request, socket, head, (webSocket) => adopt(webSocket, socket, id))
    },
    send(connectionId, text) {
      const line = lines.get(connectionId)
      if (line === undefined || line.webSocket.readyState !== WebSocket.OPEN) return
      if (line.webSocket.bufferedAmount > BUFFERED_MAX_BYTES) {
        line.webSocket.close(4005, "Buffer is full, cannot write data.")
        return
      }
      if (!line.gathering) gather(line)
      line.webSocket.send(text)
    },
    close(connectionId, code, reason) {
      const line = lines.get(connectionId)
      if (line === undefined) return
      lines.delete(connectionId)
      // What was said before the cut has left.
      letGo(line)
      if (code === 1006) line.webSocket.terminate()
      else line.webSocket.close(code, reason)
    },
    closeAll() {
      for (const { webSocket } of lines.values()) webSocket.terminate()
      lines.clear()
      server.close()
    },
  }
}

/** A write costs more than the order it tells of: the answers and pushes of one moment share one. */
function gather(line: Line): void {
  line.gathering = true
  line.socket.cork()
  setImmediate(letGo, line)
}

function letGo(line: Line): void {
  if (!line.gathering) return
  line.gathering = false
  line.socket.uncork()
}

function pathOf(target: string): ConnectionPath | undefined {
  const path = target.split("?")[0] ?? ""
  if (!path.startsWith("/ws/v5")) return undefined
  const last = path.slice("/ws/v5".length).replaceAll("/", "")
  return last === "public" || last === "private" || last === "business" ? last : "any"
}
