// A WebSocket to OKX that stays: it connects, comes back with back-off when the connection ends, and moves to a new
// connection before OKX closes the old one for an upgrade (64008). It matches replies to requests by id. What a
// connection does while it lives is socket-link.ts's; what frames mean for orders is for the one who handles them.

import { type Backoff, backoffMs } from "./backoff.ts"
import type { Answer } from "./envelope.ts"
import type { ExchangeClock } from "./exchange-clock.ts"
import type { SocketFrame } from "./frame.ts"
import { OpenRequests } from "./open-requests.ts"
import { type AckRow, type AckTarget, type Operation, outcomesOf } from "./outcome.ts"
import type { RateLimiter } from "./rate-limit.ts"
import type { CommandResult } from "./rest-exchange.ts"
import { type Credentials, Signer } from "./sign.ts"
import { type LinkEnd, type LinkLimits, SocketLink } from "./socket-link.ts"
import type { Cancel, Timing } from "./timing.ts"
import type { SocketTransport } from "./transport.ts"
import type { ChannelArg, TradeOp } from "./wire/contract.ts"
import { channelKey } from "./wire/subscribe.ts"
import { wireOf } from "./wire-exchange.ts"

export interface SocketLimits extends LinkLimits {
  /** From handing a request over to giving up on its reply. */
  readonly requestTimeoutMs: number
  /** Requests without a reply; more are refused unsent. */
  readonly pendingMax: number
  /** Bytes that wait to leave; beyond it requests are refused unsent. */
  readonly bufferedBytesMax: number
  readonly backoff: Backoff
  /** A connection that was ready this long has earned a fresh back-off. */
  readonly stableAfterMs: number
  /** How long an old connection may still answer after the move to a new one. */
  readonly leaveAfterMs: number
}

export const SOCKET_LIMITS: SocketLimits = {
  readyTimeoutMs: 15_000,
  pingEveryMs: 15_000,
  pongTimeoutMs: 5_000,
  requestTimeoutMs: 5_000,
  pendingMax: 2_000,
  bufferedBytesMax: 1024 * 1024,
  backoff: { baseMs: 250, maxMs: 30_000 },
  stableAfterMs: 10_000,
  leaveAfterMs: 5_000,
}

const PING_EVERY_MAX_MS = 25_000

export type SocketState = "idle" | "connecting" | "up" | "waiting" | "closed"

export interface SocketHandlers {
  /** Logged in and every channel acknowledged: connected after being down, or moved without a gap. */
  up(how: "connected" | "moved"): void
  /** No connection is ready any more. */
  down(end: LinkEnd): void
  /** Pushes, events, and replies nobody waits for (any more). In the order they arrived on their connection. */
  frame(frame: SocketFrame): void
}

export interface SocketOptions {
  /** Letters and digits; part of the ids on the wire. */
  readonly name: string
  readonly url: string
  readonly transport: SocketTransport
  readonly timing: Timing
  readonly clock: ExchangeClock
  readonly limiter: RateLimiter
  /** Logs in when given. */
  readonly credentials?: Credentials
  /** Without these the connection is of no use: it counts as up only when all are acknowledged. */
  readonly channels: readonly ChannelArg[]
  /** Called before connecting when OKX's clock is unknown or was found wrong. */
  readonly syncClock?: () => Promise<boolean>
  readonly limits?: Partial<SocketLimits>
  readonly on: SocketHandlers
}

export interface SocketCommand<Request, Ack extends AckRow> {
  readonly op: TradeOp<Request, Ack>
  readonly request: Request
  readonly operation: Operation
  readonly targets: readonly AckTarget[]
  /** Exchange time in ms; cancels have none. */
  readonly expTimeMs?: number | undefined
}

export class OkxSocket {
  readonly #options: SocketOptions
  readonly #limits: SocketLimits
  readonly #signer: Signer | undefined
  readonly #open: OpenRequests
  /** Channels asked for at run time, by their key: every new connection asks for them again. */
  readonly #extra = new Map<string, ChannelArg>()
  /** Left behind by a move, each with what calls its end off; they may still answer. */
  readonly #leaving = new Map<SocketLink, Cancel>()
  #current: SocketLink | undefined
  #next: SocketLink | undefined
  #retry: Cancel | undefined
  #attempts = 0
  #readySinceMs = 0
  #clockSuspect = false
  #links = 0
  #started = false
  #closed = false

  constructor(options: SocketOptions) {
    this.#options = options
    this.#limits = { ...SOCKET_LIMITS, ...options.limits }
    this.#open = new OpenRequests({
      name: options.name,
      timing: options.timing,
      timeoutMs: this.#limits.requestTimeoutMs,
    })
    if (this.#limits.pingEveryMs > PING_EVERY_MAX_MS)
      throw new RangeError(`ping at least every ${PING_EVERY_MAX_MS} ms`)
    this.#signer = options.credentials === undefined ? undefined : new Signer(options.credentials)
  }

  get state(): SocketState {
    if (this.#closed) return "closed"
    if (this.#current !== undefined) return "up"
    if (this.#next !== undefined) return "connecting"
    return this.#started ? "waiting" : "idle"
  }

  /** A command handed over now would leave: up, its earlier bytes drain, and it has room for another reply. */
  get takes(): boolean {
    return this.#hindrance(this.#current) === undefined
  }

  /** Connects, and keeps coming back until closed. */
  start(): void {
    if (this.#started || this.#closed) return
    this.#started = true
    this.#connectAfter(0)
  }

  /** Asks for a further channel now and on every later connection. A channel that OKX refuses is only reported, as an event frame. */
  subscribe(arg: ChannelArg): void {
    const key = channelKey(arg)
    if (this.#extra.has(key)) return
    this.#extra.set(key, arg)
    this.#current?.subscribe(arg, false)
    this.#next?.subscribe(arg, false)
  }

  unsubscribe(arg: ChannelArg): void {
    if (this.#extra.delete(channelKey(arg))) this.#current?.unsubscribe(arg)
  }

  /** Moves to a new connection, as before an upgrade: the old one serves until the new one is ready. Nothing while none is up. */
  replace(): void {
    if (this.#current !== undefined) this.#connectAfter(0)
  }

  /** Sends once. Never rejects; the outcome of every order is in the result. */
  command<Request, Ack extends AckRow>(call: SocketCommand<Request, Ack>): Promise<CommandResult<Ack>> {
    const { op, request, expTimeMs } = call
    const t0Ms = this.#options.timing.monotonicMs()
    const link = this.#current
    const refusal = this.#refusal(link, expTimeMs)
    if (link === undefined || refusal !== undefined) {
      const answer: Answer = { kind: "not-sent", detail: refusal ?? "the socket is not connected" }
      return Promise.resolve(this.#result(call, "", answer, t0Ms))
    }
    const text = op.encode(request, { id: this.#open.nextId, expTimeMs })
    return new Promise((resolve) => {
      const settle = (answer: Answer): void => resolve(this.#result(call, text, answer, t0Ms))
      this.#open.add({ op: op.op, link, settle })
      link.send(text)
    })
  }

  /** What `sends` hands over leaves in one piece: thirty frames are one call of the system then, not thirty. */
  together(sends: () => void): void {
    const link = this.#current
    if (link === undefined) sends()
    else link.together(sends)
  }

  /** Ends for good. Whatever was sent and not answered is reported as unknown. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#retry?.()
    for (const link of [this.#current, this.#next, ...this.#leaving.keys()]) link?.close("closed by us")
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }

  #result<Request, Ack extends AckRow>(
    { op, operation, targets }: SocketCommand<Request, Ack>,
    sent: string,
    answer: Answer,
    t0Ms: number,
  ): CommandResult<Ack> {
    const envelope = answer.kind === "envelope" ? answer.envelope : undefined
    return {
      outcomes: outcomesOf({ operation, targets, answer, decode: op.decode }),
      roundTripMs: this.#options.timing.monotonicMs() - t0Ms,
      inTimeUs: envelope?.inTimeUs,
      outTimeUs: envelope?.outTimeUs,
      wire: wireOf(sent, answer),
    }
  }

  #hindrance(link: SocketLink | undefined): string | undefined {
    if (link === undefined) return "the socket is not connected"
    if (this.#open.size >= this.#limits.pendingMax)
      return `${this.#limits.pendingMax} requests wait for replies already`
    return link.bufferedBytes > this.#limits.bufferedBytesMax ? "the socket does not drain" : undefined
  }

  #refusal(link: SocketLink | undefined, expTimeMs: number | undefined): string | undefined {
    const hindrance = this.#hindrance(link)
    if (hindrance !== undefined || expTimeMs === undefined) return hindrance
    const exchangeMs = this.#options.clock.now()
    return exchangeMs === undefined || expTimeMs <= exchangeMs ? "its deadline has passed" : undefined
  }

  #connectAfter(delayMs: number): void {
    if (this.#closed || this.#next !== undefined || this.#retry !== undefined) return
    this.#retry = this.#options.timing.schedule(delayMs, () => {
      void this.#connect()
    })
  }

  async #connect(): Promise<void> {
    const { timing, limiter, clock, syncClock } = this.#options
    if (this.#signer !== undefined && (this.#clockSuspect || clock.now() === undefined)) {
      this.#clockSuspect = !((await syncClock?.()) ?? false)
    }
    this.#retry = undefined
    if (this.#closed) return
    const nowMs = timing.monotonicMs()
    const taken = limiter.tryTake({ kind: "connect" }, 1, nowMs)
    if (!taken.ok) {
      this.#connectAfter(taken.retryAtMs - nowMs)
      return
    }
    const { url, transport, channels } = this.#options
    const link: SocketLink = new SocketLink({
      id: `${this.#options.name}${++this.#links}`,
      url,
      transport,
      timing,
      clock,
      limiter,
      signer: this.#signer,
      channels: [
        ...channels.map((arg) => ({ arg, required: true })),
        ...[...this.#extra.values()].map((arg) => ({ arg, required: false })),
      ],
      limits: this.#limits,
      on: {
        ready: () => this.#linkReady(link),
        frame: (frame) => this.#frame(link, frame),
        ended: (end) => this.#linkEnded(link, end),
      },
    })
    this.#next = link
  }

  #linkReady(link: SocketLink): void {
    const old = this.#current
    this.#current = link
    this.#next = undefined
    this.#readySinceMs = this.#options.timing.monotonicMs()
    if (old !== undefined) this.#leave(old)
    this.#options.on.up(old === undefined ? "connected" : "moved")
  }

  /** The old connection stays until its requests are answered, but not long. */
  #leave(link: SocketLink): void {
    const close = () => link.close("moved to a new connection")
    this.#leaving.set(link, this.#options.timing.schedule(this.#limits.leaveAfterMs, close))
    if (!this.#open.hasOn(link)) close()
  }

  #linkEnded(link: SocketLink, end: LinkEnd): void {
    this.#open.ended(link, end.reason)
    const stopTimer = this.#leaving.get(link)
    if (stopTimer !== undefined) {
      stopTimer()
      this.#leaving.delete(link)
      return
    }
    const { timing, on } = this.#options
    const wasCurrent = this.#current === link
    if (wasCurrent) {
      this.#current = undefined
      if (timing.monotonicMs() - this.#readySinceMs >= this.#limits.stableAfterMs) this.#attempts = 0
    } else {
      this.#next = undefined
    }
    if (end.code === "60004" || end.code === "60006") this.#clockSuspect = true
    this.#attempts++
    const { backoff } = this.#limits
    this.#connectAfter(end.refused ? backoff.maxMs : backoffMs(backoff, this.#attempts, timing.random()))
    // While an upgrade's move fails, the old connection still serves: that is no downtime.
    if (this.#current === undefined) on.down(end)
  }

  #frame(link: SocketLink, frame: SocketFrame): void {
    if (frame.kind === "reply" && this.#open.answer(frame.id, frame.op, frame.envelope)) return
    if (frame.kind === "event" && this.#settledByEvent(link, frame)) return
    this.#options.on.frame(frame)
  }

  /** An error that carries a request's id answers that request. A notice of an upgrade starts the move. True when it needs no further handling. */
  #settledByEvent(link: SocketLink, frame: SocketFrame & { kind: "event" }): boolean {
    const { event, id, code, msg } = frame.event
    const envelope = { code, msg, data: [], inTimeUs: undefined, outTimeUs: undefined }
    if (event === "error" && this.#open.answer(id, undefined, envelope)) return true
    if (event === "notice" && code === "64008" && link === this.#current) this.#connectAfter(0)
    return false
  }
}
