import assert from "node:assert/strict"
import { test } from "node:test"
import { millis } from "@okx-oms/core"
import { SteadyTime } from "./steady-time.ts"

function clocks(): { wallMs: number; monoMs: number; time: SteadyTime } {
  const hands = { wallMs: 1_000_000, monoMs: 50 }
  const time = new SteadyTime({ wall: () => millis(hands.wallMs), mono: () => millis(hands.monoMs) })
  return Object.assign(hands, { time })
}

test("the wall clock is set back an hour, so time goes on as it passed", () => {
  const hands = clocks()
  hands.wallMs -= 3_600_000
  hands.monoMs += 10
  assert.equal(hands.time.now(), 1_000_010)
})

test("the wall clock is set forward, so it is followed and never gone back on", () => {
  const hands = clocks()
  hands.wallMs += 3_600_000
  hands.monoMs += 10
  assert.equal(hands.time.now(), 4_600_000)
  hands.wallMs -= 3_600_000
  hands.monoMs += 5
  assert.equal(hands.time.now(), 4_600_005)
})

test("a wall clock that runs a little ahead is not followed, so times of one process compare", () => {
  const hands = clocks()
  hands.wallMs += 900
  hands.monoMs += 100
  assert.equal(hands.time.now(), 1_000_100)
})

test("the journal ends after what the wall clock says, so time goes on from there and does not wait for the wall", () => {
  const hands = clocks()
  const ahead = hands.wallMs + 3_600_000
  hands.time.goOnFrom(millis(ahead))
  assert.equal(hands.time.now(), ahead)
  hands.monoMs += 5
  hands.time.goOnFrom(millis(ahead - 1))
  assert.equal(hands.time.now(), ahead + 5)
})
