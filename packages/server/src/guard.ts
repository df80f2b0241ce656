// The checks that every request passes before any route sees it: the host it asks for, the site it comes from, the token it shows.
// It relies on access.ts for the secrets. What may be seen without a token is said route by route (config.open), nowhere else.

import { problemOfDoor } from "@okx-oms/api"
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import type { Access } from "./access.ts"
import { sendProblem } from "./reply.ts"

declare module "fastify" {
  interface FastifyContextConfig {
    /** Seen without a token. */
    open?: boolean
    /** A page for people: without a session it says in words how to get one. */
    signInPage?: string
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

export interface GuardOptions {
  readonly access: Access
  /** The port that clients connect to; known once the server listens. */
  readonly port: () => number
}

export function addGuard(app: FastifyInstance, { access, port }: GuardOptions): void {
  app.addHook("onRequest", async (request, reply) => {
    reply.headers(SECURITY_HEADERS)
    const hosts = HOST_NAMES.map((name) => `${name}:${port()}`)
    if (!hosts.includes(request.headers.host?.toLowerCase() ?? "")) {
      const detail = `This server answers for ${hosts.join(", ")} only.`
      return sendProblem(reply, problemOfDoor("host-not-allowed", detail))
    }
    const { origin } = request.headers
    if (origin !== undefined && !hosts.some((host) => origin.toLowerCase() === `http://${host}`)) {
      return sendProblem(reply, problemOfDoor("origin-not-allowed", "Requests of other sites are not taken."))
    }
    if (request.routeOptions.config.open === true) return undefined
    return checkToken(request, reply, { access, port })
  })
}

/** Cookies know no ports: the name carries it, so that two servers of one machine do not take each other's. */
export function sessionCookieName(port: number): string {
  return `oms_session_${port}`
}

function checkToken(request: FastifyRequest, reply: FastifyReply, { access, port }: GuardOptions) {
  const { authorization, cookie } = request.headers
  if (authorization !== undefined) {
    const [, token] = /^Bearer +([A-Za-z0-9._~+/=-]{1,512})$/i.exec(authorization) ?? []
    if (token !== undefined && access.isToken(token)) return undefined
    return sendProblem(reply, problemOfDoor("token-invalid", "The token in the Authorization header is not valid."))
  }
  const session = cookieValue(cookie, sessionCookieName(port()))
  if (session !== undefined && access.isSession(session)) return undefined
  const { signInPage } = request.routeOptions.config
  if (signInPage !== undefined && request.headers.accept?.includes("text/html") === true) {
    return reply.code(401).type("text/html; charset=utf-8").send(signInPage)
  }
  const detail =
    session === undefined
      ? "Send the admin token as Authorization: Bearer <token>, or open the link that the server prints."
      : "The session has ended. Open a new link: the server prints one."
  return sendProblem(reply, problemOfDoor(session === undefined ? "token-missing" : "token-invalid", detail))
}

function cookieValue(header: string | undefined, name: string): string | undefined {
  for (const part of header?.split(";") ?? []) {
    const [key, value] = part.trim().split("=", 2)
    if (key === name) return value
  }
  return undefined
}
