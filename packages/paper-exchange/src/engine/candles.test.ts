// Candles summed from trades: every bar holds exactly the trades within it, the bars between are flat, pages fit together.

import assert from "node:assert/strict"
import { test } from "node:test"
import { type Decimal, Decimals, format } from "@okx-oms/core"
import fc from "fast-check"
import { barNamed, barStart, nextBarStart } from "./bars.ts"
import { addTrade, type Candle, candlesOf, createCandles } from "./candles.ts"

const START_MS = Date.parse("2026-03-18T21:47:31.500Z")
const whole = (value: number): Decimal => ({ coefficient: BigInt(value), scale: 0 })

interface Trade {
  readonly atMs: number
  readonly price: number
  readonly size: number
}

/** What the bar from startMs should say, from the bare list. */
function expected(trades: readonly Trade[], startMs: number, endMs: number): string | undefined {
  const within = trades.filter(({ atMs }) => atMs >= startMs && atMs < endMs)
  const before = trades.filter(({ atMs }) => atMs < startMs).at(-1)
  const first = within[0]
  if (first === undefined) return before === undefined ? undefined : `${`${before.price} `.repeat(4)}0`
  const prices = within.map(({ price }) => price)
  const volume = within.reduce((sum, { size }) => sum + size, 0)
  return `${first.price} ${Math.max(...prices)} ${Math.min(...prices)} ${within.at(-1)?.price} ${volume}`
}

function said({ open, high, low, close, volume }: Candle): string {
  return [open, high, low, close, volume].map((value) => format(value)).join(" ")
}

test("trades at any times, so the candles of every bar are those reckoned from the bare list", () => {
  const trade = fc.record({
    afterMs: fc.oneof(fc.integer({ min: 0, max: 90_000 }), fc.integer({ min: 0, max: 4_000_000 })),
    price: fc.integer({ min: 1, max: 99 }),
    size: fc.integer({ min: 1, max: 9 }),
  })
  fc.assert(
    fc.property(fc.array(trade, { minLength: 1, maxLength: 60 }), (steps) => {
      const series = createCandles()
      const trades: Trade[] = []
      let atMs = START_MS
      for (const { afterMs, price, size } of steps) {
        atMs += afterMs
        trades.push({ atMs, price, size })
        addTrade(series, { atMs, price: whole(price), size: whole(size), base: whole(size), quote: whole(size) })
      }
      for (const name of ["1m", "5m", "1H", "4H", "1D", "1Mutc"]) {
        const bar = barNamed(name)
        assert.ok(bar)
        const found = candlesOf(series, bar, atMs, { limit: 100 })
        let startMs = barStart(atMs, bar)
        for (const candle of found) {
          assert.equal(candle.startMs, startMs, name)
          assert.equal(said(candle), expected(trades, startMs, nextBarStart(startMs, bar)), name)
          startMs = barStart(startMs - 1, bar)
        }
        // Nothing is left out but what is beyond the page.
        if (found.length < 100) assert.ok(startMs < barStart(trades[0]?.atMs ?? 0, bar))
      }
    }),
    { numRuns: 60, seed: 5 },
  )
})

test("pages after and before, so they fit together without a gap", () => {
  const series = createCandles()
  const bar = barNamed("1m")
  assert.ok(bar)
  for (let minute = 0; minute < 30; minute++) {
    const price = whole(minute + 1)
    const one = Decimals.ONE
    addTrade(series, { atMs: START_MS + minute * 60_000, price, size: one, base: one, quote: one })
  }
  const nowMs = START_MS + 29 * 60_000
  const closes = (window: { beforeMs?: number; afterMs?: number; limit: number }): string[] =>
    candlesOf(series, bar, nowMs, window).map(({ close }) => format(close))
  assert.deepEqual(closes({ limit: 3 }), ["30", "29", "28"])
  const third = barStart(nowMs, bar) - 2 * 60_000
  assert.deepEqual(closes({ beforeMs: third, limit: 2 }), ["27", "26"])
  assert.deepEqual(closes({ afterMs: third, limit: 5 }), ["30", "29"])
})
