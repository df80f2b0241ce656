// The security table, in process: every served operation against every kind of token, foreign hosts and sites, and bodies that nobody should send.
// docs/security.md names each threat with its test here; what needs sockets is in security.io.test.ts.

import assert from "node:assert/strict"
import { test } from "node:test"
import { ALL_ROUTES, BODY_BYTES_MAX, type Route, TOKEN_SCOPES, type TokenScope, takesBody } from "@okx-oms/api"
import { parseAccountId } from "@okx-oms/core"
import { isShallow, JSON_DEPTH_MAX } from "./json-body.ts"
import type { OmsPort } from "./open-oms.ts"
import { SERVED_ROUTES } from "./routes/served.ts"
import { exampleRequest, prepare } from "./testing/example-world.ts"
import { MemoryOms } from "./testing/memory-oms.ts"
import { type AskOptions, type Door, ORDER, openDoor } from "./testing/open-door.ts"

/** Said here once more and by hand: the table of routes is what is on trial. All others are read's. */
const OPEN = new Set(["getLive"])
const CANCEL = new Set(["cancelOrder", "cancelOrders", "pauseGrid", "stopGrid"])
const TRADE = new Set(["placeOrder", "placeOrders", "amendOrder", "setTrading", "startReconciliation", "startGrid"])
const ADMIN_ONLY = new Set(["resolveBreak", "createToken", "getTokens", "revokeToken", "createOpenLink"])

function mayUse(scope: TokenScope, id: string): boolean {
  if (ADMIN_ONLY.has(id)) return scope === "admin"
  if (TRADE.has(id)) return scope === "admin" || scope === "trade"
  if (CANCEL.has(id)) return scope !== "read"
  return true
}

test("the scopes of the contract, so no operation is weaker than it was meant to be", () => {
  for (const { operationId, scope } of ALL_ROUTES) {
    const meant = OPEN.has(operationId)
      ? "open"
      : ADMIN_ONLY.has(operationId)
        ? "admin"
        : TRADE.has(operationId)
          ? "trade"
          : CANCEL.has(operationId)
            ? "cancel"
            : "read"
    assert.equal(scope, meant, operationId)
  }
})

async function makeToken(door: Door, body: object): Promise<{ readonly token: string; readonly tokenId: string }> {
  const told = await door.ask("POST", "/v1/tokens", { body: { name: "test", ...body } })
  assert.equal(told.status, 201, told.text)
  return { token: String(told.body.token), tokenId: String(told.body.tokenId) }
}

/** Status and code of the example of a route, asked as `headers` say. Of a stream only its head. */
async function askExample(
  door: Door,
  route: Route,
  { headers, more = "" }: { headers: AskOptions["headers"]; more?: string },
) {
  const { url, body, headers: own } = exampleRequest(route)
  const address = more === "" ? url : `${url}${url.includes("?") ? "&" : "?"}${more}`
  if (route.media === "text/event-stream") return await askStream(door, address, headers)
  const told = await door.ask(route.method, address, {
    ...(takesBody(route) && body !== undefined && { body }),
    headers: { ...own, ...headers },
  })
  return { status: told.status, code: told.body.code, headers: told.headers, text: told.text }
}

async function askStream(door: Door, url: string, headers: AskOptions["headers"] = {}) {
  const wanted = { host: "127.0.0.1:7070", authorization: `Bearer ${door.token}`, ...headers }
  const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined))
  const answer = await door.server.app.inject({ url, headers: given, payloadAsStream: true })
  const isStream = answer.statusCode === 200
  const text = isStream ? "" : await new Response(ReadableStream.from(answer.stream())).text()
  if (isStream) answer.stream().destroy()
  const { code } = (text === "" ? {} : JSON.parse(text)) as { readonly code?: string }
  return { status: answer.statusCode, code, headers: answer.headers, text }
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

for (const route of SERVED_ROUTES) {
  const { operationId, scope, method, concerns } = route

  test(`${operationId}: no token, a wrong, a revoked and an expired one, so 401 unless it is open`, async () => {
    let now = Date.parse("2026-02-01T00:00:00Z")
    const door = openDoor({ now: () => now })
    const revoked = await makeToken(door, { scope: "admin" })
    await door.ask("DELETE", `/v1/tokens/${revoked.tokenId}`)
    const expired = await makeToken(door, { scope: "admin", expiresAt: "2099-01-01T00:00:00Z" })
    now = Date.parse("2099-01-01T00:00:00Z")
    const tries: [what: string, headers: AskOptions["headers"], code: string][] = [
      ["missing", { authorization: undefined }, "token-missing"],
      ["wrong", bearer("A".repeat(43)), "token-invalid"],
      ["its id is no token", bearer(revoked.tokenId), "token-invalid"],
      ["revoked", bearer(revoked.token), "token-invalid"],
      ["expired", bearer(expired.token), "token-invalid"],
      ["a session that nobody gave", { authorization: undefined, cookie: "oms_session_7070=x" }, "token-invalid"],
    ]
    for (const [what, headers, code] of tries) {
      const told = await askExample(door, route, { headers })
      if (scope === "open") assert.equal(told.status, 200, what)
      else assert.deepEqual([told.status, told.code], [401, code], what)
    }
    assert.equal(door.oms.submitted, 0)
    await door.server[Symbol.asyncDispose]()
  })

  test(`${operationId}: a token of each scope, so 403 below the one that it needs and not above`, async () => {
    const door = openDoor()
    await prepare(route, door)
    const submitted = door.oms.submitted
    for (const own of TOKEN_SCOPES) {
      const { token } = await makeToken(door, { scope: own })
      const told = await askExample(door, route, { headers: bearer(token) })
      const isRefused = told.status === 403
      assert.equal(isRefused, !mayUse(own, operationId), `${own}: ${told.status} ${told.code}`)
      if (isRefused) assert.deepEqual([told.code, door.oms.submitted], ["scope-missing", submitted])
      else assert.notEqual(told.status, 401)
    }
    await door.server[Symbol.asyncDispose]()
  })

  test(`${operationId}: another host or site, with the right token and session, so 403 and nothing done`, async () => {
    const door = openDoor()
    const session = `oms_session_7070=${door.access.openLink(door.access.newLink().key)}`
    const cookie = { authorization: undefined, cookie: session }
    const tries: [headers: AskOptions["headers"], code: string][] = [
      [{ host: "rebound.example:7070" }, "host-not-allowed"],
      [{ ...cookie, host: "rebound.example:7070", origin: "http://rebound.example:7070" }, "host-not-allowed"],
      [{ host: "" }, "host-not-allowed"],
      [{ origin: "https://evil.example" }, "origin-not-allowed"],
      [{ ...cookie, origin: "https://evil.example" }, "origin-not-allowed"],
      [{ ...cookie, origin: "null" }, "origin-not-allowed"],
      [{ ...cookie, origin: "http://127.0.0.1:3000", "sec-fetch-site": "same-site" }, "origin-not-allowed"],
    ]
    for (const [headers, code] of tries) {
      const told = await askExample(door, route, { headers })
      assert.deepEqual([told.status, told.code], [403, code], JSON.stringify(headers))
    }
    // Without an Origin (an image, a script tag) the browser's own word counts.
    for (const site of ["same-site", "cross-site"]) {
      const headers = { ...cookie, "sec-fetch-site": site, "sec-fetch-mode": "no-cors" }
      const told = await askExample(door, route, { headers })
      if (scope !== "open") assert.deepEqual([told.status, told.code], [403, "origin-not-allowed"], site)
    }
    assert.equal(door.oms.submitted, 0)
    await door.server[Symbol.asyncDispose]()
  })

  if (concerns === "account") {
    test(`${operationId}: a token for another account, so 403, and by default its own account is meant`, async () => {
      const other: OmsPort = Object.assign(new MemoryOms(), { account: parseAccountId("other") })
      const door = openDoor({ accounts: [other] })
      const { token } = await makeToken(door, { scope: "admin", accounts: ["other"] })
      const headers = bearer(token)
      for (const name of ["paper", "nobody"]) {
        const told = await askExample(door, route, { headers, more: `account=${name}` })
        assert.deepEqual([told.status, told.code], [403, "account-not-allowed"], name)
      }
      const own = await askExample(door, route, { headers })
      assert.ok(own.status !== 403 && own.status !== 401, `${own.status} ${own.code}`)
      assert.equal(door.oms.events.length, 0, "the other account is as it was")
      await door.server[Symbol.asyncDispose]()
    })
  }

  if (method !== "GET") {
    test(`${operationId}: bodies too large and too deep, so refused before anything is made of them`, async () => {
      const door = openDoor()
      const { url } = exampleRequest(route)
      const large = await door.ask(method, url, { text: `{"a":"${"x".repeat(BODY_BYTES_MAX)}"}` })
      assert.deepEqual([large.status, large.body.code], [413, "body-too-large"])
      for (const depth of [JSON_DEPTH_MAX + 1, 30_000]) {
        for (const text of ["[".repeat(depth), '{"a":'.repeat(Math.min(depth, 12_000))]) {
          const deep = await door.ask(method, url, { text })
          assert.deepEqual([deep.status, deep.body.code], [400, "json-too-deep"], `${depth}`)
        }
      }
      assert.equal(door.oms.submitted, 0)
      assert.deepEqual(faultsIn(door), [])
    })

    test(`${operationId}: a body that reaches for prototypes, so it is refused by name and no object changed`, async () => {
      const door = openDoor()
      await prepare(route, door)
      const { url, body } = exampleRequest(route)
      const inside = JSON.stringify(body ?? {}).slice(1, -1)
      for (const [name, value] of [
        ["__proto__", '{"isAdmin":true,"quantity":"1"}'],
        ["constructor", '{"prototype":{"isAdmin":true}}'],
        ["prototype", '{"isAdmin":true}'],
        ["hasOwnProperty", "1"],
      ]) {
        const text = `{${inside}${inside === "" ? "" : ","}"${name}":${value}}`
        const told = await door.ask(method, url, { text })
        assert.equal(told.status, 422, `${name}: ${told.text}`)
        if (takesBody(route)) assert.match(told.text, new RegExp(`"path":"${name}"`))
      }
      assert.equal(Reflect.get({}, "isAdmin"), undefined)
    })
  }

  test(`${operationId}: a query that reaches for prototypes, so it is refused by name`, async () => {
    const door = openDoor()
    for (const name of ["__proto__", "constructor", "__proto__[isAdmin]", "constructor.prototype.isAdmin"]) {
      const told = await askExample(door, route, { headers: {}, more: `${encodeURIComponent(name)}=1` })
      assert.deepEqual([told.status, told.code], [400, "query-invalid"], `${name}: ${told.text}`)
    }
    assert.equal(Reflect.get({}, "isAdmin"), undefined)
    await door.server[Symbol.asyncDispose]()
  })
}

const CRLF = "x\r\nset-cookie: a=b\r\n\r\n<script>"

test("line breaks in every text of every body, so the field is refused by name and no header is made of it", async () => {
  for (const route of SERVED_ROUTES) {
    const { body } = exampleRequest(route)
    for (const place of textsOf(body)) {
      const door = openDoor()
      await prepare(route, door)
      const told = await door.ask(route.method, exampleRequest(route).url, { body: place.changedTo(CRLF) })
      assert.equal(told.status, 422, `${route.operationId} ${place.path}: ${told.text}`)
      assert.match(told.text, new RegExp(`"path":"${place.path.replaceAll(/[[\]]/g, "\\$&")}`))
      assert.equal(told.headers["set-cookie"], undefined)
    }
  }
})

test("line breaks in addresses and queries, so no header is made of them and the log has no line of theirs", async () => {
  const door = openDoor()
  const hostile = encodeURIComponent(CRLF)
  for (const url of [
    `/v1/orders/${hostile}`,
    `/v1/orders?strategy=${hostile}`,
    `/v1/orders?cursor=${hostile}`,
    `/v1/tokens/${hostile}`,
    `/open?key=${hostile}`,
    `/${hostile}`,
  ]) {
    const told = await door.ask("GET", url)
    assert.ok(told.status >= 400 && told.status < 500, `${url}: ${told.status}`)
    assert.equal(told.headers["set-cookie"], undefined)
    assert.doesNotMatch(JSON.stringify(told.headers), /a=b/)
    assert.match(String(told.headers["content-type"]), /^application\/problem\+json/)
  }
  for (const line of door.log) assert.match(line, /^[^\r\n]+\n$/)
  assert.deepEqual(faultsIn(door), [])
})

/** Lines of the log that are warnings or worse. */
function faultsIn({ log }: Door): readonly string[] {
  return log.filter((line) => (JSON.parse(line) as { readonly level: number }).level >= 40)
}

/** Every text in a body, with the body in which it is another one. */
function textsOf(body: unknown, path = ""): { readonly path: string; changedTo: (text: string) => unknown }[] {
  if (typeof body === "string") return [{ path, changedTo: (text) => text }]
  if (typeof body !== "object" || body === null) return []
  const isList = Array.isArray(body)
  return Object.entries(body).flatMap(([name, value]) => {
    const at = isList ? `${path}[${name}]` : path === "" ? name : `${path}.${name}`
    return textsOf(value, at).map((inner) => ({
      path: inner.path,
      changedTo: (text: string): unknown =>
        isList
          ? body.map((item, index) => (String(index) === name ? inner.changedTo(text) : item))
          : { ...body, [name]: inner.changedTo(text) },
    }))
  })
}

test("brackets, so only those outside of texts count", () => {
  assert.equal(isShallow('{"a":"[[[[[[{{{{"}', 1), true)
  assert.equal(isShallow('{"a\\"[[[":"\\\\","b":[]}', 2), true)
  assert.equal(isShallow('{"a\\"[[[":"\\\\","b":[]}', 1), false)
  assert.equal(isShallow("[],[],[]", 1), true)
  assert.equal(isShallow('"', 1), true)
})

test("hosts and sites that the configuration names, so they come in, others do not, and the cookie stays on the encrypted way", async () => {
  const door = openDoor({ doors: { hosts: ["oms.example.com"], origins: ["https://oms.example.com"] } })
  const there = { host: "OMS.example.com", origin: "https://oms.example.com" }
  assert.equal((await door.ask("GET", "/v1/stats", { headers: there })).status, 200)
  assert.equal((await door.ask("GET", "/v1/stats", { headers: { host: "oms.example.com:444" } })).status, 403)
  const plain = { ...there, origin: "http://oms.example.com" }
  assert.equal((await door.ask("GET", "/v1/stats", { headers: plain })).body.code, "origin-not-allowed")
  const open = async (headers: AskOptions["headers"]) => {
    const { key } = door.access.newLink()
    const told = await door.ask("GET", `/open?key=${key}`, { headers: { authorization: undefined, ...headers } })
    return String(told.headers["set-cookie"])
  }
  assert.match(await open(there), /; SameSite=Strict; Secure$/)
  assert.match(await open({}), /; SameSite=Strict$/)
})

test("a token that asks too often, so 429 says when to come back; others and its cancels go on", async () => {
  const door = openDoor({ doors: { requestsPerSecond: 1, requestsBurst: 3 } })
  const { token } = await makeToken(door, { scope: "trade" })
  const headers = bearer(token)
  const placed = await door.ask("POST", "/v1/orders", { body: ORDER, headers })
  for (let count = 0; count < 2; count++) assert.equal((await door.ask("GET", "/v1/stats", { headers })).status, 200)
  const late = await door.ask("POST", "/v1/orders", { body: ORDER, headers })
  assert.deepEqual([late.status, late.body.code, late.body.retryable], [429, "too-many-requests", true])
  assert.equal(late.headers["retry-after"], "1")
  assert.deepEqual(late.body.facts, { ...(late.body.facts as object), perSecond: 1, burst: 3 })
  assert.equal(door.oms.submitted, 1)
  assert.equal((await door.ask("DELETE", `/v1/orders/${placed.body.orderId}`, { headers })).status, 202)
  assert.equal((await door.ask("GET", "/v1/stats")).status, 200, "the other token")
})
