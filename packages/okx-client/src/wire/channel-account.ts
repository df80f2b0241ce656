// The account channel: balances as a snapshot on subscribing, then the changed currencies within about 50 ms and all of
// them about every 5 s. Source: okx-v5 reference, section 7.3.

import { type Channel, DOCS } from "./contract.ts"
import { BALANCE_EXAMPLE, balanceRecord, type OkxBalance } from "./record/balance.ts"

export interface AccountSubscription {
  readonly ccy?: string
  /** Without the regular push every 5 s. */
  readonly eventsOnly?: boolean
}

export const accountChannel: Channel<AccountSubscription, OkxBalance> = {
  name: "channel-account",
  docs: `${DOCS}#trading-account-websocket-account-channel`,
  address: "private",
  encode: ({ ccy, eventsOnly }) => ({
    channel: "account",
    ...(ccy === undefined ? {} : { ccy }),
    ...(eventsOnly === true ? { extraParams: '{"updateInterval":"0"}' } : {}),
  }),
  decode: balanceRecord,
  example: {
    request: { eventsOnly: true },
    arg: { channel: "account", extraParams: '{"updateInterval":"0"}' },
    row: BALANCE_EXAMPLE,
  },
}
