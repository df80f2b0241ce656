// Where the exchange's state lies between runs: one SQLite file, written in the turn that made the change and before any
// reply leaves. Without fsync: what was acknowledged survives the end of the process, not that of the machine.

import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import type { SavedAlgo } from "../engine/algo/algo-state.ts"
import type { LogRecord } from "../engine/exchange-log.ts"
import type { SavedAccount, SavedExchange, SavedOrder, SavedState, StateChange } from "../engine/state.ts"

export interface StateStore {
  load(): SavedState | undefined
  /** Writes all changes in one transaction. Throws StateNotKept when it cannot. */
  keep(changes: readonly StateChange[]): void
  close(): void
}

export class StateNotKept extends Error {
  constructor(directory: string, cause: unknown) {
    super(`the state in ${directory} could not be written`, { cause })
    this.name = "StateNotKept"
  }
}

const LOG_KEPT = 100_000
const TRIM_EVERY = 10_000

/** Opens the state in a directory, which is made when it is missing. */
export function openStateStore(directory: string): StateStore {
  mkdirSync(directory, { recursive: true })
  const database = new DatabaseSync(join(directory, "paper-exchange.sqlite"))
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE")
  database.exec(
    "CREATE TABLE IF NOT EXISTS state (kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID, STRICT",
  )
  database.exec("CREATE TABLE IF NOT EXISTS log (seq INTEGER PRIMARY KEY, value TEXT NOT NULL) STRICT")
  const put = database.prepare("INSERT INTO state VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value")
  const drop = database.prepare("DELETE FROM state WHERE kind = ? AND key = ?")
  const append = database.prepare("INSERT OR REPLACE INTO log VALUES (?, ?)")
  const trim = database.prepare("DELETE FROM log WHERE seq <= ?")
  let untrimmed = 0
  const write = (change: StateChange): void => {
    if (change.value === undefined) drop.run(change.kind, change.key)
    else if (change.kind === "log") {
      append.run(Number(change.key), JSON.stringify(change.value))
      if (++untrimmed < TRIM_EVERY) return
      untrimmed = 0
      trim.run(Number(change.key) - LOG_KEPT)
    } else put.run(change.kind, change.key, JSON.stringify(change.value))
  }
  return {
    load: () => load(database),
    keep(changes) {
      if (changes.length === 0) return
      try {
        database.exec("BEGIN")
        for (const change of changes) write(change)
        database.exec("COMMIT")
      } catch (cause) {
        throw new StateNotKept(directory, cause)
      }
    },
    close: () => database.close(),
  }
}

/** The rows are the exchange's own writing, so they are read back as what they were written as. */
function load(database: DatabaseSync): SavedState | undefined {
  const exchange = rows<SavedExchange>(database, "exchange")[0]
  if (exchange === undefined) return undefined
  const byNumber = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
  return {
    ...exchange,
    accounts: rows<SavedAccount>(database, "account"),
    orders: rows<SavedOrder>(database, "order"),
    algos: rows<SavedAlgo>(database, "algo"),
    fills: rows<SavedState["fills"][number]>(database, "fill").sort((a, b) => byNumber(a.fill.billId, b.fill.billId)),
    bills: rows<SavedState["bills"][number]>(database, "bill").sort((a, b) => byNumber(a.bill.billId, b.bill.billId)),
    log: database
      .prepare("SELECT value FROM log ORDER BY seq DESC LIMIT ?")
      .all(LOG_KEPT)
      .map((row): LogRecord => JSON.parse(String(row.value)))
      .reverse(),
  }
}

function rows<T>(database: DatabaseSync, kind: StateChange["kind"]): T[] {
  const found = database.prepare("SELECT value FROM state WHERE kind = ?").all(kind)
  return found.map((row): T => JSON.parse(String(row.value)))
}
