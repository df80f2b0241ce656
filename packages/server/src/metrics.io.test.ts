// The figures of a server that has traded, against its journal: the server is a process of its own, killed right after it was asked, and the journal is read
// by its own command, which knows nothing of the figures.

import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, before, test } from "node:test"
import { setTimeout as wait } from "node:timers/promises"
import { promisify } from "node:util"
import { type PaperExchange, startPaperExchange } from "@okx-oms/paper-exchange"
import { ServerProcess } from "./testing/server-process.ts"

const run = promisify(execFile)
const JOURNAL = join(import.meta.dirname, "../../journal-sqlite/src/main.ts")
const RESTING = { symbol: "BTC-USDT", side: "buy", type: "post_only", price: "90000", quantity: "0.01" } as const
const LIMIT = { timeout: 120_000 }

let paper: PaperExchange
let folder = ""

before(async () => {
  paper = await startPaperExchange({ market: "scripted", rateLimits: false })
  folder = await mkdtemp(join(tmpdir(), "oms-figures-"))
})
after(async () => {
  ServerProcess.killAll()
  await paper.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

async function place(server: ServerProcess, name: string, change: object = {}): Promise<void> {
  const { status } = await server.ask("POST", "/v1/orders", { body: { ...RESTING, clientOrderId: name, ...change } })
  assert.ok(status === 202 || status === 422, `${name}: ${status}`)
}

async function until(server: ServerProcess, name: string, state: string): Promise<void> {
  const giveUpAt = performance.now() + 20_000
  for (;;) {
    const { body } = await server.ask("GET", `/v1/orders/${name}`)
    if (body.state === state) return
    assert.ok(performance.now() < giveUpAt, `${name} is ${body.state}, not ${state}`)
    await wait(50)
  }
}

/** Four rest, of which one is cancelled and one filled; one crosses and OKX refuses it; one our own limits deny. */
async function trade(server: ServerProcess): Promise<void> {
  for (const name of ["rests", "stays", "cancelled"]) await place(server, name)
  await place(server, "filled", { price: "90500" })
  await place(server, "crosses", { price: "95000" })
  await place(server, "too-large", { quantity: "1" })
  for (const name of ["rests", "stays", "cancelled", "filled"]) await until(server, name, "Acknowledged")
  await server.ask("DELETE", "/v1/orders/cancelled")
  const body = JSON.stringify({ symbol: "BTC-USDT", side: "sell", price: "90500", size: "0.01" })
  await fetch(`${paper.url}/paper/trade`, { method: "POST", body })
  await until(server, "cancelled", "Cancelled")
  await until(server, "filled", "Filled")
}

interface Figures {
  readonly text: string
  of(name: string, labels?: string): number
}

async function figures(server: ServerProcess): Promise<Figures> {
  const answer = await fetch(`${await server.url()}/metrics`, {
    headers: { authorization: `Bearer ${await server.token()}` },
  })
  const text = await answer.text()
  assert.equal(answer.status, 200, text)
  const of: Figures["of"] = (name, labels = "") => {
    const line = text.split("\n").find((one) => one.startsWith(`${name}{`) && one.includes(labels))
    assert.ok(line !== undefined, `${name} ${labels}`)
    return Number(line.slice(line.lastIndexOf(" ") + 1))
  }
  return { text, of }
}

interface Event {
  readonly seq: number
  readonly type: string
  readonly orderId?: string
}

async function journal<Row>(command: string): Promise<Row> {
  const { stdout } = await run(process.execPath, [JOURNAL, command, "--json", "--data", folder], { maxBuffer: 2 ** 26 })
  return JSON.parse(stdout)
}

test("figures after a little trading, so they are the journal's to the last order", LIMIT, async () => {
  await using server = new ServerProcess(folder, { OMS_PAPER_PORT: String(paper.port) })
  await server.url()
  await trade(server)
  const told = await figures(server)
  await server.kill("SIGKILL")

  const upTo = told.of("oms_sequence")
  const events = (await journal<readonly Event[]>("events")).filter(({ seq }) => seq <= upTo)
  const ordersWith = (...types: readonly string[]): number =>
    new Set(events.flatMap(({ type, orderId }) => (types.includes(type) ? [orderId] : []))).size
  assert.equal(told.of("oms_submit_to_wire_seconds_count"), ordersWith("OrderSubmitted"))
  assert.equal(
    told.of("oms_submit_to_ack_seconds_count"),
    ordersWith("OrderAcknowledged", "OrderPartiallyFilled", "OrderFilled"),
  )
  assert.ok(told.of("oms_submit_to_wire_seconds_sum") < told.of("oms_submit_to_ack_seconds_sum"))
  const orders = await journal<readonly { readonly state: string }[]>("orders")
  for (const state of ["Acknowledged", "Filled", "Cancelled", "Rejected", "Failed", "Submitted"]) {
    const inJournal = orders.filter((order) => order.state === state).length
    assert.equal(told.of("oms_orders", `state="${state}"`), inJournal, state)
  }
  assert.equal(told.of("oms_orders_active"), 2)
  assert.equal(told.of("oms_orders_in_doubt"), 0)
  // Every kind is told, and none is open.
  assert.deepEqual([...new Set(told.text.match(/(?<=^oms_breaks_open\{.*\} )\S+$/gm))], ["0"])
  const placed = ["202", "422"].reduce(
    (sum, status) =>
      sum +
      Number(
        new RegExp(`^oms_http_requests_total\\{operation="placeOrder",status="${status}"\\} (\\d+)$`, "m").exec(
          told.text,
        )?.[1] ?? 0,
      ),
    0,
  )
  assert.equal(placed, 6)
  const { accounts } = await journal<{ readonly accounts: readonly { readonly turns: number }[] }>("verify")
  const turns = accounts[0]?.turns ?? 0
  const commits = told.of("oms_journal_commit_seconds_count")
  // A comparison may have been noted between the answer and the kill.
  assert.ok(commits >= turns - 2 && commits <= turns, `${commits} commits, ${turns} turns`)
})
