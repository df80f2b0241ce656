// Secrets planted as canaries, and searched for in everything that the server writes or answers: OKX's keys, the key store's passphrase, tokens, links
// and sessions. The server is a process of its own, trading "live" against a paper exchange that knows the planted keys.

import assert from "node:assert/strict"
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, before, test } from "node:test"
import { KeyStore } from "@okx-oms/oms"
import { DEFAULT_ACCOUNT, type PaperExchange, startPaperExchange } from "@okx-oms/paper-exchange"
import { digestOf } from "./secrets.ts"
import { MISTAKES } from "./testing/malformed-orders.ts"
import { ServerProcess } from "./testing/server-process.ts"

const CANARY = { apiKey: "canary-api-key-7f3a", secretKey: 'canary-"secret"\\key-91', passphrase: "canary-okx-pass-c4" }
const STORE_PASSPHRASE = "canary of five words, drawn"
const LIMIT = { timeout: 60_000 }

let paper: PaperExchange
let folder = ""

before(async () => {
  const { secretKey: secret, ...rest } = CANARY
  paper = await startPaperExchange({
    market: "scripted",
    rateLimits: false,
    accounts: [{ ...DEFAULT_ACCOUNT, ...rest, secret }],
  })
  folder = await mkdtemp(join(tmpdir(), "oms-canaries-"))
})
after(async () => {
  ServerProcess.killAll()
  await paper.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

function start(env: Record<string, string> = {}): ServerProcess {
  return new ServerProcess(folder, {
    OMS_MODE: "live",
    OMS_CONFIRM_LIVE: "live",
    OKX_BASE_URL: paper.url,
    OKX_WS_URL: paper.wsUrl,
    OMS_LOG: "debug",
    ...env,
  })
}

/** Each secret as it is, and as JSON and base64 write it. */
function spellings(secrets: Readonly<Record<string, string>>): readonly (readonly [name: string, text: string])[] {
  return Object.entries(secrets).flatMap(([name, text]) => [
    [name, text] as const,
    [`${name} in JSON`, JSON.stringify(text).slice(1, -1)] as const,
    [`${name} in base64`, Buffer.from(text).toString("base64").replace(/=+$/, "")] as const,
  ])
}

function assertNone(secrets: Readonly<Record<string, string>>, where: string, content: string | Buffer): void {
  for (const [name, text] of spellings(secrets)) assert.ok(!content.includes(text), `${name} is in ${where}`)
}

/** Every file below the folder but the ones whose business the secrets are. */
async function filesOf(path: string): Promise<readonly string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && !["admin.token", "okx-keys.json"].includes(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}

test(
  "every answer, log line, file and figure of a server that trades, so none of them holds a secret",
  LIMIT,
  async () => {
    const store = await KeyStore.open(join(folder, "okx-keys.json"))
    await store.add({ name: "main", environment: "live", keys: CANARY, passphrase: STORE_PASSPHRASE })
    const env = { OMS_KEYS: "okx-keys.json", OMS_KEY_NAME: "main", OMS_KEYS_PASSPHRASE: STORE_PASSPHRASE }
    await using server = start(env)
    const url = await server.url()
    const admin = await server.token()
    const answers: string[] = []
    const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
      const answer = await fetch(`${url}${path}`, {
        method,
        redirect: "manual",
        headers: {
          authorization: `Bearer ${admin}`,
          ...(body !== undefined && { "content-type": "application/json" }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
      })
      const text = await answer.text()
      answers.push(`${JSON.stringify([...answer.headers])} ${text}`)
      return { status: answer.status, headers: answer.headers, text }
    }

    const made = await ask("POST", "/v1/tokens", { name: "desk", scope: "trade" })
    const { token = "", tokenId = "" } = JSON.parse(made.text) as Record<string, string>
    assert.deepEqual([made.status, token.length], [201, 43])
    // Answers whose business it is to show a secret are not searched.
    answers.pop()
    const link = JSON.parse((await ask("POST", "/v1/open-links")).text) as { readonly path: string }
    answers.pop()
    const opened = await ask("GET", link.path)
    answers.pop()
    const session = /=([^;]+)/.exec(opened.headers.get("set-cookie") ?? "")?.[1] ?? ""
    assert.ok(session.length > 43)

    const order = { symbol: "BTC-USDT", side: "buy", type: "post_only", price: "90000", quantity: "0.01" }
    const placed = await ask("POST", "/v1/orders", order, { authorization: `Bearer ${token}` })
    assert.equal(placed.status, 202, placed.text)
    assert.equal(placed.status, 202, placed.text)
    const { orderId } = JSON.parse(placed.text) as { readonly orderId: string }
    for (const { body, text } of MISTAKES) await ask("POST", "/v1/orders", text ?? body ?? "")
    // A secret where none belongs: somebody pastes a key or a token into a field or an address.
    await ask("POST", "/v1/orders", `{"apiKey": not JSON`)
    await ask("GET", "/v1/stats", undefined, { authorization: `Bearer ${admin}x` })
    await ask("GET", "/v1/stats", undefined, {
      authorization: "",
      cookie: `oms_session_${new URL(url).port}=${session}`,
    })
    await ask("GET", link.path)
    await ask("GET", `/v1/orders/${orderId}`)
    await ask("GET", `/v1/orders/${orderId}/timeline`)
    for (const path of ["orders", "fills", "positions", "balances", "stats", "trading", "reconciliation", "tokens"])
      await ask("GET", `/v1/${path}`)
    for (const path of ["/", "/docs", "/openapi.json", "/metrics", "/readyz", "/livez", "/nowhere"])
      await ask("GET", path)
    await ask("POST", "/v1/orders/cancel", {})
    await ask("DELETE", `/v1/tokens/${tokenId}`)
    assert.deepEqual(await server.kill("SIGTERM"), { code: 0, signal: null })

    const key = link.path.split("key=")[1] ?? ""
    const secrets = { ...CANARY, STORE_PASSPHRASE, admin, token, key, session }
    assert.throws(() => assertNone(secrets, "a text that holds one", `x${token}x`), "the search finds")
    assert.ok(answers.length > MISTAKES.length + 20)
    for (const answer of answers) assertNone(secrets, `the answer ${answer.slice(-200)}`, answer)
    // The link is printed for the person who started; nothing else is.
    assertNone(secrets, "stdout", server.stdout.replaceAll(/\/open\?key=\S+/g, ""))
    assertNone(secrets, "stderr", server.stderr)
    const files = await filesOf(folder)
    assert.ok(files.some((path) => path.endsWith("journal.db")) && files.some((path) => path.endsWith("tokens.json")))
    for (const path of files) assertNone(secrets, path, await readFile(path))
    assert.ok((await readFile(join(folder, "tokens.json"), "utf8")).includes(digestOf(token).toString("hex")))
  },
)

test("starts that fail around the keys, so what is printed holds no secret", LIMIT, async () => {
  await writeFile(join(folder, "bad.json"), JSON.stringify({ ...CANARY, more: CANARY.secretKey }), { mode: 0o600 })
  const keys = { OKX_API_KEY: CANARY.apiKey, OKX_SECRET: CANARY.secretKey, OKX_PASSPHRASE: CANARY.passphrase }
  const starts: Record<string, string>[] = [
    { OMS_SECRETS: "bad.json" },
    { ...keys, OKX_PASSPHRASE: `${CANARY.passphrase}x` },
    { ...keys, OKX_SECRET: `${CANARY.secretKey}x` },
    { ...keys, OMS_KEYS: "okx-keys.json", OMS_KEY_NAME: "main", OMS_KEYS_PASSPHRASE: STORE_PASSPHRASE },
    { OMS_KEYS: "okx-keys.json", OMS_KEY_NAME: "main", OMS_MODE: "demo", OMS_KEYS_PASSPHRASE: STORE_PASSPHRASE },
    { OMS_KEYS: "okx-keys.json", OMS_KEY_NAME: "main", OMS_KEYS_PASSPHRASE: `${STORE_PASSPHRASE}x` },
  ]
  await Promise.all(
    starts.map(async (env, index) => {
      await using server = start({ ...env, OMS_DATA: join(folder, `start-${index}`) })
      assert.equal((await server.ended).code, 1, server.stderr)
      assert.match(server.stderr, /did not start/)
      assertNone({ ...CANARY, STORE_PASSPHRASE }, `start ${index}`, server.stdout + server.stderr)
    }),
  )
})
