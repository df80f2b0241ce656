// What each event did to its order: the order's events folded one by one with core's evolve, the very fold of the manager, and the order compared before and
// after. Pure. The events of other orders are not there, so each event meets an account of its own that holds this order alone.

import { type EventRow, eventFromRow, type TimelineEvent } from "@okx-oms/api"
import { emptyAccount, evolve, index, isOrderEvent, type OmsEvent, type Order } from "@okx-oms/core"
import { changesBetween, type OrderChange } from "./order-changes.ts"

export interface TimelineStep {
  readonly event: TimelineEvent
  /** Undefined where it could not be folded: an event of another program's version. */
  readonly after: Order | undefined
  readonly changes: readonly OrderChange[]
}

export function foldTimeline(events: readonly TimelineEvent[]): readonly TimelineStep[] {
  let order: Order | undefined
  return events.map((event) => {
    const before = order
    order = foldOne(before, event) ?? before
    return { event, after: order, changes: order === undefined ? [] : changesBetween(before, order) }
  })
}

function foldOne(order: Order | undefined, row: TimelineEvent): Order | undefined {
  try {
    const { sincePreviousMs: _since, wire: _wire, ...told } = row
    return orderAfter(order, eventFromRow(told as EventRow))
  } catch {
    // The page is to show what it can of a journal that it does not understand in full.
    return undefined
  }
}

/** The order after one more of its events. */
export function orderAfter(order: Order | undefined, event: OmsEvent): Order | undefined {
  if (!isOrderEvent(event)) return order
  const account = emptyAccount(event.account)
  account.seq = event.seq - 1
  account.at = event.at
  // A recalled order comes back whole: it is in the event.
  if (order !== undefined && event.type !== "OrderRecalled") index(account, undefined, order)
  const forgotten = evolve(account, event)
  return account.orders.get(event.orderId) ?? forgotten.find(({ orderId }) => orderId === event.orderId)
}
