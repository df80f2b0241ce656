// The handlers of markets: what may be traded.

import { instrumentRow, PAGE_LIMIT_DEFAULT } from "@okx-oms/api"
import { refuseFields } from "../reply.ts"
import type { Handlers } from "../serve-route.ts"

export const marketHandlers = {
  getInstruments: ({ query, oms }) => {
    const { cursor, limit = PAGE_LIMIT_DEFAULT, symbol, kind } = query
    const { seq } = oms.status()
    const fitting = [...oms.instruments().values()]
      .filter((instrument) => symbol === undefined || instrument.symbol === symbol)
      .filter((instrument) => kind === undefined || instrument.kind === kind)
      .filter((instrument) => cursor === undefined || instrument.symbol > lastSymbol(cursor))
      .sort((a, b) => (a.symbol < b.symbol ? -1 : 1))
    const rows = fitting.slice(0, limit)
    const nextCursor = rows.length === fitting.length ? null : `s${rows.at(-1)?.symbol}`
    return { instruments: rows.map(instrumentRow), nextCursor, seq }
  },
} satisfies Partial<Handlers>

function lastSymbol(cursor: string): string {
  if (/^s[A-Z0-9_.-]{1,60}$/.test(cursor)) return cursor.slice(1)
  return refuseFields([{ path: "cursor", message: "not a cursor of this list; begin without one" }], "query-invalid")
}
