// The mock as a process of its own: one door for HTTP and sockets on loopback, and answers to the benches over Node's channel.

import { createServer, type Socket } from "node:net"
import { answerQuestions } from "../peer.ts"
import { jsonResponse, readRequest } from "./http-wire.ts"
import { MockExchange, type Peered } from "./mock-exchange.ts"
import { readFrames, textFrame, upgradeAnswer } from "./web-socket-wire.ts"

/** A flood waits when so many bytes have not left yet. */
const BUFFERED_MAX = 256 * 1024

const exchange = new MockExchange()
const sockets = new Set<Socket>()

/** One connection: what it said and was not read yet, and what is said to it within one chunk of its bytes, written together. */
class Connection implements Peered {
  trusted = false
  readonly #socket: Socket
  #rest: Buffer = Buffer.alloc(0)
  #out: Buffer[] = []
  #isReading = false
  #isWebSocket = false

  constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on("data", (chunk: Buffer) => this.#take(chunk))
    socket.on("error", () => socket.destroy())
    socket.on("close", () => {
      sockets.delete(socket)
      exchange.gone(this)
    })
  }

  say(text: string): void {
    this.#write(textFrame(text))
  }

  #write(bytes: Buffer): void {
    this.#out.push(bytes)
    if (this.#isReading) return
    // Outside of reading (a flood) what is said within one turn of the loop leaves together as well.
    if (this.#out.length === 1) setImmediate(() => this.#flush())
  }

  #flush(): void {
    const [first, ...more] = this.#out
    this.#out = []
    if (first !== undefined && this.#socket.writable)
      this.#socket.write(more.length === 0 ? first : Buffer.concat([first, ...more]))
  }

  #take(chunk: Buffer): void {
    this.#isReading = true
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    while (!this.#isWebSocket && this.#answerHttp()) {}
    if (this.#isWebSocket) {
      this.#rest = readFrames(this.#rest, {
        text: (text) => exchange.message(text, this),
        answer: (frame) => this.#write(frame),
        closed: () => this.#socket.end(),
      })
    }
    this.#isReading = false
    this.#flush()
  }

  /** False when no whole request waits. */
  #answerHttp(): boolean {
    const read = readRequest(this.#rest)
    if (read === undefined) return false
    this.#rest = this.#rest.subarray(read.end)
    const key = read.request.headers.get("sec-websocket-key")
    if (key !== undefined) {
      this.#isWebSocket = true
      this.#write(upgradeAnswer(key))
      return false
    }
    const { status, body } = exchange.request(read.request, this)
    this.#write(jsonResponse(status, body))
    if (read.request.headers.get("connection") === "close") setImmediate(() => this.#socket.end())
    return true
  }
}

/** Resolves in the next turn of the loop, and not before every connection has room again. */
async function drained(): Promise<void> {
  do await new Promise((resolve) => setImmediate(resolve))
  while ([...sockets].some(({ writableLength }) => writableLength > BUFFERED_MAX))
}

const server = createServer((socket) => {
  sockets.add(socket)
  new Connection(socket)
})
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
const address = server.address()
const port = typeof address === "object" && address !== null ? address.port : 0

answerQuestions(
  {
    address: () => ({ url: `http://127.0.0.1:${port}`, wsUrl: `ws://127.0.0.1:${port}/ws/v5` }),
    counts: () => ({ placed: exchange.placed, refused: exchange.refused, pushed: exchange.pushed }),
    pushes: ({ mode }) => {
      exchange.pushMode = mode === "at-once" ? "at-once" : "held"
    },
    endAll: async () => {
      const ended = exchange.endAll()
      await drained()
      return { ended }
    },
    /** When it began, by the clock that all processes of a machine share. */
    flood: async ({ madeUp }) => {
      const beganAtMs = Number(process.hrtime.bigint()) / 1e6
      return { beganAtMs, pushes: await exchange.flood(Number(madeUp), drained) }
    },
    endMark: () => exchange.endMark(),
  },
  () => {
    server.close()
    for (const socket of sockets) socket.destroy()
  },
)
