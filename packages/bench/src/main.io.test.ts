// `npm run bench` as a process: the list, a quick run of the paper bench through real processes and sockets, and mistakes.

import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { fileURLToPath } from "node:url"
import type { Report } from "./report.ts"

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url))

function run(...args: string[]) {
  return spawnSync(process.execPath, [MAIN, ...args], { encoding: "utf8", timeout: 120_000 })
}

test("a list is asked for, so every bench is there with what it measures", () => {
  const { status, stdout } = run("--list")
  assert.equal(status, 0)
  assert.match(stdout, /^ {2}paper +order operations per second/m)
})

for (const [args, expected] of [
  [["nothing"], /nothing: no such bench; there are .*paper/],
  [["paper", "other"], /other: one bench at a time/],
  [["paper", "--rounds", "0"], /--rounds: expected 1 to 100/],
  [["paper", "--fast"], /--fast/],
  [["paper", "--minutes", "0"], /--minutes: expected up to 1440/],
  [["quick", "--full"], /--full: a quick run has no long sizes/],
] as const) {
  test(`${args.join(" ")}, so it says what is wrong and how it is used`, () => {
    const { status, stderr } = run(...args)
    assert.equal(status, 1)
    assert.match(stderr, expected)
    assert.match(stderr, /usage: npm run bench/)
  })
}

test("a quick run, so five ways are measured, told as a table and written as a record", () => {
  const folder = mkdtempSync(join(tmpdir(), "bench-"))
  try {
    const file = join(folder, "report.json")
    const { status, stdout, stderr } = run("paper", "--quick", "--rounds", "2", "--json", file)
    assert.equal(status, 0, stderr)
    assert.match(stdout, /160 orders of 2 accounts rest in 2 books of the exchange, 160 in the engine's/)
    const report: Report = JSON.parse(readFileSync(file, "utf8"))
    assert.deepEqual(
      report.figures.map(({ name }) => name),
      [
        "engine, one by one",
        "engine, batches of 20",
        "WebSocket, one by one",
        "WebSocket, batches of 20",
        "REST, one by one",
      ],
    )
    for (const { name, median, rounds } of report.figures) {
      assert.ok(median > 0, name)
      assert.equal(rounds.length, 2)
      assert.ok(stdout.includes(name))
    }
    assert.equal(report.machine.node, process.version)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
