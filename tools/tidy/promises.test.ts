// The rule about promises on small bad samples.

import assert from "node:assert/strict"
import { test } from "node:test"
import { promises } from "./promises.ts"
import { treeOf } from "./tree.ts"

const FILE = "packages/core/src/x.test.ts"
const TEST = { [FILE]: 'test("a wish twice, so one order", () => {})' }

function whys(text: string, files: Record<string, string> = TEST): string {
  return promises(treeOf({ ...files, "docs/promises.md": text }))
    .map(({ why }) => why)
    .join(" | ")
}

test("a promise with a test that exists, so no finding; what is not promised needs none", () => {
  assert.equal(
    whys(`## One order\n\n- [\`${FILE}\`](../${FILE}): "a wish twice"\n\n## Not promised\n\n- Profit.\n`),
    "",
  )
})

test("a test that is gone or renamed, a file that is gone, a link elsewhere, so findings", () => {
  assert.match(whys(`## One\n- [\`${FILE}\`](../${FILE}): "a wish once"`), /has no test "a wish once\.\.\."/)
  assert.match(whys(`## One\n- [\`${FILE}\`](../${FILE}): "wish twice"`), /has no test/)
  assert.match(whys(`## One\n- [\`a.test.ts\`](../a.test.ts): "a"`), /does not exist/)
  assert.match(whys(`## One\n- [\`${FILE}\`](../b.ts): "a wish twice"`), /linked as b\.ts/)
})

test("a promise without a test, first or last, so a finding; no document, so a finding", () => {
  assert.match(whys("## One\nWords.\n## Not promised\n"), /"One" names no test/)
  assert.match(whys("## Last\n"), /"Last" names no test/)
  assert.match(promises(treeOf({}))[0]?.why ?? "", /it is gone/)
})
