// The rules about the shape of files on small bad samples, and the ratchet that lets exceptions only shrink.

import assert from "node:assert/strict"
import { test } from "node:test"
import { fileLengths, functionLengths, headers } from "./shape.ts"
import { type Tree, treeOf } from "./tree.ts"

function fileOf(lines: number): Tree {
  return treeOf({ "tools/x.ts": "// A line.\n".repeat(lines) })
}

function functionOf(lines: number): Tree {
  const body = `  void '}{'; void \`\${'}'}\`; void /[{]}/ // }\n`.repeat(lines - 2)
  return treeOf({
    "tools/x.ts": `// A sample.\n/** A comment does not count. */\nexport function long() {\n${body}}\n`,
  })
}

test("a source opens without a comment, so a finding; a test may", () => {
  assert.equal(headers(treeOf({ "tools/x.ts": 'import "./y.ts"\n// Late.' })).length, 1)
  assert.equal(headers(treeOf({ "tools/x.ts": "//\nexport {}" })).length, 1)
  assert.deepEqual(
    headers(treeOf({ "tools/x.ts": "#!/usr/bin/env node\n// Here.", "tools/x.test.ts": "export {}" })),
    [],
  )
})

test("a file of 400 lines, so none; of 401, so a finding", () => {
  assert.deepEqual(fileLengths(fileOf(400), {}), [])
  assert.match(fileLengths(fileOf(401), {})[0]?.why ?? "", /401 lines, the limit is 400/)
})

test("a function of 70 lines, so none; of 71, so a finding that names it", () => {
  assert.deepEqual(functionLengths(functionOf(70), {}), [])
  assert.match(functionLengths(functionOf(71), {})[0]?.why ?? "", /tools\/x\.ts long has 71 lines, the limit is 70/)
})

test("a long arrow function, method or constructor, so a finding by the name of its holder", () => {
  const body = "void 1\n".repeat(80)
  const text = `const arrow = () => {\n${body}}\nclass A {\n constructor() {\n${body}}\n method() {\n${body}}\n #field = () => {\n${body}}\n get got() {\n${body}return 1 }\n}`
  const names = functionLengths(treeOf({ "tools/x.ts": text }), {}).map(({ why }) => why.split(" ")[1])
  assert.deepEqual(names, ["arrow", "constructor", "method", "#field", "got"])
})

test("an exception fits exactly, so none; too small, too large, unneeded or of nothing, so a finding", () => {
  const why = (lines: number, allowed: number): string =>
    fileLengths(fileOf(lines), { "tools/x.ts": allowed })[0]?.why ?? ""
  assert.equal(why(450, 450), "")
  assert.match(why(451, 450), /grew past its exception of 450/)
  assert.match(why(449, 450), /lower its entry in LONG_FILES/)
  assert.match(why(400, 450), /needs no exception any more/)
  assert.match(functionLengths(functionOf(9), { "tools/x.ts gone": 80 })[0]?.why ?? "", /gone does not exist/)
})
