// The doors over a MemoryOms with a known token, for tests: requests in process or over loopback.

import { pino } from "pino"
import { Access } from "../access.ts"
import type { AccountSlot } from "../account-slot.ts"
import type { StreamLimits } from "../event-streams.ts"
import { type DoorLimits, HttpServer } from "../http-server.ts"
import type { LogLevel } from "../log.ts"
import type { OmsPort } from "../open-oms.ts"
import { newSecret } from "../secrets.ts"
import type { SocketLimits } from "../stream/limits.ts"
import { TokenStore } from "../token-store.ts"
import { MemoryOms } from "./memory-oms.ts"

const PORT = 7070
/** Of the first token that is made; the examples of the contract speak of it. */
const FIRST_TOKEN_ID = 0x3f9a1c07
/** What most tests place: sound in every respect. */
export const ORDER = { symbol: "BTC-USDT", side: "buy", type: "limit", quantity: "0.5", price: "29999.9" } as const

export interface Door {
  readonly oms: MemoryOms
  readonly server: HttpServer
  readonly access: Access
  readonly token: string
  /** Lines of the log so far. */
  readonly log: readonly string[]
  ask(method: "GET" | "POST" | "PATCH" | "DELETE" | "PUT", url: string, options?: AskOptions): Promise<Told>
}

export interface AskOptions {
  readonly body?: unknown
  /** Sent as it is, in place of body. */
  readonly text?: string
  /** Undefined values take a default header away. */
  readonly headers?: Readonly<Record<string, string | undefined>>
}

export interface Told {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
  /** The parsed body; an empty object when it is no JSON. */
  readonly body: Readonly<Record<string, unknown>>
}

export function openDoor(
  options: {
    port?: number
    streamLimits?: Partial<StreamLimits>
    socketLimits?: Partial<SocketLimits>
    doors?: Partial<DoorLimits>
    now?: () => number
    accounts?: readonly (OmsPort | AccountSlot)[]
    logLevel?: LogLevel
  } = {},
): Door {
  const oms = new MemoryOms()
  const token = newSecret()
  const clock = options.now === undefined ? {} : { now: options.now }
  let lastTokenId = FIRST_TOKEN_ID - 1
  const tokens = TokenStore.inMemory({ ...clock, newTokenId: () => `t${(++lastTokenId).toString(16)}` })
  const access = new Access({ token, tokens, ...clock })
  const log: string[] = []
  const server = new HttpServer({
    accounts: [oms, ...(options.accounts ?? [])],
    access,
    log: pino({ base: null, level: options.logLevel ?? "info" }, { write: (line: string) => void log.push(line) }),
    port: options.port ?? PORT,
    ...(options.doors !== undefined && { doors: options.doors }),
    ...(options.streamLimits !== undefined && { streamLimits: options.streamLimits }),
    ...(options.socketLimits !== undefined && { socketLimits: options.socketLimits }),
  })
  const ask: Door["ask"] = async (method, url, { body, text, headers = {} } = {}) => {
    const payload = text ?? (body === undefined ? undefined : JSON.stringify(body))
    const wanted = {
      host: `127.0.0.1:${PORT}`,
      authorization: `Bearer ${token}`,
      ...(payload !== undefined && { "content-type": "application/json" }),
      ...headers,
    }
    const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined))
    const answer = await server.app.inject({ method, url, headers: given, ...(payload !== undefined && { payload }) })
    return { status: answer.statusCode, headers: answer.headers, text: answer.body, body: parsed(answer.body) }
  }
  return { oms, server, access, token, log, ask }
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
