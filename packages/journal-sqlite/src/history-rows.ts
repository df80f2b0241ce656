// Makes orders, fills and events of the rows that the history worker sent. A page of 500 orders is some milliseconds of parsing, so it is done in
// small portions between which the thread is free.

import { setImmediate as turnOver } from "node:timers/promises"
import {
  decimal,
  decodeEvent,
  decodeOrder,
  type Fee,
  isProvisional,
  millis,
  type OmsEvent,
  type Order,
  parseOrderId,
  toFee,
  toPrice,
  toQuantity,
} from "@okx-oms/core"
import type { FillRow, Page } from "@okx-oms/trading"
import { encodeCursor, type ListName } from "./cursor.ts"
import type { RawPage } from "./history-queries.ts"
import type { Row } from "./statements.ts"

const ROWS_AT_ONCE = 50

export function orderPage(raw: RawPage): Promise<Page<Order>> {
  return pageOf("orders", raw, (row) => decodeOrder(String(row.body)))
}

export function eventPage(raw: RawPage): Promise<Page<OmsEvent>> {
  return pageOf("events", raw, (row) => decodeEvent(String(row.body)))
}

export function fillPage(raw: RawPage): Promise<Page<FillRow>> {
  return pageOf("fills", raw, fillFrom)
}

async function pageOf<Value>(list: ListName, raw: RawPage, valueOf: (row: Row) => Value): Promise<Page<Value>> {
  const rows: Value[] = []
  for (const row of raw.rows) {
    rows.push(valueOf(row))
    if (rows.length % ROWS_AT_ONCE === 0) await turnOver()
  }
  const { seq, next } = raw
  return next === undefined ? { rows, seq } : { rows, nextCursor: encodeCursor(list, next), seq }
}

function fillFrom(row: Row): FillRow {
  return {
    seq: Number(row.seq),
    orderId: parseOrderId(row.order_id),
    ...(row.client_order_id !== null && { clientOrderId: String(row.client_order_id) }),
    ...(row.cl_ord_id !== null && { clOrdId: String(row.cl_ord_id) }),
    okxOrderId: String(row.okx_order_id),
    account: String(row.account),
    strategy: String(row.strategy),
    symbol: String(row.symbol),
    side: row.side === "sell" ? "sell" : "buy",
    tradeId: String(row.trade_id),
    price: toPrice(decimal(String(row.price))),
    quantity: toQuantity(decimal(String(row.quantity))),
    unit: row.unit === "contracts" ? "contracts" : "base",
    fees: feesFrom(String(row.fees)),
    liquidity: row.liquidity === "maker" || row.liquidity === "taker" ? row.liquidity : "unknown",
    at: millis(Number(row.at)),
    ...(isProvisional(String(row.trade_id)) && { provisional: true as const }),
  }
}

function feesFrom(text: string): { readonly currency: string; readonly amount: Fee }[] {
  const fees: { currency: string; amount: string }[] = JSON.parse(text)
  return fees.map(({ currency, amount }) => ({ currency, amount: toFee(decimal(amount)) }))
}
