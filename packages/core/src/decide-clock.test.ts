import assert from "node:assert/strict"
import { test } from "node:test"
import type { Break } from "./account-state.ts"
import { TestDesk } from "./testing/desk.ts"
import { lifeIn } from "./testing/lives.ts"
import { shortAll } from "./testing/short.ts"

function recover(desk: TestDesk, clockBehindMs?: number): string {
  return shortAll(desk.take({ type: "Recover", ...(clockBehindMs !== undefined && { clockBehindMs }) }).events)
}

function found(desk: TestDesk): Break {
  const [first] = [...desk.state.breaks.values()]
  return first ?? assert.fail("there is a break")
}

test("the machine's clock is a minute behind the journal, so an ordinary mending of the clock; a millisecond more, so a break, and trading goes on", () => {
  const desk = new TestDesk()
  assert.equal(recover(desk, 60_000), "-")
  assert.equal(recover(desk, 60_001), "BreakFound clock-behind")
  assert.deepEqual(
    [desk.state.trading.mode, found(desk).action, found(desk).subject],
    ["open", "needs a person", "clock"],
  )
})

test("one difference, so one break however many starts; the clock has caught up at a start, so it is over", () => {
  const desk = new TestDesk()
  assert.deepEqual([recover(desk, 3_600_000), recover(desk, 3_500_000)], ["BreakFound clock-behind", "-"])
  assert.equal(recover(desk), "BreakResolved")
  assert.equal(desk.state.openBreaks, 0)
})

test("OKX's clock agrees with the machine's, so the journal is ahead; with the journal, so the machine is behind; unknown or with neither, so it says that", () => {
  const hourMs = 3_600_000
  for (const [exchangeAheadMs, words] of [
    [-hourMs + 500, /OKX's clock agrees with the machine's: .* times of events stay ahead until it has caught up$/],
    [500, /3600 s behind .* OKX's clock does not contradict the journal: set this machine's clock$/],
    [-hourMs / 2, /agrees with neither/],
  ] as const) {
    const desk = new TestDesk()
    desk.exchangeAheadMs = exchangeAheadMs
    recover(desk, hourMs)
    assert.match(found(desk).evidence, words)
  }
  const desk = new TestDesk()
  desk.uncertaintyMs = undefined
  recover(desk, hourMs)
  assert.match(found(desk).evidence, /OKX's clock is not known/)
})

test("orders wait for the recovery as well, so they are decided as at every start", () => {
  const { desk } = lifeIn("Submitted")
  assert.equal(recover(desk, 3_600_000), "InDoubt, BreakFound clock-behind")
})
