// Cursors of pages: the place of the last row shown, in its list's order. They are opaque to callers and carry which list they belong to, so a
// cursor of one list is not taken for another's.

import { InvalidValue } from "@okx-oms/core"

/** createdAt and orderId of an order, at and seq of a fill, seq and 0 of an event. */
export type RowPlace = readonly [main: number, tie: string | number]

export type ListName = "orders" | "fills" | "events"

export function encodeCursor(list: ListName, [main, tie]: RowPlace): string {
  return Buffer.from(JSON.stringify([list, main, tie])).toString("base64url")
}

/** Throws InvalidValue unless the text is a cursor of this list. */
export function decodeCursor(list: ListName, cursor: string): RowPlace {
  try {
    const [name, main, tie] = JSON.parse(Buffer.from(cursor, "base64url").toString())
    const tieFits = list === "orders" ? typeof tie === "string" : Number.isSafeInteger(tie)
    if (name === list && Number.isSafeInteger(main) && tieFits) return [main, tie]
  } catch {
    // Said below, as for every other text that is no cursor.
  }
  throw new InvalidValue("cursor", cursor, `the nextCursor of an earlier page of ${list}`)
}
