// The form of a grid read as a request: every field with its own fault, and a grid of before as it was asked for.

import assert from "node:assert/strict"
import { test } from "node:test"
import { FRESH_DRAFT, freeName, readDraft, termsText, wishOf } from "./grid-draft.ts"

const terms = {
  spacing: "geometric",
  lines: 7,
  rangePercent: "3",
  quotePerLevel: "200",
  recentreAfterMs: 60_000,
} as const

test("the form as it opens, so it is a request: levels lie between lines", () => {
  assert.deepEqual(readDraft(FRESH_DRAFT), {
    ok: true,
    wish: {
      strategy: "grid-1",
      symbol: "BTC-USDT",
      spacing: "arithmetic",
      lines: 11,
      rangePercent: "2",
      quotePerLevel: "100",
    },
  })
})

test("a range that moves, so its wait is milliseconds; its seconds are only asked for then", () => {
  const read = readDraft({ ...FRESH_DRAFT, outside: "move", afterSeconds: "90" })
  assert.equal(read.ok && read.wish.recentreAfterMs, 90_000)
  assert.equal(readDraft({ ...FRESH_DRAFT, afterSeconds: "soon" }).ok, true)
  assert.equal(readDraft({ ...FRESH_DRAFT, outside: "move", afterSeconds: "0" }).ok, false)
})

test("fields that are wrong, so each says what would be right and nothing is asked of the server", () => {
  const read = readDraft({ ...FRESH_DRAFT, name: "a name of its own", levels: "2.5", range: "90", perLevel: "-1" })
  assert.deepEqual(read.ok ? [] : Object.keys(read.faults), ["name", "levels", "range", "perLevel"])
})

test("a grid of before, so it is asked for as it was, and its terms are told in a line", () => {
  assert.deepEqual(wishOf({ strategy: "alpha", symbol: "ETH-USDT", terms }), {
    strategy: "alpha",
    symbol: "ETH-USDT",
    ...terms,
  })
  const still = { ...terms, recentreAfterMs: null }
  assert.equal("recentreAfterMs" in wishOf({ strategy: "alpha", symbol: "ETH-USDT", terms: still }), false)
  assert.equal(
    termsText({ symbol: "ETH-USDT", terms }),
    "6 levels, geometric · ±3 % · 200 USDT each · moves after 60 s outside",
  )
})

test("names that are taken, so the next free one is offered", () => {
  assert.equal(freeName(["grid-1", "grid-2", "alpha"]), "grid-3")
})
