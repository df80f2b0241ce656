// The three acknowledgements of order commands, one row per order, the same over REST and WebSocket. sCode decides
// (outcome.ts); "0" means accepted, not done. ts is not used: its meaning changed over the years.
// Source: okx-v5 reference, sections 3 and 10.2.

import Type from "typebox"
import { LateText, rowReader, Text, text } from "../field.ts"

export interface PlaceAck {
  /** "" when refused. */
  readonly ordId: string
  readonly clOrdId: string
  readonly tag: string
  readonly sCode: string
  readonly sMsg: string
  readonly subCode: string
}

export interface CancelAck {
  readonly ordId: string
  readonly clOrdId: string
  readonly sCode: string
  readonly sMsg: string
  readonly subCode: string
}

export interface AmendAck extends CancelAck {
  /** "" when none was sent. */
  readonly reqId: string
}

const Row = Type.Object({
  ordId: LateText,
  clOrdId: LateText,
  tag: LateText,
  reqId: LateText,
  sCode: Text,
  sMsg: LateText,
  subCode: LateText,
})
const read = rowReader("acknowledgement", Row)

export function placeAck(row: unknown): PlaceAck {
  const { ordId, clOrdId, tag, sCode, sMsg, subCode } = read(row)
  return {
    ordId: text(ordId),
    clOrdId: text(clOrdId),
    tag: text(tag),
    sCode,
    sMsg: text(sMsg),
    subCode: text(subCode),
  }
}

export function cancelAck(row: unknown): CancelAck {
  const { ordId, clOrdId, sCode, sMsg, subCode } = read(row)
  return { ordId: text(ordId), clOrdId: text(clOrdId), sCode, sMsg: text(sMsg), subCode: text(subCode) }
}

export function amendAck(row: unknown): AmendAck {
  const { ordId, clOrdId, reqId, sCode, sMsg, subCode } = read(row)
  return {
    ordId: text(ordId),
    clOrdId: text(clOrdId),
    reqId: text(reqId),
    sCode,
    sMsg: text(sMsg),
    subCode: text(subCode),
  }
}
