// Every way in which the journal says no, in words for the person who has to act: what is wrong, in which file, account and turn, and what to
// do. SQLite's result codes are turned into these here and nowhere else.

import { dirname } from "node:path"
import { JournalUnavailable } from "@okx-oms/trading"

export interface Place {
  readonly file: string
  readonly account?: string
  readonly firstSeq?: number
  readonly lastSeq?: number
  /** Row of the turns table. */
  readonly row?: number
}

/** What is stored is not what was written. */
export function damaged(place: Place, what: string, cause?: unknown): JournalUnavailable {
  return new JournalUnavailable(`journal damaged: ${describePlace(place)}: ${what}`, {
    advice:
      `Do not delete anything. Restore ${dirname(place.file)} from a backup, and see first how far this one is good: ` +
      `npm run journal -- verify --data ${dirname(place.file)}`,
    cause,
  })
}

/** The query tables cannot be used; they are derived, so losing them costs only time. */
export function indexUnusable(file: string, what: string, cause?: unknown): JournalUnavailable {
  return new JournalUnavailable(`journal index unusable: ${file}: ${what}`, {
    advice: `The journal itself is not touched. Stop the process, delete ${file}, ${file}-wal and ${file}-shm, and start again: the index is rebuilt.`,
    cause,
  })
}

const SQLITE_BUSY = 5
const SQLITE_LOCKED = 6
const SQLITE_READONLY = 8
const SQLITE_IOERR = 10
const SQLITE_CORRUPT = 11
const SQLITE_FULL = 13
const SQLITE_CANTOPEN = 14
const SQLITE_NOTADB = 26

/** SQLite's primary result code, or undefined when the error is not SQLite's. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return undefined
  return error.errcode & 0xff
}

export function isBusy(error: unknown): boolean {
  const code = sqliteCode(error)
  return code === SQLITE_BUSY || code === SQLITE_LOCKED
}

export function isCorrupt(error: unknown): boolean {
  const code = sqliteCode(error)
  return code === SQLITE_CORRUPT || code === SQLITE_NOTADB
}

/** Any error met while working on a file of the journal, as JournalUnavailable; one that already is stays itself. */
export function unavailable(error: unknown, place: Place, doing: string): JournalUnavailable {
  if (error instanceof JournalUnavailable) return error
  const message = error instanceof Error ? error.message : String(error)
  if (isCorrupt(error)) return damaged(place, `${message} (while ${doing})`, error)
  return new JournalUnavailable(`journal unavailable: ${describePlace(place)}: ${message} (while ${doing})`, {
    advice: adviceFor(sqliteCode(error), place.file),
    cause: error,
  })
}

function adviceFor(code: number | undefined, file: string): string {
  switch (code) {
    case SQLITE_FULL:
      return `The disk of ${dirname(file)} is full: make room, then start again.`
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
      return `Check that ${dirname(file)} exists and that this user may read and write it.`
    case SQLITE_IOERR:
      return `The disk of ${dirname(file)} reports errors: check it before starting again, and keep a copy of the directory.`
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return `Another program has ${file} open for writing: close it, then start again.`
    default:
      return `Check ${dirname(file)}; npm run journal -- verify --data ${dirname(file)} tells how far the journal is good.`
  }
}

function describePlace({ file, account, firstSeq, lastSeq, row }: Place): string {
  const parts = [file]
  if (account !== undefined) parts.push(`account ${account}`)
  if (firstSeq !== undefined) parts.push(lastSeq === undefined ? `seq ${firstSeq}` : `seq ${firstSeq}-${lastSeq}`)
  if (row !== undefined) parts.push(`row ${row}`)
  return parts.join(", ")
}
