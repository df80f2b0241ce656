// The doors over open order managers: the routes of the contract, streams, metrics and the page, behind one guard. It relies on the managers
// for every decision; opening and closing them is serve.ts's work.

import type { Socket } from "node:net"
import { BODY_BYTES_MAX, type Problem, problemOfDoor, problemOfFields } from "@okx-oms/api"
import { InvalidValue } from "@okx-oms/core"
import { OutcomeUnknown } from "@okx-oms/trading"
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify"
import type { Logger } from "pino"
import type { Access } from "./access.ts"
import type { AccountSlot } from "./account-slot.ts"
import { Accounts } from "./accounts.ts"
import { EventStreams, STREAM_LIMITS, type StreamLimits } from "./event-streams.ts"
import { Strategies } from "./grid/strategies.ts"
import { addGuard } from "./guard.ts"
import { readJson } from "./json-body.ts"
import { addMetrics } from "./metrics.ts"
import type { OmsPort } from "./open-oms.ts"
import { type PageFile, readPageFiles } from "./page-files.ts"
import { PROBLEM_TYPE, ProblemReply, sendProblem } from "./reply.ts"
import { addRequestLog } from "./request-log.ts"
import { RouteTable } from "./route-table.ts"
import { addPageRoutes } from "./routes/page.ts"
import { serveContract } from "./routes/served.ts"
import { SOCKET_LIMITS, type SocketLimits } from "./stream/limits.ts"
import { SocketStreams } from "./stream/socket-streams.ts"
import { addWebSockets } from "./stream/web-socket.ts"

/** Loopback only: whoever wants more puts a door of their own in front. */
const HOST = "127.0.0.1"
/** A request must have arrived within this, and its head within that: who sends a byte now and then does not keep a connection. */
const REQUEST_TIMEOUT_MS = 10_000
const HEAD_TIMEOUT_MS = 5_000
const TIMEOUTS_CHECKED_EVERY_MS = 500
const HEAD_BYTES_MAX = 16 * 1024
const HEADERS_MAX = 100
const KEEP_ALIVE_MS = 65_000

export interface HttpServerOptions {
  /** Each with its own manager; names are unique. */
  readonly accounts: Iterable<OmsPort | AccountSlot>
  readonly access: Access
  /** Closed with the server. Default: strategies that end with the process. */
  readonly strategies?: Strategies
  readonly log: Logger
  /** 0 takes any free port. */
  readonly port: number
  readonly streamLimits?: Partial<StreamLimits>
  readonly socketLimits?: Partial<SocketLimits>
  readonly doors?: Partial<DoorLimits>
  /** Default: the build of the page. */
  readonly pageFiles?: readonly PageFile[]
}

/** What comes in, how often and from where. */
export interface DoorLimits {
  /** See guard.ts. */
  readonly hosts: readonly string[]
  readonly origins: readonly string[]
  /** Of each token. */
  readonly requestsPerSecond: number
  readonly requestsBurst: number
  /** Open at once; one more is closed before a byte of it is read. */
  readonly connectionsMax: number
  /** For the whole request, and for its head alone. */
  readonly requestTimeoutMs: number
  readonly headTimeoutMs: number
}

export const DOOR_LIMITS: DoorLimits = {
  hosts: [],
  origins: [],
  requestsPerSecond: 200,
  requestsBurst: 1_000,
  connectionsMax: 2_048,
  requestTimeoutMs: REQUEST_TIMEOUT_MS,
  headTimeoutMs: HEAD_TIMEOUT_MS,
}

export class HttpServer {
  /** For tests that need no socket: app.inject. */
  readonly app: FastifyInstance
  readonly #wantedPort: number
  #port: number
  #isStopping = false

  constructor(options: HttpServerOptions) {
    this.#wantedPort = options.port
    this.#port = options.port
    this.app = makeApp(options, { port: () => this.#port, isStopping: () => this.#isStopping })
  }

  /** "http://127.0.0.1:7070". Right once listen has resolved. */
  get url(): string {
    return `http://${HOST}:${this.#port}`
  }

  /** Rejects with the system's error (EADDRINUSE) when the port is taken. */
  async listen(): Promise<void> {
    await this.app.listen({ host: HOST, port: this.#wantedPort })
    const address = this.app.server.address()
    if (typeof address === "object" && address !== null) this.#port = address.port
  }

  /** Takes no new requests, says farewell to the streams, lets running requests finish. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopping = true
    await this.app.close()
  }
}

interface Standing {
  readonly port: () => number
  readonly isStopping: () => boolean
}

function makeApp(options: HttpServerOptions, { port, isStopping }: Standing): FastifyInstance {
  const { access, log, streamLimits, socketLimits } = options
  const accounts = new Accounts(options.accounts)
  const doors = { ...DOOR_LIMITS, ...options.doors }
  const app = fastify({
    logger: false,
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: doors.requestTimeoutMs,
    http: {
      headersTimeout: doors.headTimeoutMs,
      connectionsCheckingInterval: TIMEOUTS_CHECKED_EVERY_MS,
      maxHeaderSize: HEAD_BYTES_MAX,
    },
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: "idle",
    // Said by a hook of ours, as a problem like every other.
    return503OnClosing: false,
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (_error, _request, reply) => {
      sendProblem(reply, problemOfDoor("request-unreadable", "The address of the request is not valid."))
    },
  })
  app.server.maxConnections = doors.connectionsMax
  app.server.maxHeadersCount = HEADERS_MAX
  const streams = new EventStreams()
  const strategies = options.strategies ?? new Strategies({ log })
  // After the last request and before any manager is closed.
  app.addHook("onClose", async () => await strategies[Symbol.asyncDispose]())
  const sockets = new SocketStreams({ accounts, limits: { ...SOCKET_LIMITS, ...socketLimits }, log })
  const routes = new RouteTable()
  app.addHook("onRoute", ({ url, method }) => routes.add(url, method))
  refuseWhileStopping(app, isStopping)
  readJson(app)
  addWebSockets(app, {
    close: async () => {
      streams.close()
      await sockets.close()
    },
  })
  const { hosts, origins, requestsPerSecond, requestsBurst } = doors
  // The plugin of the WebSockets must come first: it sees to the sockets of upgrades that the guard refuses.
  app.after(() => {
    addGuard(app, { access, port, hosts, origins, rateLimit: { perSecond: requestsPerSecond, burst: requestsBurst } })
    addRequestLog(app, log)
    const metrics = addMetrics(app, { accounts, streams, sockets })
    const limits = { ...STREAM_LIMITS, ...streamLimits }
    serveContract(app, { accounts, access, metrics, streams, sockets, limits, log, strategies })
    addPageRoutes(app, { access, port, origins, files: options.pageFiles ?? readPageFiles() })
    app.setNotFoundHandler((request, reply) => answerNotFound(request, reply, routes))
  })
  app.setErrorHandler((error, request, reply) => sendProblem(reply, problemOfError(error, request, log)))
  return app
}

/** From the first moment of a stop nothing new is taken; what was taken before is answered. */
function refuseWhileStopping(app: FastifyInstance, isStopping: () => boolean): void {
  app.addHook("onRequest", async (_request, reply) => {
    if (!isStopping()) return undefined
    return sendProblem(reply.header("connection", "close"), problemOfDoor("stopping", "The server is stopping."))
  })
}

function answerNotFound(request: FastifyRequest, reply: FastifyReply, routes: RouteTable): FastifyReply {
  const [path = ""] = request.url.split("?", 1)
  const methods = routes.methodsOf(path)
  if (methods.length === 0)
    return sendProblem(reply, problemOfDoor("route-not-found", "There is no such address here."))
  const detail = `This address takes ${methods.join(", ")}; ${request.method} is not one of them.`
  return sendProblem(reply.header("allow", methods.join(", ")), problemOfDoor("method-not-allowed", detail))
}

function problemOfError(error: unknown, request: FastifyRequest, log: Logger): Problem {
  if (error instanceof ProblemReply) return error.problem
  if (error instanceof InvalidValue) {
    return problemOfFields([{ path: error.field, message: error.message }], "query-invalid")
  }
  if (error instanceof OutcomeUnknown) {
    return problemOfDoor("outcome-unknown", `It is not known what became of the request: ${error.message}.`, {
      outcome: "unknown",
    })
  }
  // The journal's pages have limits of their own; its package is not known here, its error by its name.
  if (error instanceof Error && error.name === "QueryRefused") {
    return problemOfDoor("history-busy", `The history did not answer: ${error.message}.`)
  }
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown }
  switch (code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return problemOfDoor("body-too-large", `A body has at most ${BODY_BYTES_MAX} bytes. Nothing was taken.`)
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return problemOfDoor("media-type-unsupported", "Send the body as Content-Type: application/json.")
    default:
      if (typeof statusCode === "number" && statusCode >= 400 && statusCode < 500) {
        return problemOfDoor("request-unreadable", "The request could not be read.")
      }
  }
  const route = request.routeOptions.url ?? "unmatched"
  log.error({ err: error, method: request.method, route }, "a request failed by our own fault")
  // It may have got as far as the journal before it failed: only a read is sure to have done nothing.
  const outcome = request.method === "GET" ? "refused" : "unknown"
  return problemOfDoor("internal", "The server failed to answer. Its log tells more.", { outcome })
}

/** For bytes that are no HTTP request, or not yet a whole one: there is no route and no reply, only the socket. Nothing was done with them. */
function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy()
    return
  }
  const isLate = error.code === "ERR_HTTP_REQUEST_TIMEOUT"
  const problem = isLate
    ? problemOfDoor("request-late", "The request did not arrive whole in time. Nothing was done; send it again.")
    : problemOfDoor("request-unreadable", "This is not an HTTP request that can be read.")
  const body = JSON.stringify(problem)
  const head = [
    isLate ? "HTTP/1.1 408 Request Timeout" : "HTTP/1.1 400 Bad Request",
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ]
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`)
}
