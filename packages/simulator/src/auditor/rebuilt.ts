// The one place where the auditor uses the manager's own fold: the journal folded from nothing, and folded from a snapshot at any cut, must be the state that
// the manager shows. It says nothing about whether that state is right; the rest of the auditor does.

import { decodeState, encodeOrder, encodeState, evolve, type OmsEvent, type Order, replay } from "@okx-oms/core"
import { type AccountBooks, type Bench, broken } from "./books.ts"

const QUARTERS = [0.25, 0.5, 0.75]
/** After the first and the last event of these something is under way, which a snapshot must hold too. */
const UNDER_WAY: readonly OmsEvent["type"][] = ["CancelRequested", "AmendRequested", "OrderInDoubt", "OrderSubmitted"]

export function checkRebuilt(books: AccountBooks, shown: readonly Order[], bench: Bench): void {
  const { durable, audited } = books
  const state = replay(audited.account, durable)
  const whole = encodeState(state)
  for (const at of cutsOf(durable)) {
    const before = replay(audited.account, durable.slice(0, at))
    const resumed = decodeState(encodeState(before))
    for (const [orderId, order] of before.orders) {
      const kept = resumed.orders.get(orderId)
      if (kept === undefined || encodeOrder(kept) !== encodeOrder(order))
        throw broken(bench, "S8", `a snapshot at event ${at} loses something of order ${orderId}`, {
          ours: kept === undefined ? "nothing" : encodeOrder(kept),
          theirs: encodeOrder(order),
        })
    }
    for (const event of durable.slice(at)) evolve(resumed, event)
    if (encodeState(resumed) !== whole)
      throw broken(bench, "S8", `from a snapshot at event ${at} the journal gives another state than from nothing`)
  }
  for (const order of shown) {
    const folded = state.orders.get(order.orderId)
    // Closed long ago: it left memory, and what is shown of it came from the journal's index.
    if (folded === undefined) continue
    if (encodeOrder(folded) !== encodeOrder(order))
      throw broken(bench, "S8", `order ${order.orderId} is not what the journal says`, {
        ours: encodeOrder(order),
        theirs: encodeOrder(folded),
      })
  }
  const ids = new Set(shown.map((order) => order.orderId))
  for (const orderId of state.open) {
    if (!ids.has(orderId)) throw broken(bench, "S8", `order ${orderId} is open in the journal and not shown`)
  }
}

/** Numbers of events before the cut. */
function cutsOf(durable: readonly OmsEvent[]): ReadonlySet<number> {
  const cuts = new Set(QUARTERS.map((share) => Math.floor(durable.length * share)))
  for (const type of UNDER_WAY) {
    const first = durable.findIndex((event) => event.type === type)
    const last = durable.findLastIndex((event) => event.type === type)
    for (const at of [first, last]) if (at >= 0) cuts.add(at + 1)
  }
  return cuts
}
