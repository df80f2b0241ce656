// What each event did to its order: the order's events folded one by one by core, the very fold of the manager, and the order compared before and after. Pure.
// The events of other orders are not there, and none are needed: an order follows from its own.

import { type EventRow, eventFromRow, type TimelineEvent } from "@okx-oms/api"
import { isOrderEvent, type Order, orderAfter } from "@okx-oms/core"
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
    const event = eventFromRow(told as EventRow)
    return isOrderEvent(event) ? orderAfter(order, event) : order
  } catch {
    // The page is to show what it can of a journal that it does not understand in full.
    return undefined
  }
}
