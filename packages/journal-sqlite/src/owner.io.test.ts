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

test("the exchange tells whose account it is, so the books keep it and take no other, each account for itself", async () => {
  using directory = temporaryDirectory()
  const claimed = async (account: string, uid: string): Promise<void> => {
    const owner = { account, mode: "paper" }
    await using journal = await openSqliteJournal({ directory: directory.path, log: SILENT_LOG, owner })
    journal.claimUid(parseAccountId(account), uid)
  }
  await opened(directory.path, { account: "main", mode: "paper" })
  await claimed("main", "100")
  await claimed("main", "100")
  await claimed("other", "200")
  await assert.rejects(claimed("main", "200"), {
    name: "JournalUnavailable",
    message: /holds the books of account main with the uid 100 at OKX, but the keys are of the uid 200/,
    advice: /keys of the account with the uid 100, or name another data directory/,
  })
})

test("books of before, whose owner nobody wrote down, so the first opening does", async () => {
  using directory = temporaryDirectory()
  await (await openSqliteJournal({ directory: directory.path, log: SILENT_LOG })).close()
  await opened(directory.path, { account: parseAccountId("main"), mode: "demo", alone: true })
  await assert.rejects(opened(directory.path, { account: "main", mode: "live" }), /demo account main/)
})
