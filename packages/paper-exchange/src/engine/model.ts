// The records the engine works on: order, account, market, and what goes out. State only; what happens to it is in the
// files named for it (place, match, ledger, ...). Amounts are exact decimals, times milliseconds of exchange time.

import type { Decimal } from "@okx-oms/core"
import type { AlgoShelf, Attached, Spawn } from "./algo/algo-model.ts"
import type { TriggerBook } from "./algo/trigger-book.ts"
import type { CandleSeries } from "./candles.ts"
import type { InstrumentSpec, TradeType } from "./instruments.ts"
import type { OrderBook, Resting, Side } from "./order-book.ts"
import type { ClosedPosition, Position, PosSide } from "./positions.ts"
import type { MarketFeed } from "./public-feed.ts"
import type { ReferencePrices } from "./reference-prices.ts"
import type { Subscription } from "./session.ts"

export type OrdType = "market" | "limit" | "post_only" | "ioc" | "fok" | "optimal_limit_ioc"
export type OrderState = "live" | "partially_filled" | "filled" | "canceled" | "mmp_canceled"
export type StpMode = "cancel_maker" | "cancel_taker" | "cancel_both"
/** Taker or maker; "" for a liquidation or ADL. */
export type ExecType = "T" | "M" | ""
/** What kind of order it is: a person's or a program's, or one of the system on an account's position. */
export type Category = "normal" | "twap" | "full_liquidation" | "partial_liquidation" | "adl" | "delivery"
/** 1 Spot, 2 Futures, 3 Multi-currency margin. */
export type AccountLevel = "1" | "2" | "3"
export type PositionMode = "net_mode" | "long_short_mode"

/** One trade of one order. */
export interface Fill {
  readonly tradeId: string
  readonly price: Decimal
  readonly size: Decimal
  readonly execType: ExecType
  readonly fee: Decimal
  readonly feeCcy: string
  readonly pnl: Decimal
  readonly atMs: number
}

export interface Order {
  readonly ordId: string
  readonly account: Account
  readonly market: Market
  readonly clOrdId: string
  readonly tag: string
  readonly side: Side
  readonly ordType: OrdType
  readonly tdMode: string
  readonly instType: TradeType
  readonly posSide: PosSide
  /** The margin currency; "" for SPOT. */
  readonly ccy: string
  /** What it opens or reduces; undefined for SPOT. */
  readonly position: Position | undefined
  /** Unit of `size` of a SPOT or MARGIN market order; "" for all others. */
  readonly tgtCcy: "" | "base_ccy" | "quote_ccy"
  readonly reduceOnly: boolean
  readonly stpMode: StpMode
  readonly createdMs: number
  readonly lever: string
  /** Who placed it: the API, somebody on OKX's own page, the exchange itself, or an algo order. Never on the wire. */
  readonly origin: "api" | "web" | "system" | "algo"
  /** The algo order that placed it. */
  readonly spawn: Spawn | undefined
  /** What becomes algo orders when it has been filled. */
  attached: readonly Attached[]
  readonly category: Category
  /** As ordered: base currency, contracts, or quote currency when tgtCcy says so. */
  size: Decimal
  price: Decimal | undefined
  state: OrderState
  /** Base currency or contracts. */
  filled: Decimal
  /** Sum of price x size of the fills, without the contract value. */
  filledValue: Decimal
  fee: Decimal
  rebate: Decimal
  pnl: Decimal
  lastFill: Fill | undefined
  /** SPOT: what is held back for it, quote currency for a buy, base for a sell. Else its value in its position's exposure. */
  frozen: Decimal
  /** What of its size is counted into the exposure. */
  counted: Decimal
  /** True while the rest of it is frozen or counted. */
  held: boolean
  cancelSource: string
  updatedMs: number
  /** Present while it rests in the book. */
  resting: Resting<Order | undefined> | undefined
  /** A cancel was accepted and is on its way (slow-cancel fault). */
  cancelling: boolean
  /** Reads before this time say 51603 (stale-reads and hidden-order faults). */
  visibleMs: number
  /** No push tells of it before visibleMs either, unless it trades or ends (hidden-order fault). */
  hidden: boolean
  /** What it was before its last changes, oldest first (past.ts); kept only while reads may be stale. */
  past: PastOrder[] | undefined
}

/** An order as it was until `untilMs`. */
export interface PastOrder {
  readonly untilMs: number
  readonly was: Order
}

export interface Balance {
  cash: Decimal
  /** Held back for SPOT orders. */
  frozen: Decimal
  updatedMs: number
}

export interface FillRecord {
  readonly billId: string
  readonly instType: string
  readonly instId: string
  readonly tradeId: string
  readonly ordId: string
  readonly clOrdId: string
  readonly tag: string
  readonly subType: string
  readonly side: Side
  /** Absent in what older versions kept: net. */
  readonly posSide?: PosSide
  readonly price: string
  readonly size: string
  readonly fee: string
  readonly feeCcy: string
  readonly feeRate: string
  readonly pnl: string
  readonly execType: ExecType
  readonly tradeQuoteCcy: string
  readonly atMs: number
}

export interface BillRecord {
  readonly billId: string
  readonly atMs: number
  readonly type: string
  readonly subType: string
  readonly instType: string
  readonly ccy: string
  readonly bal: string
  readonly balChg: string
  readonly sz: string
  readonly px: string
  readonly pnl: string
  readonly fee: string
  readonly instId: string
  readonly ordId: string
  readonly clOrdId: string
  readonly tag: string
  readonly tradeId: string
  readonly execType: string
  readonly mgnMode: string
  /** Of an isolated position: what it has, and what it got or gave; absent in what older versions kept. */
  readonly posBal?: string
  readonly posBalChg?: string
}

export interface CancelTimer {
  readonly tag: string
  readonly triggerMs: number
  readonly drop: () => void
}

export interface FeeRates {
  readonly spotMaker: Decimal
  readonly spotTaker: Decimal
  readonly swapMaker: Decimal
  readonly swapTaker: Decimal
}

/** What a caller signs with, what it may do, and from where. */
export interface ApiKey {
  readonly account: Account
  readonly apiKey: string
  readonly secret: string
  readonly passphrase: string
  readonly label: string
  readonly permissions: readonly string[]
  /** Allowed addresses; none means all. */
  readonly addresses: readonly string[]
}

export interface Account {
  readonly uid: string
  /** Its own uid for a main account, that of the main account for a sub-account. */
  readonly mainUid: string
  /** Of its first key. */
  readonly apiKey: string
  readonly label: string
  readonly keys: ApiKey[]
  /** The fee tier's name, "Lv1". */
  readonly level: string
  readonly fees: FeeRates
  readonly balances: Map<string, Balance>
  acctLv: AccountLevel
  posMode: PositionMode
  /** By key (positions.ts). */
  readonly positions: Map<string, Position>
  /** Lives of positions that were reduced or closed, by uTime, oldest first. */
  readonly closedPositions: ClosedPosition[]
  /** By what it is set for (leverage.ts). */
  readonly leverage: Map<string, string>
  /** All orders that can still be asked for, by ordId. */
  readonly orders: Map<string, Order>
  readonly openOrders: Map<string, Order>
  /** How many of them each instrument has. */
  readonly openPerInstrument: Map<string, number>
  /** The latest order of each client order id. */
  readonly latestByClOrdId: Map<string, Order>
  /** Oldest first; the histories are read from its end. */
  readonly orderList: Order[]
  /** Closed a moment ago, oldest first (past.ts); filled only while reads may be stale. */
  readonly lately: Order[]
  readonly fills: FillRecord[]
  readonly bills: BillRecord[]
  readonly cancelTimers: Map<string, CancelTimer>
  readonly algos: AlgoShelf
  readonly subscriptions: Map<string, Set<Subscription>>
  readonly changedCurrencies: Set<string>
  readonly changedPositions: Set<string>
  flushPlanned: boolean
}

export interface PublicTrade {
  readonly tradeId: string
  readonly price: Decimal
  readonly size: Decimal
  readonly side: Side
  readonly atMs: number
  /** How many makers the print stands for. */
  readonly count: number
}

export interface Market {
  readonly spec: InstrumentSpec
  readonly book: OrderBook<Order | undefined>
  readonly candles: CandleSeries
  /** Newest last, at most 500. */
  readonly trades: PublicTrade[]
  readonly subscriptions: Map<string, Set<Subscription>>
  lastPrice: Decimal
  lastSize: Decimal
  /** The middle the maker quotes around, in ticks (may lie between two). */
  midTicks: number
  tradeIdNext: number
  bookSequence: number
  readonly reference: ReferencePrices
  /** What waits for its prices. */
  readonly triggers: TriggerBook
  /** Funding rates by the time they were settled at. */
  readonly settledRates: Map<number, Decimal>
  /** Accounts that hold something here, some perhaps no more. */
  readonly holders: Set<Account>
  readonly feed: MarketFeed
}

/** What leaves the engine; the doors carry it out, in this order. */
export type Outgoing =
  | { readonly kind: "frame"; readonly connectionId: string; readonly text: string }
  | { readonly kind: "close"; readonly connectionId: string; readonly code: number; readonly reason: string }
  | {
      readonly kind: "reply"
      readonly requestId: string
      readonly status: number
      readonly contentType: string
      readonly body: string
    }
  /** The request will never be answered. */
  | { readonly kind: "no-reply"; readonly requestId: string }
