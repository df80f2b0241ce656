// The order in which the runner starts files, and how a part is named.

import assert from "node:assert/strict"
import { test } from "node:test"
import { inOrder, partsOf } from "./test.ts"

test("files of all kinds, so browsers first, then disk and loopback, then simulations, then the pure ones", () => {
  const files = ["b.test.ts", "a.test.ts", "c.sim.test.ts", "d.io.test.ts", "e.web.test.ts", "a.io.test.ts"]
  assert.deepEqual(inOrder(files), [
    "e.web.test.ts",
    "a.io.test.ts",
    "d.io.test.ts",
    "c.sim.test.ts",
    "a.test.ts",
    "b.test.ts",
  ])
})

test("a folder or a file as part, so those below it and no namesakes", () => {
  const files = ["packages/core/src/a.test.ts", "packages/core-extra/src/b.test.ts", "tools/c.test.ts"]
  assert.deepEqual(partsOf(files, []), files)
  assert.deepEqual(partsOf(files, ["packages/core/"]), [files[0]])
  assert.deepEqual(partsOf(files, ["tools/c.test.ts", "packages/core"]), [files[0], files[2]])
  assert.deepEqual(partsOf(files, ["packages/none"]), [])
})
