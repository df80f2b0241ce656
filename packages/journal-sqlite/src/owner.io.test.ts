// Whose books a journal holds is said at its first opening and kept to at every other.

import assert from "node:assert/strict"
import { test } from "node:test"
import { parseAccountId } from "@okx-oms/core"
import { openSqliteJournal } from "./sqlite-journal.ts"
import { SILENT_LOG, temporaryDirectory } from "./testing.ts"

type Owner = { account: string; mode: string; alone?: boolean }

async function opened(directory: string, owner: Owner): Promise<void> {
  const journal = await openSqliteJournal({ directory, log: SILENT_LOG, owner })
  await journal.close()
}

test("books begun with paper money, so they open as paper again and never as live", async () => {
  using directory = temporaryDirectory()
  await opened(directory.path, { account: "main", mode: "paper" })
  await opened(directory.path, { account: "main", mode: "paper" })
  await assert.rejects(opened(directory.path, { account: "main", mode: "live" }), {
    name: "JournalUnavailable",
    message: /holds the books of the paper account main, not of a live account/,
  })
  // Nothing was left locked by the refusal.
  await opened(directory.path, { account: "main", mode: "paper" })
})

test("another account in the same journal, so it is taken, unless an account wants one of its own", async () => {
  using directory = temporaryDirectory()
  await opened(directory.path, { account: "paper", mode: "paper" })
  await opened(directory.path, { account: "demo", mode: "demo" })
  await assert.rejects(opened(directory.path, { account: "demo", mode: "demo", alone: true }), {
    name: "JournalUnavailable",
    message: /holds the books of paper, and demo needs a journal of its own/,
  })
})

test("books of before, whose owner nobody wrote down, so the first opening does", async () => {
  using directory = temporaryDirectory()
  await (await openSqliteJournal({ directory: directory.path, log: SILENT_LOG })).close()
  await opened(directory.path, { account: parseAccountId("main"), mode: "demo", alone: true })
  await assert.rejects(opened(directory.path, { account: "main", mode: "live" }), /demo account main/)
})
