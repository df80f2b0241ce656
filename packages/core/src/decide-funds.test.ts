// Balances and positions against the books: the arithmetic by hand, and whole histories of executions, bills and rebases against plain sums.

import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import type { Break } from "./account-state.ts"
import { parseQuantity } from "./amount.ts"
import { compareFunds, type FundsDifference } from "./decide-funds.ts"
import { add, type Decimal, decimal, format, isZero, ZERO } from "./decimal.ts"
import { expectedBalance } from "./funds.ts"
import { decodeState, encodeState } from "./state-codec.ts"
import { SWAP, TestDesk } from "./testing/desk.ts"
import { bring, fillReport } from "./testing/lives.ts"
import { shortAll } from "./testing/short.ts"
import { type Millis, millis } from "./time.ts"

const NOTHING_AFTER = (): Decimal => ZERO

function fresh(): TestDesk {
  return new TestDesk()
}

function baseline(desk: TestDesk, usdt: string, contracts = "0", asOf: Millis = desk.exchangeNow): void {
  desk.state.baseline = undefined
  desk.take({
    type: "SetBaseline",
    balances: [{ currency: "USDT", amount: decimal(usdt), asOf }],
    positions: [{ symbol: SWAP, contracts: decimal(contracts), asOf }],
    exchangeAt: asOf,
  })
}

function bill(desk: TestDesk, billId: string, change: string, at: Millis = desk.exchangeNow): string {
  const told = { billId, currency: "USDT", change: decimal(change), kind: "funding", at } as const
  return shortAll(desk.take({ type: "BillsReport", bills: [told] }).events)
}

function usdt(desk: TestDesk): string {
  return format(expectedBalance(desk.state, "USDT"))
}

test("a spot buy, so quote goes, base comes, and the fee goes in its own currency", () => {
  const desk = fresh()
  baseline(desk, "1000")
  const orderId = bring(desk, "Acknowledged")
  fillReport(desk, orderId, { quantity: "0.4", at: desk.exchangeNow + 1 })
  assert.deepEqual([usdt(desk), format(expectedBalance(desk.state, "BTC"))], ["959.96", "0.4"])
})

test("executions from before the baseline, so they are in it already and do not count twice", () => {
  const desk = fresh()
  const orderId = bring(desk, "Acknowledged")
  const swap = bring(desk, "Acknowledged", { symbol: SWAP })
  baseline(desk, "1000", "5")
  fillReport(desk, orderId, { quantity: "0.4", at: desk.exchangeNow })
  fillReport(desk, swap, { quantity: "0.4", at: desk.exchangeNow - 5_000 })
  assert.deepEqual([usdt(desk), format(desk.state.positions.get(SWAP)?.contracts ?? ZERO)], ["1000", "5"])
})

test("executions that were booked while the baseline was being read, so they are added to it", () => {
  const desk = fresh()
  const readAt = desk.exchangeNow
  const orderId = bring(desk, "Acknowledged")
  const swap = bring(desk, "Acknowledged", { symbol: SWAP })
  fillReport(desk, orderId, { tradeId: "in it", quantity: "0.1", at: readAt })
  fillReport(desk, orderId, { tradeId: "after it", quantity: "0.4", at: readAt + 1 })
  fillReport(desk, swap, { quantity: "0.5", at: readAt + 1 })
  baseline(desk, "1000", "5", readAt)
  assert.deepEqual([usdt(desk), format(desk.state.positions.get(SWAP)?.contracts ?? ZERO)], ["959.96", "5.5"])
})

test("contracts are filled, so the position moves and the balance waits for the bill: nothing counts twice", () => {
  const desk = fresh()
  baseline(desk, "1000")
  const orderId = bring(desk, "Acknowledged", { symbol: SWAP })
  fillReport(desk, orderId, { quantity: "0.4", at: desk.exchangeNow + 1 })
  assert.deepEqual([usdt(desk), format(desk.state.positions.get(SWAP)?.contracts ?? ZERO)], ["1000", "0.4"])
  bill(desk, "b1", "-0.04", millis(desk.exchangeNow + 1))
  assert.equal(usdt(desk), "999.96")
})

test("a bill read twice, an empty one, and one from before the baseline, so each movement is booked once", () => {
  const desk = fresh()
  baseline(desk, "1000")
  desk.wait(10)
  assert.equal(bill(desk, "b1", "-0.25"), "FundsMoved")
  assert.equal(bill(desk, "b1", "-0.25"), "-")
  assert.equal(bill(desk, "b2", "0"), "-")
  assert.equal(bill(desk, "b3", "7", millis(desk.exchangeNow - 10)), "-")
  assert.equal(usdt(desk), "999.75")
})

test("bills are complete up to a time, so only those that may be read again are remembered", () => {
  const desk = fresh()
  baseline(desk, "1000")
  for (let count = 0; count < 1_000; count++) {
    desk.wait(1_000)
    bill(desk, `b${count}`, "0.01")
    const counts = { openHere: 0, openThere: 0, breaks: 0, tookMs: 1 }
    const complete = { fillsUpTo: desk.exchangeNow, billsUpTo: desk.exchangeNow }
    desk.take({ type: "Reconciled", trigger: "interval", ...counts, ...complete })
  }
  assert.ok(desk.state.billsBooked.size <= 121, `${desk.state.billsBooked.size}`)
  assert.equal(usdt(desk), "1010")
})

function differences(desk: TestDesk, total: string, contracts = "0"): readonly FundsDifference[] {
  const updatedAt = desk.exchangeNow
  const told = {
    balances: [{ currency: "USDT", total: decimal(total), available: ZERO, updatedAt }],
    positions: [{ symbol: SWAP, contracts: decimal(contracts), updatedAt }],
    begunAt: updatedAt,
  }
  return compareFunds(desk.state, told, NOTHING_AFTER).filter(({ difference }) => !isZero(difference))
}

test("OKX holds more than the books explain, so a break with both sides, over when they agree", () => {
  const desk = fresh()
  baseline(desk, "1000", "5")
  const found = differences(desk, "1001.5", "3")
  assert.deepEqual(
    found.map(({ kind, subject, difference }) => [kind, subject, format(difference)]),
    [
      ["balance-mismatch", "USDT", "1.5"],
      ["position-mismatch", SWAP, "-2"],
    ],
  )
  const lasting = found.map((one) => ({ ...one, forMs: 31_000 }))
  const compared = { type: "FundsCompared", lasting, agreeing: [] } as const
  assert.equal(shortAll(desk.take(compared).events), "BreakFound balance-mismatch, BreakFound position-mismatch")
  assert.equal(shortAll(desk.take(compared).events), "-")
  const [first] = [...desk.state.breaks.values()] as [Break]
  assert.deepEqual(
    [first.ours, first.theirs, first.subject, first.action],
    ["1000", "1001.5", "USDT", "needs a person"],
  )
  desk.take({ type: "FundsCompared", lasting: [], agreeing: found })
  assert.equal(desk.state.openBreaks, 0)
})

test("a person accepts the difference, so the books take it, and it is no difference any more", () => {
  const desk = fresh()
  baseline(desk, "1000", "5")
  const lasting = differences(desk, "1001.5", "3").map((one) => ({ ...one, forMs: 31_000 }))
  desk.take({ type: "FundsCompared", lasting, agreeing: [] })
  for (const { breakId } of desk.state.breaks.values()) {
    const { events } = desk.take({ type: "ResolveBreak", breakId, resolution: "a gift" })
    assert.equal(shortAll(events), "BreakResolved, BooksRebased")
  }
  assert.deepEqual(differences(desk, "1001.5", "3"), [])
})

test("OKX's amount is as of a moment, so what was booked for a later one is left out of ours", () => {
  const desk = fresh()
  baseline(desk, "1000")
  const told = {
    balances: [{ currency: "USDT", total: decimal("1000"), available: ZERO, updatedAt: millis(500) }],
    positions: [],
    begunAt: millis(900),
  }
  desk.wait(1)
  bill(desk, "b1", "25")
  const asked: string[] = []
  const [row] = compareFunds(desk.state, told, (kind, subject, asOf) => {
    asked.push(`${kind} ${subject} ${asOf}`)
    return kind === "balance-mismatch" ? decimal("25") : ZERO
  })
  assert.ok(row !== undefined && isZero(row.difference))
  assert.deepEqual(asked, ["balance-mismatch USDT 500", `position-mismatch ${SWAP} 900`])
})

test("an account in long/short mode, so both sides of a symbol are one position", () => {
  const desk = fresh()
  baseline(desk, "0", "2")
  const position = (contracts: string, updatedAt: number) => {
    return { symbol: SWAP, contracts: decimal(contracts), updatedAt: millis(updatedAt) }
  }
  const told = { balances: [], positions: [position("5", 1), position("-3", 2)], begunAt: desk.exchangeNow }
  assert.ok(compareFunds(desk.state, told, NOTHING_AFTER).every(({ difference }) => isZero(difference)))
})

test("an account in long/short mode holds both sides at the first start, so the books begin with both and nothing differs", () => {
  const desk = fresh()
  desk.state.baseline = undefined
  const held = (contracts: string, asOf: number) => ({
    symbol: SWAP,
    contracts: decimal(contracts),
    asOf: millis(asOf),
  })
  const positions = [held("5", 700), held("-3", 900)]
  desk.take({ type: "SetBaseline", balances: [], positions, exchangeAt: desk.exchangeNow })
  const told = positions.map(({ symbol, contracts, asOf }) => ({ symbol, contracts, updatedAt: asOf }))
  const rows = compareFunds(desk.state, { balances: [], positions: told, begunAt: desk.exchangeNow }, NOTHING_AFTER)
  assert.deepEqual(
    rows.map(({ ours, difference }) => `${format(ours)} ${format(difference)}`),
    ["2 0"],
  )
  assert.equal(desk.state.positionsFrom.get(SWAP), 900)
})

test("any executions and bills in any order, told twice, cut by a snapshot, so the balance is the plain sum", () => {
  const step = fc.record({
    what: fc.constantFrom("buy", "sell", "bill"),
    lots: fc.integer({ min: 1, max: 9 }),
    late: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), fc.nat(30), (steps, cut) => {
      const desk = fresh()
      baseline(desk, "1000000")
      const orders = {
        buy: bring(desk, "Acknowledged", { quantity: parseQuantity("900") }),
        sell: bring(desk, "Acknowledged", { side: "sell", quantity: parseQuantity("900") }),
      }
      const from = desk.exchangeNow
      let sum = decimal("1000000")
      for (const [index, { what, lots, late }] of steps.entries()) {
        // Some are from before the baseline: they change nothing.
        const at = millis(late ? from - index : from + 1 + index)
        const change = what === "bill" ? decimal(`-0.${lots}`) : decimal(`${what === "buy" ? "-" : ""}${lots * 100}`)
        const fee = what === "bill" ? ZERO : decimal("-0.04")
        if (!late) sum = add(add(sum, change), fee)
        for (let twice = 0; twice < 2; twice++) {
          if (what === "bill") bill(desk, `b${index}`, `-0.${lots}`, at)
          else fillReport(desk, orders[what], { tradeId: `t${index}`, quantity: String(lots), at })
        }
        if (index === cut)
          assert.equal(format(expectedBalance(decodeState(encodeState(desk.state)), "USDT")), format(sum))
      }
      assert.equal(usdt(desk), format(sum))
      assert.deepEqual(
        differences(desk, format(sum)).filter(({ subject }) => subject === "USDT"),
        [],
      )
    }),
    { numRuns: 100 },
  )
})
