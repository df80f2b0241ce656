// Tokens over HTTP: what is shown once, what lists show, that nobody hands out more than they have, and that a session is worth what its token is.

import assert from "node:assert/strict"
import { test } from "node:test"
import { parseAccountId } from "@okx-oms/core"
import type { OmsPort } from "../open-oms.ts"
import { MemoryOms } from "../testing/memory-oms.ts"
import { type Door, openDoor } from "../testing/open-door.ts"

type Row = Readonly<Record<string, unknown>>

const bearer = (token: unknown) => ({ authorization: `Bearer ${token}` })

function twoAccounts(): Door {
  const other: OmsPort = Object.assign(new MemoryOms(), { account: parseAccountId("other") })
  return openDoor({ accounts: [other] })
}

async function make(door: Door, body: object, by: unknown = door.token) {
  return await door.ask("POST", "/v1/tokens", { body: { name: "test", scope: "read", ...body }, headers: bearer(by) })
}

async function list(door: Door, by: unknown = door.token): Promise<readonly Row[]> {
  return (await door.ask("GET", "/v1/tokens", { headers: bearer(by) })).body.tokens as readonly Row[]
}

test("a token made, so its secret is in this answer and in no other", async () => {
  const door = openDoor()
  const told = await make(door, { name: "desk 1", scope: "trade" })
  assert.equal(told.status, 201)
  const { token, ...row } = told.body
  assert.match(String(token), /^[A-Za-z0-9_-]{43}$/)
  const { body, text } = await door.ask("GET", "/v1/tokens")
  assert.doesNotMatch(text, new RegExp(String(token)))
  assert.doesNotMatch(text, new RegExp(door.token))
  const [admin, listed] = body.tokens as readonly Row[]
  assert.deepEqual([admin?.tokenId, admin?.scope, admin?.createdBy], ["admin", "admin", "start"])
  assert.deepEqual(listed, row)
  assert.equal(row.createdBy, "admin")
  const used = await door.ask("GET", "/v1/stats", { headers: bearer(token) })
  assert.equal(used.status, 200)
  assert.match(String((await list(door))[1]?.lastUsedAt), /:00\.000Z$/)
})

test("a token taken back, so it opens nothing, is listed as such, and asked again the answer is the same", async () => {
  const door = openDoor()
  const { token, tokenId } = (await make(door, {})).body
  const first = await door.ask("DELETE", `/v1/tokens/${tokenId}`)
  assert.equal(typeof first.body.revokedAt, "string")
  assert.equal((await door.ask("GET", "/v1/stats", { headers: bearer(token) })).body.code, "token-invalid")
  assert.deepEqual((await door.ask("DELETE", `/v1/tokens/${tokenId}`)).body, first.body)
  assert.equal((await list(door))[1]?.revokedAt, first.body.revokedAt)
  assert.equal((await door.ask("DELETE", "/v1/tokens/t00000000")).body.code, "token-not-found")
  assert.equal((await door.ask("DELETE", "/v1/tokens/admin")).body.code, "token-not-revocable")
})

test("accounts of a token, so only known ones, and a token for some makes, lists and revokes those for these only", async () => {
  const door = twoAccounts()
  assert.equal((await make(door, { accounts: ["nobody"] })).body.code, "account-unknown")
  const bound = (await make(door, { scope: "admin", accounts: ["other"] })).body
  const foreign = (await make(door, { accounts: ["paper", "other"] })).body
  assert.equal((await make(door, { accounts: ["paper"] }, bound.token)).body.code, "account-not-allowed")
  assert.equal((await make(door, {}, bound.token)).body.code, "account-not-allowed")
  const own = (await make(door, { accounts: ["other"] }, bound.token)).body
  assert.equal(own.createdBy, bound.tokenId)
  const seen = (await list(door, bound.token)).map(({ tokenId }) => tokenId)
  assert.deepEqual(seen, [own.tokenId, bound.tokenId])
  for (const tokenId of [foreign.tokenId, "admin"]) {
    const told = await door.ask("DELETE", `/v1/tokens/${tokenId}`, { headers: bearer(bound.token) })
    assert.equal(told.body.code, "token-not-found", String(tokenId))
  }
  assert.equal((await door.ask("GET", "/metrics", { headers: bearer(bound.token) })).body.code, "account-not-allowed")
  const { body } = await door.ask("GET", "/v1/accounts", { headers: bearer(bound.token) })
  assert.deepEqual(
    [(body.accounts as readonly Row[]).map(({ account }) => account), body.defaultAccount],
    [["other"], "other"],
  )
})

test("the end of a token, so it lies ahead, and what a token makes ends no later than it does", async () => {
  const door = openDoor()
  const past = await make(door, { expiresAt: "2020-01-01T00:00:00Z" })
  assert.deepEqual([past.status, (past.body.errors as readonly Row[])[0]?.path], [422, "expiresAt"])
  const until = "2098-01-01T00:00:00.000Z"
  const { token } = (await make(door, { scope: "admin", expiresAt: until })).body
  assert.equal((await make(door, {}, token)).body.expiresAt, until)
  assert.equal(
    (await make(door, { expiresAt: "2097-01-01T00:00:00Z" }, token)).body.expiresAt,
    "2097-01-01T00:00:00.000Z",
  )
  assert.equal((await make(door, { expiresAt: "2099-01-01T00:00:00Z" }, token)).body.code, "request-invalid")
})

test("a session opened with a token, so it is that token's: its accounts, and over with it, as is a link that nobody used yet", async () => {
  const door = twoAccounts()
  const { token, tokenId } = (await make(door, { scope: "admin", accounts: ["other"] })).body
  const link = async () => String((await door.ask("POST", "/v1/open-links", { headers: bearer(token) })).body.path)
  const opened = await door.ask("GET", await link(), { headers: { authorization: undefined } })
  const cookie = String(opened.headers["set-cookie"]).split(";", 1)[0]
  const session = { authorization: undefined, cookie }
  const status = async () => (await door.ask("GET", "/v1/stats", { headers: session })).status
  assert.equal(await status(), 200)
  assert.equal((await door.ask("GET", "/v1/stats?account=paper", { headers: session })).status, 403)
  const made = await door.ask("POST", "/v1/tokens", {
    body: { name: "by the page", scope: "read", accounts: ["other"] },
    headers: session,
  })
  assert.deepEqual([made.body.expiresAt, made.body.createdBy], [null, tokenId], "a session's end is not its token's")
  const unused = await link()
  await door.ask("DELETE", `/v1/tokens/${tokenId}`)
  assert.equal(await status(), 401)
  assert.equal((await door.ask("GET", unused, { headers: { authorization: undefined } })).body.code, "link-invalid")
})
