// Versions of the files: every earlier one comes up to date, a newer one and another program's are refused.

import assert from "node:assert/strict"
import { rmSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { test } from "node:test"
import { replay } from "@okx-oms/core"
import { JournalUnavailable } from "@okx-oms/trading"
import { collect } from "@okx-oms/trading/contract"
import { INDEX_SCHEMA, JOURNAL_SCHEMA, migrate, type Schema, schemaState } from "./schema.ts"
import { openSqliteJournal } from "./sqlite-journal.ts"
import { journalImage, SILENT_LOG, temporaryDirectory } from "./testing.ts"

const THREE_STEPS: Schema = {
  applicationId: 77,
  name: "sample",
  steps: [
    "CREATE TABLE things (name TEXT) STRICT",
    "ALTER TABLE things ADD COLUMN size INTEGER; UPDATE things SET size = length(name)",
    "CREATE INDEX things_by_size ON things (size)",
  ],
}

test("files of version 1, 2 and 3, so each comes to the newest with its content and runs no step twice", () => {
  for (const version of [0, 1, 2, 3]) {
    const database = new DatabaseSync(":memory:")
    migrate(database, { ...THREE_STEPS, steps: THREE_STEPS.steps.slice(0, version) }, "sample.db")
    if (version === 1) database.exec("INSERT INTO things VALUES ('screw')")
    migrate(database, THREE_STEPS, "sample.db")
    migrate(database, THREE_STEPS, "sample.db")
    assert.deepEqual(schemaState(database, THREE_STEPS), { kind: "known", version: 3 })
    if (version === 1) assert.equal(database.prepare("SELECT size FROM things").get()?.size, 5)
    database.close()
  }
})

test("a step fails, so the file stays at the step before it", () => {
  const database = new DatabaseSync(":memory:")
  const [first = ""] = THREE_STEPS.steps
  const broken = { ...THREE_STEPS, steps: [first, "INSERT INTO things VALUES ('half'); SELECT * FROM nowhere"] }
  assert.throws(() => migrate(database, broken, "sample.db"), /no such table/)
  assert.deepEqual(schemaState(database, broken), { kind: "known", version: 1 })
  assert.equal(database.prepare("SELECT count(*) AS count FROM things").get()?.count, 0)
})

test("the journal of version 1, made by its own statements, so it opens and reads as it was", async () => {
  using image = await journalImage({ turns: 6, folded: true })
  using directory = temporaryDirectory()
  const file = join(directory.path, "journal.db")
  const old = new DatabaseSync(file)
  old.exec(`${JOURNAL_SCHEMA.steps[0]}; PRAGMA application_id = ${0x4f4d534a}; PRAGMA user_version = 1`)
  old.exec(`ATTACH '${image.files.journal}' AS source; INSERT INTO turns SELECT * FROM source.turns`)
  old.close()
  await using journal = await openSqliteJournal({ directory: directory.path, log: SILENT_LOG })
  assert.deepEqual(await collect(journal.read(image.account, 1)), image.events)
})

test("an index of an earlier version, with events and without checksums, so it is folded anew and every row is there", async () => {
  using image = await journalImage({ turns: 6, folded: true, whole: true })
  const { account, events } = image
  const [{ orderId } = assert.fail("no order")] = replay(account, events).orders.values()
  for (const version of [1, 2]) {
    rmSync(image.files.index)
    const old = new DatabaseSync(image.files.index)
    migrate(old, { ...INDEX_SCHEMA, steps: INDEX_SCHEMA.steps.slice(0, version) }, image.files.index)
    old.exec(`INSERT INTO progress VALUES ('${account}', 1, 'outdated')`)
    old.close()
    await using journal = await openSqliteJournal({ directory: image.path, log: SILENT_LOG })
    assert.ok(await journal.indexed(account, 5000))
    assert.deepEqual((await journal.events({ account, limit: 500 })).rows, events)
    const ofOrder = await journal.events({ account, limit: 500, orderId })
    assert.deepEqual(
      ofOrder.rows,
      events.filter((event) => "orderId" in event && event.orderId === orderId),
    )
  }
})

test("a journal of a newer program, or a database of another, so it is refused and left as it is", async () => {
  for (const [statement, expected] of [
    [`PRAGMA application_id = ${0x4f4d534a}; PRAGMA user_version = 99`, /of version 99; this program knows up to 3/],
    ["CREATE TABLE contacts (name TEXT)", /not a journal of this program/],
  ] as const) {
    using directory = temporaryDirectory()
    const database = new DatabaseSync(join(directory.path, "journal.db"))
    database.exec(statement)
    database.close()
    for (const readOnly of [true, false]) {
      await assert.rejects(
        openSqliteJournal({ directory: directory.path, readOnly, log: SILENT_LOG }),
        (error: unknown) => error instanceof JournalUnavailable && expected.test(error.message),
      )
    }
  }
})
