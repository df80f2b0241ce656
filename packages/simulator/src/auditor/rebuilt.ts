// The one place where the auditor uses the manager's own fold: the journal folded from nothing, and folded on from a snapshot at each cut, must be the state that
// the manager shows. It says nothing about whether that state is right; the rest of the auditor does.

import {
  type AccountState,
  decodeState,
  encodeOrder,
  encodeState,
  evolve,
  type OmsEvent,
  type Order,
  replay,
} from "@okx-oms/core"
import { type AccountBooks, type Bench, broken } from "./books.ts"
import { isSame } from "./same.ts"

const QUARTERS = [0.25, 0.5, 0.75]
/** After the first and the last event of these something is under way, which a snapshot must hold too. */
const UNDER_WAY: readonly OmsEvent["type"][] = ["CancelRequested", "AmendRequested", "OrderInDoubt", "OrderSubmitted"]

export function checkRebuilt(books: AccountBooks, shown: readonly Order[], bench: Bench): void {
  const state = checkCuts(books, bench)
  for (const order of shown) {
    const folded = state.orders.get(order.orderId)
    // Closed long ago: it left memory, and what is shown of it came from the journal's index.
    if (folded === undefined) continue
    if (!isSame(folded, order))
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

/**
 * Two folds side by side: one from nothing to the end, which is returned; the other goes through a snapshot at every cut. They are compared at each cut and at the
 * end, so that what any snapshot loses shows at the latest where the next one is taken.
 */
function checkCuts({ durable, audited }: AccountBooks, bench: Bench): AccountState {
  const whole = replay(audited.account, [])
  let resumed = replay(audited.account, [])
  let done = 0
  for (const at of [...cutsOf(durable), durable.length]) {
    for (; done < at; done++) {
      const event = durable[done]
      if (event === undefined) break
      evolve(whole, event)
      evolve(resumed, event)
    }
    const snapshot = encodeState(whole)
    const same = at === durable.length ? encodeState(resumed) === snapshot : isSameState(whole, resumed)
    if (!same)
      throw broken(bench, "S8", `from a snapshot before event ${at} the journal gives another state than from nothing`)
    resumed = decodeState(snapshot)
    checkResumed(whole, resumed, at, bench)
  }
  return whole
}

/** Everything but what follows from the rest, and may have come in another sequence. */
function isSameState(a: AccountState, b: AccountState): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)] as (keyof AccountState)[])
  return [...names].every((name) => DERIVED.has(name) || isSame(a[name], b[name]))
}

const DERIVED: ReadonlySet<keyof AccountState> = new Set<keyof AccountState>([
  "byClOrdId",
  "byOkxOrderId",
  "byClientOrderId",
  "exposures",
  "reserved",
  "reservedAtMarket",
  "openBreaksOf",
])

/** The snapshot holds everything of every order, not only what the text of a state compares. */
function checkResumed(whole: AccountState, resumed: AccountState, at: number, bench: Bench): void {
  for (const [orderId, order] of whole.orders) {
    const kept = resumed.orders.get(orderId)
    if (kept === undefined || !isSame(kept, order))
      throw broken(bench, "S8", `a snapshot at event ${at} loses something of order ${orderId}`, {
        ours: kept === undefined ? "nothing" : encodeOrder(kept),
        theirs: encodeOrder(order),
      })
  }
}

/** Numbers of events before the cut, in sequence. */
function cutsOf(durable: readonly OmsEvent[]): readonly number[] {
  const cuts = new Set(QUARTERS.map((share) => Math.floor(durable.length * share)))
  for (const type of UNDER_WAY) {
    const first = durable.findIndex((event) => event.type === type)
    const last = durable.findLastIndex((event) => event.type === type)
    for (const at of [first, last]) if (at >= 0) cuts.add(at + 1)
  }
  return [...cuts].sort((a, b) => a - b)
}
