// A trader's desk for the tests: one exchange without sockets, signed requests, one WebSocket connection, and the time in hand.
// It signs with its own few lines, so that a mistake in the exchange's signature check is not repeated here.

import { createHmac } from "node:crypto"
import { decimal } from "@okx-oms/core"
import { createExchange, type Exchange, type ExchangeOptions } from "../engine/exchange.ts"
import type { LogType } from "../engine/exchange-log.ts"
import type { Outgoing } from "../engine/model.ts"

export type Json = Record<string, unknown>

export interface Reply {
  readonly status: number
  readonly code: string
  readonly msg: string
  readonly data: Json[]
  readonly text: string
}

export const START_MS = 1_790_000_000_000

export interface Keys {
  readonly apiKey: string
  readonly secret: string
  readonly passphrase: string
}

export const KEYS: Keys = { apiKey: "paper-key", secret: "paper-secret", passphrase: "paper-pass" }

function sign(secret: string, prehash: string): string {
  return createHmac("sha256", secret).update(prehash).digest("base64")
}

export function signedHeaders(
  keys: Keys,
  atMs: number,
  method: string,
  target: string,
  body: string,
): Record<string, string> {
  const timestamp = new Date(atMs).toISOString()
  return {
    "ok-access-key": keys.apiKey,
    "ok-access-passphrase": keys.passphrase,
    "ok-access-timestamp": timestamp,
    "ok-access-sign": sign(keys.secret, timestamp + method + target + body),
    ...(body === "" ? {} : { "content-type": "application/json" }),
  }
}

export function loginMessage(keys: Keys, atMs: number): Json {
  const timestamp = String(Math.floor(atMs / 1_000))
  const { apiKey, passphrase } = keys
  return {
    op: "login",
    args: [{ apiKey, passphrase, timestamp, sign: sign(keys.secret, `${timestamp}GET/users/self/verify`) }],
  }
}

export class Desk {
  readonly exchange: Exchange
  nowMs = START_MS
  keys: Keys = KEYS
  /** Everything that left and was not a reply, parsed, oldest first. */
  readonly frames: { connectionId: string; text: string }[] = []
  readonly closed: { connectionId: string; code: number }[] = []
  readonly #replies = new Map<string, Outgoing>()
  #requests = 0

  constructor(options: Partial<ExchangeOptions> = {}) {
    this.exchange = createExchange({ seed: 1, startedAtMs: START_MS, market: "scripted", ...options })
  }

  /** A signed request, answered at once; undefined when no answer came. */
  tryRest(method: string, target: string, body?: unknown, headers: Record<string, string> = {}): Reply | undefined {
    const requestId = this.send(method, target, body, headers)
    return this.reply(requestId)
  }

  rest(method: string, target: string, body?: unknown, headers: Record<string, string> = {}): Reply {
    const reply = this.tryRest(method, target, body, headers)
    if (reply === undefined) throw new Error(`no reply to ${method} ${target}`)
    return reply
  }

  send(method: string, target: string, body?: unknown, headers: Record<string, string> = {}): string {
    const requestId = String(++this.#requests)
    const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body)
    const signed = signedHeaders(this.keys, this.exchangeMs, method, target, text)
    this.#take(
      this.exchange.handleRest(
        { requestId, method, target, headers: { ...signed, ...headers }, body: text, ip: "127.0.0.1" },
        this.nowMs,
      ),
    )
    return requestId
  }

  reply(requestId: string): Reply | undefined {
    const reply = this.#replies.get(requestId)
    if (reply?.kind !== "reply") return undefined
    const parsed: Json = reply.body.startsWith("{") ? safeParse(reply.body) : {}
    return {
      status: reply.status,
      code: String(parsed.code ?? ""),
      msg: String(parsed.msg ?? ""),
      data: Array.isArray(parsed.data) ? parsed.data : [],
      text: reply.body,
    }
  }

  get exchangeMs(): number {
    return this.nowMs + this.exchange.world.clockOffsetMs
  }

  /** Places by REST with sensible values; the item of the answer. */
  place(order: Json): Json {
    const reply = this.rest("POST", "/api/v5/trade/order", { ...BUY, ...order })
    return reply.data[0] ?? { sCode: reply.code, sMsg: reply.msg }
  }

  order(query: string): Json {
    const reply = this.rest("GET", `/api/v5/trade/order?${query}`)
    return reply.data[0] ?? { code: reply.code }
  }

  connect(id = "c1", path: "public" | "private" | "business" | "any" = "private"): void {
    if (!this.exchange.connect({ id, path, ip: "127.0.0.1" }, this.nowMs)) throw new Error("connection refused")
  }

  /** Opens a private connection, logs in, subscribes; the frames so far are dropped. */
  listen(channels: readonly Json[] = [{ channel: "orders", instType: "ANY" }], id = "c1"): void {
    this.connect(id)
    this.say(loginMessage(this.keys, this.exchangeMs), id)
    this.say({ op: "subscribe", args: channels }, id)
    this.frames.length = 0
  }

  say(message: Json | string, id = "c1"): void {
    const text = typeof message === "string" ? message : JSON.stringify(message)
    this.#take(this.exchange.handleFrame(id, text, this.nowMs))
  }

  pass(ms: number): void {
    this.nowMs += ms
    this.#take(this.exchange.advance(this.nowMs))
  }

  trade(instId: string, side: "buy" | "sell", price: string, size: string): void {
    const trade = { side, price: decimal(price), size: decimal(size) }
    this.#take(this.exchange.trade(instId, trade, this.nowMs).outgoing)
  }

  price(instId: string, price: string): void {
    this.#take(this.exchange.setPrice(instId, decimal(price), this.nowMs))
  }

  control(method: string, target: string, body?: unknown): { status: number; body: Json } {
    const request = { method, target, body: body === undefined ? "" : JSON.stringify(body) }
    const { reply, outgoing } = this.exchange.handleControl(request, this.nowMs)
    this.#take(outgoing)
    return { status: reply.status, body: JSON.parse(JSON.stringify(reply.body)) }
  }

  heal(which: Json = {}): void {
    this.control("POST", "/paper/faults", { clear: true, ...which })
  }

  /** The exchange's own records of one type, oldest first. */
  logged(type: LogType): Json[] {
    return this.exchange.world.log.read(1, 100_000).filter((record) => record.type === type)
  }

  /** A trade operation by REST on one order; the item's code, or the request's when there is no item. */
  change(operation: "cancel" | "amend", body: Json): string {
    const reply = this.rest("POST", `/api/v5/trade/${operation}-order`, { instId: "BTC-USDT", ...body })
    return String(reply.data[0]?.sCode ?? reply.code)
  }

  /** States of the orders pushes since the last clearing, "state accFillSz". */
  pushedStates(): string[] {
    return this.pushed("orders").map((row) => `${row.state} ${row.accFillSz}`)
  }

  fault(fault: string, more: Json = {}): void {
    const { status, body } = this.control("POST", "/paper/faults", { fault, ...more })
    if (status !== 200) throw new Error(JSON.stringify(body))
  }

  /** Rows pushed on a channel since the last taking, oldest first. */
  pushed(channel: string): Json[] {
    const rows: Json[] = []
    for (const message of this.messages()) {
      const arg = message.arg
      if (isChannel(arg, channel) && Array.isArray(message.data)) rows.push(...message.data)
    }
    return rows
  }

  /** All frames as JSON (text frames that are none are left out). */
  messages(): Json[] {
    return this.frames.filter(({ text }) => text.startsWith("{")).map(({ text }) => safeParse(text))
  }

  clearFrames(): void {
    this.frames.length = 0
  }

  #take(outgoing: readonly Outgoing[]): void {
    for (const item of outgoing) {
      if (item.kind === "frame") this.frames.push(item)
      else if (item.kind === "close") this.closed.push(item)
      else this.#replies.set(item.requestId, item)
    }
  }
}

const BUY = { instId: "BTC-USDT", tdMode: "cash", side: "buy", ordType: "limit", px: "90000", sz: "0.1" }

function isChannel(arg: unknown, channel: string): boolean {
  return typeof arg === "object" && arg !== null && "channel" in arg && arg.channel === channel
}

function safeParse(text: string): Json {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
