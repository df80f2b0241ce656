// Files and environment: which wins, what is refused, and that no secret is ever told.

import assert from "node:assert/strict"
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, beforeEach, test } from "node:test"
import { loadConfig } from "./config-file.ts"
import { adminToken } from "./token-file.ts"

let folder = ""
const folders: string[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "oms-config-"))
  folders.push(folder)
})
after(async () => {
  for (const path of folders) await rm(path, { recursive: true })
})

const KEYS = { OKX_API_KEY: "k-secret", OKX_SECRET: "s-secret", OKX_PASSPHRASE: "p-secret" }

async function write(name: string, content: unknown, mode = 0o600): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content))
  await chmod(path, mode)
  return path
}

test("no file and no environment, so paper with the paper exchange's keys and address", async () => {
  const { config, keys, addresses } = await loadConfig({ env: {}, folder })
  assert.equal(config.mode, "paper")
  assert.equal(config.data, join(folder, ".oms"))
  assert.equal(keys.apiKey, "paper-key")
  assert.deepEqual(addresses, { restUrl: "http://127.0.0.1:7071", socketUrl: "ws://127.0.0.1:7071/ws/v5" })
})

test("a value in file and environment, so the environment wins and the rest of the file stays", async () => {
  await write("oms.config.json", { port: 1111, account: "main", okx: { region: "eea" }, data: "books" })
  const env = { OMS_PORT: "2222", OMS_PAPER_PORT: "3333", OMS_SYMBOLS: "BTC-USDT, SOL-USDT", OKX_BASE_URL: "" }
  const { config, addresses } = await loadConfig({ env, folder })
  assert.deepEqual([config.port, config.account, config.okx.region], [2222, "main", "eea"])
  assert.deepEqual(config.symbols, ["BTC-USDT", "SOL-USDT"])
  assert.equal(addresses.restUrl, "http://127.0.0.1:3333")
  assert.equal(config.data, join(folder, "books"))
})

test("a wrong value in the environment, so the variable is named", async () => {
  await assert.rejects(loadConfig({ env: { OMS_PORT: "many" }, folder }), /port \(environment OMS_PORT\) is "many"/)
  await assert.rejects(loadConfig({ env: { OKX_REGION: "mars" }, folder }), /okx\.region \(environment OKX_REGION\)/)
})

test("keys in the environment but no mode, so it is still paper and the keys stay unused", async () => {
  const { config, keys } = await loadConfig({ env: KEYS, folder })
  assert.equal(config.mode, "paper")
  assert.equal(keys.apiKey, "paper-key")
})

test("mode live said aloud with keys, so it is live at OKX's own addresses", async () => {
  await write("oms.config.json", { mode: "live", confirmLive: "live" })
  const { config, keys, addresses } = await loadConfig({ env: KEYS, folder })
  assert.deepEqual([config.mode, config.account, keys.secretKey], ["live", "live", "s-secret"])
  assert.deepEqual(addresses, {})
})

test("mode live without its second word, or with another account's, so refused by name with the word that is allowed", async () => {
  await write("oms.config.json", { mode: "live", account: "main" })
  await assert.rejects(
    loadConfig({ env: KEYS, folder }),
    /confirmLive \(.*\) is missing; allowed: "main", the account's/,
  )
  const copied = { ...KEYS, OMS_CONFIRM_LIVE: "desk" }
  await assert.rejects(
    loadConfig({ env: copied, folder }),
    /confirmLive \(environment OMS_CONFIRM_LIVE\) is "desk"; allowed: "main"/,
  )
  const { config } = await loadConfig({ env: { ...KEYS, OMS_CONFIRM_LIVE: "main" }, folder })
  assert.equal(config.mode, "live")
  // Another mode over a file for live is a usual thing, and no danger.
  const paper = { ...KEYS, OMS_MODE: "paper", OMS_CONFIRM_LIVE: "main" }
  assert.equal((await loadConfig({ env: paper, folder })).config.mode, "paper")
})

test("demo without keys, so each missing one is named", async () => {
  const env = { OMS_MODE: "demo", OKX_API_KEY: "k-secret" }
  await assert.rejects(loadConfig({ env, folder }), (error: Error) => {
    assert.match(error.message, /missing: OKX_SECRET, OKX_PASSPHRASE/)
    assert.doesNotMatch(error.message, /k-secret/)
    return true
  })
})

test("paper at another machine's address, so refused", async () => {
  const env = { OKX_BASE_URL: "https://www.okx.com" }
  await assert.rejects(loadConfig({ env, folder }), /play money/)
})

test("a secrets file of the owner's alone, so its keys are used", async () => {
  await write("keys.json", { apiKey: "a", secretKey: "b", passphrase: "c" })
  await write("oms.config.json", { mode: "demo", okx: { secretsFile: "keys.json" } })
  assert.deepEqual((await loadConfig({ env: {}, folder })).keys, { apiKey: "a", secretKey: "b", passphrase: "c" })
})

test("a secrets file that others may read, so refused with what to do", async () => {
  const path = await write("keys.json", { apiKey: "a", secretKey: "b", passphrase: "c" }, 0o640)
  const env = { OMS_MODE: "demo", OMS_SECRETS: path }
  await assert.rejects(loadConfig({ env, folder }), (error: Error & { advice?: string }) => {
    assert.match(error.message, /other users of this machine may open it \(mode 640\)/)
    assert.equal(error.advice, `Run: chmod 600 ${path}`)
    return true
  })
})

test("files that are no JSON objects, so refused without showing what is in them", async () => {
  const path = await write("keys.json", "top-secret-text")
  for (const env of [{ OMS_CONFIG: path }, { OMS_MODE: "demo", OMS_SECRETS: path }]) {
    await assert.rejects(loadConfig({ env, folder }), (error: Error) => {
      assert.match(error.message, /is not a JSON object/)
      assert.doesNotMatch(error.message, /top-secret/)
      return true
    })
  }
  await assert.rejects(loadConfig({ env: { OMS_CONFIG: "missing.json" }, folder }), /is not there/)
})

test("the first start, so it makes a token that only the owner may read, and later starts find it", async () => {
  const data = join(folder, ".oms")
  const first = await adminToken(data)
  assert.match(first.token, /^[A-Za-z0-9_-]{43}$/)
  assert.equal((await stat(data)).mode & 0o777, 0o700)
  assert.equal((await stat(first.path)).mode & 0o777, 0o600)
  assert.equal((await readFile(first.path, "utf8")).trim(), first.token)
  assert.deepEqual(await adminToken(data), { ...first, isNew: false })
})

test("a token file that others may read or that holds something else, so the start is refused", async () => {
  const { path } = await adminToken(folder)
  await chmod(path, 0o644)
  await assert.rejects(adminToken(folder), /other users/)
  await chmod(path, 0o600)
  await writeFile(path, "password")
  await assert.rejects(adminToken(folder), /does not hold a token/)
})
