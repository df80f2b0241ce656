// okx-api as anyone installs it, pointed at a paper exchange: the REST client by its base URL, the sockets by one URL for all
// or, by the package's own exported map, by the three paths. Its log is kept out of the test's output.

import type { EventEmitter } from "node:events"
import type { PaperExchange } from "@okx-oms/paper-exchange"
import { DefaultLogger, RestClient, WebsocketAPIClient, WebsocketClient, WS_BASE_URL_MAP } from "okx-api"
import { until } from "../stand.ts"

export type Row = Record<string, unknown>

const KEYS = { apiKey: "paper-key", apiSecret: "paper-secret", apiPass: "paper-pass" }

const QUIET = { ...DefaultLogger, trace: () => {}, info: () => {}, error: () => {} }

export function openRest(
  paper: PaperExchange,
  settings: Partial<typeof KEYS> & { demoTrading?: boolean } = {},
): RestClient {
  return new RestClient({ ...KEYS, ...settings, baseUrl: paper.url })
}

export interface Listener extends AsyncDisposable {
  readonly client: WebsocketClient
  /** Acknowledgements and other events, oldest first. */
  readonly responses: Row[]
  readonly updates: Row[]
  readonly exceptions: Row[]
  subscribe(args: Parameters<WebsocketClient["subscribe"]>[0]): void
  /** The first push of the channel that is accepted. */
  pushed(channel: string, accepts?: (push: Row) => boolean): Promise<Row>
}

/** Opens a listening client on the universal path, or on the three paths of the real exchange. */
export function openListener(paper: PaperExchange, path: "one" | "three" = "one"): Listener {
  if (path === "three") {
    for (const name of ["public", "private", "business"] as const) {
      WS_BASE_URL_MAP.GLOBAL.live[name] = `${paper.wsUrl}/${name}`
    }
  }
  const where = path === "one" ? { wsUrl: `${paper.wsUrl}/ANY` } : {}
  const client = new WebsocketClient({ accounts: [KEYS], ...where }, QUIET)
  const responses: Row[] = []
  const updates: Row[] = []
  const exceptions: Row[] = []
  client.on("response", (event: Row) => responses.push(event))
  client.on("update", (event: Row) => updates.push(event))
  client.on("exception", (event: Row) => exceptions.push(event))
  return {
    client,
    responses,
    updates,
    exceptions,
    subscribe(args) {
      for (const pending of client.subscribe(args)) pending.catch((error) => exceptions.push({ error: String(error) }))
    },
    pushed: (channel, accepts = () => true) =>
      until(`a push on ${channel}`, () => updates.find((push) => isOf(push, channel) && accepts(push))),
    [Symbol.asyncDispose]: () => closeSockets(client),
  }
}

function isOf(push: Row, channel: string): boolean {
  const { arg } = push
  return typeof arg === "object" && arg !== null && "channel" in arg && arg.channel === channel
}

/** Rows of a push. */
export function rowsOf(push: Row): Row[] {
  return Array.isArray(push.data) ? push.data : []
}

export interface Trader extends AsyncDisposable {
  readonly client: WebsocketAPIClient
}

export function openTrader(paper: PaperExchange): Trader {
  const client = new WebsocketAPIClient(
    { accounts: [KEYS], wsUrl: `${paper.wsUrl}/ANY`, attachEventListeners: false },
    QUIET,
  )
  client.getWSClient().on("exception", () => {})
  return { client, [Symbol.asyncDispose]: () => closeSockets(client.getWSClient()) }
}

/** Forced, since a graceful close leaves its timers to the process. */
async function closeSockets(client: EventEmitter & { closeAll(force?: boolean): void }): Promise<void> {
  client.removeAllListeners("exception")
  client.on("exception", () => {})
  client.closeAll(true)
}
