// Our open orders of the symbol, in the frame of the market screen.

import { scaleOf } from "../words/amounts.ts"
import type { OwnOrder } from "./own-orders.ts"
import { OwnPanel } from "./own-panel.tsx"
import { Part, type PartProps } from "./part.tsx"

export function OwnPart({
  onCancel,
  ...about
}: PartProps & { readonly onCancel: (orders: readonly OwnOrder[]) => void }) {
  const { account, symbol, own, tick } = about
  return (
    <Part name="own" title={own.length === 0 ? "Open orders" : `Open orders · ${own.length}`}>
      <OwnPanel account={account} symbol={symbol} own={own} scale={scaleOf(tick)} onCancel={onCancel} />
    </Part>
  )
}
