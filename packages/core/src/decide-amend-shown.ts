// What a report says of price and quantity: our amendment was done or refused, or the exchange changed the order by itself. Values count
// only from reports that are not older (uTime) than the last change, so a stale read never undoes an amendment, nor does a doubled push.

import type { Price, Quantity } from "./amount.ts"
import { certainAfter } from "./certain-after.ts"
import type { OrderReport } from "./decide-report.ts"
import { compare, equals } from "./decimal.ts"
import type { ExchangeOrder } from "./exchange.ts"
import type { Facts } from "./facts.ts"
import type { Order, PendingAmend } from "./order.ts"
import type { OrderEventBody } from "./order-event.ts"
import { isActive } from "./order-state.ts"

export function decideAmendShown(order: Order, report: OrderReport, facts: Facts): readonly OrderEventBody[] {
  if (!isActive(order.state)) return []
  const told = report.order
  const pending = order.pendingAmend
  const refused = amendRefused(order, told)
  if (refused !== undefined) return [refused]
  const newer = order.exchangeUpdatedAt === undefined || told.updatedAt >= order.exchangeUpdatedAt
  if (!newer || isReplacedAlready(order, report)) return []
  const change = changeShown(order, told)
  if (pending !== undefined && reachesTarget(order, pending, told)) {
    return [{ type: "OrderAmended", orderId: order.orderId, requestId: pending.requestId, ...shownTerms(told) }]
  }
  if (pending !== undefined && told.amend?.result === "done" && told.amend.requestId === pending.requestId) {
    return [{ type: "OrderAmended", orderId: order.orderId, requestId: pending.requestId, ...shownTerms(told) }]
  }
  const never = pending === undefined ? [] : amendNeverCame(order, pending, { report, overwritten: change }, facts)
  if (!change) return never
  const reason = restatedReason(told)
  return [...never, { type: "OrderRestated", orderId: order.orderId, ...shownTerms(told), reason }]
}

function amendRefused(order: Order, told: ExchangeOrder): OrderEventBody | undefined {
  const { amend } = told
  const pending = order.pendingAmend
  if (amend === undefined || pending === undefined) return undefined
  if (amend.result !== "failed" && amend.result !== "failed-and-cancelled") return undefined
  // Ours always carries its reqId; one without is somebody else's, made at OKX by hand say, and says nothing of ours.
  if (amend.requestId !== pending.requestId) return undefined
  const reason = amend.message || "OKX could not amend the order; it stands as it was"
  return { type: "AmendRefused", orderId: order.orderId, requestId: pending.requestId, code: amend.code, reason }
}

function changeShown({ quantity, price }: Pick<Order, "quantity" | "price">, told: ExchangeOrder): boolean {
  if (!equals(quantity, told.quantity)) return true
  return price !== undefined && told.price !== undefined && !equals(price, told.price)
}

/**
 * A push of the very millisecond of the last change shows what that change replaced: a doubled or late one of before, unless it answers our amendment. Only reads
 * tell what holds, so they always count.
 */
function isReplacedAlready(order: Order, { order: told, begunAt }: OrderReport): boolean {
  const { replacedTerms = [], exchangeUpdatedAt, pendingAmend } = order
  if (begunAt !== undefined || told.updatedAt !== exchangeUpdatedAt) return false
  if (pendingAmend !== undefined && told.amend?.requestId === pendingAmend.requestId) return false
  return replacedTerms.some((terms) => !changeShown(terms, told)) && changeShown(order, told)
}

/**
 * The exchange shows what we asked for. A target at or below the filled part shows as the filled part, and the order is filled by it; one that was filled in
 * full before the amendment came shows the quantity that it had.
 */
function reachesTarget(order: Order, pending: PendingAmend, told: ExchangeOrder): boolean {
  const price = pending.price === undefined || (told.price !== undefined && equals(pending.price, told.price))
  if (!price || pending.quantity === undefined || equals(pending.quantity, told.quantity)) return price
  const cut = equals(told.quantity, told.filled) && compare(told.quantity, order.quantity) < 0
  return cut && compare(pending.quantity, told.filled) < 0
}

function shownTerms(told: ExchangeOrder): {
  quantity: Quantity
  price?: Price
  exchangeUpdatedAt: ExchangeOrder["updatedAt"]
} {
  return { quantity: told.quantity, exchangeUpdatedAt: told.updatedAt, ...(told.price && { price: told.price }) }
}

function restatedReason(told: ExchangeOrder): string {
  return told.amendSource === undefined || told.amendSource === ""
    ? "changed at OKX, not by us"
    : `changed at OKX (amendSource ${told.amendSource})`
}

/**
 * A read begun after the request's time is over and everything accepted is visible does not show the target. The old values: it was never done. Others:
 * somebody changed the order as well, before or after it, and which of the two nobody can tell any more; the target does not stand.
 */
function amendNeverCame(
  order: Order,
  pending: PendingAmend,
  { report, overwritten }: { readonly report: OrderReport; readonly overwritten: boolean },
  facts: Facts,
): readonly OrderEventBody[] {
  if (report.begunAt === undefined) return []
  const certain = certainAfter(pending, facts)
  if (certain === undefined || report.begunAt <= certain) return []
  const { orderId } = order
  const { requestId } = pending
  if (overwritten || pending.restated === true) {
    const reason = "the amendment does not stand: the order was changed by others too, and OKX shows their values"
    return [{ type: "AmendRefused", orderId, requestId, code: "overwritten", reason }]
  }
  const reason = "the amendment never took effect: a read after its time shows the old values"
  return [{ type: "AmendRefused", orderId, requestId, code: "not-seen", reason }]
}
