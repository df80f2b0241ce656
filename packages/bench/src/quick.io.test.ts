// The quick run of every bench, as `npm run bench -- quick`: that each works, and that none of its loose floors is missed. A wobble of a busy machine stays above
// them; a collapse does not.

import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { fileURLToPath } from "node:url"
import { BENCHES } from "./registry.ts"
import { missedOf, type Report } from "./report.ts"

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url))
/** Less than a minute where nothing else runs; the tests run beside others. */
const LIMIT_MS = 280_000

test("every bench in its quick form, so each has figures and no floor is missed", () => {
  const folder = mkdtempSync(join(tmpdir(), "okx-oms-bench-"))
  try {
    const file = join(folder, "reports.json")
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, "quick", "--json", file], {
      encoding: "utf8",
      timeout: LIMIT_MS,
    })
    assert.equal(status, 0, `${stdout}\n${stderr}`)
    const reports: readonly Report[] = JSON.parse(readFileSync(file, "utf8"))
    assert.deepEqual(
      reports.map(({ bench }) => bench),
      Object.keys(BENCHES),
    )
    for (const report of reports) {
      assert.ok(report.figures.length > 0, report.bench)
      assert.deepEqual(missedOf(report), [])
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
