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

/** After events of these something is under way, which a snapshot must hold too. */
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
 * Two folds side by side: one from nothing to the end, which is returned; the other goes through a snapshot at every cut. They are compared behind each cut, which
 * shows what the snapshot loses, and before the next, the last of which is at the end: that shows what it loses of the indexes, by which later events are folded.
 */
function checkCuts({ durable, audited }: AccountBooks, bench: Bench): AccountState {
  const whole = replay(audited.account, [])
  let resumed: AccountState | undefined
  const cuts = cutsOf(durable)
  for (const [index, event] of durable.entries()) {
    evolve(whole, event)
    if (resumed !== undefined) evolve(resumed, event)
    if (!cuts.has(index + 1)) continue
    checkSame(whole, resumed, index + 1, bench)
    resumed = decodeState(encodeState(whole))
    checkSame(whole, resumed, index + 1, bench)
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

function checkSame(whole: AccountState, resumed: AccountState | undefined, at: number, bench: Bench): void {
  if (resumed === undefined || isSameState(whole, resumed)) return
  const lost = [...whole.orders.values()].find((order) => !isSame(order, resumed.orders.get(order.orderId)))
  const kept = lost === undefined ? undefined : resumed.orders.get(lost.orderId)
  throw broken(bench, "S8", `up to event ${at} a snapshot and what came after it give another state than all events`, {
    ours: kept === undefined ? "nothing" : encodeOrder(kept),
    theirs: lost === undefined ? "the same orders" : encodeOrder(lost),
  })
}

/**
 * Numbers of events before the cut. Early ones, behind the first event of each kind after which something is under way, cost nothing; of the late ones, which write
 * and read thousands of orders, each journal gets one behind such an event somewhere in the middle, and one at its end, where everything has left its trace. Which
 * event in the middle, the journal's length says: over some worlds all come up.
 */
function cutsOf(durable: readonly OmsEvent[]): ReadonlySet<number> {
  const { length } = durable
  const firsts = UNDER_WAY.map((type) => durable.findIndex((event) => event.type === type))
  const kind = UNDER_WAY[length % UNDER_WAY.length]
  const from = Math.floor((length * (1 + (length % SHARES))) / (SHARES + 1))
  const middle = durable.findIndex((event, at) => at >= from && event.type === kind)
  return new Set([...firsts.filter((at) => at >= 0), middle < 0 ? from : middle, length - 1].map((at) => at + 1))
}

/** The middle begins behind one of so many equal parts. */
const SHARES = 7
