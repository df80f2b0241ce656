// A backup of the journal, and what the auditor forgets when it takes the place of a newer one: every claim since. The exchange's truth stays, and so does the
// knowledge of which ids were given: they may not be given again.

import { type AccountBooks, type Bench, broken, hasEnded, type OurOrder } from "./books.ts"

/** The claims as they were when the backup was made. */
export interface Backup {
  readonly seq: number
  readonly answeredSeq: number
  readonly ours: readonly OurOrder[]
  readonly byClientOrderId: ReadonlyMap<string, string>
  readonly trading: AccountBooks["trading"]
  readonly doubts: number
}

export function takeBackup(books: AccountBooks, seq: number): void {
  if (books.lastSeq !== seq)
    throw new Error(`a backup at event ${seq} in the middle of an append after ${books.lastSeq}`)
  const { answeredSeq, trading, doubts } = books
  const ours = [...books.ours.values()].map((order) => structuredClone(order))
  books.backup = { seq, answeredSeq, ours, trading, doubts, byClientOrderId: new Map(books.byClientOrderId) }
}

export function goBack(books: AccountBooks, seq: number, bench: Bench): void {
  const { backup } = books
  if (backup?.seq !== seq) throw broken(bench, "S9", `event ${seq} is brought back, no backup ends there`)
  books.backup = undefined
  const kept = new Map(backup.ours.map((order) => [order.orderId, order]))
  for (const order of books.ours.values()) {
    const then = kept.get(order.orderId)
    if (order.clOrdId === undefined) continue
    if (then === undefined) books.forgotten.add(order.clOrdId)
    // Not sent yet when the backup was made, or amended since: what follows from it in all honesty need not be so.
    else if (then.submitted !== order.submitted) books.doubtful.add(order.clOrdId)
    if (then !== undefined && then.amendsAsked.size !== order.amendsAsked.size) books.forgottenAmends.add(order.clOrdId)
  }
  books.durable.length = books.durable.findLastIndex((event) => event.seq <= seq) + 1
  books.undecided = []
  books.inFlight.clear()
  Object.assign(books, { lastSeq: seq, answeredSeq: backup.answeredSeq, trading: backup.trading, compared: false })
  books.doubts = backup.doubts
  restoreOrders(books, backup)
}

function restoreOrders(books: AccountBooks, backup: Backup): void {
  const { ours, oursByClOrdId, oursByOkxOrderId, byClientOrderId, tallies } = books
  for (const map of [ours, oursByClOrdId, oursByOkxOrderId, byClientOrderId, tallies.open]) map.clear()
  tallies.cancelsWaiting.clear()
  for (const order of backup.ours) {
    ours.set(order.orderId, order)
    if (order.clOrdId !== undefined && order.source === "command") oursByClOrdId.set(order.clOrdId, order)
    if (order.okxOrderId !== undefined) oursByOkxOrderId.set(order.okxOrderId, order)
    if (order.source === "command" && !hasEnded(order.state))
      tallies.open.set(order.symbol, (tallies.open.get(order.symbol) ?? 0) + 1)
    if (order.cancelAsked !== undefined) tallies.cancelsWaiting.add(order)
  }
  for (const [key, orderId] of backup.byClientOrderId) byClientOrderId.set(key, orderId)
}
