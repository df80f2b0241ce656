// What the grid needs of an order manager, in a few words: the one port of the grid. The HTTP desk and the library desk stand behind it, and a
// desk made of memory in the tests. Reads may be late; each order carries the sequence number of its newest event, so older news never wins.

import type { Decimal, OrderSide, OrderState } from "@okx-oms/core"
import type { GridMarket } from "./grid-plan.ts"

/** One order of the strategy as the order manager shows it. */
export interface DeskOrder {
  readonly orderId: string
  readonly clientOrderId: string
  readonly side: OrderSide
  readonly price: Decimal
  readonly quantity: Decimal
  /** Base currency, as the exchange tells; the fills that say at which price may still be on their way. */
  readonly filled: Decimal
  readonly state: OrderState
  /** OKX's cancelSource of a cancelled order: "31" is a post-only order that would have taken. */
  readonly cancelSource?: string
  /** Why a cancel was asked for, when one was. */
  readonly cancelReason?: string
  /** Why it ended, for people. */
  readonly reason?: string
  /** Milliseconds since 1970 by the manager's clock; absent while the order is open. */
  readonly completedAt?: number
  /** Of the order's newest event. */
  readonly seq: number
}

/** One execution. */
export interface DeskFill {
  readonly orderId: string
  readonly clientOrderId?: string
  readonly tradeId: string
  readonly side: OrderSide
  readonly price: Decimal
  /** Base currency. */
  readonly quantity: Decimal
  /** Below zero is charged. */
  readonly fees: readonly { readonly currency: string; readonly amount: Decimal }[]
  /** Exchange time, milliseconds since 1970. */
  readonly at: number
}

export interface DeskOrderWithFills {
  readonly order: DeskOrder
  readonly fills: readonly DeskFill[]
}

/** A post-only limit order. */
export interface Placement {
  readonly clientOrderId: string
  readonly side: OrderSide
  readonly price: Decimal
  readonly quantity: Decimal
}

/**
 * taken: durable there, also when an earlier request had placed it · denied: recorded as rejected, the id is used up · refused: nothing was recorded,
 * ask again later under the same id · different: the id belongs to an order with another price or size, which is the level's order.
 */
export type PlaceResult =
  | { readonly kind: "taken"; readonly orderId: string }
  | { readonly kind: "denied"; readonly orderId: string; readonly code: string; readonly message: string }
  | { readonly kind: "refused"; readonly code: string; readonly message: string }
  | { readonly kind: "different"; readonly message: string }

/** resync: news were left out; everything must be read again. */
export type DeskChange =
  | { readonly type: "order"; readonly orderId: string; readonly clientOrderId?: string }
  | { readonly type: "resync" }
  | { readonly type: "connected" }
  | { readonly type: "disconnected"; readonly reason: string }

export interface Desk extends AsyncDisposable {
  /** For people: where the order manager is. */
  readonly name: string
  instrument(): Promise<GridMarket>
  /** undefined while no price is known. */
  lastPrice(): Promise<Decimal | undefined>
  place(order: Placement): Promise<PlaceResult>
  /** Asks for the cancel; only the order's state says when it is cancelled. An order that ended meanwhile is no error. */
  cancel(orderId: string, reason: string): Promise<void>
  /** As it is now, never older than an earlier answer of place. */
  order(clientOrderId: string): Promise<DeskOrderWithFills | undefined>
  /** Every open order of the strategy, as it is now. */
  openOrders(): Promise<readonly DeskOrder[]>
  /** Every order of the strategy, page by page, newest first. */
  orders(): AsyncIterable<readonly DeskOrder[]>
  /** Every fill of the strategy since that time (milliseconds since 1970), page by page, newest first. */
  fills(since?: number): AsyncIterable<readonly DeskFill[]>
  /** What happens from the first "connected" on. Ends when the signal aborts. */
  changes(signal: AbortSignal): AsyncIterable<DeskChange>
}

/** The order manager cannot be asked now. Nothing is known of what was asked; asking again is safe, every order has its name. */
export class DeskUnavailable extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options)
    this.name = "DeskUnavailable"
  }
}
