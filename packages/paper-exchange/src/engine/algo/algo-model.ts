// The records of algo orders: what was asked for, what waits for which price, and what has become of it. State only; amounts
// are exact decimals, times milliseconds of exchange time (reference section 4.9).

import type { Decimal } from "@okx-oms/core"
import type { TradeType } from "../instruments.ts"
import type { Account, Market } from "../model.ts"
import type { Side } from "../order-book.ts"
import type { Arm, PriceType } from "./price-arms.ts"
import type { Trailer } from "./trailing.ts"

export type AlgoType = "conditional" | "oco" | "trigger" | "move_order_stop" | "twap" | "chase"
export type AlgoState =
  | "live"
  | "pause"
  | "partially_effective"
  | "effective"
  | "canceled"
  | "order_failed"
  | "partially_failed"

/** A take profit or a stop loss. */
export interface Leg {
  /** Undefined for a limit take profit and for one that is given as a ratio. */
  readonly triggerPrice: Decimal | undefined
  /** Attached ones only: of the price at which the order was filled; 0.3 is 30 %. */
  readonly triggerRatio: Decimal | undefined
  readonly priceType: PriceType
  /** Undefined: at the market. */
  readonly orderPrice: Decimal | undefined
  /** A limit take profit rests in the book from the beginning. */
  readonly kind: "condition" | "limit"
}

/** Places an order when the price comes to triggerPrice from where it was. */
export interface TriggerTerms {
  readonly triggerPrice: Decimal
  readonly priceType: PriceType
  readonly orderPrice: Decimal | undefined
  readonly advance: "" | "fok" | "ioc"
  readonly rises: boolean
}

export interface TrailTerms {
  /** One of the two. */
  readonly callbackRatio: Decimal | undefined
  readonly callbackSpread: Decimal | undefined
  /** It follows the price from there on; at once when undefined. */
  readonly activePrice: Decimal | undefined
}

/** A slice every interval, as long as the price is within the limit. */
export interface TwapTerms {
  readonly priceVariance: Decimal | undefined
  readonly priceSpread: Decimal | undefined
  readonly sliceSize: Decimal
  readonly priceLimit: Decimal
  readonly intervalMs: number
}

/** A post-only order that stays at the best price. */
export interface ChaseTerms {
  readonly chaseType: "distance" | "ratio"
  readonly chaseValue: Decimal
  readonly maxChaseType: "" | "distance" | "ratio"
  readonly maxChaseValue: Decimal
}

/** What an order carries along; it becomes an algo order of its own when the order has been filled. */
export interface Attached {
  readonly attachAlgoId: string
  readonly attachAlgoClOrdId: string
  readonly tp: Leg | undefined
  readonly sl: Leg | undefined
  readonly trail: TrailTerms | undefined
  /** One of several take profits has its part of the order's size. */
  readonly size: Decimal | undefined
  /** The stop loss moves to the price of entry when the first take profit goes off. */
  readonly costPrice: boolean
}

/** Why an order of an account is there although nobody placed it. */
export interface Spawn {
  readonly algoId: string
  readonly algoClOrdId: string
  /** 6 trigger, 7 TP/SL, 13 algo, 25 trailing, 34 chase. */
  readonly source: "6" | "7" | "13" | "25" | "34"
  /** A limit take profit, which was in the book from the beginning. */
  readonly tpLimit: boolean
  /** A limit take profit: the stop loss that is its other half, "" when there is none. */
  readonly linkedAlgoId: string
}

export interface Algo {
  readonly algoId: string
  readonly account: Account
  readonly market: Market
  /** SPOT instruments traded on margin are MARGIN. */
  readonly instType: TradeType
  readonly algoClOrdId: string
  /** As sent; kept because the answers repeat it. */
  readonly clOrdId: string
  readonly tag: string
  readonly ordType: AlgoType
  readonly side: Side
  readonly posSide: "net" | "long" | "short"
  readonly tdMode: string
  readonly ccy: string
  /** The position that it closes or adds to; undefined for SPOT. */
  readonly positionKey: string | undefined
  readonly tgtCcy: "" | "base_ccy" | "quote_ccy"
  readonly reduceOnly: boolean
  /** It can only close: reduce-only, or against its position side. */
  readonly reduces: boolean
  /** The whole position, whatever its size then is. */
  readonly closesPosition: boolean
  readonly cxlOnClosePos: boolean
  readonly createdMs: number
  readonly lastAtPlacing: Decimal
  readonly lever: string
  readonly twap: TwapTerms | undefined
  readonly chase: ChaseTerms | undefined
  readonly trail: TrailTerms | undefined
  /** The orders of one entry: when one part closes the position, the others have that much less to close. */
  readonly groupId: string
  /** The price of entry, where a cost-price stop loss moves to. */
  readonly costPrice: Decimal | undefined
  attached: readonly Attached[]
  /** Undefined while closesPosition has not been triggered. */
  size: Decimal | undefined
  tp: Leg | undefined
  sl: Leg | undefined
  trigger: TriggerTerms | undefined
  state: AlgoState
  failCode: string
  actualSide: "" | "tp" | "sl"
  actualPrice: Decimal | undefined
  actualSize: Decimal
  /** The orders it made, oldest first. */
  ordIds: readonly string[]
  /** Open limit take profits whose other half it is. */
  linkedOrdIds: readonly string[]
  triggeredMs: number
  updatedMs: number
  /** Its price has come; the order follows at the end of the turn. */
  firing: boolean
  /** Where a trailing stop began to follow the last price; undefined until it was activated. */
  trailedFrom: Decimal | undefined
  trailer: Trailer | undefined
  arms: Arm[]
  /** When the next slice is due, and what takes that plan back. */
  plannedMs: number
  dropPlan: (() => void) | undefined
}

/** The algo orders of one account. */
export interface AlgoShelf {
  /** All that can still be asked for, by algoId, oldest first. */
  readonly byId: Map<string, Algo>
  readonly live: Map<string, Algo>
  /** The latest of each client id. */
  readonly latestByClOrdId: Map<string, Algo>
  /** Client ids of live algo orders and of what open orders carry along. */
  readonly reservedIds: Set<string>
  /** How many are live: by kind, and for TP/SL by kind and instrument. */
  readonly counts: Map<string, number>
  /** Oldest first. */
  readonly list: Algo[]
}

export function createShelf(): AlgoShelf {
  return {
    byId: new Map(),
    live: new Map(),
    latestByClOrdId: new Map(),
    reservedIds: new Set(),
    counts: new Map(),
    list: [],
  }
}
