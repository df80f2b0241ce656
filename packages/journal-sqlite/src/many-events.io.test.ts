// An order with more events than its row keeps: its fold is kept beside, so that it is found, listed and told event by event like any other. And an order
// whose row is lost, which must be told and never passed over.

import assert from "node:assert/strict"
import { DatabaseSync } from "node:sqlite"
import { test } from "node:test"
import { encodeOrder, type OmsEvent, replay } from "@okx-oms/core"
import { appendAll, SampleBook } from "@okx-oms/trading/contract"
import { openSqliteJournal, type SqliteJournal } from "./sqlite-journal.ts"
import { SILENT_LOG, temporaryDirectory } from "./testing.ts"

const FILLS = 120
const INDEX_LIMIT_MS = 10_000

async function assertTold(journal: SqliteJournal, book: SampleBook, turns: readonly OmsEvent[][]): Promise<void> {
  const { account } = book
  const [expected = assert.fail("no order")] = replay(account, turns.flat()).orders.values()
  const { orderId, okxOrderId } = expected
  const [found] = await journal.lookup(account, [
    { kind: "okxOrderId", value: String(okxOrderId) },
    { kind: "orderId", value: orderId },
  ])
  assert.equal(found && encodeOrder(found), encodeOrder(expected))
  assert.ok(await journal.indexed(account, INDEX_LIMIT_MS))
  const orders = await journal.orders({ account, limit: 10 })
  assert.deepEqual(orders.rows.map(encodeOrder), [encodeOrder(expected)])
  const events = await journal.events({ account, orderId, limit: 500 })
  const about = turns.flat().filter((event) => "orderId" in event && event.orderId === orderId)
  assert.deepEqual(
    events.rows.map(({ seq }) => seq),
    about.map(({ seq }) => seq),
  )
  const fills = await journal.fills({ account, orderId, limit: 500 })
  assert.deepEqual(
    fills.rows.map(({ tradeId }) => tradeId).toSorted(),
    expected.fills.map((one) => one.tradeId).toSorted(),
  )
}

test("an order was filled in many parts and one is corrected, so it is found, listed and told event by event", async () => {
  using directory = temporaryDirectory()
  const book = new SampleBook()
  const turns: OmsEvent[][] = [book.start()]
  const { order, events } = book.place({ quantity: "1000" })
  turns.push(events, book.acknowledge(order))
  {
    await using journal = await openSqliteJournal({ directory: directory.path, log: SILENT_LOG })
    await appendAll(journal, book, turns)
    for (let part = 1; part <= FILLS; part++) {
      turns.push(book.fill(order, { quantity: "1", filled: String(part) }))
      await appendAll(journal, book, turns.slice(-1))
      // Slices of many sizes, from one event to some tens.
      if (part % 23 === 0 || part % 40 < 3) assert.ok(await journal.indexed(book.account, INDEX_LIMIT_MS))
    }
    await assertTold(journal, book, turns)
  }
  const database = new DatabaseSync(`${directory.path}/journal-index.db`, { readOnly: true })
  const row = database.prepare("SELECT seqs, body FROM orders").get()
  database.close()
  assert.ok(JSON.parse(String(row?.seqs)).length <= 32, "the row keeps few of the events")
  assert.ok(row?.body !== null, "and the fold of the others")
  await using journal = await openSqliteJournal({ directory: directory.path, log: SILENT_LOG })
  const [first = assert.fail("no order")] = replay(book.account, turns.flat()).orders.values()
  const { tradeId } = first.fills[1] ?? assert.fail("no fill")
  turns.push(book.correctFill(order, tradeId, { quantity: "2", price: "7" }))
  await appendAll(journal, book, turns.slice(-1))
  await assertTold(journal, book, turns)
})

test("the row of an open order is lost, so the next event about it is told as damage of the index", async () => {
  using directory = temporaryDirectory()
  const book = new SampleBook()
  const { order, events } = book.place()
  {
    await using journal = await openSqliteJournal({ directory: directory.path, log: SILENT_LOG })
    await appendAll(journal, book, [events, book.acknowledge(order)])
    assert.ok(await journal.indexed(book.account, INDEX_LIMIT_MS))
  }
  const database = new DatabaseSync(`${directory.path}/journal-index.db`)
  assert.equal(database.prepare("DELETE FROM orders").run().changes, 1)
  database.close()
  await using journal = await openSqliteJournal({ directory: directory.path, log: SILENT_LOG })
  await appendAll(journal, book, [book.fill(order)])
  await assert.rejects(
    journal.indexed(book.account, INDEX_LIMIT_MS),
    /index unusable: .* is about order .*, of which there is no row/,
  )
})
