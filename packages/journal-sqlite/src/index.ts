// The embedded journal on node:sqlite: durable turns, the index over them, pages of history, and the refusal of damage.

export type { Durability } from "./connection.ts"
export { type JournalFiles, journalFilesIn } from "./journal-files.ts"
export { type QueryRefusal, QueryRefused } from "./query-refused.ts"
export {
  openSqliteJournal,
  SqliteJournal,
  type SqliteJournalLimits,
  type SqliteJournalOptions,
} from "./sqlite-journal.ts"
