// docs/refusals.md against the codes that the doors answer with: their rows, their statuses, and which may be asked again. That every refusal of core has
// a row is the tidy test's.

import assert from "node:assert/strict"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import type { RefusalCode } from "@okx-oms/core"
import { DOOR_CODES, RETRYABLE, statusOfRefusal } from "./problem.ts"

const page = await readFile(join(import.meta.dirname, "../../../docs/refusals.md"), "utf8")

test("the doors' codes, so each has one row with its status and no row is about another", () => {
  const rows = [...page.matchAll(/^\| (\d{3}) \| `([a-z-]+)` \| \S.* \|$/gm)]
  const told = rows.map(([, status, code]) => `${code} ${status}`)
  const known = Object.entries(DOOR_CODES).map(([code, { status }]) => `${code} ${status}`)
  assert.deepEqual(told.sort(), known.sort())
})

test("the manager's codes, so each row's status is the one that is answered", () => {
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \|.* \| (\d{3}) \|$/gm)]
  assert.ok(rows.length >= 30, `${rows.length} rows`)
  for (const [, code, status] of rows) assert.equal(statusOfRefusal(code as RefusalCode), Number(status), String(code))
})

test("what may be asked again, so the page lists the codes that are answered as retryable", () => {
  const [, list = ""] = /^Retryable: ([\s\S]*?)\n\n/m.exec(page) ?? []
  const told = [...list.matchAll(/`([a-z-]+)`/g)].map(([, code]) => String(code))
  assert.deepEqual(told.sort(), [...RETRYABLE].sort())
})
