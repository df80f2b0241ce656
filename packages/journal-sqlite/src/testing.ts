// Small helps of this package's tests: a directory that goes away, a log that can be read, a flipped bit.

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type AccountId, encodeState, type OmsEvent, parseAccountId, replay } from "@okx-oms/core"
import type { Log } from "@okx-oms/trading"
import { appendAll, SampleBook } from "@okx-oms/trading/contract"
import { type JournalFiles, journalFilesIn } from "./journal-files.ts"
import { openSqliteJournal } from "./sqlite-journal.ts"

export interface TemporaryDirectory extends Disposable {
  readonly path: string
  remove(): void
}

export function temporaryDirectory(): TemporaryDirectory {
  const path = mkdtempSync(join(tmpdir(), "okx-oms-journal-"))
  const remove = (): void => rmSync(path, { recursive: true, force: true })
  return { path, remove, [Symbol.dispose]: remove }
}

/** A log that keeps its lines, each with its level in front. */
export function recordingLog(): Log & { readonly lines: string[] } {
  const lines: string[] = []
  const keep = (level: string) => (message: string, facts?: Readonly<Record<string, unknown>>) => {
    lines.push(`${level} ${message} ${JSON.stringify(facts ?? {})}`)
  }
  return { lines, info: keep("info"), warn: keep("warn"), error: keep("error") }
}

export const SILENT_LOG: Log = { info() {}, warn() {}, error() {} }

/** Flips one bit of a file in place. */
export function flipBit(file: string, offset: number, bit = 0): void {
  const bytes = readFileSync(file)
  bytes[offset] = (bytes[offset] ?? 0) ^ (1 << bit)
  writeFileSync(file, bytes)
}

export interface JournalImage extends TemporaryDirectory {
  readonly files: JournalFiles
  readonly account: AccountId
  /** Newest seq that was acknowledged. */
  readonly acknowledged: number
  readonly events: readonly OmsEvent[]
}

/**
 * The files of a journal as a killed process leaves them: `turns` turns of orders, all acknowledged and still in the log, or folded into the main
 * file. Only the journal itself unless `whole` is set.
 */
export async function journalImage(options: {
  readonly turns: number
  readonly folded?: boolean
  readonly whole?: boolean
  readonly snapshots?: readonly number[]
}): Promise<JournalImage> {
  using source = temporaryDirectory()
  const image = temporaryDirectory()
  const book = new SampleBook()
  const turns = [book.start()]
  while (turns.length < options.turns) turns.push(...book.wholeLife().turns)
  const journal = await openSqliteJournal({ directory: source.path, durability: "off", log: SILENT_LOG })
  const copy = (): void => {
    const wanted = options.whole === true ? /^journal/ : /^journal\.db/
    const names = readdirSync(source.path).filter((name) => wanted.test(name) && !name.endsWith("-shm"))
    for (const name of names) cpSync(join(source.path, name), join(image.path, name), { recursive: true })
  }
  for (const [number, events] of turns.entries()) {
    await appendAll(journal, book, [events])
    const { seq } = events[events.length - 1] ?? { seq: 0 }
    if (options.snapshots?.includes(number)) await journal.saveSnapshot(book.account, seq, [stateAfter(turns, number)])
  }
  if (options.whole === true) await journal.indexed(book.account, 10_000)
  if (options.folded !== true) copy()
  await journal.close()
  if (options.folded === true) copy()
  const { account, seq: acknowledged } = book
  return { ...image, files: journalFilesIn(image.path), account, acknowledged, events: turns.flat() }
}

function stateAfter(turns: readonly OmsEvent[][], number: number): string {
  const events = turns.slice(0, number + 1).flat()
  return encodeState(replay(events[0]?.account ?? parseAccountId("paper"), events))
}
