// Where a certain word may be false: orders that the exchange lied about, in the worlds whose plan lets it lie, and orders that a restored backup knows only as
// they once were. Of those it is not promised that "rejected", "failed" and "expired" are true. It is promised that whoever finds out says so at once, halts
// trading, and books everything all the same.

import type { OmsEvent } from "@okx-oms/core"
import type { LogRecord } from "@okx-oms/paper-exchange"
import { type AccountBooks, type Bench, broken, type OurOrder, saysOurs, saysTheirs, text, theirsOf } from "./books.ts"

const LIES: ReadonlySet<string> = new Set(["false-refusal", "hidden-order"])

/** What must come in one append with the correction of a false word, or with an order that the journal has lost. */
export interface Owed {
  readonly order: OurOrder
  readonly kind: "resurrected" | "journal-behind"
}

/** An item of a placement was answered otherwise than it was served. */
export function takeLie(books: AccountBooks, record: LogRecord, bench: Bench): void {
  if (!bench.liesAllowed || record.executed !== true || !LIES.has(text(record, "fault"))) return
  books.doubtful.add(text(record, "clOrdId"))
}

/** What was said of the order in all honesty may be false. */
export function mayBeFalse(books: AccountBooks, order: OurOrder): boolean {
  return order.clOrdId !== undefined && books.doubtful.has(order.clOrdId)
}

/** The order is there after all: that is owed a break and a halt, where the word could be false; elsewhere it is S3. */
export function takeResurrection(books: AccountBooks, order: OurOrder, called: string, bench: Bench): void {
  if (mayBeFalse(books, order)) {
    books.owed.push({ order, kind: "resurrected" })
    return
  }
  throw broken(bench, "S3", `called ${called} and exists after all`, {
    ours: saysOurs(order),
    theirs: saysTheirs(theirsOf(books, order)),
  })
}

/** After an append: what was owed came with it. */
export function checkOwed(books: AccountBooks, events: readonly OmsEvent[], bench: Bench): void {
  for (const { order, kind } of books.owed) {
    const sides = { ours: saysOurs(order), theirs: saysTheirs(theirsOf(books, order)) }
    const told = events.some(
      (event) => event.type === "BreakFound" && event.kind === kind && event.orderId === order.orderId,
    )
    if (!told) throw broken(bench, "S3", `an order comes to light without a break (${kind})`, sides)
    const resumed = events.some((event) => event.type === "TradingResumed")
    if (books.trading !== "halt" && !resumed)
      throw broken(bench, "S3", `an order comes to light (${kind}) and trading goes on`, sides)
  }
  books.owed.length = 0
}
