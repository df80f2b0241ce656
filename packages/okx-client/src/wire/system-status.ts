// Planned and running maintenance: GET /api/v5/system/status. Interruptions under five seconds are not announced.
// Source: okx-v5 reference, sections 5.2 and 10.9.

import Type from "typebox"
import { DOCS, type Endpoint, get } from "./contract.ts"
import { LateText, millisOf, queryOf, rowReader, Text, text } from "./field.ts"

export interface SystemStatusQuery {
  /** scheduled, ongoing, pre_open, completed, canceled; the first three when absent. */
  readonly state?: string
}

export interface OkxSystemStatus {
  readonly title: string
  readonly state: string
  readonly begin: number | undefined
  readonly end: number | undefined
  /** From then on cancels, post-only orders and transfers work. */
  readonly preOpenBegin: number | undefined
  /** 0 WebSocket, 5 trading, 8 and 9 trading in batches ... */
  readonly serviceType: string
  readonly system: string
  /** 1 live, 2 demo. */
  readonly env: string
}

const Row = Type.Object({
  title: LateText,
  state: Text,
  begin: LateText,
  end: LateText,
  preOpenBegin: LateText,
  serviceType: LateText,
  system: LateText,
  env: LateText,
})
const read = rowReader("system status", Row)

const PATH = "/api/v5/system/status"

export const systemStatus: Endpoint<SystemStatusQuery, OkxSystemStatus> = {
  name: "system-status",
  docs: `${DOCS}#status-get-status`,
  method: "GET",
  path: PATH,
  signed: false,
  rate: { limit: 1, windowMs: 5_000, per: "ip" },
  encode: ({ state }) => get(PATH, queryOf({ state })),
  decode: (value) => {
    const row = read(value)
    return {
      title: text(row.title),
      state: row.state,
      begin: millisOf(row.begin, "begin"),
      end: millisOf(row.end, "end"),
      preOpenBegin: millisOf(row.preOpenBegin, "preOpenBegin"),
      serviceType: text(row.serviceType),
      system: text(row.system),
      env: text(row.env),
    }
  },
  example: {
    request: { state: "scheduled" },
    encoded: "GET /api/v5/system/status?state=scheduled",
    row: {
      title: "Trading account upgrade",
      state: "scheduled",
      begin: "1795003600000",
      end: "1795004200000",
      preOpenBegin: "",
      serviceType: "5",
      system: "unified",
      env: "1",
    },
  },
}
