// ccxt as anyone installs it, pointed at a paper exchange by nothing but its documented options.
// Its own throttle is off, since waiting proves nothing here; everything else is as it comes.

import type { PaperExchange } from "@okx-oms/paper-exchange"
import ccxt from "ccxt"

export type Ccxt = InstanceType<typeof ccxt.pro.okx>

export interface CcxtDesk extends AsyncDisposable {
  readonly client: Ccxt
}

export interface CcxtSettings {
  readonly apiKey?: string
  readonly secret?: string
  readonly password?: string
  /** ccxt's own throttle, off unless told otherwise. */
  readonly enableRateLimit?: boolean
  readonly options?: Record<string, unknown>
}

/** Opens a client for the standard account, or the one of the keys in `settings`, with its markets loaded. */
export async function openCcxt(
  paper: PaperExchange,
  settings: CcxtSettings = {},
  mode: "real" | "sandbox" = "real",
): Promise<CcxtDesk> {
  const urls = { rest: "http://{hostname}", ws: paper.wsUrl }
  const client = new ccxt.pro.okx({
    apiKey: "paper-key",
    secret: "paper-secret",
    password: "paper-pass",
    hostname: `127.0.0.1:${paper.port}`,
    urls: { api: urls, test: urls },
    enableRateLimit: false,
    ...settings,
  })
  if (mode === "sandbox") client.setSandboxMode(true)
  // What ccxt wants once before a socket without TLS.
  await client.loadHttpProxyAgent()
  await client.loadMarkets()
  return { client, [Symbol.asyncDispose]: () => client.close() }
}

/** Places by REST and gives the id, which ccxt's types hold possible to be missing. */
export async function place(client: Ccxt, ...order: Parameters<Ccxt["createOrder"]>): Promise<string> {
  return idOf(await client.createOrder(...order))
}

export function idOf(order: { readonly id: string | undefined }): string {
  if (order.id === undefined) throw new Error("ccxt gave an order without an id")
  return order.id
}
