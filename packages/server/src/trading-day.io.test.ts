// docs/trading-day.md as its reader has it: each of its three columns is run as it stands, against a server and a paper exchange that are processes of their
// own, and the three must leave the same order behind, with the same story.

import assert from "node:assert/strict"
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { after, before, test } from "node:test"
import { blocksOf, Program, ROOT, scriptedPaper } from "./testing/doc-blocks.ts"

const PAGE = "docs/trading-day.md"
const LIMIT = { timeout: 180_000 }
const STORY = [
  "OrderCreated",
  "OrderValidated",
  "OrderSubmitted",
  "OrderAcknowledged",
  "AmendRequested",
  "OrderAmended",
  "OrderPartiallyFilled",
  "CancelRequested",
  "OrderCancelled",
]

let folder = ""
let paper: Program
let server: Program
let env: Readonly<Record<string, string>> = {}

before(async () => {
  // Inside this package, where the packages are found by their names.
  folder = await mkdtemp(join(import.meta.dirname, "../.oms-trading-day-"))
  const { paper: started, url: paperUrl } = await scriptedPaper()
  paper = started
  server = new Program([join(ROOT, "packages/server/src/main.ts")], {
    cwd: folder,
    env: { OMS_PORT: "0", OMS_PAPER_PORT: new URL(paperUrl).port },
  })
  const [, url = ""] = await server.said(/(http:\/\/127\.0\.0\.1:\d+)\/v1/)
  await server.said(/ {2}page/)
  // What the page calls oms.
  const command = `#!/bin/sh\nexec "${process.execPath}" "${join(ROOT, "packages/cli/src/main.ts")}" "$@"\n`
  await writeFile(join(folder, "oms"), command)
  await chmod(join(folder, "oms"), 0o755)
  await writeFile(join(folder, "package.json"), '{ "type": "module" }')
  env = { PATH: `${folder}:${process.env.PATH ?? ""}`, HOME: folder, OMS_URL: url, PAPER_URL: paperUrl }
})
after(async () => {
  await server?.[Symbol.asyncDispose]()
  await paper?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

/** The blocks of one column, as one program. */
async function column(info: string): Promise<string> {
  const blocks = (await blocksOf(PAGE)).filter(({ language }) => language === info)
  assert.equal(new Set(blocks.map(({ heading }) => heading)).size, 6, `${info} has a block in each part`)
  return blocks.map(({ code }) => code).join("\n")
}

async function shell(script: string): Promise<string> {
  await using run = new Program(["-e", SHELL], { cwd: folder, env: { ...env, SCRIPT: script } })
  assert.equal(await run.ended, 0, run.output)
  return run.output
}

/** A program is a Node program: this one is the shell. */
const SHELL = `
const { spawnSync } = require("node:child_process")
const { status } = spawnSync("sh", ["-eu", "-c", process.env.SCRIPT], { stdio: "inherit", timeout: 120000 })
process.exit(status ?? 1)
`

/** OKX's word that it took a request comes before the push of what followed, or after it and is no news then. */
function storyOf(types: readonly string[]): readonly string[] {
  return types.filter((type) => type !== "CancelAccepted" && type !== "AmendAccepted")
}

interface Timeline {
  readonly events: readonly { readonly type: string }[]
}

/** What is left of the order, by the server's own words. */
async function leftBehind(name: string): Promise<unknown> {
  const told = await shell(`curl -s $OMS_URL/v1/orders/${name} -H "Authorization: Bearer $(cat .oms/admin.token)"`)
  const { state, price, quantity, filledQuantity, averagePrice, history } = JSON.parse(told)
  return { state, price, quantity, filledQuantity, averagePrice, reason: history.at(-1).reason }
}

const LEFT = {
  state: "Cancelled",
  price: "90100",
  quantity: "0.03",
  filledQuantity: "0.01",
  averagePrice: "90100",
  reason: "the day is over",
}

test("by curl, so the order and its story are as the page says", LIMIT, async () => {
  const said = await shell(await column("curl"))
  const last: Timeline = JSON.parse(said.slice(said.lastIndexOf('{"orderId"')))
  assert.deepEqual(storyOf(last.events.map(({ type }) => type)), STORY)
  assert.deepEqual(await leftBehind("day-curl"), LEFT)
})

test("by oms, so the order and its story are the same", LIMIT, async () => {
  const said = await shell(await column("oms"))
  const inRows = /\n\[\n/.exec(said)?.index ?? said.length
  const events: Timeline["events"] = JSON.parse(said.slice(inRows))
  // For people first, then the same as rows.
  const inWords = [...said.slice(0, inRows).matchAll(/^ *\d+ +[\d:.]+ .*?(\w+) +(?:command|reply|push|query)(?: |$)/gm)]
  assert.deepEqual(storyOf(inWords.map(([, type = ""]) => type)), STORY)
  assert.deepEqual(storyOf(events.map(({ type }) => type)), STORY)
  assert.deepEqual(await leftBehind("day-oms"), LEFT)
})

test("as a library, so the order and its story are the same", LIMIT, async () => {
  await writeFile(join(folder, "day.ts"), await column("library"))
  const { paper: own, url } = await scriptedPaper()
  await using _own = own
  await using run = new Program([join(folder, "day.ts")], { cwd: folder, env: { ...env, PAPER_URL: url } })
  assert.equal(await run.ended, 0, run.output)
  const [filled, closed, ...story] = run.output.trim().split("\n")
  assert.equal(filled, "filled 0.01 at 90100")
  assert.equal(closed, "Cancelled, filled 0.01 of 0.03")
  assert.deepEqual(storyOf(story.map((line) => line.split(" ")[1] ?? "")), STORY)
})

test("the page, so it names the events of the story", async () => {
  const [, named = ""] = /whichever way: ([^.]*)\./.exec(await readFile(join(ROOT, PAGE), "utf8")) ?? []
  assert.deepEqual(
    [...named.matchAll(/`(\w+)`/g)].map(([, type]) => type),
    STORY,
  )
})
