// Opens connections to the journal's databases with the settings that its promises rest on, and reads them back: a setting that did not take is
// a refusal at the door, not a surprise after a power cut.

import { DatabaseSync } from "node:sqlite"
import { JournalUnavailable } from "@okx-oms/trading"
import { unavailable } from "./faults.ts"

/**
 * full: a turn is on the disk before it is acknowledged (what money needs) · normal: a power cut may take the newest turns, a crash of the
 * process may not · off: the operating system decides when, for measurements and tests.
 */
export type Durability = "full" | "normal" | "off"

const SYNCHRONOUS: Readonly<Record<Durability, number>> = { off: 0, normal: 1, full: 2 }
/** Waiting for another program's lock blocks the thread, so it is short. */
const BUSY_TIMEOUT_MS = 1000
/** A log that grew while a reader held it back is cut to this size once it is free again. */
const LOG_KEPT_BYTES = 64 << 20

/** The one writing connection of a database. Throws JournalUnavailable. */
export function openForWriting(file: string, durability: Durability): DatabaseSync {
  const database = open(file, false)
  try {
    // fullfsync matters on macOS alone, where fsync does not reach the disk.
    database.exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = ${durability}; PRAGMA fullfsync = ${durability === "full" ? 1 : 0};
       PRAGMA checkpoint_fullfsync = ${durability === "full" ? 1 : 0}; PRAGMA journal_size_limit = ${LOG_KEPT_BYTES};`,
    )
    assertSetting(database, file, "journal_mode", "wal")
    assertSetting(database, file, "synchronous", SYNCHRONOUS[durability])
    return database
  } catch (error) {
    database.close()
    throw unavailable(error, { file }, "setting up the connection")
  }
}

/** A connection that can only read. Throws JournalUnavailable. */
export function openForReading(file: string): DatabaseSync {
  return open(file, true)
}

/** What is in force on this connection, as SQLite says it. */
export function durabilityOf(database: DatabaseSync): Durability {
  const inForce = database.prepare("PRAGMA synchronous").get()?.synchronous
  if (inForce === SYNCHRONOUS.off) return "off"
  return inForce === SYNCHRONOUS.normal ? "normal" : "full"
}

function open(file: string, readOnly: boolean): DatabaseSync {
  try {
    const database = new DatabaseSync(file, { readOnly, timeout: BUSY_TIMEOUT_MS })
    try {
      // Reads the first page, so a file that is no database is found here.
      database.prepare("SELECT count(*) FROM sqlite_schema").get()
      return database
    } catch (error) {
      database.close()
      throw error
    }
  } catch (error) {
    throw unavailable(error, { file }, "opening it")
  }
}

function assertSetting(database: DatabaseSync, file: string, name: string, expected: string | number): void {
  const inForce = database.prepare(`PRAGMA ${name}`).get()?.[name]
  if (inForce === expected) return
  throw new JournalUnavailable(`${file}: ${name} is ${inForce}, not ${expected} as asked`, {
    advice: "The file system does not support what the journal needs (shared memory and locks): use a local disk.",
  })
}
