// Every client that is measured, by the name of its row.

import { REST_SYMBOL } from "../mock/keys.ts"
import { ccxtRest, ccxtWebSocket } from "./ccxt-client.ts"
import type { MockAddress, PlacingClient } from "./client.ts"
import { okxApiBatches, okxApiRest, okxApiWebSocket } from "./okx-api-client.ts"
import { ownClient } from "./own-client.ts"
import { rawUndici, rawWebSocket } from "./raw-client.ts"

export const CLIENTS = {
  "ccxt createOrder": ccxtRest,
  "ccxt.pro createOrderWs": ccxtWebSocket,
  "okx-api REST": okxApiRest,
  "okx-api WebSocket": okxApiWebSocket,
  "okx-api WebSocket, batches": okxApiBatches,
  "raw undici": rawUndici,
  "raw ws": rawWebSocket,
  "okx-oms WebSocket": (address) => ownClient(address, { batchMax: 1 }),
  "okx-oms WebSocket, caller's ids": (address) => ownClient(address, { batchMax: 1, named: true }),
  "okx-oms WebSocket, live pushes": (address) => ownClient(address, { batchMax: 1 }),
  "okx-oms WebSocket, batches": (address) => ownClient(address, { batchMax: 20 }),
  "okx-oms REST": (address) => ownClient(address, { batchMax: 1, symbol: REST_SYMBOL }),
} as const satisfies Readonly<Record<string, (address: MockAddress) => Promise<PlacingClient>>>

export type ClientName = keyof typeof CLIENTS

/** With these the mock pushes `live` for each order right behind its acknowledgement, as OKX does. */
export const LISTENING: ReadonlySet<ClientName> = new Set<ClientName>(["okx-oms WebSocket, live pushes"])

export function isClientName(name: string): name is ClientName {
  return Object.hasOwn(CLIENTS, name)
}
