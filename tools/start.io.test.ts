// `npm start` as a user has it: real processes in an empty folder. The grid trades, the server is killed without warning and comes back, everything is
// stopped and started again; each time the books, the journal's own dump and the exchange's record must agree to the last digit.

import assert from "node:assert/strict"
import { type ChildProcess, execFile, spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { test } from "node:test"
import { setTimeout as wait } from "node:timers/promises"
import { promisify } from "node:util"
import { Decimals, decimal, format } from "@okx-oms/core"

const ROOT = resolve(import.meta.dirname, "..")
/** Longer than the server lets a request wait itself (30 s), so that its own word about the delay is what fails here. */
const ANSWER_LIMIT_MS = 35_000

interface Row {
  readonly [field: string]: unknown
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((done) => probe.listen(0, "127.0.0.1", done))
  const address = probe.address()
  await new Promise((done) => probe.close(done))
  assert.ok(address !== null && typeof address === "object")
  return address.port
}

/** One request with an end, which names itself when it fails. */
function ask(url: string, init: RequestInit = {}): Promise<Response> {
  return fetch(url, { ...init, signal: AbortSignal.timeout(ANSWER_LIMIT_MS) }).catch((cause: unknown) => {
    throw new Error(`${init.method ?? "GET"} ${url}: ${cause}`, { cause })
  })
}

class Started {
  readonly #child: ChildProcess
  readonly #ended: Promise<number | null>
  readonly data: string
  readonly #ports: { server: number; paper: number }
  output = ""

  constructor(data: string, ports: { server: number; paper: number }) {
    this.data = data
    this.#ports = ports
    this.#child = spawn(process.execPath, [join(ROOT, "tools/start.ts"), "--speed", "20"], {
      env: { ...process.env, OMS_DATA: data, OMS_PORT: String(ports.server), OMS_PAPER_PORT: String(ports.paper) },
      stdio: ["ignore", "pipe", "pipe"],
    })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.output += text
      })
    }
    this.#ended = new Promise((done) => this.#child.once("exit", (code) => done(code)))
  }

  async api(path: string, init: RequestInit = {}): Promise<Row> {
    const token = readFileSync(join(this.data, "admin.token"), "utf8").trim()
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" }
    const response = await ask(`http://127.0.0.1:${this.#ports.server}${path}`, { ...init, headers })
    const answer = (await response.json()) as Row
    assert.ok(response.ok, `${path}: ${response.status} ${JSON.stringify(answer)}`)
    return answer
  }

  async paper(path: string): Promise<Row> {
    const response = await ask(`http://127.0.0.1:${this.#ports.paper}/paper/${path}`)
    return (await response.json()) as Row
  }

  /** Every row of a list of the API. */
  async all(path: string, name: string): Promise<Row[]> {
    const rows: Row[] = []
    for (let cursor: unknown = null; ; ) {
      const page = await this.api(
        `${path}${path.includes("?") ? "&" : "?"}limit=500${cursor === null ? "" : `&cursor=${cursor}`}`,
      )
      rows.push(...(page[name] as Row[]))
      cursor = page.nextCursor
      if (cursor === null) return rows
    }
  }

  async paperLog(): Promise<Row[]> {
    const records: Row[] = []
    for (;;) {
      const from = Number(records.at(-1)?.seq ?? 0) + 1
      const page = (await this.paper(`log?fromSeq=${from}&limit=1000`)).records as Row[]
      if (page.length === 0) return records
      records.push(...page)
    }
  }

  /** Ends the newest server process without warning. */
  killServer(): void {
    const pids = [...this.output.matchAll(/^server starts as process (\d+)$/gm)]
    process.kill(Number(pids.at(-1)?.[1]), "SIGKILL")
  }

  /** Moves the market there at once. */
  async movePrice(factor: number): Promise<void> {
    const paper = `http://127.0.0.1:${this.#ports.paper}`
    const ticker = (await (await ask(`${paper}/api/v5/market/ticker?instId=BTC-USDT`)).json()) as {
      data: [{ last: string }]
    }
    const price = String(Math.round(Number(ticker.data[0].last) * factor))
    const body = JSON.stringify({ symbol: "BTC-USDT", price })
    await ask(`${paper}/paper/price`, { method: "POST", headers: { "content-type": "application/json" }, body })
  }

  /** Down and up again through the grid's nearest levels, so that it trades whatever the market does by itself. */
  async stir(): Promise<void> {
    for (const factor of [0.996, 1.004]) {
      await this.movePrice(factor)
      await wait(300)
    }
  }

  async stop(): Promise<number | null> {
    this.#child.kill("SIGTERM")
    return this.#ended
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.stop()
  }
}

async function eventually(what: string, holds: () => Promise<boolean>, timeoutMs: number): Promise<void> {
  const giveUpAt = Date.now() + timeoutMs
  for (let last = ""; ; ) {
    const held = await holds().catch((error: unknown) => {
      last = String(error)
      return false
    })
    if (held) return
    assert.ok(Date.now() < giveUpAt, `not within ${timeoutMs} ms: ${what}; last error: ${last}`)
    await wait(200)
  }
}

/** Sums that must not differ in a single digit: quantity and value per side, fees per currency. */
function sums(
  fills: readonly {
    side: string
    price: string
    quantity: string
    fees: readonly { currency: string; amount: string }[]
  }[],
): Record<string, string> {
  const totals = new Map<string, ReturnType<typeof decimal>>()
  const count = (name: string, amount: ReturnType<typeof decimal>): void => {
    totals.set(name, Decimals.add(totals.get(name) ?? Decimals.ZERO, amount))
  }
  for (const { side, price, quantity, fees } of fills) {
    count(`${side} quantity`, decimal(quantity))
    count(`${side} value`, Decimals.multiply(decimal(price), decimal(quantity)))
    for (const { currency, amount } of fees) count(`fee ${currency}`, decimal(amount))
  }
  return Object.fromEntries([...totals].map(([name, total]) => [name, format(total)]).sort())
}

type ApiFill = Parameters<typeof sums>[0][number]

async function sumsEverywhere(started: Started): Promise<{ api: object; journal: object; paper: object }> {
  const api = sums((await started.all("/v1/fills", "fills")) as unknown[] as ApiFill[])
  const dump = await promisify(execFile)(
    process.execPath,
    [join(ROOT, "packages/journal-sqlite/src/main.ts"), "fills", "--json", "--data", started.data],
    { maxBuffer: 64 * 1024 * 1024 },
  )
  const journal = sums(JSON.parse(dump.stdout) as ApiFill[])
  const log = await started.paperLog()
  const sides = new Map(
    log.filter(({ type }) => type === "order-accepted").map((record) => [record.ordId, String(record.side)]),
  )
  const theirs = log
    .filter(({ type }) => type === "fill")
    .map((record) => ({
      side: sides.get(record.ordId) ?? "unknown",
      price: String(record.px),
      quantity: String(record.sz),
      fees: [{ currency: String(record.feeCcy), amount: String(record.fee) }],
    }))
  return { api, journal, paper: sums(theirs) }
}

async function openHere(started: Started): Promise<string[]> {
  return (await started.all("/v1/orders?state=open", "orders")).map((order) => String(order.clOrdId)).sort()
}

async function openThere(started: Started): Promise<string[]> {
  const state = (await started.paper("state")) as { accounts?: { openOrders: { clOrdId: string }[] }[] }
  return (state.accounts ?? []).flatMap((account) => account.openOrders.map((order) => order.clOrdId)).sort()
}

async function sameOpen(started: Started): Promise<boolean> {
  const [here, there] = [await openHere(started), await openThere(started)]
  return here.join() === there.join()
}

test("npm start in an empty folder, the server killed twice, then all stopped and started again, so nothing is lost or doubled and every sum agrees", {
  timeout: 280_000,
}, async () => {
  const data = mkdtempSync(join(tmpdir(), "oms-start-"))
  const ports = { server: await freePort(), paper: await freePort() }
  try {
    await using first = new Started(data, ports)
    const has = async (...wanted: readonly string[]): Promise<boolean> => {
      const states = new Set((await first.all("/v1/orders?state=all", "orders")).map((order) => order.state))
      return wanted.every((state) => states.has(state))
    }
    await eventually("working orders", () => has("Acknowledged"), 60_000)
    await eventually("filled orders", () => first.stir().then(() => has("Filled")), 60_000)
    // Away from the grid's range, which is cancelled and built anew around the price.
    await first.movePrice(1.012)
    await eventually("cancelled orders", () => has("Cancelled"), 60_000)
    assert.match(first.output, /The page: http:\/\/127\.0\.0\.1:\d+\/open\?key=/)
    for (let kill = 1; kill <= 2; kill++) {
      const before = Number((await first.api("/v1/stats")).seq)
      first.killServer()
      await eventually(
        "the server is back and trades",
        () => first.stir().then(async () => Number((await first.api("/v1/stats")).seq) > before + 5),
        60_000,
      )
      await eventually("working orders here are pending orders there", () => sameOpen(first), 30_000)
    }
    const log = await first.paperLog()
    const accepted = log.filter(({ type }) => type === "order-accepted").map(({ clOrdId }) => clOrdId)
    assert.equal(new Set(accepted).size, accepted.length, "no clOrdId was accepted twice")
    assert.equal(await first.stop(), 0, first.output.slice(-2_000))

    await using second = new Started(data, ports)
    await eventually(
      "the second start goes on",
      async () => (await openHere(second)).length > 0 && (await sameOpen(second)),
      40_000,
    )
    const known = (await second.all("/v1/orders?state=all", "orders")).length
    assert.ok(known >= accepted.length, "the orders of the first start are there")
    await second.api("/v1/trading", {
      method: "POST",
      body: JSON.stringify({ action: "halt", reason: "the test compares" }),
    })
    await second.api("/v1/orders/cancel", { method: "POST", body: "{}" })
    await eventually(
      "nothing is open",
      async () => (await openHere(second)).length === 0 && (await openThere(second)).length === 0,
      20_000,
    )
    const all = await sumsEverywhere(second)
    assert.deepEqual(all.journal, all.api)
    assert.deepEqual(all.paper, all.api)
    assert.ok(Object.keys(all.api).length >= 4, "something was bought and sold")
    const stats = await second.api("/v1/stats")
    assert.equal(stats.inDoubt, 0)
    assert.equal(stats.breaks, 0)
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
})
