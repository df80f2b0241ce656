import assert from "node:assert/strict"
import { test } from "node:test"
import { runSeed } from "../run-seed.ts"
import { REGRESSIONS } from "./regressions.ts"

for (const { name, seed, plan, invariant } of REGRESSIONS) {
  test(`${name}, so seed ${seed} keeps ${invariant}`, async () => {
    const { violation } = await runSeed(seed, { plan })
    assert.equal(violation, undefined)
  })
}

test("regressions have names of their own, so a failure says which one it is", () => {
  assert.equal(new Set(REGRESSIONS.map(({ name }) => name)).size, REGRESSIONS.length)
})
