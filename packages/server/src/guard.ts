// The checks that every request passes before any route sees it: the host it asks for, the site it comes from, the token it shows, and how often it asks.
// It relies on access.ts for the secrets. What each address asks of a token is said by the table of routes (config.scope), nowhere else.

import { mayUse, type Problem, problemOfDoor, type RouteScope } from "@okx-oms/api"
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import type { Access } from "./access.ts"
import { type Identity, NOBODY } from "./identity.ts"
import { type RateLimit, RateLimiter } from "./rate-limit.ts"
import { sendProblem } from "./reply.ts"

declare module "fastify" {
  interface FastifyContextConfig {
    /** What it asks of a token; "open" is seen without one. An address that says nothing is for every token. */
    scope?: RouteScope
    /** Of the contract. */
    operationId?: string
    /** A stream: it ends with the token that opened it. */
    staysOpen?: boolean
    /** A page for people: without a session it says in words how to get one. */
    signInPage?: string
  }
  interface FastifyRequest {
    /** Who asks. */
    token: Identity
  }
}

/** Names of this machine; a foreign name that resolves here (DNS rebinding) is not among them. */
const HOST_NAMES = ["127.0.0.1", "localhost", "[::1]"]

const SECURITY_HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
} as const

/** What a stream may still say when its token has ended; then its connection is cut. */
const FAREWELL_MS = 500

export interface GuardOptions {
  readonly access: Access
  /** The port that clients connect to; known once the server listens. */
  readonly port: () => number
  /** Other hosts that requests may ask for, "oms.example.com" or with a port: a door of the user's own is in front. Lower case. */
  readonly hosts?: readonly string[]
  /** Other sites whose pages may ask: "https://oms.example.com". Lower case. */
  readonly origins?: readonly string[]
  /** Of each token. What takes orders away has as much again for itself. */
  readonly rateLimit: RateLimit
}

export function addGuard(app: FastifyInstance, options: GuardOptions): void {
  const { access, port, hosts: moreHosts = [], origins: moreOrigins = [] } = options
  const limiter = new RateLimiter(options.rateLimit)
  app.decorateRequest("token")
  app.addHook("onRequest", async (request, reply) => {
    request.token = NOBODY
    reply.headers(SECURITY_HEADERS)
    const hosts = [...HOST_NAMES.map((name) => `${name}:${port()}`), ...moreHosts]
    if (!hosts.includes(request.headers.host?.toLowerCase() ?? "")) {
      const detail = `This server answers for ${hosts.join(", ")} only.`
      return sendProblem(reply, problemOfDoor("host-not-allowed", detail))
    }
    const origins = [...HOST_NAMES.map((name) => `http://${name}:${port()}`), ...moreOrigins]
    const { origin } = request.headers
    if (origin !== undefined && !origins.includes(origin.toLowerCase())) {
      return sendProblem(reply, problemOfDoor("origin-not-allowed", "Requests of other sites are not taken."))
    }
    const { scope = "read", staysOpen = false } = request.routeOptions.config
    if (scope === "open") return undefined
    const identity = identify(request, { access, port })
    if ("refused" in identity) return sendRefusal(request, reply, identity.refused)
    const waitMs = limiter.take(scope === "cancel" ? `${identity.tokenId} cancel` : identity.tokenId)
    if (waitMs > 0) return sendTooMany(reply, waitMs, options.rateLimit)
    if (!mayUse(identity.scope, scope)) {
      const detail = `This address needs a token with the scope ${scopeWord(scope)}; this one has ${identity.scope}.`
      return sendProblem(reply, problemOfDoor("scope-missing", detail))
    }
    request.token = staysOpen ? endingWithToken(request, reply, { access, identity }) : identity
    return undefined
  })
}

/** Ends with the token: events that are sent end at once and the reader learns why when it comes back; a WebSocket is told by `ended` and says farewell. */
function endingWithToken(
  { raw: { socket, headers } }: FastifyRequest,
  { raw }: FastifyReply,
  { access, identity }: { access: Access; identity: Identity },
): Identity {
  const validity = access.validity(identity)
  const over = (): void => validity[Symbol.dispose]()
  const isUpgrade = headers.upgrade !== undefined
  raw.once("close", over)
  // Of an upgraded connection nobody says that the answer is over.
  if (isUpgrade) socket.once("close", over)
  const end = (): void => {
    if (!isUpgrade) raw.end()
    setTimeout(() => socket.destroy(), FAREWELL_MS).unref()
  }
  validity.signal.addEventListener("abort", end, { once: true })
  return { ...identity, ended: validity.signal }
}

function sendTooMany(reply: FastifyReply, waitMs: number, { perSecond, burst }: RateLimit): FastifyReply {
  const detail = `A token may ask ${perSecond} times a second, ${burst} times at once. Ask again in ${waitMs} ms.`
  const facts = { retryAfterMs: waitMs, perSecond, burst }
  reply.header("retry-after", String(Math.ceil(waitMs / 1000)))
  return sendProblem(reply, problemOfDoor("too-many-requests", detail, { facts }))
}

/** Cookies know no ports: the name carries it, so that two servers of one machine do not take each other's. */
export function sessionCookieName(port: number): string {
  return `oms_session_${port}`
}

/** Who asks, or the problem that says why nobody knows. */
function identify(
  request: FastifyRequest,
  { access, port }: Pick<GuardOptions, "access" | "port">,
): Identity | { readonly refused: Problem } {
  const { authorization, cookie } = request.headers
  if (authorization !== undefined) {
    const [, token] = /^Bearer +([A-Za-z0-9._~+/=-]{1,512})$/i.exec(authorization) ?? []
    const identity = token === undefined ? undefined : access.identityOfToken(token)
    if (identity !== undefined) return identity
    const detail = "The token in the Authorization header is not valid: unknown, revoked or expired."
    return { refused: problemOfDoor("token-invalid", detail) }
  }
  const session = cookieValue(cookie, sessionCookieName(port()))
  if (session === undefined) {
    const detail = "Send a token as Authorization: Bearer <token>, or open the link that the server prints."
    return { refused: problemOfDoor("token-missing", detail) }
  }
  if (isOtherPage(request)) {
    const detail = "A page of another address may not use the session of this one."
    return { refused: problemOfDoor("origin-not-allowed", detail) }
  }
  const identity = access.identityOfSession(session)
  if (identity !== undefined) return identity
  return { refused: problemOfDoor("token-invalid", "The session has ended. Open a new link: the server prints one.") }
}

/** SameSite=Strict does not tell ports of one host apart; browsers do, in this header. Following a link to a page is nobody's request but the person's. */
function isOtherPage({ headers }: FastifyRequest): boolean {
  const site = headers["sec-fetch-site"]
  const isOther = site === "cross-site" || site === "same-site"
  return isOther && headers["sec-fetch-mode"] !== "navigate"
}

/** People get a page that says in words how to come in, programs the problem. */
function sendRefusal(request: FastifyRequest, reply: FastifyReply, refused: Problem): FastifyReply {
  const { signInPage } = request.routeOptions.config
  if (signInPage !== undefined && request.headers.accept?.includes("text/html") === true) {
    return reply.code(401).type("text/html; charset=utf-8").send(signInPage)
  }
  return sendProblem(reply, refused)
}

function scopeWord(scope: RouteScope): string {
  return scope === "cancel" ? "cancel-only" : scope
}

function cookieValue(header: string | undefined, name: string): string | undefined {
  for (const part of header?.split(";") ?? []) {
    const [key, value] = part.trim().split("=", 2)
    if (key === name) return value
  }
  return undefined
}
