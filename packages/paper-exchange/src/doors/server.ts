// The exchange on a loopback port: HTTP and WebSocket doors around one engine, the clock that drives it, and the store that
// keeps its state. Everything the engine wants sent leaves here, after it was kept.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { createExchange, type Exchange, type ExchangeOptions } from "../engine/exchange.ts"
import type { Outgoing } from "../engine/model.ts"
import { isLocalHost, mayControl } from "./peers.ts"
import { createReplies, readBody, send, toRestRequest } from "./rest-door.ts"
import { openStateStore, type StateStore } from "./state-store.ts"
import { sendPage } from "./status-page.ts"
import { createTraffic } from "./traffic.ts"
import { createWsDoor, type WsDoor } from "./ws-door.ts"

export interface PaperExchangeOptions extends Omit<ExchangeOptions, "seed" | "startedAtMs" | "keepChanges" | "saved"> {
  /** 0 (the default) takes a free one. */
  readonly port?: number
  readonly seed?: number | string
  /** Directory that keeps the state over restarts; without it everything is forgotten. */
  readonly dataDirectory?: string
  /** Wall clock in milliseconds; Date.now unless told otherwise. */
  readonly now?: () => number
}

export interface PaperExchange extends AsyncDisposable {
  /** "http://127.0.0.1:PORT" */
  readonly url: string
  /** "ws://127.0.0.1:PORT/ws/v5": append /public, /private or /business. */
  readonly wsUrl: string
  readonly port: number
  readonly exchange: Exchange
  /** Closes all connections and the store. Safe to call twice. */
  close(): Promise<void>
}

const WAKE_MAX_MS = 1_000
const CONTROL = /^\/paper(?:[/?]|$)/
const STATE = /^\/paper\/state(?:\?|$)/
const FORBIDDEN = '{"error":"this exchange answers this machine only, and its control door no page of another origin"}'

/** Starts an exchange on 127.0.0.1. Rejects when the port is taken or the state cannot be read. */
export async function startPaperExchange(options: PaperExchangeOptions = {}): Promise<PaperExchange> {
  const { port = 0, seed = 1, dataDirectory, now = Date.now, ...rest } = options
  const server = createServer()
  // The port is taken first: a second process on it must not touch the state.
  await listen(server, port)
  try {
    const store = dataDirectory === undefined ? undefined : openStateStore(dataDirectory)
    const saved = store?.load()
    const exchange = createExchange({
      ...rest,
      seed,
      startedAtMs: now(),
      keepChanges: store !== undefined,
      ...(saved === undefined ? {} : { saved }),
    })
    return new RunningExchange(server, exchange, store, now)
  } catch (error) {
    server.close()
    throw error
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject)
      resolve()
    })
  })
}

class RunningExchange implements PaperExchange {
  readonly exchange: Exchange
  readonly port: number
  readonly #server: Server
  readonly #store: StateStore | undefined
  readonly #now: () => number
  readonly #replies = createReplies()
  readonly #sockets: WsDoor
  readonly #traffic = createTraffic()
  readonly #startedMs: number
  #requests = 0
  #timer: NodeJS.Timeout | undefined
  /** When the timer goes off; Infinity when there is none. */
  #alarmMs = Number.POSITIVE_INFINITY
  #closed = false

  constructor(server: Server, exchange: Exchange, store: StateStore | undefined, now: () => number) {
    this.#server = server
    this.exchange = exchange
    this.#store = store
    this.#now = now
    this.port = portOf(server.address())
    this.#startedMs = now()
    const connectionSeed = Math.trunc(now())
    let connections = 0
    this.#sockets = createWsDoor(
      {
        opened: (connection) => exchange.connect(connection, this.#now()),
        received: (id, text) => {
          const nowMs = this.#now()
          this.#traffic.frame(nowMs)
          this.#carry(exchange.handleFrame(id, text, nowMs))
        },
        closed: (id) => exchange.disconnect(id, this.#now()),
      },
      () => ((connectionSeed + ++connections) % 0xffffffff).toString(16).padStart(8, "0"),
    )
    server.on("request", (request, response) => this.#receive(request, response))
    server.on("upgrade", (request, socket, head) => {
      if (isLocalHost(request)) this.#sockets.upgrade(request, socket, head)
      else socket.destroy()
    })
    this.#carry(exchange.advance(now()))
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  get wsUrl(): string {
    return `ws://127.0.0.1:${this.port}/ws/v5`
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    clearTimeout(this.#timer)
    this.#sockets.closeAll()
    this.#replies.closeAll()
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    this.#server.closeAllConnections()
    await closed
    this.#store?.keep(this.exchange.takeChanges())
    this.#store?.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    const control = CONTROL.test(request.url ?? "")
    if (!(control ? mayControl(request) : isLocalHost(request))) {
      send(response, 403, "application/json", FORBIDDEN)
      return
    }
    if (control && request.method === "GET" && sendPage(request.url ?? "", response)) return
    readBody(request, (body) => this.#answer(request, body, response))
  }

  #answer(request: IncomingMessage, body: string | undefined, response: ServerResponse): void {
    if (this.#closed) return
    if (body === undefined) {
      send(response, 413, "application/json", '{"code":"50000","data":[],"msg":"Body too large."}')
      return
    }
    const nowMs = this.#now()
    const { method = "GET", url = "/" } = request
    if (CONTROL.test(url)) {
      const { reply, outgoing } = this.exchange.handleControl({ method, target: url, body }, nowMs)
      this.#carry(outgoing)
      const whole =
        STATE.test(url) && reply.status === 200 ? Object.assign({ door: this.#describe() }, reply.body) : reply.body
      send(response, reply.status, "application/json; charset=utf-8", JSON.stringify(whole))
      return
    }
    this.#traffic.request(nowMs)
    const requestId = String(++this.#requests)
    this.#replies.hold(requestId, response)
    this.#carry(this.exchange.handleRest(toRestRequest(request, requestId, body), nowMs))
    this.#replies.watch(requestId)
  }

  /** What only the door knows: how long it has been open, what comes in, and what the process has used. */
  #describe(): Record<string, unknown> {
    const nowMs = this.#now()
    const { user, system } = process.cpuUsage()
    return {
      upMs: nowMs - this.#startedMs,
      cpuMs: Math.round((user + system) / 1_000),
      memoryBytes: process.memoryUsage.rss(),
      ...this.#traffic.view(nowMs),
    }
  }

  /** Keeps what changed, then lets out what is to leave, then sets the alarm for what is due next. */
  #carry(outgoing: readonly Outgoing[]): void {
    if (this.#store !== undefined) this.#store.keep(this.exchange.takeChanges())
    for (const item of outgoing) {
      switch (item.kind) {
        case "frame":
          this.#sockets.send(item.connectionId, item.text)
          break
        case "close":
          this.#sockets.close(item.connectionId, item.code, item.reason)
          break
        case "reply":
          this.#replies.reply(item)
          break
        case "no-reply":
          this.#replies.silence(item.requestId)
          break
      }
    }
    this.#setAlarm()
  }

  #setAlarm(): void {
    if (this.#closed) return
    const nowMs = this.#now()
    const wantedMs = Math.min(nowMs + WAKE_MAX_MS, this.exchange.nextWakeMs())
    // One that goes off too early finds nothing to do and is cheaper than a new one for each request. One that is due and has
    // not gone off, because the wall clock jumped, is set anew.
    if (this.#alarmMs <= wantedMs && this.#alarmMs >= nowMs) return
    clearTimeout(this.#timer)
    this.#alarmMs = Math.max(nowMs + 1, wantedMs)
    this.#timer = setTimeout(() => this.#wake(), this.#alarmMs - nowMs)
  }

  #wake(): void {
    this.#alarmMs = Number.POSITIVE_INFINITY
    this.#carry(this.exchange.advance(this.#now()))
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("Invariant: a TCP server has a port")
  return address.port
}
