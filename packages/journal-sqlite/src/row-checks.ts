// The checksum of each row of the index. SQLite does not notice a changed byte inside a row, and who reads a fill or an event must get what was
// written or be told so; that rows are missing is seen elsewhere (progress, sequence numbers).

import { crc32 } from "node:zlib"
import { indexUnusable } from "./faults.ts"
import type { Row } from "./statements.ts"

const FILL_COLUMNS = [
  ...["account", "seq", "order_id", "client_order_id", "cl_ord_id", "okx_order_id", "strategy", "symbol", "side"],
  ...["trade_id", "price", "quantity", "unit", "fees", "liquidity", "at"],
] as const

/** The columns of a fill without its checksum, as text for SQL. */
export const FILL_COLUMNS_SQL = FILL_COLUMNS.join(", ")

/** Of the values in the order of FILL_COLUMNS_SQL. */
export function fillCrc(values: readonly (string | number | null)[]): number {
  return crc32(JSON.stringify(values))
}

/** `seqs` as JSON: the events about an order that one slice brought. */
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
  orders: ({ body }) => crc32(String(body)),
  fills: (row) =>
    fillCrc(
      FILL_COLUMNS.map((name) => {
        const value = row[name]
        return typeof value === "number" || value === null ? value : String(value)
      }),
    ),
  orderEvents: (row) => orderEventsCrc(String(row.order_id), String(row.seqs)),
}
