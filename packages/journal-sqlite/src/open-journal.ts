// Opening a journal: lock, log scan, settings, schema, newest rows, index - in this order, each able to refuse. What it answers is complete and
// consistent; nothing is left open when it throws.

import { existsSync, mkdirSync, rmSync } from "node:fs"
import type { DatabaseSync } from "node:sqlite"
import type { AccountId } from "@okx-oms/core"
import { JournalUnavailable, type Log } from "@okx-oms/trading"
import { type Durability, openForReading, openForWriting } from "./connection.ts"
import { damaged, unavailable } from "./faults.ts"
import { IndexReader } from "./index-reader.ts"
import type { JournalFiles } from "./journal-files.ts"
import { claimJournal, type JournalOwner } from "./owner.ts"
import { acquireProcessLock, ProcessLock, tryProcessLock } from "./process-lock.ts"
import { assertUsable, INDEX_SCHEMA, JOURNAL_SCHEMA, migrate, schemaState } from "./schema.ts"
import { TurnStore } from "./turn-store.ts"
import { scanWal } from "./wal-scan.ts"

export interface OpenedJournal {
  readonly files: JournalFiles
  readonly database: DatabaseSync
  readonly turns: TurnStore
  readonly index: IndexReader
  /** Undefined when the journal is only read. */
  readonly lock: ProcessLock | undefined
  /** True when this process has to keep the index up to date. */
  readonly keepsIndex: boolean
}

/** SQLite's default; every journal.db is made with it. */
const PAGE_BYTES = 4096

/** Throws JournalUnavailable: in use, damaged, of a newer program, or a disk that does not allow it. */
export async function openToAppend(
  files: JournalFiles,
  { durability, owner, log }: { durability: Durability; owner: JournalOwner | undefined; log: Log },
): Promise<OpenedJournal> {
  try {
    mkdirSync(files.directory, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw unavailable(error, { file: files.directory }, "making the directory")
  }
  const lock = await acquireProcessLock(files.lock)
  let database: DatabaseSync | undefined
  try {
    assertLogIsWhole(files.journal, log)
    database = openForWriting(files.journal, durability)
    migrate(database, JOURNAL_SCHEMA, files.journal)
    const turns = new TurnStore(database, files.journal)
    turns.checkTail()
    if (owner !== undefined) claimJournal(database, owner, files.journal)
    const index = prepareIndex(files, turns, { log, tailMayBeLost: durability !== "full" })
    return { files, database, turns, index, lock, keepsIndex: true }
  } catch (error) {
    database?.close()
    lock.release()
    throw unavailable(error, { file: files.journal }, "opening it")
  }
}

/** Opens beside a process that appends, or alone; writes nothing to the journal. Throws JournalUnavailable. */
export function openToRead(files: JournalFiles, log: Log): OpenedJournal {
  assertReadable(files)
  const tried = tryProcessLock(files.lock)
  const lock = tried instanceof ProcessLock ? tried : undefined
  let database: DatabaseSync | undefined
  try {
    // While another process appends, the log is alive and was scanned when that process opened it.
    if (lock !== undefined) assertLogIsWhole(files.journal, log)
    database = openForReading(files.journal)
    assertUsable(schemaState(database, JOURNAL_SCHEMA), JOURNAL_SCHEMA, files.journal)
    const turns = new TurnStore(database, files.journal)
    turns.checkTail()
    const index =
      lock === undefined ? openIndex(files.index, turns) : prepareIndex(files, turns, { log, tailMayBeLost: false })
    return { files, database, turns, index, lock: undefined, keepsIndex: lock !== undefined }
  } catch (error) {
    database?.close()
    throw unavailable(error, { file: files.journal }, "opening it to read")
  } finally {
    // Held only while opening: a server may start while somebody reads.
    lock?.release()
  }
}

export function assertReadable(files: JournalFiles): void {
  if (existsSync(files.journal)) return
  throw new JournalUnavailable(`there is no journal at ${files.journal}`, {
    advice: "Name the data directory of the server (--data), or start the server once.",
  })
}

/** Refuses a log in which acknowledged commits lie behind a broken frame: SQLite would drop them without a word. */
export function assertLogIsWhole(journalFile: string, log: Log): void {
  const file = `${journalFile}-wal`
  const verdict = scanWal(file, PAGE_BYTES)
  switch (verdict.kind) {
    case "absent":
    case "whole":
      return
    case "torn":
      log.warn("the journal's log ends in a write that was not finished; it was never acknowledged and is dropped", {
        file,
        frame: verdict.frame,
        commits: verdict.commits,
      })
      return
    case "damaged": {
      const what = verdict.frame === 0 ? "its header is broken" : `frame ${verdict.frame} is broken`
      throw damaged({ file }, `${what}, and ${verdict.laterCommits} commit(s) stand behind it that would be lost`)
    }
    default:
      verdict satisfies never
  }
}

interface IndexRules {
  readonly log: Log
  /** The journal was allowed to lose its newest turns in a power cut. */
  readonly tailMayBeLost: boolean
}

/** Opens the index, brings its schema up to date, and begins it anew when it is damaged or of another history. */
function prepareIndex(files: JournalFiles, turns: TurnStore, rules: IndexRules): IndexReader {
  const problem = indexProblem(files.index, turns, rules)
  if (problem !== undefined) {
    rules.log.warn("the journal's index is begun anew from the journal", { file: files.index, because: problem })
    try {
      removeIndex(files.index)
      openForWritingIndex(files.index)
    } catch (error) {
      // Said of the index: whoever reads it must not take the journal itself for ill.
      throw unavailable(error, { file: files.index }, "beginning the index anew")
    }
  }
  return openIndex(files.index, turns)
}

function indexProblem(file: string, turns: TurnStore, rules: IndexRules): string | undefined {
  try {
    openForWritingIndex(file)
    using reader = openIndex(file, turns)
    for (const account of reader.accounts()) {
      const stands = reader.projected(account)
      const head = turns.head(account)
      if (head.seq < stands.seq && !rules.tailMayBeLost) throw lostTail(turns.file, account, head.seq, stands.seq, file)
      if (turns.hashAt(account, stands.seq) !== stands.hash) return `account ${account} has another history`
    }
    return undefined
  } catch (error) {
    if (error instanceof LostTail) throw error
    return error instanceof Error ? error.message : String(error)
  }
}

function openForWritingIndex(file: string): void {
  const database = openForWriting(file, "normal")
  try {
    migrate(database, INDEX_SCHEMA, file)
  } finally {
    database.close()
  }
}

function openIndex(file: string, turns: TurnStore): IndexReader {
  const index = openForReading(file)
  try {
    const state = schemaState(index, INDEX_SCHEMA)
    assertUsable(state, INDEX_SCHEMA, file)
    if (state.kind !== "known" || state.version < INDEX_SCHEMA.steps.length) {
      throw new JournalUnavailable(`${file} is of an earlier version of this program`, {
        advice: "The process that has the journal open brings it up to date: restart that one with this version.",
      })
    }
    return new IndexReader({ index, indexFile: file, turns })
  } catch (error) {
    index.close()
    throw error
  }
}

function removeIndex(file: string): void {
  for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(file + suffix, { force: true })
}

class LostTail extends JournalUnavailable {}

/** Something derived from the journal knows more than the journal: turns that were on the disk are not there any more. */
export function lostTail(
  file: string,
  account: AccountId | string,
  endsAt: number,
  knownUpTo: number,
  witness: string,
): JournalUnavailable {
  return new LostTail(
    `journal damaged: ${file}, account ${account}: it ends at seq ${endsAt}, but ${witness} has seen it at ${knownUpTo}: its newest turns are gone`,
    {
      advice:
        `Was ${file}-wal left behind when the directory was copied? Put it back. If an older ${file} was restored on purpose, move journal-index.db* ` +
        "and journal-snapshots away and start again: what came after it is then compared with the exchange.",
    },
  )
}
