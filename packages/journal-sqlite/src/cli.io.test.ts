// The command line over a small journal: what it prints for programs and for people, and what its exit code says.

import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { readFileSync, statSync } from "node:fs"
import { Writable } from "node:stream"
import { test } from "node:test"
import { fileURLToPath } from "node:url"
import { millis } from "@okx-oms/core"
import { runCli } from "./cli.ts"
import { parseCli, UsageError } from "./cli-options.ts"
import { openSqliteJournal } from "./sqlite-journal.ts"
import { flipBit, type JournalImage, journalImage, SILENT_LOG, temporaryDirectory } from "./testing.ts"

const NOW_MS = 1_800_000_000_000

async function runOn(directory: string, ...args: string[]): Promise<{ code: number; out: string; error: string }> {
  const texts = { out: "", error: "" }
  const into = (name: "out" | "error") =>
    new Writable({
      write(chunk, _encoding, done) {
        texts[name] += chunk
        done()
      },
    })
  const code = await runCli([...args, "--data", directory], NOW_MS, { out: into("out"), error: into("error") })
  return { code, ...texts }
}

function fillsOf(image: JournalImage): { seq: number; tradeId: string }[] {
  return image.events.flatMap((event) =>
    "fill" in event && event.fill !== undefined ? [{ seq: event.seq, tradeId: event.fill.tradeId }] : [],
  )
}

test("fills --json, so one array with every fill, newest first, amounts as strings", async () => {
  using image = await journalImage({ turns: 40 })
  const { code, out } = await runOn(image.path, "fills", "--json")
  assert.equal(code, 0)
  const fills: Record<string, unknown>[] = JSON.parse(out)
  assert.deepEqual(
    fills.map(({ seq, tradeId }) => ({ seq, tradeId })),
    fillsOf(image).reverse(),
  )
  const { price, fees, quantity, side, orderId } = fills[0] ?? {}
  assert.equal(price, "60000.1")
  assert.deepEqual(fees, [{ currency: "USDT", amount: "-0.012345678901234567" }])
  assert.deepEqual([typeof quantity, side, typeof orderId], ["string", "buy", "string"])
  const lines = (await runOn(image.path, "fills", "--jsonl")).out.trimEnd().split("\n")
  assert.deepEqual(
    lines.map((line) => JSON.parse(line)),
    fills,
  )
})

test("orders and events, so --limit, --since and tables work, and an empty answer is an empty array", async () => {
  using image = await journalImage({ turns: 40 })
  const orders = JSON.parse((await runOn(image.path, "orders", "--json", "--limit", "3")).out)
  assert.equal(orders.length, 3)
  assert.equal(orders[0].state, "Filled")
  const events = JSON.parse((await runOn(image.path, "events", "--json")).out)
  assert.deepEqual(
    events.map((event: { seq: number }) => event.seq),
    image.events.map((event) => event.seq),
  )
  const since = image.events[20]?.at ?? 0
  const later = JSON.parse((await runOn(image.path, "events", "--json", "--since", String(since))).out)
  assert.ok(later.length > 0 && later.every((event: { at: number }) => event.at >= since))
  assert.equal((await runOn(image.path, "fills", "--json", "--since", "1h")).out, "[]\n")
  const table = (await runOn(image.path, "orders", "--limit", "2")).out
  assert.match(table, /^created \(UTC\) +order +symbol/)
  assert.equal(table.trimEnd().split("\n").length, 3)
})

test("verify and info, so a good journal is 0 beside a running server too", async () => {
  using directory = temporaryDirectory()
  await using journal = await openSqliteJournal({ directory: directory.path, log: SILENT_LOG })
  assert.equal(journal.readOnly, false)
  const verified = await runOn(directory.path, "verify")
  assert.equal(verified.code, 0)
  assert.match(verified.out, /good: every turn is what was written/)
  assert.equal((await runOn(directory.path, "info")).code, 0)
  assert.equal((await runOn(directory.path, "fills", "--json")).out, "[]\n")
})

test("a damaged journal, so verify says where and what to do, exit 1, in words and as JSON", async () => {
  using image = await journalImage({ turns: 40, folded: true })
  const text = readFileSync(image.files.journal).toString("latin1")
  flipBit(image.files.journal, text.lastIndexOf('"type":"OrderFilled"') + 9)
  const { code, out, error } = await runOn(image.path, "verify")
  assert.equal(code, 1)
  assert.match(error, /DAMAGED: journal damaged: .*journal\.db, account paper, seq \d+-\d+, row \d+/)
  assert.match(error, /backup/)
  assert.match(out, /damaged: 1 finding/)
  const asJson = await runOn(image.path, "verify", "--json")
  assert.equal(asJson.code, 1)
  assert.equal(JSON.parse(asJson.out).good, false)
  const fills = await runOn(image.path, "fills", "--json")
  assert.equal(fills.code, 1)
  assert.match(fills.error, /journal damaged/)
})

test("no journal there, so exit 1 with what to do; wrong words, so exit 2 with the usage", async () => {
  using directory = temporaryDirectory()
  const missing = await runOn(directory.path, "fills")
  assert.equal(missing.code, 1)
  assert.match(missing.error, /there is no journal at .*journal\.db/)
  for (const args of [
    ["trades"],
    [],
    ["fills", "orders"],
    ["fills", "--limit", "0"],
    ["fills", "--since", "soon"],
    ["fills", "--colour"],
  ]) {
    const wrong = await runOn(directory.path, ...args)
    assert.equal(wrong.code, 2, args.join(" "))
    assert.match(wrong.error, /npm run journal -- <command>/)
  }
  using image = await journalImage({ turns: 4 })
  const other = await runOn(image.path, "fills", "--account", "live")
  assert.equal(other.code, 2)
  assert.match(other.error, /expected one of paper/)
})

test("times of --since, so dates, instants, milliseconds and spans are understood", () => {
  const since = (text: string) => parseCli(["fills", "--since", text], NOW_MS).since
  assert.equal(since("2026-01-31"), millis(Date.UTC(2026, 0, 31)))
  assert.equal(since("2026-01-31T12:00:00Z"), millis(Date.UTC(2026, 0, 31, 12)))
  assert.equal(since("1700000000000"), millis(1_700_000_000_000))
  assert.equal(since("90m"), millis(NOW_MS - 5_400_000))
  assert.throws(() => since("yesterday"), UsageError)
})

test("the entry itself, its reader gone after the first line, so it ends quietly", async () => {
  using image = await journalImage({ turns: 120 })
  const entry = fileURLToPath(new URL("./main.ts", import.meta.url))
  const script = '"$0" "$1" events --jsonl --data "$2" | head -n 1'
  const run = spawnSync("bash", ["-c", script, process.execPath, entry, image.path], { encoding: "utf8" })
  assert.equal(JSON.parse(run.stdout).seq, 1)
  assert.equal(run.stderr, "")
  assert.ok(statSync(image.files.journal).size > 0)
})
