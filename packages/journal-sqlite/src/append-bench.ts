// How many events per second become durable, against bare node:sqlite doing the same group commits: one row per event, nothing checked, nothing chained.
// Both encode their events. Run: node packages/journal-sqlite/src/append-bench.ts [events per turn] [turns]

import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { encodeEvent, type OmsEvent } from "@okx-oms/core"
import { SampleBook } from "@okx-oms/trading/contract"
import { openForWriting } from "./connection.ts"
import { JOURNAL_SCHEMA, migrate } from "./schema.ts"
import { openSqliteJournal } from "./sqlite-journal.ts"
import { temporaryDirectory } from "./testing.ts"
import { encodeTurn } from "./turn-codec.ts"
import { TurnStore } from "./turn-store.ts"

const ROUNDS = 5

const groupSize = Number(process.argv[2] ?? 100)
const turns = Number(process.argv[3] ?? 200)

function sampleTurns(): { readonly book: SampleBook; readonly groups: OmsEvent[][] } {
  const book = new SampleBook()
  const events: OmsEvent[] = [...book.start()]
  while (events.length < groupSize * turns) events.push(...book.wholeLife().turns.flat())
  const groups: OmsEvent[][] = []
  for (let from = 0; groups.length < turns; from += groupSize) groups.push(events.slice(from, from + groupSize))
  return { book, groups }
}

function bare(groups: readonly OmsEvent[][]): number {
  using directory = temporaryDirectory()
  const database = new DatabaseSync(join(directory.path, "bare.db"))
  database.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE events (seq INTEGER PRIMARY KEY, body TEXT)",
  )
  const begin = database.prepare("BEGIN IMMEDIATE")
  const commit = database.prepare("COMMIT")
  const insert = database.prepare("INSERT INTO events VALUES (?, ?)")
  const startedAt = performance.now()
  for (const group of groups) {
    begin.run()
    for (const event of group) insert.run(event.seq, encodeEvent(event))
    commit.run()
  }
  const tookMs = performance.now() - startedAt
  database.close()
  return tookMs
}

/** The journal's own work on the appending thread, with nothing beside it. */
function turnsOnly(book: SampleBook, groups: readonly OmsEvent[][]): number {
  using directory = temporaryDirectory()
  const file = join(directory.path, "journal.db")
  const database = openForWriting(file, "full")
  migrate(database, JOURNAL_SCHEMA, file)
  const store = new TurnStore(database, file)
  const startedAt = performance.now()
  for (const group of groups) {
    const result = store.append(encodeTurn(book.account, (group[0]?.seq ?? 0) - 1, book.epoch, group))
    if (result === "fenced") throw new Error(result)
  }
  const tookMs = performance.now() - startedAt
  database.close()
  return tookMs
}

/** The whole journal, its index being brought up to date by another thread meanwhile. */
async function ours(book: SampleBook, groups: readonly OmsEvent[][]): Promise<{ tookMs: number; indexedMs: number }> {
  using directory = temporaryDirectory()
  await using journal = await openSqliteJournal({ directory: directory.path })
  const startedAt = performance.now()
  for (const group of groups) {
    const result = await journal.append(book.account, (group[0]?.seq ?? 0) - 1, book.epoch, group)
    if (result !== "ok") throw new Error(result)
  }
  const tookMs = performance.now() - startedAt
  await journal.indexed(book.account, 60_000)
  return { tookMs, indexedMs: performance.now() - startedAt }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

const { book, groups } = sampleTurns()
const bareMs: number[] = []
const turnsMs: number[] = []
const oursMs: number[] = []
const indexedMs: number[] = []
for (let round = 0; round < ROUNDS; round++) {
  bareMs.push(bare(groups))
  turnsMs.push(turnsOnly(book, groups))
  const result = await ours(book, groups)
  oursMs.push(result.tookMs)
  indexedMs.push(result.indexedMs)
}
const perSecond = (tookMs: number): string => Math.round((groupSize * turns * 1000) / tookMs).toLocaleString("en")
console.log(`${turns} turns of ${groupSize} events, median of ${ROUNDS}`)
const ratio = (tookMs: readonly number[]): string => (median(bareMs) / median(tookMs)).toFixed(2)
console.log(`bare node:sqlite      ${perSecond(median(bareMs))}/s`)
console.log(`journal's appends     ${perSecond(median(turnsMs))}/s, ratio ${ratio(turnsMs)}`)
console.log(`  beside its indexing ${perSecond(median(oursMs))}/s, ratio ${ratio(oursMs)}`)
console.log(`  until indexed       ${perSecond(median(indexedMs))}/s`)
