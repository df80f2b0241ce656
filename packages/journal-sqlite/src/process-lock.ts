// One process at a time may append. The lock is a write transaction that stays open on a small database of its own, so readers of the journal
// are not shut out and the kernel frees it with the process, however that ends. RESERVED (BEGIN IMMEDIATE) shuts out every second holder just as
// EXCLUSIVE does, and leaves the file readable: a refused process can say who holds it.

import { hostname } from "node:os"
import { DatabaseSync } from "node:sqlite"
import { setTimeout as delay } from "node:timers/promises"
import { JournalUnavailable } from "@okx-oms/trading"
import { isBusy, unavailable } from "./faults.ts"

/** A reader that only looks may hold the lock for some milliseconds; waiting this long tells it from a server. */
const ACQUIRE_WAIT_MS = 600
const ACQUIRE_POLL_MS = 50
const CLAIMS_MAX = 5

export interface LockHolder {
  readonly pid: number
  readonly host: string
  /** ISO 8601. */
  readonly since: string
}

export class ProcessLock implements Disposable {
  readonly file: string
  #database: DatabaseSync | undefined

  constructor(file: string, held: DatabaseSync) {
    this.file = file
    this.#database = held
  }

  release(): void {
    this.#database?.close()
    this.#database = undefined
  }

  [Symbol.dispose](): void {
    this.release()
  }
}

/** Waits a moment for the lock. Throws JournalUnavailable that names the holder. */
export async function acquireProcessLock(file: string): Promise<ProcessLock> {
  for (let waitedMs = 0; ; waitedMs += ACQUIRE_POLL_MS) {
    const tried = tryProcessLock(file)
    if (tried instanceof ProcessLock) return tried
    if (waitedMs >= ACQUIRE_WAIT_MS) throw heldByOther(file, tried.holder)
    await delay(ACQUIRE_POLL_MS)
  }
}

/** The lock, or who has it. */
export function tryProcessLock(file: string): ProcessLock | { readonly holder: LockHolder | undefined } {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(file, { timeout: 0 })
    if (claim(database)) return new ProcessLock(file, database)
    const holder = holderIn(database)
    database.close()
    return { holder }
  } catch (error) {
    database?.close()
    if (isBusy(error)) return { holder: undefined }
    throw unavailable(error, { file }, "taking the lock")
  }
}

/** Writes who we are, then holds the write transaction; what is written tells a claim that was overtaken in between. */
function claim(database: DatabaseSync): boolean {
  const token = crypto.randomUUID()
  try {
    database.exec(
      "PRAGMA synchronous = OFF; CREATE TABLE IF NOT EXISTS holder (only INTEGER PRIMARY KEY CHECK (only = 1), pid INTEGER NOT NULL, " +
        "host TEXT NOT NULL, since TEXT NOT NULL, token TEXT NOT NULL) STRICT",
    )
    for (let attempt = 0; attempt < CLAIMS_MAX; attempt++) {
      database.exec("BEGIN IMMEDIATE")
      if (database.prepare("SELECT token FROM holder").get()?.token === token) return true
      database
        .prepare("INSERT OR REPLACE INTO holder VALUES (1, ?, ?, ?, ?)")
        .run(process.pid, hostname(), new Date().toISOString(), token)
      database.exec("COMMIT")
    }
    return false
  } catch (error) {
    if (isBusy(error)) return false
    throw error
  }
}

function holderIn(database: DatabaseSync): LockHolder | undefined {
  const row = database.prepare("SELECT pid, host, since FROM holder").get()
  return row === undefined ? undefined : { pid: Number(row.pid), host: String(row.host), since: String(row.since) }
}

function heldByOther(file: string, holder: LockHolder | undefined): JournalUnavailable {
  const who =
    holder === undefined ? "another process" : `process ${holder.pid} on ${holder.host} (since ${holder.since})`
  const how = holder?.pid === process.pid ? "It is this very process: close the journal" : "Stop that process"
  return new JournalUnavailable(`the journal is in use: ${who} holds ${file}`, {
    advice: `${how}, or name another data directory. Reading (npm run journal) works meanwhile.`,
  })
}
