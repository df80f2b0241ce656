// The positions channel: a snapshot on subscribing, then changes within about 50 ms (a closed one with pos "0") and all
// of them about every 5 s. Source: okx-v5 reference, section 7.3.

import { type Channel, DOCS } from "./contract.ts"
import { type OkxPosition, POSITION_EXAMPLE, positionRecord } from "./record/position.ts"

export interface PositionsSubscription {
  readonly instType: "ANY" | "MARGIN" | "SWAP" | "FUTURES" | "OPTION"
  readonly instId?: string
  /** Without the regular push every 5 s. */
  readonly eventsOnly?: boolean
}

export const positionsChannel: Channel<PositionsSubscription, OkxPosition> = {
  name: "channel-positions",
  docs: `${DOCS}#trading-account-websocket-positions-channel`,
  address: "private",
  encode: ({ instType, instId, eventsOnly }) => ({
    channel: "positions",
    instType,
    ...(instId === undefined ? {} : { instId }),
    ...(eventsOnly === true ? { extraParams: '{"updateInterval":"0"}' } : {}),
  }),
  decode: positionRecord,
  example: {
    request: { instType: "ANY" },
    arg: { channel: "positions", instType: "ANY" },
    row: POSITION_EXAMPLE,
  },
}
