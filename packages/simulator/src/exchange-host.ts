// The exchange's engine on the timeline: requests and frames go in at their moment, its alarms are set, what it sends is given to whom it belongs, and its own
// log is shown to the judge as it is written, before anything of it leaves. It also tells of every strike of the engine's faults.

import { Decimals, decimal } from "@okx-oms/core"
import {
  type ControlReply,
  createExchange,
  type Exchange,
  type ExchangeOptions,
  type FaultName,
  type Outgoing,
  type RestRequest,
} from "@okx-oms/paper-exchange"
import { WORLD_BEGINS_MS } from "./clock.ts"
import type { Recorder } from "./recorder.ts"
import type { Timeline } from "./timeline.ts"

export interface HostOptions {
  readonly seed: string
  readonly timeline: Timeline
  readonly recorder: Recorder
  readonly engine?: Partial<Omit<ExchangeOptions, "seed" | "startedAtMs">>
  /** The class of a fault of the engine, by its name. */
  readonly classOf?: (fault: string) => string
}

export interface RestAnswer {
  readonly status: number
  readonly contentType: string
  readonly body: string
}

/** How the exchange reaches the other end of a connection. */
export interface Listener {
  frame(text: string): void
  close(code: number, reason: string): void
}

export interface OutsideTrade {
  readonly symbol: string
  /** Of the taker. */
  readonly side: "buy" | "sell"
  readonly price: string
  readonly size: string
}

/** How a fault of the engine is set; what is absent is the fault's own default. */
export interface FaultOptions {
  /** 0..1 per occasion; default 1. */
  readonly rate?: number
  readonly forMs?: number
  readonly scope?: "writes" | "reads" | "all"
  /** How often it strikes at most. */
  readonly times?: number
  readonly delayMs?: number
  readonly delayMaxMs?: number
  readonly code?: string
  /** An API key or uid; absent for all. */
  readonly account?: string
}

export class ExchangeHost {
  readonly exchange: Exchange
  readonly #timeline: Timeline
  readonly #recorder: Recorder
  readonly #waiting = new Map<string, (answer: RestAnswer) => void>()
  readonly #listeners = new Map<string, Listener>()
  #requests = 0
  #connections = 0
  readonly #classOf: (fault: string) => string
  readonly #struck = new Map<string, number>()
  #alarm: { readonly atMs: number; readonly off: () => void } | undefined

  constructor(options: HostOptions) {
    this.#timeline = options.timeline
    this.#recorder = options.recorder
    this.exchange = createExchange({
      market: "scripted",
      logKept: 0,
      ...options.engine,
      onRecord: (record) => this.#recorder.observe({ kind: "exchange", record }),
      seed: options.seed,
      startedAtMs: WORLD_BEGINS_MS,
    })
    this.#classOf = options.classOf ?? ((fault) => fault)
    this.#carry(this.exchange.advance(this.#nowMs))
  }

  /** OKX's own clock now, in milliseconds since 1970. */
  get exchangeMs(): number {
    return this.#nowMs + this.exchange.world.clockOffsetMs
  }

  /** A request arrives; `answered` is called once, or never. */
  rest(request: Omit<RestRequest, "requestId">, answered: (answer: RestAnswer) => void): void {
    const requestId = String(++this.#requests)
    this.#waiting.set(requestId, answered)
    this.#carry(this.exchange.handleRest({ ...request, requestId }, this.#nowMs))
  }

  /** The id of the new connection; undefined when the exchange refuses it. */
  connect(path: "public" | "private" | "business", ip: string, listener: Listener): string | undefined {
    const id = `c${++this.#connections}`
    const taken = this.exchange.connect({ id, path, ip }, this.#nowMs)
    if (taken) this.#listeners.set(id, listener)
    this.#carry([])
    return taken ? id : undefined
  }

  frame(connectionId: string, text: string): void {
    this.#carry(this.exchange.handleFrame(connectionId, text, this.#nowMs))
  }

  disconnect(connectionId: string): void {
    this.#listeners.delete(connectionId)
    this.exchange.disconnect(connectionId, this.#nowMs)
    this.#carry([])
  }

  /** A trade of the world outside; what resting orders of accounts got of it, as a decimal string. */
  trade({ symbol, side, price, size }: OutsideTrade): string {
    const trade = { side, price: decimal(price), size: decimal(size) }
    const { filled, outgoing } = this.exchange.trade(symbol, trade, this.#nowMs)
    this.#carry(outgoing)
    return filled === undefined ? "0" : Decimals.format(filled)
  }

  /** Moves the market without trading. */
  setPrice(symbol: string, price: string): void {
    this.#carry(this.exchange.setPrice(symbol, decimal(price), this.#nowMs))
  }

  /** The control door, as a person or a test uses it: "POST /paper/orders/external". */
  control(route: string, body: Readonly<Record<string, unknown>> = {}): ControlReply {
    const [method = "GET", target = "/"] = route.split(" ")
    const request = { method, target, body: JSON.stringify(body) }
    const { reply, outgoing } = this.exchange.handleControl(request, this.#nowMs)
    this.#carry(outgoing)
    return reply
  }

  setFault(fault: FaultName, options: FaultOptions = {}): void {
    const { status, body } = this.control("POST /paper/faults", { fault, ...options })
    if (status !== 200) throw new Error(`the exchange takes no such fault: ${JSON.stringify(body)}`)
  }

  clearFaults(): void {
    this.control("POST /paper/faults", { clear: true })
  }

  get #nowMs(): number {
    return WORLD_BEGINS_MS + this.#timeline.nowMs
  }

  #carry(outgoing: readonly Outgoing[]): void {
    this.#tellOfStrikes()
    for (const item of outgoing) {
      switch (item.kind) {
        case "frame":
          this.#listeners.get(item.connectionId)?.frame(item.text)
          break
        case "close": {
          const listener = this.#listeners.get(item.connectionId)
          this.#listeners.delete(item.connectionId)
          listener?.close(item.code, item.reason)
          break
        }
        case "reply": {
          const answered = this.#waiting.get(item.requestId)
          this.#waiting.delete(item.requestId)
          answered?.({ status: item.status, contentType: item.contentType, body: item.body })
          break
        }
        case "no-reply":
          this.#waiting.delete(item.requestId)
          break
      }
    }
    this.#setAlarm()
  }

  /** The engine counts its strikes; what is new since the last look is told. */
  #tellOfStrikes(): void {
    const { faults } = this.exchange.world
    if (!faults.anySet) return
    for (const [name, count] of faults.counts) {
      const told = this.#struck.get(name) ?? 0
      if (count === told) continue
      this.#struck.set(name, count)
      const faultClass = this.#classOf(name)
      for (let strike = told; strike < count; strike++) this.#recorder.observe({ kind: "fault", faultClass, name })
    }
  }

  #setAlarm(): void {
    const atMs = Math.max(this.#timeline.nowMs, this.exchange.nextWakeMs() - WORLD_BEGINS_MS)
    if (!Number.isFinite(atMs) || (this.#alarm !== undefined && this.#alarm.atMs <= atMs)) return
    this.#alarm?.off()
    const off = this.#timeline.at(atMs, () => {
      this.#alarm = undefined
      this.#carry(this.exchange.advance(this.#nowMs))
    })
    this.#alarm = { atMs, off }
  }
}
