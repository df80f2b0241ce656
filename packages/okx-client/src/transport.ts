// What the client needs of a network, and nothing of how one works: ask over HTTP, open a socket. The real ones are
// http-transport.ts and ws-transport.ts; a simulator gives its own and so drives whole frames without a network.
// The difference that money hangs on is stated here: not sent (proven) against no answer (may have arrived).

/** How both transports name themselves: what stands before OKX turns away some requests that do not say what they come from. */
export const USER_AGENT = "okx-oms"

export interface HttpRequest {
  readonly method: "GET" | "POST"
  /** Path and query, exactly as signed. */
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  /** "" for none. */
  readonly body: string
  readonly timeoutMs: number
  readonly responseBytesMax: number
}

export type NoAnswerReason = "timeout" | "closed" | "too-large" | "protocol"

export type HttpResult =
  | { readonly kind: "response"; readonly status: number; readonly contentType: string; readonly body: string }
  /** Proven: no byte of the request left this process. */
  | { readonly kind: "not-sent"; readonly detail: string }
  /** The request may have arrived; nobody knows what became of it. */
  | { readonly kind: "no-answer"; readonly reason: NoAnswerReason; readonly detail: string }

export interface HttpTransport {
  /** Never rejects. Resolves within timeoutMs. */
  request(request: HttpRequest): Promise<HttpResult>
  close(): Promise<void>
}

export interface SocketHandlers {
  opened(): void
  /** One whole text frame. */
  message(text: string): void
  /** Once, whatever happened; nothing follows. `code` 1006 when no close frame was seen. */
  closed(code: number, detail: string): void
}

export interface SocketConnection {
  /** Hands a frame over. What was handed over counts as sent, even while it waits in a buffer. Does nothing once closed. */
  send(text: string): void
  /** Runs `sends`; the frames that it hands over may leave as one piece. Who has no use for that leaves it out. */
  together?(sends: () => void): void
  /** Bytes handed over that have not left yet. */
  readonly bufferedBytes: number
  /** Closes; `closed` is still called. */
  close(): void
}

export interface SocketTransport {
  /** Returns at once; the handlers are called later, never from inside open. */
  open(url: string, handlers: SocketHandlers): SocketConnection
}

export interface Transport {
  readonly http: HttpTransport
  readonly socket: SocketTransport
}
