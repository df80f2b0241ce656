// Everything one exchange holds, in one record, and the few things every part of it does: tell the time, send, log,
// and note what has to be kept over a restart. It relies on the records of model.ts; it decides nothing.

import type { Decimal } from "@okx-oms/core"
import type { Algo } from "./algo/algo-model.ts"
import type { Purpose } from "./algo/arming.ts"
import type { Delivery } from "./delivery.ts"
import type { ExchangeLog, LogRecord, LogType } from "./exchange-log.ts"
import type { Faults } from "./faults.ts"
import type { Identifiers } from "./identifiers.ts"
import type { Latency } from "./latency.ts"
import type { Account, ApiKey, BillRecord, Fill, FillRecord, Market, Order, Outgoing } from "./model.ts"
import type { Position } from "./positions.ts"
import type { Random } from "./random.ts"
import type { RateLimits } from "./rate-limits.ts"
import type { Scheduler } from "./scheduler.ts"
import type { Connection } from "./session.ts"

/** How the market moves: by itself, by what tests do to it, or by a file of trades. */
export type MarketMode = "random-walk" | "scripted" | "replay"

export interface WorldOptions {
  readonly seed: string
  readonly market: MarketMode
  /** How many seconds of market happen in one second. */
  readonly speed: number
  /** WebSocket operations must name instruments by instIdCode, as the real exchange wants since 2026. */
  readonly strictInstIdCode: boolean
  readonly rateLimits: boolean
  readonly keepChanges: boolean
  readonly retention: Retention
}

/** How long the exchange remembers, in milliseconds (reference section 10.5). */
export interface Retention {
  /** Orders that were cancelled without a fill. */
  readonly unfilledMs: number
  /** Orders in orders-history, bills. */
  readonly ordersMs: number
  /** Fills in /trade/fills. */
  readonly fillsMs: number
  /** Everything else: the archives, and what can be asked for by id. */
  readonly archiveMs: number
}

const DAY_MS = 24 * 3_600_000

export const RETENTION: Retention = {
  unfilledMs: 2 * 3_600_000,
  ordersMs: 7 * DAY_MS,
  fillsMs: 3 * DAY_MS,
  archiveMs: 90 * DAY_MS,
}

/** What may come after something that happened to an order: the faults that strike later (aftermath.ts). */
export interface Aftermath {
  rested(order: Order): void
  filled(order: Order, fill: Fill): void
  /** Cancelled by whomever; `filled` orders are not told. */
  cancelled(order: Order): void
}

/** Where the rest of the exchange meets algo orders (algo/algo-port.ts). All but `run` only plan. */
export interface AlgoPort {
  /** How many wait, of all accounts. */
  live: number
  /** Those that follow the best price. */
  readonly chases: Set<Algo>
  /** An order that may carry something along is known from now on. */
  accepted(order: Order): void
  filled(order: Order, size: Decimal): void
  /** An order has come to its end. */
  closed(order: Order): void
  /** The price that an algo order waited for has come. */
  fired(algo: Algo, purpose: Purpose, price: Decimal): void
  /** An instrument is gone, and with it what waits for its prices. */
  expired(market: Market): void
  /** A trailing stop has begun to follow the price. */
  activated(algo: Algo): void
  /** Does what is planned; to be called when no trade is under way. */
  run(): void
}

/** What changed since the last taking, for a store; the engine itself never reads it. */
export interface Changed {
  readonly orders: Set<Order>
  readonly forgottenOrders: Set<string>
  readonly algos: Set<Algo>
  readonly forgottenAlgos: Set<string>
  readonly accounts: Set<Account>
  readonly fills: { readonly account: Account; readonly fill: FillRecord }[]
  readonly bills: { readonly account: Account; readonly bill: BillRecord }[]
  readonly log: LogRecord[]
  clock: boolean
}

export interface World {
  readonly options: WorldOptions
  readonly startedAtMs: number
  readonly scheduler: Scheduler
  readonly ids: Identifiers
  readonly random: Random
  readonly latency: Latency
  readonly limits: RateLimits
  readonly faults: Faults
  readonly log: ExchangeLog
  readonly markets: Map<string, Market>
  readonly marketsByCode: Map<number, Market>
  readonly accounts: Map<string, Account>
  /** By each of its keys. */
  readonly accountsByKey: Map<string, Account>
  readonly keys: Map<string, ApiKey>
  readonly connections: Map<string, Connection>
  readonly changed: Changed
  /** Exchange time of this turn, in milliseconds; never steps back. */
  nowMs: number
  /** Where this turn's time will end; beyond nowMs while jobs are being caught up. */
  targetMs: number
  /** Exchange time minus the time passed in. */
  clockOffsetMs: number
  /** How far the gateway's clock is from exchange time: what it says, and what it judges expTime and signatures by. */
  skewMs: number
  aftermath: Aftermath
  algos: AlgoPort
  /** Told whenever the last, index or mark price of a market may have changed. */
  readonly priceWatchers: ((market: Market) => void)[]
  /** Markets whose prices moved since margins were last looked at (liquidation.ts). */
  readonly moved: Set<Market>
  /** Newest last. */
  readonly deliveries: Delivery[]
  outgoing: Outgoing[]
}

/** The time that the gateway believes it is. Only this may step back; ids and the engine's own stamps never do. */
export function gatewayMs(world: World): number {
  return world.nowMs + world.skewMs
}

export function note(world: World, type: LogType, facts: Readonly<Record<string, unknown>>): void {
  const record = world.log.append(world.nowMs, type, facts)
  if (world.options.keepChanges) world.changed.log.push(record)
}

/** Of one position, which is named by all that OKX tells positions apart by. */
export function notePosition(
  world: World,
  account: Account,
  position: Position,
  type: LogType,
  facts: Readonly<Record<string, unknown>>,
): void {
  const { market, posId, posSide, mgnMode, ccy } = position
  note(world, type, { uid: account.uid, instId: market.spec.instId, posId, posSide, mgnMode, ccy, ...facts })
}

export function keepOrder(world: World, order: Order): void {
  if (world.options.keepChanges) world.changed.orders.add(order)
}

export function keepAccount(world: World, account: Account): void {
  if (world.options.keepChanges) world.changed.accounts.add(account)
}

/** True when nothing may leave on this connection. */
export function isSilenced(world: World, connection: Connection): boolean {
  if (!world.faults.anySet) return false
  const occasion = { nowMs: world.nowMs, write: true }
  if (connection.accounts.size === 0) return world.faults.strikes("silence", { ...occasion, uid: undefined })
  for (const uid of connection.accounts.keys()) {
    if (world.faults.strikes("silence", { ...occasion, uid })) return true
  }
  return false
}

/** Sends an answer or an event: everything but channel pushes. */
export function send(world: World, connection: Connection, text: string): void {
  if (connection.closed || isSilenced(world, connection)) return
  world.outgoing.push({ kind: "frame", connectionId: connection.id, text })
}

/** Sends a push of a private channel, subject to the push faults of its account. False when it was dropped. */
export function sendPush(world: World, connection: Connection, account: Account, text: string): boolean {
  if (connection.closed || isSilenced(world, connection)) return false
  const { nowMs, faults } = world
  const occasion = { uid: account.uid, nowMs }
  if (faults.strikes("dropped-pushes", occasion)) {
    note(world, "pushes-dropped", { uid: account.uid, connectionId: connection.id, push: text })
    return false
  }
  const delayed = faults.struck("delayed-pushes", occasion)
  if (delayed !== undefined) {
    connection.heldUntilMs = Math.max(connection.heldUntilMs, nowMs + delayed.delayMs)
    note(world, "pushes-delayed", { uid: account.uid, connectionId: connection.id, untilMs: connection.heldUntilMs })
  }
  pushFrame(world, connection, account.uid, text)
  return true
}

/** Lets a push out when it is no longer held back and has been under way as long as it takes. */
export function pushFrame(world: World, connection: Connection, uid: string | undefined, text: string): void {
  const { latency, nowMs } = world
  const arrivesMs = latency.set ? latency.dueMs("pushMs", uid, nowMs, connection.lane) : nowMs
  const dueMs = Math.max(arrivesMs, connection.heldUntilMs)
  const leave = (): void => {
    if (!connection.closed) world.outgoing.push({ kind: "frame", connectionId: connection.id, text })
  }
  if (dueMs > nowMs) world.scheduler.at(dueMs, leave)
  else leave()
}
