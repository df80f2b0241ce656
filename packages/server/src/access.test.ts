// Who comes in and who does not: tokens, sessions, links, hosts and origins.

import assert from "node:assert/strict"
import { test } from "node:test"
import { Access, LINK_LIFETIME_MS, SESSION_LIFETIME_MS } from "./access.ts"
import { ADMIN } from "./identity.ts"
import { newSecret } from "./secrets.ts"
import { openDoor } from "./testing/open-door.ts"

const PROTECTED = ["/", "/page.js", "/v1/orders", "/v1/events", "/v1/trading", "/readyz", "/metrics", "/nowhere"]

for (const url of PROTECTED) {
  test(`${url} without a token, so 401 and nothing else`, async () => {
    const { ask } = openDoor()
    const told = await ask("GET", url, { headers: { authorization: undefined } })
    assert.deepEqual([told.status, told.body.code], [401, "token-missing"])
    assert.equal(told.headers["www-authenticate"], 'Bearer realm="okx-oms"')
  })
}

test("every spelling of a wrong token, so 401", async () => {
  const { ask, token } = openDoor()
  for (const authorization of [
    "",
    token,
    `Basic ${token}`,
    `Bearer ${token}x`,
    `Bearer ${token.slice(1)}`,
    "Bearer ",
    `Bearer ${"a".repeat(600)}`,
  ]) {
    const { status } = await ask("GET", "/v1/stats", { headers: { authorization } })
    assert.equal(status, 401, JSON.stringify(authorization))
  }
  assert.equal((await ask("GET", "/v1/stats")).status, 200)
})

test("hosts and origins, so only this machine's own names at this port come in", async () => {
  const { ask } = openDoor()
  const table: readonly [host: string, origin: string | undefined, status: number][] = [
    ["127.0.0.1:7070", undefined, 200],
    ["localhost:7070", undefined, 200],
    ["[::1]:7070", undefined, 200],
    ["LOCALHOST:7070", undefined, 200],
    ["127.0.0.1:7071", undefined, 403],
    ["127.0.0.1", undefined, 403],
    ["evil.example:7070", undefined, 403],
    ["127.0.0.1.evil.example:7070", undefined, 403],
    ["127.0.0.1:7070", "http://127.0.0.1:7070", 200],
    ["127.0.0.1:7070", "http://localhost:7070", 200],
    ["127.0.0.1:7070", "https://127.0.0.1:7070", 403],
    ["127.0.0.1:7070", "http://127.0.0.1:7071", 403],
    ["127.0.0.1:7070", "https://evil.example", 403],
    ["127.0.0.1:7070", "null", 403],
  ]
  for (const [host, origin, status] of table) {
    const told = await ask("GET", "/v1/stats", { headers: { host, origin } })
    assert.equal(told.status, status, `${host} ${origin}: ${told.text}`)
  }
  assert.equal((await ask("GET", "/livez", { headers: { host: "evil.example" } })).status, 403)
})

test("the one-time link, so it sets a strict cookie, leads to the page and works once", async () => {
  const { ask, access } = openDoor()
  const { key } = access.newLink()
  const headers = { authorization: undefined }
  const opened = await ask("GET", `/open?key=${key}`, { headers })
  assert.deepEqual([opened.status, opened.headers.location], [303, "/"])
  const cookie = String(opened.headers["set-cookie"])
  assert.match(cookie, /^oms_session_7070=.+; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/)
  const session = { authorization: undefined, cookie: `other=1; ${cookie.split(";", 1)[0]}` }
  assert.equal((await ask("GET", "/v1/stats", { headers: session })).status, 200)
  const page = await ask("GET", "/", { headers: session })
  assert.match(page.text, /<title>okx-oms<\/title>/)
  assert.doesNotMatch(page.text, /<script(?![^>]* src=)/)
  assert.equal((await ask("GET", `/open?key=${key}`, { headers })).body.code, "link-invalid")
})

test("a link after its minute, an unknown key and none, so 401", async () => {
  let now = 1_800_000_000_000
  const { ask, access } = openDoor({ now: () => now })
  const { key } = access.newLink()
  now += LINK_LIFETIME_MS
  for (const query of [`?key=${key}`, "?key=x", "", "?key=a&key=b"]) {
    assert.equal((await ask("GET", `/open${query}`, { headers: { authorization: undefined } })).status, 401)
  }
})

test("a session, so it ends after its hours, and a changed one was never valid", () => {
  let now = 1_800_000_000_000
  const token = newSecret()
  const access = new Access({ token, now: () => now })
  const session = access.openLink(access.newLink().key) ?? ""
  const expected = { ...ADMIN, expiresAt: now + SESSION_LIFETIME_MS }
  assert.deepEqual(access.identityOfSession(session), expected)
  assert.deepEqual(new Access({ token, now: () => now }).identityOfSession(session), expected, "outlives a restart")
  assert.equal(
    new Access({ token: newSecret(), now: () => now }).identityOfSession(session),
    undefined,
    "ends with its token",
  )
  const [end = "", tokenId, signature] = session.split(".")
  assert.equal(access.identityOfSession(`${Number(end) + 1}.${tokenId}.${signature}`), undefined)
  assert.equal(access.identityOfSession(`${end}.t3f9a1c07.${signature}`), undefined)
  assert.equal(access.identityOfSession(""), undefined)
  now += SESSION_LIFETIME_MS
  assert.equal(access.identityOfSession(session), undefined)
})

test("more links than may wait, so the oldest is gone", () => {
  const access = new Access({ token: newSecret() })
  const keys = Array.from({ length: 17 }, () => access.newLink().key)
  assert.equal(access.openLink(keys[0] ?? ""), undefined)
  assert.notEqual(access.openLink(keys[1] ?? ""), undefined)
})

test("a new link asked for with the token, so its path opens", async () => {
  const { ask } = openDoor()
  const made = await ask("POST", "/v1/open-links")
  assert.equal(made.status, 201)
  assert.equal((await ask("GET", String(made.body.path), { headers: { authorization: undefined } })).status, 303)
})

test("the page opened by a person without a session, so words and not JSON", async () => {
  const { ask } = openDoor()
  const told = await ask("GET", "/", { headers: { authorization: undefined, accept: "text/html" } })
  assert.equal(told.status, 401)
  assert.match(told.text, /opens with a link/)
})

test("every answer, so it carries the headers that keep a browser strict", async () => {
  const { ask } = openDoor()
  for (const url of ["/v1/stats", "/livez", "/nowhere", "/"]) {
    // The page itself holds nothing of anybody: a browser may keep it, and asks each time whether it is still the same.
    const caching = url === "/" ? /^(?:no-store|private, no-cache)$/ : /^no-store$/
    const { headers } = await ask("GET", url)
    assert.match(String(headers["content-security-policy"]), /default-src 'none'; script-src 'self'/)
    assert.equal(headers["x-content-type-options"], "nosniff")
    assert.equal(headers["referrer-policy"], "no-referrer")
    assert.match(String(headers["cache-control"]), caching)
  }
})
