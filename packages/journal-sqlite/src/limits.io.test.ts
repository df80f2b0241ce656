// The limits and promises around the edges: durability as read back, history queries that are too many or too slow, a disk that refuses a write, freshness.

import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { DatabaseSync } from "node:sqlite"
import { test } from "node:test"
import { fileURLToPath } from "node:url"
import { appendAll, SampleBook } from "@okx-oms/trading/contract"
import { HISTORY_LIMITS, HistoryReader } from "./history-reader.ts"
import { QueryRefused } from "./query-refused.ts"
import { openSqliteJournal } from "./sqlite-journal.ts"
import { journalImage, recordingLog, SILENT_LOG, temporaryDirectory } from "./testing.ts"

test("durability is what SQLite says is in force, full unless less was asked", async () => {
  for (const [asked, inForce] of [
    [undefined, "full"],
    ["normal", "normal"],
    ["off", "off"],
  ] as const) {
    using directory = temporaryDirectory()
    const durability = asked === undefined ? {} : { durability: asked }
    await using journal = await openSqliteJournal({ directory: directory.path, ...durability })
    assert.equal(journal.durability, inForce)
  }
})

test("more history queries than may wait, so the rest is refused as busy and the others are answered", async () => {
  using directory = temporaryDirectory()
  await using journal = await openSqliteJournal({ directory: directory.path, limits: { waitingMax: 3 } })
  const book = new SampleBook()
  await appendAll(journal, book, [book.start(), ...book.wholeLife().turns])
  await journal.indexed(book.account, 5000)
  const asked = Array.from({ length: 12 }, () => journal.fills({ account: book.account, limit: 5 }))
  const results = await Promise.allSettled(asked)
  const refused = results.filter((result) => result.status === "rejected")
  assert.ok(refused.every(({ reason }) => reason instanceof QueryRefused && reason.code === "busy"))
  assert.equal(results.length - refused.length, 3)
  assert.equal((await journal.fills({ account: book.account, limit: 5 })).rows.length, 2)
})

test("a history query over its time, so it is refused, its worker is replaced and the next one is answered", async () => {
  using image = await journalImage({ turns: 10, whole: true, folded: true })
  makeFillsSlow(image.files.index, 1_500_000)
  await using reader = new HistoryReader(image.files, { ...HISTORY_LIMITS, runMs: 150 })
  const { account } = image
  await assert.rejects(
    reader.ask({ list: "fills", account, limit: 500 }),
    (error: unknown) => error instanceof QueryRefused && error.code === "time limit",
  )
  const again = await reader.ask({ list: "events", account, limit: 1 })
  assert.equal(again.rows.length, 1)
})

test("a heavy history query runs, so the thread that appends is not held up", async () => {
  using image = await journalImage({ turns: 10, whole: true, folded: true })
  makeFillsSlow(image.files.index, 300_000)
  await using journal = await openSqliteJournal({ directory: image.path, durability: "off", limits: { runMs: 60_000 } })
  const { account } = image
  const book = new SampleBook(account, { seq: image.acknowledged, epoch: 1_800_000_000, at: 1_800_000_000_000 })
  let answered = false
  const startedAt = performance.now()
  const page = journal.fills({ account, limit: 500 }).finally(() => (answered = true))
  let longestMs = 0
  while (!answered) {
    const { events } = book.place()
    const appendedAt = performance.now()
    await appendAll(journal, book, [events])
    await new Promise((resolve) => setImmediate(resolve))
    longestMs = Math.max(longestMs, performance.now() - appendedAt)
  }
  const queryMs = performance.now() - startedAt
  assert.ok((await page).rows.length > 0)
  assert.ok(longestMs < queryMs / 2, `an append took ${longestMs} ms beside a query of ${queryMs} ms`)
})

test("closed while questions wait, so each is refused and nothing hangs", async () => {
  using directory = temporaryDirectory()
  const journal = await openSqliteJournal({ directory: directory.path })
  const book = new SampleBook()
  await appendAll(journal, book, [book.start()])
  await journal.indexed(book.account, 5000)
  const asked = [1, 2, 3].map(() => journal.orders({ account: book.account, limit: 5 }))
  const settled = Promise.allSettled(asked)
  await new Promise((resolve) => setImmediate(resolve))
  await journal.close()
  for (const result of await settled) {
    assert.ok(result.status === "fulfilled" || result.reason instanceof QueryRefused, String(result.status))
  }
})

const FULL_DISK_CHILD = fileURLToPath(new URL("./full-disk-child.ts", import.meta.url))

test("the disk takes no more, so the append is unknown, later ones are not tried and a restart has all that was acknowledged", async (t) => {
  if (process.platform === "win32") return t.skip("skipped: no file size limit on this system")
  using directory = temporaryDirectory()
  const script = 'trap "" XFSZ; ulimit -f 1500; exec "$0" "$1" "$2"'
  const run = spawnSync("bash", ["-c", script, process.execPath, FULL_DISK_CHILD, directory.path], { encoding: "utf8" })
  assert.equal(run.status, 0, run.stderr)
  const told = JSON.parse(run.stdout)
  assert.deepEqual(told.answers, ["ok", "unknown", "unknown"])
  assert.match(told.failure, /journal unavailable: .*journal\.db, account paper, seq \d+-\d+: .* \(while appending\)/)
  assert.match(told.lines.join(), /an append failed; nothing more is appended until a restart/)
  await using journal = await openSqliteJournal({ directory: directory.path, log: SILENT_LOG })
  const { account } = new SampleBook()
  assert.ok(journal.lastSeq(account) >= 1 + (told.acknowledged - 1) * 60)
})

test("the index worker cannot go on, so look-ups say why, appending goes on and the log has it", async () => {
  using directory = temporaryDirectory()
  const log = recordingLog()
  await using journal = await openSqliteJournal({ directory: directory.path, log, durability: "off" })
  const book = new SampleBook()
  const { order, events } = book.place()
  await appendAll(journal, book, [events])
  await journal.indexed(book.account, 5000)
  const index = new DatabaseSync(journal.files.index)
  index.exec("DELETE FROM orders; UPDATE progress SET projected_seq = 0, hash = 'wrong'")
  index.close()
  await appendAll(journal, book, [book.acknowledge(order)])
  await assert.rejects(journal.lookup(book.account, [{ kind: "orderId", value: order.orderId }]))
  assert.match(log.lines.join(), /error look-ups and history stop; appending goes on/)
  await appendAll(journal, book, [book.cancel(order)])
})

/** In place of the fills, a view that counts far before it gives them. */
function makeFillsSlow(indexFile: string, rows: number): void {
  const database = new DatabaseSync(indexFile)
  // The rows are those that were written, for each is checked; only the way to them is long.
  database.exec(
    `ALTER TABLE fills RENAME TO kept_fills;
     CREATE VIEW fills AS WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${rows})
     SELECT kept_fills.* FROM kept_fills, (SELECT max(n) AS most FROM numbers) WHERE most > 0`,
  )
  database.close()
}
