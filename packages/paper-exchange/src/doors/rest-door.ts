// The HTTP side: carries requests to the engine byte for byte (the signature covers the raw target and body) and replies
// back. It knows no endpoint; a request the engine never answers is held until the caller goes or a minute has passed.

import type { IncomingMessage, ServerResponse } from "node:http"
import type { RestRequest } from "../engine/rest-requests.ts"

const BODY_MAX_BYTES = 1_000_000
const HELD_MS = 60_000

export type Held = ReturnType<typeof createReplies>

/** The requests that wait for their reply. */
export function createReplies() {
  const waiting = new Map<string, ServerResponse>()
  return {
    hold(requestId: string, response: ServerResponse): void {
      waiting.set(requestId, response)
    },
    /** After the engine's turn: most are answered by now, the others wait until the caller goes. */
    watch(requestId: string): void {
      waiting.get(requestId)?.once("close", () => waiting.delete(requestId))
    },
    reply(reply: { requestId: string; status: number; contentType: string; body: string }): void {
      const response = waiting.get(reply.requestId)
      waiting.delete(reply.requestId)
      if (response !== undefined) send(response, reply.status, reply.contentType, reply.body)
    },
    /** Never answered: the caller sees nothing at all, as when a reply is lost. */
    silence(requestId: string): void {
      const response = waiting.get(requestId)
      if (response === undefined) return
      const timer = setTimeout(() => response.destroy(), HELD_MS)
      timer.unref()
      response.once("close", () => clearTimeout(timer))
    },
    closeAll(): void {
      for (const response of waiting.values()) response.destroy()
      waiting.clear()
    },
  }
}

export function send(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, { "content-type": contentType, "content-length": Buffer.byteLength(body) })
  response.end(body)
}

/** Calls back with the whole body, or with undefined when it is larger than a megabyte; never when the caller went away. */
export function readBody(request: IncomingMessage, take: (body: string | undefined) => void): void {
  const chunks: Buffer[] = []
  let length = 0
  const more = (chunk: Buffer): void => {
    length += chunk.length
    if (length <= BODY_MAX_BYTES) chunks.push(chunk)
    else {
      request.off("data", more)
      request.off("end", end)
      request.resume()
      take(undefined)
    }
  }
  const end = (): void => {
    const [only] = chunks
    if (only === undefined) take("")
    else take((chunks.length === 1 ? only : Buffer.concat(chunks)).toString("utf8"))
  }
  // A caller that goes away is told of by the end of its response.
  request.on("error", () => {})
  request.on("data", more)
  request.on("end", end)
}

export function toRestRequest(request: IncomingMessage, requestId: string, body: string): RestRequest {
  const headers: Record<string, string | undefined> = {}
  for (const [name, value] of Object.entries(request.headers)) headers[name] = Array.isArray(value) ? value[0] : value
  return {
    requestId,
    method: request.method ?? "GET",
    target: request.url ?? "/",
    headers,
    body,
    ip: (request.socket.remoteAddress ?? "").replace(/^::ffff:/, ""),
  }
}
