// Why an order, a cancel or an amendment was refused by us: a closed union of codes with their facts. A refusal is a value, not
// an exception. Each code has its sentence in docs/refusals.md (kept by the tidy test); the sentence with its facts is made here.

import { unreachable } from "./errors.ts"

export type Refusal =
  // The request itself cannot be: nothing is recorded, nothing is sent.
  | { readonly code: "instrument-unknown"; readonly path: "symbol"; readonly symbol: string }
  | { readonly code: "instrument-not-live"; readonly path: "symbol"; readonly symbol: string; readonly state: string }
  | { readonly code: "instrument-unsupported"; readonly path: "symbol"; readonly symbol: string; readonly kind: string }
  | { readonly code: "price-missing"; readonly path: "price"; readonly type: string }
  | { readonly code: "price-not-allowed"; readonly path: "price"; readonly type: string }
  | { readonly code: "price-off-tick"; readonly path: "price"; readonly price: string; readonly tickSize: string }
  | {
      readonly code: "quantity-off-lot"
      readonly path: "quantity"
      readonly quantity: string
      readonly lotSize: string
    }
  | {
      readonly code: "quantity-below-minimum"
      readonly path: "quantity"
      readonly quantity: string
      readonly minimum: string
    }
  | {
      readonly code: "quantity-above-maximum"
      readonly path: "quantity"
      readonly quantity: string
      readonly maximum: string
    }
  | { readonly code: "unit-not-allowed"; readonly path: "unit"; readonly unit: string; readonly allowed: string }
  | {
      readonly code: "trade-mode-not-allowed"
      readonly path: "tradeMode"
      readonly tradeMode: string
      readonly allowed: string
    }
  | { readonly code: "reduce-only-not-allowed"; readonly path: "reduceOnly"; readonly symbol: string }
  | { readonly code: "client-order-id-taken"; readonly path: "clientOrderId"; readonly orderId: string }
  | { readonly code: "batch-too-large"; readonly path: "orders"; readonly count: number; readonly maximum: number }
  // The request is sound, our checks deny it: recorded as Created and Rejected, nothing is sent.
  | { readonly code: "trading-halted"; readonly reason: string }
  | { readonly code: "reduce-only-mode"; readonly reason: string }
  | {
      readonly code: "notional-above-limit"
      readonly notional: string
      readonly limit: string
      readonly currency: string
    }
  | { readonly code: "open-orders-above-limit"; readonly open: number; readonly limit: number; readonly symbol: string }
  | {
      readonly code: "position-above-limit"
      readonly position: string
      readonly limit: string
      readonly symbol: string
    }
  | {
      readonly code: "price-outside-collar"
      readonly price: string
      readonly lowest: string
      readonly highest: string
      readonly last: string
    }
  | { readonly code: "price-unknown"; readonly symbol: string; readonly ageMs: number | null; readonly limitMs: number }
  | {
      readonly code: "balance-insufficient"
      readonly needed: string
      readonly available: string
      readonly currency: string
    }
  | { readonly code: "balance-unknown"; readonly currency: string }
  | { readonly code: "position-unknown"; readonly symbol: string }
  // About orders that exist.
  | { readonly code: "order-not-found"; readonly id: string }
  | { readonly code: "order-closed"; readonly orderId: string; readonly state: string }
  | { readonly code: "order-not-ours"; readonly orderId: string }
  | { readonly code: "amend-nothing"; readonly orderId: string }
  | { readonly code: "amend-pending"; readonly orderId: string }
  | { readonly code: "amend-not-allowed"; readonly orderId: string; readonly why: string }
  // About the manager.
  | { readonly code: "inbox-full"; readonly limit: number }
  | { readonly code: "not-ready"; readonly why: string }
  | { readonly code: "manager-stopped"; readonly why: string }

export type RefusalCode = Refusal["code"]

/** What a person reads: what is wrong, with the numbers, and what would be right. */
export function refusalSentence(refusal: Refusal): string {
  switch (refusal.code) {
    case "instrument-unknown":
      return `${refusal.symbol} is not an instrument that this account may trade.`
    case "instrument-not-live":
      return `${refusal.symbol} takes no such order now: its state at OKX is ${refusal.state}.`
    case "instrument-unsupported":
      return `${refusal.symbol} is ${refusal.kind}; this manager trades SPOT and linear SWAP.`
    case "price-missing":
      return `A ${refusal.type} order needs a price.`
    case "price-not-allowed":
      return `A ${refusal.type} order takes no price.`
    case "price-off-tick":
      return `Price ${refusal.price} is not a multiple of the tick size ${refusal.tickSize}.`
    case "quantity-off-lot":
      return `Quantity ${refusal.quantity} is not a multiple of the lot size ${refusal.lotSize}.`
    case "quantity-below-minimum":
      return `Quantity ${refusal.quantity} is below the minimum ${refusal.minimum}.`
    case "quantity-above-maximum":
      return `Quantity ${refusal.quantity} is above the maximum ${refusal.maximum}.`
    case "unit-not-allowed":
      return `Unit ${refusal.unit} is not possible here; allowed: ${refusal.allowed}.`
    case "trade-mode-not-allowed":
      return `Trade mode ${refusal.tradeMode} is not possible here; allowed: ${refusal.allowed}.`
    case "reduce-only-not-allowed":
      return `${refusal.symbol} is a spot market; reduce-only exists for contracts.`
    case "client-order-id-taken":
      return `This client order id belongs to order ${refusal.orderId}, which asked for something else.`
    case "batch-too-large":
      return `${refusal.count} orders in one batch; at most ${refusal.maximum} are taken.`
    case "trading-halted":
      return `Trading is halted (${refusal.reason}); cancels still go out. Resume it to place orders.`
    case "reduce-only-mode":
      return `Only orders that reduce a position are taken now (${refusal.reason}).`
    case "notional-above-limit":
      return `The order is worth ${refusal.notional} ${refusal.currency}; the limit is ${refusal.limit} ${refusal.currency}.`
    case "open-orders-above-limit":
      return `${refusal.symbol} has ${refusal.open} open orders (in doubt included); the limit is ${refusal.limit}.`
    case "position-above-limit":
      return `With its open orders, the position in ${refusal.symbol} could reach ${refusal.position}; the limit is ${refusal.limit}.`
    case "price-outside-collar":
      return `Price ${refusal.price} is outside ${refusal.lowest} to ${refusal.highest} around the last price ${refusal.last}.`
    case "price-unknown":
      return refusal.ageMs === null
        ? `No last price of ${refusal.symbol} is known yet, so the order cannot be checked. Try again shortly.`
        : `The last price of ${refusal.symbol} is ${refusal.ageMs} ms old (limit ${refusal.limitMs} ms), so the order cannot be checked.`
    case "balance-insufficient":
      return `The order needs ${refusal.needed} ${refusal.currency}; ${refusal.available} ${refusal.currency} is available.`
    case "balance-unknown":
      return `The balance of ${refusal.currency} is not known yet, so the order cannot be checked. Try again shortly.`
    case "position-unknown":
      return `The position in ${refusal.symbol} is not known yet, so the order cannot be checked. Try again shortly.`
    case "order-not-found":
      return `No order ${refusal.id} is known here.`
    case "order-closed":
      return `Order ${refusal.orderId} is ${refusal.state} already; nothing was sent.`
    case "order-not-ours":
      return `Order ${refusal.orderId} was not placed here; it is shown, not touched.`
    case "amend-nothing":
      return `The amendment of order ${refusal.orderId} changes nothing.`
    case "amend-pending":
      return `Order ${refusal.orderId} has an amendment without an answer; wait for it.`
    case "amend-not-allowed":
      return `Order ${refusal.orderId} cannot be amended: ${refusal.why}.`
    case "inbox-full":
      return `The manager has ${refusal.limit} requests waiting, its limit; nothing was taken. Try again shortly.`
    case "not-ready":
      return `The manager is not ready: ${refusal.why}. Nothing was recorded or sent.`
    case "manager-stopped":
      return `The manager has stopped: ${refusal.why}. Nothing was recorded or sent.`
    default:
      return unreachable(refusal)
  }
}
