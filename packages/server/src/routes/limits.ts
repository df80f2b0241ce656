// The handlers of limits: those of our own that orders are checked against, and OKX's rate limits as this account counts them.

import type { LimitsRow, RateBudget } from "@okx-oms/api"
import { type Decimal, Decimals, decimal, format, type SymbolLimits } from "@okx-oms/core"
import { answered, refuse } from "../reply.ts"
import type { Handlers } from "../serve-route.ts"

const HUNDRED = decimal("100")

export const limitHandlers = {
  getLimits: async ({ query, oms }): Promise<LimitsRow> => {
    const { symbol } = query
    if (symbol !== undefined && !oms.instruments().has(symbol)) {
      refuse({ code: "instrument-unknown", path: "symbol", symbol })
    }
    const { common, symbols } = await answered(oms.getLimits(symbol))
    return {
      account: oms.account,
      ...limitFields(common),
      lastPriceMaxAgeMs: common.lastPriceMaxAgeMs,
      symbols: symbols.map((use) => ({
        symbol: use.symbol,
        ...limitFields(use.limits),
        used: {
          openOrders: use.openOrders,
          buyPosition: textOrNull(use.buyPosition),
          sellPosition: textOrNull(use.sellPosition),
        },
      })),
      seq: oms.status().seq,
    }
  },

  getRateBudget: ({ oms }): RateBudget => {
    const { gateway, seq } = oms.status()
    const windows = Object.entries(gateway.rateBudget).map(([name, { left, limit, windowMs, closedForMs }]) => ({
      name,
      left,
      limit,
      windowMs: windowMs ?? null,
      closedForMs: closedForMs ?? 0,
    }))
    return { account: oms.account, windows: windows.sort((a, b) => (a.name < b.name ? -1 : 1)), seq }
  },
} satisfies Partial<Handlers>

function limitFields({ maxOrderNotional, maxPositionNotional, maxOpenOrders, priceCollar }: SymbolLimits) {
  return {
    maxOrderNotional: format(maxOrderNotional),
    maxPosition: format(maxPositionNotional),
    maxOpenOrders,
    priceCollarPct: format(Decimals.multiply(priceCollar, HUNDRED)),
  }
}

function textOrNull(value: Decimal | undefined): string | null {
  return value === undefined ? null : format(value)
}
