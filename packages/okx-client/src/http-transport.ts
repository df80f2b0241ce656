// HTTP over undici: a keep-alive pool to one origin, used through dispatch because that tells exactly when a request
// starts to be written. Everything that fails before that moment is "not sent"; everything after it is "no answer".
// It retries nothing, and it never lets a request outlive its timeout: one that still waits for a connection is aborted unsent.

import { type Dispatcher, Pool } from "undici"
import { type HttpRequest, type HttpResult, type HttpTransport, type NoAnswerReason, USER_AGENT } from "./transport.ts"

export interface HttpTransportOptions {
  /** "https://www.okx.com" */
  readonly origin: string
  /** Default 32; opened when they are needed. */
  readonly connectionsMax?: number
  readonly connectTimeoutMs?: number
  readonly keepAliveMs?: number
}

/** Twice as many as the manager ever reads with at once (sixteen orders in doubt): a cancel that goes by REST waits for none of those answers. */
const CONNECTIONS_MAX = 32

export class UndiciTransport implements HttpTransport {
  readonly #pool: Pool

  constructor(options: HttpTransportOptions) {
    this.#pool = new Pool(options.origin, {
      connections: options.connectionsMax ?? CONNECTIONS_MAX,
      pipelining: 1,
      allowH2: false,
      keepAliveTimeout: options.keepAliveMs ?? 30_000,
      keepAliveMaxTimeout: 60_000,
      connect: { timeout: options.connectTimeoutMs ?? 3_000 },
    })
  }

  request(request: HttpRequest): Promise<HttpResult> {
    return new Promise((resolve) => {
      const exchange = new Exchange(request, resolve)
      try {
        this.#pool.dispatch(
          {
            method: request.method,
            path: request.target,
            headers: { "user-agent": USER_AGENT, ...request.headers },
            body: request.body === "" ? null : request.body,
            headersTimeout: 0,
            bodyTimeout: 0,
          },
          exchange,
        )
      } catch (error) {
        exchange.onResponseError(undefined, error instanceof Error ? error : new Error(String(error)))
      }
    })
  }

  async close(): Promise<void> {
    await this.#pool.destroy()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

/** One request on its way. Settles once; whatever comes later is ignored. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #request: HttpRequest
  readonly #resolve: (result: HttpResult) => void
  readonly #timer: NodeJS.Timeout
  readonly #chunks: Buffer[] = []
  #bytes = 0
  #started = false
  #settled = false
  #status = 0
  #contentType = ""
  #controller: Dispatcher.DispatchController | undefined

  constructor(request: HttpRequest, resolve: (result: HttpResult) => void) {
    this.#request = request
    this.#resolve = resolve
    this.#timer = setTimeout(() => this.#fail("timeout", `no answer within ${request.timeoutMs} ms`), request.timeoutMs)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Aborting here still stops undici before it writes the first byte: a request given up while it queued stays unsent.
    if (this.#settled) {
      controller.abort(new Error("given up before it was sent"))
      return
    }
    this.#started = true
    this.#controller = controller
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.#status = status
    this.#contentType = String(headers["content-type"] ?? "")
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length
    if (this.#bytes > this.#request.responseBytesMax) {
      this.#fail("too-large", `the answer is longer than ${this.#request.responseBytesMax} bytes`)
    } else {
      this.#chunks.push(chunk)
    }
  }

  onResponseEnd(): void {
    const body = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks)
    this.#settle({
      kind: "response",
      status: this.#status,
      contentType: this.#contentType,
      body: body === undefined ? "" : body.toString("utf8"),
    })
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    const code = "code" in error && typeof error.code === "string" ? error.code : ""
    this.#fail(code.startsWith("HPE_") ? "protocol" : "closed", describe(error, code))
  }

  #fail(reason: NoAnswerReason, detail: string): void {
    this.#settle(this.#started ? { kind: "no-answer", reason, detail } : { kind: "not-sent", detail })
    this.#controller?.abort(new Error(detail))
  }

  #settle(result: HttpResult): void {
    if (this.#settled) return
    this.#settled = true
    clearTimeout(this.#timer)
    this.#resolve(result)
  }
}

/** The error's own words; an AggregateError (several addresses tried) has none but its parts'. */
function describe(error: Error, code: string): string {
  const words =
    error instanceof AggregateError
      ? error.errors.map((part) => (part instanceof Error ? part.message : ""))
      : [error.message]
  return [code, ...words.filter((word) => word !== "")].join(" ").trim().slice(0, 300)
}
