// The contract against the server: the document validates, every operation is served or named as missing, and each is driven from its own example over
// a manager in memory, whose answer must be of the schema that the document shows.

import assert from "node:assert/strict"
import { test } from "node:test"
import { ALL_ROUTES, answerFaults } from "@okx-oms/api"
import { Validator } from "@seriousme/openapi-schema-validator"
import { NOT_SERVED, SERVED_ROUTES } from "./routes/served.ts"
import { exampleRequest, prepare } from "./testing/example-world.ts"
import { type Door, openDoor } from "./testing/open-door.ts"

test("the document, so a validator of OpenAPI 3.1 finds nothing wrong", async () => {
  const door = openDoor()
  const { status, body } = await door.ask("GET", "/openapi.json")
  assert.equal(status, 200)
  const { valid, errors } = await new Validator().validate(structuredClone(body))
  assert.ok(valid, JSON.stringify(errors, null, 1))
})

test("every operation of the contract, so it is served or named as missing, and no address is served that the document does not show", () => {
  const served = SERVED_ROUTES.map(({ operationId }) => operationId)
  assert.deepEqual([...served, ...NOT_SERVED].sort(), ALL_ROUTES.map(({ operationId }) => operationId).sort())
})

for (const route of SERVED_ROUTES) {
  const { operationId, method, status, media } = route
  test(`${operationId} from its example, so ${status} and an answer of its schema`, async () => {
    const door = openDoor()
    await prepare(route, door)
    const { url, body, headers } = exampleRequest(route)
    if (media === "text/event-stream") return assertOpens(door, url)
    const told = await door.ask(method, url, { ...(body !== undefined && { body }), headers })
    // What it does when it is upgraded is stream.io.test.ts's: an answer is all that a request in process can have.
    if (media === "websocket") return assert.deepEqual([told.status, told.body.code], [426, "upgrade-required"])
    assert.equal(told.status, status, told.text)
    assert.match(String(told.headers["content-type"]), new RegExp(`^${media}`))
    if (media === "application/json") assert.deepEqual(answerFaults(route.reply, told.body), [])
  })

  test(`${operationId} with a query and a body that it does not know, so a problem that names them`, async () => {
    const door = openDoor()
    await prepare(route, door)
    const { url } = exampleRequest(route)
    const told = await door.ask(method, `${url}${url.includes("?") ? "&" : "?"}colour=red`, {
      ...(route.example.body !== undefined && { body: route.example.body }),
    })
    assert.deepEqual([told.status, told.body.code], [400, "query-invalid"], told.text)
    assert.equal((told.body.errors as { path: string }[])[0]?.path, "colour")
    if (method === "GET") return
    const typed = await door.ask(method, url, { body: { ...(route.example.body as object), colour: "red" } })
    assert.deepEqual([typed.status, typed.body.code], [422, "request-invalid"], typed.text)
  })
}

test("every operation without a token and with a wrong one, so 401 unless it is open", async () => {
  const door = openDoor()
  for (const route of SERVED_ROUTES) {
    if (route.scope === "open") continue
    const { url } = exampleRequest(route)
    for (const authorization of [undefined, "Bearer wrong", "Basic YTpi", "Bearer"]) {
      const told = await door.ask(route.method, url, { headers: { authorization } })
      assert.equal(told.status, 401, `${route.operationId} ${authorization}`)
    }
  }
})

/** A stream does not end: its head is what the contract says of it. */
async function assertOpens(door: Door, url: string): Promise<void> {
  const answer = await door.server.app.inject({
    url,
    headers: { host: "127.0.0.1:7070", authorization: `Bearer ${door.token}` },
    payloadAsStream: true,
  })
  assert.equal(answer.statusCode, 200)
  assert.match(String(answer.headers["content-type"]), /^text\/event-stream/)
  answer.stream().destroy()
  await door.server[Symbol.asyncDispose]()
}
