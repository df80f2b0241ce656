// The exchange as one value without sockets, clock or timers: requests and frames go in with the time, replies and frames
// come out. The doors carry them over the network; a simulator can drive it frame by frame. Same inputs, same outputs.

import type { Decimal } from "@okx-oms/core"
import { type AccountOptions, createAccount, DEFAULT_ACCOUNT, uidAt } from "./accounts.ts"
import { createAftermath } from "./aftermath.ts"
import { forgetOldAlgos } from "./algo/algo-life.ts"
import { createAlgoPort } from "./algo/algo-port.ts"
import { type ControlReply, handleControl } from "./control.ts"
import { type FaultOptions, startFault } from "./control-faults.ts"
import { fundingTimeMs, settleFunding } from "./derivative-data.ts"
import { createExchangeLog, type LogRecord } from "./exchange-log.ts"
import { createFaults } from "./faults.ts"
import { chargeFunding } from "./funding.ts"
import { createIdentifiers } from "./identifiers.ts"
import { type InstrumentOptions, ticksOfPrice } from "./instruments.ts"
import type { MarketFlow } from "./ladder.ts"
import { createLane, createLatency, type LatencyOptions } from "./latency.ts"
import { checkMargins, watchMargins } from "./liquidation.ts"
import { createMarkets, planDeliveries, startMarkets } from "./listing.ts"
import { type ExternalTrade, externalTrade, movePrice } from "./market.ts"
import type { Account, Market, Outgoing } from "./model.ts"
import { forgetOldOrders } from "./order-life.ts"
import { planAccountPush } from "./pushes.ts"
import { createRandom } from "./random.ts"
import { createRateLimits, type RateLimit } from "./rate-limits.ts"
import type { Recording } from "./recordings.ts"
import { handleRest, type RestRequest } from "./rest-requests.ts"
import { createScheduler } from "./scheduler.ts"
import type { Connection, ConnectionPath } from "./session.ts"
import { restoreState, type SavedState, type StateChange, takeStateChanges } from "./state.ts"
import { type Aftermath, type AlgoPort, type MarketMode, note, RETENTION, type Retention, type World } from "./world.ts"
import { dropConnection, forgetConnection, handleMessage } from "./ws-requests.ts"

export interface ExchangeOptions {
  readonly seed: number | string
  /** Wall clock at the start, in milliseconds: all ids begin from it. */
  readonly startedAtMs: number
  readonly instruments?: readonly InstrumentOptions[]
  readonly accounts?: readonly AccountOptions[]
  /** random-walk moves by itself; scripted stands still until told; replay follows `recording`. */
  readonly market?: MarketMode
  readonly recording?: Recording
  /** Prices the market quotes on each side beside the touch, 25; a simulator that trades much needs few. */
  readonly ladderLevels?: number
  /** Seconds of market per second, 0.01..1000. Exchange time itself is never scaled. */
  readonly speed?: number
  readonly rateLimits?: boolean
  /** False: WebSocket operations may name instId in place of instIdCode, as OKX let them until spring 2026. Default true. */
  readonly strictInstIdCode?: boolean
  /** How long requests, answers and pushes take when nothing is wrong; not at all unless told. */
  readonly latency?: LatencyOptions
  /** Faults from the start on, for good unless they say how long. */
  readonly faults?: readonly FaultOptions[]
  /** How long it remembers orders, fills and bills, in milliseconds; what is not named is as at OKX. */
  readonly retention?: Partial<Retention>
  /** Log records kept in memory (100,000); 0 keeps none. */
  readonly logKept?: number
  /** Gets every log record as it is written, in the middle of a turn: it must not call the exchange. */
  readonly onRecord?: (record: LogRecord) => void
  /** True: takeChanges() tells what a store has to keep. */
  readonly keepChanges?: boolean
  /** What a store kept of an earlier run. */
  readonly saved?: SavedState
}

/** Each call gives what leaves because of it, in order; timers due by then have run first. `nowMs` is the wall clock. */
export interface Exchange {
  handleRest(request: RestRequest, nowMs: number): readonly Outgoing[]
  /** Opens a connection; false when the limit of 3 per second and IP, or a fault, refuses it. */
  connect(connection: { id: string; path: ConnectionPath; ip: string }, nowMs: number): boolean
  handleFrame(connectionId: string, text: string, nowMs: number): readonly Outgoing[]
  /** The other side has gone. */
  disconnect(connectionId: string, nowMs: number): void
  /** Lets time pass: timers, market, gathered pushes. */
  advance(nowMs: number): readonly Outgoing[]
  /** The control door: method, path below /paper, query and body. */
  handleControl(request: ControlRequest, nowMs: number): { reply: ControlReply; outgoing: readonly Outgoing[] }
  /** A trade of the world outside; the amount that resting orders of accounts got, undefined for a bad price or symbol. */
  trade(
    instId: string,
    trade: ExternalTrade,
    nowMs: number,
  ): { filled: Decimal | undefined; outgoing: readonly Outgoing[] }
  /** Moves the market to quote around this price without trading with accounts' orders. */
  setPrice(instId: string, price: Decimal, nowMs: number): readonly Outgoing[]
  /** Wall-clock time at which something is due; Infinity when nothing is. */
  nextWakeMs(): number
  /** What a store has to keep, since the last call. Empty unless keepChanges. */
  takeChanges(): readonly StateChange[]
  /** For inspection by tests and the simulator; not to be changed. */
  readonly world: World
}

export interface ControlRequest {
  readonly method: string
  /** Target below the root, query included: "/paper/log?fromSeq=1". */
  readonly target: string
  readonly body: string
}

const IDLE_MS = 30_000
const CONNECT_LIMIT: RateLimit = { count: 3, windowMs: 1_000 }
const HOUSEKEEPING_MS = 60_000

/** Creates an exchange. Throws RangeError for instruments or amounts that cannot be. */
export function createExchange(options: ExchangeOptions): Exchange {
  const world = createWorld(options)
  world.aftermath = createAftermath(world)
  world.algos = createAlgoPort(world)
  watchMargins(world)
  const flows = createMarkets(world, options)
  for (const account of options.accounts ?? [DEFAULT_ACCOUNT]) {
    admit(world, createAccount(account, world.startedAtMs, world.accounts.size))
  }
  if (options.saved !== undefined) restoreState(world, options.saved)
  startMarkets(world, flows, options)
  planDeliveries(world, flows, options)
  if (options.keepChanges === true) for (const account of world.accounts.values()) world.changed.accounts.add(account)
  repeat(world, HOUSEKEEPING_MS, () => {
    for (const account of world.accounts.values()) forgetOldOrders(world, account)
    for (const account of world.accounts.values()) forgetOldAlgos(world, account)
  })
  everyFundingTime(world)
  repeat(world, 1_000, () => {
    closeIdle(world)
    // Prices are kept once a second, everything else as it happens.
    world.changed.clock = world.options.keepChanges
  })
  for (const fault of options.faults ?? []) startFault(world, fault)
  note(world, "exchange-started", { seed: world.options.seed, market: world.options.market })
  return facade(world, flows)
}

function admit(world: World, account: Account): void {
  if (world.accounts.has(account.uid)) throw new RangeError(`account ${account.uid}: this uid is used twice`)
  world.accounts.set(account.uid, account)
  for (const key of account.keys) {
    if (world.keys.has(key.apiKey)) throw new RangeError(`account ${account.uid}: key ${key.apiKey} is used twice`)
    world.keys.set(key.apiKey, key)
    world.accountsByKey.set(key.apiKey, account)
  }
}

function createWorld(options: ExchangeOptions): World {
  const seed = String(options.seed)
  const speed = options.speed ?? 1
  if (!(speed >= 0.01 && speed <= 1_000)) throw new RangeError("speed: expected 0.01..1000")
  const saved = options.saved
  const offsetMs = saved?.clockOffsetMs ?? 0
  return {
    options: {
      seed,
      market: options.market ?? (options.recording === undefined ? "random-walk" : "replay"),
      speed,
      strictInstIdCode: options.strictInstIdCode ?? true,
      rateLimits: options.rateLimits ?? true,
      keepChanges: options.keepChanges ?? false,
      retention: { ...RETENTION, ...options.retention },
    },
    startedAtMs: options.startedAtMs + offsetMs,
    scheduler: createScheduler(),
    ids: createIdentifiers({ startedAtMs: options.startedAtMs, last: saved?.lastId }),
    random: createRandom(`${seed}:faults`),
    latency: createLatency(options.latency ?? {}, accountLatencies(options), createRandom(`${seed}:latency`)),
    limits: createRateLimits(options.rateLimits ?? true),
    faults: createFaults(createRandom(`${seed}:strikes`)),
    log: createExchangeLog({ saved: saved?.log, kept: options.logKept, onRecord: options.onRecord }),
    markets: new Map(),
    marketsByCode: new Map(),
    accounts: new Map(),
    accountsByKey: new Map(),
    keys: new Map(),
    connections: new Map(),
    changed: {
      orders: new Set(),
      forgottenOrders: new Set(),
      algos: new Set(),
      forgottenAlgos: new Set(),
      accounts: new Set(),
      fills: [],
      bills: [],
      log: [],
      clock: true,
    },
    nowMs: options.startedAtMs + offsetMs,
    targetMs: options.startedAtMs + offsetMs,
    clockOffsetMs: offsetMs,
    skewMs: 0,
    aftermath: NO_AFTERMATH,
    algos: NO_ALGOS,
    priceWatchers: [],
    moved: new Set(),
    deliveries: [],
    outgoing: [],
  }
}

function accountLatencies(options: ExchangeOptions): Map<string, LatencyOptions> {
  const found = new Map<string, LatencyOptions>()
  for (const [position, account] of (options.accounts ?? []).entries()) {
    if (account.latency !== undefined) found.set(account.uid ?? uidAt(position), account.latency)
  }
  return found
}

/** Stands in while the world is being made. */
const NO_AFTERMATH: Aftermath = { rested() {}, filled() {}, cancelled() {} }
const NO_ALGOS: AlgoPort = {
  live: 0,
  chases: new Set(),
  accepted() {},
  filled() {},
  closed() {},
  expired() {},
  fired() {},
  activated() {},
  run() {},
}

function repeat(world: World, everyMs: number, run: () => void): void {
  const again = (): void => {
    run()
    world.scheduler.at(Math.max(world.nowMs, world.targetMs) + everyMs, again)
  }
  world.scheduler.at(world.nowMs + everyMs, again)
}

/** Rates are settled at the funding times, however far the clock jumps. */
function everyFundingTime(world: World): void {
  world.scheduler.at(fundingTimeMs(world), () => {
    for (const market of world.markets.values()) if (market.spec.instType === "SWAP") settlePeriod(world, market)
    everyFundingTime(world)
  })
}

function settlePeriod(world: World, market: Market): void {
  settleFunding(world, market)
  chargeFunding(world, market)
}

function closeIdle(world: World): void {
  for (const connection of [...world.connections.values()]) {
    if (world.nowMs - connection.lastInboundMs < IDLE_MS) continue
    dropConnection(world, connection, 4004, "No data received in 30s.")
  }
}

/** Brings exchange time to nowMs, running what is due on the way at its own time. */
function passTime(world: World, nowMs: number): void {
  const targetMs = Math.max(world.nowMs, nowMs + world.clockOffsetMs)
  world.targetMs = targetMs
  for (let job = world.scheduler.take(targetMs); job !== undefined; job = world.scheduler.take(targetMs)) {
    world.nowMs = Math.max(world.nowMs, job.dueMs)
    job.run()
    if (world.moved.size > 0) checkMargins(world)
    world.algos.run()
  }
  world.nowMs = targetMs
}

function takeOutgoing(world: World): readonly Outgoing[] {
  if (world.outgoing.length === 0) return NOTHING
  const outgoing = world.outgoing
  world.outgoing = []
  return outgoing
}

const NOTHING: readonly Outgoing[] = []

function facade(world: World, flows: ReadonlyMap<string, MarketFlow>): Exchange {
  const turn = (nowMs: number, act: () => void): readonly Outgoing[] => {
    passTime(world, nowMs)
    act()
    if (world.moved.size > 0) checkMargins(world)
    world.algos.run()
    for (const account of world.accounts.values()) planAccountPush(world, account)
    return takeOutgoing(world)
  }
  return {
    world,
    handleRest: (request, nowMs) => turn(nowMs, () => handleRest(world, request)),
    connect(connection, nowMs) {
      passTime(world, nowMs)
      const nobody = { uid: undefined, nowMs: world.nowMs }
      if (world.faults.strikes("refused-connections", nobody) || world.faults.strikes("maintenance", nobody))
        return false
      if (!world.limits.take(`connect:${connection.ip}`, CONNECT_LIMIT, world.nowMs)) return false
      world.connections.set(connection.id, openConnection(world, connection))
      note(world, "connection-opened", { connectionId: connection.id, path: connection.path })
      return true
    },
    handleFrame: (connectionId, text, nowMs) =>
      turn(nowMs, () => {
        const connection = world.connections.get(connectionId)
        if (connection !== undefined) handleMessage(world, connection, text)
      }),
    disconnect(connectionId, nowMs) {
      passTime(world, nowMs)
      const connection = world.connections.get(connectionId)
      if (connection === undefined) return
      forgetConnection(world, connection)
      note(world, "connection-closed", { connectionId, code: 0, reason: "by the client" })
    },
    advance: (nowMs) => turn(nowMs, () => {}),
    handleControl(request, nowMs) {
      let reply: ControlReply = { status: 500, body: {} }
      const outgoing = turn(nowMs, () => {
        reply = handleControl(world, flows, request)
      })
      return { reply, outgoing }
    },
    trade(instId, trade, nowMs) {
      let filled: Decimal | undefined
      const outgoing = turn(nowMs, () => {
        const flow = flows.get(instId)
        filled = flow === undefined ? undefined : externalTrade(world, flow, trade)
      })
      return { filled, outgoing }
    },
    setPrice: (instId, price, nowMs) =>
      turn(nowMs, () => {
        const flow = flows.get(instId)
        const ticks = flow === undefined ? undefined : ticksOfPrice(flow.market.spec, price)
        if (flow === undefined || ticks === undefined) return
        movePrice(world, flow, price, ticks)
      }),
    nextWakeMs: () => world.scheduler.nextDueMs() - world.clockOffsetMs,
    takeChanges: () => takeStateChanges(world),
  }
}

function openConnection(world: World, options: { id: string; path: ConnectionPath; ip: string }): Connection {
  return {
    ...options,
    openedMs: world.nowMs,
    accounts: new Map(),
    keys: new Map(),
    subscriptions: new Map(),
    lastInboundMs: world.nowMs,
    heldUntilMs: 0,
    closed: false,
    lane: createLane(),
  }
}
