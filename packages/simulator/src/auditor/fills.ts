// Executions: each one booked here is one of the exchange's, with its price, size and fee, once; and the total never falls nor runs ahead of the exchange's.

import { Decimals, decimal, type Fill } from "@okx-oms/core"
import {
  type AccountBooks,
  type Bench,
  broken,
  type OurOrder,
  saysOurs,
  saysTheirs,
  type TheirFill,
  type TheirOrder,
  theirsOf,
} from "./books.ts"

export function checkFill(books: AccountBooks, order: OurOrder, fill: Fill, bench: Bench): void {
  const theirs = theirsOf(books, order)
  const told = () => `fill ${fill.tradeId} of ${Decimals.format(fill.quantity)} @ ${Decimals.format(fill.price)}`
  if (order.fills.has(fill.tradeId)) throw broken(bench, "S6", `${told()} is booked twice`, { ours: saysOurs(order) })
  const matching = theirs === undefined ? undefined : matchOf(theirs, fill)
  const sides = () => ({ ours: saysOurs(order), theirs: `${saysTheirs(theirs)}, fills ${saysFills(theirs)}` })
  if (matching === undefined) throw broken(bench, "S6", `${told()} is not the exchange's`, sides())
  if (!sameAmounts(matching, fill)) throw broken(bench, "S6", `${told()} differs from the exchange's`, sides())
  if (!sameFee(matching, fill))
    throw broken(
      bench,
      "S6",
      `${told()} with fee ${fill.fees.map((fee) => `${Decimals.format(fee.amount)} ${fee.currency}`)}`,
      {
        ...sides(),
        theirs: `fee ${matching.fee} ${matching.feeCcy}`,
      },
    )
}

/** By its trade id; executions without a usable one are known by their amounts. */
function matchOf(theirs: TheirOrder, fill: Fill): TheirFill | undefined {
  const byId = theirs.fills.get(fill.tradeId)
  if (byId !== undefined) return byId
  if (!fill.tradeId.startsWith("bill-") && !fill.tradeId.startsWith("facts-")) return undefined
  return [...theirs.fills.values()].find((known) => sameAmounts(known, fill))
}

function sameAmounts(known: TheirFill, fill: Fill): boolean {
  return Decimals.equals(decimal(known.px), fill.price) && Decimals.equals(decimal(known.sz), fill.quantity)
}

function sameFee(known: TheirFill, fill: Fill): boolean {
  const charged = Decimals.sum(fill.fees.map((fee) => fee.amount))
  const currency = fill.fees.every((fee) => fee.currency === known.feeCcy)
  const amounts = [known.fee, known.feeAtFirst].map((text) => decimal(text === "" ? "0" : text))
  return currency && amounts.some((amount) => Decimals.equals(amount, charged))
}

function saysFills(theirs: TheirOrder | undefined): string {
  const fills = [...(theirs?.fills ?? [])].map(([tradeId, fill]) => `${tradeId}: ${fill.sz} @ ${fill.px}`)
  return fills.join(", ") || "none"
}

export function checkTotal(books: AccountBooks, order: OurOrder, total: OurOrder["filled"], bench: Bench): void {
  const theirs = theirsOf(books, order)
  const sides = () => ({
    ours: `${saysOurs(order)}, filled ${Decimals.format(order.filled)}`,
    theirs: `${saysTheirs(theirs)}, filled ${Decimals.format(theirs?.filled ?? Decimals.ZERO)}`,
  })
  if (Decimals.lessThan(total, order.filled)) {
    throw broken(bench, "S6", `the filled total falls to ${Decimals.format(total)}`, sides())
  }
  if (Decimals.greaterThan(total, theirs?.filled ?? Decimals.ZERO))
    throw broken(bench, "S6", `the filled total ${Decimals.format(total)} is more than the exchange's`, sides())
}
