// The real socket transport against servers of its own on loopback.

import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { createServer, type Socket } from "node:net"
import { after, test } from "node:test"
import { decimal } from "@okx-oms/core"
import { type WebSocket, WebSocketServer } from "ws"
import { ExchangeClock } from "./exchange-clock.ts"
import type { SocketFrame } from "./frame.ts"
import { RateLimiter } from "./rate-limit.ts"
import { Secret } from "./secret.ts"
import { OkxSocket, type SocketLimits } from "./socket.ts"
import { systemTiming } from "./timing.ts"
import { orderOp } from "./wire/op-order.ts"
import { WsTransport } from "./ws-transport.ts"

const cleanups: (() => void)[] = []
after(() => {
  for (const cleanup of cleanups) cleanup()
})

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

/** An unmasked text frame as a server sends it. */
function textFrame(text: string): Buffer {
  const payload = Buffer.from(text)
  const header =
    payload.length < 126
      ? Buffer.from([0x81, payload.length])
      : Buffer.from([0x81, 126, payload.length >> 8, payload.length & 255])
  return Buffer.concat([header, payload])
}

async function until(condition: () => boolean, what: string): Promise<void> {
  for (let waited = 0; waited < 400; waited++) {
    if (condition()) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  assert.fail(`timed out waiting: ${what}`)
}

function socketOf(port: number, options: { login?: boolean; limits?: Partial<SocketLimits> } = {}) {
  const clock = new ExchangeClock(systemTiming)
  clock.observe({ t0Ms: performance.now(), t1Ms: performance.now(), serverMs: Date.now() })
  const frames: SocketFrame[] = []
  const said: string[] = []
  const credentials = { apiKey: new Secret("key"), secretKey: new Secret("secret"), passphrase: new Secret("phrase") }
  const socket = new OkxSocket({
    name: "t",
    url: `ws://127.0.0.1:${port}/ws/v5/private`,
    transport: new WsTransport(),
    timing: systemTiming,
    clock,
    limiter: new RateLimiter(),
    ...(options.login === false ? {} : { credentials }),
    channels: options.login === false ? [] : [{ channel: "orders", instType: "ANY" }],
    limits: { backoff: { baseMs: 20, maxMs: 100 }, ...options.limits },
    on: {
      up: (how) => void said.push(`up ${how}`),
      down: (end) => void said.push(`down ${end.reason}`),
      frame: (frame) => void frames.push(frame),
    },
  })
  cleanups.push(() => socket.close())
  return { socket, frames, said, clock }
}

test("many frames in one segment, with the handshake's answer even, are all delivered in order, so no state is dropped", async () => {
  const texts = Array.from({ length: 200 }, (_, index) =>
    JSON.stringify({
      arg: { channel: "trades", instId: "BTC-USDT" },
      data: [
        { instId: "BTC-USDT", tradeId: String(index), px: "60000.1", sz: "0.5", side: "buy", ts: "1795000000000" },
      ],
    }),
  )
  const server = createServer((peer: Socket) => {
    cleanups.push(() => peer.destroy())
    peer.on("error", () => {})
    peer.once("data", (head) => {
      const key = /sec-websocket-key: (.+)\r\n/i.exec(head.toString())?.[1] ?? ""
      const accept = createHash("sha1")
        .update(key + GUID)
        .digest("base64")
      const answer = `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`
      peer.write(Buffer.concat([Buffer.from(answer), ...texts.map(textFrame)]))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  cleanups.push(() => void server.close())
  const address = server.address()
  assert.ok(address !== null && typeof address === "object")
  const { socket, frames } = socketOf(address.port, { login: false })
  socket.start()
  await until(() => frames.length >= 200, "200 frames")
  const ids = frames.flatMap((frame) => (frame.kind === "trades" ? frame.rows.map((row) => row.tradeId) : []))
  assert.deepEqual(
    ids,
    Array.from({ length: 200 }, (_, index) => String(index)),
  )
})

interface OpFrame {
  readonly id: string
  readonly op: string
  readonly args: readonly { readonly clOrdId?: string }[]
}

interface OkxServer {
  readonly port: number
  readonly peers: WebSocket[]
  readonly received: string[]
}

/** Logs in and acknowledges everything; what else to do with a frame is `on`'s. */
async function okx(on: (frame: OpFrame, peer: WebSocket) => void = () => {}): Promise<OkxServer> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" })
  const peers: WebSocket[] = []
  const received: string[] = []
  server.on("connection", (peer) => {
    peers.push(peer)
    peer.on("message", (data) => {
      const text = data.toString()
      received.push(text)
      if (text === "ping") peer.send("pong")
      else answer(JSON.parse(text), peer)
    })
  })
  const answer = (frame: OpFrame, peer: WebSocket) => {
    if (frame.op === "login") peer.send('{"event":"login","code":"0","msg":"","connId":"1"}')
    else if (frame.op === "subscribe")
      peer.send(JSON.stringify({ id: frame.id, event: "subscribe", arg: frame.args[0], connId: "1" }))
    else on(frame, peer)
  }
  await new Promise<void>((resolve) => void server.once("listening", () => resolve()))
  cleanups.push(() => {
    for (const peer of peers) peer.terminate()
    server.close()
  })
  const address = server.address()
  assert.ok(address !== null && typeof address === "object")
  return { port: address.port, peers, received }
}

const REQUEST = {
  instIdCode: 7,
  tdMode: "cash",
  side: "buy",
  ordType: "limit",
  sz: decimal("1"),
  px: decimal("2"),
} as const

function command(clOrdId: string, expTimeMs: number) {
  return {
    op: orderOp,
    request: { ...REQUEST, clOrdId },
    operation: "place",
    targets: [{ clOrdId }],
    expTimeMs,
  } as const
}

test("two thousand orders answered out of order each hear their own reply, so no caller gets another's id", async () => {
  const waiting: OpFrame[] = []
  const { port } = await okx((frame, peer) => {
    waiting.push(frame)
    if (waiting.length % 50 !== 0) return
    for (const { id, args } of waiting.splice(0).reverse()) {
      const clOrdId = args[0]?.clOrdId ?? ""
      const row = { ordId: `o${clOrdId}`, clOrdId, tag: "", sCode: "0", sMsg: "" }
      peer.send(JSON.stringify({ id, op: "order", code: "0", msg: "", data: [row] }))
    }
  })
  const { socket, said, clock } = socketOf(port)
  socket.start()
  await until(() => said.includes("up connected"), "up")
  const expTimeMs = (clock.now() ?? 0) + 5_000
  const results = await Promise.all(
    Array.from({ length: 2_000 }, (_, index) => socket.command(command(`c${index}`, expTimeMs))),
  )
  for (const [index, { outcomes }] of results.entries()) {
    assert.equal(outcomes[0]?.kind === "accepted" && outcomes[0].ack.ordId, `oc${index}`)
  }
})

test("a server that goes away and comes back is found again, so the feed heals by itself", async () => {
  const { port, peers } = await okx()
  const { socket, said } = socketOf(port)
  socket.start()
  await until(() => said.length === 1, "up")
  peers[0]?.terminate()
  await until(() => said.length === 3, "down and up")
  assert.match(said[1] ?? "", /^down closed by the other side: 1006/)
  assert.equal(said[2], "up connected")
})

test("the connection cut right after an order left leaves it unknown, so it is asked about and not sent again", async () => {
  const { port, received } = await okx((_, peer) => peer.terminate())
  const { socket, said, clock } = socketOf(port)
  socket.start()
  await until(() => said.includes("up connected"), "up")
  const { outcomes } = await socket.command(command("c1", (clock.now() ?? 0) + 2_500))
  assert.equal(outcomes[0]?.kind === "unknown" && outcomes[0].reason, "closed")
  await until(() => said.filter((line) => line === "up connected").length === 2, "up again")
  assert.equal(received.filter((text) => text.includes('"op":"order"')).length, 1)
})

test("pings are text and pongs are waited for, so a silent server is left", async () => {
  const quiet = new WebSocketServer({ port: 0, host: "127.0.0.1" })
  cleanups.push(() => {
    for (const peer of quiet.clients) peer.terminate()
    quiet.close()
  })
  const received: string[] = []
  quiet.on("connection", (peer) => peer.on("message", (data) => void received.push(data.toString())))
  await new Promise<void>((resolve) => void quiet.once("listening", () => resolve()))
  const address = quiet.address()
  assert.ok(address !== null && typeof address === "object")
  const { socket, said } = socketOf(address.port, { login: false, limits: { pingEveryMs: 40, pongTimeoutMs: 40 } })
  socket.start()
  await until(() => said.some((line) => /no pong/.test(line)), "the missing pong")
  assert.equal(received[0], "ping")
})
