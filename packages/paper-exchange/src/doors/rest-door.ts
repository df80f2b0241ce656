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
      response.once("close", () => waiting.delete(requestId))
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

/** The whole body; undefined when it is larger than a megabyte, or the caller went away. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of request) {
      const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk))
      length += bytes.length
      if (length > BODY_MAX_BYTES) return undefined
      chunks.push(bytes)
    }
  } catch {
    return undefined
  }
  return Buffer.concat(chunks).toString("utf8")
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
