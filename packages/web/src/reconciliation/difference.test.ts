import assert from "node:assert/strict"
import { test } from "node:test"
import { BREAK_ACTIONS, BREAK_KINDS } from "@okx-oms/core"
import fc from "fast-check"
import { setWriting } from "../words/writing.ts"
import { ACTION_WORDS, BREAK_WORDS, withClocks } from "./break-words.ts"
import { amountBetween, differing, type Piece } from "./difference.ts"

const marked = (pieces: readonly Piece[]) =>
  pieces.map(({ text, isDifferent }) => (isDifferent ? `[${text.trim()}]` : text.trim())).join(" ")

test("two states of one order, so only what differs is marked on each side", () => {
  const { ours, theirs } = differing(
    "Acknowledged, buy 0.5 at 41000, filled 0",
    "Cancelled, buy 0.5 at 41000, filled 0.2",
  )
  assert.equal(marked(ours), "[Acknowledged,] buy 0.5 at 41000, filled [0]")
  assert.equal(marked(theirs), "[Cancelled,] buy 0.5 at 41000, filled [0.2]")
})

test("nothing in common, so all of it is marked; the same, so nothing is", () => {
  const { ours, theirs } = differing("no such order", "buy 0.2 BTC-USDT")
  assert.deepEqual([marked(ours), marked(theirs)], ["[no such order]", "[buy 0.2 BTC-USDT]"])
  assert.equal(marked(differing("in no list", "in no list").ours), "in no list")
})

test("any two texts, so no letter is lost on either side", () => {
  const text = fc.array(fc.constantFrom("a", "b", "0.5", "at", "x,"), { maxLength: 12 }).map((words) => words.join(" "))
  fc.assert(
    fc.property(text, text, (a, b) => {
      const { ours, theirs } = differing(a, b)
      const joined = (pieces: readonly Piece[]) => pieces.map((piece) => piece.text).join("")
      assert.deepEqual([joined(ours), joined(theirs)], [a, b])
      const common = (pieces: readonly Piece[]) =>
        pieces.filter((piece) => !piece.isDifferent).flatMap((piece) => piece.text.match(/[^\s,]+/g) ?? [])
      assert.deepEqual(common(ours), common(theirs))
    }),
  )
})

test("two amounts, so their exact difference with its sign; words have none", () => {
  assert.equal(amountBetween("1000.000000000001", "999"), "-1.000000000001")
  assert.equal(amountBetween("1", "1.5"), "+0.5")
  assert.equal(amountBetween("in no list", "1"), undefined)
})

test("evidence with moments in milliseconds, so they are times of day, and ids stay as they are", () => {
  setWriting({ zone: "utc", grouping: "comma" })
  try {
    const text = "query read begun at 1795415085765, ordId 1795415075484000001: 3221 ms without its push"
    assert.equal(withClocks(text), text.replace("1795415085765", "06:24:45.765"))
  } finally {
    setWriting({ zone: "local", grouping: "comma" })
  }
})

test("every kind of break and every action, so each has its words", () => {
  assert.deepEqual(Object.keys(BREAK_WORDS).sort(), [...BREAK_KINDS].sort())
  assert.deepEqual(Object.keys(ACTION_WORDS).sort(), [...BREAK_ACTIONS].sort())
  for (const { note } of Object.values(BREAK_WORDS)) assert.ok(note.length > 0 && note.length <= 200)
})
