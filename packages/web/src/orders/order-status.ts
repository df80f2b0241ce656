// How an order stands, as its row says it: what is known of it, what was asked for and has no final word, what a request of this page is doing, what was refused.
// Pure; what time it is comes in.

import type { OrderRow } from "@okx-oms/api"
import type { LiveRefusal } from "../live/live-account.ts"
import { type StatusWords, statusOf } from "../words/order-words.ts"
import type { Tone } from "../words/tone.ts"
import { amendTargets } from "./amend-draft.ts"
import { type RequestFate, sentence } from "./order-desk.ts"
import type { Steps } from "./order-facts.ts"

export interface StatusFacts {
  readonly now: number
  readonly steps: Steps | undefined
  readonly fate: RequestFate | undefined
  readonly refusal: LiveRefusal | undefined
}

export interface OrderStatusWords extends StatusWords {
  /** Of the detail, where it is another one than the soft. */
  readonly detailTone: Tone | undefined
}

/** The newest that a person should know comes first: what is on its way, then what was refused, then what stands. */
export function orderStatus(row: OrderRow, { now, steps, fate, refusal }: StatusFacts): OrderStatusWords {
  const known = statusOf(row, now)
  const plain = { ...known, detailTone: known.tone === "doubt" ? known.tone : undefined }
  if (fate?.problem !== undefined && fate.seq >= row.seq) {
    const detail = `${fate.what} refused: ${fate.problem.text}`
    return { ...plain, detail, detailTone: "bad", full: sentence(fate.problem) }
  }
  if (fate !== undefined && fate.problem === undefined)
    return { ...plain, detail: fate.what === "cancel" ? "sending cancel…" : "sending amendment…" }
  if (row.doubt !== null && row.pending.cancel !== null)
    return { ...plain, detail: `${known.detail} · cancel requested` }
  // What stands, or is in doubt, and has a request under way already says more than an old refusal.
  if (row.doubt !== null || row.pending.cancel !== null) return plain
  if (row.pending.amend !== null) {
    const targets = amendTargets(row.pending.amend, row, steps)
    const detail = row.pending.amend.accepted ? `amend to ${targets} taken` : `amend requested to ${targets}`
    return { ...plain, detail, full: `Amendment to ${targets} requested; it is done when OKX confirms it.` }
  }
  if (refusal !== undefined && refusal.seq >= row.seq) {
    return { ...plain, detail: `${refusal.what} refused: ${refusal.reason}`, detailTone: "bad", full: refusal.reason }
  }
  return plain
}

/** Why it ended or what was refused last; "" when there is nothing to say. */
export function lastReason(row: OrderRow, refusal: LiveRefusal | undefined): string {
  if (refusal !== undefined && row.reason === null) return `${refusal.what} refused: ${refusal.reason}`
  return row.reason ?? ""
}
