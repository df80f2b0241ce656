// Every row of the scenario tables (FIX 4.4 Appendix D carried over to OKX, and OKX's own) is played by at least one test of this folder whose name begins with
// the row's id. The ids are listed here; where the design lies beside the project the list itself is checked against it.

import assert from "node:assert/strict"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"

const ROWS = [
  "A.1.a A.1.b A.1.x",
  "B.1.a B.1.b B.1.c B.1.d B.1.e B.1.f",
  "C.1.a C.1.b C.1.c C.2.a C.2.b C.3.a C.3.b C.3.c",
  "D.1.a D.1.b D.1.c D.2.a D.2.b D.2.c D.2.d D.3",
  "E.1.a E.1.b E.1.c E.1.d",
  "F.1.a F.1.b F.1.c",
  "G.1.a G.1.b G.1.c",
  "H.1.a H.1.b H.1.c H.1.d",
  "I.1.a I.1.b I.1.c",
  "J.1.a J.1.b J.1.c J.1.d",
  "K.1.a K.1.b",
  "L.1.a L.1.b",
  "X.1 X.2",
  "O.1 O.2 O.3 O.4 O.5 O.6 O.7 O.8 O.9 O.10 O.11 O.12",
  "O.13 O.14 O.15 O.16 O.17 O.18 O.19 O.20 O.21 O.22 O.23 O.24",
].flatMap((line) => line.split(" "))

const DESIGN = join(import.meta.dirname, "../../../../../shared/design/scenarios.md")
const skip = existsSync(DESIGN) ? false : "skipped: the design does not lie beside the project"

/** A test's name begins with the id, and the id ends there: "O.1 " is not "O.10 ". */
const NAME = /\btest\(\s*["'`]([A-Z]\.[0-9]+(?:\.[a-z])?) /g
const TABLE_ROW = /^\| ([A-Z]\.[0-9]+(?:\.[a-z])?)[ |]/gm

function idsIn(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].flatMap(([, id]) => id ?? [])
}

function namedHere(): Set<string> {
  const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith(".sim.test.ts"))
  return new Set(files.flatMap((file) => idsIn(readFileSync(join(import.meta.dirname, file), "utf8"), NAME)))
}

test("every row of the tables is named by a test here, so none is forgotten", () => {
  const named = namedHere()
  assert.deepEqual(
    ROWS.filter((id) => !named.has(id)),
    [],
  )
})

test("no test here names a row that is not in the tables, so a mistyped id is seen", () => {
  assert.deepEqual(
    [...namedHere()].filter((id) => !ROWS.includes(id)),
    [],
  )
})

test("the list of rows is the design's, so a row added there is missed here", { skip }, () => {
  const rows = idsIn(readFileSync(DESIGN, "utf8"), TABLE_ROW)
  assert.ok(rows.length > 70, `only ${rows.length} rows are found in the design`)
  assert.deepEqual([...new Set(rows)].sort(), [...ROWS].sort())
})
