// The embedded journal on a real disk: the contract that every journal passes.

import { journalContract } from "@okx-oms/trading/contract"
import { openSqliteJournal } from "./sqlite-journal.ts"
import { temporaryDirectory } from "./testing.ts"

journalContract("sqlite journal", async () => {
  const directory = temporaryDirectory()
  // A busy machine may take its time: the contract asks what a page shows, not how soon.
  const options = { directory: directory.path, durability: "off", limits: { freshMs: 10_000 } } as const
  let journal = await openSqliteJournal(options)
  return {
    journal,
    reopen: async () => {
      await journal.close()
      journal = await openSqliteJournal(options)
      return journal
    },
    [Symbol.asyncDispose]: async () => {
      await journal.close()
      directory.remove()
    },
  }
})
