// What an execution was, told differently than it is booked: a read shows it with another price, size or fee, or brings the real one for which a provisional one
// stands. And the provisional one itself: what OKX says was filled and for ten minutes does not tell the executions of, at OKX's own average.

import type { AccountState } from "./account-state.ts"
import { type Price, type Quantity, toPrice, toQuantity } from "./amount.ts"
import { add, divide, equals, format, isPositive, isZero, multiply, subtract, ZERO } from "./decimal.ts"
import { breakFound } from "./decision.ts"
import type { ExchangeFee, ExchangeFill } from "./exchange.ts"
import type { Facts } from "./facts.ts"
import type { OrderId } from "./ids.ts"
import { bookedQuantity, type Fill, fillFrom, largerQuantity, type Order } from "./order.ts"
import type { EventBody, OrderEventBody } from "./order-event.ts"
import { later, type Millis } from "./time.ts"

/** OKX's lists of executions may lag; what is missing for longer than this gets a stand-in. */
export const PROVISIONAL_AFTER_MS = 10 * 60_000
const PROVISIONAL_PREFIX = "provisional-"
const AVERAGE_SCALE = 18

/** OKX answered in full with an order's executions, and some are still missing. */
export interface FillsAbsent {
  readonly type: "FillsAbsent"
  readonly orderId: OrderId
  /** Exchange time at which the read began. */
  readonly begunAt: Millis
}

/** True for an execution that was made here, by its trade id alone. */
export function isProvisional(tradeId: string): boolean {
  return tradeId.startsWith(PROVISIONAL_PREFIX)
}

/** True when the execution is booked, and just as it is told here: what a read shows of it adds nothing. */
export function isBookedAs(order: Order, fill: ExchangeFill): boolean {
  const booked = order.fills.find(({ tradeId }) => tradeId === fill.tradeId)
  return booked !== undefined && sameFill(booked, fill)
}

/** A known execution as a read tells it now; nothing when it is as booked. */
export function decideFillShownAgain(
  state: AccountState,
  order: Order,
  fill: ExchangeFill,
  facts: Facts,
): readonly EventBody[] {
  const booked = order.fills.find(({ tradeId }) => tradeId === fill.tradeId)
  if (booked === undefined || sameFill(booked, fill)) return []
  const { orderId } = order
  const filledQuantity = totalAfter(order, booked, fill)
  const reason = "a read of the executions shows it so"
  const draft = { kind: "fill-mismatch", orderId, ours: wordsOf(booked), theirs: wordsOf(fill) } as const
  return [
    { type: "FillCorrected", orderId, tradeId: fill.tradeId, fill: fillFrom(fill), filledQuantity, reason },
    ...breakFound(state, facts, { ...draft, evidence: `fill ${fill.tradeId}`, action: "repaired" }),
  ]
}

/** The order's total with `fill` in the place of what is booked. One that grows is first of all what is missing, for OKX's total may hold it so already. */
function totalAfter(order: Order, booked: Fill, fill: ExchangeFill): Quantity {
  const more = subtract(fill.quantity, booked.quantity)
  if (isPositive(more)) return largerQuantity(order.filledQuantity, toQuantity(add(bookedQuantity(order), more)))
  const rest = add(order.filledQuantity, more)
  return toQuantity(isPositive(rest) ? rest : ZERO)
}

/** The real execution takes the place of the stand-in that it is older than; undefined when none stands in for it. */
export function replacesProvisional(order: Order, fill: ExchangeFill): OrderEventBody | undefined {
  const standIn = order.fills.find(({ tradeId, at }) => isProvisional(tradeId) && fill.at <= at)
  if (standIn === undefined) return undefined
  const booked = toQuantity(add(subtract(bookedQuantity(order), standIn.quantity), fill.quantity))
  return {
    type: "FillCorrected",
    orderId: order.orderId,
    tradeId: standIn.tradeId,
    fill: fillFrom(fill),
    filledQuantity: largerQuantity(order.filledQuantity, booked),
    reason: "the execution itself has come",
  }
}

export function decideFillsAbsent(state: AccountState, input: FillsAbsent, facts: Facts): readonly EventBody[] {
  const order = state.orders.get(input.orderId)
  if (order?.okxOrderId === undefined || isZero(order.fillsMissing)) return []
  const knownSince = order.history.at(-1)?.at ?? order.createdAt
  if (facts.now < later(knownSince, PROVISIONAL_AFTER_MS)) return []
  const price = missingPrice(order)
  if (price === undefined) return []
  const { orderId, okxOrderId, fillsMissing, filledQuantity } = order
  // By what was booked before it, so the same gap has the same id whenever it is filled.
  const tradeId = `${PROVISIONAL_PREFIX}${okxOrderId}-${format(bookedQuantity(order))}`
  const fill: Fill = {
    ...{ tradeId, price, quantity: fillsMissing, fees: [], liquidity: "unknown" },
    ...{ at: input.begunAt, provisional: true },
  }
  const draft = { kind: "fill-mismatch", orderId, ours: `booked ${format(bookedQuantity(order))}` } as const
  const theirs = `filled ${format(filledQuantity)}, and no executions for it`
  const evidence = `a stand-in ${tradeId} at ${format(price)} is booked until they come; its fee is not known`
  return [
    { type: "FillBooked", orderId, fill, filledQuantity },
    ...breakFound(state, facts, { ...draft, theirs, evidence, action: "waiting" }),
  ]
}

/** What is missing at the price that makes OKX's average true; at the average itself, or the order's price, where that cannot be. */
function missingPrice(order: Order): Price | undefined {
  const { averagePrice, filledQuantity, filledValue, fillsMissing } = order
  if (averagePrice === undefined) return order.price
  const rest = subtract(multiply(averagePrice, filledQuantity), filledValue)
  const price = divide(rest, fillsMissing, { scale: AVERAGE_SCALE, rounding: "halfEven" })
  return isPositive(price) ? toPrice(price) : averagePrice
}

function sameFill(booked: Fill, told: ExchangeFill): boolean {
  return equals(booked.price, told.price) && equals(booked.quantity, told.quantity) && sameFees(booked.fees, told.fees)
}

function sameFees(ours: readonly ExchangeFee[], theirs: readonly ExchangeFee[]): boolean {
  const amountIn = (fees: readonly ExchangeFee[], currency: string) =>
    fees.reduce((sum, fee) => (fee.currency === currency ? add(sum, fee.amount) : sum), ZERO)
  const currencies = new Set([...ours, ...theirs].map(({ currency }) => currency))
  return [...currencies].every((currency) => equals(amountIn(ours, currency), amountIn(theirs, currency)))
}

function wordsOf({
  price,
  quantity,
  fees,
}: {
  price: Price
  quantity: Quantity
  fees: readonly ExchangeFee[]
}): string {
  const fee = fees.map(({ currency, amount }) => `${format(amount)} ${currency}`).join(", ")
  return `${format(quantity)} at ${format(price)}, fee ${fee === "" ? "none" : fee}`
}
