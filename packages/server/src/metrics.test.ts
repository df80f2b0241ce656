// The page of figures against the table that it is made from, and the documentation against the same table.

import assert from "node:assert/strict"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { OutcomeUnknown } from "@okx-oms/trading"
import { latencyText } from "./latency-text.ts"
import { LoopDelay } from "./loop-delay.ts"
import { LATENCY_BOUNDS_S, METRIC_NAMES, METRICS, type MetricFacts } from "./metric-table.ts"
import { nothingMeasured } from "./testing/memory-market.ts"
import { type Door, ORDER, openDoor } from "./testing/open-door.ts"

const OPERATIONS = join(import.meta.dirname, "../../../docs/operations.md")

async function page(door: Door): Promise<string> {
  const { status, text } = await door.ask("GET", "/metrics")
  assert.equal(status, 200)
  return text
}

test("the table and the page, so each has every figure of the other, with its help and type", async () => {
  const door = openDoor()
  await page(door)
  const text = await page(door)
  const told = [...text.matchAll(/^# HELP (\w+) (.+)\n# TYPE \w+ (\w+)$/gm)].map(([, name, help, type]) => ({
    name,
    help,
    type,
  }))
  const known = METRIC_NAMES.map((name) => ({ name, help: METRICS[name].help, type: METRICS[name].type }))
  const byName = (a: { name?: string | undefined }, b: { name?: string | undefined }): number =>
    String(a.name) < String(b.name) ? -1 : 1
  assert.deepEqual(told.sort(byName), known.sort(byName))
  for (const name of METRIC_NAMES) assert.match(text, new RegExp(`^${name}(_bucket)?(\\{.*\\})? \\S+$`, "m"), name)
})

test("names, so each ends with its unit and counters with _total", () => {
  for (const name of METRIC_NAMES) {
    const { type, unit }: MetricFacts = METRICS[name]
    const end = type === "counter" ? "_total" : ""
    assert.ok(name.endsWith(end), name)
    if (unit === "seconds" || unit === "bytes") assert.ok(name.endsWith(`_${unit}${end}`), name)
  }
})

test("labels of every sample, so they are those of the table and no other", async () => {
  const door = openDoor()
  await page(door)
  const text = await page(door)
  for (const [, name = "", labels = ""] of text.matchAll(/^(oms_\w+?)(?:_bucket|_sum|_count)?\{(.*)\} \S+$/gm)) {
    const metric = METRIC_NAMES.find((known) => known === name)
    if (metric === undefined) continue
    const { labels: own, ofAccount }: MetricFacts = METRICS[metric]
    const allowed = new Set([...own, ...(ofAccount ? ["account", "mode"] : []), "le"])
    for (const [, label = ""] of labels.matchAll(/(\w+)="[^"]*"/g)) assert.ok(allowed.has(label), `${name} ${label}`)
  }
})

test("fifty addresses that are none, so they are one series", async () => {
  const door = openDoor()
  for (let index = 0; index < 50; index++) await door.ask("GET", `/nowhere/${index}`)
  const lines = (await page(door)).split("\n").filter((line) => line.includes("unmatched"))
  assert.match(lines.join("\n"), /oms_http_requests_total\{operation="unmatched",status="404"\} 50/)
  assert.doesNotMatch(lines.join("\n"), /nowhere/)
})

test("two scrapes at once, so both have every figure", async () => {
  const door = openDoor()
  const pages = await Promise.all([page(door), page(door), page(door)])
  for (const text of pages) assert.match(text, /^oms_orders_active\{account="paper",mode="paper"\} 0$/m)
})

test("breaks by kind, so each open one is counted under its own and resolved ones are not", async () => {
  const door = openDoor()
  door.oms.findBreak()
  const breakId = door.oms.findBreak({ kind: "missed-fill" })
  await door.oms.resolveBreak(breakId, "looked at")
  const text = await page(door)
  assert.match(text, /^oms_breaks_open\{kind="missing-order",account="paper",mode="paper"\} 1$/m)
  assert.match(text, /^oms_breaks_open\{kind="missed-fill",account="paper",mode="paper"\} 0$/m)
})

test("an order in doubt, so it is counted and the age of the oldest doubt is told", async () => {
  const door = openDoor()
  const { body } = await door.ask("POST", "/v1/orders", { body: ORDER })
  const [order] = await door.oms.getActiveOrders()
  assert.equal(order?.orderId, body.orderId)
  if (order !== undefined) door.oms.doubt(order.orderId)
  const text = await page(door)
  assert.match(text, /^oms_orders_in_doubt\{.*\} 1$/m)
  assert.ok(Number(/^oms_doubt_age_seconds\{.*\} (\S+)$/m.exec(text)?.[1]) > 0)
})

test("a manager that has stopped, so its status is told without its books", async () => {
  const door = openDoor()
  Object.assign(door.oms.changes, { ready: false, why: "the journal failed" })
  door.oms.getStats = async () => {
    throw new OutcomeUnknown("the journal failed")
  }
  const text = await page(door)
  assert.match(text, /^oms_ready\{account="paper",mode="paper"\} 0$/m)
  assert.doesNotMatch(text, /^oms_orders_active/m)
})

test("durations around a bound, so what is below it certainly was below", () => {
  const { append } = nothingMeasured()
  for (const ms of [0.04, 0.9, 3, 20_000]) append.add(ms)
  const text = latencyText("oms_journal_commit_seconds", [
    { labels: { account: "a", mode: "paper" }, histogram: append },
  ])
  const upTo = (bound: string): number =>
    Number(new RegExp(`_bucket\\{le="${bound.replace("+", "\\+")}",account="a",mode="paper"\\} (\\d+)`).exec(text)?.[1])
  assert.deepEqual(["0.00005", "0.001", "0.0025", "0.005", "10", "+Inf"].map(upTo), [1, 2, 2, 3, 3, 4])
  assert.match(text, /_count\{account="a",mode="paper"\} 4\n$/)
  assert.match(text, /_sum\{account="a",mode="paper"\} 20\.00394\n/)
  assert.ok(text.includes(`le="${LATENCY_BOUNDS_S[0]}"`))
})

test("an event loop that is held up, so the delay is told without the timer's own step", async () => {
  let nowMs = 0
  using loop = new LoopDelay(() => nowMs)
  const worst = (): number => Number(loop.read().find(({ quantile }) => quantile === "1")?.seconds)
  await new Promise((resolve) => setTimeout(resolve, 30))
  const until = performance.now() + 60
  while (performance.now() < until);
  await new Promise((resolve) => setTimeout(resolve, 30))
  assert.ok(worst() >= 0.04 && worst() < 5)
  nowMs = 10_000
  worst()
  assert.ok(worst() < 0.04)
})

test("docs/operations.md, so its table has a row for each figure and no other", async () => {
  const text = await readFile(OPERATIONS, "utf8")
  const rows = text.split("\n").filter((line) => line.startsWith("| `oms_"))
  assert.deepEqual(rows, METRIC_NAMES.map(rowOf))
})

function rowOf(name: (typeof METRIC_NAMES)[number]): string {
  const { type, unit, labels, ofAccount, help }: MetricFacts = METRICS[name]
  const all = [...labels, ...(ofAccount ? ["account", "mode"] : [])]
  const told = all.length === 0 ? "none" : all.map((label) => `\`${label}\``).join(" ")
  return `| \`${name}\` | ${type} | ${unit} | ${told} | ${help} |`
}
