// The peers as listeners: ccxt.pro's loop of watchOrders, okx-api's update events, and ws with JSON.parse and nothing else. None
// of them decides, keeps or writes anything.

import { WebsocketClient } from "okx-api"
import type { RawData } from "ws"
import { openCcxt } from "../place/ccxt-client.ts"
import type { MockAddress } from "../place/client.ts"
import { closeSockets, OKX_API_KEYS, QUIET } from "../place/okx-api-client.ts"
import { openRawSocket } from "../place/raw-client.ts"
import { type Consumer, Count } from "./consumer.ts"

const LISTEN = { channel: "orders", instType: "ANY" } as const
/** Until ccxt's subscription stands: it has no call that says so. */
const SUBSCRIBED_AFTER_MS = 500

interface OrderRow {
  readonly clOrdId: string
}

export async function ccxtConsumer(address: MockAddress): Promise<Consumer> {
  const client = await openCcxt(address)
  let next = client.watchOrders()
  await new Promise((resolve) => setTimeout(resolve, SUBSCRIBED_AFTER_MS))
  return {
    placesItself: false,
    needsMark: true,
    async prepare() {},
    async consume(pushes) {
      const count = new Count(pushes)
      while (!count.isOver) {
        for (const order of await next) count.add(order.clientOrderId)
        next = client.watchOrders()
      }
      return count.done
    },
    async [Symbol.asyncDispose]() {
      // The one that is still listened for ends with the connection.
      next.catch(() => {})
      await client.close()
    },
  }
}

export async function okxApiConsumer({ wsUrl }: MockAddress): Promise<Consumer> {
  const client = new WebsocketClient({ accounts: [OKX_API_KEYS], wsUrl: `${wsUrl}/private` }, QUIET)
  let count = new Count(0)
  client.on("exception", () => {})
  client.on("update", ({ data }: { readonly data: readonly OrderRow[] }) => {
    for (const { clOrdId } of data) count.add(clOrdId)
  })
  const subscribed = new Promise<void>((resolve) =>
    client.on("response", ({ event }: { readonly event?: string }) => {
      if (event === "subscribe") resolve()
    }),
  )
  client.subscribe(LISTEN)
  await subscribed
  return {
    placesItself: false,
    needsMark: false,
    async prepare() {},
    consume(pushes) {
      count = new Count(pushes)
      return count.done
    },
    [Symbol.asyncDispose]: () => closeSockets(client),
  }
}

export async function rawConsumer(address: MockAddress): Promise<Consumer> {
  const { socket, ask } = await openRawSocket(address)
  await ask({ op: "subscribe", args: [LISTEN] })
  let count = new Count(0)
  socket.on("message", (data: RawData) => {
    const { data: rows }: { readonly data?: readonly OrderRow[] } = JSON.parse(String(data))
    for (const { clOrdId } of rows ?? []) count.add(clOrdId)
  })
  return {
    placesItself: false,
    needsMark: false,
    async prepare() {},
    consume(pushes) {
      count = new Count(pushes)
      return count.done
    },
    async [Symbol.asyncDispose]() {
      socket.close()
    },
  }
}
