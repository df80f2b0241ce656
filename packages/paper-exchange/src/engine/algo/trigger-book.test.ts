// The trigger book against its naive twin: everything that waits is looked at on every price. What goes off, at which price
// and in which order within one price, must be the same.

import assert from "node:assert/strict"
import { test } from "node:test"
import { type Decimal, Decimals, decimal } from "@okx-oms/core"
import fc from "fast-check"
import { type Arm, arm, disarm, type PriceType } from "./price-arms.ts"
import { type CallbackKind, startTrailing, stopTrailing, type Trailer, trailPrice } from "./trailing.ts"
import { createTriggerBook, priceMoved } from "./trigger-book.ts"

const PRICE_TYPES = ["last", "index", "mark"] as const

interface Waiting {
  readonly name: number
  readonly priceType: PriceType
  readonly rises: boolean
  readonly price: Decimal
}

const armStep = fc.record({
  kind: fc.constant("arm" as const),
  priceType: fc.constantFrom(...PRICE_TYPES),
  rises: fc.boolean(),
  ticks: fc.integer({ min: 1, max: 40 }),
})
const disarmStep = fc.record({ kind: fc.constant("disarm" as const), pick: fc.nat(50) })
const moveStep = fc.record({
  kind: fc.constant("move" as const),
  priceType: fc.constantFrom(...PRICE_TYPES),
  ticks: fc.integer({ min: 1, max: 40 }),
})

test("arms that wait for prices go off once, nearest first and older first, exactly when a walk over all of them says so", () => {
  const steps = fc.array(fc.oneof(armStep, disarmStep, moveStep), { maxLength: 120 })
  fc.assert(
    fc.property(steps, (all) => {
      const book = createTriggerBook()
      const fired: number[] = []
      const arms = new Map<number, Arm>()
      let waiting: Waiting[] = []
      let expected: number[] = []
      let names = 0
      for (const step of all) {
        if (step.kind === "arm") {
          const name = names++
          const terms = { priceType: step.priceType, rises: step.rises, price: tick(step.ticks) }
          arms.set(name, arm(book.arms, { ...terms, fire: () => fired.push(name) }))
          waiting.push({ name, ...terms })
        } else if (step.kind === "disarm") {
          const armed = arms.get(step.pick)
          if (armed !== undefined) disarm(book.arms, armed)
          waiting = waiting.filter(({ name }) => name !== step.pick)
        } else {
          const price = tick(step.ticks)
          priceMoved(book, step.priceType, price)
          const reached = waiting.filter((one) => one.priceType === step.priceType && isReached(one, price))
          expected = [...expected, ...inOrder(reached).map(({ name }) => name)]
          waiting = waiting.filter((one) => !reached.includes(one))
        }
      }
      assert.deepEqual(fired, expected)
    }),
    { numRuns: 300 },
  )
})

function tick(ticks: number): Decimal {
  return { coefficient: BigInt(ticks), scale: 1 }
}

function isReached({ rises, price }: Waiting, at: Decimal): boolean {
  const distance = Decimals.compare(price, at)
  return rises ? distance <= 0 : distance >= 0
}

function inOrder(reached: readonly Waiting[]): Waiting[] {
  const sorted = (rises: boolean): Waiting[] =>
    reached
      .filter((one) => one.rises === rises)
      .sort((a, b) => (rises ? 1 : -1) * Decimals.compare(a.price, b.price) || a.name - b.name)
  return [...sorted(true), ...sorted(false)]
}

interface NaiveTrailer {
  readonly name: number
  readonly buys: boolean
  readonly kind: CallbackKind
  readonly callback: Decimal
  extreme: Decimal
}

function naivePrice({ buys, kind, callback, extreme }: NaiveTrailer): Decimal {
  const distance = kind === "spread" ? callback : Decimals.multiply(extreme, callback)
  return buys ? Decimals.add(extreme, distance) : Decimals.subtract(extreme, distance)
}

const startStep = fc.record({
  kind: fc.constant("start" as const),
  buys: fc.boolean(),
  ratio: fc.boolean(),
  callback: fc.integer({ min: 1, max: 12 }),
})
const stopStep = fc.record({ kind: fc.constant("stop" as const), pick: fc.nat(30) })
const walkStep = fc.record({ kind: fc.constant("walk" as const), ticks: fc.integer({ min: 60, max: 140 }) })

test("trailing stops joined in groups go off at the same prices as when each follows the price by itself", () => {
  const steps = fc.array(fc.oneof(startStep, stopStep, walkStep, walkStep), { maxLength: 150 })
  fc.assert(
    fc.property(steps, (all) => {
      const book = createTriggerBook()
      const trailers = new Map<number, Trailer>()
      let naive: NaiveTrailer[] = []
      let fired: string[] = []
      let price = tick(100)
      let names = 0
      for (const step of all) {
        if (step.kind === "start") {
          const name = names++
          const kind = step.ratio ? ("ratio" as const) : ("spread" as const)
          const callback: Decimal = { coefficient: BigInt(step.callback), scale: step.ratio ? 2 : 1 }
          const terms = { buys: step.buys, kind, callback }
          const fire = (at: Decimal): void => void fired.push(`${name}@${at.coefficient}`)
          const trailer = startTrailing(book.trails, { ...terms, price, fire })
          assert.ok(trailer !== undefined)
          trailers.set(name, trailer)
          naive.push({ name, ...terms, extreme: price })
        } else if (step.kind === "stop") {
          const trailer = trailers.get(step.pick)
          if (trailer !== undefined) stopTrailing(book.trails, trailer)
          naive = naive.filter(({ name }) => name !== step.pick)
        } else {
          price = tick(step.ticks)
          fired = []
          priceMoved(book, "last", price)
          const at = price
          for (const one of naive) {
            one.extreme = one.buys ? Decimals.minimum(one.extreme, at) : Decimals.maximum(one.extreme, at)
          }
          const gone = naive.filter((one) => {
            const distance = Decimals.compare(naivePrice(one), at)
            return one.buys ? distance <= 0 : distance >= 0
          })
          naive = naive.filter((one) => !gone.includes(one))
          assert.deepEqual(fired.sort(), gone.map(({ name }) => `${name}@${at.coefficient}`).sort())
        }
        for (const one of naive) {
          const trailer = trailers.get(one.name)
          assert.ok(trailer !== undefined && Decimals.equals(trailPrice(trailer), naivePrice(one)))
        }
      }
    }),
    { numRuns: 300 },
  )
})

test("ten thousand triggers and stops far from the price, so a price change costs no walk over them", () => {
  const book = createTriggerBook()
  let fired = 0
  for (let at = 0; at < 10_000; at++) {
    arm(book.arms, { priceType: "last", rises: true, price: decimal(String(200 + at)), fire: () => fired++ })
    const callback = decimal(String(50 + at))
    startTrailing(book.trails, { buys: false, kind: "spread", callback, price: decimal("100"), fire: () => fired++ })
  }
  const startedMs = performance.now()
  for (let at = 0; at < 20_000; at++) priceMoved(book, "last", decimal(at % 2 === 0 ? "101" : "100"))
  // A walk over them would be 400 million looks.
  assert.ok(performance.now() - startedMs < 2_000)
  assert.equal(fired, 0)
  priceMoved(book, "last", decimal("209"))
  assert.equal(fired, 10)
})
