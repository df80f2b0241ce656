// The grid as a person runs it: a process beside the order manager's server and the paper exchange, killed in the middle of its work again and again.

import assert from "node:assert/strict"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, before, test } from "node:test"
import { OmsClient, type OrderRow } from "@okx-oms/api"
import { Decimals, decimal, format } from "@okx-oms/core"
import { ProfitBook, parseName, runText } from "@okx-oms/grid"
import { MARKET } from "@okx-oms/grid/fake-desk"
import { HttpDesk } from "./http-desk.ts"
import { Program, until } from "./testing/processes.ts"

let folder: string
let paper: Program
let server: Program
let paperUrl: string
let serverUrl: string
let token: string
let client: OmsClient

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "okx-oms-grid-"))
  paper = new Program("packages/paper-exchange/src/main.ts", ["--port", "0", "--scripted"])
  paperUrl = (await paper.says(/paper exchange on (http:\S+)/))[1] ?? ""
  serverUrl = await startServer("0")
  token = (await readFile(join(folder, "admin.token"), "utf8")).trim()
  client = new OmsClient({ baseUrl: serverUrl, token })
})

after(async () => {
  await server?.end("SIGTERM")
  await paper?.end("SIGTERM")
  await rm(folder, { recursive: true, force: true })
})

async function startServer(port: string): Promise<string> {
  server = new Program("packages/server/src/main.ts", [], {
    ...{
      OMS_MODE: "paper",
      OMS_PORT: port,
      OMS_PAPER_PORT: new URL(paperUrl).port,
      OMS_DATA: folder,
      OMS_LOG: "error",
    },
  })
  return (await server.says(/API\s+(http:\S+)\/v1/))[1] ?? ""
}

function startGrid(...args: readonly string[]): Program {
  const environment = { OMS_URL: serverUrl, OMS_DATA: folder, OMS_PAPER_PORT: new URL(paperUrl).port }
  return new Program("examples/grid-trading/src/main.ts", ["--status-every", "0.2", ...args], environment)
}

/** Somebody trades through everything up to that price. */
async function trade(side: "buy" | "sell", price: string): Promise<void> {
  const body = JSON.stringify({ symbol: "BTC-USDT", side, price, size: "0.5" })
  const response = await fetch(`${paperUrl}/paper/trade`, { method: "POST", body })
  assert.equal(response.status, 200, await response.text())
}

async function openOrders(): Promise<readonly OrderRow[]> {
  return (await client.getOrders({ state: "open", strategy: "grid" })).orders
}

/** The open orders by level; fails when two are of one level or of two runs. */
function levelsOf(orders: readonly OrderRow[]): ReadonlyMap<number, string> {
  const levels = new Map<number, string>()
  const runs = new Set<string>()
  for (const { clientOrderId, side, price } of orders) {
    const name = parseName("grid", clientOrderId ?? "")
    assert.ok(name, String(clientOrderId))
    assert.ok(!levels.has(name.level), `level ${name.level} has two orders`)
    levels.set(name.level, `${side} ${price}`)
    runs.add(runText(name.run))
  }
  assert.ok(runs.size <= 1, `orders of the runs ${[...runs].join(", ")}`)
  return levels
}

async function allFour(): Promise<ReadonlyMap<number, string>> {
  return await until("an order on each of the four levels", async () => {
    const orders = await openOrders()
    return orders.length === 4 && orders.every(({ state }) => state === "Acknowledged") ? levelsOf(orders) : undefined
  })
}

test("killed at any moment while the price moves, so after each start every level has one order and no more", async () => {
  await using first = startGrid()
  await first.says(/run 1 begins/)
  assert.deepEqual([...(await allFour()).values()].sort(), ["buy 91134", "buy 91317", "sell 91683", "sell 91866"])
  await first.end("SIGKILL")
  // While nobody watches: a buy and a sale fill.
  await trade("sell", "91310")
  await trade("buy", "91690")
  for (const [round, lifeMs] of [10, 60, 200].entries()) {
    const grid = startGrid()
    // Alone until it listens: what is killed before has done nothing yet.
    await grid.says(/listening/)
    await new Promise((done) => setTimeout(done, lifeMs))
    await (round % 2 === 0 ? trade("sell", "91310") : trade("buy", "91690"))
    await grid.end("SIGKILL")
    levelsOf(await openOrders())
  }
  await using last = startGrid()
  await last.says(/resumed run 1/)
  await allFour()
  assert.equal(await last.end("SIGTERM"), 0)
  assert.match(last.said, /the orders stay in the market/)
  assert.equal((await openOrders()).length, 4)
})

test("killed while the range moves, so the next start finishes the move around the new price", async () => {
  await trade("buy", "92500")
  const grid = startGrid("--recentre-after", "0.1")
  await grid.says(/cancelling \d orders/)
  await grid.end("SIGKILL")
  levelsOf(await openOrders())
  await using next = startGrid("--recentre-after", "0.1")
  await next.says(/run 2 begins around 92,500/)
  assert.deepEqual([...(await allFour()).values()].sort(), ["buy 92130", "buy 92315", "sell 92685", "sell 92870"])
})

test("after all that, so the sum of the fills is what the exchange's account gained, to the last digit", async () => {
  await using desk = new HttpDesk({
    baseUrl: serverUrl,
    token,
    marketUrl: paperUrl,
    symbol: "BTC-USDT",
    strategy: "grid",
  })
  const profit = new ProfitBook("grid", MARKET)
  for await (const page of desk.fills()) for (const fill of page) profit.takeFill(fill)
  const { totals, realised } = profit
  const state = (await (await fetch(`${paperUrl}/paper/state`)).json()) as {
    accounts: readonly { balances: Readonly<Record<string, { cash: string }>> }[]
  }
  const cash = (currency: string) => decimal(state.accounts[0]?.balances[currency]?.cash ?? "0")
  assert.equal(format(totals.quote), format(Decimals.subtract(cash("USDT"), decimal("100000"))))
  assert.equal(format(totals.base), format(Decimals.subtract(cash("BTC"), decimal("10"))))
  assert.ok(totals.fills >= 3 && realised.cycles >= 1, `${totals.fills} fills, ${realised.cycles} cycles`)
})

test("the server killed and started again while a sale waits to be placed, so the grid goes on as soon as the server is up", async () => {
  await using grid = startGrid()
  await grid.says(/4\/4 open/)
  const before = [...(await allFour()).values()].sort()
  await server.end("SIGKILL")
  await trade("sell", "92310")
  // So long that the next try of its own would be many seconds away.
  await new Promise((done) => setTimeout(done, 8_000))
  await startServer(new URL(serverUrl).port)
  const upAt = performance.now()
  const levels = await until("the sale of the level that was bought", async () => {
    const open = await openOrders()
    return open.length === 4 && open.some(({ price }) => price === "92500") ? levelsOf(open) : undefined
  })
  const tookMs = performance.now() - upAt
  assert.notDeepEqual([...levels.values()].sort(), before)
  assert.ok(tookMs < 2_500, `it went on after ${Math.round(tookMs)} ms`)
  assert.equal(grid.said.match(/is down/g)?.length, 1, grid.said)
  assert.equal(await grid.end("SIGTERM"), 0)
})

test("told to cancel on stop, so nothing of the grid is open afterwards", async () => {
  await using grid = startGrid("--cancel-on-stop")
  await grid.says(/4\/4 open/)
  assert.equal(await grid.end("SIGTERM"), 0)
  assert.match(grid.said, /every order of the grid is cancelled/)
  assert.equal((await openOrders()).length, 0)
})

test("the library instead of the server, so the same grid runs in one process and resumes from its own journal", async () => {
  const args = ["--library", "--data", join(folder, "library"), "--strategy", "alone"]
  await using first = startGrid(...args)
  await first.says(/4\/4 open/)
  await first.end("SIGKILL")
  await using second = startGrid(...args, "--cancel-on-stop")
  await second.says(/resumed run 1: 4 orders/)
  await second.says(/4\/4 open/)
  assert.equal(await second.end("SIGTERM"), 0)
  assert.match(second.said, /every order of the grid is cancelled/)
})

test("a token that does not fit, so it ends with words and not with a stack", async () => {
  await using grid = new Program("examples/grid-trading/src/main.ts", [], {
    OMS_URL: serverUrl,
    OMS_TOKEN: "x".repeat(43),
  })
  await grid.says(/The token does not fit the server/)
  assert.doesNotMatch(grid.said, /\n\s+at /)
})
