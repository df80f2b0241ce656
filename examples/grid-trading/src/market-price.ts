// The last price of a symbol from OKX's public market data (GET /api/v5/market/ticker, no key): what the HTTP desk asks, because orders and fills are
// the order manager's, prices are the exchange's. On paper money that exchange is the one on this machine.

import { type Decimal, Decimals, parseDecimal } from "@okx-oms/core"
import { DeskUnavailable } from "@okx-oms/grid"

const TIMEOUT_MS = 3_000

/** Throws DeskUnavailable when the exchange does not answer. undefined when it has no price. */
export async function marketPrice(marketUrl: string, symbol: string): Promise<Decimal | undefined> {
  const address = new URL(`/api/v5/market/ticker?instId=${encodeURIComponent(symbol)}`, marketUrl)
  let body: unknown
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: "error" })
    body = await response.json()
  } catch (cause) {
    throw new DeskUnavailable(`${address.origin} gives no price`, { cause })
  }
  const last = parseDecimal(lastOf(body))
  return last !== undefined && Decimals.isPositive(last) ? last : undefined
}

/** data[0].last of the answer, or "" when it has none. */
function lastOf(body: unknown): string {
  if (typeof body !== "object" || body === null || !("data" in body) || !Array.isArray(body.data)) return ""
  const [row] = body.data as readonly unknown[]
  if (typeof row !== "object" || row === null || !("last" in row)) return ""
  return typeof row.last === "string" ? row.last : ""
}
