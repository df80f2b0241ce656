import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import { BREAK_KINDS, BREAK_SENTENCES } from "./break-kind.ts"

const DOCUMENT = new URL("../../../docs/breaks.md", import.meta.url)

test("every kind of break has one row in docs/breaks.md and every row a kind, so a person who sees one finds what to do", () => {
  const rows = [...readFileSync(DOCUMENT, "utf8").matchAll(/^\| `([a-z-]+)` \|(.*)\|$/gm)]
  assert.deepEqual(
    rows.map(([, kind]) => kind),
    BREAK_KINDS,
  )
  for (const [, kind, cells] of rows) {
    const filled = (cells ?? "").split(" | ").filter((cell) => cell.trim().length > 5)
    assert.equal(filled.length, 3, `${kind} says what it means, what is done, and what to do`)
  }
})

test("every kind has a sentence, so nobody reads a bare code", () => {
  for (const sentence of Object.values(BREAK_SENTENCES)) assert.match(sentence, /^[A-Z].{20,}\.$/)
})
