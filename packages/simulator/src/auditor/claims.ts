// What the manager's durable events claim, held against the exchange's truth at the moment at which they become durable: nothing is called accepted, filled,
// cancelled, rejected or failed that is not so. The fold here is the auditor's own; it shares nothing with the manager's.

import { Decimals, type Fill, type OrderEvent, type OrderState } from "@okx-oms/core"
import { type AccountBooks, type Bench, broken, hasEnded, type OurOrder, saysOurs, saysTheirs } from "./books.ts"
import { checkEnd, checkTerms, checkTrue, checkWhole, identify, type Later, STATE_AFTER } from "./claim-truth.ts"
import { checkHeard } from "./evidence.ts"
import { takeResurrection } from "./false-word.ts"
import { checkFill, checkTotal } from "./fills.ts"
import { checkLimits } from "./limits.ts"

type Of<Type extends OrderEvent["type"]> = Extract<OrderEvent, { type: Type }>

export function takeClaim(books: AccountBooks, event: OrderEvent, bench: Bench): void {
  switch (event.type) {
    case "OrderCreated":
      created(books, event, bench)
      return
    case "OrderAdopted":
      adopted(books, event, bench)
      return
    case "OrderRecalled":
      recalled(books, event, bench)
      return
    default: {
      const order = books.ours.get(event.orderId)
      if (order === undefined) throw broken(bench, "S8", `${event.type} of ${event.orderId}, which was never created`)
      later(books, order, event, bench)
    }
  }
}

function newOrder(event: Of<"OrderCreated"> | Of<"OrderAdopted">, state: OrderState): OurOrder {
  return {
    orderId: event.orderId,
    clOrdId: event.clOrdId,
    symbol: event.symbol,
    source: event.type === "OrderCreated" ? "command" : "exchange",
    side: event.side,
    terms: { ordType: event.orderType, quantity: event.quantity, price: event.price },
    contractValue: event.market.contractValue,
    quoteSized: event.unit === "quote",
    okxOrderId: event.type === "OrderAdopted" ? event.okxOrderId : undefined,
    state,
    states: new Set([state]),
    quantity: event.quantity,
    filled: Decimals.ZERO,
    booked: Decimals.ZERO,
    fills: new Map(),
    submitted: 0,
    expiresAt: 0,
    sent: 0,
    cancelsAsked: 0,
    cancelsSent: 0,
    cancelAsked: undefined,
    amendsAsked: new Map(),
    amendsRefused: new Set(),
    termsSeen: 0,
    pendingCancel: false,
    pendingAmend: undefined,
    doubtSinceMs: undefined,
    submittedInAppend: 0,
  }
}

function created(books: AccountBooks, event: Of<"OrderCreated">, bench: Bench): void {
  const { orderId, clOrdId, clientOrderId } = event
  const before = books.oursByClOrdId.get(clOrdId) ?? books.ours.get(orderId)
  if (books.forgotten.has(clOrdId))
    throw broken(bench, "S1", `the id ${clOrdId} is given again, the journal forgot that it was`)
  if (before !== undefined) throw broken(bench, "S1", `the id ${clOrdId} is given twice`, { ours: saysOurs(before) })
  const first = clientOrderId === undefined ? undefined : books.byClientOrderId.get(clientOrderId)
  if (first !== undefined)
    throw broken(bench, "S11", `client key ${clientOrderId} makes a second intent ${orderId}`, { ours: first })
  const order = newOrder(event, "Created")
  books.ours.set(orderId, order)
  books.oursByClOrdId.set(clOrdId, order)
  countOpen(books, order, 1)
  if (clientOrderId !== undefined) books.byClientOrderId.set(clientOrderId, orderId)
}

function adopted(books: AccountBooks, event: Of<"OrderAdopted">, bench: Bench): void {
  const theirs = books.theirs.get(event.okxOrderId)
  if (theirs === undefined)
    throw broken(bench, "S4", `adopted ordId ${event.okxOrderId}, which the exchange never accepted`)
  const known = books.oursByOkxOrderId.get(event.okxOrderId) ?? books.oursByClOrdId.get(theirs.clOrdId)
  if (known !== undefined)
    throw broken(bench, "S4", "an order of ours is reported as somebody else's", {
      ours: saysOurs(known),
      theirs: saysTheirs(theirs),
    })
  const order = newOrder(event, event.state)
  books.ours.set(event.orderId, order)
  books.oursByOkxOrderId.set(event.okxOrderId, order)
  if (books.forgotten.has(theirs.clOrdId)) books.owed.push({ order, kind: "journal-behind" })
  if (event.fill !== undefined) book(books, order, event.fill, bench)
  raise(books, order, event.filledQuantity, bench)
  checkEnd(order, theirs, event.state, bench)
}

/** A closed order comes back into memory: as it was. */
function recalled(books: AccountBooks, event: Of<"OrderRecalled">, bench: Bench): void {
  const order = books.ours.get(event.orderId)
  const { order: told } = event
  if (order?.state !== told.state || Decimals.compare(order.filled, told.filledQuantity) !== 0)
    throw broken(
      bench,
      "S8",
      `recalled ${event.orderId} as ${told.state} filled ${Decimals.format(told.filledQuantity)}`,
      {
        ours: order === undefined ? "no such order" : `${saysOurs(order)}, filled ${Decimals.format(order.filled)}`,
      },
    )
}

function later(books: AccountBooks, order: OurOrder, event: Later, bench: Bench): void {
  const to = event.type === "OrderCorrected" ? event.to : STATE_AFTER[event.type]
  if (to !== undefined && hasEnded(order.state) && event.type !== "OrderCorrected")
    throw broken(bench, "S7", `${event.type} after ${order.state}`, { ours: saysOurs(order) })
  const before = order.state
  const known = order.okxOrderId !== undefined
  identify(books, order, event, bench)
  checkTrue(books, order, event, bench)
  if (to !== undefined) enter(books, order, to)
  apply(books, order, event, bench)
  checkWhole(books, order, to, bench)
  const unseen = before === "Failed" || before === "Rejected" || (before === "Expired" && !known)
  if (event.type === "OrderCorrected" && unseen) takeResurrection(books, order, before, bench)
}

function enter(books: AccountBooks, order: OurOrder, to: OrderState): void {
  const [lived, lives] = [!hasEnded(order.state), !hasEnded(to)]
  order.state = to
  order.states.add(to)
  if (lived !== lives) countOpen(books, order, lives ? 1 : -1)
}

/** Orders that others placed do not count. */
function countOpen({ tallies }: AccountBooks, { source, symbol }: OurOrder, by: 1 | -1): void {
  if (source === "command") tallies.open.set(symbol, (tallies.open.get(symbol) ?? 0) + by)
}

function apply(books: AccountBooks, order: OurOrder, event: Later, bench: Bench): void {
  switch (event.type) {
    case "OrderValidated":
      checkLimits(books, order, bench)
      return
    case "OrderSubmitted":
      submitted(books, order, event, bench)
      return
    case "OrderPartiallyFilled":
    case "OrderFilled":
    case "FillBooked":
    case "OrderCorrected":
      if (event.fill !== undefined) book(books, order, event.fill, bench)
      raise(books, order, event.filledQuantity, bench)
      break
    case "FillCorrected":
      corrected(books, order, event, bench)
      return
    case "OrderAmended":
    case "OrderRestated":
      order.quantity = event.quantity
      checkTerms(books, order, event, bench)
      if (event.type === "OrderAmended" && event.requestId === order.pendingAmend) order.pendingAmend = undefined
      return
    case "OrderInDoubt":
      if (order.doubtSinceMs === undefined) books.doubts++
      books.doubtsMax = Math.max(books.doubtsMax, books.doubts)
      order.doubtSinceMs ??= bench.atMs
      return
    case "DoubtResolved":
      checkAge(books, order, bench)
      return
    default:
      pending(books, order, event, bench)
  }
  if (hasEnded(order.state)) settled(books, order, bench)
}

function submitted(books: AccountBooks, order: OurOrder, event: Of<"OrderSubmitted">, bench: Bench): void {
  if (order.submitted > 0) {
    const heard = ["50011", "50061", "50102"]
    checkHeard(books, order, heard, event, bench)
    const said = books.heard.rows.get(order.clOrdId ?? "")
    for (const code of heard) said?.delete(code)
  }
  if (!books.compared)
    throw broken(bench, "L3", "a placement before the books were compared in this life", { ours: saysOurs(order) })
  order.submitted++
  order.expiresAt = event.expiresAt
  order.submittedInAppend = books.appends
}

type Pending = Extract<
  Later,
  {
    type:
      | `Cancel${string}`
      | `Amend${string}`
      | `Order${"Cancelled" | "Rejected" | "Failed" | "Expired" | "Acknowledged"}`
  }
>

function pending(books: AccountBooks, order: OurOrder, event: Pending, bench: Bench): void {
  switch (event.type) {
    case "CancelRequested":
      if (order.source === "exchange")
        throw broken(bench, "S14", "a cancel of an order that is not ours", { ours: saysOurs(order) })
      order.pendingCancel = true
      order.cancelsAsked++
      order.cancelAsked = { atMs: bench.atMs, append: books.appends, generation: books.life }
      books.tallies.cancelsWaiting.add(order)
      return
    case "CancelRefused":
      order.pendingCancel = false
      order.cancelAsked = undefined
      books.tallies.cancelsWaiting.delete(order)
      return
    case "AmendRequested":
      order.pendingAmend = event.requestId
      order.amendsAsked.set(event.requestId, event.expiresAt)
      if (event.quantity !== undefined) checkLimits(books, { ...order, quantity: event.quantity }, bench)
      return
    case "AmendRefused":
      order.amendsRefused.add(event.requestId)
      if (order.pendingAmend === event.requestId) order.pendingAmend = undefined
      return
    case "CancelAccepted":
    case "AmendAccepted":
    case "OrderAcknowledged":
      return
    case "OrderCancelled":
    case "OrderRejected":
    case "OrderFailed":
    case "OrderExpired":
      settled(books, order, bench)
      return
  }
}

/** A finished order has nothing pending and no doubt. */
function settled(books: AccountBooks, order: OurOrder, bench: Bench): void {
  order.pendingCancel = false
  order.cancelAsked = undefined
  books.tallies.cancelsWaiting.delete(order)
  order.pendingAmend = undefined
  checkAge(books, order, bench)
}

/** One round of questions about many doubts takes so long for each of them. */
const DOUBT_SHARE_MS = 100

/** After the faults are over, a doubt lasts its time and no longer. */
function checkAge(books: AccountBooks, order: OurOrder, bench: Bench): void {
  const since = order.doubtSinceMs
  order.doubtSinceMs = undefined
  if (since === undefined) return
  books.doubts--
  if (bench.healedAtMs === undefined) return
  // While the exchange's clock was wrong, X may have been set far ahead.
  const xAtMs = order.expiresAt - (bench.exchangeOffsetMs ?? order.expiresAt)
  const lasted = bench.atMs - Math.max(since, bench.healedAtMs, bench.bootedAtMs, bench.awakeSinceMs, xAtMs)
  if (lasted > bench.doubtBoundMs + books.doubtsMax * DOUBT_SHARE_MS)
    throw broken(bench, "L1", `a doubt lasted ${lasted} ms in a healthy world`, { ours: saysOurs(order) })
}

/** The exchange took an execution back, or changed it: the only event after which a total may be smaller. */
function corrected(books: AccountBooks, order: OurOrder, event: Of<"FillCorrected">, bench: Bench): void {
  const { tradeId, fill, filledQuantity } = event
  const booked = order.fills.get(tradeId)
  if (booked === undefined)
    throw broken(bench, "S6", `fill ${tradeId} is corrected and was never booked`, { ours: saysOurs(order) })
  order.fills.delete(tradeId)
  order.booked = Decimals.subtract(order.booked, booked)
  order.filled = Decimals.minimum(order.filled, filledQuantity)
  if (fill !== undefined) book(books, order, fill, bench)
  raise(books, order, filledQuantity, bench)
}

function book(books: AccountBooks, order: OurOrder, fill: Fill, bench: Bench): void {
  checkFill(books, order, fill, bench)
  order.fills.set(fill.tradeId, fill.quantity)
  order.booked = Decimals.add(order.booked, fill.quantity)
}

function raise(books: AccountBooks, order: OurOrder, total: OurOrder["filled"], bench: Bench): void {
  checkTotal(books, order, total, bench)
  order.filled = Decimals.maximum(Decimals.maximum(order.filled, total), order.booked)
}
