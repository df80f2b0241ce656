// The OpenAPI 3.1 document of a set of routes: the table again, in the words that tools know. It relies on TypeBox schemas being JSON Schema already;
// nothing is said here that the table does not say.

import Type, { type TObject, type TSchema } from "typebox"
import { type ProblemCode, problemHead, problemOfDoor } from "../problem.ts"
import { BalanceRowSchema, BreakRowSchema, PositionRowSchema, StatsSchema, TradingSchema } from "./account-schemas.ts"
import {
  AmendRequestSchema,
  BatchRequestSchema,
  CancelFilterSchema,
  EventRowSchema,
  FillRowSchema,
  InstrumentRowSchema,
  OrderDetailSchema,
  OrderRowSchema,
  PlaceRequestSchema,
  ProblemSchema,
  ReceiptSchema,
  ResultsSchema,
} from "./order-schemas.ts"
import { type Route, takesBody } from "./route.ts"
import { AccountRowSchema, TokenRequestSchema, TokenRowSchema } from "./server-schemas.ts"
import { GridPlanSchema, GridRequestSchema, GridStatusSchema } from "./strategy-schemas.ts"

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }
export type OpenApiDocument = { readonly [name: string]: Json }

/** Schemas that the document names once and points to. */
const COMPONENTS: Readonly<Record<string, TSchema>> = {
  Problem: ProblemSchema,
  PlaceRequest: PlaceRequestSchema,
  BatchRequest: BatchRequestSchema,
  AmendRequest: AmendRequestSchema,
  CancelFilter: CancelFilterSchema,
  Receipt: ReceiptSchema,
  Results: ResultsSchema,
  Order: OrderRowSchema,
  OrderDetail: OrderDetailSchema,
  Fill: FillRowSchema,
  Event: EventRowSchema,
  Instrument: InstrumentRowSchema,
  Balance: BalanceRowSchema,
  Position: PositionRowSchema,
  Break: BreakRowSchema,
  Stats: StatsSchema,
  Trading: TradingSchema,
  Account: AccountRowSchema,
  TokenRequest: TokenRequestSchema,
  Token: TokenRowSchema,
  GridRequest: GridRequestSchema,
  GridPlan: GridPlanSchema,
  GridStatus: GridStatusSchema,
}
const NAMES = new Map<unknown, string>(Object.entries(COMPONENTS).map(([name, schema]) => [schema, name]))

const PROBLEM_MEDIA = "application/problem+json"
/** What every route may answer besides its own problems. */
const ALWAYS: readonly ProblemCode[] = [
  "request-unreadable",
  "request-late",
  "query-invalid",
  "host-not-allowed",
  "origin-not-allowed",
  "too-many-requests",
  "internal",
  "stopping",
]
const WITH_TOKEN: readonly ProblemCode[] = ["token-missing", "token-invalid", "scope-missing"]
const WITH_ACCOUNT: readonly ProblemCode[] = ["account-required", "account-unknown", "account-not-allowed"]
const WITH_BODY: readonly ProblemCode[] = [
  "json-invalid",
  "json-too-deep",
  "body-too-large",
  "media-type-unsupported",
  "request-invalid",
]
const TAGS: Readonly<Record<Route["tag"], string>> = {
  orders: "Place, read, amend, cancel.",
  account: "One account as a whole.",
  market: "What may be traded, and what OKX's public feed says.",
  reconciliation: "The books compared with OKX.",
  trading: "The switch that takes orders or does not.",
  strategies: "What the server trades by itself.",
  tokens: "Who may come in.",
  streams: "What happens, as it happens.",
  health: "The server itself.",
}

/** `version` is the server's. */
export function openApiDocument(routes: readonly Route[], { version }: { readonly version: string }): OpenApiDocument {
  const paths: Record<string, Record<string, Json>> = {}
  for (const route of routes) {
    const operations = paths[route.path] ?? {}
    operations[route.method.toLowerCase()] = operationOf(route)
    paths[route.path] = operations
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "okx-oms",
      version,
      summary: "An order manager for OKX that always knows what became of every order.",
      description:
        "Amounts are decimal strings, never JSON numbers. Times are ISO 8601 with their zone. What is not there is null. Errors are RFC 9457 problems: `outcome` says whether anything happened. A 202 says that the request is durable, never that it is done.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    security: [{ token: [] }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "A token of this server, or the page's session cookie." },
      },
      schemas: Object.fromEntries(Object.entries(COMPONENTS).map(([name, schema]) => [name, inside(schema)])),
    },
  }
}

function operationOf(route: Route): Json {
  const { example } = route
  const body = takesBody(route)
    ? {
        requestBody: {
          required: !route.bodyOptional,
          content: { "application/json": { schema: schemaOf(route.body), example: jsonOf(example.body ?? {}) } },
        },
      }
    : {}
  return {
    operationId: route.operationId,
    summary: route.summary,
    ...(route.description !== "" && { description: route.description }),
    tags: [route.tag],
    "x-scope": route.scope,
    ...(route.scope === "open" && { security: [] }),
    parameters: [
      ...parametersOf(route.params, "path", example.params),
      ...parametersOf(route.query, "query", example.query),
      ...parametersOf(route.headers, "header", example.headers),
    ],
    ...body,
    responses: { ...successOf(route), ...problemsOf(route) },
  }
}

function parametersOf(schema: TObject, place: "path" | "query" | "header", example: object = {}): Json[] {
  return Object.entries(schema.properties).map(([name, property]) => {
    const { description, ...rest } = inside(property)
    const given: unknown = Reflect.get(example, name)
    return {
      name,
      in: place,
      required: place === "path" || !Type.IsOptional(property),
      ...(description !== undefined && { description }),
      schema: rest,
      ...(given !== undefined && { example: jsonOf(given) }),
    }
  })
}

function successOf(route: Route): { readonly [status: string]: Json } {
  const headers = Object.entries(route.replyHeaders).map(
    ([name, description]) => [name, { description, schema: { type: "string" } }] as const,
  )
  const hasBody = route.media !== "websocket"
  return {
    [String(route.status)]: {
      description: hasBody ? "As asked." : "The connection is a WebSocket from here on.",
      ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
      ...(hasBody && {
        content: { [route.media]: { schema: schemaOf(route.reply), example: jsonOf(route.example.reply) } },
      }),
    },
  }
}

/** One answer per status, with the codes that it may have. */
function problemsOf(route: Route): { readonly [status: string]: Json } {
  const codes = new Set<ProblemCode>([
    ...route.problems,
    ...ALWAYS,
    ...(route.scope === "open" ? [] : WITH_TOKEN),
    ...(route.concerns === "account" ? WITH_ACCOUNT : []),
    ...(takesBody(route) ? WITH_BODY : []),
  ])
  const byStatus = new Map<number, ProblemCode[]>()
  for (const code of codes) {
    const { status } = problemHead(code)
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  const sorted = [...byStatus].sort(([a], [b]) => a - b)
  return Object.fromEntries(sorted.map(([status, found]) => [String(status), problemAnswer(status, found)]))
}

function problemAnswer(status: number, codes: readonly ProblemCode[]): Json {
  const lines = codes.map((code) => `\`${code}\`: ${problemHead(code).title}.`)
  const [code = "internal"] = codes
  const { title } = problemHead(code)
  const example = { ...problemOfDoor("internal", title), type: `urn:okx-oms:problem:${code}`, title, status, code }
  return {
    description: lines.join(" "),
    content: { [PROBLEM_MEDIA]: { schema: { $ref: "#/components/schemas/Problem" }, example: jsonOf(example) } },
  }
}

function schemaOf(schema: TSchema): Json {
  const name = NAMES.get(schema)
  return name === undefined ? inside(schema) : { $ref: `#/components/schemas/${name}` }
}

/** The schema itself, with pointers to the named ones within. */
function inside(schema: object): { readonly [name: string]: Json } {
  return Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, partOf(value)]))
}

function partOf(value: unknown): Json {
  if (typeof value !== "object" || value === null) return jsonOf(value)
  const name = NAMES.get(value)
  if (name !== undefined) return { $ref: `#/components/schemas/${name}` }
  return Array.isArray(value) ? value.map(partOf) : inside(value)
}

function jsonOf(value: unknown): Json {
  return JSON.parse(JSON.stringify(value))
}
