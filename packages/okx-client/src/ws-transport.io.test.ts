// Frames that are sent together, on a real connection to a server on loopback.

import assert from "node:assert/strict"
import { once } from "node:events"
import type { AddressInfo } from "node:net"
import { after, before, test } from "node:test"
import { WebSocketServer } from "ws"
import type { SocketConnection } from "./transport.ts"
import { WsTransport } from "./ws-transport.ts"

const server = new WebSocketServer({ port: 0, host: "127.0.0.1" })
before(async () => {
  if (server.address() === null) await once(server, "listening")
})
after(() => {
  for (const peer of server.clients) peer.terminate()
  server.close()
})

interface Line {
  readonly connection: SocketConnection
  readonly received: string[]
  /** Pieces in which the bytes arrived. */
  pieces: number
  /** Resolves when so many frames are there. */
  readonly all: Promise<void>
}

async function lineFor(frames: number): Promise<Line> {
  const { promise: all, resolve: done } = Promise.withResolvers<void>()
  const opened = Promise.withResolvers<void>()
  const received: string[] = []
  server.once("connection", (peer, { socket }) => {
    socket.on("data", () => line.pieces++)
    peer.on("message", (data) => {
      if (received.push(data.toString()) === frames) done()
    })
  })
  const { port } = server.address() as AddressInfo
  const connection = new WsTransport().open(`ws://127.0.0.1:${port}`, {
    opened: () => opened.resolve(),
    message() {},
    closed() {},
  })
  const line: Line = { connection, received, pieces: 0, all }
  await opened.promise
  return line
}

test("a connection is asked for, so it says what asks", async () => {
  const asked = once(server, "connection")
  await lineFor(1)
  const [, { headers }] = await asked
  assert.equal(headers["user-agent"], "okx-oms")
})

test("fifty frames sent together, so they arrive in order and in a few pieces", async () => {
  const frames = Array.from({ length: 50 }, (_, index) => `frame ${index}`)
  const line = await lineFor(frames.length)
  line.connection.together?.(() => {
    for (const frame of frames) line.connection.send(frame)
  })
  await line.all
  assert.deepEqual(line.received, frames)
  assert.ok(line.pieces < 10, `${line.pieces} pieces`)
})

test("more is sent together than is held back, so the first of it leaves meanwhile", async () => {
  const line = await lineFor(50)
  let mostBytes = 0
  line.connection.together?.(() => {
    for (let sent = 0; sent < 50; sent++) {
      line.connection.send("x".repeat(4_096))
      mostBytes = Math.max(mostBytes, line.connection.bufferedBytes)
    }
  })
  await line.all
  assert.ok(mostBytes < 190_000, `${mostBytes} bytes waited`)
})

test("what sends together throws, so the frame before it leaves all the same", async () => {
  const line = await lineFor(1)
  assert.throws(
    () =>
      line.connection.together?.(() => {
        line.connection.send("first")
        throw new Error("a mistake")
      }),
    /a mistake/,
  )
  await line.all
})
