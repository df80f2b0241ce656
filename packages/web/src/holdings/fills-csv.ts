// Fills as a table of text for spreadsheets and tax programs: RFC 4180, every amount exact, times in UTC. Pure.

import type { FillRow } from "@okx-oms/api"
import { format } from "@okx-oms/core"
import type { FillProfit } from "./fill-profit.ts"

const COLUMNS = [
  "time",
  "account",
  "mode",
  "symbol",
  "side",
  "quantity",
  "unit",
  "price",
  "value",
  "quote",
  "fees",
  "liquidity",
  "realised",
  "fees_in_quote",
  "realised_net",
  "strategy",
  "order_id",
  "client_order_id",
  "okx_order_id",
  "trade_id",
  "provisional",
] as const

/** In the order that is given. Fees: "-0.3 USDT", several with a semicolon between them. */
export function fillsCsv(
  fills: readonly FillRow[],
  { profitOf, quoteOf }: { profitOf: (fill: FillRow) => FillProfit | undefined; quoteOf: (fill: FillRow) => string },
): string {
  const lines = fills.map((fill) => {
    const profit = profitOf(fill)
    return [
      fill.at,
      fill.account,
      fill.mode,
      fill.symbol,
      fill.side,
      fill.quantity,
      fill.unit,
      fill.price,
      profit === undefined ? "" : format(profit.value),
      quoteOf(fill),
      fill.fees.map(({ amount, currency }) => `${amount} ${currency}`).join("; "),
      fill.liquidity,
      profit === undefined ? "" : format(profit.gross),
      profit === undefined ? "" : format(profit.fees),
      profit === undefined ? "" : format(profit.net),
      fill.strategy,
      fill.orderId,
      fill.clientOrderId ?? "",
      fill.okxOrderId,
      fill.tradeId,
      fill.provisional ? "yes" : "no",
    ]
  })
  return [COLUMNS, ...lines].map((line) => `${line.map(cell).join(",")}\r\n`).join("")
}

/** Text that a spreadsheet would run as a formula is led by an apostrophe; amounts stay numbers. */
function cell(text: string): string {
  const safe = /^[=+@\t\r]|^-(?!\d+(?:\.\d+)?(?: |$))/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
