// One route of the contract, served: the request is checked by the route's schemas, its account is found, and the handler gets the domain's values.
// It relies on the guard for host, origin, token and scope; what a route does is said by its handler and nowhere else.

import {
  type BodyOf,
  type Checked,
  check,
  type HeadersOf,
  type OperationId,
  type ParamsOf,
  problemOfFields,
  type QueryOf,
  type ReplyOf,
  type Route,
  type Routes,
  takesBody,
} from "@okx-oms/api"
import { parseAccountId } from "@okx-oms/core"
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import type { Accounts } from "./accounts.ts"
import type { Identity } from "./identity.ts"
import type { OmsPort } from "./open-oms.ts"
import { ProblemReply, refuseFields } from "./reply.ts"

/** What a handler gets. Parts that the route does not name are empty. */
export interface Call<R extends Route> {
  readonly params: ParamsOf<R>
  readonly query: QueryOf<R>
  readonly headers: HeadersOf<R>
  readonly body: BodyOf<R>
  /** The account that the request means; undefined for routes of the server. */
  readonly oms: R["concerns"] extends "account" ? OmsPort : undefined
  readonly token: Identity
  readonly request: FastifyRequest
  /** For headers of the answer, and for answers that are no JSON (then it is what the handler returns). */
  readonly reply: FastifyReply
}

/** Gives the reply of the contract; its status is the route's. A problem is thrown (ProblemReply). */
export type Handler<R extends Route> = (call: Call<R>) => ReplyOf<R> | FastifyReply | Promise<ReplyOf<R> | FastifyReply>

export type Handlers = { readonly [Id in OperationId]: Handler<Routes[Id]> }

export function serveRoute<R extends Route>(
  app: FastifyInstance,
  { route, handler, accounts }: { route: R; handler: Handler<R>; accounts: Accounts },
): void {
  const staysOpen = route.media === "text/event-stream" || route.media === "websocket"
  app.route({
    method: route.method,
    url: route.path.replaceAll(/\{(\w+)\}/g, ":$1"),
    config: { scope: route.scope, operationId: route.operationId, staysOpen },
    exposeHeadRoute: route.method === "GET" && !staysOpen,
    handler: async (request, reply) => {
      const answer = await handler(callOf(route, { request, reply, accounts }))
      return isReply(answer, reply) ? answer : reply.code(route.status).send(answer)
    },
  })
}

/** Throws a problem that names every mistake of the request. */
export function callOf<R extends Route>(
  route: R,
  { request, reply, accounts }: { request: FastifyRequest; reply: FastifyReply; accounts: Accounts },
): Call<R> {
  const { token } = request
  const params: ParamsOf<R> = sound(check<R["params"]>(route.params, request.params, { text: true }), "query-invalid")
  const query: QueryOf<R> = sound(
    check<R["query"]>(route.query, { ...(request.query as object) }, { text: true }),
    "query-invalid",
  )
  const headers: HeadersOf<R> = sound(
    check<R["headers"]>(route.headers, headersNamedBy(route, request), { text: true }),
    "query-invalid",
  )
  const oms = (
    route.concerns === "account" ? accountOf(query, { reply, accounts, token }) : undefined
  ) as Call<R>["oms"]
  return { params, query, headers, body: bodyOf(route, request.body), oms, token, request, reply }
}

/** The account that is meant. Every answer about it says so in its head, with the kind of money: nobody takes one for another. */
function accountOf(
  query: unknown,
  { reply, accounts, token }: { reply: FastifyReply; accounts: Accounts; token: Identity },
): OmsPort {
  const { account: named } = query as { readonly account?: unknown }
  const oms = accounts.of(named === undefined ? undefined : parseAccountId(named), token)
  reply.headers({ "oms-account": oms.account, "oms-mode": oms.mode })
  return oms
}

function bodyOf<R extends Route>(route: R, raw: unknown): BodyOf<R> {
  if (!takesBody(route)) {
    if (raw !== undefined) refuseFields([{ path: "", message: "this address takes no body" }])
    return undefined as BodyOf<R>
  }
  return sound(check<R["body"]>(route.body, raw === undefined && route.bodyOptional ? {} : raw))
}

/** The headers that the route speaks of, under the names that it gives them. */
function headersNamedBy(route: Route, { headers }: FastifyRequest): Record<string, unknown> {
  const named: Record<string, unknown> = {}
  for (const name of Object.keys(route.headers.properties)) {
    const value = headers[name.toLowerCase()]
    if (value !== undefined) named[name] = value
  }
  return named
}

/** The value, or every mistake of the request as one problem. */
export function sound<Value>(
  checked: Checked<Value>,
  code: "request-invalid" | "query-invalid" = "request-invalid",
): Value {
  if (checked.ok) return checked.value
  throw new ProblemReply(problemOfFields(checked.errors, code))
}

function isReply(answer: unknown, reply: FastifyReply): answer is FastifyReply {
  return answer === reply
}
