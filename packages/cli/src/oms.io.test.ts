// The command against a real server (itself started by `oms serve`) and the paper exchange: one trading day from the first order to the journal's replay. What people do
// all day is a process for each line, as a shell starts it; the rest runs in this process, which asks the same server.

import assert from "node:assert/strict"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, before, test } from "node:test"
import { type PaperExchange, startPaperExchange } from "@okx-oms/paper-exchange"
import { ran } from "./testing/fake-terminal.ts"
import { killAll, OmsProcess } from "./testing/oms-process.ts"

let paper: PaperExchange
let server: OmsProcess
let folder = ""
let env: Readonly<Record<string, string>> = {}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "oms-day-"))
  paper = await startPaperExchange({ market: "scripted", rateLimits: false })
  // The price of a market that stands still is old, and on a busy machine the day is long.
  await writeFile(join(folder, "oms.config.json"), '{ "limits": { "lastPriceMaxAgeMs": 600000 } }')
  const serverEnv = { OMS_PAPER_PORT: String(paper.port), OMS_LOG: "warn" }
  server = new OmsProcess(["serve", "--port", "0", "--data", ".oms"], { folder, env: serverEnv })
  await server.said(/page {5}http\S+/)
  const [, url = ""] = await server.said(/(http:\/\/127\.0\.0\.1:\d+)\/v1/)
  env = { OMS_URL: url }
})
after(async () => {
  killAll()
  await paper.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

interface Done {
  readonly exit: number | null
  readonly out: string
  readonly error: string
}

/** A process of its own. */
async function shell(line: string): Promise<Done> {
  const child = new OmsProcess(line.split(" "), { folder, env })
  return { exit: await child.ended, out: child.stdout, error: child.stderr }
}

/** In this process. */
async function oms(line: string, more: Readonly<Record<string, string>> = {}): Promise<Done> {
  const { exit, printed, noted } = await ran(line, { folder, env: { ...env, ...more }, nowMs: Date.now() })
  return { exit, out: printed, error: noted }
}

async function json<Value>(line: string): Promise<Value> {
  const { exit, out, error } = await oms(`${line} --json`)
  assert.equal(exit, 0, error)
  return JSON.parse(out)
}

/** Somebody sells into our order. */
async function outsideSale(price: string, size: string): Promise<void> {
  const body = JSON.stringify({ symbol: "BTC-USDT", side: "sell", price, size })
  const answer = await fetch(`${paper.url}/paper/trade`, { method: "POST", body })
  assert.equal(answer.status, 200, await answer.text())
}

test("a trading day: placed, listed, amended, partly filled, cancelled, told step by step, halted, resumed", async () => {
  const placed = await shell("order place BTC-USDT buy 0.01 --price 60000 --client-id day-1")
  assert.equal(placed.exit, 0, placed.error)
  assert.match(placed.out, /^state +Acknowledged\norder +o\d{18}\n/)
  assert.match(placed.out, /^wish +buy 0\.01000000 BTC-USDT limit at 60000\.0$/m)

  const again = await oms("order place BTC-USDT buy 0.01 --price 60000 --client-id day-1")
  assert.equal(again.exit, 0)
  assert.match(again.error, /day-1 was placed before; this is that order/)

  const listed = await shell("order list --state open")
  assert.equal(listed.exit, 0)
  assert.match(listed.out, /Acknowledged +BTC-USDT +buy +limit +60000\.0 +0\.01000000 .* day-1 /)

  const amended = await oms("order amend day-1 --price 61000 --quantity 0.02")
  assert.equal(amended.exit, 0, amended.error)
  assert.match(amended.out, /wish +buy 0\.02000000 BTC-USDT limit at 61000\.0/)

  await outsideSale("61000", "0.005")
  const cancelled = await shell("order cancel day-1 --reason enough")
  assert.equal(cancelled.exit, 0, cancelled.error)
  assert.match(cancelled.out, /state +Cancelled/)
  assert.match(cancelled.out, /filled +0\.00500000 \(25 %\) at 61000\.0/)
  assert.equal((await oms("order cancel day-1")).exit, 3)

  const fills = await json<{ quantity: string; price: string }[]>("fills --symbol BTC-USDT")
  assert.deepEqual(
    fills.map(({ quantity, price }) => [quantity, price]),
    [["0.005", "61000"]],
  )

  const timeline = await shell("order timeline day-1 --wire")
  assert.equal(timeline.exit, 0, timeline.error)
  const steps = [
    "OrderCreated",
    "OrderSubmitted",
    "OrderAcknowledged",
    "OrderAmended",
    "OrderPartiallyFilled",
    "CancelRequested",
    "OrderCancelled",
  ]
  for (const type of steps) assert.ok(timeline.out.includes(type), `${type} in\n${timeline.out}`)
  assert.match(timeline.out, / {2}> place +ws +\{.*"op":"order"/)

  const halted = await shell("halt lunch --yes")
  assert.equal(halted.exit, 0, halted.error)
  assert.match(halted.out, /trading +halt: lunch/)
  const refused = await oms("order place BTC-USDT buy 0.01 --price 60000")
  assert.equal(refused.exit, 3)
  assert.match(refused.error, /halted \(lunch\).*\[trading-halted\]/)
  assert.equal((await oms("resume --yes")).exit, 0)
})

test("every open order cancelled at once, so the list is empty and each says how it ended", async () => {
  for (const price of ["50000", "50001", "50002"]) {
    const { exit, error } = await oms(`order place BTC-USDT buy 0.01 --price ${price} --strategy sweep --no-wait`)
    assert.equal(exit, 0, error)
  }
  const { exit, out } = await oms("cancel_all_orders --strategy sweep --yes")
  assert.equal(exit, 0)
  assert.equal(out.match(/Cancelled/g)?.length, 3, out)
  assert.deepEqual(await json("get_open_orders --strategy sweep"), [])
})

test("the ways in which it can fail, each with its code: usage 2, rejected 3, network 5, auth 6, not found 7", async () => {
  const ways = [
    await shell("order place BTC-USDT buy"),
    await oms("order place BTC-USDT buy 0.01 --price 60000.05"),
    await oms("status", { OMS_URL: "http://127.0.0.1:9" }),
    await oms("status", { OMS_TOKEN: "not-a-token" }),
    await shell("order get nobody"),
  ]
  assert.deepEqual(
    ways.map(({ exit }) => exit),
    [2, 3, 5, 6, 7],
  )
  for (const { out, error } of ways) {
    assert.equal(out, "")
    assert.match(error, /^oms: .+\n/)
  }
})

test("an order is followed from outside, so its watch ends when it does", async () => {
  assert.equal((await oms("order place BTC-USDT buy 0.01 --price 55000 --client-id seen")).exit, 0)
  const watch = new OmsProcess(["order", "watch", "seen"], { folder, env })
  await watch.said(/OrderAcknowledged/)
  assert.equal((await oms("order cancel seen")).exit, 0)
  assert.equal(await watch.ended, 0)
  assert.match(watch.stdout, /OrderCancelled/)
  assert.match(watch.stderr, /is Cancelled/)
})

test("the live view into a pipe, so every event is one line of JSON until it is told to stop", async () => {
  const watch = new OmsProcess(["watch", "--json"], { folder, env })
  await watch.said(/following account paper/)
  // The stream is asked for after that word: one order or two may come before it listens.
  for (let count = 0; !watch.stdout.includes("OrderCancelled") && count < 20; count++) {
    const { exit, error } = await oms("order place BTC-USDT buy 0.01 --price 99 --type ioc")
    assert.equal(exit, 3, error)
  }
  assert.equal(await watch.kill("SIGINT"), 0)
  const lines = watch.stdout.trimEnd().split("\n")
  const events = lines.map((line): { type: string; seq: number } => JSON.parse(line))
  assert.ok(events.some(({ type }) => type === "OrderCancelled"))
  assert.ok(events.every(({ seq }, index) => index === 0 || seq === (events[index - 1]?.seq ?? 0) + 1))
})

test("a doctor's visit, so a fresh server is well and a dead one is found", async () => {
  const { exit, out, error } = await oms("doctor")
  assert.equal(exit, 0, out + error)
  const checks = [
    "node",
    "disk",
    "server",
    "token",
    "versions",
    "ready",
    "clock",
    "private feed",
    "public feed",
    "rate budget",
    "dead man",
    "books",
    "trading",
    "journal",
    "keys",
  ]
  for (const check of checks) assert.match(out, new RegExp(`^(ok|warn) +${check} `, "m"))
  const dead = await oms("doctor", { OMS_URL: "http://127.0.0.1:9" })
  assert.equal(dead.exit, 5)
  assert.match(dead.out, /fail +server/)
})

test("a token of its own scope, so it reads and does no more, and revoked it does nothing", async () => {
  assert.equal((await oms("token create wall --out wall.token")).exit, 0)
  assert.equal((await oms("stats --token-file wall.token")).exit, 0)
  assert.equal((await oms("halt --yes --token-file wall.token")).exit, 6)
  const tokens = await json<{ name: string; tokenId: string }[]>("token list")
  const { tokenId } = tokens.find(({ name }) => name === "wall") ?? { tokenId: "" }
  assert.equal((await oms(`token revoke ${tokenId} --yes`)).exit, 0)
  assert.equal((await oms("stats --token-file wall.token")).exit, 6)
})

test("the journal beside the running server: verified, exported once, replayed to the same counts", async () => {
  const verified = await shell("journal verify")
  assert.equal(verified.exit, 0, verified.error)
  assert.match(verified.out, /good: every turn is what was written/)
  assert.equal((await oms("journal export --out day.jsonl")).exit, 0)
  assert.equal((await oms("journal export --out day.jsonl")).exit, 2)
  const events = (await readFile(join(folder, "day.jsonl"), "utf8")).trimEnd().split("\n")
  const stats = await json<{ filled: number; cancelled: number; rejected: number }>("stats")
  const replayed = await json<{ events: number; orders: Record<string, number> }>("journal replay")
  assert.ok(replayed.events >= events.length)
  const { Filled, Cancelled, Rejected } = replayed.orders
  assert.deepEqual([Filled, Cancelled, Rejected], [stats.filled, stats.cancelled, stats.rejected])
  assert.equal((await json<{ events: number }>("journal replay --until-seq 5")).events, 5)
})

test("the server is told to stop by the command that started it, so both end well", async () => {
  assert.equal(await server.kill("SIGTERM"), 0)
  assert.match(server.stdout, /stopping \(SIGTERM\)/)
})
