// What an API key may do and from where, as OKX tells it: one signed read that changes nothing. It relies on okx-client for the request; what to think of the
// answer is the caller's.

import {
  addressesOf,
  type Barred,
  barredBy,
  ExchangeClock,
  OkxRestClient,
  RateLimiter,
  Secret,
  systemTiming,
  UndiciTransport,
} from "@okx-oms/okx-client"
import { ExchangeUnavailable } from "@okx-oms/trading"
import type { KeyEnvironment } from "./key-store.ts"
import type { OkxAccess } from "./settings.ts"

export interface KeyFacts {
  /** The key's name at OKX. */
  readonly label: string
  /** OKX's words: read_only, trade, withdraw. */
  readonly permissions: readonly string[]
  /** Empty: usable from anywhere. */
  readonly boundAddresses: readonly string[]
  /** OKX's acctLv: 1 Spot, 2 Futures, 3 Multi-currency margin, 4 Portfolio margin; another where OKX has made a new one. */
  readonly accountMode: string
  readonly positionMode: "net_mode" | "long_short_mode"
  /** What an account that is set up so cannot trade here, and what to do about it. */
  readonly barred: { readonly spot?: Barred; readonly swap?: Barred }
}

export interface InspectOptions {
  readonly environment: KeyEnvironment
  readonly region?: "global" | "eea" | "us"
  /** REST origin in place of the region's. */
  readonly baseUrl?: string
}

/** Throws ExchangeUnavailable when OKX does not answer or refuses the key. */
export async function inspectKeys(keys: OkxAccess, options: InspectOptions): Promise<KeyFacts> {
  const { environment, region = "global", baseUrl } = options
  const { rest: origin } = addressesOf({ environment, region, ...(baseUrl !== undefined && { restUrl: baseUrl }) })
  await using client = new OkxRestClient({
    http: new UndiciTransport({ origin }),
    timing: systemTiming,
    clock: new ExchangeClock(systemTiming),
    limiter: new RateLimiter(),
    credentials: {
      apiKey: new Secret(keys.apiKey),
      secretKey: new Secret(keys.secretKey),
      passphrase: new Secret(keys.passphrase),
    },
    demo: environment === "demo",
  })
  // The exchange's time first: a request is signed with it.
  await client.syncClock()
  const read = await client.getAccountConfig()
  if (read.kind === "refused")
    throw new ExchangeUnavailable(`OKX refused the key: ${read.code} ${read.says}`, {
      advice: `OKX says: ${read.message}`,
    })
  const row = read.kind === "rows" ? read.rows[0] : undefined
  if (row === undefined) {
    const why = read.kind === "failed" ? read.detail : (read.malformed[0] ?? "no data")
    throw new ExchangeUnavailable(`OKX did not tell about the key: ${why}`, {
      advice: "Check the network, the address and the region.",
    })
  }
  const { label, permissions, boundAddresses, acctLv, posMode } = row
  const [spot, swap] = [barredBy(row, "spot"), barredBy(row, "swap")]
  const barred = { ...(spot !== undefined && { spot }), ...(swap !== undefined && { swap }) }
  return { label, permissions, boundAddresses, accountMode: acctLv, positionMode: posMode, barred }
}
