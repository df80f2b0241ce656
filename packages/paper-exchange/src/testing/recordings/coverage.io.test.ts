// That no recording is forgotten: each one beside the project that somebody did not make up is compared, or listed with the
// reason why it is not.

import assert from "node:assert/strict"
import { test } from "node:test"
import { FOLDER, recordedClasses, SKIPPED } from "./recorded.ts"
import { ISOLATED_READS, NOT_COMPARED, PUSHES, READS, SEQUENCES, SPOKEN, WRITES } from "./shape-tables.ts"

test("the recordings beside the project, so each that is not made up is compared or listed with a reason", (t) => {
  if (FOLDER === undefined) return t.skip(SKIPPED)
  const compared = new Set<string>([
    ...[...READS, ...ISOLATED_READS, ...WRITES].map(([file]) => file),
    ...PUSHES.map(({ file }) => file),
    ...Object.values(SPOKEN).flat(),
    ...Object.values(SEQUENCES),
    ...Object.keys(NOT_COMPARED),
  ])
  const forgotten = [...recordedClasses()].filter(([file, kind]) => kind !== "SYNTHETIC" && !compared.has(file))
  assert.deepEqual(
    forgotten.map(([file]) => file),
    [],
  )
})
