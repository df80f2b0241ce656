import assert from "node:assert/strict"
import { test } from "node:test"
import { Decimals, decimal, format } from "@okx-oms/core"
import fc from "fast-check"
import { MARKET } from "./fake-desk.ts"
import { nameText, parseName, STRATEGY_LENGTH_MAX } from "./grid-ids.ts"
import { type GridConfig, gridFingerprint, PlanImpossible, planGrid, ticksOf } from "./grid-plan.ts"

const CONFIG: GridConfig = {
  strategy: "grid",
  symbol: "BTC-USDT",
  spacing: "arithmetic",
  lines: 5,
  rangePercent: decimal("0.4"),
  quotePerLevel: decimal("1000"),
}

function plan(change: Partial<GridConfig> = {}, centreTicks = 915_000n) {
  const config = { ...CONFIG, ...change }
  return planGrid(config, MARKET, { number: 1, centreTicks, fingerprint: gridFingerprint(config, MARKET) })
}

const configs = fc.record({
  spacing: fc.constantFrom("arithmetic" as const, "geometric" as const),
  lines: fc.integer({ min: 2, max: 60 }),
  rangePercent: fc.integer({ min: 5, max: 8_000 }).map((n) => ({ coefficient: BigInt(n), scale: 2 })),
  quotePerLevel: fc.integer({ min: 10, max: 5_000 }).map((n) => Decimals.fromInteger(n)),
})
const centres = fc.bigInt({ min: 100_000n, max: 2_000_000n })

test("five lines and 0.4 percent around 91,500, so the lines are 91,134 to 91,866 in steps of 183", () => {
  const { lines, levels, size, cost } = plan()
  assert.deepEqual(lines.map(format), ["91134", "91317", "91500", "91683", "91866"])
  assert.deepEqual(
    levels.map(({ first }) => first),
    ["buy", "buy", "sell", "sell"],
  )
  assert.equal(format(size), "0.01092896")
  assert.equal(format(cost.base), "0.02185792")
  assert.equal(format(cost.quote), "1993.99968096")
})

test("any grid that can be drawn, so its lines rise, lie on ticks and inside the range, and its cost is the sum of its first orders", () => {
  fc.assert(
    fc.property(configs, centres, (change, centreTicks) => {
      let drawn: ReturnType<typeof plan>
      try {
        drawn = plan(change, centreTicks)
      } catch (error) {
        assert.ok(error instanceof PlanImpossible)
        return
      }
      const { lines, levels, size, cost } = drawn
      assert.equal(lines.length, change.lines)
      const centre = { coefficient: centreTicks, scale: 1 }
      const reach = Decimals.multiply(centre, { ...change.rangePercent, scale: change.rangePercent.scale + 2 })
      for (const [index, line] of lines.entries()) {
        assert.ok(Decimals.isMultipleOf(line, MARKET.tickSize), `${format(line)} is no multiple of the tick`)
        assert.ok(Decimals.compare(Decimals.absolute(Decimals.subtract(line, centre)), reach) <= 0, "outside the range")
        const before = lines[index - 1]
        if (before !== undefined) assert.ok(Decimals.lessThan(before, line), "does not rise")
      }
      assert.ok(Decimals.isMultipleOf(size, MARKET.lotSize))
      assert.ok(Decimals.compare(Decimals.multiply(size, centre), change.quotePerLevel) <= 0, "dearer than asked for")
      let quote = Decimals.ZERO
      let base = Decimals.ZERO
      for (const level of levels) {
        if (level.first === "buy") quote = Decimals.add(quote, Decimals.multiply(size, level.buyPrice))
        else base = Decimals.add(base, size)
      }
      assert.equal(format(cost.quote), format(quote))
      assert.equal(format(cost.base), format(base))
    }),
    { numRuns: 300 },
  )
})

test("geometric spacing, so neighbouring lines have the same ratio to within a tick", () => {
  const { lines } = plan({ spacing: "geometric", rangePercent: decimal("50"), lines: 9 })
  const [lowest = Decimals.ONE, second = Decimals.ONE] = lines
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1]
    if (before === undefined) continue
    const expected = Decimals.divide(Decimals.multiply(before, second), lowest, { scale: 4, rounding: "halfEven" })
    const off = Decimals.absolute(Decimals.subtract(line, expected))
    assert.ok(Decimals.compare(off, decimal("1")) <= 0, `${format(line)} is ${format(off)} off the ratio`)
  }
})

test("lines closer than a tick, so the grid is refused with what would help", () => {
  assert.throws(() => plan({ rangePercent: decimal("0.0003"), lines: 50 }), /fewer lines or a wider range/)
})

test("a level worth less than two smallest orders, so the grid is refused with the least amount", () => {
  assert.throws(() => plan({ quotePerLevel: decimal("1.5") }), /at least 1.83/)
})

test("another range, spacing, size or tick, so another fingerprint; the same again, so the same", () => {
  const prints = [
    gridFingerprint(CONFIG, MARKET),
    gridFingerprint({ ...CONFIG, lines: 6 }, MARKET),
    gridFingerprint({ ...CONFIG, spacing: "geometric" }, MARKET),
    gridFingerprint({ ...CONFIG, rangePercent: decimal("0.5") }, MARKET),
    gridFingerprint({ ...CONFIG, quotePerLevel: decimal("999") }, MARKET),
    gridFingerprint(CONFIG, { ...MARKET, tickSize: decimal("0.01") }),
  ]
  assert.equal(new Set(prints).size, prints.length)
  assert.equal(gridFingerprint({ ...CONFIG }, { ...MARKET }), prints[0])
  assert.equal(ticksOf(decimal("91500.04"), MARKET), 915_000n)
})

test("every name of an order reads back as what it was made of, so a restart finds its place", () => {
  const runs = fc.record({
    number: fc.integer({ min: 1, max: 999_999 }),
    centreTicks: fc.bigInt({ min: 1n, max: 999_999_999_999_999n }),
    fingerprint: fc.integer({ min: 0, max: 0xffffffff }).map((n) => n.toString(16).padStart(8, "0")),
  })
  const level = fc.integer({ min: 1, max: 199 })
  const cycle = fc.integer({ min: 1, max: 999_999_999 })
  const strategies = fc.constantFrom("grid", "my-grid", "a-1.2.0123-L01", "x".repeat(STRATEGY_LENGTH_MAX))
  fc.assert(
    fc.property(strategies, runs, level, cycle, fc.boolean(), (strategy, run, number, count, isBuy) => {
      const name = { run, level: number, side: isBuy ? ("buy" as const) : ("sell" as const), cycle: count }
      const text = nameText(strategy, name)
      assert.match(text, /^[A-Za-z0-9._:-]{1,64}$/)
      assert.deepEqual(parseName(strategy, text), { ...name, run: { ...run } })
      assert.equal(parseName(`${strategy}x`, text), undefined)
    }),
  )
})
