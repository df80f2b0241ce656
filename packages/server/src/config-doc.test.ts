// docs/configuration.md against the schema of the configuration: every key with what it may be, its default and its variable, in the words that a mistake is
// answered with.

import assert from "node:assert/strict"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { ConfigSchema, readConfig } from "./config.ts"
import { VARIABLES } from "./config-file.ts"
import { leavesOf, type SchemaLeaf } from "./schema-walk.ts"
import { StartRefused } from "./start-refused.ts"

const PAGE = join(import.meta.dirname, "../../../docs/configuration.md")
const LEAVES = leavesOf(ConfigSchema)

function cellsOf({ key, allowed, default: fallback }: SchemaLeaf): readonly (string | undefined)[] {
  const variable = VARIABLES.find((one) => one.key === key)
  const list = variable?.kind === "list" ? " (commas)" : ""
  return [
    `\`${key}\``,
    allowed.replaceAll(/"[^"]*"/g, (word) => `\`${word}\``),
    // What is not set by default is said in words.
    fallback === undefined ? undefined : `\`${JSON.stringify(fallback).replaceAll(",", ", ")}\``,
    variable === undefined ? "none" : `\`${variable.name}\`${list}`,
  ]
}

test("the page's tables, so each key has its row with what it may be, its default and its variable", async () => {
  const lines = (await readFile(PAGE, "utf8")).split("\n")
  const rows = lines.flatMap((line) => (/^\| `[a-z]/.test(line) ? [line.slice(2, -2).split(" | ")] : []))
  for (const leaf of LEAVES) {
    const wanted = cellsOf(leaf)
    const row = rows.find(([key]) => key === wanted[0])
    assert.ok(row !== undefined, `${leaf.key} has no row; it would begin with | ${wanted.map(String).join(" | ")} |`)
    const told = row.slice(0, 4).map((cell, index) => (wanted[index] === undefined ? undefined : cell))
    assert.deepEqual(told, wanted)
    assert.ok(row.every((cell) => cell.trim() !== "") && row.length === 5, leaf.key)
  }
})

test("a key's row, so the key exists", async () => {
  const text = await readFile(PAGE, "utf8")
  const [, keys = ""] = /\n## Keys\n([\s\S]*?)\n## Dead-man's switch\n/.exec(text) ?? []
  const told = [...keys.matchAll(/^\| `([\w.]+)` \|/gm)].map(([, key]) => key)
  assert.deepEqual(told.sort(), LEAVES.map(({ key }) => key).sort())
})

test("each key with a value that none takes, so the mistake names the key and what is allowed", () => {
  for (const { key, allowed } of LEAVES) {
    const settings = key.split(".").reduceRight<unknown>((inner, name) => ({ [name]: inner }), null)
    assert.throws(
      () => readConfig(settings),
      (error: unknown) => {
        assert.ok(error instanceof StartRefused)
        assert.ok(error.message.includes(`\n  ${key} (the configuration) is null; allowed: ${allowed}`), error.message)
        return true
      },
    )
  }
})

test("each default, so it is what a first start has", () => {
  const config: unknown = readConfig({})
  for (const { key, default: fallback } of LEAVES) {
    const value = key
      .split(".")
      .reduce<unknown>(
        (at, name) => (typeof at === "object" && at !== null ? Reflect.get(at, name) : undefined),
        config,
      )
    if (typeof fallback === "number" || (typeof fallback === "string" && !/^\d+$/.test(fallback))) {
      assert.equal(value, fallback, key)
    }
  }
})
