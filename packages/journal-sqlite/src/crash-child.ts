// The process that the crash test kills: it appends turns as fast as it can and says which were acknowledged, one line each, written at once. It is started
// with the data directory and the size of its turns, and goes on where the journal ends.

import { writeSync } from "node:fs"
import { SampleBook } from "@okx-oms/trading/contract"
import { openSqliteJournal } from "./sqlite-journal.ts"

const STDOUT = 1

const directory = process.argv[2] ?? ""
const ordersPerTurn = Number(process.argv[3] ?? 1)

const journal = await openSqliteJournal({ directory })
const { account } = new SampleBook()
const from = journal.lastSeq(account)
// A later start has a later epoch, so its orders never repeat an id.
const book = new SampleBook("paper", { seq: from, epoch: 1_700_000_000 + from, at: 1_700_000_000_000 + from })
const first = book.start()
await journal.append(account, from, book.epoch, first)
writeSync(STDOUT, `${book.seq}\n`)
for (;;) {
  const { events } = book.placeTogether(ordersPerTurn)
  const result = await journal.append(account, book.seq - events.length, book.epoch, events)
  if (result !== "ok") throw new Error(result)
  writeSync(STDOUT, `${book.seq}\n`)
  if (ordersPerTurn % 2 === 0) await new Promise((resolve) => setImmediate(resolve))
}
