// The checksum of each row of the index. SQLite does not notice a changed byte inside a row, and who reads an order, a fill or an event must get what was
// written or be told so; that rows are missing is seen elsewhere (progress, sequence numbers).

import { crc32 } from "node:zlib"
import type { OrderListing } from "@okx-oms/core"
import { indexUnusable } from "./faults.ts"
import type { Row } from "./statements.ts"

export interface FillPlace {
  readonly at: number
  readonly seq: number
  readonly orderId: string
  readonly tradeId: string
  readonly symbol: string
  readonly strategy: string
}

export function fillCrc({ at, seq, orderId, tradeId, symbol, strategy }: FillPlace): number {
  return crc32(`${at} ${seq} ${orderId} ${tradeId} ${symbol} ${strategy}`)
}

/** `seqs` as JSON: the numbers of the events about the order that its body, if it has one, does not hold. */
export function orderCrc(
  listing: { readonly [Field in keyof OrderListing]: unknown },
  seqs: string,
  body: string | undefined,
): number {
  const { orderId, clOrdId, okxOrderId, clientOrderId, symbol, strategy, state, createdAt } = listing
  return crc32(
    `${orderId} ${clOrdId ?? ""} ${okxOrderId ?? ""} ${symbol} ${strategy} ${state} ${createdAt} ${seqs} ${clientOrderId ?? ""} ${body ?? ""}`,
  )
}

/** `seqs` as JSON: numbers of events about the order. */
export function orderEventsCrc(orderId: string, seqs: string): number {
  return crc32(`${orderId} ${seqs}`)
}

/** Throws JournalUnavailable when a row is not what was written. */
export function assertRows(list: keyof typeof WORD, rows: readonly Row[], file: string): void {
  const crcOf = CRC[list]
  for (const row of rows) {
    if (crcOf(row) !== row.crc) throw indexUnusable(file, `the row of ${WORD[list]} is not what was written`)
  }
}

const WORD = { orders: "an order", fills: "a fill", orderEvents: "the events of an order" } as const

const CRC: Readonly<Record<keyof typeof WORD, (row: Row) => number>> = {
  orders: (row) =>
    orderCrc(
      {
        ...{ orderId: row.order_id, clOrdId: row.cl_ord_id, okxOrderId: row.okx_order_id },
        ...{ clientOrderId: row.client_order_id, symbol: row.symbol, strategy: row.strategy },
        ...{ state: row.state, createdAt: row.created_at },
      },
      String(row.seqs),
      row.body === null ? undefined : String(row.body),
    ),
  fills: (row) =>
    fillCrc({
      ...{ at: Number(row.at), seq: Number(row.seq), orderId: String(row.order_id), tradeId: String(row.trade_id) },
      ...{ symbol: String(row.symbol), strategy: String(row.strategy) },
    }),
  orderEvents: (row) => orderEventsCrc(String(row.order_id), String(row.seqs)),
}
