// One wish, sent again and again: a hundred retries of one placement at once, some over connections that are cut, and once more after a kill. The server is a
// process of its own and the exchange's own log says how many orders there were.

import assert from "node:assert/strict"
import { mkdtemp, rm } from "node:fs/promises"
import { connect } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, before, test } from "node:test"
import { setTimeout as wait } from "node:timers/promises"
import { type PaperExchange, startPaperExchange } from "@okx-oms/paper-exchange"
import { ServerProcess } from "./testing/server-process.ts"

const RETRIES = 100
const CUT_AFTER_MS = [0, 1, 2, 5, 10, 20] as const
const WISH = { symbol: "BTC-USDT", side: "buy", type: "post_only", price: "90000", quantity: "0.01" } as const
const LIMIT = { timeout: 120_000 }

let paper: PaperExchange
let folder = ""

before(async () => {
  paper = await startPaperExchange({ market: "scripted", rateLimits: false })
  folder = await mkdtemp(join(tmpdir(), "oms-retries-"))
})
after(async () => {
  ServerProcess.killAll()
  await paper.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

async function control(path: string, body: object): Promise<void> {
  const answer = await fetch(`${paper.url}/paper/${path}`, { method: "POST", body: JSON.stringify(body) })
  assert.equal(answer.status, 200, await answer.text())
}

/** The exchange says nothing of orders for a while, so that what is answered depends on nothing but the wish. */
async function quietExchange(forMs: number): Promise<void> {
  for (const fault of ["slow-response", "delayed-pushes"]) await control("faults", { fault, forMs, delayMs: forMs })
}

/** How often the exchange was asked to place an order. */
async function placementsAtExchange(): Promise<number> {
  const answer = await fetch(`${paper.url}/paper/log?fromSeq=1&limit=1000`)
  const { records } = (await answer.json()) as { records: { type: string; op?: string; args?: unknown[] }[] }
  const asked = records.filter(({ type, op }) => type === "request-received" && /^(batch-)?orders?$/.test(op ?? ""))
  return asked.reduce((count, { args }) => count + (args?.length ?? 1), 0)
}

interface Told {
  readonly status: number
  readonly replayed: boolean
  readonly body: Readonly<Record<string, unknown>>
}

async function place(server: ServerProcess, key: string): Promise<Told> {
  const { status, headers, body } = await server.ask("POST", "/v1/orders", {
    body: WISH,
    headers: { "idempotency-key": key },
  })
  return { status, replayed: headers.get("idempotency-replayed") === "true", body }
}

/** Sends the same request and cuts the connection, answered or not. */
async function placeAndCut(server: ServerProcess, key: string, afterMs: number): Promise<void> {
  const { hostname, port, host } = new URL(await server.url())
  const body = JSON.stringify(WISH)
  const head = [
    "POST /v1/orders HTTP/1.1",
    `Host: ${host}`,
    `Authorization: Bearer ${await server.token()}`,
    "Content-Type: application/json",
    `Idempotency-Key: ${key}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  const socket = connect(Number(port), hostname)
  socket.on("error", () => {})
  const closed = new Promise((resolve) => socket.once("close", resolve))
  socket.write(`${head.join("\r\n")}\r\n\r\n${body}`)
  if (afterMs > 0) await wait(afterMs)
  socket.destroy()
  await closed
}

test(
  "a hundred retries at once, so one order, a hundred equal answers, and all but one say that they are repeated",
  LIMIT,
  async () => {
    await using server = new ServerProcess(folder, { OMS_PAPER_PORT: String(paper.port) })
    await server.url()
    await quietExchange(4_000)
    const before = await placementsAtExchange()
    const answers = await Promise.all(Array.from({ length: RETRIES }, () => place(server, "at-once")))
    for (const { status } of answers) assert.equal(status, 202)
    const [first, ...others] = answers
    for (const { body } of others) assert.deepEqual(body, first?.body)
    assert.equal(answers.filter(({ replayed }) => replayed).length, RETRIES - 1)
    assert.equal((await server.ask("GET", "/v1/stats")).body.total, 1)
    await control("faults", { clear: true })
    await wait(50)
    assert.equal((await placementsAtExchange()) - before, 1)
    await server.kill("SIGKILL")
  },
)

test(
  "a hundred retries of which a third lose their connection, then a kill and another, so it is one order all the same",
  LIMIT,
  async () => {
    const asked = await placementsAtExchange()
    let orderId: unknown
    {
      await using server = new ServerProcess(folder, { OMS_PAPER_PORT: String(paper.port) })
      await server.url()
      const before = Number((await server.ask("GET", "/v1/stats")).body.total)
      const answers = await Promise.all(
        Array.from({ length: RETRIES }, async (_, index) => {
          const cutAfterMs = index % 3 === 0 ? CUT_AFTER_MS[index % CUT_AFTER_MS.length] : undefined
          if (cutAfterMs !== undefined) await placeAndCut(server, "often-cut", cutAfterMs)
          return place(server, "often-cut")
        }),
      )
      orderId = answers[0]?.body.orderId
      for (const { status, body } of answers) assert.deepEqual([status, body.orderId], [202, orderId])
      // None where a request whose answer nobody read was the first.
      assert.ok(answers.filter(({ replayed }) => !replayed).length <= 1)
      assert.equal(Number((await server.ask("GET", "/v1/stats")).body.total), before + 1)
      await server.kill("SIGKILL")
    }
    await using again = new ServerProcess(folder, { OMS_PAPER_PORT: String(paper.port) })
    await again.url()
    const { status, replayed, body } = await place(again, "often-cut")
    assert.deepEqual([status, replayed, body.orderId], [202, true, orderId])
    assert.equal((await placementsAtExchange()) - asked, 1)
    const other = await again.ask("POST", "/v1/orders", {
      body: { ...WISH, quantity: "0.02" },
      headers: { "idempotency-key": "often-cut" },
    })
    assert.deepEqual([other.status, other.body.outcome], [422, "refused"])
    await again.kill("SIGKILL")
  },
)
