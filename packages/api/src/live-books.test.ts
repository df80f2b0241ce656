// What AccountBooks does with an order of items that a stream may bring, and with one that none may: every fault is BooksBroken, and after it only a snapshot
// helps. Whole days of folding are tried where the frames are made, in the server.

import assert from "node:assert/strict"
import { test } from "node:test"
import {
  copyState,
  emptyAccount,
  encodeState,
  encodeStatePart,
  evolve,
  millis,
  type OmsEvent,
  parseAccountId,
} from "@okx-oms/core"
import type { EventRow } from "./contract/order-schemas.ts"
import type { BooksPart } from "./contract/stream-schemas.ts"
import { AccountBooks, BooksBroken } from "./live-books.ts"
import type { StreamItem } from "./live-stream.ts"
import { eventRow } from "./rows.ts"

const OF = { account: "main", mode: "paper" } as const
const LOST: StreamItem = { type: "disconnected", reason: "the line", retryInMs: 1 }

function halted(seq: number): OmsEvent {
  const place = {
    version: 1,
    seq,
    at: millis(1_750_000_000_000),
    account: parseAccountId("main"),
    cause: "command",
  } as const
  return { type: "TradingHalted", mode: "halt", reason: `halt ${seq}`, ...place }
}

function stateAt(seq: number) {
  const state = emptyAccount(parseAccountId("main"))
  for (let next = 1; next <= seq; next++) evolve(state, halted(next))
  return state
}

/** The state after `seq` events, told as part `part` of `parts`. */
function snapshot(seq: number, { at = seq, part = 1, parts = 1 } = {}): StreamItem {
  const state: BooksPart["state"] = JSON.parse(encodeStatePart(copyState(stateAt(seq)), part - 1, 500))
  return { type: "snapshot", ...OF, seq: at, more: part < parts, books: { part, parts, state } }
}

function changes(fromSeq: number, seq: number): StreamItem {
  const events = Array.from({ length: seq - fromSeq + 1 }, (_, index) => eventRow(halted(fromSeq + index)))
  return { type: "changes", ...OF, fromSeq, seq, events }
}

test("a snapshot and what follows, so the state of the last event; what it knew already counts once", () => {
  const books = new AccountBooks()
  assert.deepEqual([books.state, books.seq, books.take({ type: "connected" })], [undefined, 0, "waiting"])
  assert.equal(books.take(snapshot(5, { at: 3 })), "begun")
  assert.equal(books.take(changes(4, 7)), "folded")
  assert.deepEqual([books.seq, books.mode, books.state?.trading.reason], [7, "paper", "halt 7"])
  assert.equal(books.state && encodeState(books.state), encodeState(stateAt(7)))
})

test("a line that is lost and goes on, so nothing is begun anew; one that goes on beyond what is known is a fault", () => {
  const books = new AccountBooks()
  books.take(snapshot(2))
  assert.equal(books.take(LOST), "waiting")
  // It stands still, for who shows it.
  assert.equal(books.seq, 2)
  assert.equal(books.take({ type: "resumed", ...OF, seq: 2 }), "folded")
  assert.equal(books.take(changes(3, 3)), "folded")
  books.take(LOST)
  assert.throws(() => books.take({ type: "resumed", ...OF, seq: 4 }), BooksBroken)
})

test("a resync, so the old state is shown until the new one is whole, and changes before that are a fault", () => {
  const books = new AccountBooks()
  books.take(snapshot(2))
  const resync = { type: "resync", ...OF, because: "slow-reader", detail: "", missedFrom: 2, seq: 9 } as const
  assert.equal(books.take(resync), "waiting")
  assert.equal(books.take({ type: "status", ...OF, seq: 9, status: STATUS }), "waiting")
  assert.equal(books.take(snapshot(9, { parts: 2 })), "waiting")
  assert.deepEqual([books.seq, books.arriving], [2, { part: 1, parts: 2 }])
  assert.equal(books.take(snapshot(9, { part: 2, parts: 2 })), "begun")
  assert.deepEqual([books.seq, books.arriving], [9, undefined])
  books.take(resync)
  assert.throws(() => books.take(changes(10, 10)), /came before the books/)
})

test("half a snapshot and a lost line, so the next snapshot begins anew", () => {
  const books = new AccountBooks()
  books.take(snapshot(4, { parts: 3 }))
  books.take(LOST)
  assert.equal(books.arriving, undefined)
  assert.equal(books.take(snapshot(6)), "begun")
  assert.equal(books.seq, 6)
})

const FAULTS: Readonly<Record<string, readonly StreamItem[]>> = {
  "changes before any books": [changes(1, 1)],
  "a gap within the events": [
    snapshot(2),
    { ...changes(3, 5), events: [eventRow(halted(3)), eventRow(halted(5))] } as StreamItem,
  ],
  "a gap before the events": [snapshot(2), changes(4, 4)],
  "events that are not there": [snapshot(2), { type: "changes", ...OF, fromSeq: 3, seq: 3 }],
  "a part without those before": [snapshot(2, { part: 2, parts: 3 })],
  "a part left out": [snapshot(2, { parts: 3 }), snapshot(2, { part: 3, parts: 3 })],
  "another account": [snapshot(2), { ...changes(3, 3), account: "other" } as StreamItem],
  "a state of another program": [
    { type: "snapshot", ...OF, seq: 1, more: false, books: { part: 1, parts: 1, state: { orders: [] } } },
  ],
  "an order that nobody placed": [
    snapshot(2),
    {
      type: "changes",
      ...OF,
      fromSeq: 3,
      seq: 3,
      events: [{ ...eventRow(halted(3)), type: "OrderValidated", orderId: "o170000000000000001" } as EventRow],
    },
  ],
}

for (const [fault, items] of Object.entries(FAULTS)) {
  test(`${fault}, so the books are broken, empty, and begin with the next snapshot`, () => {
    const books = new AccountBooks()
    for (const item of items.slice(0, -1)) books.take(item)
    assert.throws(() => books.take(items.at(-1) ?? LOST), BooksBroken)
    assert.deepEqual([books.state, books.seq], [undefined, 0])
    assert.throws(() => books.take(changes(3, 3)), BooksBroken)
    assert.equal(books.take(snapshot(3)), "begun")
    assert.equal(books.take(changes(4, 4)), "folded")
  })
}

const STATUS = {
  ready: true,
  why: null,
  trading: { mode: "open", reason: "", since: null },
  privateFeed: "up",
  publicFeed: "up",
  troubled: false,
  deadMan: "off",
} as const
