// The frames of the WebSocket stream as text: their heads, in which account and mode always stand, and the status of an account in them. It relies on the
// contract's types for their form; when which frame is due is hub.ts's and reader.ts's.

import { type LiveFrame, type ResyncReason, STREAM_KINDS, type StreamKind, type StreamStatus } from "@okx-oms/api"
import type { OmsPort } from "../open-oms.ts"
import { privateFeed, tradingSwitch } from "../status-rows.ts"

/** Ready to be sent to any number of readers. */
export interface Frame {
  readonly bytes: Buffer
  /** Up to which event a reader knows the account who has it; absent where that does not change. */
  readonly seq?: number
}

/** What a reader chose; equal choices have equal keys. */
export interface Kinds {
  readonly key: string
  has(kind: StreamKind): boolean
}

export function kindsOf(chosen: readonly StreamKind[]): Kinds {
  const kinds = STREAM_KINDS.filter((kind) => chosen.includes(kind))
  return { key: kinds.join(), has: (kind) => kinds.includes(kind) }
}

export interface OfAccount {
  readonly account: string
  readonly mode: "paper" | "demo" | "live"
}

/** Any frame, given whole. */
export function frame(content: LiveFrame): Frame {
  return { bytes: Buffer.from(JSON.stringify(content)) }
}

/** A frame of which parts are JSON already. Parts that are undefined are left out. */
export function joinedFrame(
  head: Readonly<Record<string, unknown>>,
  parts: Readonly<Record<string, string | undefined>>,
  seq: number,
): Frame {
  let text = JSON.stringify(head).slice(0, -1)
  for (const [name, json] of Object.entries(parts)) if (json !== undefined) text += `,"${name}":${json}`
  return { bytes: Buffer.from(`${text}}`), seq }
}

const RESYNC_WORDS: Readonly<Record<ResyncReason, string>> = {
  "slow-reader": "This reader fell too far behind; the changes in between were left out.",
  gap: "The server itself fell behind the manager; the changes in between were left out.",
  "too-old":
    "Changes from so long ago are not kept for streams; fills of the past are at /v1/fills, events at /v1/events.",
  "other-journal": "The sequence number is beyond this journal's newest: it is of another journal.",
}

export function resyncFrame(of: OfAccount, facts: { because: ResyncReason; missedFrom: number; seq: number }): Frame {
  return frame({ type: "resync", ...of, ...facts, detail: RESYNC_WORDS[facts.because] })
}

/** The account's status line. Nothing in it changes by the mere passing of time. */
export function statusOf(oms: OmsPort): StreamStatus {
  const { ready, why, trading, gateway, feedSuspicion, deadMan } = oms.status()
  return {
    ready,
    why: ready ? null : (why ?? null),
    trading: tradingSwitch(trading),
    privateFeed: privateFeed({ gateway, feedSuspicion }),
    publicFeed: gateway.publicFeed,
    troubled: gateway.troubled,
    deadMan: deadMan.state,
  }
}
