// One account as the stream tells it: orders under their tabs, newest fills, open breaks, the status line, and whether its state is whole. It relies on the
// stream's client for the order and completeness of what comes; who is told of changes, and when, is live-accounts.ts's.

import type { BreakRow, FillRow, StreamItem, StreamStatus } from "@okx-oms/api"
import { entryOfRow } from "./order-entry.ts"
import { OrderTabs } from "./order-tabs.ts"

export type Mode = FillRow["mode"]

/** Fills that are kept for lists; older ones are in the history. */
const FILLS_KEPT = 500

export class LiveAccount {
  readonly account: string
  readonly tabs = new OrderTabs()
  mode: Mode = "paper"
  /** Newest first. */
  fills: readonly FillRow[] = []
  openBreaks: ReadonlyMap<string, BreakRow> = new Map()
  status: StreamStatus | undefined
  seq = 0
  /** When something last came about it, in milliseconds. */
  heardAt = 0
  /** False until its snapshot is whole, and after a resync until the next one is. */
  isWhole = false
  /** Why the account is not there; undefined while it is. */
  unavailable: string | undefined
  #isBetweenParts = false

  constructor(account: string) {
    this.account = account
  }

  take(item: Extract<StreamItem, { account: string }>, now: number): void {
    this.mode = item.mode
    this.heardAt = now
    switch (item.type) {
      case "snapshot":
        this.#begin(item)
        return
      case "changes":
        this.#follow(item)
        return
      case "status":
        this.status = item.status
        return
      case "resumed":
        this.isWhole = true
        this.seq = item.seq
        return
      case "resync":
        this.isWhole = false
        return
      case "unavailable":
        this.unavailable = item.why
        this.isWhole = true
        return
    }
  }

  #begin({ orders = [], breaks, status, more, seq }: Extract<StreamItem, { type: "snapshot" }>): void {
    if (!this.#isBetweenParts) this.tabs.clear()
    this.#isBetweenParts = more
    for (const row of orders) this.tabs.put(entryOfRow(row))
    if (breaks !== undefined) this.openBreaks = new Map(breaks.map((found) => [found.breakId, found]))
    if (status !== undefined) this.status = status
    this.unavailable = undefined
    this.seq = seq
    this.isWhole = !more
  }

  #follow({ orders = [], fills = [], breaks = [], seq }: Extract<StreamItem, { type: "changes" }>): void {
    for (const row of orders) {
      const entry = entryOfRow(row)
      const known = this.tabs.get(entry.key)
      if (known === undefined || known.seq <= entry.seq) this.tabs.put(entry)
    }
    if (fills.length > 0) this.fills = [...fills.toReversed(), ...this.fills].slice(0, FILLS_KEPT)
    if (breaks.length > 0) {
      const open = new Map(this.openBreaks)
      for (const found of breaks) {
        if (found.resolvedAt === null) open.set(found.breakId, found)
        else open.delete(found.breakId)
      }
      this.openBreaks = open
    }
    this.seq = seq
  }
}
