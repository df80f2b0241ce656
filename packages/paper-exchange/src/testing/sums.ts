// Sums of decimal texts, for tests that check totals against their parts.

import { Decimals, decimal, format } from "@okx-oms/core"

export function addAll(amounts: readonly string[]): string {
  return format(amounts.reduce((sum, amount) => Decimals.add(sum, decimal(amount)), Decimals.ZERO))
}
