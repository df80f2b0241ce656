// Our open orders of one symbol, read from the folded books: what the ladder marks and the chart draws. The same list stays the same value until one of its
// orders changes, so that a lively account redraws nothing of a market that it does not touch.

import { type AccountState, format, isTerminal, type Order, remainingOf } from "@okx-oms/core"
import { useRef } from "react"
import { useSelected } from "../live/hooks.ts"

export interface OwnOrder {
  readonly orderId: string
  readonly side: "buy" | "sell"
  readonly price: string
  /** What may still be filled. */
  readonly quantity: string
  readonly isCancelling: boolean
  /** Of the order's newest event. */
  readonly seq: number
}

const NONE: readonly OwnOrder[] = []

export function useOwnOrders(account: string, symbol: string): readonly OwnOrder[] {
  const known = useRef({ of: "", seq: -1, list: NONE })
  return useSelected((live) => {
    const one = live.account(account)
    const of = `${account} ${symbol}`
    if (one?.state === undefined) return NONE
    if (known.current.of === of && known.current.seq === one.seq) return known.current.list
    const now = ownOrders(one.state, symbol)
    const list = isSame(now, known.current.list) ? known.current.list : now
    known.current = { of, seq: one.seq, list }
    return list
  })
}

/** In the order in which they were placed. */
function ownOrders({ open, orders }: AccountState, symbol: string): readonly OwnOrder[] {
  const own: OwnOrder[] = []
  for (const orderId of open) {
    const order = orders.get(orderId)
    const row = order?.symbol === symbol && !isTerminal(order.state) ? ownOrder(order) : undefined
    if (row !== undefined) own.push(row)
  }
  return own
}

/** Undefined for orders without a price, which stand nowhere. */
function ownOrder(order: Order): OwnOrder | undefined {
  const { orderId, side, price, seq, pendingCancel } = order
  if (price === undefined) return undefined
  const quantity = format(remainingOf(order) ?? order.quantity)
  return { orderId, side, price: format(price), quantity, isCancelling: pendingCancel !== undefined, seq }
}

function isSame(a: readonly OwnOrder[], b: readonly OwnOrder[]): boolean {
  return (
    a.length === b.length && a.every(({ orderId, seq }, index) => b[index]?.orderId === orderId && b[index].seq === seq)
  )
}
