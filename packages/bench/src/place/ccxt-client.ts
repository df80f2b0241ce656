// ccxt as anyone installs it, pointed at the mock by its documented options; its own throttle is off. Over REST, and over
// WebSocket by ccxt.pro, whose calls may never be answered: those are given up after two seconds and counted.

import ccxt from "ccxt"
import { ClOrdIds, KEYS, ordIdOf, PRICE, SIZE } from "../mock/keys.ts"
import { answered, type MockAddress, type PlacingClient } from "./client.ts"

export type Ccxt = InstanceType<typeof ccxt.pro.okx>

const SYMBOL = "BTC/USDT"
const LOST_AFTER_MS = 2_000

export async function openCcxt({ url, wsUrl }: MockAddress): Promise<Ccxt> {
  const client = new ccxt.pro.okx({
    apiKey: KEYS.apiKey,
    secret: KEYS.secretKey,
    password: KEYS.passphrase,
    urls: { api: { rest: url, ws: wsUrl } },
    enableRateLimit: false,
    options: { fetchMarkets: { types: ["spot"] }, defaultType: "spot" },
  })
  // What ccxt wants once before a socket without TLS.
  await client.loadHttpProxyAgent()
  await client.loadMarkets()
  return client
}

export async function ccxtRest(address: MockAddress): Promise<PlacingClient> {
  const client = await openCcxt(address)
  const ids = new ClOrdIds()
  return {
    ordersPerCall: 1,
    async place() {
      const clientOrderId = ids.next()
      const order = await client.createOrder(SYMBOL, "limit", "buy", Number(SIZE), Number(PRICE), { clientOrderId })
      return answered(order.id === ordIdOf(clientOrderId))
    },
    [Symbol.asyncDispose]: () => client.close(),
  }
}

export async function ccxtWebSocket(address: MockAddress): Promise<PlacingClient> {
  const client = await openCcxt(address)
  const ids = new ClOrdIds()
  return {
    ordersPerCall: 1,
    async place() {
      const clientOrderId = ids.next()
      const placed = client.createOrderWs(SYMBOL, "limit", "buy", Number(SIZE), Number(PRICE), { clientOrderId })
      const order = await withinLimit(placed)
      return order === undefined ? { wrong: 0, lost: 1 } : answered(order.id === ordIdOf(clientOrderId))
    },
    [Symbol.asyncDispose]: () => client.close(),
  }
}

async function withinLimit<Value>(value: Promise<Value>): Promise<Value | undefined> {
  const limit = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => limit.resolve(undefined), LOST_AFTER_MS)
  try {
    return await Promise.race([value, limit.promise])
  } finally {
    clearTimeout(timer)
  }
}
