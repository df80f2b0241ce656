// The one place where the auditor uses the manager's own fold: the journal folded from nothing, and folded from a snapshot at any cut, must be the state that
// the manager shows. It says nothing about whether that state is right; the rest of the auditor does.

import { decodeState, emptyAccount, encodeOrder, encodeState, evolve, type Order } from "@okx-oms/core"
import { type AccountBooks, type Bench, broken } from "./books.ts"

const CUTS = 3

export function checkRebuilt(books: AccountBooks, shown: readonly Order[], bench: Bench): void {
  const { durable, audited } = books
  const state = emptyAccount(audited.account)
  for (const event of durable) evolve(state, event)
  const whole = encodeState(state)
  for (let cut = 1; cut <= CUTS; cut++) {
    const at = Math.floor((durable.length * cut) / (CUTS + 1))
    const before = emptyAccount(audited.account)
    for (const event of durable.slice(0, at)) evolve(before, event)
    const resumed = decodeState(encodeState(before))
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
