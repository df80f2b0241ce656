// One physical WebSocket connection from opening to its end: log in with a fresh timestamp, subscribe channel by channel,
// say ready once every acknowledgement is there, keep alive with text pings. It relies on an injected transport and
// clock. Coming back after the end, and moving to a new connection before a planned end, is socket.ts's work.

import type { ExchangeClock } from "./exchange-clock.ts"
import { readFrame, type SocketFrame } from "./frame.ts"
import type { RateLimiter } from "./rate-limit.ts"
import type { Signer } from "./sign.ts"
import type { Cancel, Timing } from "./timing.ts"
import type { SocketConnection, SocketTransport } from "./transport.ts"
import type { ChannelArg } from "./wire/contract.ts"
import type { OkxEvent } from "./wire/event.ts"
import { login } from "./wire/login.ts"
import { channelKey, subscribe } from "./wire/subscribe.ts"

export interface LinkLimits {
  /** From opening to ready: connecting, login and every acknowledgement. */
  readonly readyTimeoutMs: number
  /** A ping goes out this often; OKX closes after 30 s of silence. At most 25,000. */
  readonly pingEveryMs: number
  /** No pong within this time: dead. */
  readonly pongTimeoutMs: number
}

export interface LinkOptions {
  readonly id: string
  readonly url: string
  readonly transport: SocketTransport
  readonly timing: Timing
  readonly clock: ExchangeClock
  readonly limiter: RateLimiter
  /** Logs in when given. */
  readonly signer: Signer | undefined
  /** Wanted from the start. `required` ones end the link when refused; the others are only reported. */
  readonly channels: readonly { readonly arg: ChannelArg; readonly required: boolean }[]
  readonly limits: LinkLimits
  readonly on: LinkHandlers
}

export interface LinkHandlers {
  /** Logged in, and every channel acknowledged or (not required) refused. */
  ready(): void
  frame(frame: SocketFrame): void
  /** Once; nothing follows. */
  ended(end: LinkEnd): void
}

export interface LinkEnd {
  readonly reason: string
  /** OKX's code where it gave one. */
  readonly code: string
  /** The key, not the network, is the reason: hurrying back is pointless. */
  readonly refused: boolean
}

/** Cleaned before it is cut: half a secret would not be recognised. */
const CLEANED_MAX = 4_000

type Phase = "opening" | "logging-in" | "subscribing" | "ready" | "ended"

/** 60004 and 60006 mean a wrong clock, 63999 an error of OKX's: those pass. The rest of the login errors do not. */
const PASSING_LOGIN_CODES: ReadonlySet<string> = new Set(["60004", "60006", "60014", "60023", "63999"])

export class SocketLink {
  readonly #options: LinkOptions
  readonly #connection: SocketConnection
  /** Channels asked for and not acknowledged yet, by the id of their request. */
  readonly #asked = new Map<string, { readonly arg: ChannelArg; readonly required: boolean }>()
  /** Asked for before it was open. */
  readonly #early: { readonly arg: ChannelArg; readonly required: boolean }[] = []
  #phase: Phase = "opening"
  #nextId = 1
  #readyTimer: Cancel
  #pingTimer: Cancel | undefined
  #pongTimer: Cancel | undefined

  constructor(options: LinkOptions) {
    this.#options = options
    const { readyTimeoutMs } = options.limits
    this.#readyTimer = options.timing.schedule(readyTimeoutMs, () => {
      this.#end({ reason: `not ready within ${readyTimeoutMs} ms (${this.#phase})`, code: "", refused: false })
    })
    this.#connection = options.transport.open(options.url, {
      opened: () => this.#opened(),
      message: (text) => this.#message(text),
      closed: (code, detail) => {
        this.#end({ reason: `closed by the other side: ${code} ${detail}`.trim(), code: "", refused: code === 4001 })
      },
    })
  }

  get isReady(): boolean {
    return this.#phase === "ready"
  }

  get bufferedBytes(): number {
    return this.#connection.bufferedBytes
  }

  /** Hands a frame over; from then on it counts as sent. */
  send(text: string): void {
    this.#connection.send(text)
  }

  /** What is sent meanwhile leaves together, where the transport can. */
  together(sends: () => void): void {
    const connection = this.#connection
    if (connection.together === undefined) sends()
    else connection.together(sends)
  }

  /** Asks for a further channel. Its acknowledgement or error arrives as a frame. False when the connection's hourly limit is used up. */
  subscribe(arg: ChannelArg, required: boolean): boolean {
    // Before it is open (and logged in) a frame would be lost: the wish waits with those it began with.
    if (this.#phase === "opening" || this.#phase === "logging-in") {
      this.#early.push({ arg, required })
      return true
    }
    const id = this.#takeRequestId()
    if (id === undefined) return false
    this.#asked.set(id, { arg, required })
    this.#connection.send(subscribe.encode({ id, arg }))
    return true
  }

  unsubscribe(arg: ChannelArg): boolean {
    const id = this.#takeRequestId()
    if (id === undefined) return false
    this.#connection.send(subscribe.encodeEnd({ id, arg }))
    return true
  }

  close(reason: string): void {
    this.#end({ reason, code: "", refused: false })
  }

  #opened(): void {
    if (this.#phase !== "opening") return
    const { signer, clock } = this.#options
    this.#schedulePing()
    if (signer === undefined) {
      this.#subscribeAll()
      return
    }
    const exchangeMs = clock.now()
    if (exchangeMs === undefined) {
      this.#end({ reason: "OKX's clock is not known yet", code: "", refused: false })
      return
    }
    this.#phase = "logging-in"
    if (this.#takeRequestId() !== undefined) this.#connection.send(login.encode(signer.login(exchangeMs)))
  }

  #subscribeAll(): void {
    this.#phase = "subscribing"
    for (const { arg, required } of [...this.#options.channels, ...this.#early]) {
      if (!this.subscribe(arg, required)) {
        this.#end({ reason: "more channels than one connection may ask for in an hour", code: "", refused: false })
        return
      }
    }
    this.#checkReady()
  }

  #checkReady(): void {
    if (this.#phase !== "subscribing" || this.#asked.size > 0) return
    this.#phase = "ready"
    this.#readyTimer()
    this.#options.on.ready()
  }

  #message(text: string): void {
    if (this.#phase === "ended") return
    const frame = this.#withoutSecrets(readFrame(text), text)
    if (frame.kind === "pong") {
      this.#pongTimer?.()
      this.#pongTimer = undefined
      return
    }
    this.#options.on.frame(frame)
    if (frame.kind === "event") this.#event(frame.event)
  }

  /** An error may echo the login. */
  #withoutSecrets(frame: SocketFrame, text: string): SocketFrame {
    const { signer } = this.#options
    if (signer === undefined) return frame
    if (frame.kind === "unreadable") {
      return { ...frame, text: signer.redact(text.slice(0, CLEANED_MAX)).slice(0, frame.text.length) }
    }
    if (frame.kind !== "event" || frame.event.msg === "") return frame
    return { kind: "event", event: { ...frame.event, msg: signer.redact(frame.event.msg) } }
  }

  #event(event: OkxEvent): void {
    switch (event.event) {
      case "login":
        if (this.#phase !== "logging-in") return
        if (event.code === "0" || event.code === "") this.#subscribeAll()
        else this.#loginRefused(event)
        return
      case "subscribe":
        this.#acknowledged(event)
        return
      case "error":
        if (this.#phase === "logging-in") this.#loginRefused(event)
        else this.#channelRefused(event)
        return
      case "channel-conn-count-error":
        this.#end({ reason: `too many connections with channel ${event.channel}`, code: "", refused: false })
        return
      case "unsubscribe":
      case "notice":
      case "channel-conn-count":
        return
    }
  }

  #loginRefused(event: OkxEvent): void {
    const refused = !PASSING_LOGIN_CODES.has(event.code)
    this.#end({ reason: `login refused: ${event.code} ${event.msg}`, code: event.code, refused })
  }

  #acknowledged(event: OkxEvent): void {
    if (event.arg === undefined) return
    const key = channelKey(event.arg)
    for (const [id, asked] of this.#asked) {
      if (event.id === id || (event.id === "" && channelKey(asked.arg) === key)) this.#asked.delete(id)
    }
    this.#checkReady()
  }

  /** An error names no channel; the id does. Without one it can only be laid at the door of the single open question. */
  #channelRefused(event: OkxEvent): void {
    const id = event.id !== "" ? event.id : this.#asked.size === 1 ? [...this.#asked.keys()][0] : undefined
    const asked = id === undefined ? undefined : this.#asked.get(id)
    if (id === undefined || asked === undefined) return
    this.#asked.delete(id)
    if (asked.required) {
      const reason = `channel ${asked.arg.channel} refused: ${event.code} ${event.msg}`
      this.#end({ reason, code: event.code, refused: false })
      return
    }
    this.#checkReady()
  }

  /** The id of a login, subscribe or unsubscribe frame; undefined when the hour's 480 are used up. */
  #takeRequestId(): string | undefined {
    const { limiter, timing, id } = this.#options
    const taken = limiter.tryTake({ kind: "subscribe", connection: id }, 1, timing.monotonicMs())
    return taken.ok ? `s${id}n${this.#nextId++}` : undefined
  }

  /** Every pingEveryMs, whatever else arrives: data coming in does not prove that what we send gets through. */
  #schedulePing(): void {
    const { timing, limits } = this.#options
    this.#pingTimer = timing.schedule(limits.pingEveryMs, () => {
      this.#connection.send("ping")
      this.#pongTimer ??= timing.schedule(limits.pongTimeoutMs, () => {
        this.#end({ reason: `no pong within ${limits.pongTimeoutMs} ms`, code: "", refused: false })
      })
      this.#schedulePing()
    })
  }

  #end(end: LinkEnd): void {
    if (this.#phase === "ended") return
    this.#phase = "ended"
    this.#readyTimer()
    this.#pingTimer?.()
    this.#pongTimer?.()
    this.#connection.close()
    this.#options.on.ended(end)
  }
}
