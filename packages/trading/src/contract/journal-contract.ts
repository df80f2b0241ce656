// What every journal must do, as tests: each implementation of the Journal and History ports runs this suite on its own storage. It relies on
// node:test and the sample book; what only one implementation has (files, faults, crashes) is tested beside that one.

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { encodeOrder, encodeState, format, replay } from "@okx-oms/core"
import { type History, type Journal, JournalUnavailable } from "../ports.ts"
import { describeHistory } from "./history-contract.ts"
import { appendAll, collect, SampleBook } from "./sample-book.ts"

export interface JournalHarness extends AsyncDisposable {
  readonly journal: Journal & History
  /** Closes the journal and opens another one on the same storage. */
  reopen(): Promise<Journal & History>
}

/** Registers the suite. `create` makes an empty journal; it is disposed after each test. */
export function journalContract(name: string, create: () => Promise<JournalHarness>): void {
  describe(`${name} as a journal`, () => {
    describeAppend(create)
    describeLoad(create)
    describeLookup(create)
  })
  describe(`${name} as a history`, () => describeHistory(create))
}

type Create = () => Promise<JournalHarness>

function describeAppend(create: Create): void {
  test("turns are appended, so they are read back equal, decimals included", async () => {
    await using harness = await create()
    const book = new SampleBook()
    const turns = [book.start(), ...book.wholeLife().turns]
    await appendAll(harness.journal, book, turns)
    assert.deepEqual(await collect(harness.journal.read(book.account, 1)), turns.flat())
  })

  test("another sequence number than expected, so fenced and nothing is written", async () => {
    await using harness = await create()
    const book = new SampleBook()
    await appendAll(harness.journal, book, [book.start()])
    const ahead = new SampleBook("paper", { seq: 7 }).start()
    const behind = new SampleBook("paper").start()
    assert.equal(await harness.journal.append(book.account, 7, book.epoch, ahead), "fenced")
    assert.equal(await harness.journal.append(book.account, 0, book.epoch, behind), "fenced")
    assert.equal((await collect(harness.journal.read(book.account, 1))).length, 1)
  })

  test("a higher epoch has written, so the lower one is fenced and the equal one is not", async () => {
    await using harness = await create()
    const book = new SampleBook("paper", { epoch: 1_700_000_100 })
    await appendAll(harness.journal, book, [book.start()])
    const { events } = book.place()
    assert.equal(await harness.journal.append(book.account, 1, book.epoch - 1, events), "fenced")
    assert.equal(await harness.journal.append(book.account, 1, book.epoch, events), "ok")
  })

  test("a turn that is empty, has a gap or is another account's, so it is a bug and nothing is written", async () => {
    await using harness = await create()
    const { journal } = harness
    const book = new SampleBook()
    const [first] = book.start()
    const { events } = book.place()
    assert.ok(first !== undefined)
    await assert.rejects(journal.append(book.account, 0, book.epoch, []), /Invariant/)
    await assert.rejects(journal.append(book.account, 0, book.epoch, [first, ...events.slice(1)]), /Invariant/)
    await assert.rejects(journal.append(new SampleBook("other").account, 0, book.epoch, [first]), /Invariant/)
    assert.deepEqual(await collect(journal.read(book.account, 1)), [])
  })

  test("two accounts, so each has its own sequence and sees nothing of the other", async () => {
    await using harness = await create()
    const one = new SampleBook("one")
    const two = new SampleBook("two")
    await appendAll(harness.journal, one, [one.start()])
    await appendAll(harness.journal, two, [two.start(), ...two.wholeLife().turns])
    await appendAll(harness.journal, one, one.wholeLife().turns)
    const seen = await collect(harness.journal.read(one.account, 1))
    assert.deepEqual(new Set(seen.map((event) => event.account)), new Set(["one"]))
    assert.deepEqual(
      seen.map((event) => event.seq),
      seen.map((_, index) => index + 1),
    )
  })

  test("the journal is closed, so it refuses with JournalUnavailable, and closing twice is no error", async () => {
    await using harness = await create()
    const book = new SampleBook()
    await harness.journal.close()
    await harness.journal.close()
    await assert.rejects(harness.journal.append(book.account, 0, book.epoch, book.start()), JournalUnavailable)
    await assert.rejects(harness.journal.lookup(book.account, []), JournalUnavailable)
  })
}

function describeLoad(create: Create): void {
  test("an empty journal, so neither snapshot nor events", async () => {
    await using harness = await create()
    const loaded = await harness.journal.load(new SampleBook().account)
    assert.equal(loaded.snapshot, undefined)
    assert.deepEqual(await collect(loaded.events), [])
  })

  test("reopened, so everything acknowledged is there and folds to the same state", async () => {
    await using harness = await create()
    const book = new SampleBook()
    const turns = [book.start(), ...book.wholeLife().turns, book.place().events]
    await appendAll(harness.journal, book, turns)
    const reopened = await harness.reopen()
    const { events } = await reopened.load(book.account)
    const state = replay(book.account, await collect(events))
    assert.equal(encodeState(state), encodeState(replay(book.account, turns.flat())))
    assert.equal(await reopened.append(book.account, book.seq, book.epoch, book.place().events), "ok")
  })

  test("snapshots were saved, so the newest is loaded with exactly the events after it", async () => {
    await using harness = await create()
    const book = new SampleBook()
    const { journal } = harness
    await appendAll(journal, book, [book.start()])
    for (const name of ["first", "second", "third"]) {
      await appendAll(journal, book, book.wholeLife().turns)
      await journal.saveSnapshot(book.account, book.seq, [`{"name":`, `"${name}"}`])
    }
    const tail = book.place().events
    await appendAll(journal, book, [tail])
    const loaded = await (await harness.reopen()).load(book.account)
    assert.equal(loaded.snapshot, '{"name":"third"}')
    assert.deepEqual(await collect(loaded.events), tail)
  })

  test("reading from the middle of a turn, so it starts exactly there", async () => {
    await using harness = await create()
    const book = new SampleBook()
    const turns = [book.start(), book.place().events, book.place().events]
    await appendAll(harness.journal, book, turns)
    const events = await collect(harness.journal.read(book.account, 3))
    assert.deepEqual(events, turns.flat().slice(2))
    assert.deepEqual(await collect(harness.journal.read(book.account, book.seq + 1)), [])
  })
}

function describeLookup(create: Create): void {
  test("an order was just appended, so every one of its ids finds its newest version, once", async () => {
    await using harness = await create()
    const { journal } = harness
    const book = new SampleBook()
    const first = book.start()
    const { order, turns } = book.wholeLife()
    await appendAll(journal, book, [first, ...turns])
    const { orderId, clOrdId, okxOrderId, clientOrderId } = order
    const expected = replay(book.account, [first, ...turns].flat()).orders.get(orderId)
    assert.ok(expected !== undefined)
    for (const key of [
      { kind: "orderId", value: orderId },
      { kind: "clOrdId", value: clOrdId },
      { kind: "okxOrderId", value: okxOrderId },
      { kind: "clientOrderId", value: clientOrderId },
    ] as const) {
      const [found, ...more] = await journal.lookup(book.account, [key])
      assert.ok(found !== undefined, `by ${key.kind}`)
      assert.equal(encodeOrder(found), encodeOrder(expected))
      assert.deepEqual(more, [])
    }
    const both = await journal.lookup(book.account, [
      { kind: "orderId", value: orderId },
      { kind: "clOrdId", value: clOrdId },
    ])
    assert.equal(both.length, 1)
  })

  test("unknown keys and another account's, so they are left out", async () => {
    await using harness = await create()
    const book = new SampleBook()
    await appendAll(harness.journal, book, [book.start()])
    const { order, events } = book.place()
    await appendAll(harness.journal, book, [events])
    const unknown = { kind: "clOrdId", value: "170000000099999999" } as const
    const known = { kind: "clientOrderId", value: order.clientOrderId } as const
    assert.deepEqual(
      (await harness.journal.lookup(book.account, [unknown, known])).map((found) => found.orderId),
      [order.orderId],
    )
    assert.deepEqual(await harness.journal.lookup(new SampleBook("other").account, [known]), [])
  })

  test("lookups between appends, so each sees everything appended before it", async () => {
    await using harness = await create()
    const { journal } = harness
    const book = new SampleBook()
    await appendAll(journal, book, [book.start()])
    for (let round = 0; round < 20; round++) {
      const { order, events } = book.place()
      await appendAll(journal, book, [events])
      const byClient = { kind: "clientOrderId", value: order.clientOrderId } as const
      assert.equal((await journal.lookup(book.account, [byClient]))[0]?.state, "Submitted")
      await appendAll(journal, book, [book.acknowledge(order), book.cancel(order)])
      const byOkx = { kind: "okxOrderId", value: order.okxOrderId } as const
      assert.equal((await journal.lookup(book.account, [byOkx, byClient]))[0]?.state, "Cancelled")
    }
  })

  test("an order left memory, is recalled and corrected, so its newest version is found after a restart too", async () => {
    await using harness = await create()
    const { journal } = harness
    const book = new SampleBook()
    await appendAll(journal, book, [book.start()])
    const { order, events } = book.place()
    await appendAll(journal, book, [events, book.acknowledge(order), book.cancel(order)])
    book.wait(16 * 60_000)
    await appendAll(journal, book, book.wholeLife().turns)
    const key = { kind: "okxOrderId", value: order.okxOrderId } as const
    const [closed] = await journal.lookup(book.account, [key])
    assert.equal(closed?.state, "Cancelled")
    await appendAll(journal, book, [
      book.recall(closed),
      book.correct(order, { quantity: "0.1", filled: "0.1" }),
      book.foundBreak(order.orderId).events,
    ])
    const reopened = await harness.reopen()
    const [corrected] = await reopened.lookup(book.account, [key])
    assert.ok(corrected !== undefined)
    assert.equal(corrected.fills.length, 1)
    assert.equal(format(corrected.filledQuantity), "0.1")
    assert.equal(corrected.seq, book.seq - 1)
  })
}
