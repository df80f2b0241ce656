// The events of a page, out of the turns themselves: in sequence, or those of which the index says that they are about an order. Every turn is checked by its
// hash on the way, so a page shows what was written or nothing. How far the index has come is where it ends, for its page says so.

import type { EventQuery } from "@okx-oms/trading"
import { indexUnusable } from "./faults.ts"
import { assertRows } from "./row-checks.ts"
import type { Row, Statements } from "./statements.ts"
import { parseTurn } from "./turn-codec.ts"
import type { TurnStore } from "./turn-store.ts"

/** Where pages come from: the index by its statements, the journal by its turns. */
export interface Sources {
  readonly statements: Statements
  readonly indexFile: string
  readonly turns: TurnStore
}

/** Rows of seq and body, oldest first: at most `count` of those in [fromSeq, upTo]. Throws JournalUnavailable. */
export function eventRows(
  sources: Sources,
  { account, orderId }: Pick<EventQuery, "account" | "orderId">,
  range: { readonly fromSeq: number; readonly upTo: number; readonly count: number },
): readonly Row[] {
  const events = orderId === undefined ? inSequence(sources.turns, account, range) : ofOrder(sources, account, orderId)
  const rows: Row[] = []
  for (const { seq, plain } of events) {
    if (seq > range.upTo || rows.length >= range.count) break
    if (seq >= range.fromSeq) rows.push({ seq, body: JSON.stringify(plain) })
  }
  return rows
}

type PlainEvent = ReturnType<typeof parseTurn>[number]

function* inSequence(
  turns: TurnStore,
  account: string,
  { fromSeq }: { readonly fromSeq: number },
): Iterable<PlainEvent> {
  for (const turn of turns.walk(account, turns.anchorBefore(account, fromSeq))) yield* parseTurn(turn, turns.file)
}

function* ofOrder({ statements, indexFile, turns }: Sources, account: string, orderId: string): Iterable<PlainEvent> {
  const rows = statements.all(
    "SELECT order_id, seqs, crc FROM order_events WHERE account = ? AND order_id = ? ORDER BY first_seq",
    ...[account, orderId],
  )
  assertRows("orderEvents", rows, indexFile)
  let turn: readonly PlainEvent[] = []
  for (const seq of rows.flatMap((row): number[] => JSON.parse(String(row.seqs)))) {
    let event = turn.find((one) => one.seq === seq)
    if (event === undefined) {
      const holding = turns.holding(account, seq)
      turn = holding === undefined ? [] : parseTurn(holding, turns.file)
      event = turn.find((one) => one.seq === seq)
    }
    if (event === undefined || !("orderId" in event.plain) || event.plain.orderId !== orderId)
      throw indexUnusable(indexFile, `event ${seq} is not about order ${orderId}`)
    yield event
  }
}
