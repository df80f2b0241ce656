// Every operation of the document has a method of the client, and the method asks for exactly what the table says: each is called with the table's own
// example against a fetch that writes down what came and answers with the example's reply.

import assert from "node:assert/strict"
import { test } from "node:test"
import { OmsClient } from "./client.ts"
import { openApiDocument } from "./contract/open-api.ts"
import type { Route } from "./contract/route.ts"
import { ALL_ROUTES } from "./contract/routes.ts"

/** Operations that stay open have methods of another kind: their own tests are event-stream.test.ts and the server's. */
const STREAMS: ReadonlySet<string> = new Set(["getEvents", "openStream"])
/** Methods that take two fields of the body apart, by name. */
const SPREAD: Readonly<Record<string, readonly string[]>> = {
  setTrading: ["action", "reason"],
  resolveBreak: ["resolution"],
  pauseGrid: ["strategy"],
  placeOrders: ["orders"],
}

/** The arguments of a method: ids of the path, then the body, then the query. */
function argumentsOf({ operationId, example }: Route): unknown[] {
  const { params = {}, query, body } = example
  const fields = SPREAD[operationId]
  const given = { ...(body as object | undefined) }
  const bodies = body === undefined ? [] : (fields?.map((name) => Reflect.get(given, name)) ?? [body])
  if (operationId === "stopGrid") return ["grid", { cancelOrders: true }]
  return [...Object.values(params), ...bodies, ...(query === undefined ? [] : [query])]
}

test("every operation of the document, so a method of its name asks for its method, path, query and body", async () => {
  const document = openApiDocument(ALL_ROUTES, { version: "0" })
  const paths = document.paths as Record<string, Record<string, { operationId: string }>>
  const operations = Object.values(paths).flatMap((path) => Object.values(path).map(({ operationId }) => operationId))
  assert.equal(operations.length, ALL_ROUTES.length)
  for (const route of ALL_ROUTES) {
    const { operationId, example } = route
    assert.ok(operations.includes(operationId))
    if (STREAMS.has(operationId)) continue
    const asked: { method?: string; url: URL; body: unknown }[] = []
    const client = new OmsClient({
      baseUrl: "http://127.0.0.1:1",
      token: "t",
      account: "paper",
      fetch: async (url, init) => {
        const body = typeof init?.body === "string" ? JSON.parse(init.body) : undefined
        asked.push({ method: init?.method ?? "", url: new URL(String(url)), body })
        const { reply } = example
        return new Response(typeof reply === "string" ? reply : JSON.stringify(reply), { status: route.status })
      },
    })
    const method: unknown = Reflect.get(client, operationId)
    assert.ok(typeof method === "function", `client.${operationId} is missing`)
    const answer: unknown = await Reflect.apply(method, client, argumentsOf(route))
    const expected = operationId === "placeOrder" ? { ...(example.reply as object), replayed: false } : example.reply
    assert.deepEqual(answer, expected, operationId)
    const [{ method: verb, url, body } = assert.fail()] = asked
    const params = Object.entries(example.params ?? {})
    const path = params.reduce((text, [name, value]) => text.replace(`{${name}}`, String(value)), route.path as string)
    assert.deepEqual([verb, url.pathname], [route.method, path], operationId)
    const account = route.concerns === "account" ? { account: "paper" } : {}
    const query = Object.fromEntries(Object.entries(example.query ?? {}).map(([name, value]) => [name, String(value)]))
    assert.deepEqual(Object.fromEntries(url.searchParams), { ...account, ...query }, operationId)
    assert.deepEqual(body, example.body, operationId)
  }
})
