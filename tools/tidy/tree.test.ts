// The tree itself: which files it takes, and that broken text is still a tree for the rules (the compiler reports it).

import assert from "node:assert/strict"
import { test } from "node:test"
import { eachNode, isTest, lineAt, treeOf, workspaceOf } from "./tree.ts"

test("paths of every kind, so the workspace that holds each", () => {
  assert.equal(workspaceOf("packages/core/src/x.ts"), "packages/core")
  assert.equal(workspaceOf("examples/first-order/src/x.ts"), "examples/first-order")
  assert.equal(workspaceOf("tools/tidy/x.ts"), "tools")
  assert.equal(workspaceOf("docs/x.md"), undefined)
  assert.equal(workspaceOf("package.json"), undefined)
})

test("names of every kind, so what counts as a test", () => {
  assert.ok(
    [
      "a/x.test.ts",
      "a/x.io.test.ts",
      "a/x.web.test.tsx",
      "packages/web/test/y.ts",
      "packages/core/src/testing/z.ts",
    ].every(isTest),
  )
  assert.ok(!["a/x.ts", "a/test.ts", "a/latest.ts", "tools/test.ts"].some(isTest))
})

test("sources and other texts, so only sources are parsed, .tsx as JSX", () => {
  const tree = treeOf({ "a.ts": "export const a = 1", "b.tsx": "export const b = () => <p>{1}</p>", "c.md": "# c" })
  assert.deepEqual([...tree.sources.keys()], ["a.ts", "b.tsx"])
  let nodes = 0
  for (const source of tree.sources.values()) eachNode(source, () => nodes++)
  assert.ok(nodes > 10)
})

test("a text without a source, so an empty tree", () => assert.equal(treeOf({ "c.md": "" }).sources.size, 0))

test("an offset, so its line from 1", () => {
  assert.deepEqual(
    [0, 1, 2, 4].map((offset) => lineAt("a\nb\nc", offset)),
    [1, 1, 2, 3],
  )
})
