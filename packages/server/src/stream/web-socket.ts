// WebSockets on the HTTP server: what is used of one, and how a route takes them. It relies on @fastify/websocket to run the guard's hooks on an upgrade as
// on a request; its own types cannot be had here, because they look for Fastify beside themselves, so those that are needed are said here.

import websocket from "@fastify/websocket"
import type { FastifyInstance, FastifyPluginCallback, FastifyRequest, RouteOptions } from "fastify"
import { READER_FRAME_BYTES_MAX } from "./limits.ts"

/** What is used of a socket of `ws`. */
export interface WebSocket {
  /** `sent` is called once the bytes are with the system, or cannot be sent any more. */
  send(bytes: Uint8Array, options: { readonly binary: false }, sent?: () => void): void
  ping(): void
  close(code: number, reason: string): void
  /** At once, without a word. */
  terminate(): void
  on(event: "message", listener: (data: Uint8Array, isBinary: boolean) => void): void
  on(event: "pong", listener: () => void): void
  once(event: "close", listener: () => void): void
}

/** A route whose upgrades are taken; `handler` answers requests without one. */
export type SocketRoute = RouteOptions & { wsHandler: (socket: WebSocket, request: FastifyRequest) => void }

interface PluginOptions {
  readonly options: {
    readonly maxPayload: number
    readonly perMessageDeflate: false
    readonly clientTracking: false
  }
  readonly errorHandler: (error: Error, socket: WebSocket) => void
  readonly preClose: () => Promise<void>
}

/** Before every other hook: it sees to the sockets of upgrades that are refused. `close` ends the open ones when the server stops. */
export function addWebSockets(app: FastifyInstance, { close }: { close: () => Promise<void> }): void {
  const plugin: FastifyPluginCallback<PluginOptions> = websocket
  app.register(plugin, {
    // One frame for all readers cannot be compressed for each.
    options: { maxPayload: READER_FRAME_BYTES_MAX, perMessageDeflate: false, clientTracking: false },
    // A line that broke, or a frame that was none: ws has said so to the reader and closed.
    errorHandler: (_error, socket) => socket.terminate(),
    preClose: close,
  })
}
