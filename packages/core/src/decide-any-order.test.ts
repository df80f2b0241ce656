// Anything may be said to the books, in any order, sensible or not: decide answers, evolve folds, and what must hold holds after every step. The
// words are those of the table, and reports whose every field is drawn, so that contradictions and impossible numbers are among them.

import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import type { AccountState } from "./account-state.ts"
import { parsePrice, parseQuantity } from "./amount.ts"
import { replay } from "./codec.ts"
import type { Input } from "./decide.ts"
import type { DoubtProbe } from "./decide-doubt.ts"
import { add, type Decimal, format, maximum, multiply, negate, subtract, sum, ZERO } from "./decimal.ts"
import { type OrderId, okxOrderIdFromWire } from "./ids.ts"
import type { Order } from "./order.ts"
import { isTerminal, type OrderState } from "./order-state.ts"
import { claimOfOpen, reservedUnconfirmed } from "./reservation.ts"
import { decodeState, encodeState } from "./state-codec.ts"
import { ACCOUNT, SPOT, SWAP, stateText, TAG, TestDesk } from "./testing/desk.ts"
import { reportOf } from "./testing/exchange-words.ts"
import { submit } from "./testing/lives.ts"
import { WORDS, type WordName } from "./testing/words-for-all.ts"
import { later } from "./time.ts"

const index = fc.nat({ max: 5 })
const size = fc.constantFrom("0", "0.1", "0.4", "0.5", "1", "2", "3")
const okxId = fc.constantFrom("7001", "7002", "9999").map(okxOrderIdFromWire)

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("place" as const),
      swap: fc.boolean(),
      sell: fc.boolean(),
      quote: fc.boolean(),
      quantity: fc.constantFrom("1", "2"),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("submit" as const), index }) },
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant("word" as const),
      index,
      word: fc.constantFrom(...(Object.keys(WORDS) as WordName[])),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("report" as const),
      index,
      okxId: fc.option(okxId, { nil: undefined }),
      source: fc.constantFrom("push" as const, "query" as const, "pending" as const, "history" as const),
      state: fc.constantFrom("live" as const, "partially_filled" as const, "filled" as const, "canceled" as const),
      filled: size,
      fill: fc.option(
        fc.record({ tradeId: fc.constantFrom("t1", "t2", "t3"), quantity: fc.constantFrom("0.1", "0.4", "1") }),
        { nil: undefined },
      ),
      quantity: fc.constantFrom("1", "2", "3"),
      price: fc.constantFrom("99", "100", "101"),
      updatedAfterMs: fc.constantFrom(0, 1, 2, 5_000),
      begunAfterMs: fc.option(fc.constantFrom(-5_000, 0, 60_000), { nil: undefined }),
      amend: fc.option(
        fc.constantFrom("done" as const, "failed" as const, "failed-and-cancelled" as const, "automatic" as const),
        { nil: undefined },
      ),
      foreign: fc.boolean(),
      oursByTag: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("evidence" as const),
      index,
      probes: fc.array(
        fc.record({
          of: fc.constantFrom("order" as const, "pending" as const, "history" as const, "fills" as const),
          result: fc.constantFrom("absent" as const, "none" as const),
          beginsAfterMs: fc.constantFrom(-10_000, 0, 300, 100_000),
        }),
        { maxLength: 6 },
      ),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      ms: fc.constantFrom(1, 400, 3_000, 20 * 60_000, 3 * 60 * 60_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("clock" as const), uncertaintyMs: fc.constantFrom(undefined, 10, 600) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("resume" as const) }) },
)
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

/** A desk, and every order that it ever had, as the journal's index would find it. */
class Story {
  readonly desk = new TestDesk()
  readonly newest = new Map<OrderId, Order>()

  take(next: Step): void {
    const { desk } = this
    const seq = desk.state.seq
    const before = new Map([...this.newest].map(([orderId, order]) => [orderId, order.state]))
    this.#act(next)
    for (const [orderId, order] of [...desk.left, ...desk.state.orders]) this.newest.set(orderId, order)
    this.#assertTerminalStays(before, seq)
  }

  #act(next: Step): void {
    const { desk } = this
    switch (next.do) {
      case "place": {
        const quote = next.quote && !next.swap
        desk.place({
          symbol: next.swap ? SWAP : SPOT,
          side: next.sell ? "sell" : "buy",
          quantity: parseQuantity(next.quantity),
          ...(quote && { type: "market", unit: "quote" }),
        })
        return
      }
      case "submit": {
        const order = this.#order(next.index)
        if (order !== undefined && desk.state.waiting.has(order.orderId)) submit(desk, order.orderId)
        return
      }
      case "wait":
        desk.wait(next.ms)
        return
      case "clock":
        desk.uncertaintyMs = next.uncertaintyMs
        return
      case "resume":
        desk.take({ type: "ResumeTrading", reason: "looked at" })
        return
      default: {
        const order = this.#order(next.index)
        if (order !== undefined) this.#say(order, this.#inputOf(next, order))
      }
    }
  }

  #inputOf(next: Extract<Step, { do: "word" | "report" | "evidence" }>, order: Order): Input {
    const { desk } = this
    switch (next.do) {
      case "word":
        return WORDS[next.word](order, desk)
      case "evidence": {
        const probes = next.probes.map(
          ({ of, result, beginsAfterMs }): DoubtProbe => ({
            of,
            result,
            begunAt: later(desk.exchangeNow, beginsAfterMs),
            detail: of,
          }),
        )
        return { type: "DoubtEvidence", orderId: order.orderId, probes }
      }
      case "report":
        return this.#report(next, order)
    }
  }

  #report(next: Extract<Step, { do: "report" }>, order: Order): Input {
    const { source, state, filled, fill, quantity, price, amend } = next
    const requestId = order.pendingAmend?.requestId
    const { clOrdId, ...told } = reportOf(order, {
      state,
      filled,
      ...(fill && { fill }),
      quantity,
      price,
      updatedAt: order.createdAt + next.updatedAfterMs,
      tag: next.oursByTag ? TAG : "",
      more: {
        ...(next.okxId && { okxOrderId: next.okxId }),
        ...(amend && { amend: { result: amend, code: "0", message: "", ...(requestId && { requestId }) } }),
      },
    })
    const begunAt = next.begunAfterMs === undefined ? {} : { begunAt: later(this.desk.exchangeNow, next.begunAfterMs) }
    const own = next.foreign || clOrdId === undefined ? {} : { clOrdId }
    return { type: "OrderReport", source, order: { ...told, ...own }, ...begunAt }
  }

  /** As the shell does: an order that has left memory comes back before its input is decided. */
  #say(order: Order, input: Input): void {
    const { desk } = this
    const about = input.type === "OrderReport" ? input.order : input.type === "FillReport" ? input.fill : undefined
    const meant = (one: Order): boolean => {
      if (one.orderId === order.orderId) return true
      if (about !== undefined && one.okxOrderId === about.okxOrderId) return true
      return about?.clOrdId !== undefined && one.clOrdId === about.clOrdId
    }
    for (const one of [...desk.left.values()].filter(meant)) desk.recall(one.orderId)
    desk.take(input)
  }

  #order(at: number): Order | undefined {
    const orders = [...this.newest.keys()]
    const orderId = orders[at % Math.max(1, orders.length)]
    return orderId === undefined ? undefined : (this.desk.state.orders.get(orderId) ?? this.newest.get(orderId))
  }

  #assertTerminalStays(before: ReadonlyMap<OrderId, OrderState>, seq: number): void {
    for (const [orderId, was] of before) {
      const is = this.newest.get(orderId)?.state
      if (!isTerminal(was) || is === was) continue
      const corrected = this.desk.events.some(
        (event) => event.seq > seq && event.type === "OrderCorrected" && event.orderId === orderId,
      )
      assert.ok(corrected, `${orderId} left ${was} for ${is} without a correction`)
    }
  }
}

function assertOrder(order: Order): void {
  const booked = sum(order.fills.map(({ quantity }) => quantity))
  assert.equal(format(add(booked, order.fillsMissing)), format(order.filledQuantity), "filled = booked + missing")
  assert.equal(new Set(order.fills.map(({ tradeId }) => tradeId)).size, order.fills.length, "fills are unique")
  if (isTerminal(order.state)) {
    assert.deepEqual([order.pendingCancel, order.pendingAmend, order.doubt], [undefined, undefined, undefined])
    assert.notEqual(order.completedAt, undefined)
  }
  if (order.doubt !== undefined) assert.equal(order.state, "Submitted")
  assert.equal(order.history.at(-1)?.to, order.state)
}

/** The obvious way, over all orders. */
function assertExposures(state: AccountState): void {
  for (const symbol of [SPOT, SWAP]) {
    const orders = [...state.orders.values()].filter((order) => order.symbol === symbol)
    const open = orders.filter((order) => !isTerminal(order.state))
    const exposure = state.exposures.get(symbol)
    assert.equal(exposure?.openOrders ?? 0, open.length)
    const unbooked = orders.map(({ side, fillsMissing }) => (side === "buy" ? fillsMissing : negate(fillsMissing)))
    assert.equal(format(exposure?.unbooked ?? ZERO), format(sum(unbooked)), `${symbol} not booked yet`)
    for (const side of ["buy", "sell"] as const) {
      const units = open.filter((order) => order.side === side && order.unit !== "quote").map(claimOf)
      assert.equal(format(exposure?.[side] ?? ZERO), format(sum(units)), `${symbol} ${side}`)
      const quote = open
        .filter((order) => order.side === side && order.unit === "quote")
        .map(({ quantity }) => quantity)
      assert.equal(format(exposure?.[`${side}Quote`] ?? ZERO), format(sum(quote)), `${symbol} ${side} in quote`)
    }
  }
}

/** The obvious way, over all orders: what those take that OKX has not confirmed. */
function assertReserved(state: AccountState): void {
  const last = parsePrice("100")
  const unconfirmed = [...state.orders.values()].filter(
    ({ state: at, symbol }) => symbol === SPOT && (at === "Validated" || at === "Submitted"),
  )
  for (const [currency, side] of [
    ["USDT", "buy"],
    ["BTC", "sell"],
  ] as const) {
    const claims = unconfirmed
      .filter((order) => order.side === side)
      .map((order) => claimOfOpen(order, last)?.amount ?? ZERO)
    const added = [...state.orders.values()]
      .filter((order) => order.symbol === SPOT && order.side === side)
      .map(addedBy)
    assert.equal(format(reservedUnconfirmed(state, currency, () => last)), format(sum([...claims, ...added])), currency)
  }
  const amended = [...state.orders.values()].filter(
    ({ symbol, pendingAmend }) => symbol === SPOT && pendingAmend !== undefined,
  )
  if (unconfirmed.length + amended.length > 0) return
  assert.deepEqual([state.reserved.size, state.reservedAtMarket.size], [0, 0], "nothing is kept of what is not held")
}

/** What its amendment under way takes more than it holds. */
function addedBy(order: Order): Decimal {
  const { pendingAmend, price = parsePrice("100"), quantity, filledQuantity, side } = order
  if (pendingAmend === undefined) return ZERO
  const take = (each: Decimal, all: Decimal): Decimal => {
    const rest = maximum(subtract(all, filledQuantity), ZERO)
    return side === "buy" ? multiply(each, rest) : rest
  }
  const wanted = take(pendingAmend.price ?? price, pendingAmend.quantity ?? quantity)
  return maximum(subtract(wanted, take(price, quantity)), ZERO)
}

function claimOf(order: Order): Decimal {
  const claimed = maximum(order.quantity, order.pendingAmend?.quantity ?? ZERO)
  return maximum(subtract(claimed, order.filledQuantity), ZERO)
}

/** What fills did to the account, over every fill ever booked. */
function assertMoney(story: Story): void {
  const contracts = sum(
    [...story.newest.values()]
      .filter(({ symbol }) => symbol === SWAP)
      .flatMap(({ side, fills }) =>
        fills.map(({ quantity }) => (side === "buy" ? quantity : subtract(ZERO, quantity))),
      ),
  )
  assert.equal(format(story.desk.state.positions.get(SWAP)?.contracts ?? ZERO), format(contracts))
  const fees = [...story.newest.values()].flatMap(({ fills }) => fills.flatMap(({ fees }) => fees))
  const traded = [...story.newest.values()]
    .filter(({ symbol }) => symbol === SPOT)
    .flatMap(({ side, fills }) =>
      fills.map(({ price, quantity }) => {
        const value = { coefficient: price.coefficient * quantity.coefficient, scale: price.scale + quantity.scale }
        return side === "buy" ? subtract(ZERO, value) : value
      }),
    )
  const usdt = sum([...traded, ...fees.map(({ amount }) => amount)])
  assert.equal(format(story.desk.state.cash.get("USDT") ?? ZERO), format(usdt))
}

function assertBooks(story: Story): void {
  const { state, events } = story.desk
  for (const order of state.orders.values()) assertOrder(order)
  assertExposures(state)
  assertReserved(state)
  assertMoney(story)
  const begun = events.filter(({ type }) => type === "OrderCreated" || type === "OrderAdopted").length
  assert.equal(
    Object.values(state.counts).reduce((total, count) => total + count, 0),
    begun,
  )
  const unresolved = [...state.breaks.values()].filter(({ resolvedAt }) => resolvedAt === undefined)
  assert.equal(state.openBreaks, unresolved.length)
  const text = stateText(state)
  assertSame(stateText(decodeState(encodeState(state))), text, "a snapshot gives the same state back")
  assertSame(stateText(replay(ACCOUNT, events)), text, "the events give the same state again")
}

/** Long texts, so only where they part is shown. */
function assertSame(actual: string, expected: string, what: string): void {
  if (actual === expected) return
  const at = [...expected].findIndex((letter, place) => letter !== actual[place])
  const around = (text: string): string => text.slice(Math.max(0, at - 60), at + 60)
  assert.fail(`${what}\n  is:        ${around(actual)}\n  should be: ${around(expected)}`)
}

test("any inputs in any order, so the books hold and no transition is invented", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
      const story = new Story()
      story.take({ do: "place", swap: false, sell: false, quote: false, quantity: "1" })
      for (const next of steps) {
        story.take(next)
        for (const order of story.desk.state.orders.values()) assertOrder(order)
      }
      assertBooks(story)
    }),
    { numRuns: 400 },
  )
})
