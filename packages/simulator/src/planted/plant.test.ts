import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { stripTypeScriptTypes } from "node:module"
import { test } from "node:test"
import { BUGS } from "./bugs.ts"
import { type Edit, mutate } from "./mutate.ts"
import { QUICK_SEEDS } from "./quick-seeds.ts"

const EDIT: Edit = { file: "x/src/y.ts", find: "wait()", replace: "" }

test("the text to replace is there once, so it is replaced; not once, so it is an error", () => {
  assert.equal(mutate("a wait() b", EDIT), "a  b")
  assert.throws(() => mutate("a b", EDIT), /x\/src\/y.ts has the text to replace 0 times/)
  assert.throws(() => mutate("wait() wait()", EDIT), /2 times/)
})

test("every bug fits the sources as they are and leaves them readable, so none is a dead letter", () => {
  for (const bug of BUGS) {
    const sources = new Map<string, string>()
    for (const edit of bug.edits) {
      const before = sources.get(edit.file) ?? readFileSync(new URL(`../../../${edit.file}`, import.meta.url), "utf8")
      sources.set(edit.file, mutate(before, edit))
    }
    for (const source of sources.values()) stripTypeScriptTypes(source)
  }
})

test("bugs have names of their own and at least one promise that they break, so the table says something", () => {
  assert.ok(BUGS.length >= 28)
  assert.equal(new Set(BUGS.map(({ name }) => name)).size, BUGS.length)
  for (const { name, breaks } of BUGS) assert.ok(breaks.length > 0 && breaks.every((id) => /^[SL]\d+$/.test(id)), name)
  for (const name of Object.keys(QUICK_SEEDS))
    assert.ok(
      BUGS.some((bug) => bug.name === name),
      name,
    )
})
