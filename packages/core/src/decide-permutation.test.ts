// O.24: one true life of an order at the exchange, told in any order, doubled, delayed, and in part not at all. The ending in our books is the one that the
// telling in order gives; what was lost comes back by the shell's follow-up, which is a read of the order and of its fills.

import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { parsePrice, parseQuantity, toQuantity } from "./amount.ts"
import type { Input } from "./decide.ts"
import { add, compare, decimal, format, isZero, maximum, subtract } from "./decimal.ts"
import type { ExchangeOrder, RequestOutcome } from "./exchange.ts"
import { type OrderId, requestIdFrom } from "./ids.ts"
import type { Order } from "./order.ts"
import { outcomeText, TestDesk } from "./testing/desk.ts"
import { fillOf, OKX_ID, reportOf } from "./testing/exchange-words.ts"
import { reply, submit } from "./testing/lives.ts"
import { later, type Millis } from "./time.ts"

const action = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("fill" as const),
      quantity: fc.constantFrom("1", "2", "3"),
      price: fc.constantFrom("99", "100"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("resize" as const),
      quantity: fc.constantFrom("4", "6", "12"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("our amendment" as const),
      works: fc.boolean(),
    }),
  },
)

/** What happens at the exchange, and how we are told. */
const life = fc.record({
  actions: fc.array(action, { maxLength: 7 }),
  end: fc.constantFrom("rests" as const, "is cancelled" as const),
  weAskedToCancel: fc.boolean(),
  weAskedToAmend: fc.boolean(),
  placeReply: fc.constantFrom("accepted" as const, "unknown" as const),
  cancelReply: fc.constantFrom("accepted" as const, "51400" as const, "unknown" as const),
  /** After which actions somebody reads the order. */
  polls: fc.array(fc.nat({ max: 8 }), { maxLength: 4 }),
  sameInstant: fc.boolean(),
})
type Life = typeof life extends fc.Arbitrary<infer Value> ? Value : never

const telling = fc.record({
  places: fc.array(fc.nat({ max: 1_000 }), { minLength: 80, maxLength: 80 }),
  again: fc.array(fc.nat({ max: 30 }), { maxLength: 6 }),
})

/** The order as it truly is at the exchange, moving on action by action, and everything that is ever said of it. */
class Truth {
  readonly said: Input[] = []
  readonly fills: Input[] = []
  #now: ExchangeOrder
  #at: Millis

  constructor(subject: { readonly order: Order; readonly begunAt: Millis }, drawn: Life) {
    this.#now = reportOf(subject.order)
    this.#at = subject.begunAt
    this.#push({})
    this.#poll(drawn, 0)
    for (const [index, next] of drawn.actions.entries()) {
      if (this.#now.state !== "live" && this.#now.state !== "partially_filled") break
      this.#act(next, subject.order, drawn, index)
      this.#poll(drawn, index + 1)
    }
    if (drawn.end === "is cancelled" && (this.#now.state === "live" || this.#now.state === "partially_filled")) {
      this.#move({ state: "canceled" }, drawn)
      this.#push({})
    }
    this.#poll(drawn, 8)
  }

  /** A read of the order as it stands. */
  get read(): Input {
    return { type: "OrderReport", source: "query", order: this.#now, begunAt: this.#at }
  }

  #act(next: Life["actions"][number], order: Order, { sameInstant, weAskedToAmend }: Life, index: number): void {
    switch (next.do) {
      case "fill": {
        const rest = subtract(this.#now.quantity, this.#now.filled)
        const quantity = compare(decimal(next.quantity), rest) > 0 ? format(rest) : next.quantity
        const fill = fillOf(order, { tradeId: `t${index}`, quantity, price: next.price, fee: "-0.01" })
        const filled = toQuantity(add(this.#now.filled, fill.quantity))
        this.#move(
          { filled, state: compare(filled, this.#now.quantity) >= 0 ? "filled" : "partially_filled" },
          { sameInstant },
        )
        this.#push({ fill })
        const told: Input = { type: "FillReport", source: "query", fill }
        this.fills.push(told)
        this.said.push(told)
        return
      }
      case "resize":
        // Never the same terms twice: that A came back after B is told by no report that is read before B's.
        this.#resize(next.quantity, { price: parsePrice(String(101 + index)) })
        this.#push({ amendSource: "1" })
        return
      case "our amendment": {
        const requestId = order.pendingAmend?.requestId
        if (
          !weAskedToAmend ||
          requestId === undefined ||
          this.said.some((one) => one.type === "OrderReport" && one.order.amend)
        )
          return
        if (next.works) this.#resize("14", {})
        this.#push({
          amend: { requestId, result: next.works ? "done" : "failed", code: next.works ? "0" : "51511", message: "" },
        })
        return
      }
    }
  }

  #resize(wanted: string, change: Partial<ExchangeOrder>): void {
    const quantity = toQuantity(maximum(parseQuantity(wanted), this.#now.filled))
    const state = compare(quantity, this.#now.filled) === 0 ? "filled" : this.#now.state
    this.#move({ ...change, quantity, state }, { sameInstant: false })
  }

  /** Executions may share the instant of what came before; changes of the terms never do here, for then nobody could tell which came last. */
  #move(change: Partial<ExchangeOrder>, { sameInstant }: { readonly sameInstant: boolean }): void {
    const updatedAt = sameInstant ? this.#now.updatedAt : later(this.#now.updatedAt, 3)
    this.#at = later(this.#at, 50)
    this.#now = { ...this.#now, ...change, updatedAt }
  }

  #push(more: Partial<ExchangeOrder>): void {
    this.said.push({ type: "OrderReport", source: "push", order: { ...this.#now, ...more } })
  }

  #poll({ polls }: Life, moment: number): void {
    for (const _poll of polls.filter((at) => at === moment)) this.said.push(this.read)
  }
}

interface Told {
  readonly desk: TestDesk
  readonly orderId: OrderId
  readonly truth: Truth
  readonly messages: readonly Input[]
}

/** An order that has left, with what we asked of it meanwhile, and everything that will be said. */
function begin(drawn: Life): Told {
  const desk = new TestDesk()
  const { orderId } = desk.place({ quantity: parseQuantity("10") })
  submit(desk, orderId)
  if (drawn.weAskedToAmend) {
    reply(desk, orderId, { kind: "accepted", okxOrderId: OKX_ID })
    desk.take({ type: "AmendOrder", orderId, requestId: requestIdFrom(desk.serial()), quantity: parseQuantity("14") })
  }
  if (drawn.weAskedToCancel)
    desk.take({ type: "CancelOrder", orderId, requestId: requestIdFrom(desk.serial()), reason: "enough" })
  const order = desk.order(orderId)
  const { okxOrderId: _unknown, ...asSent } = order
  const truth = new Truth({ order: { ...asSent, okxOrderId: OKX_ID }, begunAt: desk.exchangeNow }, drawn)
  const messages: Input[] = [...truth.said]
  const { requestId, pendingCancel } = order
  if (requestId !== undefined)
    messages.splice(1, 0, { type: "PlaceReply", orderId, requestId, outcome: outcomeOf(drawn.placeReply) })
  if (pendingCancel !== undefined)
    messages.push({
      type: "CancelReply",
      orderId,
      requestId: pendingCancel.requestId,
      outcome: outcomeOf(drawn.cancelReply),
    })
  return { desk, orderId, truth, messages }
}

function outcomeOf(reply: "accepted" | "unknown" | "51400"): RequestOutcome {
  if (reply === "accepted") return { kind: "accepted", okxOrderId: OKX_ID }
  if (reply === "unknown") return { kind: "unknown", code: "50004", message: "timeout" }
  return { kind: "refused", code: reply, message: "", retryable: false }
}

function inOrder(drawn: Life): string {
  const { desk, orderId, messages } = begin(drawn)
  for (const message of messages) desk.take(message)
  return outcomeText(desk.order(orderId))
}

test("O.24: every message at least once, in any order, so the same end as in order", () => {
  fc.assert(
    fc.property(life, telling, (drawn, { places, again }) => {
      const { desk, orderId, messages } = begin(drawn)
      const all = [...messages, ...again.flatMap((at) => messages[at] ?? [])]
      const shuffled = all.map((message, at) => ({ message, place: places[at] ?? 0 })).sort((a, b) => a.place - b.place)
      for (const { message } of shuffled) desk.take(message)
      assert.equal(outcomeText(desk.order(orderId)), inOrder(drawn))
      assert.equal(desk.state.openBreaks, 0)
    }),
    { numRuns: 600 },
  )
})

test("O.24: messages are lost and a read of order and fills follows up, so the same end as in order", () => {
  fc.assert(
    fc.property(life, telling, fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }), (drawn, { places }, lost) => {
      const { desk, orderId, truth, messages } = begin(drawn)
      const shuffled = messages
        .map((message, at) => ({ message, place: places[at] ?? 0 }))
        .sort((a, b) => a.place - b.place)
      for (const [at, { message }] of shuffled.entries()) if (lost[at] !== true) desk.take(message)
      desk.take(truth.read)
      if (!isZero(desk.order(orderId).fillsMissing)) for (const fill of truth.fills) desk.take(fill)
      assert.equal(outcomeText(desk.order(orderId)), inOrder(drawn))
      assert.deepEqual([desk.state.openBreaks, desk.state.inDoubt.size], [0, 0])
    }),
    { numRuns: 600 },
  )
})

test("the lives that are drawn are lives: some fill, some end, some are changed, so the property says something", () => {
  const seen = new Map<string, number>()
  for (const drawn of fc.sample(life, { numRuns: 300, seed: 7 })) {
    const { state, quantity, fills } = JSON.parse(inOrder(drawn))
    const changed = quantity === "10" ? "as asked" : "changed"
    for (const word of [state, changed, fills === "" ? "unfilled" : "filled in part"])
      seen.set(word, (seen.get(word) ?? 0) + 1)
  }
  for (const word of [
    "Acknowledged",
    "PartiallyFilled",
    "Filled",
    "Cancelled",
    "as asked",
    "changed",
    "unfilled",
    "filled in part",
  ]) {
    assert.ok((seen.get(word) ?? 0) > 10, `${word}: ${seen.get(word) ?? 0} of 300`)
  }
})
