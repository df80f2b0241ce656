// One event out of a turn against the whole turn parsed, whatever stands in the strings and however the events were written.

import assert from "node:assert/strict"
import { test } from "node:test"
import { SampleBook } from "@okx-oms/trading/contract"
import { encodeTurn, parseEventOf, parseTurn } from "./turn-codec.ts"
import type { Turn } from "./turn-store.ts"

function turnOf(text: string, firstSeq: number, lastSeq: number): Turn {
  const account = "paper"
  return { turnId: 1, account, firstSeq, lastSeq, epoch: 1, at: 1, prevHash: "", hash: "", events: text }
}

function assertSame(turn: Turn): void {
  const whole = parseTurn(turn, "journal.db")
  for (const event of whole) assert.deepEqual(parseEventOf(turn, event.seq, "journal.db"), event)
  assert.equal(parseEventOf(turn, turn.firstSeq - 1, "journal.db"), undefined)
  assert.equal(parseEventOf(turn, turn.lastSeq + 1, "journal.db"), undefined)
}

test("turns as they are written, so each event of them is the one of the whole turn", () => {
  const book = new SampleBook("paper", { seq: 8 })
  const events = [...book.start(), ...book.wholeLife().turns.flat(), ...book.place().events]
  const first = events[0]?.seq ?? 0
  const { events: text } = encodeTurn(book.account, first - 1, book.epoch, events)
  assertSame(turnOf(text, first, events.at(-1)?.seq ?? 0))
})

test("a text that holds the beginning of another event, so it is not taken for one", () => {
  const beginning = '},{"version":1,"seq":3,"type":"BreakFound"'
  const events = [2, 3, 4].map((seq) => ({ version: 1, seq, reason: seq === 2 ? beginning : "none" }))
  assertSame(turnOf(JSON.stringify(events), 2, 4))
})

test("events whose fields stand in another order, so the whole turn is read", () => {
  assertSame(
    turnOf(
      JSON.stringify([
        { seq: 5, version: 1 },
        { version: 1, seq: 6 },
        { type: "x", seq: 7 },
      ]),
      5,
      7,
    ),
  )
})
