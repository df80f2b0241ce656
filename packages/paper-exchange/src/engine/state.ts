// What an exchange keeps over a restart, as plain JSON records: changes since the last look (for a store that appends), and
// the way back. Amounts are decimal text. Where it is kept is the store's business (doors/state-store.ts).

import { decimal, format } from "@okx-oms/core"
import { armCancelTimer } from "./account-requests.ts"
import type { Spawn } from "./algo/algo-model.ts"
import {
  keepMovedTrails,
  restoreAlgos,
  restoreAttached,
  type SavedAlgo,
  type SavedAttached,
  saveAlgo,
  saveAttached,
} from "./algo/algo-state.ts"
import { ZERO } from "./amounts.ts"
import type { LogRecord } from "./exchange-log.ts"
import { ticksOfPrice } from "./instruments.ts"
import type {
  Account,
  AccountLevel,
  BillRecord,
  ExecType,
  FillRecord,
  Market,
  Order,
  OrderState,
  OrdType,
  PositionMode,
  StpMode,
} from "./model.ts"
import type { Side } from "./order-book.ts"
import { isOpen, restoreOrders } from "./order-life.ts"
import { restorePosition, type SavedPosition, savePosition } from "./position-state.ts"
import { type ClosedPosition, type PositionScope, type PosSide, positionOf } from "./positions.ts"
import { type SavedReference, saveReference } from "./saved-reference.ts"
import type { World } from "./world.ts"

/** One thing to keep: the newest value under (kind, key) counts; undefined means forget it. */
export interface StateChange {
  readonly kind: "order" | "algo" | "account" | "fill" | "bill" | "log" | "exchange"
  readonly key: string
  readonly value: unknown
}

export interface SavedOrder {
  readonly ordId: string
  readonly uid: string
  readonly instId: string
  readonly clOrdId: string
  readonly tag: string
  readonly side: Side
  readonly ordType: OrdType
  readonly tdMode: string
  /** Absent, like posSide and ccy, in what older versions kept: a net position of the listed kind. */
  readonly instType?: Order["instType"]
  readonly posSide?: PosSide
  readonly ccy?: string
  readonly tgtCcy: Order["tgtCcy"]
  readonly reduceOnly: boolean
  readonly stpMode: StpMode
  readonly createdMs: number
  readonly lever: string
  readonly origin: Order["origin"]
  /** These two are absent where there is nothing. */
  readonly spawn?: Spawn
  readonly attached?: readonly SavedAttached[]
  /** Absent in what older versions kept. */
  readonly category?: Order["category"]
  readonly size: string
  readonly price: string | null
  readonly state: OrderState
  readonly filled: string
  readonly filledValue: string
  readonly fee: string
  readonly rebate: string
  readonly pnl: string
  readonly lastFill: {
    readonly tradeId: string
    readonly price: string
    readonly size: string
    readonly execType: ExecType
    readonly fee: string
    readonly feeCcy: string
    readonly pnl: string
    readonly atMs: number
  } | null
  readonly cancelSource: string
  readonly updatedMs: number
}

export interface SavedAccount {
  readonly uid: string
  readonly balances: Readonly<Record<string, { readonly cash: string; readonly updatedMs: number }>>
  readonly leverage: Readonly<Record<string, string>>
  readonly cancelTimers: Readonly<Record<string, number>>
  /** Absent in what older versions kept: Futures mode, net positions. */
  readonly acctLv?: AccountLevel
  readonly posMode?: PositionMode
  readonly positions: readonly SavedPosition[]
  readonly closedPositions?: readonly ClosedPosition[]
}

export interface SavedMarket extends SavedReference {
  readonly lastPrice: string
  readonly tradeIdNext: number
}

/** The exchange's own few values. */
export interface SavedExchange {
  readonly lastId: string
  readonly clockOffsetMs: number
  readonly markets: Readonly<Record<string, SavedMarket>>
}

export interface SavedState extends SavedExchange {
  /** Absent in what older versions kept. */
  readonly algos?: readonly SavedAlgo[]
  readonly accounts: readonly SavedAccount[]
  readonly orders: readonly SavedOrder[]
  readonly fills: readonly { readonly uid: string; readonly fill: FillRecord }[]
  readonly bills: readonly { readonly uid: string; readonly bill: BillRecord }[]
  readonly log: readonly LogRecord[]
}

/** Everything that changed since the last call, in an order that can be written as it stands. */
export function takeStateChanges(world: World): readonly StateChange[] {
  const { changed } = world
  const changes: StateChange[] = []
  for (const order of changed.orders) changes.push({ kind: "order", key: order.ordId, value: saveOrder(order) })
  for (const ordId of changed.forgottenOrders) changes.push({ kind: "order", key: ordId, value: undefined })
  keepMovedTrails(world)
  for (const algo of changed.algos) changes.push({ kind: "algo", key: algo.algoId, value: saveAlgo(algo) })
  for (const algoId of changed.forgottenAlgos) changes.push({ kind: "algo", key: algoId, value: undefined })
  for (const account of changed.accounts)
    changes.push({ kind: "account", key: account.uid, value: saveAccount(account) })
  for (const { account, fill } of changed.fills) {
    changes.push({ kind: "fill", key: fill.billId, value: { uid: account.uid, fill } })
  }
  for (const { account, bill } of changed.bills) {
    changes.push({ kind: "bill", key: bill.billId, value: { uid: account.uid, bill } })
  }
  for (const record of changed.log) changes.push({ kind: "log", key: String(record.seq), value: record })
  if (changes.length > 0 || changed.clock) {
    changes.push({ kind: "exchange", key: "exchange", value: saveExchange(world) })
  }
  changed.orders.clear()
  changed.forgottenOrders.clear()
  changed.algos.clear()
  changed.forgottenAlgos.clear()
  changed.accounts.clear()
  changed.fills.length = 0
  changed.bills.length = 0
  changed.log.length = 0
  changed.clock = false
  return changes
}

function saveExchange(world: World): SavedExchange {
  const markets: Record<string, SavedMarket> = {}
  for (const [instId, market] of world.markets) {
    markets[instId] = {
      lastPrice: format(market.lastPrice),
      tradeIdNext: market.tradeIdNext,
      ...saveReference(market),
    }
  }
  return { lastId: world.ids.last(), clockOffsetMs: world.clockOffsetMs, markets }
}

function saveOrder(order: Order): SavedOrder {
  const last = order.lastFill
  return {
    ordId: order.ordId,
    uid: order.account.uid,
    instId: order.market.spec.instId,
    clOrdId: order.clOrdId,
    tag: order.tag,
    side: order.side,
    ordType: order.ordType,
    tdMode: order.tdMode,
    instType: order.instType,
    posSide: order.posSide,
    ccy: order.ccy,
    tgtCcy: order.tgtCcy,
    reduceOnly: order.reduceOnly,
    stpMode: order.stpMode,
    createdMs: order.createdMs,
    lever: order.lever,
    origin: order.origin,
    ...(order.spawn === undefined ? {} : { spawn: order.spawn }),
    ...(order.attached.length === 0 ? {} : { attached: saveAttached(order.attached) }),
    category: order.category,
    size: format(order.size),
    price: order.price === undefined ? null : format(order.price),
    state: order.state,
    filled: format(order.filled),
    filledValue: format(order.filledValue),
    fee: format(order.fee),
    rebate: format(order.rebate),
    pnl: format(order.pnl),
    lastFill:
      last === undefined
        ? null
        : {
            tradeId: last.tradeId,
            price: format(last.price),
            size: format(last.size),
            execType: last.execType,
            fee: format(last.fee),
            feeCcy: last.feeCcy,
            pnl: format(last.pnl),
            atMs: last.atMs,
          },
    cancelSource: order.cancelSource,
    updatedMs: order.updatedMs,
  }
}

function saveAccount(account: Account): SavedAccount {
  const balances: Record<string, { cash: string; updatedMs: number }> = {}
  for (const [ccy, balance] of account.balances) {
    balances[ccy] = { cash: format(balance.cash), updatedMs: balance.updatedMs }
  }
  const cancelTimers: Record<string, number> = {}
  for (const timer of account.cancelTimers.values()) cancelTimers[timer.tag] = timer.triggerMs
  return {
    uid: account.uid,
    balances,
    leverage: Object.fromEntries(account.leverage),
    cancelTimers,
    acctLv: account.acctLv,
    posMode: account.posMode,
    positions: [...account.positions.values()].filter(({ posId }) => posId !== "").map(savePosition),
    closedPositions: account.closedPositions,
  }
}

/** Puts an earlier run's state back. Accounts and instruments that are no longer configured are passed over. */
export function restoreState(world: World, saved: SavedState): void {
  for (const record of saved.accounts) {
    const account = world.accounts.get(record.uid)
    if (account !== undefined) restoreAccount(world, account, record)
  }
  const orders: Order[] = []
  for (const record of saved.orders) {
    const order = restoreOrder(world, record)
    if (order !== undefined) orders.push(order)
  }
  restoreOrders(world, orders, (order) => {
    const ticks = order.price === undefined ? undefined : ticksOfPrice(order.market.spec, order.price)
    return ticks ?? Math.max(1, Math.round(order.market.midTicks))
  })
  restoreAlgos(world, saved.algos ?? [])
  for (const { uid, fill } of saved.fills) world.accounts.get(uid)?.fills.push(fill)
  for (const { uid, bill } of saved.bills) world.accounts.get(uid)?.bills.push(bill)
}

function restoreAccount(world: World, account: Account, record: SavedAccount): void {
  account.balances.clear()
  for (const [ccy, { cash, updatedMs }] of Object.entries(record.balances)) {
    account.balances.set(ccy, { cash: decimal(cash), frozen: ZERO, updatedMs })
  }
  for (const [instId, lever] of Object.entries(record.leverage)) account.leverage.set(instId, lever)
  for (const [tag, triggerMs] of Object.entries(record.cancelTimers)) armCancelTimer(world, account, tag, triggerMs)
  account.acctLv = record.acctLv ?? account.acctLv
  account.posMode = record.posMode ?? account.posMode
  account.closedPositions.push(...(record.closedPositions ?? []))
  for (const saved of record.positions) restorePosition(world, account, saved)
}

/** What a kept order opens or reduces. */
function scopeOf(market: Market, record: SavedOrder): PositionScope | undefined {
  const instType = record.instType ?? market.spec.instType
  if (instType === "SPOT") return undefined
  const mgnMode = record.tdMode === "isolated" ? "isolated" : "cross"
  return { market, instType, mgnMode, posSide: record.posSide ?? "net", ccy: record.ccy || market.spec.settleCcy }
}

function restoreOrder(world: World, record: SavedOrder): Order | undefined {
  const account = world.accounts.get(record.uid)
  const market = world.markets.get(record.instId)
  if (account === undefined || market === undefined) return undefined
  const { uid: _uid, instId: _instId, ...facts } = record
  const scope = scopeOf(market, record)
  const order: Order = {
    ...facts,
    instType: scope?.instType ?? "SPOT",
    posSide: scope?.posSide ?? "net",
    ccy: scope?.ccy ?? "",
    position: scope === undefined ? undefined : positionOf(account, scope),
    category: record.category ?? "normal",
    spawn: record.spawn,
    attached: restoreAttached(record.attached ?? []),
    account,
    market,
    size: decimal(record.size),
    price: record.price === null ? undefined : decimal(record.price),
    filled: decimal(record.filled),
    filledValue: decimal(record.filledValue),
    fee: decimal(record.fee),
    rebate: decimal(record.rebate),
    pnl: decimal(record.pnl),
    lastFill:
      record.lastFill === null
        ? undefined
        : {
            ...record.lastFill,
            price: decimal(record.lastFill.price),
            size: decimal(record.lastFill.size),
            fee: decimal(record.lastFill.fee),
            pnl: decimal(record.lastFill.pnl),
          },
    frozen: ZERO,
    counted: ZERO,
    held: false,
    resting: undefined,
    cancelling: false,
    visibleMs: 0,
    hidden: false,
    past: undefined,
  }
  if (isOpen(order) && order.ordType !== "limit" && order.ordType !== "post_only") order.state = "canceled"
  return order
}
