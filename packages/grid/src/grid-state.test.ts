import assert from "node:assert/strict"
import { test } from "node:test"
import { Decimals, decimal, format, type OrderSide } from "@okx-oms/core"
import fc from "fast-check"
import type { DeskFill, DeskOrder } from "./desk.ts"
import { MARKET } from "./fake-desk.ts"
import { GridBook } from "./grid-book.ts"
import { decideGrid, type Moment } from "./grid-decide.ts"
import { nameText, type RunId } from "./grid-ids.ts"
import { type GridConfig, planGrid } from "./grid-plan.ts"
import { backoffMs, CANCEL_REASONS, gridState, type LevelState } from "./grid-state.ts"

const CONFIG: GridConfig = {
  strategy: "grid",
  symbol: "BTC-USDT",
  spacing: "arithmetic",
  lines: 5,
  rangePercent: decimal("0.4"),
  quotePerLevel: decimal("1000"),
}
const RUN: RunId = { number: 3, centreTicks: 915_000n, fingerprint: "0123abcd" }
const PLAN = planGrid(CONFIG, MARKET, RUN)
const SIZE = format(PLAN.size)
const GRID = { plan: PLAN, market: MARKET, options: { strategy: "grid", recentreAfterMs: 3_000 } }
const MOMENT: Moment = { now: 1_000_000, lastPrice: decimal("91500"), outsideSince: undefined }

type Row = { readonly order: DeskOrder } | { readonly fill: DeskFill }
type OrderFacts = Partial<DeskOrder> & { level: number; side: OrderSide; cycle: number; run?: RunId }

function row({ level, side, cycle, run = RUN, ...facts }: OrderFacts): { readonly order: DeskOrder } {
  const clientOrderId = nameText("grid", { run, level, side, cycle })
  return {
    order: {
      orderId: `id-${clientOrderId}`,
      clientOrderId,
      side,
      price: decimal("91317"),
      quantity: PLAN.size,
      filled: Decimals.ZERO,
      state: "Acknowledged",
      seq: 1,
      ...facts,
    },
  }
}

function fillOf({ order }: { order: DeskOrder }, quantity: string, fee: string, tradeId = "t1"): Row {
  const { orderId, clientOrderId, side, price } = order
  const fees = [{ currency: side === "buy" ? "BTC" : "USDT", amount: decimal(fee) }]
  return { fill: { orderId, clientOrderId, tradeId, side, price, quantity: decimal(quantity), fees, at: 1 } }
}

function bookOf(...rows: readonly Row[]): GridBook {
  const book = new GridBook("grid")
  for (const each of rows) {
    if ("order" in each) book.takeOrder(each.order)
    else book.takeFill(each.fill)
  }
  return book
}

function level(book: GridBook, number: number): LevelState {
  const found = gridState(book, PLAN, MARKET).levels[number - 1]
  assert.ok(found)
  return found
}

function wishOf(book: GridBook, number: number) {
  const state = level(book, number)
  assert.equal(state.kind, "wanting")
  return state.kind === "wanting" ? state.wish : assert.fail()
}

test("no order yet, so levels below the middle buy and those above sell, each once", () => {
  const { placements } = decideGrid(started(), GRID, MOMENT)
  assert.deepEqual(
    placements.map(({ clientOrderId, side, price, quantity }) => [
      clientOrderId,
      side,
      format(price),
      format(quantity),
    ]),
    [
      ["grid-3.915000.0123abcd-L01-B-000001", "buy", "91134", SIZE],
      ["grid-3.915000.0123abcd-L02-B-000001", "buy", "91317", SIZE],
      ["grid-3.915000.0123abcd-L03-S-000001", "sell", "91683", SIZE],
      ["grid-3.915000.0123abcd-L04-S-000001", "sell", "91866", SIZE],
    ],
  )
})

test("a buy filled with its fee in base, so what was received is sold one line higher, rounded down to the lot", () => {
  const bought = row({ level: 2, side: "buy", cycle: 1, state: "Filled", filled: PLAN.size })
  const book = bookOf(bought, fillOf(bought, SIZE, "-0.000008743168"))
  const wish = wishOf(book, 2)
  assert.deepEqual([wish.side, wish.cycle, format(wish.quantity)], ["sell", 2, "0.01092021"])
  assert.equal(format(level(book, 2).holding), "0.010920216832")
})

test("the sale filled, so the full size is bought again and the dust stays with the level until it makes a lot", () => {
  const bought = row({ level: 2, side: "buy", cycle: 1, state: "Filled", filled: PLAN.size })
  const sold = row({ level: 2, side: "sell", cycle: 2, state: "Filled", filled: decimal("0.01092021") })
  const again = row({ level: 2, side: "buy", cycle: 3, state: "Filled", filled: PLAN.size })
  const fee = "-0.000008743168"
  const once = [bought, fillOf(bought, SIZE, fee), sold, fillOf(sold, "0.01092021", "-0.8")]
  const buy = wishOf(bookOf(...once), 2)
  assert.deepEqual([buy.side, buy.cycle, format(buy.quantity)], ["buy", 3, SIZE])
  const twice = bookOf(...once, again, fillOf(again, SIZE, fee))
  // 0.000000006832 twice is one lot of 0.00000001 and a rest.
  assert.equal(format(wishOf(twice, 2).quantity), "0.01092022")
})

test("filled, but a fill is still on its way, so the level waits until what it received is known", () => {
  const bought = row({ level: 2, side: "buy", cycle: 1, state: "Filled", filled: PLAN.size })
  const part = fillOf(bought, "0.005", "-0.000004")
  assert.equal(level(bookOf(bought, part), 2).kind, "counting")
  const rest = fillOf(bought, "0.00592896", "-0.00000474", "t2")
  assert.equal(wishOf(bookOf(bought, rest, part, rest), 2).side, "sell")
})

test("partly filled and cancelled by somebody, so the rest is ordered again after a pause", () => {
  const bought = row({
    level: 2,
    side: "buy",
    cycle: 1,
    state: "Cancelled",
    filled: decimal("0.004"),
    completedAt: 900,
  })
  const wish = wishOf(bookOf(bought, fillOf(bought, "0.004", "-0.0000032")), 2)
  assert.deepEqual([wish.side, wish.cycle, format(wish.quantity), wish.notBefore], ["buy", 2, "0.00692896", 1_900])
})

test("cancelled with less missing than the smallest order, so the level turns instead of waiting for ever", () => {
  const filled = format(Decimals.subtract(PLAN.size, decimal("0.000009")))
  const bought = row({ level: 2, side: "buy", cycle: 1, state: "Cancelled", filled: decimal(filled) })
  assert.equal(wishOf(bookOf(bought, fillOf(bought, filled, "-0.000008")), 2).side, "sell")
})

test("post-only orders that would have taken, so the next ones go farther away at once, and after four of them pauses grow", () => {
  const would = (cycle: number) =>
    row({ level: 2, side: "buy", cycle, state: "Cancelled", cancelSource: "31", completedAt: 5_000 })
  const wishes = [1, 2, 3, 4, 5].map((count) =>
    wishOf(bookOf(...Array.from({ length: count }, (_, index) => would(index + 1))), 2),
  )
  assert.deepEqual(
    wishes.map(({ awayTicks }) => awayTicks),
    [4, 16, 64, 256, 256],
  )
  assert.deepEqual(
    wishes.map(({ notBefore }) => notBefore),
    [0, 0, 0, 0, 5_000 + backoffMs(5)],
  )
})

test("the market is past the line, so the order is placed beside the price, on the side that does not take", () => {
  const would = row({ level: 2, side: "buy", cycle: 1, state: "Cancelled", cancelSource: "31" })
  const moment = { ...MOMENT, lastPrice: decimal("91200.05") }
  const { placements } = decideGrid(bookOf(would), GRID, moment)
  const buy = placements.find(({ clientOrderId }) => clientOrderId.includes("L02"))
  assert.equal(buy && format(buy.price), "91199.6")
})

test("denied orders in a row, so the pause doubles up to a minute and a fill forgets it", () => {
  const denied = (cycle: number) => row({ level: 1, side: "buy", cycle, state: "Rejected", completedAt: 0 })
  const pauses = [1, 2, 3, 7, 20].map(
    (count) => wishOf(bookOf(...Array.from({ length: count }, (_, index) => denied(index + 1))), 1).notBefore,
  )
  assert.deepEqual(pauses, [1_000, 2_000, 4_000, 60_000, 60_000])
  const filled = row({ level: 1, side: "buy", cycle: 2, state: "Filled", filled: PLAN.size })
  assert.equal(wishOf(bookOf(denied(1), filled, fillOf(filled, SIZE, "0")), 1).notBefore, 0)
})

test("the price outside the range, so nothing is placed; long enough, so everything is cancelled and the run ends", () => {
  const open = row({ level: 2, side: "buy", cycle: 1 })
  const outside = { ...MOMENT, lastPrice: decimal("90000"), outsideSince: MOMENT.now - 2_999 }
  assert.deepEqual(decideGrid(bookOf(open), GRID, outside).placements, [])
  assert.deepEqual(decideGrid(bookOf(open), GRID, outside).cancels, [])
  const moving = decideGrid(bookOf(open), GRID, { ...outside, outsideSince: MOMENT.now - 3_000 })
  assert.deepEqual(
    [moving.cancels, moving.next],
    [[{ orderId: open.order.orderId, reason: CANCEL_REASONS.recentre }], false],
  )
})

test("an order cancelled because the range moves, so a restart goes on moving it though the price is back", () => {
  const open = row({ level: 2, side: "buy", cycle: 1 })
  const gone = row({ level: 1, side: "buy", cycle: 1, state: "Cancelled", cancelReason: CANCEL_REASONS.recentre })
  const requests = decideGrid(bookOf(open, gone), GRID, MOMENT)
  assert.deepEqual([requests.cancels.length, requests.placements.length, requests.next], [1, 0, false])
  const ended = row({ level: 2, side: "buy", cycle: 1, state: "Cancelled", seq: 2 })
  assert.equal(decideGrid(bookOf(ended, open, gone), GRID, MOMENT).next, true)
})

test("open orders of an older run, so they are cancelled before anything is placed", () => {
  const old = row({ level: 2, side: "buy", cycle: 9, run: { ...RUN, number: 2 } })
  const book = bookOf(old, row({ level: 1, side: "buy", cycle: 1 }))
  const { cancels, placements } = decideGrid(book, GRID, MOMENT)
  assert.deepEqual([cancels, placements], [[{ orderId: old.order.orderId, reason: CANCEL_REASONS.stray }], []])
})

test("a dead order came back to life beside its successor, so the older one is cancelled and nothing is added", () => {
  const back = row({ level: 2, side: "buy", cycle: 1 })
  const next = row({ level: 2, side: "buy", cycle: 2 })
  const { cancels, placements } = decideGrid(bookOf(back, next), GRID, MOMENT)
  assert.deepEqual(cancels, [{ orderId: back.order.orderId, reason: CANCEL_REASONS.surplus }])
  assert.ok(!placements.some(({ clientOrderId }) => clientOrderId.includes("L02")))
})

/** A book that knows its run and no order of it. */
function started(): GridBook {
  const book = new GridBook("grid")
  book.begin(RUN)
  return book
}

/** A life of one level: what its orders came to, one after the other, each under the name that the state before asked for. */
const outcomes = fc.array(
  fc.constantFrom("filled", "filled in two", "partly, cancelled", "cancelled", "would take", "rejected", "open"),
  { maxLength: 12 },
)

function life(story: readonly string[]): readonly Row[] {
  const rows: Row[] = []
  for (const [index, outcome] of story.entries()) {
    const state = level(bookOf(...rows, ...(rows.length === 0 ? [row({ level: 1, side: "buy", cycle: 1 })] : [])), 2)
    if (state.kind !== "wanting") break
    const { side, cycle, quantity } = state.wish
    const base = { level: 2, side, cycle, quantity, completedAt: index }
    const half = Decimals.roundToMultiple(
      Decimals.divide(quantity, decimal("2"), { scale: 12, rounding: "down" }),
      MARKET.lotSize,
      "down",
    )
    const other = Decimals.subtract(quantity, half)
    const open = row({ ...base, seq: 1 })
    rows.push(open)
    const end = (facts: Partial<DeskOrder>): void => void rows.push(row({ ...base, seq: 3, ...facts }))
    const fee = "-0.0000043217"
    if (outcome === "filled") {
      rows.push(fillOf(open, format(quantity), fee))
      end({ state: "Filled", filled: quantity })
    } else if (outcome === "filled in two") {
      rows.push(fillOf(open, format(half), fee), row({ ...base, seq: 2, state: "PartiallyFilled", filled: half }))
      rows.push(fillOf(open, format(other), fee, "t2"))
      end({ state: "Filled", filled: quantity })
    } else if (outcome === "partly, cancelled") {
      rows.push(fillOf(open, format(half), fee))
      end({ state: "Cancelled", filled: half, cancelSource: "1" })
    } else if (outcome === "cancelled") end({ state: "Cancelled", cancelSource: "1" })
    else if (outcome === "would take") end({ state: "Cancelled", cancelSource: "31" })
    else if (outcome === "rejected") end({ state: "Rejected" })
  }
  return rows
}

test("the same rows in any order and any number of times, so the same state and the same next requests", () => {
  const shuffled = outcomes.chain((story) => {
    const rows = life(story)
    const doubled = [...rows, ...rows.filter((_, index) => index % 3 === 0)]
    return fc.record({
      rows: fc.constant(rows),
      mixed: fc.shuffledSubarray(doubled, { minLength: doubled.length, maxLength: doubled.length }),
    })
  })
  fc.assert(
    fc.property(shuffled, ({ rows, mixed }) => {
      const straight = decideGrid(bookOf(...rows), GRID, MOMENT)
      const other = decideGrid(bookOf(...mixed), GRID, MOMENT)
      assert.deepEqual(other.placements, straight.placements)
      assert.deepEqual(other.cancels, straight.cancels)
    }),
    { numRuns: 300 },
  )
})

test("a restart after any part of a life, so the level is asked for once: under the name that came next, or not at all while it is open", () => {
  fc.assert(
    fc.property(outcomes, fc.nat(40), (story, cut) => {
      const rows = life(story)
      const known = rows.slice(0, Math.min(cut, rows.length))
      const book = bookOf(...known, row({ level: 1, side: "buy", cycle: 1 }))
      const state = level(book, 2)
      const names = known.flatMap((each) => ("order" in each ? [each.order.clientOrderId] : []))
      const allNames = rows.flatMap((each) => ("order" in each ? [each.order.clientOrderId] : []))
      if (state.kind !== "wanting") return
      const { side, cycle } = state.wish
      const wanted = nameText("grid", { run: RUN, level: 2, side, cycle })
      assert.ok(!names.includes(wanted), `${wanted} is used already`)
      const next = allNames.find((name) => !names.includes(name))
      if (next !== undefined) assert.equal(wanted, next, "the life went on under another name")
      const smallest = MARKET.minSize
      assert.ok(Decimals.compare(state.wish.quantity, smallest) >= 0, "less than the smallest order")
      assert.ok(Decimals.isMultipleOf(state.wish.quantity, MARKET.lotSize), "no multiple of the lot")
    }),
    { numRuns: 300 },
  )
})

test("any life, so what the level holds is what it bought less what it sold and its base fees, never below zero", () => {
  fc.assert(
    fc.property(outcomes, (story) => {
      const rows = life(story)
      const book = bookOf(row({ level: 1, side: "buy", cycle: 1 }), ...rows)
      let holding = Decimals.ZERO
      for (const each of rows) {
        if (!("fill" in each)) continue
        const { side, quantity, fees } = each.fill
        holding = side === "buy" ? Decimals.add(holding, quantity) : Decimals.subtract(holding, quantity)
        for (const { currency, amount } of fees) if (currency === "BTC") holding = Decimals.add(holding, amount)
      }
      assert.equal(format(level(book, 2).holding), format(holding))
      assert.ok(!Decimals.isNegative(holding))
    }),
  )
})
