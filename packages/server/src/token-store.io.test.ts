// Tokens at rest: only digests, readable by the owner alone, replaced whole or not at all, and what a restart finds.

import assert from "node:assert/strict"
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, beforeEach, test } from "node:test"
import { TOKENS_MAX } from "@okx-oms/api"
import { parseAccountId } from "@okx-oms/core"
import { Access } from "./access.ts"
import { digestOf, newSecret } from "./secrets.ts"
import { TOKENS_FILE, TokenStore, type TokenTerms } from "./token-store.ts"

const TERMS: TokenTerms = { name: "blotter", scope: "read", accounts: "all", createdBy: "admin", expiresAt: undefined }

let folder = ""
const folders: string[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "oms-tokens-"))
  folders.push(folder)
})
after(async () => {
  for (const path of folders) await rm(path, { recursive: true })
})

async function made(store: TokenStore, terms: Partial<TokenTerms> = {}) {
  const result = await store.create({ ...TERMS, ...terms })
  assert.ok(result)
  return result
}

test("a token, so its file holds the digest and not the secret, and is its owner's alone", async () => {
  const store = await TokenStore.open(folder)
  const { secret, token } = await made(store)
  assert.match(secret, /^[A-Za-z0-9_-]{43}$/)
  const path = join(folder, TOKENS_FILE)
  const text = await readFile(path, "utf8")
  assert.doesNotMatch(text, new RegExp(secret))
  assert.match(text, new RegExp(digestOf(secret).toString("hex")))
  assert.equal((await stat(path)).mode & 0o777, 0o600)
  assert.deepEqual(await readdir(folder), [TOKENS_FILE])
  assert.equal(store.find(digestOf(secret)), token)
  assert.equal(store.find(digestOf(newSecret())), undefined)
})

test("a restart, so tokens open what they opened and what was revoked stays revoked", async () => {
  const store = await TokenStore.open(folder)
  const accounts = new Set([parseAccountId("paper")])
  const kept = await made(store, { scope: "cancel-only", accounts, expiresAt: 4_102_444_800_000 })
  const gone = await made(store)
  await store.revoke(gone.token)
  const later = await TokenStore.open(folder)
  assert.deepEqual(later.find(digestOf(kept.secret)), kept.token)
  assert.equal(later.find(digestOf(gone.secret)), undefined)
  assert.equal(typeof later.get(gone.token.tokenId)?.revokedAt, "number")
  assert.deepEqual(later.all, store.all)
})

test("many made and revoked at once, so each is in the file", async () => {
  const store = await TokenStore.open(folder)
  const all = await Promise.all(Array.from({ length: 20 }, () => made(store)))
  await Promise.all(all.slice(0, 10).map(({ token }) => store.revoke(token)))
  const later = await TokenStore.open(folder)
  const live = all.map(({ secret }) => later.find(digestOf(secret)) !== undefined)
  assert.deepEqual(live, [...Array(10).fill(false), ...Array(10).fill(true)])
})

test("a disk that does not take it, so a new token is none and a revocation holds all the same", async () => {
  let full = false
  const store = new TokenStore({
    save: async () => {
      if (full) throw new Error("ENOSPC")
    },
  })
  const { secret, token } = await made(store)
  full = true
  await assert.rejects(store.create(TERMS), /ENOSPC/)
  assert.equal(store.all.length, 1)
  await assert.rejects(store.revoke(token), /ENOSPC/)
  assert.equal(store.find(digestOf(secret)), undefined)
  full = false
  assert.equal((await made(store)).token.name, "blotter", "the store goes on")
})

test("more than are kept, so the oldest that opens nothing makes room, and without one there is none", async () => {
  const store = TokenStore.inMemory()
  const all = await Promise.all(Array.from({ length: TOKENS_MAX }, () => made(store)))
  assert.equal(await store.create(TERMS), undefined)
  const [first, second] = all
  assert.ok(first && second)
  await store.revoke(second.token)
  await made(store)
  assert.equal(store.get(second.token.tokenId), undefined)
  assert.equal(store.get(first.token.tokenId), first.token)
  assert.equal(store.all.length, TOKENS_MAX)
})

test("a file that others may open, or that this program did not write, so the start is refused", async () => {
  const store = await TokenStore.open(folder)
  await made(store, { accounts: new Set([parseAccountId("paper")]) })
  const path = join(folder, TOKENS_FILE)
  const sound = await readFile(path, "utf8")
  await chmod(path, 0o640)
  await assert.rejects(TokenStore.open(folder), /other users/)
  await chmod(path, 0o600)
  for (const text of [
    "",
    "[]",
    sound.slice(0, -20),
    sound.replace('"format": 1', '"format": 2'),
    sound.replace('"scope": "read"', '"scope": "root"'),
    sound.replace(/"accounts": \[[^\]]*\]/, '"accounts": []'),
    sound.replace(/"accounts": \[[^\]]*\]/, '"accounts": ["PAPER"]'),
    sound.replace(/"createdAt": \d+/, '"createdAt": 1, "expiresAt": "never"'),
    sound.replace(/"sha256": "../, '"sha256": "'),
    sound.replace(/"tokenId": "t/, '"tokenId": "'),
  ]) {
    assert.notEqual(text, sound)
    await writeFile(path, text)
    await assert.rejects(TokenStore.open(folder), /does not hold the tokens of this program/, text.slice(0, 300))
  }
})

test("use, so it is told to the minute", async () => {
  let now = Date.parse("2026-02-01T10:20:59.999Z")
  const tokens = TokenStore.inMemory({ now: () => now })
  const access = new Access({ token: newSecret(), tokens, now: () => now })
  const { secret, token } = await made(tokens)
  assert.equal(tokens.usedAt(token.tokenId), undefined)
  access.identityOfToken(secret)
  assert.equal(tokens.usedAt(token.tokenId), Date.parse("2026-02-01T10:20:00Z"))
  now += 1
  access.identityOfToken(secret)
  assert.equal(tokens.usedAt(token.tokenId), Date.parse("2026-02-01T10:21:00Z"))
})
