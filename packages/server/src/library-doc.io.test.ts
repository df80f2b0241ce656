// docs/library.md as its reader has it: the code of the page is one program, run against a paper exchange that stands still; what it prints is what the page
// shows. And the page's table is whole: every operation about an account has a row, and every method that it names exists.

import assert from "node:assert/strict"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { ALL_ROUTES } from "@okx-oms/api"
import { Oms } from "@okx-oms/oms"
import { blocksOf, Program, patternOf, ROOT, scriptedPaper } from "./testing/doc-blocks.ts"

const PAGE = "docs/library.md"

test("the code of the page, so it prints what the page shows", { timeout: 120_000 }, async () => {
  const blocks = await blocksOf(PAGE)
  const program = blocks.filter(({ language }) => language === "ts").map(({ code }) => code)
  const shown = blocks.find(({ language, heading }) => language === "text" && heading === "What it prints")
  assert.ok(program.length >= 8 && shown !== undefined)
  // Inside this package, where the packages are found by their names.
  const folder = await mkdtemp(join(import.meta.dirname, "../.oms-library-"))
  try {
    await writeFile(join(folder, "package.json"), '{ "type": "module" }')
    await writeFile(join(folder, "page.ts"), program.join("\n"))
    const { paper, url } = await scriptedPaper()
    await using _paper = paper
    await using reader = new Program([join(folder, "page.ts")], { cwd: folder, env: { PAPER_URL: url } })
    const code = await reader.ended
    assert.equal(code, 0, reader.output)
    // Reply and push of a placement leave the exchange together; which is read first is chance.
    const told = reader.output.replace("OrderAcknowledged by push", "OrderAcknowledged by reply")
    assert.match(told, patternOf(shown.code))
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
})

test("the code of the HTTP client, so against a server it prints what the page shows", {
  timeout: 120_000,
}, async () => {
  const blocks = (await blocksOf(PAGE)).filter(({ language }) => language === "client")
  const [program, shown, ...more] = blocks.map(({ code }) => code)
  assert.ok(program !== undefined && shown !== undefined && more.length === 0)
  const folder = await mkdtemp(join(import.meta.dirname, "../.oms-library-"))
  try {
    await writeFile(join(folder, "package.json"), '{ "type": "module" }')
    await writeFile(join(folder, "page.ts"), program)
    const { paper, url: paperUrl } = await scriptedPaper()
    await using _paper = paper
    const ports = { OMS_PORT: "0", OMS_PAPER_PORT: new URL(paperUrl).port }
    await using server = new Program([join(ROOT, "packages/server/src/main.ts")], { cwd: folder, env: ports })
    const [, url = ""] = await server.said(/(http:\/\/127\.0\.0\.1:\d+)\/v1/)
    await server.said(/ {2}page/)
    await using reader = new Program([join(folder, "page.ts")], { cwd: folder, env: { OMS_URL: url } })
    assert.equal(await reader.ended, 0, reader.output)
    assert.match(reader.output, patternOf(shown))
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
})

test("the table of operations, so none that is about an account is missing and each method is there", async () => {
  const page = await readFile(join(ROOT, PAGE), "utf8")
  const rows = page.split("\n").flatMap((line) => /^\| (`.*) \| (.*) \|$/.exec(line)?.slice(1) ?? [])
  const names = (cell: string): readonly string[] => [...cell.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name)
  const told = new Set(rows.filter((_, index) => index % 2 === 0).flatMap(names))
  const known = ALL_ROUTES.filter(({ concerns, tag }) => concerns === "account" || tag === "streams")
  assert.deepEqual([...told].sort(), [...new Set(known.map(({ operationId }) => operationId))].sort())
  const methods = rows.filter((_, index) => index % 2 === 1).flatMap(names)
  for (const method of methods) assert.ok(method === "market" || method in Oms.prototype, method)
})
