// What a route is: data, from which validation, handler types, the typed client and the OpenAPI document follow. It relies on TypeBox for the types
// of everything that goes in and out; serving a route is the server's work.

import Type, { type Static, type StaticDecode, type TObject, type TProperties, type TSchema } from "typebox"
import type { ProblemCode } from "../problem.ts"
import { accountIn, strict } from "./schema-parts.ts"

/** What a route asks of a token. Each word but "open" is also what a token may have (scopes.ts). */
export type RouteScope = "open" | "read" | "cancel" | "trade" | "admin"

export type Method = "GET" | "POST" | "PATCH" | "DELETE"

/** What an answer is made of; everything but JSON is said by its media type. */
export type Media = "application/json" | "text/event-stream" | "text/plain" | "text/html" | "websocket"

export type SuccessStatus = 101 | 200 | 201 | 202

export type Tag =
  | "orders"
  | "account"
  | "market"
  | "reconciliation"
  | "trading"
  | "strategies"
  | "tokens"
  | "streams"
  | "health"

/** What a route is called, where it is, and what it asks for. */
interface RouteHead<Id extends string> {
  /** camelCase, unique; the client's method and the handler have the same name. */
  readonly operationId: Id
  readonly method: Method
  /** "/v1/orders/{id}". */
  readonly path: `/${string}`
  readonly scope: RouteScope
  readonly tag: Tag
  /** One line. */
  readonly summary: string
}

/** How a route is written. Parts of a request that it does not name are not taken. */
export interface RouteShape<
  Id extends string,
  Params extends TProperties,
  Query extends TProperties,
  Headers extends TProperties,
  Body extends TSchema,
  Reply extends TSchema,
> extends RouteHead<Id> {
  readonly description?: string
  readonly params?: Params
  readonly query?: Query
  /** By their usual spelling: "Idempotency-Key". Headers that are not named here are ignored. */
  readonly headers?: Headers
  readonly body?: Body
  /** No body means {}. */
  readonly bodyOptional?: true
  /** Of the answer when all is well. 202: durable, and no more is promised. Default 200. */
  readonly status?: SuccessStatus
  readonly reply: Reply
  /** Default application/json. */
  readonly media?: Media
  /** Headers of the answer, with what they say. */
  readonly replyHeaders?: Readonly<Record<string, string>>
  /** Problems of this route besides those that every route may have (open-api.ts adds them). */
  readonly problems?: readonly ProblemCode[]
  readonly example: {
    readonly params?: Static<TObject<Params>>
    readonly query?: Static<TObject<Query>>
    readonly headers?: Static<TObject<Headers>>
    readonly body?: Static<Body>
    readonly reply: Static<Reply>
  }
}

/** A route as everything else reads it: nothing is left out. */
export interface Route<
  Id extends string = string,
  Concerns extends "account" | "server" = "account" | "server",
  Params extends TProperties = TProperties,
  Query extends TProperties = TProperties,
  Headers extends TProperties = TProperties,
  Body extends TSchema = TSchema,
  Reply extends TSchema = TSchema,
> extends RouteHead<Id> {
  readonly description: string
  /** account: it is about one account, named by ?account= where the server has several. */
  readonly concerns: Concerns
  readonly params: TObject<Params>
  readonly query: TObject<Query>
  readonly headers: TObject<Headers>
  /** The schema "undefined" where no body is taken. */
  readonly body: Body
  readonly bodyOptional: boolean
  readonly status: SuccessStatus
  readonly reply: Reply
  readonly media: Media
  readonly replyHeaders: Readonly<Record<string, string>>
  readonly problems: readonly ProblemCode[]
  readonly example: RouteExample
}

export interface RouteExample {
  readonly params?: object
  readonly query?: object
  readonly headers?: object
  readonly body?: unknown
  readonly reply: unknown
}

type None = Record<never, never>
export type NoBody = ReturnType<typeof Type.Undefined>

/** What every route of one account takes besides its own query. */
const accountQuery = { account: Type.Optional(accountIn) } as const
export type AccountQuery = { account: (typeof accountQuery)["account"] }

/** A route about one account: its orders, its money, its switch. */
export function accountRoute<
  const Id extends string,
  Reply extends TSchema,
  Params extends TProperties = None,
  Query extends TProperties = None,
  Headers extends TProperties = None,
  Body extends TSchema = NoBody,
>(
  shape: RouteShape<Id, Params, Query, Headers, Body, Reply>,
): Route<Id, "account", Params, Query & AccountQuery, Headers, Body, Reply> {
  const query = { ...(shape.query ?? ({} as Query)), ...accountQuery }
  return { ...completed(shape), concerns: "account", query: Type.Object(query, strict) }
}

/** A route about the server, or all of its accounts. */
export function serverRoute<
  const Id extends string,
  Reply extends TSchema,
  Params extends TProperties = None,
  Query extends TProperties = None,
  Headers extends TProperties = None,
  Body extends TSchema = NoBody,
>(
  shape: RouteShape<Id, Params, Query, Headers, Body, Reply>,
): Route<Id, "server", Params, Query, Headers, Body, Reply> {
  return { ...completed(shape), concerns: "server", query: Type.Object(shape.query ?? ({} as Query), strict) }
}

function completed<
  Id extends string,
  Params extends TProperties,
  Query extends TProperties,
  Headers extends TProperties,
  Body extends TSchema,
  Reply extends TSchema,
>(shape: RouteShape<Id, Params, Query, Headers, Body, Reply>) {
  return {
    ...shape,
    description: shape.description ?? "",
    params: Type.Object(shape.params ?? ({} as Params), strict),
    headers: Type.Object(shape.headers ?? ({} as Headers)),
    // Where no body is named, Body is its default.
    body: shape.body ?? (Type.Undefined() as TSchema as Body),
    bodyOptional: shape.bodyOptional === true,
    status: shape.status ?? 200,
    media: shape.media ?? "application/json",
    replyHeaders: shape.replyHeaders ?? {},
    problems: shape.problems ?? [],
  } as const
}

export function takesBody(route: Pick<Route, "body">): boolean {
  return !Type.IsUndefined(route.body)
}

// ---- types of one route ------------------------------------------------------------------------------------------------------

/** What a handler gets: the domain's values. */
export type ParamsOf<R extends Route> = StaticDecode<R["params"]>
export type QueryOf<R extends Route> = StaticDecode<R["query"]>
export type HeadersOf<R extends Route> = StaticDecode<R["headers"]>
export type BodyOf<R extends Route> = StaticDecode<R["body"]>
/** What is on the wire: what a client sends and what everybody gets back. */
export type ParamsText<R extends Route> = Static<R["params"]>
export type QueryText<R extends Route> = Static<R["query"]>
export type BodyText<R extends Route> = Static<R["body"]>
export type ReplyOf<R extends Route> = Static<R["reply"]>
