// The memory journal: the contract, and what only it can do on demand: answer unknown, crash, tear and flip.

import assert from "node:assert/strict"
import { test } from "node:test"
import { JournalUnavailable } from "../ports.ts"
import { journalContract } from "./journal-contract.ts"
import { MemoryDisk } from "./memory-disk.ts"
import { MemoryJournal } from "./memory-journal.ts"
import { appendAll, collect, SampleBook } from "./sample-book.ts"

journalContract("memory journal", async () => {
  let journal = new MemoryJournal()
  return {
    journal,
    reopen: async () => {
      await journal.close()
      journal = new MemoryJournal({ disk: journal.disk })
      return journal
    },
    [Symbol.asyncDispose]: () => journal.close(),
  }
})

async function started(options: ConstructorParameters<typeof MemoryJournal>[0] = {}) {
  const journal = new MemoryJournal(options)
  const book = new SampleBook()
  await appendAll(journal, book, [book.start(), ...book.wholeLife().turns])
  return { journal, book, durable: book.seq }
}

test("an append answers unknown though it was written, so the turn is there after the crash", async () => {
  const { journal, book } = await started()
  journal.failNextAppend("unknown-written")
  assert.equal(await journal.append(book.account, book.seq, book.epoch, book.place().events), "unknown")
  const after = journal.crash()
  assert.equal((await collect(after.read(book.account, 1))).length, book.seq)
})

test("an append answers unknown and was lost, so nothing of it is there and later appends are not tried", async () => {
  const { journal, book, durable } = await started()
  journal.failNextAppend("unknown-lost")
  const { events } = book.place()
  assert.equal(await journal.append(book.account, durable, book.epoch, events), "unknown")
  assert.equal(await journal.append(book.account, durable, book.epoch, events), "unknown")
  const after = journal.crash()
  assert.equal((await collect(after.read(book.account, 1))).length, durable)
  assert.equal(await after.append(book.account, durable, book.epoch, events), "ok")
})

test("a crash with an append in flight, so it is there whole or not at all, and its answer never comes", async () => {
  for (const [fate, survives] of [
    ["kept", true],
    ["lost", false],
    ["torn", false],
  ] as const) {
    let release: () => void = () => {}
    let hold = false
    const settle = () => (hold ? new Promise<void>((resolve) => (release = resolve)) : Promise.resolve())
    const { journal, book, durable } = await started({ settle })
    hold = true
    let answered = false
    const { events } = book.place()
    void journal.append(book.account, durable, book.epoch, events).then(() => (answered = true))
    const after = journal.crash(fate)
    release()
    await new Promise((resolve) => setImmediate(resolve))
    assert.equal(answered, false)
    assert.equal((await collect(after.read(book.account, 1))).length, survives ? book.seq : durable)
    await assert.rejects(journal.lookup(book.account, []), JournalUnavailable)
  }
})

test("a flipped bit in a turn, so reading over it is refused; in a snapshot, so the older one is taken", async () => {
  const { journal, book } = await started()
  await journal.saveSnapshot(book.account, 4, ["older"])
  await journal.saveSnapshot(book.account, book.seq, ["newer"])
  journal.disk.flipSnapshotBit(book.account)
  assert.equal((await journal.load(book.account)).snapshot, "older")
  journal.disk.flipBit(book.account, 5)
  await assert.rejects(collect(journal.read(book.account, 1)), JournalUnavailable)
})

test("the same seed, so the same appends fail", async () => {
  const runs = await Promise.all(
    [7, 7, 8].map(async (seed) => {
      const answers: string[] = []
      const disk = new MemoryDisk(seed)
      for (let round = 0; round < 40; round++) {
        const account = `a${round}`
        const book = new SampleBook(account)
        const journal = new MemoryJournal({ disk, unknownRate: 0.3 })
        answers.push(await journal.append(book.account, 0, book.epoch, book.start()))
      }
      return answers.join()
    }),
  )
  assert.equal(runs[0], runs[1])
  assert.notEqual(runs[0], runs[2])
})
