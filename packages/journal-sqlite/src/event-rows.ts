// The events of a page, out of the turns themselves: in sequence, or those of which the index says that they are about an order. Every turn is checked by its
// hash on the way, so a page shows what was written or nothing. How far the index has come is where it ends, for its page says so.

import type { EventQuery } from "@okx-oms/trading"
import { OrderEvents, type Sources } from "./order-events.ts"
import type { Row } from "./statements.ts"
import { type PlainEvent, parseTurn } from "./turn-codec.ts"
import type { TurnStore } from "./turn-store.ts"

interface Range {
  readonly fromSeq: number
  readonly upTo: number
  readonly count: number
}

/** Rows of seq and body, oldest first: at most `count` of those in [fromSeq, upTo]. Throws JournalUnavailable. */
export function eventRows(
  sources: Sources,
  { account, orderId }: Pick<EventQuery, "account" | "orderId">,
  range: Range,
): readonly Row[] {
  const events =
    orderId === undefined ? inSequence(sources.turns, account, range) : ofOrder(sources, account, orderId, range)
  const rows: Row[] = []
  for (const { seq, plain } of events) {
    if (seq > range.upTo || rows.length >= range.count) break
    if (seq >= range.fromSeq) rows.push({ seq, body: JSON.stringify(plain) })
  }
  return rows
}

function* inSequence(turns: TurnStore, account: string, { fromSeq }: Range): Iterable<PlainEvent> {
  for (const turn of turns.walk(account, turns.anchorBefore(account, fromSeq))) yield* parseTurn(turn, turns.file)
}

function ofOrder(sources: Sources, account: string, orderId: string, { fromSeq }: Range): Iterable<PlainEvent> {
  const events = new OrderEvents(sources, account)
  const row = events.row(orderId)
  if (row === undefined) return []
  return events.about(
    orderId,
    events.allSeqs(row).filter((seq) => seq >= fromSeq),
  )
}
