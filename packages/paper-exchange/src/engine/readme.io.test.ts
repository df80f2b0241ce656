// What docs/paper-exchange.md says of faults, control routes and log records is what there is.

import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import { Desk } from "../testing/desk.ts"
import { FAULT_NAMES, faultEntry } from "./fault-table.ts"

const DOCUMENT = readFileSync(new URL("../../../../docs/paper-exchange.md", import.meta.url), "utf8")
const LOG_TYPES = readFileSync(new URL("./exchange-log.ts", import.meta.url), "utf8")

test("every fault has a row with its class and its sentence, so the document is the table", () => {
  const rows = DOCUMENT.split("\n").filter((line) => /^\| `[a-z0-9-]+` +\| (F\d+|lies) /.test(line))
  const said = rows.map((row) => row.split("|").map((cell) => cell.trim()))
  assert.deepEqual(
    said.map(([, name, faultClass, , says]) => [name, faultClass, says]),
    FAULT_NAMES.map((name) => [`\`${name}\``, faultEntry(name).class, faultEntry(name).says]),
  )
})

test("the control door lists its routes, so each is in the document", () => {
  const { routes } = new Desk().control("POST", "/paper/nothing", {}).body
  assert.ok(Array.isArray(routes) && routes.length > 10)
  assert.deepEqual(
    routes.filter((route) => !DOCUMENT.includes(`\`${route}\``)),
    [],
  )
})

test("every type of log record is in the document, so an auditor knows what to expect", () => {
  const types = [...LOG_TYPES.matchAll(/^ {2}\| "([a-z-]+)"$/gm)].map(([, type]) => type)
  assert.ok(types.length > 30)
  assert.deepEqual(
    types.filter((type) => !DOCUMENT.includes(`\`${type}\``)),
    [],
  )
})
