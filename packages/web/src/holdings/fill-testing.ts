// Fills for tests, with all that a test does not speak of already there.

import type { FillRow } from "@okx-oms/api"
import { decimal } from "@okx-oms/core"
import type { Terms } from "./fill-profit.ts"

let count = 0

/** "buy 0.5 at 60000": in the order in which they are made, a second after each other. */
export function fillRow(
  line: string,
  fees: Readonly<Record<string, string>> = {},
  more: Partial<FillRow> = {},
): FillRow {
  const [side, quantity = "", , price = ""] = line.split(" ")
  const serial = ++count
  return {
    seq: serial,
    orderId: `o${String(serial).padStart(18, "0")}`,
    clientOrderId: null,
    clOrdId: null,
    okxOrderId: String(900 + serial),
    account: "paper",
    mode: "paper",
    strategy: "swing",
    symbol: "BTC-USDT",
    side: side === "buy" ? "buy" : "sell",
    tradeId: String(serial),
    price,
    quantity,
    unit: "base",
    fees: Object.entries(fees).map(([currency, amount]) => ({ currency, amount })),
    liquidity: "maker",
    at: new Date(Date.UTC(2026, 0, 31, 9, 30, serial)).toISOString(),
    provisional: false,
    ...more,
  }
}

export const SPOT: Terms = { kind: "spot", baseCurrency: "BTC", quoteCurrency: "USDT", contractValue: decimal("1") }
export const SWAP: Terms = { kind: "swap", baseCurrency: "BTC", quoteCurrency: "USDT", contractValue: decimal("0.01") }
