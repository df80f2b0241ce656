// The server as a process of its own against a paper exchange: what it takes and leaves on disk, what it says when it cannot start, and how it ends.

import assert from "node:assert/strict"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { createServer, type Server } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, before, describe, test } from "node:test"
import { type PaperExchange, startPaperExchange } from "@okx-oms/paper-exchange"
import { MISTAKES } from "./testing/malformed-orders.ts"
import { ServerProcess } from "./testing/server-process.ts"

const RESTING = { symbol: "BTC-USDT", side: "buy", type: "post_only", price: "90000", quantity: "0.01" } as const
/** A key that the paper exchange does not know, shown to it as if it were OKX. */
const STRANGER = {
  OMS_MODE: "live",
  OMS_CONFIRM_LIVE: "live",
  OKX_API_KEY: "no-such-key",
  OKX_SECRET: "hidden-1",
  OKX_PASSPHRASE: "hidden-2",
}

let paper: PaperExchange

before(async () => {
  paper = await startPaperExchange({ market: "scripted", rateLimits: false })
})
after(async () => {
  ServerProcess.killAll()
  await paper.close()
})

/** A folder of its own that is gone after the test. */
async function folder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "oms-main-"))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) }
}

function start(path: string, env: Record<string, string> = {}): ServerProcess {
  return new ServerProcess(path, { OMS_PAPER_PORT: String(paper.port), ...env })
}

/** What the exchange was asked about orders, as often as it was. */
async function orderRequests(): Promise<number> {
  const answer = await fetch(`${paper.url}/paper/log?fromSeq=1&limit=1000`)
  const { records } = (await answer.json()) as { records: { type: string; op?: string; path?: string }[] }
  return records.filter(({ type, op, path }) => type === "request-received" && /order/.test(`${op} ${path}`)).length
}

async function takenPort(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  assert.ok(typeof address === "object" && address !== null)
  return { server, port: address.port }
}

async function freePort(): Promise<number> {
  const { server, port } = await takenPort()
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** It ended by itself with words and advice, and no stack nor secret. */
async function refused(server: ServerProcess, says: RegExp, advises: RegExp): Promise<void> {
  await server.said(/did not start/)
  assert.deepEqual(await server.ended, { code: 1, signal: null }, server.stderr)
  const words = server.stderr.split("\n").filter((line) => !line.startsWith("{"))
  assert.equal(words[0], "okx-oms did not start.")
  assert.match(words.join("\n"), says)
  assert.match(words.join("\n"), advises)
  assert.doesNotMatch(server.stderr, /\n {4}at |hidden-[12]/)
}

test("every malformed order over the wire, so each is refused by name, nothing recorded and nothing sent", async () => {
  await using data = await folder()
  await using server = start(data.path)
  await server.url()
  const books = async () => {
    // How fast it went is no part of the books.
    const { seq: _, latency: _l, throughput: _t, ...stats } = (await server.ask("GET", "/v1/stats")).body
    const { body } = await server.ask("GET", "/v1/orders")
    return JSON.stringify([stats, body.orders])
  }
  const booksBefore = await books()
  const askedBefore = await orderRequests()
  for (const { name, body, text, headers = {}, status, code } of MISTAKES) {
    const { "x-query": query = "", ...given } = headers
    const told = await server.ask("POST", `/v1/orders${query}`, {
      headers: given,
      ...(body !== undefined && { body }),
      ...(text !== undefined && { text }),
    })
    assert.deepEqual([told.status, told.body.code, told.body.outcome], [status, code, "refused"], name)
  }
  assert.equal(await books(), booksBefore)
  assert.equal(await orderRequests(), askedBefore)
  const { body } = await server.ask("GET", "/v1/trading")
  assert.equal(body.ready, true)
})

test("killed in the middle and started again, so token, orders and their ids are the same and nothing is placed twice", async () => {
  await using data = await folder()
  await using first = start(data.path)
  const headers = { "idempotency-key": "once" }
  const placed = await first.ask("POST", "/v1/orders", { body: RESTING, headers })
  assert.equal(placed.status, 202, JSON.stringify(placed.body))
  const denied = await first.ask("POST", "/v1/orders", {
    body: { ...RESTING, quantity: "9" },
    headers: { "idempotency-key": "large" },
  })
  assert.equal(denied.status, 422)
  const token = await first.token()
  assert.equal((await first.kill("SIGKILL")).signal, "SIGKILL")
  await using second = start(data.path)
  const again = await second.ask("POST", "/v1/orders", { body: RESTING, headers })
  assert.equal(await second.token(), token)
  assert.deepEqual([again.status, again.body.orderId], [202, placed.body.orderId])
  assert.equal(again.headers.get("idempotency-replayed"), "true")
  const deniedAgain = await second.ask("POST", "/v1/orders", {
    body: { ...RESTING, quantity: "9" },
    headers: { "idempotency-key": "large" },
  })
  assert.deepEqual(deniedAgain.body, denied.body)
  const open = await second.ask("GET", "/v1/orders?state=open")
  assert.deepEqual(
    (open.body.orders as { orderId: string }[]).map(({ orderId }) => orderId),
    [placed.body.orderId],
  )
  assert.deepEqual(await second.kill("SIGTERM"), { code: 0, signal: null })
  assert.match(second.stdout, /stopping \(SIGTERM\); orders at the exchange stay as they are/)
})

test("a journal with flipped bytes, so the start names the file and what to do, and leaves it as it is", async () => {
  await using data = await folder()
  await using first = start(data.path)
  for (let index = 0; index < 5; index++)
    await first.ask("POST", "/v1/orders", { body: { ...RESTING, price: String(80_000 + index) } })
  await first.ask("POST", "/v1/orders/cancel", { body: {} })
  assert.equal((await first.kill("SIGTERM")).code, 0)
  const file = join(data.path, "journal.db")
  const bytes = await readFile(file)
  // In the text of the events: the pages stay pages to SQLite, only the journal's own checksum can tell. Everywhere, for SQLite leaves old copies about.
  let count = 0
  for (let at = bytes.indexOf("OrderCreated"); at >= 0; at = bytes.indexOf("OrderCreated", at)) {
    bytes[at] = (bytes[at] ?? 0) ^ 0x20
    count++
  }
  assert.ok(count >= 5)
  await writeFile(file, bytes)
  await rm(join(data.path, "journal-snapshots"), { recursive: true, force: true })
  await using second = start(data.path)
  await refused(second, /journal damaged: .*journal\.db/, /backup/)
  assert.deepEqual(await readFile(file), bytes)
})

describe("what keeps it from starting is told in words, with code 1", { concurrency: true }, () => {
  test("its port is taken, so it says by whom that may be and how to choose another", async () => {
    await using data = await folder()
    const { server: other, port } = await takenPort()
    await using server = start(data.path, { OMS_PORT: String(port) })
    await refused(server, new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is taken`), /OMS_PORT=/)
    other.close()
  })

  test("another server on the same folder, so the second does not start and the first goes on", async () => {
    await using data = await folder()
    await using first = start(data.path)
    await first.url()
    await using second = start(data.path)
    await refused(second, /journal/, /another data directory/)
    assert.equal((await first.ask("GET", "/readyz")).status, 200)
  })

  test("the key is unknown to OKX, so it says so without showing a secret", async () => {
    await using data = await folder()
    await using server = start(data.path, { ...STRANGER, OKX_BASE_URL: paper.url, OKX_WS_URL: paper.wsUrl })
    await refused(server, /50111|50113|50119|key/, /key/i)
  })

  test("no paper exchange is there, so it says how to start one", async () => {
    await using data = await folder()
    const port = await freePort()
    await using server = start(data.path, { OMS_PAPER_PORT: String(port) })
    await refused(server, new RegExp(`Nothing answers at http://127\\.0\\.0\\.1:${port}`), /npm run paper/)
  })

  test("OKX does not answer, so it goes on trying and says so; a stop ends it at once", async () => {
    await using data = await folder()
    const port = await freePort()
    await using server = start(data.path, { ...STRANGER, OKX_BASE_URL: `http://127.0.0.1:${port}` })
    await server.said(/still starting: .*instruments at http:\/\/127\.0\.0\.1:\d+/)
    const stoppedAt = performance.now()
    assert.deepEqual(await server.kill("SIGTERM"), { code: 0, signal: null })
    assert.ok(performance.now() - stoppedAt < 2_000)
    assert.match(server.stdout, /before the start was done/)
    assert.doesNotMatch(server.stdout + server.stderr, /hidden-[12]/)
  })
})
