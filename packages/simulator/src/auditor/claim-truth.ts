// Claims about the exchange, held against it: an end is an end there too, an id is that order's id, terms are the exchange's and never those of before.

import { Decimals, type OrderEvent, type OrderState, parseDecimal } from "@okx-oms/core"
import {
  type AccountBooks,
  type Bench,
  broken,
  type OurOrder,
  saysOurs,
  saysTheirs,
  type TheirOrder,
  theirsOf,
} from "./books.ts"
import { checkFailed, checkHeard, checkNotSeen, checkRefusedCode } from "./evidence.ts"
import { mayBeFalse } from "./false-word.ts"

type Of<Type extends OrderEvent["type"]> = Extract<OrderEvent, { type: Type }>
export type Later = Exclude<OrderEvent, { type: "OrderCreated" | "OrderAdopted" | "OrderRecalled" }>

/** The state that an event of this kind says; OrderCorrected and OrderAdopted name theirs. */
export const STATE_AFTER: Readonly<Partial<Record<OrderEvent["type"], OrderState>>> = {
  OrderValidated: "Validated",
  OrderSubmitted: "Submitted",
  OrderAcknowledged: "Acknowledged",
  OrderPartiallyFilled: "PartiallyFilled",
  OrderFilled: "Filled",
  OrderCancelled: "Cancelled",
  OrderRejected: "Rejected",
  OrderFailed: "Failed",
  OrderExpired: "Expired",
}

/** The exchange's id in an event is the id of that very order. */
export function identify(books: AccountBooks, order: OurOrder, event: Later, bench: Bench): void {
  if (!("okxOrderId" in event) || event.okxOrderId === undefined) return
  const theirs = books.theirs.get(event.okxOrderId)
  const sides = () => ({ ours: saysOurs(order), theirs: saysTheirs(theirs) })
  if (theirs === undefined)
    throw broken(bench, "S4", `${event.type} with ordId ${event.okxOrderId}, never accepted`, sides())
  if (order.clOrdId !== undefined && order.source === "command" && theirs.clOrdId !== order.clOrdId)
    throw broken(bench, "S4", `${event.type} with the ordId of another order`, sides())
  order.okxOrderId = event.okxOrderId
  books.oursByOkxOrderId.set(event.okxOrderId, order)
}

/** What the event says of the exchange is so at this moment. */
export function checkTrue(books: AccountBooks, order: OurOrder, event: Later, bench: Bench): void {
  const theirs = theirsOf(books, order)
  switch (event.type) {
    case "OrderAcknowledged":
      if (theirs === undefined) throw broken(bench, "S4", "reported live, never accepted", { ours: saysOurs(order) })
      if (event.cause === "reply") checkHeard(books, order, ["0"], event, bench)
      return
    case "CancelAccepted":
    case "AmendAccepted":
      checkHeard(books, order, ["0"], event, bench)
      return
    case "OrderFilled":
    case "OrderCancelled":
    case "OrderExpired":
      // "No longer known which" of an order that was hidden for hours.
      if (event.okxOrderId === undefined && mayBeFalse(books, order)) return
      checkEnd(order, theirs, STATE_AFTER[event.type], bench)
      return
    case "OrderCorrected":
      checkEnd(order, theirs, event.to, bench)
      return
    case "OrderRejected":
      if (event.by === "okx") checkRefusedCode(books, order, event, bench)
      if (!mayBeFalse(books, order)) checkNeverAccepted(order, theirs, "rejected", bench)
      return
    case "OrderFailed":
      if (!mayBeFalse(books, order)) checkNeverAccepted(order, theirs, "failed", bench)
      checkFailed(books, order, event, bench)
      return
    case "CancelRefused":
    case "AmendRefused":
      checkRefusedCode(books, order, event, bench)
      if (event.type === "AmendRefused" && event.code === "not-seen") checkNotSeen(books, order, event, bench)
      if (books.forgottenAmends.has(order.clOrdId ?? "")) return
      // Says only that its values do not stand, because others changed the order as well.
      if (event.code === "overwritten" && changedByOthers(theirs)) return
      if (event.type === "AmendRefused" && theirs?.amended.has(event.requestId))
        throw broken(bench, "S3", `amendment ${event.requestId} called refused, the exchange did it`, {
          ours: saysOurs(order),
          theirs: saysTheirs(theirs),
        })
      return
    case "OrderAmended":
      // Somebody else may have set the very values that we asked for: then they stand, whosever amendment it was.
      if (event.requestId !== undefined && theirs?.amended.has(event.requestId) === false && !changedByOthers(theirs))
        throw broken(bench, "S4", `amendment ${event.requestId} called done, the exchange did not do it`, {
          ours: saysOurs(order),
          theirs: saysTheirs(theirs),
        })
      return
    default:
      return
  }
}

/** An amendment without a request id of ours. */
function changedByOthers(theirs: TheirOrder | undefined): boolean {
  return [...(theirs?.amended ?? [])].some((requestId) => !/^r\d{18}$/.test(requestId))
}

function checkNeverAccepted(order: OurOrder, theirs: TheirOrder | undefined, word: string, bench: Bench): void {
  if (theirs === undefined) return
  throw broken(bench, "S3", `called ${word}, the exchange has it`, {
    ours: saysOurs(order),
    theirs: saysTheirs(theirs),
  })
}

/** An end is claimed: the exchange has ended it so, or it never left and is not there. */
export function checkEnd(
  order: OurOrder,
  theirs: TheirOrder | undefined,
  to: OrderState | undefined,
  bench: Bench,
): void {
  if (to !== "Filled" && to !== "Cancelled" && to !== "Expired") return
  const sides = () => ({ ours: saysOurs(order), theirs: saysTheirs(theirs) })
  if (theirs === undefined) {
    const silentEnd = to === "Expired" || (to === "Cancelled" && order.submitted === 0)
    if (!silentEnd) throw broken(bench, "S4", `called ${to}, never accepted`, sides())
    return
  }
  // The word may come late: what the exchange once ended so was so.
  const isSo = theirs.ends.has(to === "Filled" ? "filled" : "cancelled")
  if (!isSo) throw broken(bench, "S4", `called ${to}, which it is not`, sides())
}

/** An end is told together with everything filled until then. */
export function checkWhole(books: AccountBooks, order: OurOrder, to: OrderState | undefined, bench: Bench): void {
  if (to !== "Filled" && to !== "Cancelled" && to !== "Expired") return
  const theirs = theirsOf(books, order)
  if (theirs === undefined || !Decimals.lessThan(order.filled, theirs.filledAtEnd)) return
  // What was filled after the end may still be on its way.
  if (theirs.ends.size > 1 || !Decimals.equals(theirs.filledAtEnd, theirs.filled)) return
  throw broken(bench, "S6", `called ${to} with ${Decimals.format(order.filled)} filled`, {
    ours: saysOurs(order),
    theirs: `${saysTheirs(theirs)} with ${Decimals.format(theirs.filledAtEnd)}`,
  })
}

/** Price and size as told are the exchange's, and never those of before. */
export function checkTerms(
  books: AccountBooks,
  order: OurOrder,
  event: Of<"OrderAmended"> | Of<"OrderRestated">,
  bench: Bench,
): void {
  const theirs = theirsOf(books, order)
  if (theirs === undefined) return
  const { price, quantity } = event
  const matches = ({ px, sz }: { px: string; sz: string }): boolean => {
    const amount = parseDecimal(px)
    const samePrice = price === undefined || amount === undefined || Decimals.equals(amount, price)
    const size = parseDecimal(sz)
    // An amendment to less than is filled already leaves what is filled.
    const sameSize = size !== undefined && Decimals.equals(size, quantity)
    return samePrice && (sameSize || Decimals.equals(theirs.filled, quantity))
  }
  // OKX dates changes to the millisecond: of those within one, a list and the channel may tell different ones, and nothing says which is later.
  const seenMs = theirs.terms[order.termsSeen]?.atMs ?? 0
  const isPresent = ({ atMs }: { atMs: number }, index: number): boolean => index >= order.termsSeen || atMs === seenMs
  const at = theirs.terms.findIndex((terms, index) => isPresent(terms, index) && matches(terms))
  if (at < 0) {
    const told = `${Decimals.format(quantity)} @ ${price === undefined ? "-" : Decimals.format(price)}`
    throw broken(
      bench,
      "S4",
      `${event.type} tells ${told}, which is ${theirs.terms.some(matches) ? "past" : "not so"}`,
      {
        ours: saysOurs(order),
        theirs: theirs.terms.map(({ px, sz }) => `${sz} @ ${px}`).join(", "),
      },
    )
  }
  order.termsSeen = Math.max(order.termsSeen, at)
}
