// Several accounts behind one server: the real one over two accounts of a paper exchange, and what becomes of those that cannot start or stop by themselves.

import assert from "node:assert/strict"
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, before, test } from "node:test"
import { OmsClient } from "@okx-oms/api"
import { DEFAULT_ACCOUNT, type PaperExchange, startPaperExchange } from "@okx-oms/paper-exchange"
import { pino } from "pino"
import { type ServeOptions, serve } from "./serve.ts"
import { MemoryOms } from "./testing/memory-oms.ts"
import { ServerProcess } from "./testing/server-process.ts"

const RESTING = { symbol: "BTC-USDT", side: "buy", type: "post_only", price: "90000", quantity: "0.01" } as const
const SECOND = { apiKey: "second-key", secretKey: "second-secret", passphrase: "second-pass" }
const LIMIT = { timeout: 60_000 }

let paper: PaperExchange
before(async () => {
  const { secretKey: secret, ...rest } = SECOND
  const second = { ...DEFAULT_ACCOUNT, ...rest, secret, label: "second" }
  paper = await startPaperExchange({ market: "scripted", rateLimits: false, accounts: [DEFAULT_ACCOUNT, second] })
})
after(async () => {
  ServerProcess.killAll()
  await paper.close()
})

async function folderWith(config: object): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "oms-several-"))
  await writeFile(join(path, "oms.config.json"), JSON.stringify(config))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) }
}

test(
  "two paper accounts and one that cannot start, so the two trade apart, the third says why, and a stop ends all",
  LIMIT,
  async () => {
    await using folder = await folderWith({
      accounts: {
        first: { mode: "paper" },
        second: { mode: "paper", paperKeys: SECOND },
        third: { mode: "demo", okx: { secretsFile: "no-such-file.json" } },
      },
    })
    await using server = new ServerProcess(folder.path, { OMS_PAPER_PORT: String(paper.port) })
    const baseUrl = await server.url()
    assert.match(server.stdout, /third \(DEMO\).*\n {11}NOT OPEN: .*no-such-file\.json/)
    const token = await server.token()
    const client = (account?: string) => new OmsClient({ baseUrl, token, ...(account !== undefined && { account }) })
    const [first, second] = [client("first"), client("second")]
    const placed = await first.placeOrder(RESTING)
    const open = async (of: OmsClient) => (await of.getOrders({ state: "open" })).orders.map(({ orderId }) => orderId)
    assert.deepEqual(await open(first), [placed.orderId])
    assert.deepEqual(await open(second), [])
    await assert.rejects(second.getOrder(placed.orderId), { code: "order-not-found" })
    await assert.rejects(client().placeOrder(RESTING), { code: "account-required", status: 400 })
    await assert.rejects(client("third").placeOrder(RESTING), {
      code: "account-unavailable",
      status: 503,
      message: /third \(demo\) is not open: .*no-such-file/,
    })
    const ready = await server.ask("GET", "/readyz")
    assert.equal(ready.status, 503)
    const { accounts } = ready.body.facts as { accounts: { account: string; mode: string; ready: boolean }[] }
    assert.deepEqual(
      accounts.map(({ account, mode, ready: isReady }) => [account, mode, isReady]),
      [
        ["first", "paper", true],
        ["second", "paper", true],
        ["third", "demo", false],
      ],
    )
    const head = await server.ask("GET", "/v1/orders?account=second")
    assert.deepEqual([head.headers.get("oms-account"), head.headers.get("oms-mode")], ["second", "paper"])
    const stream = client().stream()
    const seen = new Map<string, string>()
    for await (const item of stream) {
      if (item.type === "snapshot") seen.set(item.account, `${item.mode} ${item.orders?.length}`)
      if (item.type === "unavailable") seen.set(item.account, `${item.mode} unavailable`)
      if (seen.size === 3) break
    }
    assert.deepEqual(Object.fromEntries(seen), { first: "paper 1", second: "paper 0", third: "demo unavailable" })
    assert.deepEqual(await server.kill("SIGTERM"), { code: 0, signal: null })
    for (const account of ["first", "second"])
      assert.ok((await readdir(join(folder.path, account))).includes("journal.db"))
  },
)

test("a journal begun as paper, so the same folder does not open as a demo account", LIMIT, async () => {
  await using folder = await folderWith({ accounts: { main: { mode: "paper" } } })
  const env = { OMS_PAPER_PORT: String(paper.port) }
  await using first = new ServerProcess(folder.path, env)
  await first.url()
  await first.kill("SIGTERM")
  await writeFile(join(folder.path, "keys.json"), JSON.stringify(SECOND), { mode: 0o600 })
  const okx = { secretsFile: "keys.json", baseUrl: paper.url, wsUrl: paper.wsUrl }
  await writeFile(join(folder.path, "oms.config.json"), JSON.stringify({ accounts: { main: { mode: "demo", okx } } }))
  await using second = new ServerProcess(folder.path, env)
  await second.said(
    /No account could be opened:\n {2}main \(demo\): .*holds the books of the paper account main, not of a demo account/,
  )
  assert.equal((await second.ended).code, 1)
})

// ---- over managers in memory ---------------------------------------------------------------------------------------------------

/** A server over accounts that open as `openOms` says. */
function options(path: string, openOms: ServeOptions["openOms"], onStopped: (why: string) => void = () => undefined) {
  return { env: { OMS_PORT: "0" }, folder: path, openOms, onStopped, log: pino({ level: "silent" }) }
}
const THREE = {
  accounts: { a: { mode: "paper" }, b: { mode: "paper", paperKeys: SECOND }, c: { mode: "paper", paperPort: 7099 } },
}

test(
  "a manager that stops by itself, so its account is told as shut, the others go on, and the process ends with the last",
  LIMIT,
  async () => {
    await using folder = await folderWith(THREE)
    const stops = new Map<string, (why: string) => void>()
    const managers = new Map<string, MemoryOms>()
    const ended: string[] = []
    const openOms: ServeOptions["openOms"] = async ({ config: { account } }, { onStopped }) => {
      stops.set(account, onStopped)
      const oms = new MemoryOms(account)
      managers.set(account, oms)
      return oms
    }
    await using serving = await serve(options(folder.path, openOms, (why) => ended.push(why)))
    const client = new OmsClient({ baseUrl: serving.http.url, token: serving.token.token, account: "a" })
    await client.getStats()
    stops.get("a")?.("the disk is full")
    await assert.rejects(client.getStats(), { code: "account-unavailable", message: /stopped: the disk is full/ })
    assert.equal(managers.get("a")?.closed, true)
    assert.equal(
      (await new OmsClient({ baseUrl: serving.http.url, token: serving.token.token, account: "b" }).getStats()).account,
      "b",
    )
    stops.get("b")?.("it too")
    assert.deepEqual(ended, [])
    stops.get("c")?.("and the last")
    assert.deepEqual(ended, ["and the last"])
  },
)

test(
  "every account refused, so the start is refused with each reason; an account that is given for another is never opened",
  LIMIT,
  async () => {
    await using folder = await folderWith(THREE)
    const openOms: ServeOptions["openOms"] = async ({ config: { account } }) => {
      if (account === "c") return new MemoryOms("a")
      throw new Error(`no ${account} today`)
    }
    await assert.rejects(serve(options(folder.path, openOms)), {
      name: "StartRefused",
      message:
        /a \(paper\): no a today\n {2}b \(paper\): no b today\n {2}c \(paper\): Invariant: paper account a in the place of paper account c/,
    })
  },
)

test("two accounts with one key, so the second is refused and says whose it is", LIMIT, async () => {
  await using folder = await folderWith({ accounts: { a: { mode: "paper" }, b: { mode: "paper" } } })
  await using serving = await serve(options(folder.path, async ({ config: { account } }) => new MemoryOms(account)))
  assert.deepEqual(
    serving.accounts.map(({ account, why }) => [account, why?.slice(0, 51)]),
    [
      ["a", undefined],
      ["b", "Account b has the same API key as account a. Give i"],
    ],
  )
})

test(
  "a server that stops, so what is asked meanwhile is refused as stopping and every manager is closed",
  LIMIT,
  async () => {
    await using folder = await folderWith(THREE)
    const managers: MemoryOms[] = []
    const serving = await serve(
      options(folder.path, async ({ config: { account } }) => {
        const oms = new MemoryOms(account)
        managers.push(oms)
        return oms
      }),
    )
    const stream = new WebSocket(`${serving.http.url.replace("http", "ws")}/v1/stream`, {
      headers: { authorization: `Bearer ${serving.token.token}` },
    })
    const frames: string[] = []
    stream.addEventListener("message", ({ data }) => frames.push(String(data)))
    const code = new Promise<number>((resolve) => stream.addEventListener("close", (event) => resolve(event.code)))
    await new Promise((resolve) => stream.addEventListener("open", resolve))
    const headers = { host: new URL(serving.http.url).host, authorization: `Bearer ${serving.token.token}` }
    const stopping = serving[Symbol.asyncDispose]()
    const late = await serving.http.app.inject({
      method: "POST",
      url: "/v1/orders?account=a",
      headers,
      payload: RESTING,
    })
    assert.deepEqual([late.statusCode, late.json().code, late.json().outcome], [503, "stopping", "refused"])
    await stopping
    assert.equal(await code, 1001)
    assert.match(frames.at(-1) ?? "", /"type":"farewell","because":"stopping"/)
    assert.ok(managers.length === 3 && managers.every(({ closed, submitted }) => closed && submitted === 0))
  },
)
