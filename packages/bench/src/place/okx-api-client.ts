// okx-api as anyone installs it, pointed at the mock by its base URLs: REST, and WebSocket one by one and in batches. Its log
// is kept out of the output.

import type { EventEmitter } from "node:events"
import { DefaultLogger, RestClient, WebsocketAPIClient } from "okx-api"
import { ClOrdIds, KEYS, ordIdOf, PRICE, SIZE, SYMBOL } from "../mock/keys.ts"
import { answered, type MockAddress, type PlacingClient } from "./client.ts"

export const OKX_API_KEYS = { apiKey: KEYS.apiKey, apiSecret: KEYS.secretKey, apiPass: KEYS.passphrase }
export const QUIET = { ...DefaultLogger, trace: () => {}, info: () => {}, error: () => {} }

/** Two such batches are 32 orders. */
const BATCH = 16

function order(clOrdId: string) {
  return { instId: SYMBOL, tdMode: "cash", clOrdId, side: "buy", ordType: "limit", px: PRICE, sz: SIZE } as const
}

export async function okxApiRest({ url }: MockAddress): Promise<PlacingClient> {
  const client = new RestClient({ ...OKX_API_KEYS, baseUrl: url })
  const ids = new ClOrdIds()
  return {
    ordersPerCall: 1,
    async place() {
      const clOrdId = ids.next()
      const [result] = await client.submitOrder(order(clOrdId))
      return answered(result?.ordId === ordIdOf(clOrdId))
    },
    async [Symbol.asyncDispose]() {},
  }
}

async function openTrader({ wsUrl }: MockAddress) {
  const client = new WebsocketAPIClient(
    { accounts: [OKX_API_KEYS], wsUrl: `${wsUrl}/private`, attachEventListeners: false },
    QUIET,
  )
  await client.connectWSAPI()
  return { client, [Symbol.asyncDispose]: () => closeSockets(client.getWSClient()) }
}

export async function okxApiWebSocket(address: MockAddress): Promise<PlacingClient> {
  const trader = await openTrader(address)
  const ids = new ClOrdIds()
  return {
    ordersPerCall: 1,
    async place() {
      const clOrdId = ids.next()
      const { data } = await trader.client.submitNewOrder(order(clOrdId))
      return answered(data[0].ordId === ordIdOf(clOrdId))
    },
    [Symbol.asyncDispose]: trader[Symbol.asyncDispose],
  }
}

export async function okxApiBatches(address: MockAddress): Promise<PlacingClient> {
  const trader = await openTrader(address)
  const ids = new ClOrdIds()
  return {
    ordersPerCall: BATCH,
    async place() {
      const clOrdIds = Array.from({ length: BATCH }, () => ids.next())
      const { data } = await trader.client.submitMultipleOrders(clOrdIds.map(order))
      return { wrong: clOrdIds.filter((clOrdId, at) => data[at]?.ordId !== ordIdOf(clOrdId)).length, lost: 0 }
    },
    [Symbol.asyncDispose]: trader[Symbol.asyncDispose],
  }
}

/** Forced, since a graceful close leaves its timers to the process. */
export async function closeSockets(client: EventEmitter & { closeAll(force?: boolean): void }): Promise<void> {
  client.removeAllListeners("exception")
  client.on("exception", () => {})
  client.closeAll(true)
}
