// Fifty callers that each place an order, wait for the answer, and place the next: plain sockets, as cheap as can be, because what is measured is the server. A
// process of its own. Asked by bench.ts over Node's channel.

import { connect, type Socket } from "node:net"
import { answerQuestions } from "../peer.ts"

const HEAD_END = Buffer.from("\r\n\r\n")
const LENGTH = /content-length: (\d+)/i

interface Target {
  readonly url: string
  readonly token: string
  readonly expected: number
}

class Caller {
  readonly #socket: Socket
  readonly #head: string
  readonly #expected: number
  #rest: Buffer = Buffer.alloc(0)
  #next: ((error?: Error) => void) | undefined

  constructor({ url, token, expected }: Target) {
    const { hostname, port, host } = new URL(url)
    this.#expected = expected
    this.#head = `POST /v1/orders HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\n`
    this.#socket = connect(Number(port), hostname).setNoDelay(true)
    this.#socket.on("data", (chunk: Buffer) => this.#take(chunk))
    this.#socket.on("error", (error) => this.#next?.(error))
    this.#socket.on("close", () => this.#next?.(new Error("the server closed the connection")))
  }

  ask(body: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#next = (error) => (error === undefined ? resolve() : reject(error))
      this.#socket.write(`${this.#head}Content-Length: ${body.length}\r\n\r\n${body}`)
    })
  }

  close(): void {
    this.#next = undefined
    this.#socket.destroy()
  }

  #take(chunk: Buffer): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    const end = this.#rest.indexOf(HEAD_END)
    if (end < 0) return
    const head = this.#rest.toString("latin1", 0, end)
    const whole = end + HEAD_END.length + Number(LENGTH.exec(head)?.[1] ?? 0)
    if (this.#rest.length < whole) return
    const status = Number(head.slice(9, 12))
    const told = this.#rest.toString("utf8", 0, whole)
    this.#rest = this.#rest.subarray(whole)
    this.#next?.(status === this.#expected ? undefined : new Error(told.slice(0, 600)))
  }
}

let serial = 0

function order(): string {
  const at = ++serial
  const side = at % 2 === 0 ? "buy" : "sell"
  return `{"symbol":"BTC-USDT","side":"${side}","type":"limit","quantity":"0.004","price":"${91_000 + (at % 900)}.5"}`
}

async function drive(
  target: Target,
  { connections, requests }: { connections: number; requests: number },
): Promise<object> {
  const callers = Array.from({ length: connections }, () => new Caller(target))
  const latencies: number[] = []
  let left = requests
  const beganMs = performance.now()
  try {
    await Promise.all(
      callers.map(async (caller) => {
        while (left-- > 0) {
          const askedMs = performance.now()
          await caller.ask(order())
          latencies.push(performance.now() - askedMs)
        }
      }),
    )
  } finally {
    for (const caller of callers) caller.close()
  }
  const tookMs = performance.now() - beganMs
  latencies.sort((a, b) => a - b)
  const part = (share: number): number => latencies[Math.floor((latencies.length - 1) * share)] ?? Number.NaN
  return { requests: latencies.length, tookMs, p50Ms: part(0.5), p99Ms: part(0.99) }
}

answerQuestions(
  {
    drive: ({ url, token, expected, connections, requests }) =>
      drive(
        { url: String(url), token: String(token), expected: Number(expected) },
        { connections: Number(connections), requests: Number(requests) },
      ),
  },
  () => process.exit(0),
)
