// Turns the text of a socket frame into a typed one: a push of a channel, a reply to an operation, an event, a pong. It
// relies on wire/ for the rows. One bad row does not hide the good ones beside it, and nothing is dropped in silence:
// what cannot be read comes out as malformed. Who waits for which reply is socket.ts's matter.

import { type Envelope, envelopeOf } from "./envelope.ts"
import type { Channel, ChannelArg } from "./wire/contract.ts"
import { event, type OkxEvent } from "./wire/event.ts"
import { MalformedRow } from "./wire/field.ts"
import { CHANNELS } from "./wire/index.ts"
import type { OkxBalance } from "./wire/record/balance.ts"
import type { OkxBook, OkxCandle, OkxTicker, OkxTrade } from "./wire/record/market.ts"
import type { OkxOrder } from "./wire/record/order.ts"
import type { OkxPosition } from "./wire/record/position.ts"

interface PushOf<Kind extends string, Row> {
  readonly kind: Kind
  readonly arg: ChannelArg
  readonly rows: readonly Row[]
  /** The rows as they came, those that cannot be read included. */
  readonly raw: readonly unknown[]
  /** Rows that could not be read: an alarm, and a reason to ask by REST. */
  readonly malformed: readonly string[]
  /** Account and positions: "snapshot" or "event_update"; "" elsewhere and in older pushes. */
  readonly eventType: string
  /** Account and positions snapshots come in pages; undefined elsewhere. */
  readonly lastPage: boolean | undefined
}

export type PushFrame =
  | PushOf<"orders", OkxOrder>
  | PushOf<"account", OkxBalance>
  | PushOf<"positions", OkxPosition>
  | PushOf<"tickers", OkxTicker>
  | PushOf<"books5", OkxBook>
  | PushOf<"trades", OkxTrade>
  | PushOf<"candle", OkxCandle>

export interface ReplyFrame {
  readonly kind: "reply"
  readonly id: string
  readonly op: string
  readonly envelope: Envelope
}

export type SocketFrame =
  | PushFrame
  | ReplyFrame
  | { readonly kind: "event"; readonly event: OkxEvent }
  | { readonly kind: "pong" }
  /** Not understood: `detail` says what is wrong, `text` its beginning. */
  | { readonly kind: "unreadable"; readonly detail: string; readonly text: string }

const SHOWN_MAX = 300

export function readFrame(text: string): SocketFrame {
  if (text === "pong") return { kind: "pong" }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return unreadable("not JSON", text)
  }
  if (typeof value !== "object" || value === null) return unreadable("not an object", text)
  if ("arg" in value && "data" in value) return readPush(value, text)
  if ("event" in value) return readEvent(value, text)
  if ("op" in value && typeof value.op === "string") return readReply(value, value.op, text)
  return unreadable("neither push, event nor reply", text)
}

function readPush(value: object & Record<"arg" | "data", unknown>, text: string): SocketFrame {
  const { arg, data } = value
  if (!isArg(arg) || !Array.isArray(data)) return unreadable("a push without channel or rows", text)
  const push: UnreadPush = {
    arg,
    data,
    eventType: "eventType" in value && typeof value.eventType === "string" ? value.eventType : "",
    lastPage: "lastPage" in value && typeof value.lastPage === "boolean" ? value.lastPage : undefined,
  }
  switch (arg.channel) {
    case "orders":
      return readRows("orders", CHANNELS.orders, push)
    case "account":
      return readRows("account", CHANNELS.account, push)
    case "positions":
      return readRows("positions", CHANNELS.positions, push)
    case "tickers":
      return readRows("tickers", CHANNELS.tickers, push)
    case "books5":
      return readRows("books5", CHANNELS.books5, push)
    case "trades":
      return readRows("trades", CHANNELS.trades, push)
    default:
      if (arg.channel.startsWith("candle")) return readRows("candle", CHANNELS.candle, push)
      return unreadable(`a push of channel ${arg.channel.slice(0, 40)}, which nobody asked for`, text)
  }
}

interface UnreadPush extends Pick<PushFrame, "arg" | "eventType" | "lastPage"> {
  readonly data: readonly unknown[]
}

function readRows<Kind extends string, Row>(
  kind: Kind,
  channel: Pick<Channel<never, Row>, "decode">,
  { arg, data, eventType, lastPage }: UnreadPush,
): PushOf<Kind, Row> {
  const rows: Row[] = []
  const malformed: string[] = []
  for (const item of data) {
    try {
      rows.push(channel.decode(item))
    } catch (error) {
      if (!(error instanceof MalformedRow)) throw error
      malformed.push(error.message)
    }
  }
  return { kind, arg, rows, raw: data, malformed, eventType, lastPage }
}

function readEvent(value: object, text: string): SocketFrame {
  try {
    return { kind: "event", event: event.decode(value) }
  } catch (error) {
    if (!(error instanceof MalformedRow)) throw error
    return unreadable(error.message, text)
  }
}

function readReply(value: object, op: string, text: string): SocketFrame {
  const envelope = envelopeOf(value)
  if (envelope === undefined) return unreadable("a reply without an envelope", text)
  return { kind: "reply", id: "id" in value && typeof value.id === "string" ? value.id : "", op, envelope }
}

function isArg(value: unknown): value is ChannelArg {
  return typeof value === "object" && value !== null && "channel" in value && typeof value.channel === "string"
}

function unreadable(detail: string, text: string): SocketFrame {
  return { kind: "unreadable", detail, text: text.slice(0, SHOWN_MAX) }
}
