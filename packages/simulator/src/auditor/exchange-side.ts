// The truth: what the exchange's own records say became of every order. Each acceptance is held against the intents that are durable at that moment: one order
// per intent, none without one, none that was called failed or rejected.

import { type Decimal, Decimals, decimal } from "@okx-oms/core"
import type { LogRecord } from "@okx-oms/paper-exchange"
import { type AccountBooks, type Bench, broken, saysOurs, saysTheirs, type TheirOrder, text } from "./books.ts"
import { takeLie } from "./false-word.ts"

/** Takes one record of the exchange about this account. Records of other kinds say nothing about orders. */
export function takeRecord(books: AccountBooks, record: LogRecord, bench: Bench): void {
  const order = books.theirs.get(text(record, "ordId"))
  switch (record.type) {
    case "order-accepted":
      accepted(books, record, bench)
      return
    case "fill":
      if (order !== undefined) filled(books, order, record, bench)
      return
    case "order-filled":
      if (order !== undefined) end(order, "filled")
      return
    case "order-cancelled":
      if (order !== undefined) end(order, "cancelled")
      return
    case "order-amended":
      if (order !== undefined) amended(books, order, record, bench)
      return
    case "item-replaced":
      takeLie(books, record, bench)
      return
    case "fee-corrected": {
      const fill = order?.fills.get(text(record, "tradeId"))
      if (fill !== undefined) fill.fee = text(record, "fee") || fill.fee
      return
    }
    default:
      return
  }
}

function end(order: TheirOrder, how: "filled" | "cancelled"): void {
  order.state = how
  order.ends.add(how)
  order.filledAtEnd = order.filled
}

/** Our form of an id, under our tag: nobody else makes such an order. */
function looksOurs(books: AccountBooks, clOrdId: string, tag: string): boolean {
  if (books.oursByClOrdId.has(clOrdId) || books.fenced.has(clOrdId)) return true
  return books.tag !== "" && tag === books.tag && /^\d{18}$/.test(clOrdId)
}

function accepted(books: AccountBooks, record: LogRecord, bench: Bench): void {
  const clOrdId = text(record, "clOrdId")
  const order: TheirOrder = {
    ordId: text(record, "ordId"),
    clOrdId,
    instId: text(record, "instId"),
    side: text(record, "side"),
    px: text(record, "px"),
    sz: text(record, "sz"),
    state: "open",
    ends: new Set(),
    filled: Decimals.ZERO,
    fills: new Map(),
    filledAtEnd: Decimals.ZERO,
    amended: new Set(),
    terms: [{ px: text(record, "px"), sz: text(record, "sz"), atMs: bench.atMs }],
  }
  books.theirs.set(order.ordId, order)
  if (clOrdId === "") return
  const earlier = books.theirsByClOrdId.get(clOrdId) ?? []
  books.theirsByClOrdId.set(clOrdId, [...earlier, order.ordId])
  if (!looksOurs(books, clOrdId, text(record, "tag"))) return
  const ours = books.oursByClOrdId.get(clOrdId)
  const sides = () => ({ ours: saysOurs(ours), theirs: saysTheirs(order) })
  if (earlier.length > 0)
    throw broken(bench, "S1", `a second order of one intent (${earlier.join(", ")} before)`, sides())
  // On its way from a past that a backup has replaced.
  if (books.forgotten.has(clOrdId)) return
  if (books.fenced.has(clOrdId)) throw broken(bench, "S10", "accepted from a writer whose append was refused", sides())
  if (ours === undefined || ours.submitted === 0)
    throw broken(bench, "S2", "an order at the exchange without a durable intent", sides())
  if (ours.state === "Failed" || ours.state === "Rejected")
    throw broken(bench, "S3", `the exchange accepts an order that was called ${ours.state}`, sides())
}

function filled(books: AccountBooks, order: TheirOrder, record: LogRecord, bench: Bench): void {
  const tradeId = text(record, "tradeId")
  const fee = text(record, "fee")
  order.fills.set(tradeId === "" || order.fills.has(tradeId) ? `${tradeId}#${order.fills.size}` : tradeId, {
    px: text(record, "px"),
    sz: text(record, "sz"),
    fee,
    feeAtFirst: fee,
    feeCcy: text(record, "feeCcy"),
  })
  order.filled = Decimals.add(order.filled, decimal(text(record, "sz")))
  // A late fill of a cancelled order may complete it; no further record says so.
  if (order.state === "cancelled" && !Decimals.lessThan(order.filled, decimal(order.sz))) end(order, "filled")
  checkPosition(books, order, { px: text(record, "px"), sz: decimal(text(record, "sz")) }, bench)
}

function amended(books: AccountBooks, order: TheirOrder, record: LogRecord, bench: Bench): void {
  const reqId = text(record, "reqId")
  order.px = text(record, "px") || order.px
  order.sz = text(record, "sz") || order.sz
  order.amended.add(reqId)
  order.terms.push({ px: order.px, sz: order.sz, atMs: bench.atMs })
  const ours = books.oursByClOrdId.get(order.clOrdId)
  if (ours?.amendsRefused.has(reqId))
    throw broken(bench, "S3", `the exchange did amendment ${reqId}, which was called refused`, {
      ours: saysOurs(ours),
      theirs: saysTheirs(order),
    })
}

/** Prices move between the check and the fill; more than this beyond the limit no movement explains. */
const POSITION_SLACK = { coefficient: 15n, scale: 1 }

/** What our own orders have bought or sold net, at the price of this fill, stays within the symbol's limit. */
function checkPosition(
  books: AccountBooks,
  order: TheirOrder,
  { px, sz }: { readonly px: string; readonly sz: Decimal },
  bench: Bench,
): void {
  const ours = books.oursByClOrdId.get(order.clOrdId)
  if (ours === undefined) return
  const before = books.tallies.net.get(ours.symbol) ?? Decimals.ZERO
  const net = order.side === "buy" ? Decimals.add(before, sz) : Decimals.subtract(before, sz)
  books.tallies.net.set(ours.symbol, net)
  if (ours.quoteSized) return
  // Coins may be sold that were there before: on SPOT only what was bought is a position.
  const spot = !order.instId.endsWith("-SWAP")
  if (spot && !Decimals.isPositive(net)) return
  const value = Decimals.multiply(Decimals.multiply(Decimals.absolute(net), decimal(px)), ours.contractValue)
  const limit = Decimals.multiply(books.audited.limits(ours.symbol).maxPositionNotional, POSITION_SLACK)
  if (Decimals.greaterThan(value, limit))
    throw broken(bench, "S12", `position in ${ours.symbol} worth ${Decimals.format(value)}`, {
      ours: `limit ${Decimals.format(books.audited.limits(ours.symbol).maxPositionNotional)}`,
      theirs: saysTheirs(order),
    })
}
