// What is left when nothing is done but the wire: ws with JSON.parse and a map of ids, undici's dispatch with a signature.
// Whoever writes a client by hand, without durability, states or limits, gets about this.

import { Pool } from "undici"
import { type RawData, WebSocket } from "ws"
import { ClOrdIds, KEYS, ordIdOf, PRICE, SIZE, SYMBOL, signature } from "../mock/keys.ts"
import { type Answered, answered, type MockAddress, type PlacingClient } from "./client.ts"

const CONNECTIONS = 32
const PATH = "/api/v5/trade/order"

interface AckFrame {
  readonly id: string
  readonly data: readonly [{ readonly ordId: string; readonly sCode: string }]
}

function order(clOrdId: string) {
  return { instId: SYMBOL, tdMode: "cash", clOrdId, side: "buy", ordType: "limit", px: PRICE, sz: SIZE }
}

/** A logged-in socket; `ask` resolves with the next message. */
export async function openRawSocket({ wsUrl }: MockAddress): Promise<{ socket: WebSocket; ask: Ask }> {
  const socket = new WebSocket(`${wsUrl}/private`, { perMessageDeflate: false })
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject))
  const ask: Ask = (message) =>
    new Promise((resolve) => {
      socket.once("message", (data: RawData) => resolve(String(data)))
      socket.send(JSON.stringify(message))
    })
  const timestamp = String(Math.floor(Date.now() / 1_000))
  const { apiKey, passphrase } = KEYS
  const sign = signature(`${timestamp}GET/users/self/verify`)
  const answer = await ask({ op: "login", args: [{ apiKey, passphrase, timestamp, sign }] })
  if (!answer.includes('"login"')) throw new Error(`login refused: ${answer}`)
  return { socket, ask }
}

type Ask = (message: unknown) => Promise<string>

export async function rawWebSocket(address: MockAddress): Promise<PlacingClient> {
  const { socket } = await openRawSocket(address)
  const ids = new ClOrdIds()
  const waiting = new Map<string, (frame: AckFrame) => void>()
  let serial = 0
  socket.on("message", (data: RawData) => {
    const frame: AckFrame = JSON.parse(String(data))
    const settle = waiting.get(frame.id)
    waiting.delete(frame.id)
    settle?.(frame)
  })
  return {
    ordersPerCall: 1,
    place() {
      const id = String(++serial)
      const clOrdId = ids.next()
      return new Promise((resolve, reject) => {
        waiting.set(id, ({ data: [ack] }) => {
          if (ack.sCode === "0") resolve(answered(ack.ordId === ordIdOf(clOrdId)))
          else reject(new Error(`refused: ${ack.sCode}`))
        })
        socket.send(JSON.stringify({ id, op: "order", args: [order(clOrdId)] }))
      })
    },
    async [Symbol.asyncDispose]() {
      socket.close()
    },
  }
}

export async function rawUndici({ url }: MockAddress): Promise<PlacingClient> {
  const pool = new Pool(url, { connections: CONNECTIONS, pipelining: 1 })
  const ids = new ClOrdIds()
  const place = (): Promise<Answered> => {
    const clOrdId = ids.next()
    const body = JSON.stringify(order(clOrdId))
    const timestamp = new Date().toISOString()
    const headers = {
      "content-type": "application/json",
      "OK-ACCESS-KEY": KEYS.apiKey,
      "OK-ACCESS-SIGN": signature(`${timestamp}POST${PATH}${body}`),
      "OK-ACCESS-TIMESTAMP": timestamp,
      "OK-ACCESS-PASSPHRASE": KEYS.passphrase,
    }
    return new Promise((resolve, reject) => {
      let text = ""
      pool.dispatch(
        { path: PATH, method: "POST", headers, body },
        {
          onRequestStart() {},
          onResponseStart() {},
          onResponseData(_controller, chunk) {
            text += chunk.toString("latin1")
          },
          onResponseEnd() {
            const { data }: AckFrame = JSON.parse(text)
            if (data[0].sCode === "0") resolve(answered(data[0].ordId === ordIdOf(clOrdId)))
            else reject(new Error(`refused: ${text}`))
          },
          onResponseError: (_controller, error) => reject(error),
        },
      )
    })
  }
  return { ordersPerCall: 1, place, [Symbol.asyncDispose]: () => pool.close() }
}
