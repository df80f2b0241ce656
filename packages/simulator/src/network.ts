// What lies between the process and the exchange, in words: whatever passes, and what becomes of it on the way. The links themselves are http-link.ts and
// socket-link.ts; who decides fates is a drawn weather or a scenario.

import type { AccountId } from "@okx-oms/core"
import type { HttpTransport, SocketTransport, Transport } from "@okx-oms/okx-client"
import type { ExchangeHost } from "./exchange-host.ts"
import { HttpLink } from "./http-link.ts"
import type { ProcessLife } from "./process-life.ts"
import type { Recorder } from "./recorder.ts"
import { SocketLink } from "./socket-link.ts"
import type { Timeline } from "./timeline.ts"

/** One whole request, answer or frame on its way. */
export interface Passage {
  readonly account: AccountId
  readonly transport: "rest" | "ws"
  /** up: from the process to the exchange. */
  readonly direction: "up" | "down"
  /** REST: "POST /api/v5/trade/order". Frames up: their op, or "ping". Frames down: op of a reply, "push orders", event, or "pong". */
  readonly what: string
  readonly body: string
}

export type Fate =
  /** It arrives after so long, in other words if `body` is given. Frames of one direction never overtake each other. */
  | { readonly kind: "pass"; readonly afterMs: number; readonly body?: string }
  /** It never arrives. A request or answer of REST: its connection breaks after so long, or (absent) nothing is ever noticed. */
  | { readonly kind: "lost"; readonly noticedAfterMs?: number }
  /** A request of REST of which not one byte leaves. */
  | { readonly kind: "refused" }
  /** The connection of a frame breaks before it: it and all that is on its way is lost. Each side notices for itself. */
  | { readonly kind: "cut"; readonly hereAfterMs: number; readonly thereAfterMs: number }
  /** It waits until somebody lets it go; what comes behind it does not wait. */
  | { readonly kind: "held"; readonly hold: (release: (body?: string) => void) => void }
  /** The answer is not the exchange's: a request of REST that never reaches it. */
  | { readonly kind: "answered"; readonly afterMs: number; readonly status: number; readonly body: string }

export interface Weather {
  fateOf(passage: Passage): Fate
  /** A new WebSocket connection: how long each half of the opening takes; refused: the exchange never hears of it. */
  connecting(account: AccountId): { readonly upMs: number; readonly downMs: number; readonly refused: boolean }
  /** Bytes that the socket holds back before a frame handed over now leaves, and for how long it holds them. */
  backlog(account: AccountId): { readonly bytes: number; readonly forMs: number }
  /** The process has died: after how long the exchange learns of its connections' end, and whether what was on its way still arrives. */
  dying(): { readonly thereAfterMs: number; readonly inFlightArrives: boolean }
  /** The address that requests come from. */
  address(account: AccountId): string
}

export interface NetworkOptions {
  readonly account: AccountId
  readonly life: ProcessLife
  readonly timeline: Timeline
  readonly host: ExchangeHost
  readonly weather: Weather
  readonly recorder: Recorder
  /** Every socket that is not closed yet; the links keep it. */
  readonly sockets: Set<SocketLink>
}

/** The network as one manager of one life sees it. */
export function simulatedTransport(options: NetworkOptions): Transport {
  const http: HttpTransport = new HttpLink(options)
  const socket: SocketTransport = { open: (url, handlers) => new SocketLink(options, url, handlers) }
  return { http, socket }
}

const OP = /"op":"([a-z-]+)"/
const EVENT = /"event":"([a-z-]+)"/
const CHANNEL = /"channel":"([a-z0-9-]+)"/

/** The `what` of a frame. */
export function whatOf(direction: "up" | "down", text: string): string {
  if (!text.startsWith("{")) return text
  const head = text.length > 300 ? text.slice(0, 300) : text
  const event = direction === "down" ? EVENT.exec(head)?.[1] : undefined
  if (event !== undefined) return event
  // A reply has its op somewhere; the data of a push could hold anything, so its channel is looked for first.
  if (direction === "down" && head.startsWith('{"arg":')) return `push ${CHANNEL.exec(head)?.[1] ?? "unknown"}`
  return OP.exec(head)?.[1] ?? OP.exec(text)?.[1] ?? "unknown"
}

const EXP_TIME = /"expTime":"?(\d+)/

/** The expTime of a frame; undefined when it has none. */
export function expTimeOf(text: string): number | undefined {
  const found = EXP_TIME.exec(text)?.[1]
  return found === undefined ? undefined : Number(found)
}
