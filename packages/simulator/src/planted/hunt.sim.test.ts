import assert from "node:assert/strict"
import { test } from "node:test"
import { BUGS } from "./bugs.ts"
import { hunt } from "./hunt.ts"

/** Every so many bugs one is hunted here, so that the test is short; all of them are `npm run sim -- --planted`. */
const ONE_OF = 6

test("planted bugs are caught, so the judge is awake", { timeout: 240_000 }, async () => {
  const only = BUGS.filter((_, index) => index % ONE_OF === 0).map(({ name }) => name)
  const lines: string[] = []
  const caught = await hunt({ only, seedsMax: 40, write: (line) => void lines.push(line) })
  const missed = caught.filter(({ invariant }) => invariant === undefined).map(({ bug }) => bug)
  assert.deepEqual(missed, [], lines.join("\n"))
})
