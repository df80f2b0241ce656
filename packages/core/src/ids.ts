// The identifiers of an order and how they are made. Four never mix: orderId (ours), clientOrderId (the caller's, never on
// the wire), clOrdId (ours, on the wire) and okxOrderId. Numbers are drawn outside (port Ids); here they only get their form.

import { InvalidIdentifier } from "./errors.ts"

declare const idBrand: unique symbol
type Id<Name extends string> = string & { readonly [idBrand]: Name }

/** Ours: "o" + the 18 digits of the clOrdId for orders placed here, "x" + 18 digits for orders adopted from the exchange. */
export type OrderId = Id<"OrderId">
/** The caller's own name for an order; unique per account for good. 1-64 characters of A-Z a-z 0-9 . _ : - */
export type ClientOrderId = Id<"ClientOrderId">
/** On the wire: a 10-digit epoch and an 8-digit counter (order-protocol: Identifiers). Never reused. */
export type ClOrdId = Id<"ClOrdId">
/** OKX's order id: up to 19 digits, so it stays a string. */
export type OkxOrderId = Id<"OkxOrderId">
/** One request to the exchange (place, cancel, amend); <= 32 alphanumerics, OKX's `id` and `reqId`. */
export type RequestId = Id<"RequestId">
/** The account whose orders one manager owns, as configured. 1-32 characters of a-z 0-9 - */
export type AccountId = Id<"AccountId">
/** Who placed the order. 1-32 characters of A-Z a-z 0-9 . _ - */
export type StrategyId = Id<"StrategyId">
/** Of one break (a difference between our books and the exchange's). */
export type BreakId = Id<"BreakId">

export const EPOCH_DIGITS = 10
export const COUNTER_DIGITS = 8
export const COUNTER_MAX = 10 ** COUNTER_DIGITS - 1

const SERIAL = /^\d{18}$/
const CLIENT_ORDER_ID = /^[A-Za-z0-9._:-]{1,64}$/
const ACCOUNT_ID = /^[a-z0-9-]{1,32}$/
const STRATEGY_ID = /^[A-Za-z0-9._-]{1,32}$/
const ORDER_ID = /^[ox]\d{18}$/
const BREAK_ID = /^b\d{18}$/
const TAG = /^[A-Za-z0-9]{1,16}$/

/** The 18 digits of a serial: epoch (exchange seconds of this start) and counter (0..99,999,999). */
export function serialOf(epoch: number, counter: number): string {
  if (!Number.isSafeInteger(epoch) || epoch <= 0 || epoch > 9_999_999_999) throw new RangeError(`epoch ${epoch}`)
  if (!Number.isSafeInteger(counter) || counter < 0 || counter > COUNTER_MAX) throw new RangeError(`counter ${counter}`)
  return String(epoch).padStart(EPOCH_DIGITS, "0") + String(counter).padStart(COUNTER_DIGITS, "0")
}

export interface OrderIds {
  readonly orderId: OrderId
  readonly clOrdId: ClOrdId
}

/** The two ids of an order placed here; one follows from the other, so a look at the wire tells the order. */
export function orderIdsFrom(serial: string): OrderIds {
  assertSerial(serial)
  return { orderId: `o${serial}` as OrderId, clOrdId: serial as ClOrdId }
}

export function adoptedOrderId(serial: string): OrderId {
  assertSerial(serial)
  return `x${serial}` as OrderId
}

/**
 * Joined, not added: a sum of strings is kept as a pair of its parts, and JSON.stringify takes three times as long for whatever holds one, which is the event, the
 * frame to OKX and the order. The other ids are in one piece as soon as they are keys of a map.
 */
export function requestIdFrom(serial: string): RequestId {
  assertSerial(serial)
  return ["r", serial].join("") as RequestId
}

export function breakIdFrom(serial: string): BreakId {
  assertSerial(serial)
  return `b${serial}` as BreakId
}

export function parseOrderId(text: unknown, field = "orderId"): OrderId {
  if (typeof text !== "string" || !ORDER_ID.test(text))
    throw new InvalidIdentifier(field, text, "an order id (o or x and 18 digits)")
  return text as OrderId
}

export function parseBreakId(text: unknown, field = "breakId"): BreakId {
  if (typeof text !== "string" || !BREAK_ID.test(text))
    throw new InvalidIdentifier(field, text, "a break id (b and 18 digits)")
  return text as BreakId
}

export function parseClientOrderId(text: unknown, field = "clientOrderId"): ClientOrderId {
  if (typeof text !== "string" || !CLIENT_ORDER_ID.test(text)) {
    throw new InvalidIdentifier(field, text, "1 to 64 characters of A-Z a-z 0-9 . _ : -")
  }
  return text as ClientOrderId
}

export function parseAccountId(text: unknown, field = "account"): AccountId {
  if (typeof text !== "string" || !ACCOUNT_ID.test(text))
    throw new InvalidIdentifier(field, text, "1 to 32 characters of a-z 0-9 -")
  return text as AccountId
}

export function parseStrategyId(text: unknown, field = "strategy"): StrategyId {
  if (typeof text !== "string" || !STRATEGY_ID.test(text)) {
    throw new InvalidIdentifier(field, text, "1 to 32 characters of A-Z a-z 0-9 . _ -")
  }
  return text as StrategyId
}

/** The installation's tag on every order (OKX `tag`): at most 16 alphanumerics. */
export function parseTag(text: unknown, field = "tag"): string {
  if (typeof text !== "string" || !TAG.test(text))
    throw new InvalidIdentifier(field, text, "1 to 16 letters and digits")
  return text
}

/** What OKX calls clOrdId, of whatever origin: trusted as text, compared with ours. */
export function clOrdIdFromWire(text: string): ClOrdId {
  return text as ClOrdId
}

export function okxOrderIdFromWire(text: string): OkxOrderId {
  return text as OkxOrderId
}

export function requestIdFromWire(text: string): RequestId {
  return text as RequestId
}

/** True for a clOrdId of the form that this program draws; false for ids of other programs. */
export function looksLikeOurs(clOrdId: string): boolean {
  return SERIAL.test(clOrdId)
}

function assertSerial(serial: string): void {
  if (!SERIAL.test(serial)) throw new RangeError(`not a serial of 18 digits: ${serial}`)
}
