// Damage of every kind, on real files: flipped bits in the main file, in the middle and at the end of the log, in its header, torn tails, lost tails,
// broken snapshots and a broken index. Either the journal refuses and says where, or everything that was acknowledged is there.

import assert from "node:assert/strict"
import {
  appendFileSync,
  cpSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { test } from "node:test"
import { decodeState, encodeOrder, encodeState, replay } from "@okx-oms/core"
import { JournalUnavailable } from "@okx-oms/trading"
import { collect } from "@okx-oms/trading/contract"
import { journalFilesIn } from "./journal-files.ts"
import { openSqliteJournal } from "./sqlite-journal.ts"
import { flipBit, type JournalImage, journalImage, recordingLog, SILENT_LOG, temporaryDirectory } from "./testing.ts"
import { verifyJournal } from "./verify.ts"
import { scanWal } from "./wal-scan.ts"

const FRAME_BYTES = 24 + 4096
const HEADER_BYTES = 32

interface Refusal {
  readonly message: string
  readonly advice: string
}

/** Opens and reads everything: how far it is good, or why it is refused. */
async function outcomeOf(image: JournalImage): Promise<number | Refusal> {
  try {
    await using journal = await openSqliteJournal({ directory: image.path, log: SILENT_LOG })
    const { events, snapshot } = await journal.load(image.account)
    const read = await collect(events)
    return read.at(-1)?.seq ?? (snapshot === undefined ? 0 : journal.lastSeq(image.account))
  } catch (error) {
    if (!(error instanceof JournalUnavailable)) throw error
    return { message: error.message, advice: error.advice }
  }
}

/** Where the frames of a log begin, and which of them are commits. */
function framesOf(wal: string): { readonly offset: number; readonly commit: boolean }[] {
  const bytes = readFileSync(wal)
  const frames: { offset: number; commit: boolean }[] = []
  for (let offset = HEADER_BYTES; offset + FRAME_BYTES <= bytes.length; offset += FRAME_BYTES) {
    frames.push({ offset, commit: bytes.readUInt32BE(offset + 4) !== 0 })
  }
  return frames
}

test("a log as a killed process leaves it, so it is whole and everything acknowledged is there", async () => {
  using image = await journalImage({ turns: 30 })
  const verdict = scanWal(`${image.files.journal}-wal`, 4096)
  assert.equal(verdict.kind, "whole")
  assert.equal(await outcomeOf(image), image.acknowledged)
})

test("a bit flipped anywhere in the middle of the log, so it is refused and the log stays as it is", async () => {
  using image = await journalImage({ turns: 20 })
  const wal = `${image.files.journal}-wal`
  const frames = framesOf(wal)
  const lastCommitButOne = frames.filter((frame) => frame.commit).at(-2)
  assert.ok(lastCommitButOne !== undefined)
  const offsets = [3, 5, 9, 14, 17, 22, 24 + 100, 24 + 4000]
  for (const [index, inFrame] of offsets.entries()) {
    const frame: { readonly offset: number } | undefined = frames[(index * 5) % (frames.indexOf(lastCommitButOne) + 1)]
    assert.ok(frame !== undefined)
    flipBit(wal, frame.offset + inFrame, index % 8)
    const damagedLog = readFileSync(wal)
    const refused = await outcomeOf(image)
    assert.ok(typeof refused === "object", `flip at ${inFrame} of frame at ${frame.offset} went through at ${refused}`)
    assert.match(refused.message, /journal damaged: .*journal\.db-wal: frame \d+ is broken, and \d+ commit/)
    assert.match(refused.advice, /backup/)
    assert.deepEqual(readFileSync(wal), damagedLog)
    flipBit(wal, frame.offset + inFrame, index % 8)
  }
  assert.equal(await outcomeOf(image), image.acknowledged)
})

test("a bit flipped in the log's header, so it is refused although SQLite would take the log for empty", async () => {
  for (const offset of [0, 3, 8, 16, 20, 27, 31]) {
    using image = await journalImage({ turns: 8 })
    flipBit(`${image.files.journal}-wal`, offset)
    const refused = await outcomeOf(image)
    assert.ok(typeof refused === "object", `flip at ${offset} went through at ${refused}`)
    assert.match(refused.message, /its header is broken/)
  }
})

test("the log is torn at any length, so whole commits before it are there and nothing is refused", async () => {
  using image = await journalImage({ turns: 12 })
  const wal = `${image.files.journal}-wal`
  const whole = readFileSync(wal)
  const size = statSync(wal).size
  for (const cut of [1, 100, FRAME_BYTES, FRAME_BYTES + 24, 2 * FRAME_BYTES + 7]) {
    rmSync(`${image.files.journal}-shm`, { force: true })
    rmSync(image.files.index, { force: true })
    writeFileSync(wal, whole)
    truncateSync(wal, size - cut)
    using copy = copyOf(image)
    const good = await outcomeOf(copy)
    assert.ok(typeof good === "number" && good < image.acknowledged && good > 0, `cut ${cut}: ${JSON.stringify(good)}`)
  }
})

test("garbage behind the last commit, so it is a write that was not finished and everything acknowledged is there", async () => {
  using image = await journalImage({ turns: 12 })
  appendFileSync(`${image.files.journal}-wal`, Buffer.alloc(FRAME_BYTES + 50, 7))
  assert.equal(await outcomeOf(image), image.acknowledged)
})

test("the last commit's own frame is broken, so only that unfinished turn is dropped, with a warning", async () => {
  using image = await journalImage({ turns: 12 })
  const wal = `${image.files.journal}-wal`
  const last = framesOf(wal).at(-1)
  assert.ok(last?.commit)
  flipBit(wal, last.offset + 2000)
  const log = recordingLog()
  {
    await using journal = await openSqliteJournal({ directory: image.path, log })
    assert.ok(journal.lastSeq(image.account) < image.acknowledged)
  }
  assert.match(log.lines.join(), /warn the journal's log ends in a write that was not finished/)
})

test("pages of the last commit reached the disk out of order, so it is a tear and not damage", async () => {
  using image = await journalImage({ turns: 12 })
  const wal = `${image.files.journal}-wal`
  const frames = framesOf(wal)
  const lastStart = frames.findLastIndex((frame, index) => frame.commit && index < frames.length - 1) + 1
  const first = frames[lastStart]
  assert.ok(first !== undefined && lastStart < frames.length - 1, "the last commit has several frames")
  const bytes = readFileSync(wal)
  bytes.fill(0, first.offset, first.offset + FRAME_BYTES)
  writeFileSync(wal, bytes)
  const good = await outcomeOf(image)
  assert.ok(typeof good === "number" && good < image.acknowledged)
})

test("a bit flipped in any row of the main file, so reading or verifying names the account and the turn", async () => {
  using image = await journalImage({ turns: 40, folded: true })
  const text = readFileSync(image.files.journal).toString("latin1")
  const places = [...text.matchAll(/"type":"Order/g)].map((match) => match.index)
  assert.ok(places.length > 20)
  let found = 0
  for (const place of places.filter((_, index) => index % 6 === 0)) {
    flipBit(image.files.journal, place + 9)
    const { damages } = await verifyJournal({ directory: image.path, log: SILENT_LOG })
    const outcome = await outcomeOf(image)
    // SQLite leaves copies of rows that it moved in unused space; a flip there changes nothing.
    if (damages.length === 0) assert.equal(outcome, image.acknowledged)
    else {
      assert.ok(typeof outcome === "object")
      const expected = /journal\.db, account paper, seq \d+-\d+, row \d+: the turn is not what was written/
      assert.match(outcome.message, expected)
      assert.match(damages[0]?.message ?? "", expected)
      found++
    }
    flipBit(image.files.journal, place + 9)
  }
  assert.ok(found >= 3, `${found} found`)
})

test("bits flipped at random in the main file, so it is refused, found by verify, or nothing that was written changed", async () => {
  using image = await journalImage({ turns: 40, folded: true })
  const size = statSync(image.files.journal).size
  const expected = encodeState(replay(image.account, image.events))
  let found = 0
  for (let round = 0; round < 40; round++) {
    const offset = (round * 7919 * 13) % size
    using copy = copyOf(image)
    flipBit(copy.files.journal, offset, round % 8)
    const report = await verifyJournal({ directory: copy.path, log: SILENT_LOG }).catch((error: unknown) => {
      assert.ok(error instanceof JournalUnavailable)
      return undefined
    })
    if (report === undefined || report.damages.length > 0) {
      found++
      continue
    }
    await using journal = await openSqliteJournal({ directory: copy.path, log: SILENT_LOG })
    const { events } = await journal.load(image.account)
    assert.equal(encodeState(replay(image.account, await collect(events))), expected, `flip at ${offset}`)
  }
  assert.ok(found > 10, `only ${found} found`)
})

test("a row is removed, or two are swapped, so the chain is broken there", async () => {
  for (const [change, expected] of [
    ["DELETE FROM turns WHERE turn_id = 10", /events are missing/],
    ["UPDATE turns SET events = replace(events, 'manual', 'others') WHERE turn_id = 10", /hash does not match/],
    ["DELETE FROM turns WHERE turn_id = 1", /events are missing/],
  ] as const) {
    using image = await journalImage({ turns: 20, folded: true })
    const database = new DatabaseSync(image.files.journal)
    database.exec(change)
    database.close()
    const refused = await outcomeOf(image)
    assert.ok(typeof refused === "object", change)
    assert.match(refused.message, expected)
  }
})

test("the log was left behind when the directory was copied, so the lost tail is refused and not forgotten", async () => {
  using image = await journalImage({ turns: 20, whole: true })
  rmSync(`${image.files.journal}-wal`)
  const refused = await outcomeOf(image)
  assert.ok(typeof refused === "object")
  assert.match(refused.message, /ends at seq 0, but .*journal-index\.db has seen it at \d+/)
  assert.match(refused.advice, /-wal left behind/)
})

test("a snapshot is damaged, so the older one serves and it is said aloud; both, so everything is replayed", async () => {
  using image = await journalImage({ turns: 30, folded: true, whole: true, snapshots: [8, 16, 24] })
  const expected = encodeState(replay(image.account, image.events))
  for (const remaining of [2, 1, 0]) {
    const log = recordingLog()
    await using journal = await openSqliteJournal({ directory: image.path, log })
    const loaded = await journal.load(image.account)
    const events = await collect(loaded.events)
    const first = events[0]?.seq ?? 0
    if (remaining === 0) {
      assert.equal(loaded.snapshot, undefined)
      assert.equal(encodeState(replay(image.account, events)), expected)
    } else {
      const { seq } = decodeState(loaded.snapshot ?? "")
      assert.equal(first, seq + 1)
    }
    assert.equal(log.lines.filter((line) => line.includes("snapshot is damaged")).length, 2 - remaining)
    const names = snapshotNames(image)
    assert.equal(names.length, 2, "the newest two are kept")
    const target = names[remaining - 1]
    if (target !== undefined) flipBit(target, statSync(target).size - 40)
  }
})

test("the index is damaged, lost or of another history, so it is rebuilt and look-ups are right", async () => {
  const ruin: ((image: JournalImage) => void)[] = [
    ({ files }) => rmSync(files.index),
    ({ files }) => writeFileSync(files.index, "this is no database, whatever its name says"),
    ({ files }) => flipBit(files.index, 20),
    ({ files }) => {
      const database = new DatabaseSync(files.index)
      database.exec("UPDATE progress SET hash = 'another'")
      database.close()
    },
  ]
  for (const ruinIndex of ruin) {
    using image = await journalImage({ turns: 20, folded: true, whole: true })
    ruinIndex(image)
    await using journal = await openSqliteJournal({ directory: image.path, log: SILENT_LOG })
    const expected = [...replay(image.account, image.events).orders.values()]
    const [first] = expected
    assert.ok(first !== undefined)
    const [found] = await journal.lookup(image.account, [{ kind: "orderId", value: first.orderId }])
    assert.equal(found && encodeOrder(found), encodeOrder(first))
    assert.ok(await journal.indexed(image.account, 5000))
    const { rows } = await journal.orders({ account: image.account, limit: 500 })
    assert.deepEqual(rows.map(encodeOrder), expected.map(encodeOrder).reverse())
  }
})

test("a row of the index says something else than was written, so reading it is refused by name and a new index has it right", async () => {
  using image = await journalImage({ turns: 20, folded: true, whole: true })
  const ruin = [
    "UPDATE fills SET trade_id = trade_id || '1'",
    "UPDATE fills SET at = at + 1",
    "DELETE FROM orders",
    "UPDATE orders SET seqs = '[1]'",
    "UPDATE orders SET seqs = substr(seqs, 2)",
    "UPDATE orders SET strategy = 'others'",
    "UPDATE orders SET created_at = created_at + 1",
  ]
  const [{ orderId } = assert.fail("no order")] = replay(image.account, image.events).orders.values()
  for (const change of ruin) {
    using copy = copyOf(image)
    const database = new DatabaseSync(copy.files.index)
    assert.ok(database.prepare(change).run().changes > 0, change)
    database.close()
    const read = async () => {
      await using journal = await openSqliteJournal({ directory: copy.path, log: SILENT_LOG })
      assert.ok(await journal.indexed(copy.account, 5000))
      const [orders, fills, events] = [
        await journal.orders({ account: copy.account, limit: 500 }),
        await journal.fills({ account: copy.account, limit: 500 }),
        await journal.events({ account: copy.account, limit: 500, orderId }),
      ]
      return [orders.rows.length > 0, fills.rows.length > 0, events.rows.length > 0]
    }
    await assert.rejects(
      read,
      /journal index unusable: .*journal-index\.db: the row of [a-z ]+ is not what was written/,
      change,
    )
    for (const suffix of ["", "-wal", "-shm"]) rmSync(copy.files.index + suffix, { force: true })
    assert.deepEqual(await read(), [true, true, true], change)
  }
})

function snapshotNames({ files }: JournalImage): string[] {
  return readdirSync(files.snapshots)
    .toSorted()
    .map((name) => join(files.snapshots, name))
}

function copyOf(image: JournalImage): JournalImage {
  const directory = temporaryDirectory()
  cpSync(image.path, directory.path, { recursive: true })
  return { ...image, ...directory, files: journalFilesIn(directory.path) }
}
