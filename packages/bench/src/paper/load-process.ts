// The traders: connections over loopback that place, amend and cancel as fast as they are answered, so many at a time. A
// process of its own, so that its work is not counted as the exchange's. Asked by bench.ts over Node's channel.

import { Agent, request } from "node:http"
import { answerQuestions } from "../peer.ts"
import { INSTRUMENTS, keysOf, LISTEN, loginMessage, orderOf, restingBatches, signature, sizes } from "./desks.ts"

/** Cycles under way at once on each connection; batches fewer, as an account may have 500 open orders of a symbol. */
const DEPTH = 8
const BATCH_DEPTH = 4
const CONNECTIONS = 8
const size = sizes(process.argv.includes("--quick"))
const desks = Math.min(size.accounts, CONNECTIONS)

/** One logged-in WebSocket that answers each operation's promise by its id. */
class Line {
  readonly #socket: WebSocket
  readonly #opened = Promise.withResolvers<void>()
  readonly #waiting = new Map<string, (text: string) => void>()
  pushes = 0

  constructor(wsUrl: string) {
    this.#socket = new WebSocket(`${wsUrl}/private`)
    this.#socket.addEventListener("open", () => this.#opened.resolve())
    this.#socket.addEventListener("error", () => this.#opened.reject(new Error("the exchange refused the connection")))
    this.#socket.addEventListener("message", ({ data }) => this.#take(String(data)))
  }

  async open(account: number): Promise<void> {
    await this.#opened.promise
    const ready = Promise.withResolvers<string>()
    this.#waiting.set("channel-conn-count", ready.resolve)
    this.#socket.send(loginMessage(keysOf(account), Date.now()))
    this.#socket.send(LISTEN)
    await ready.promise
  }

  /** Resolves when the answer has come; throws when it is a refusal. */
  async operate(id: string, op: string, args: readonly unknown[]): Promise<void> {
    const answer = Promise.withResolvers<string>()
    this.#waiting.set(id, answer.resolve)
    this.#socket.send(JSON.stringify({ id, op, args }))
    const text = await answer.promise
    if (!text.includes('"code":"0"')) throw new Error(`refused: ${text.slice(0, 300)}`)
  }

  close(): void {
    this.#socket.close()
  }

  /** Pushes are counted, not read: what is measured is the exchange, not this process. */
  #take(text: string): void {
    const id = text.startsWith('{"id":"') ? text.slice(7, text.indexOf('"', 7)) : "channel-conn-count"
    if (id === "channel-conn-count" && !text.includes(id)) this.pushes++
    else {
      this.#waiting.get(id)?.(text)
      this.#waiting.delete(id)
    }
  }
}

let lines: Line[] = []
let url = ""
let serial = 0
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS * DEPTH })

async function connect(facts: Readonly<Record<string, unknown>>): Promise<unknown> {
  url = String(facts.url)
  lines = Array.from({ length: desks }, () => new Line(String(facts.wsUrl)))
  for (const [account, line] of lines.entries()) await line.open(account)
  for (let account = 0; account < size.accounts; account++) await rest(account, String(facts.wsUrl))
  return { desks }
}

/** Lets this account's share of the resting orders into the books. */
async function rest(account: number, wsUrl: string): Promise<void> {
  const line = lines[account] ?? new Line(wsUrl)
  if (account >= lines.length) await line.open(account)
  for (const batch of restingBatches(account, size)) await line.operate(`r${++serial}`, "batch-orders", batch)
  if (account >= lines.length) line.close()
}

/** Runs `cycle` until `operations` are done, `depth` at a time on each desk; tells how long it took and how late answers came. */
async function drive(
  { operations, perCycle, depth }: { operations: number; perCycle: number; depth: number },
  cycle: (desk: number, serial: number, timed: Timed) => Promise<void>,
): Promise<unknown> {
  const latencies: number[] = []
  const timed: Timed = async (work) => {
    const began = performance.now()
    await work
    latencies.push(performance.now() - began)
  }
  let left = Math.ceil(operations / perCycle)
  const total = left * perCycle
  const worker = async (desk: number): Promise<void> => {
    while (left > 0) {
      left--
      await cycle(desk, ++serial, timed)
    }
  }
  const began = performance.now()
  await Promise.all(Array.from({ length: desks * depth }, (_, at) => worker(at % desks)))
  const tookMs = performance.now() - began
  latencies.sort((a, b) => a - b)
  const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? 0
  return { operations: total, tookMs, p50Ms: at(0.5), p99Ms: at(0.99) }
}

type Timed = (work: Promise<void>) => Promise<void>

function lineOf(desk: number): Line {
  const line = lines[desk]
  if (line === undefined) throw new Error("not connected")
  return line
}

/** Place, amend, cancel: three operations, one order. */
async function socketCycle(desk: number, at: number, timed: Timed): Promise<void> {
  const line = lineOf(desk)
  const clOrdId = `s${at}`
  const order = orderOf(at % 2, at % 4 < 2 ? "buy" : "sell", at % 1_000, clOrdId)
  const { instIdCode } = order
  await timed(line.operate(`p${at}`, "order", [order]))
  await timed(line.operate(`a${at}`, "amend-order", [{ instIdCode, clOrdId, newSz: at % 2 === 0 ? "0.002" : "0.02" }]))
  await timed(line.operate(`c${at}`, "cancel-order", [{ instIdCode, clOrdId }]))
}

/** Twenty placed and cancelled: forty operations, two messages. */
async function batchCycle(desk: number, at: number, timed: Timed): Promise<void> {
  const line = lineOf(desk)
  const orders = Array.from({ length: 20 }, (_, item) =>
    orderOf(at % 2, item % 2 === 0 ? "buy" : "sell", at % 1_000, `b${at}x${item}`),
  )
  await timed(line.operate(`p${at}`, "batch-orders", orders))
  const named = orders.map(({ instIdCode, clOrdId }) => ({ instIdCode, clOrdId }))
  await timed(line.operate(`c${at}`, "batch-cancel-orders", named))
}

async function restCycle(desk: number, at: number, timed: Timed): Promise<void> {
  const clOrdId = `h${at}`
  const { instIdCode: _, ...order } = orderOf(at % 2, at % 4 < 2 ? "buy" : "sell", at % 1_000, clOrdId)
  const instId = INSTRUMENTS[at % 2 === 0 ? 0 : 1].instId
  await timed(post(desk, "/api/v5/trade/order", { ...order, instId }))
  await timed(post(desk, "/api/v5/trade/amend-order", { instId, clOrdId, newSz: at % 2 === 0 ? "0.002" : "0.02" }))
  await timed(post(desk, "/api/v5/trade/cancel-order", { instId, clOrdId }))
}

function post(desk: number, path: string, order: object): Promise<void> {
  const { apiKey, secret, passphrase } = keysOf(desk)
  const body = JSON.stringify(order)
  const timestamp = new Date().toISOString()
  const headers = {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    "ok-access-key": apiKey,
    "ok-access-passphrase": passphrase,
    "ok-access-timestamp": timestamp,
    "ok-access-sign": signature(secret, `${timestamp}POST${path}${body}`),
  }
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const sent = request(url + path, { method: "POST", agent, headers }, (response) => {
    let text = ""
    response.setEncoding("utf8").on("data", (chunk) => {
      text += chunk
    })
    response.once("end", () => {
      if (text.includes('"sCode":"0"')) resolve()
      else reject(new Error(`refused: ${text.slice(0, 300)}`))
    })
  })
  sent.once("error", reject)
  sent.end(body)
  return promise
}

const numberOf = (facts: Readonly<Record<string, unknown>>): number => Number(facts.operations)

answerQuestions(
  {
    connect,
    singles: (facts) => drive({ operations: numberOf(facts), perCycle: 3, depth: DEPTH }, socketCycle),
    batches: (facts) => drive({ operations: numberOf(facts), perCycle: 40, depth: BATCH_DEPTH }, batchCycle),
    rest: (facts) => drive({ operations: numberOf(facts), perCycle: 3, depth: DEPTH }, restCycle),
  },
  () => {
    for (const line of lines) line.close()
    agent.destroy()
  },
)
