// What the OKX client says to the log when OKX refuses, lies, answers with pages and goes away: every kind of trouble with planted keys, and no net of held
// secrets under it, so that whatever it said would be seen. It runs against the paper exchange, which knows the planted keys.

import assert from "node:assert/strict"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, before, test } from "node:test"
import { setTimeout as wait } from "node:timers/promises"
import { openOms } from "@okx-oms/oms"
import { DEFAULT_ACCOUNT, type PaperExchange, startPaperExchange } from "@okx-oms/paper-exchange"
import type { Logger } from "pino"
import { openLog } from "./log.ts"

const KEYS = { apiKey: "canary-api-key-51d0", secretKey: "canary-secret-key-8b", passphrase: "canary-passphrase-e2" }
const LIMIT = { timeout: 90_000 }
/** Each is set while the client is at work, one after the other. */
const TROUBLES = [
  { fault: "html-502" },
  { fault: "cut-json" },
  { fault: "unavailable" },
  { fault: "unknown-code" },
  { fault: "login-refused", code: "60009" },
  { fault: "disconnect" },
  { fault: "key-revoked" },
  { fault: "ip-refused" },
] as const

let paper: PaperExchange
let folder = ""

before(async () => {
  const { secretKey: secret, ...rest } = KEYS
  paper = await startPaperExchange({
    market: "scripted",
    rateLimits: false,
    accounts: [{ ...DEFAULT_ACCOUNT, ...rest, secret }],
  })
  folder = await mkdtemp(join(tmpdir(), "oms-okx-log-"))
})
after(async () => {
  await paper.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

function listening(): { readonly lines: string[]; readonly log: Logger } {
  const lines: string[] = []
  return { lines, log: openLog({ level: "debug", sink: { write: (line: string) => void lines.push(line) } }) }
}

/** As compose.ts hands the log on. */
function ofManager(log: Logger) {
  return {
    info: (message: string, facts?: object) => log.info(facts ?? {}, message),
    warn: (message: string, facts?: object) => log.warn(facts ?? {}, message),
    error: (message: string, facts?: object) => log.error(facts ?? {}, message),
  }
}

function assertNoCanary(what: string, text: string): void {
  assert.doesNotMatch(text, /canary/i, what)
  for (const [name, secret] of Object.entries(KEYS)) {
    assert.ok(!text.includes(Buffer.from(secret).toString("base64").replace(/=+$/, "")), `${name} as base64: ${what}`)
  }
}

async function control(body: object): Promise<void> {
  const { status } = await fetch(`${paper.url}/paper/faults`, { method: "POST", body: JSON.stringify(body) })
  assert.equal(status, 200)
}

test("a client in every kind of trouble, so its lines name the trouble and no key", LIMIT, async () => {
  const { lines, log } = listening()
  {
    await using oms = await openOms({
      mode: "live",
      keys: KEYS,
      baseUrl: paper.url,
      wsUrl: paper.wsUrl,
      directory: join(folder, "at-work"),
      log: ofManager(log),
    })
    for (const [index, trouble] of TROUBLES.entries()) {
      await control({ ...trouble, forMs: 600 })
      const order = { symbol: "BTC-USDT", side: "buy", type: "post_only", price: "90000", quantity: "0.01" }
      await oms.placeOrder({ ...order, clientOrderId: `trouble-${index}` })
      await oms.startReconciliation().catch(() => undefined)
      await wait(300)
    }
    await control({ clear: true })
  }
  assert.match(lines.join(""), /"msg":"the private feed is down/)
  assertNoCanary("the lines at work", lines.join(""))
})

test("a start that OKX refuses, so neither the error, its causes nor the lines hold a key", LIMIT, async () => {
  for (const [name, change] of [
    ["a wrong passphrase", { passphrase: "canary-wrong-one" }],
    ["a wrong signature", { secretKey: "canary-wrong-two" }],
    ["an unknown key", { apiKey: "canary-wrong-three" }],
  ] as const) {
    const { lines, log } = listening()
    const opening = openOms({
      mode: "live",
      keys: { ...KEYS, ...change },
      baseUrl: paper.url,
      wsUrl: paper.wsUrl,
      directory: join(folder, name.replaceAll(" ", "-")),
      log: ofManager(log),
    })
    await assert.rejects(opening, (error: unknown) => {
      log.error({ error }, "did not start")
      log.error({ err: error }, "did not start")
      assertNoCanary(name, `${error instanceof Error ? `${error.message} ${error.stack}` : ""}`)
      return true
    })
    assert.ok(lines.length >= 2)
    assertNoCanary(`the lines of ${name}`, lines.join(""))
  }
})
