// The embedded journal on a real disk: the contract that every journal passes.

import { journalContract } from "@okx-oms/trading/contract"
import { openSqliteJournal } from "./sqlite-journal.ts"
import { temporaryDirectory } from "./testing.ts"

journalContract("sqlite journal", async () => {
  const directory = temporaryDirectory()
  let journal = await openSqliteJournal({ directory: directory.path, durability: "off" })
  return {
    journal,
    reopen: async () => {
      await journal.close()
      journal = await openSqliteJournal({ directory: directory.path, durability: "off" })
      return journal
    },
    [Symbol.asyncDispose]: async () => {
      await journal.close()
      directory.remove()
    },
  }
})
