// The frames about the connection itself: login and subscription answers, errors, the notice of an upgrade, and the count
// of connections per channel. Source: okx-v5 reference, sections 2, 7.1 and 7.2.

import Type from "typebox"
import { type ChannelArg, DOCS } from "./contract.ts"
import { LateText, rowReader, Text, text } from "./field.ts"

export type OkxEventName =
  | "login"
  | "subscribe"
  | "unsubscribe"
  | "error"
  | "notice"
  | "channel-conn-count"
  | "channel-conn-count-error"

export interface OkxEvent {
  readonly event: OkxEventName
  /** "" when the request had none. */
  readonly id: string
  /** "" where the event carries none. */
  readonly code: string
  readonly msg: string
  /** Of subscribe and unsubscribe. */
  readonly arg: ChannelArg | undefined
  /** Of the connection counts. */
  readonly channel: string
  readonly connCount: string
  readonly connId: string
}

const Arg = Type.Object({
  channel: Text,
  instType: Type.Optional(Type.String()),
  instId: Type.Optional(Type.String()),
  ccy: Type.Optional(Type.String()),
})
const Row = Type.Object({
  event: Type.Union([
    Type.Literal("login"),
    Type.Literal("subscribe"),
    Type.Literal("unsubscribe"),
    Type.Literal("error"),
    Type.Literal("notice"),
    Type.Literal("channel-conn-count"),
    Type.Literal("channel-conn-count-error"),
  ]),
  id: LateText,
  code: LateText,
  msg: LateText,
  arg: Type.Optional(Arg),
  channel: LateText,
  connCount: LateText,
  connId: LateText,
})
const read = rowReader("event", Row)

export const event = {
  name: "event",
  docs: `${DOCS}#overview-websocket-notification`,
  decode(value: unknown): OkxEvent {
    const row = read(value)
    return {
      event: row.event,
      id: text(row.id),
      code: text(row.code),
      msg: text(row.msg),
      arg: row.arg,
      channel: text(row.channel),
      connCount: text(row.connCount),
      connId: text(row.connId),
    }
  },
  example: {
    row: { event: "notice", code: "64008", msg: "The connection will soon be closed.", connId: "a1b2c3d4" },
  },
} as const
