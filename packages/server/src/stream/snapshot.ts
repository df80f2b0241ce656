// The state of one account as the first frames of a stream: open orders, open breaks, status. It relies on the manager for rows that are at least as new as
// the snapshot's number; frames are made once per choice of kinds.

import { breakRow, orderRow, SNAPSHOT_ORDERS_MAX } from "@okx-oms/api"
import type { OmsPort } from "../open-oms.ts"
import { type Frame, joinedFrame, type Kinds, type OfAccount, statusOf } from "./frames.ts"

export class Snapshot {
  readonly seq: number
  readonly #of: OfAccount
  /** Lists of rows as JSON, SNAPSHOT_ORDERS_MAX in each; at least one list. */
  readonly #orders: readonly string[]
  readonly #breaks: string
  readonly #status: string
  readonly #frames = new Map<string, readonly Frame[]>()

  constructor(of: OfAccount, seq: number, rows: { orders: readonly string[]; breaks: string; status: string }) {
    this.seq = seq
    this.#of = of
    this.#orders = rows.orders
    this.#breaks = rows.breaks
    this.#status = rows.status
  }

  /** At least one; all but the last say that more follows. */
  frames(kinds: Kinds): readonly Frame[] {
    const known = this.#frames.get(kinds.key)
    if (known !== undefined) return known
    const lists = kinds.has("orders") ? this.#orders : [undefined]
    const frames = lists.map((orders, index) => {
      const head = { type: "snapshot", ...this.#of, seq: this.seq, more: index < lists.length - 1 }
      const isFirst = index === 0
      const breaks = isFirst && kinds.has("breaks") ? this.#breaks : undefined
      const status = isFirst && kinds.has("status") ? this.#status : undefined
      return joinedFrame(head, { orders, breaks, status }, this.seq)
    })
    this.#frames.set(kinds.key, frames)
    return frames
  }
}

/** `seq`: an event whose effect the manager shows already. */
export async function takeSnapshot(oms: OmsPort, seq: number): Promise<Snapshot> {
  const [orders, breaks] = await Promise.all([oms.getActiveOrders(), oms.getBreaks()])
  const rows = orders.map((order) => JSON.stringify(orderRow(order, oms.mode)))
  const lists: string[] = []
  for (let at = 0; at < rows.length || at === 0; at += SNAPSHOT_ORDERS_MAX)
    lists.push(`[${rows.slice(at, at + SNAPSHOT_ORDERS_MAX).join(",")}]`)
  const open = breaks.filter(({ resolvedAt }) => resolvedAt === undefined)
  return new Snapshot({ account: oms.account, mode: oms.mode }, seq, {
    orders: lists,
    breaks: JSON.stringify(open.map(breakRow)),
    status: JSON.stringify(statusOf(oms)),
  })
}
