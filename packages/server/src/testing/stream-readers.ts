// Readers of the WebSocket stream for tests, over loopback: the typed client's, a plain WebSocket, and one that speaks the handshake and nothing more.

import assert from "node:assert/strict"
import { once } from "node:events"
import { connect } from "node:net"
import { type LiveFrame, OmsClient, type StreamItem } from "@okx-oms/api"
import { parseOrderId } from "@okx-oms/core"
import { type Door, ORDER, openDoor } from "./open-door.ts"

export async function listening(options: Parameters<typeof openDoor>[0] = {}): Promise<Door> {
  const door = openDoor({ ...options, port: 0 })
  await door.server.listen()
  return door
}

export async function closed(door: Door): Promise<void> {
  await door.server[Symbol.asyncDispose]()
  await door.oms.close()
}

export function clientOf(door: Door, token = door.token): OmsClient {
  return new OmsClient({ baseUrl: door.server.url, token })
}

export async function placed(door: Door) {
  return parseOrderId((await clientOf(door).placeOrder(ORDER)).orderId)
}

export type Items = AsyncGenerator<StreamItem>

/** The next item of one of these types. */
export async function next<Type extends StreamItem["type"]>(
  items: Items,
  ...types: Type[]
): Promise<Extract<StreamItem, { type: Type }>> {
  for (;;) {
    const { value, done } = await items.next()
    assert.ok(done !== true, `the stream ended before ${types.join(" or ")}`)
    if (types.some((type) => type === value.type)) return value as Extract<StreamItem, { type: Type }>
  }
}

/** Changes until `seq` is covered. */
export async function changesUpTo(items: Items, seq: number) {
  const taken: Extract<StreamItem, { type: "changes" }>[] = []
  while ((taken.at(-1)?.seq ?? 0) < seq) taken.push(await next(items, "changes"))
  return taken
}

/** Everything that comes by a plain WebSocket, and how it ends. */
export function plain(door: Door, query = "", token = door.token) {
  const socket = new WebSocket(`${door.server.url.replace("http", "ws")}/v1/stream${query}`, {
    headers: { authorization: `Bearer ${token}` },
  })
  const frames: LiveFrame[] = []
  let news = Promise.withResolvers<void>()
  socket.addEventListener("message", ({ data }) => {
    frames.push(JSON.parse(String(data)))
    news.resolve()
  })
  const ended = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.addEventListener("close", ({ code, reason }) => resolve({ code, reason }))
  })
  const opened = new Promise((resolve) => socket.addEventListener("open", resolve))
  const until = async <Type extends LiveFrame["type"]>(type: Type): Promise<Extract<LiveFrame, { type: Type }>> => {
    for (;;) {
      const at = frames.findIndex((frame) => frame.type === type)
      if (at >= 0) return frames.splice(0, at + 1).at(-1) as Extract<LiveFrame, { type: Type }>
      await news.promise
      news = Promise.withResolvers()
    }
  }
  return { socket, frames, ended, opened, until }
}

/** A reader that speaks the handshake and nothing more. */
export async function raw(door: Door, path: string) {
  const { port, hostname } = new URL(door.server.url)
  const socket = connect(Number(port), hostname)
  socket.on("error", () => undefined)
  let read = Buffer.alloc(0)
  socket.on("data", (chunk: Buffer) => {
    read = Buffer.concat([read, chunk])
  })
  const head = [`Host: ${hostname}:${port}`, `Authorization: Bearer ${door.token}`, "Connection: Upgrade"]
  const more = ["Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]
  socket.write(`GET ${path} HTTP/1.1\r\n${[...head, ...more].join("\r\n")}\r\n\r\n`)
  while (!read.includes('"type":"snapshot"')) await once(socket, "data")
  return { socket, bytes: () => read }
}
