// The manager's door to OKX: connects, keeps the clock and the instruments fresh, turns pushes into inputs and requests
// into commands. It and its gateway-*.ts parts are the only files that know both vocabularies. It relies on rest.ts and
// socket.ts for the wire and decides nothing about orders.

import { type ExchangeInput, type ExchangeTime, type Instrument, type Millis, millis, type Symbol } from "@okx-oms/core"
import {
  type Clock,
  type DeadManAnswer,
  type ExchangeGateway,
  type ExchangeReads,
  type ExchangeRequest,
  ExchangeUnavailable,
  type GatewayStatus,
  type Log,
  type MarketReads,
  TROUBLE_LASTS_MS,
  type WireMessages,
} from "@okx-oms/trading"
import { type AccountSetup, barredSymbol } from "./account-setup.ts"
import { ExchangeClock } from "./exchange-clock.ts"
import { checkAccount, clockUnavailable, ExchangeNotYet, loadInstruments } from "./gateway-check.ts"
import { GatewayCommands } from "./gateway-commands.ts"
import { sayToDeadMan } from "./gateway-dead-man.ts"
import { GatewayFeeds } from "./gateway-feeds.ts"
import { GatewayMarket } from "./gateway-market.ts"
import { GatewayPrices } from "./gateway-prices.ts"
import { GatewayReads } from "./gateway-reads.ts"
import { feedOf, timingOf } from "./gateway-timing.ts"
import { WireLog } from "./gateway-wire-log.ts"
import { UndiciTransport } from "./http-transport.ts"
import { budgetOf, RateLimiter } from "./rate-limit.ts"
import { type AddressChoice, addressesOf, type OkxAddresses, socketAddress } from "./region.ts"
import { OkxRestClient } from "./rest.ts"
import type { RestLimits } from "./rest-exchange.ts"
import type { Credentials } from "./sign.ts"
import { OkxSocket, type SocketLimits, type SocketOptions } from "./socket.ts"
import { pause, type Timing } from "./timing.ts"
import type { Transport } from "./transport.ts"
import { CHANNELS } from "./wire/index.ts"
import { WsTransport } from "./ws-transport.ts"

export interface GatewayLimits {
  /** How long start() tries. */
  readonly startTimeoutMs: number
  /** How often OKX's clock is sampled. */
  readonly clockEveryMs: number
  /** How often the instruments are read again. */
  readonly instrumentsEveryMs: number
  /** Cancels that may wait for the rate budget, and how long. */
  readonly cancelQueueMax: number
  readonly cancelQueueMs: number
  /** Symbols whose price is watched on the one public connection. */
  readonly watchedMax: number
}

export const GATEWAY_LIMITS: GatewayLimits = {
  startTimeoutMs: 30_000,
  clockEveryMs: 30_000,
  instrumentsEveryMs: 600_000,
  cancelQueueMax: 5_000,
  cancelQueueMs: 10_000,
  watchedMax: 300,
}

export interface OkxGatewayOptions extends AddressChoice {
  readonly credentials: Credentials
  readonly clock: Clock
  readonly log: Log
  /** A number in [0, 1); spreads the waits between attempts. Default Math.random. */
  readonly random?: () => number
  /** Default: undici and ws. A simulator gives its own. */
  readonly transport?: Transport
  readonly limits?: Partial<GatewayLimits>
  readonly restLimits?: Partial<RestLimits>
  readonly socketLimits?: Partial<SocketLimits>
  /** Told whose account it is, before anything of it is read or traded; what it throws refuses the start. */
  readonly onAccount?: (account: { readonly uid: string }) => void
  /** New and amended orders of the sub-account in 2 s, where OKX raised it. Default 1,000. */
  readonly accountOrdersPer2s?: number
  /** Every rate limit that many times: for exchanges that are not OKX. Default 1. */
  readonly rateLimitsTimes?: number
}

/** Signs that OKX is unwell: reads may lag for a while (order protocol, "Sending", point 5). */
const TROUBLE_CODES: ReadonlySet<string> = new Set(["50001", "50004", "50013", "50026", "51054", "51149"])
const START_RETRY_MS = 1_000
/** However often something hints at changed instruments, they are read again after this at the soonest. */
const RELOAD_AGAIN_MS = 5_000

export class OkxGateway implements ExchangeGateway {
  readonly reads: ExchangeReads
  /** For people who look; the books never ask here. */
  readonly market: MarketReads
  /** What was said about orders lately, for their timelines. */
  readonly wire: WireMessages
  readonly #options: OkxGatewayOptions
  readonly #limits: GatewayLimits
  readonly #timing: Timing
  readonly #clock: ExchangeClock
  readonly #limiter: RateLimiter
  readonly #rest: OkxRestClient
  readonly #private: OkxSocket
  readonly #public: OkxSocket
  readonly #commands: GatewayCommands
  readonly #feeds: GatewayFeeds
  readonly #prices: GatewayPrices
  #instruments: ReadonlyMap<Symbol, Instrument> = new Map()
  #sink: (input: ExchangeInput) => void = () => {}
  readonly #stops: (() => void)[] = []
  #reloading = false
  #reloadedAtMs = Number.NEGATIVE_INFINITY
  #setup: AccountSetup = { acctLv: "", posMode: "net_mode" }
  #troubledAtMs = Number.NEGATIVE_INFINITY
  #lastError: string | undefined
  #closed = false

  constructor(options: OkxGatewayOptions) {
    const addresses = addressesOf(options)
    const transport = options.transport ?? {
      http: new UndiciTransport({ origin: addresses.rest }),
      socket: new WsTransport(),
    }
    this.#options = options
    this.#limits = { ...GATEWAY_LIMITS, ...options.limits }
    const timing = timingOf(options.clock, options.random ?? Math.random)
    const clock = new ExchangeClock(timing)
    const { accountOrdersPer2s, rateLimitsTimes } = options
    const limiter = new RateLimiter({
      ...(accountOrdersPer2s !== undefined && { accountOrdersPer2s }),
      ...(rateLimitsTimes !== undefined && { times: rateLimitsTimes }),
    })
    this.#timing = timing
    this.#clock = clock
    this.#limiter = limiter
    const common = { timing, clock, limiter }
    this.#rest = new OkxRestClient({
      ...common,
      http: transport.http,
      credentials: options.credentials,
      demo: options.environment === "demo",
      limits: options.restLimits ?? {},
      seen: ({ code, status }) => this.#judgeHealth(code, status),
    })
    const wire = new WireLog(() => options.clock.wall())
    this.wire = wire
    this.#feeds = new GatewayFeeds({
      wire,
      clock: options.clock,
      log: options.log,
      sink: (input) => this.#sink(input),
      isUp: () => this.#private.state === "up",
    })
    const sockets = { ...common, transport: transport.socket, limits: options.socketLimits ?? {} }
    this.#private = this.#privateSocket(sockets, addresses)
    this.#public = this.#publicSocket(sockets, addresses)
    this.#prices = new GatewayPrices({
      rest: this.#rest,
      log: options.log,
      watchedMax: this.#limits.watchedMax,
      subscribe: (channel) => this.#public.subscribe(channel),
      take: (rows) => this.#feeds.prices(rows),
    })
    this.#commands = new GatewayCommands({
      rest: this.#rest,
      wire,
      socket: this.#private,
      limiter,
      timing,
      soon: (run) => options.clock.soon(run),
      sink: (input) => this.#sink(input),
      instIdCode: (symbol) => this.#instruments.get(symbol)?.instIdCode,
      barred: (symbol) => barredSymbol(this.#setup, symbol),
      seen: (code) => this.#commandAnswered(code),
      cancelQueueMax: this.#limits.cancelQueueMax,
      cancelQueueMs: this.#limits.cancelQueueMs,
    })
    this.reads = new GatewayReads({
      rest: this.#rest,
      clock,
      log: options.log,
      instruments: () => this.#instruments,
      instrumentsOutdated: () => void this.#reloadInstruments(),
      hasMargin: () => this.#setup.acctLv !== "1",
    })
    this.market = new GatewayMarket({ rest: this.#rest, clock, timing, instruments: () => this.#instruments })
  }

  async start(sink: (input: ExchangeInput) => void): Promise<void> {
    this.#sink = sink
    await this.#prepare()
    if (this.#closed) throw new ExchangeUnavailable("closed while starting", { advice: "Start again." })
    this.#every(this.#limits.clockEveryMs, () => void this.#rest.syncClock())
    this.#every(this.#limits.instrumentsEveryMs, () => void this.#reloadInstruments())
    this.#private.start()
    this.#public.start()
  }

  instruments(): ReadonlyMap<Symbol, Instrument> {
    return this.#instruments
  }

  watch(symbols: readonly Symbol[]): void {
    this.#prices.watch(symbols)
  }

  askPrice(symbol: Symbol): void {
    void this.#prices.ask(symbol)
  }

  exchangeTime(): ExchangeTime | undefined {
    return this.#clock.exchangeTime()
  }

  transportFor(symbol: Symbol): "ws" | "rest" {
    const known = this.#instruments.get(symbol)?.instIdCode !== undefined
    return known && this.#private.takes ? "ws" : "rest"
  }

  takeBudget(want: Parameters<ExchangeGateway["takeBudget"]>[0]): { ok: true } | { ok: false; retryAt: Millis } {
    const key = { kind: want.operation, instrument: want.symbol } as const
    const taken = this.#limiter.tryTakeAhead(key, want.count, this.#timing.monotonicMs())
    return taken.ok ? { ok: true } : { ok: false, retryAt: millis(Math.ceil(taken.retryAtMs)) }
  }

  send(...requests: readonly ExchangeRequest[]): void {
    this.#private.together(() => {
      for (const request of requests) this.#commands.send(request)
    })
  }

  reconnect(reason: string): void {
    this.#options.log.warn("the private connection is replaced", { reason })
    this.#private.replace()
  }

  deadMan(request: Parameters<ExchangeGateway["deadMan"]>[0]): Promise<DeadManAnswer> {
    return sayToDeadMan(this.#rest, request)
  }

  troubled(): boolean {
    return this.#timing.monotonicMs() - this.#troubledAtMs < TROUBLE_LASTS_MS
  }

  status(): GatewayStatus {
    const nowMs = this.#timing.monotonicMs()
    const exchangeMs = this.#clock.now()
    const { lastPrivateMessageAt, lastPublicMessageAt } = this.#feeds
    const lastError = this.#lastError ?? this.#feeds.lastError
    return {
      privateFeed: feedOf(this.#private.state),
      publicFeed: feedOf(this.#public.state),
      ...(lastPrivateMessageAt === undefined ? {} : { lastPrivateMessageAt }),
      ...(lastPublicMessageAt === undefined ? {} : { lastPublicMessageAt }),
      ...(exchangeMs === undefined ? {} : { clockOffsetMs: Math.round(this.#options.clock.wall() - exchangeMs) }),
      troubled: this.troubled(),
      rateBudget: budgetOf(this.#limiter.snapshot(nowMs), nowMs),
      ...(lastError === undefined ? {} : { lastError }),
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    for (const stop of this.#stops) stop()
    this.#commands.close()
    this.#private.close()
    this.#public.close()
    await this.#rest.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #privateSocket(common: SocketParts, addresses: OkxAddresses): OkxSocket {
    return new OkxSocket({
      ...common,
      name: "private",
      url: socketAddress(addresses, "private"),
      credentials: this.#options.credentials,
      channels: [
        CHANNELS.orders.encode({ instType: "ANY" }),
        CHANNELS.account.encode({}),
        CHANNELS.positions.encode({ instType: "ANY" }),
      ],
      syncClock: () => this.#rest.syncClock(),
      on: {
        up: (how) => this.#feedUp(how),
        down: ({ reason }) => this.#feedDown(reason),
        frame: (frame) => this.#feeds.privateFrame(frame),
      },
    })
  }

  #publicSocket(common: SocketParts, addresses: OkxAddresses): OkxSocket {
    const { log } = this.#options
    return new OkxSocket({
      ...common,
      name: "public",
      url: socketAddress(addresses, "public"),
      channels: [],
      on: {
        up: () => log.info("the public feed is up"),
        down: ({ reason }) => {
          if (!this.#closed) log.warn("the public feed is down", { reason })
        },
        frame: (frame) => this.#feeds.publicFrame(frame),
      },
    })
  }

  // ---- starting and keeping fresh ----

  /** Clock, account, instruments; tried again while OKX does not answer, until startTimeoutMs. */
  async #prepare(): Promise<void> {
    const deadlineMs = this.#timing.monotonicMs() + this.#limits.startTimeoutMs
    for (;;) {
      try {
        if (!(await this.#rest.syncClock())) throw clockUnavailable()
        const config = await checkAccount(this.#rest, this.#options.log)
        this.#options.onAccount?.({ uid: config.uid })
        this.#setup = config
        this.#instruments = await loadInstruments(this.#rest, this.#options.log)
        return
      } catch (error) {
        const passing = error instanceof ExchangeNotYet && !this.#closed
        if (!passing || this.#timing.monotonicMs() + START_RETRY_MS >= deadlineMs) throw error
        this.#lastError = error.message
        await pause(this.#timing, START_RETRY_MS)
      }
    }
  }

  async #reloadInstruments(): Promise<void> {
    const nowMs = this.#timing.monotonicMs()
    if (this.#reloading || this.#closed || nowMs - this.#reloadedAtMs < RELOAD_AGAIN_MS) return
    this.#reloading = true
    this.#reloadedAtMs = nowMs
    try {
      this.#instruments = await loadInstruments(this.#rest, this.#options.log)
    } catch (error) {
      if (!(error instanceof ExchangeUnavailable)) throw error
      this.#options.log.warn("the instruments could not be read again", { reason: error.message })
    } finally {
      this.#reloading = false
    }
  }

  #every(everyMs: number, run: () => void): void {
    const index = this.#stops.length
    const arm = (): void => {
      this.#stops[index] = this.#timing.schedule(everyMs, () => {
        run()
        arm()
      })
    }
    arm()
  }

  // ---- what arrives ----

  #feedUp(how: "connected" | "moved"): void {
    this.#lastError = undefined
    this.#feeds.opened()
    this.#options.log.info("the private feed is up", { how })
    this.#sink({ type: "FeedUp" })
  }

  #feedDown(reason: string): void {
    this.#lastError = reason
    this.#sink({ type: "FeedDown", reason })
  }

  // ---- judging ----

  #judgeHealth(code: string | undefined, status: number | undefined): void {
    const unwell = (code !== undefined && TROUBLE_CODES.has(code)) || (status !== undefined && status >= 500)
    if (unwell) this.#troubledAtMs = this.#timing.monotonicMs()
  }

  #commandAnswered(code: string): void {
    this.#judgeHealth(code, undefined)
    // The instrument is unknown to OKX: its code or its existence changed.
    if (code === "51001") void this.#reloadInstruments()
  }
}

type SocketParts = Pick<SocketOptions, "timing" | "clock" | "limiter" | "transport" | "limits">
