// The mock as a process of its own, with an exchange for each client that asks for one: a door on loopback for HTTP and sockets.
// The benches ask over Node's channel and name an exchange by its address.

import { once } from "node:events"
import { createServer, type Socket } from "node:net"
import { answerQuestions } from "../peer.ts"
import { jsonResponse, readRequest } from "./http-wire.ts"
import { MockExchange, type Peered } from "./mock-exchange.ts"
import { readFrames, textFrame, upgradeAnswer } from "./web-socket-wire.ts"

/** A flood waits when so many bytes have not left yet. */
const BUFFERED_MAX = 256 * 1024

interface Stand {
  readonly exchange: MockExchange
  readonly sockets: Set<Socket>
  readonly close: () => void
}

const stands = new Map<string, Stand>()

/** One connection: what it said and was not read yet, and what is said to it within one chunk of its bytes, written together. */
class Connection implements Peered {
  trusted = false
  readonly #socket: Socket
  readonly #exchange: MockExchange
  #rest: Buffer = Buffer.alloc(0)
  #out: Buffer[] = []
  #isReading = false
  #isWebSocket = false

  constructor(socket: Socket, { exchange, sockets }: Pick<Stand, "exchange" | "sockets">) {
    this.#socket = socket
    this.#exchange = exchange
    sockets.add(socket)
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
        text: (text) => this.#exchange.message(text, this),
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
    const { status, body } = this.#exchange.request(read.request, this)
    this.#write(jsonResponse(status, body))
    if (read.request.headers.get("connection") === "close") setImmediate(() => this.#socket.end())
    return true
  }
}

/** Resolves in the next turn of the loop, and not before every connection has room again. */
async function drained(sockets: Iterable<Socket>): Promise<void> {
  do await new Promise((resolve) => setImmediate(resolve))
  while ([...sockets].some(({ writableLength }) => writableLength > BUFFERED_MAX))
}

async function openStand(): Promise<{ url: string; wsUrl: string }> {
  const parts = { exchange: new MockExchange(), sockets: new Set<Socket>() }
  const server = createServer((socket) => new Connection(socket, parts))
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  const at = `127.0.0.1:${typeof address === "object" ? address?.port : 0}`
  const url = `http://${at}`
  stands.set(url, { ...parts, close: () => server.close() })
  return { url, wsUrl: `ws://${at}/ws/v5` }
}

function standAt(url: unknown): Stand {
  const stand = stands.get(String(url))
  if (stand === undefined) throw new Error(`no exchange at ${String(url)}`)
  return stand
}

answerQuestions(
  {
    open: openStand,
    counts: ({ url }) => {
      const { placed, refused, pushed } = standAt(url).exchange
      return { placed, refused, pushed }
    },
    pushes: ({ url, mode }) => {
      standAt(url).exchange.pushMode = mode === "at-once" ? "at-once" : "held"
    },
    endAll: async ({ url }) => {
      const { exchange, sockets } = standAt(url)
      const ended = exchange.endAll()
      await drained(sockets)
      return { ended }
    },
    /** When it began, by the clock that all processes of a machine share. */
    flood: async ({ url, madeUp }) => {
      const { exchange, sockets } = standAt(url)
      const beganAtMs = Number(process.hrtime.bigint()) / 1e6
      return { beganAtMs, pushes: await exchange.flood(Number(madeUp), () => drained(sockets)) }
    },
    endMark: ({ url }) => standAt(url).exchange.endMark(),
  },
  () => {
    for (const { close, sockets } of stands.values()) {
      close()
      for (const socket of sockets) socket.destroy()
    }
  },
)
