// Starts and ends subscriptions. Each frame names one channel and carries an id, so that an error, which names no channel,
// can be laid at the right door. Source: okx-v5 reference, section 7.2.

import { type ChannelArg, DOCS } from "./contract.ts"

export interface SubscribeRequest {
  /** 1-32 characters A-Z a-z 0-9. */
  readonly id: string
  readonly arg: ChannelArg
}

export const subscribe = {
  name: "subscribe",
  docs: `${DOCS}#overview-websocket-subscribe`,
  encode: ({ id, arg }: SubscribeRequest): string => JSON.stringify({ id, op: "subscribe", args: [arg] }),
  encodeEnd: ({ id, arg }: SubscribeRequest): string => JSON.stringify({ id, op: "unsubscribe", args: [arg] }),
  example: {
    request: { id: "s1", arg: { channel: "orders", instType: "ANY" } },
    frame: '{"id":"s1","op":"subscribe","args":[{"channel":"orders","instType":"ANY"}]}',
    answer: { id: "s1", event: "subscribe", arg: { channel: "orders", instType: "ANY" }, connId: "a1b2c3d4" },
  },
} as const

/** The same text for the same subscription, whatever the order of the keys and whatever OKX adds (uid). */
export function channelKey(arg: ChannelArg): string {
  return [arg.channel, arg.instType ?? "", arg.instId ?? "", arg.ccy ?? ""].join("|")
}
