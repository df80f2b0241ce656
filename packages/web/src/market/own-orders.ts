// Our open orders of one symbol, read from the folded books: what the ladder marks and the chart draws. The same list stays the same value until one of its
// orders changes.

import { format, isTerminal, type Order, remainingOf } from "@okx-oms/core"
import { useRef } from "react"
import { useBooks } from "../live/hooks.ts"

export interface OwnOrder {
  readonly orderId: string
  readonly side: "buy" | "sell"
  readonly price: string
  /** What may still be filled. */
  readonly quantity: string
  readonly isCancelling: boolean
  readonly seq: number
}

const NONE: readonly OwnOrder[] = []

export function useOwnOrders(account: string | undefined, symbol: string): readonly OwnOrder[] {
  const { state } = useBooks(account)
  const known = useRef(NONE)
  const now: OwnOrder[] = []
  for (const orderId of state?.open ?? []) {
    const order = state?.orders.get(orderId)
    if (order === undefined || order.symbol !== symbol || isTerminal(order.state)) continue
    const own = ownOrder(order)
    if (own !== undefined) now.push(own)
  }
  const isSame =
    now.length === known.current.length &&
    now.every(({ orderId, seq }, index) => isOrder(known.current[index], orderId, seq))
  if (!isSame) known.current = now
  return known.current
}

/** Undefined for orders without a price, which stand nowhere. */
function ownOrder(order: Order): OwnOrder | undefined {
  const { orderId, side, price, seq, pendingCancel } = order
  if (price === undefined) return undefined
  const quantity = format(remainingOf(order) ?? order.quantity)
  return { orderId, side, price: format(price), quantity, isCancelling: pendingCancel !== undefined, seq }
}

function isOrder(own: OwnOrder | undefined, orderId: string, seq: number): boolean {
  return own?.orderId === orderId && own.seq === seq
}
