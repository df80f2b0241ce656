// An OKX for tests of the gateway, without a network: answers HTTP from a table that the test may change, and opens
// sockets that log in and acknowledge by themselves. What else is said on them is the test's choice. The whole behaviour
// of an exchange is the paper exchange's, not this file's.

import type { HttpRequest, HttpResult, SocketHandlers, Transport } from "../transport.ts"

export type FakeReply = HttpResult | { readonly status?: number; readonly body: object }

export interface OpFrame {
  readonly id: string
  readonly op: string
  readonly expTime?: string
  readonly args: readonly Readonly<Record<string, unknown>>[]
}

export class FakeConnection {
  readonly url: string
  readonly sent: OpFrame[] = []
  readonly #handlers: SocketHandlers

  constructor(url: string, handlers: SocketHandlers) {
    this.url = url
    this.#handlers = handlers
  }

  say(frame: object): void {
    this.#handlers.message(JSON.stringify(frame))
  }

  drop(): void {
    this.#handlers.closed(1006, "")
  }

  open(): void {
    this.#handlers.opened()
  }

  receive(text: string, onOp: (frame: OpFrame, connection: FakeConnection) => void): void {
    if (text === "ping") {
      this.#handlers.message("pong")
      return
    }
    const frame: OpFrame = JSON.parse(text)
    this.sent.push(frame)
    if (frame.op === "login") this.say({ event: "login", code: "0", msg: "" })
    else if (frame.op === "subscribe") this.say({ id: frame.id, event: "subscribe", arg: frame.args[0] })
    else onOp(frame, this)
  }
}

export class FakeOkx implements Transport {
  readonly connections: FakeConnection[] = []
  readonly requests: HttpRequest[] = []
  /** Bytes that wait in every socket, as when the network takes none. */
  bufferedBytes = 0
  /** Path -> answer; a path that is not there is answered with an empty list. */
  readonly replies = new Map<string, FakeReply | ((request: HttpRequest) => FakeReply)>()
  /** What happens to trade operations; by default nothing. */
  onOp: (frame: OpFrame, connection: FakeConnection) => void = () => {}

  readonly http = {
    request: async (request: HttpRequest): Promise<HttpResult> => {
      this.requests.push(request)
      const reply = this.replies.get(request.target.split("?")[0] ?? "") ?? { body: { code: "0", msg: "", data: [] } }
      const result = typeof reply === "function" ? reply(request) : reply
      if ("kind" in result) return result
      const { status = 200, body } = result
      return { kind: "response", status, contentType: "application/json", body: JSON.stringify(body) }
    },
    close: async (): Promise<void> => {},
  }

  readonly socket = {
    open: (url: string, handlers: SocketHandlers) => {
      const connection = new FakeConnection(url, handlers)
      this.connections.push(connection)
      queueMicrotask(() => connection.open())
      const buffered = (): number => this.bufferedBytes
      return {
        get bufferedBytes() {
          return buffered()
        },
        send: (text: string) => queueMicrotask(() => connection.receive(text, (frame, from) => this.onOp(frame, from))),
        close: () => {},
      }
    },
  }

  rows(path: string, data: readonly object[]): void {
    this.replies.set(path, { body: { code: "0", msg: "", data } })
  }

  /** The newest connection to an address that ends so. */
  connection(path: "private" | "public"): FakeConnection {
    const found = this.connections.findLast(({ url }) => url.endsWith(path))
    if (found === undefined) throw new Error(`no ${path} connection was opened`)
    return found
  }

  /** Requests to a path, oldest first. */
  asked(path: string): HttpRequest[] {
    return this.requests.filter(({ target }) => target.split("?")[0] === path)
  }
}
