// The rows of one account as the first frames of a stream: open orders, open breaks, status. It relies on the manager for rows that are at least as new as
// the snapshot's number; frames are made once per choice of kinds, and rows of orders only for those who chose them.

import { setImmediate as breathe } from "node:timers/promises"
import { breakRow, orderRow, SNAPSHOT_ORDERS_MAX } from "@okx-oms/api"
import type { Break, Order } from "@okx-oms/core"
import type { OmsPort } from "../open-oms.ts"
import { type Frame, joinedFrame, type Kinds, type OfAccount, statusOf } from "./frames.ts"

/** Orders of which rows are made without a pause. */
const ORDERS_AT_ONCE = 100

export class Snapshot {
  readonly seq: number
  readonly #of: OfAccount
  readonly #orders: readonly Order[]
  readonly #breaks: string
  readonly #status: string
  /** Lists of rows as JSON, SNAPSHOT_ORDERS_MAX in each; at least one list. */
  #lists: Promise<readonly string[]> | undefined
  readonly #frames = new Map<string, readonly Frame[]>()

  constructor(
    of: OfAccount,
    seq: number,
    facts: { readonly orders: readonly Order[]; readonly breaks: readonly Break[]; readonly status: string },
  ) {
    this.seq = seq
    this.#of = of
    this.#orders = facts.orders
    this.#breaks = JSON.stringify(facts.breaks.map(breakRow))
    this.#status = facts.status
  }

  /** At least one; all but the last say that more follows. */
  async frames(kinds: Kinds): Promise<readonly Frame[]> {
    const known = this.#frames.get(kinds.key)
    if (known !== undefined) return known
    const made = await this.#framesAt(kinds, this.seq, false)
    this.#frames.set(kinds.key, made)
    return made
  }

  /** The same before the parts of the books, which are told as of seq. */
  framesBefore(kinds: Kinds, seq: number): Promise<readonly Frame[]> {
    return this.#framesAt(kinds, seq, true)
  }

  async #framesAt(kinds: Kinds, seq: number, moreFollows: boolean): Promise<readonly Frame[]> {
    if (kinds.has("orders")) this.#lists ??= this.#orderLists()
    const lists = kinds.has("orders") ? ((await this.#lists) ?? []) : [undefined]
    return lists.map((orders, index) => {
      const head = { type: "snapshot", ...this.#of, seq, more: moreFollows || index < lists.length - 1 }
      const isFirst = index === 0
      const breaks = isFirst && kinds.has("breaks") ? this.#breaks : undefined
      const status = isFirst && kinds.has("status") ? this.#status : undefined
      return joinedFrame(head, { orders, breaks, status }, seq)
    })
  }

  async #orderLists(): Promise<readonly string[]> {
    const rows: string[] = []
    for (const order of this.#orders) {
      if (rows.length > 0 && rows.length % ORDERS_AT_ONCE === 0) await breathe()
      rows.push(JSON.stringify(orderRow(order, this.#of.mode)))
    }
    const lists: string[] = []
    for (let at = 0; at < rows.length || at === 0; at += SNAPSHOT_ORDERS_MAX)
      lists.push(`[${rows.slice(at, at + SNAPSHOT_ORDERS_MAX).join(",")}]`)
    return lists
  }
}

/** `seq`: an event whose effect the manager shows already. */
export async function takeSnapshot(oms: OmsPort, seq: number): Promise<Snapshot> {
  const [orders, breaks] = await Promise.all([oms.getActiveOrders(), oms.getBreaks()])
  return new Snapshot({ account: oms.account, mode: oms.mode }, seq, {
    orders,
    breaks: breaks.filter(({ resolvedAt }) => resolvedAt === undefined),
    status: JSON.stringify(statusOf(oms)),
  })
}
