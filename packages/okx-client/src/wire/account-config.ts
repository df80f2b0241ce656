// How the account is set up: GET /api/v5/account/config. Account mode and position mode decide what an order may say;
// perm and ip show what the key may do and from where. Source: okx-v5 reference, section 5.3.

import Type from "typebox"
import { DOCS, type Endpoint, get } from "./contract.ts"
import { LateText, rowReader, Text, text } from "./field.ts"

export interface OkxAccountConfig {
  readonly uid: string
  readonly mainUid: string
  /** 1 spot, 2 futures, 3 multi-currency, 4 portfolio margin. */
  readonly acctLv: string
  readonly posMode: "net_mode" | "long_short_mode"
  readonly acctStpMode: string
  /** "0" fees in the received currency, "1" always in quote currency. */
  readonly feeType: string
  readonly level: string
  /** Of the key: read_only, trade, withdraw. */
  readonly permissions: readonly string[]
  /** Empty when the key is not bound to addresses. */
  readonly boundAddresses: readonly string[]
  /** Of the key. */
  readonly label: string
  /** "0" main account, others sub-accounts. */
  readonly type: string
}

const Row = Type.Object({
  uid: Text,
  mainUid: LateText,
  acctLv: Text,
  posMode: Type.Union([Type.Literal("net_mode"), Type.Literal("long_short_mode")]),
  acctStpMode: LateText,
  feeType: LateText,
  level: LateText,
  perm: LateText,
  ip: LateText,
  label: LateText,
  type: LateText,
})
const read = rowReader("account configuration", Row)

function list(value: string | null | undefined): string[] {
  return text(value)
    .split(",")
    .filter((part) => part !== "")
}

const PATH = "/api/v5/account/config"

export const accountConfig: Endpoint<undefined, OkxAccountConfig> = {
  name: "account-config",
  docs: `${DOCS}#trading-account-rest-api-get-account-configuration`,
  method: "GET",
  path: PATH,
  signed: true,
  rate: { limit: 5, windowMs: 2_000, per: "user" },
  encode: () => get(PATH, ""),
  decode: (value) => {
    const row = read(value)
    return {
      uid: row.uid,
      mainUid: text(row.mainUid),
      acctLv: row.acctLv,
      posMode: row.posMode,
      acctStpMode: text(row.acctStpMode),
      feeType: text(row.feeType),
      level: text(row.level),
      permissions: list(row.perm),
      boundAddresses: list(row.ip),
      label: text(row.label),
      type: text(row.type),
    }
  },
  example: {
    request: undefined,
    encoded: "GET /api/v5/account/config",
    row: {
      uid: "900000000000000001",
      mainUid: "900000000000000001",
      acctLv: "2",
      posMode: "net_mode",
      acctStpMode: "cancel_maker",
      feeType: "0",
      level: "Lv1",
      perm: "read_only,trade",
      ip: "192.0.2.7",
      label: "oms",
      type: "0",
    },
  },
}
