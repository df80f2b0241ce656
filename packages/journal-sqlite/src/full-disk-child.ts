// Appends until the system refuses to let the file grow, then tells what the journal answered. Started by the test under a limit on file sizes, which
// stands for a full disk.

import { SampleBook } from "@okx-oms/trading/contract"
import { openSqliteJournal } from "./sqlite-journal.ts"

const TURNS_MAX = 5000

const lines: string[] = []
const log = { info() {}, warn() {}, error: (message: string) => void lines.push(message) }
const journal = await openSqliteJournal({ directory: process.argv[2] ?? "", log })
const book = new SampleBook()
const answers = [await journal.append(book.account, 0, book.epoch, book.start())]
while (answers.at(-1) === "ok" && answers.length < TURNS_MAX) {
  const { events } = book.placeTogether(20)
  answers.push(await journal.append(book.account, book.seq - events.length, book.epoch, events))
}
const { events } = book.place()
answers.push(await journal.append(book.account, book.seq - events.length, book.epoch, events))
const acknowledged = answers.filter((answer) => answer === "ok").length
console.log(JSON.stringify({ answers: answers.slice(-3), acknowledged, failure: journal.failure?.message, lines }))
process.exit(0)
