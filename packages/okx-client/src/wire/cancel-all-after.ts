// The dead-man's switch: POST /api/v5/trade/cancel-all-after. OKX cancels the orders (with a tag: only those placed with
// it) unless it hears again within timeOut. Source: okx-v5 reference, section 4.7.

import Type from "typebox"
import { DOCS, type Endpoint, post } from "./contract.ts"
import { LateText, MalformedRow, neededMillis, rowReader, Text, text } from "./field.ts"

export interface CancelAllAfter {
  /** 0 switches off; else 10-120 seconds. */
  readonly timeOutS: number
  /** At most 16 characters A-Z a-z 0-9. Without one, every order of the account is meant. */
  readonly tag?: string
}

export interface CancelAllAfterAck {
  /** Undefined when the switch is off. */
  readonly triggerTime: number | undefined
  readonly tag: string
  readonly ts: number
}

const read = rowReader("cancel-all-after", Type.Object({ triggerTime: Text, tag: LateText, ts: Text }))
/** OKX's own example gives seconds where everything else is in milliseconds; ten digits are seconds until the year 2286. */
const SECONDS_BELOW = 1e11

function timeOf(value: string): number | undefined {
  const time = neededMillis(value, "triggerTime")
  if (time === 0) return undefined
  return time < SECONDS_BELOW ? time * 1000 : time
}

function missingTs(): never {
  throw new MalformedRow("cancel-all-after", "ts", "is zero")
}

const PATH = "/api/v5/trade/cancel-all-after"

export const cancelAllAfter: Endpoint<CancelAllAfter, CancelAllAfterAck> = {
  name: "cancel-all-after",
  docs: `${DOCS}#order-book-trading-trade-post-cancel-all-after`,
  method: "POST",
  path: PATH,
  signed: true,
  rate: { limit: 1, windowMs: 1_000, per: "tag" },
  encode: ({ timeOutS, tag }) => post(PATH, { timeOut: String(timeOutS), tag }),
  decode: (value) => {
    const row = read(value)
    return { triggerTime: timeOf(row.triggerTime), tag: text(row.tag), ts: timeOf(row.ts) ?? missingTs() }
  },
  example: {
    request: { timeOutS: 30, tag: "desk1" },
    encoded: 'POST /api/v5/trade/cancel-all-after {"timeOut":"30","tag":"desk1"}',
    row: { triggerTime: "1795000030000", tag: "desk1", ts: "1795000000000" },
  },
}
