// Exact amounts rounded for reading: where a sum stands alone and nobody reads its last digits. The exact amount belongs into the title beside it.

import { type Decimal, Decimals, format } from "@okx-oms/core"

const HUNDRED = Decimals.fromInteger(100)

/** Of money that was earned: two digits, four where it is less than one. */
export function readableMoney(exact: Decimal): string {
  const isSmall = !Decimals.isZero(exact) && Decimals.lessThan(Decimals.absolute(exact), Decimals.ONE)
  return Decimals.formatFixed(exact, isSmall ? 4 : 2)
}

/** Of money or of coins: two digits where there is much of it, six where there is little. */
export function readableSum(exact: Decimal): string {
  const isMuch = Decimals.compare(Decimals.absolute(exact), HUNDRED) >= 0
  return isMuch ? Decimals.formatFixed(exact, 2) : format(Decimals.round(exact, 6, "halfEven"))
}
