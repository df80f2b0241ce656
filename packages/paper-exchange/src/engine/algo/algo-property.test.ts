// Any algo orders under any walk of the price: each goes off at most once, exactly at the first price that meets its condition
// by a naive reading of it, and an OCO makes exactly one order. The same again after a restart in the middle.

import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { algoRow, cancelAlgo, children, placed } from "../../testing/algos.ts"
import { Desk, type Json } from "../../testing/desk.ts"
import { Kept } from "../../testing/kept.ts"

const START = 91_500

interface Naive {
  readonly algoId: string
  readonly kind: "sl" | "tp" | "oco" | "trigger" | "trail"
  readonly low: number
  readonly high: number
  readonly rises: boolean
  readonly callback: number
  extreme: number
  /** The price at which it went off, 0 while it waits. */
  at: number
  side: string
  cancelled: boolean
}

const place = fc.record({
  step: fc.constant("place" as const),
  kind: fc.constantFrom("sl", "tp", "oco", "trigger", "trail"),
  below: fc.integer({ min: 0, max: 300 }),
  above: fc.integer({ min: 0, max: 300 }),
})
const move = fc.record({ step: fc.constant("move" as const), by: fc.integer({ min: -250, max: 250 }) })
const cancel = fc.record({ step: fc.constant("cancel" as const), pick: fc.nat(20) })
const restart = fc.record({ step: fc.constant("restart" as const) })

test("any selling algo orders under any prices, so each acts once and only where its condition is first met", () => {
  const steps = fc.array(
    fc.oneof(
      { weight: 4, arbitrary: place },
      { weight: 8, arbitrary: move },
      { weight: 1, arbitrary: cancel },
      { weight: 1, arbitrary: restart },
    ),
    { maxLength: 40 },
  )
  fc.assert(
    fc.property(steps, (all) => {
      const kept = new Kept()
      let desk = new Desk(OPTIONS)
      const naive: Naive[] = []
      let price = START
      for (const step of all) {
        if (step.step === "place") naive.push(placeOne(desk, step, price))
        else if (step.step === "cancel") cancelOne(desk, naive, step.pick)
        else if (step.step === "restart") {
          kept.take(desk)
          desk = kept.reopen(OPTIONS, desk.nowMs)
        } else {
          price += step.by
          desk.price("BTC-USDT", String(price))
          for (const one of naive) see(one, price)
        }
      }
      check(desk, naive)
    }),
    { numRuns: 120 },
  )
})

const OPTIONS = { rateLimits: false, keepChanges: true, ladderLevels: 2 }

function placeOne(
  desk: Desk,
  { kind, below, above }: { kind: string; below: number; above: number },
  price: number,
): Naive {
  const low = price - below
  const high = price + above
  const callback = Math.max(1, below)
  const rises = above > below
  const sl = { slTriggerPx: String(low), slOrdPx: "-1" }
  const tp = { tpTriggerPx: String(high), tpOrdPx: "-1" }
  const algos: Record<string, Json> = {
    sl: { ordType: "conditional", ...sl },
    tp: { ordType: "conditional", ...tp },
    oco: { ordType: "oco", ...sl, ...tp },
    trigger: { ordType: "trigger", triggerPx: String(rises ? high : low), orderPx: "-1" },
    trail: { ordType: "move_order_stop", callbackSpread: String(callback) },
  }
  const algoId = placed(desk, { sz: "0.001", ...algos[kind] })
  const known = ["sl", "tp", "oco", "trigger", "trail"] as const
  const one: Naive = {
    algoId,
    kind: known.find((name) => name === kind) ?? "sl",
    low,
    high,
    // A trigger that stands on the price waits for it from below.
    rises: rises || (kind === "trigger" && below === 0),
    callback,
    extreme: price,
    at: 0,
    side: "",
    cancelled: false,
  }
  see(one, price)
  return one
}

function cancelOne(desk: Desk, naive: readonly Naive[], pick: number): void {
  const one = naive[pick]
  if (one === undefined) return
  const code = cancelAlgo(desk, { algoId: one.algoId })
  assert.equal(code, one.at > 0 ? "51416" : one.cancelled ? "51400" : "0")
  if (one.at === 0) one.cancelled = true
}

/** What each kind means, said as plainly as can be. */
function see(one: Naive, price: number): void {
  if (one.at > 0 || one.cancelled) return
  one.extreme = Math.max(one.extreme, price)
  const falls = price <= one.low
  const rises = price >= one.high
  if (one.kind === "oco" && rises && falls) one.side = "either"
  else if ((one.kind === "sl" || one.kind === "oco") && falls) one.side = "sl"
  else if ((one.kind === "tp" || one.kind === "oco") && rises) one.side = "tp"
  else if (one.kind === "trigger" && (one.rises ? rises || (price === one.low && one.low === one.high) : falls))
    one.side = ""
  else if (one.kind === "trail" && price <= one.extreme - one.callback) one.side = ""
  else return
  one.at = price
}

function check(desk: Desk, naive: readonly Naive[]): void {
  const orders = children(desk)
  for (const one of naive) {
    const row = algoRow(desk, one.algoId)
    const made = orders.filter(({ algoId }) => algoId === one.algoId)
    const expected = one.cancelled ? "canceled" : one.at > 0 ? "effective" : "live"
    assert.equal(row.state, expected, JSON.stringify(one))
    assert.equal(made.length, one.at > 0 ? 1 : 0)
    if (one.at > 0 && one.side !== "either") assert.equal(row.actualSide, one.side)
  }
  const triggered = desk.logged("algo-triggered").map(({ algoId }) => String(algoId))
  assert.equal(new Set(triggered).size, triggered.length, "none goes off twice")
}
