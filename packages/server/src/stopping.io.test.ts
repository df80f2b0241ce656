// The orderly stop of the process, as docs/operations.md tells it: what becomes of open orders, of readers and of requests, and that it is said in words.

import assert from "node:assert/strict"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, before, test } from "node:test"
import { type PaperExchange, startPaperExchange } from "@okx-oms/paper-exchange"
import { whatBecomesOfOrders } from "./stopping.ts"
import { ServerProcess } from "./testing/server-process.ts"

const RESTING = { symbol: "BTC-USDT", side: "buy", type: "post_only", price: "90000", quantity: "0.01" } as const
const LIMIT = { timeout: 90_000 }

let paper: PaperExchange

before(async () => {
  paper = await startPaperExchange({ market: "scripted", rateLimits: false })
})
after(async () => {
  ServerProcess.killAll()
  await paper.close()
})

async function folderWith(config: object): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "oms-stop-"))
  await writeFile(join(path, "oms.config.json"), JSON.stringify(config))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) }
}

async function endsAtExchange(): Promise<number> {
  const answer = await fetch(`${paper.url}/paper/log?fromSeq=1&limit=1000`)
  const { records } = (await answer.json()) as { records: { type: string }[] }
  return records.filter(({ type }) => type === "order-cancelled").length
}

/** An order is placed and acknowledged, and somebody reads events: `read` is what they were told when the stream is over. */
async function atWork(server: ServerProcess): Promise<{ readonly read: Promise<string> }> {
  const authorization = `Bearer ${await server.token()}`
  const stream = await fetch(`${await server.url()}/v1/events?fromSeq=1`, { headers: { authorization } })
  const { status } = await server.ask("POST", "/v1/orders", { body: { ...RESTING, clientOrderId: "open" } })
  assert.equal(status, 202)
  while ((await server.ask("GET", "/v1/orders/open")).body.state !== "Acknowledged") {}
  return { read: stream.text() }
}

test(
  "SIGTERM with onStop cancel-all, so our orders are cancelled first, the reader is let go and the code is 0",
  LIMIT,
  async () => {
    await using folder = await folderWith({ onStop: "cancel-all" })
    await using server = new ServerProcess(folder.path, { OMS_PAPER_PORT: String(paper.port) })
    await server.url()
    const { read } = await atWork(server)
    const before = await endsAtExchange()
    assert.deepEqual(await server.kill("SIGTERM"), { code: 0, signal: null }, server.stderr)
    assert.match(server.stdout, /stopping \(SIGTERM\); open orders that were placed here are cancelled first/)
    assert.equal((await endsAtExchange()) - before, 1)
    assert.match(await read, /OrderAcknowledged/)
  },
)

test("SIGTERM with onStop keep, so the order stays at the exchange and the next start has it", LIMIT, async () => {
  await using folder = await folderWith({ onStop: "keep" })
  const before = await endsAtExchange()
  {
    await using server = new ServerProcess(folder.path, { OMS_PAPER_PORT: String(paper.port) })
    await server.url()
    const { read } = await atWork(server)
    assert.deepEqual(await server.kill("SIGTERM"), { code: 0, signal: null }, server.stderr)
    assert.match(server.stdout, /stopping \(SIGTERM\); orders at the exchange stay as they are/)
    assert.match(await read, /OrderAcknowledged/)
  }
  await using again = new ServerProcess(folder.path, { OMS_PAPER_PORT: String(paper.port) })
  await again.url()
  assert.equal((await again.ask("GET", "/v1/orders/open")).body.state, "Acknowledged")
  assert.equal(await endsAtExchange(), before)
})

test("a stop by a fault of its own, so nothing is promised that nobody can do any more", () => {
  assert.match(whatBecomesOfOrders({ onStop: "cancel-all", deadMan: undefined }, true), /stay as they are/)
  assert.match(whatBecomesOfOrders({ onStop: "keep", deadMan: { timeoutS: 30 } }, true), /OKX cancels .* in 30 s/)
  assert.match(whatBecomesOfOrders({ onStop: "keep", deadMan: { timeoutS: 30 } }, false), /stay as they are/)
})
