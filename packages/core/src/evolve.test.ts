// The fold: given events, then the state. By hand for every rule that a person would ask about, and over arbitrary legal histories against sums
// made the obvious way from the list of fills.

import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { ACCOUNT } from "../test/arbitrary.ts"
import { type History, legalHistory } from "../test/histories.ts"
import {
  type AccountState,
  BREAKS_MAX,
  CLOSED_ORDER_RETENTION_MS,
  CLOSED_ORDERS_MAX,
  emptyAccount,
  findByExchangeIds,
  statsOf,
} from "./account-state.ts"
import { NO_QUANTITY, parsePrice, parseQuantity, toFee } from "./amount.ts"
import {
  add,
  type Decimal,
  decimal,
  equals,
  format,
  isZero,
  multiply,
  negate,
  ONE,
  subtract,
  sum,
  ZERO,
} from "./decimal.ts"
import { evolve } from "./evolve.ts"
import {
  adoptedOrderId,
  breakIdFrom,
  okxOrderIdFromWire,
  orderIdsFrom,
  parseAccountId,
  parseClientOrderId,
  parseStrategyId,
  requestIdFrom,
} from "./ids.ts"
import type { Fill, Order } from "./order.ts"
import type { EventBody, OrderEventBody } from "./order-event.ts"
import { isActive, isTerminal, ORDER_STATES } from "./order-state.ts"
import type { KeptOrder } from "./orders.ts"
import { parseSymbol } from "./symbol.ts"
import { millis } from "./time.ts"

const SERIAL = "175000000000000001"
const { orderId, clOrdId } = orderIdsFrom(SERIAL)
const okxOrderId = okxOrderIdFromWire("2503180842461503488")
const clientOrderId = parseClientOrderId("mine-1")
const requestId = requestIdFrom(SERIAL)
const START = 1_750_000_000_000

const CREATED: OrderEventBody = {
  type: "OrderCreated",
  ...{ orderId, clOrdId, clientOrderId, strategy: parseStrategyId("grid"), symbol: parseSymbol("BTC-USDT") },
  market: { kind: "spot", baseCurrency: "BTC", quoteCurrency: "USDT", contractValue: ONE },
  ...{
    side: "buy",
    orderType: "limit",
    tradeMode: "cash",
    reduceOnly: false,
    unit: "base",
    intent: "text",
    tag: "oms",
  },
  ...{ quantity: parseQuantity("1"), price: parsePrice("100") },
}
const VALIDATED: OrderEventBody = { type: "OrderValidated", orderId }
const SUBMITTED: OrderEventBody = {
  type: "OrderSubmitted",
  orderId,
  requestId,
  transport: "ws",
  expiresAt: millis(START + 2500),
  attempt: 1,
}
const ACKNOWLEDGED: OrderEventBody = { type: "OrderAcknowledged", orderId, okxOrderId }
const CANCELLED: OrderEventBody = {
  type: "OrderCancelled",
  orderId,
  okxOrderId,
  reason: "by the user",
  cancelSource: "1",
}
const FAILED: OrderEventBody = { type: "OrderFailed", orderId, reason: "never placed", proof: "never-placed" }

function fillOf(tradeId: string, price: string, quantity: string, fee = "-0.1", currency = "USDT"): Fill {
  const fees = [{ currency, amount: toFee(decimal(fee)) }]
  return {
    tradeId,
    price: parsePrice(price),
    quantity: parseQuantity(quantity),
    fees,
    liquidity: "maker",
    at: millis(START),
  }
}

function partial(filled: string, fill?: Fill): OrderEventBody {
  return {
    type: "OrderPartiallyFilled",
    orderId,
    okxOrderId,
    filledQuantity: parseQuantity(filled),
    ...(fill && { fill }),
  }
}

/** Folds bodies, one event a second from START; a number is a pause in milliseconds before the next. */
function given(bodies: readonly (EventBody | number)[], state = emptyAccount(ACCOUNT)): AccountState {
  let at = state.seq === 0 ? START : state.at + 1000
  for (const body of bodies) {
    if (typeof body === "number") {
      at += body
      continue
    }
    evolve(state, { ...body, version: 1, seq: state.seq + 1, at: millis(at), account: ACCOUNT, cause: "push" })
    at += 1000
  }
  return state
}

function orderIn(state: AccountState, id = orderId): Order {
  const order = state.orders.get(id)
  assert.ok(order, `${id} is not in memory`)
  return order
}

test("created, validated, submitted, acknowledged, so each step with its time and the indexes find it", () => {
  const state = given([CREATED, VALIDATED, SUBMITTED, ACKNOWLEDGED])
  const order = orderIn(state)
  assert.deepEqual(
    order.history.map(({ from, to, at }) => [from, to, at - START]),
    [
      ["None", "Created", 0],
      ["Created", "Validated", 1000],
      ["Validated", "Submitted", 2000],
      ["Submitted", "Acknowledged", 3000],
    ],
  )
  assert.deepEqual(
    [order.createdAt, order.submittedAt, order.acknowledgedAt].map((at) => (at ?? 0) - START),
    [0, 2000, 3000],
  )
  assert.deepEqual([order.seq, order.attempts, order.transport, order.okxOrderId], [4, 1, "ws", okxOrderId])
  assert.deepEqual([...state.open], [orderId])
  assert.equal(findByExchangeIds(state, { clOrdId })?.orderId, orderId)
  assert.equal(findByExchangeIds(state, { okxOrderId })?.orderId, orderId)
  assert.equal(findByExchangeIds(state, {}), undefined)
  assert.equal(state.byClientOrderId.get(clientOrderId), orderId)
  assert.equal(statsOf(state).acknowledged, 1)
})

test("validated, so it waits; submitted, so it waits no more and is unconfirmed; acknowledged, so neither", () => {
  const state = given([CREATED, VALIDATED])
  assert.deepEqual([state.waiting.has(orderId), state.unconfirmed.has(orderId)], [true, true])
  given([SUBMITTED], state)
  assert.deepEqual([state.waiting.has(orderId), state.unconfirmed.has(orderId)], [false, true])
  given([ACKNOWLEDGED], state)
  assert.deepEqual([state.waiting.has(orderId), state.unconfirmed.has(orderId)], [false, false])
})

test("a second attempt of the request, so the state stays and the attempt is counted", () => {
  const order = orderIn(given([CREATED, VALIDATED, SUBMITTED, { ...SUBMITTED, attempt: 2 }]))
  assert.deepEqual(
    [order.state, order.attempts, order.history.length, (order.submittedAt ?? 0) - START],
    ["Submitted", 2, 3, 2000],
  )
})

test("fills before the acknowledgement, so booked, averaged and paid for; the last one closes the order", () => {
  const full: OrderEventBody = {
    type: "OrderFilled",
    orderId,
    okxOrderId,
    filledQuantity: parseQuantity("1"),
    fill: fillOf("2", "103", "0.7", "-0.2"),
  }
  const state = given([CREATED, VALIDATED, SUBMITTED, partial("0.3", fillOf("1", "100", "0.3", "0.0001", "BTC")), full])
  const order = orderIn(state)
  assert.equal(order.state, "Filled")
  assert.equal(format(order.filledQuantity), "1")
  assert.equal(format(order.filledValue), "102.1")
  assert.equal(order.averagePrice && format(order.averagePrice), "102.1")
  assert.ok(isZero(order.fillsMissing))
  assert.deepEqual(
    order.fees.map(({ currency, amount }) => [currency, format(amount)]),
    [
      ["BTC", "0.0001"],
      ["USDT", "-0.2"],
    ],
  )
  assert.deepEqual(
    [(order.acknowledgedAt ?? 0) - START, (order.firstFillAt ?? 0) - START, (order.completedAt ?? 0) - START],
    [3000, 3000, 4000],
  )
  assert.deepEqual(
    [...state.cash].map(([currency, amount]) => [currency, format(amount)]),
    [
      ["BTC", "1.0001"],
      ["USDT", "-102.3"],
    ],
  )
  assert.equal(state.open.size, 0)
})

test("fees in one currency, so one sum, exact, charge and rebate alike", () => {
  const order = orderIn(
    given([
      CREATED,
      VALIDATED,
      SUBMITTED,
      partial("0.1", fillOf("1", "100", "0.1", "-0.1")),
      partial("0.2", fillOf("2", "100", "0.1", "0.3")),
    ]),
  )
  assert.deepEqual(
    order.fees.map(({ currency, amount }) => [currency, format(amount)]),
    [["USDT", "0.2"]],
  )
})

test("a total without its fill, so the difference is missing; the fill comes late, so it is not", () => {
  const told = { ...partial("0.5"), exchangeAverage: parsePrice("101") } as OrderEventBody
  const state = given([CREATED, VALIDATED, SUBMITTED, told])
  assert.deepEqual([format(orderIn(state).filledQuantity), format(orderIn(state).fillsMissing)], ["0.5", "0.5"])
  assert.deepEqual(orderIn(state).averagePrice, parsePrice("101"))
  assert.ok(state.fillsMissing.has(orderId))
  assert.equal(state.cash.size, 0)
  given([{ type: "FillBooked", orderId, fill: fillOf("1", "100", "0.2"), filledQuantity: parseQuantity("0.5") }], state)
  assert.deepEqual([format(orderIn(state).filledQuantity), format(orderIn(state).fillsMissing)], ["0.5", "0.3"])
  given([{ type: "FillBooked", orderId, fill: fillOf("2", "103", "0.3"), filledQuantity: parseQuantity("0.5") }], state)
  const order = orderIn(state)
  assert.deepEqual(
    [format(order.fillsMissing), order.state, order.averagePrice && format(order.averagePrice)],
    ["0", "PartiallyFilled", "101.8"],
  )
  assert.equal(state.fillsMissing.size, 0)
})

test("fills that add up to more than the total told, so their sum is the total", () => {
  const order = orderIn(given([CREATED, VALIDATED, SUBMITTED, partial("0.1", fillOf("1", "100", "0.4"))]))
  assert.deepEqual([format(order.filledQuantity), format(order.fillsMissing)], ["0.4", "0"])
})

test("a smaller total after a larger one, so nothing is taken back", () => {
  const order = orderIn(given([CREATED, VALIDATED, SUBMITTED, partial("0.5"), partial("0.3")]))
  assert.equal(format(order.filledQuantity), "0.5")
})

test("cancel asked, taken, refused, so the wish is pending until the word; the order's end settles it", () => {
  const asked: OrderEventBody = { type: "CancelRequested", orderId, requestId, reason: "user", attempt: 2 }
  const state = given([CREATED, VALIDATED, SUBMITTED, ACKNOWLEDGED, asked])
  assert.deepEqual(orderIn(state).pendingCancel, {
    requestId,
    at: START + 4000,
    reason: "user",
    attempts: 2,
    accepted: false,
  })
  given([{ type: "CancelAccepted", orderId, requestId }], state)
  assert.equal(orderIn(state).pendingCancel?.accepted, true)
  assert.equal(orderIn(state).state, "Acknowledged")
  given([{ type: "CancelRefused", orderId, requestId, code: "51400", reason: "gone" }], state)
  assert.ok(!("pendingCancel" in orderIn(state)))
  given([asked, CANCELLED], state)
  assert.deepEqual(
    ["pendingCancel" in orderIn(state), orderIn(state).state, orderIn(state).reason],
    [false, "Cancelled", "by the user"],
  )
  given([{ type: "CancelAccepted", orderId, requestId }], state)
  assert.ok(!("pendingCancel" in orderIn(state)))
})

test("amend asked and done, so price and quantity are the new ones; another's amendment leaves ours pending", () => {
  const target = { price: parsePrice("99"), quantity: parseQuantity("2") }
  const asked: OrderEventBody = { type: "AmendRequested", orderId, requestId, ...target, expiresAt: millis(START) }
  const state = given([
    CREATED,
    VALIDATED,
    SUBMITTED,
    ACKNOWLEDGED,
    asked,
    { type: "AmendAccepted", orderId, requestId },
  ])
  assert.deepEqual(orderIn(state).pendingAmend, {
    requestId,
    at: START + 4000,
    expiresAt: START,
    accepted: true,
    ...target,
  })
  const other: OrderEventBody = {
    type: "OrderAmended",
    orderId,
    quantity: parseQuantity("1.5"),
    exchangeUpdatedAt: millis(START),
  }
  given([other, { ...other, requestId: requestIdFrom("175000000000000099") }], state)
  assert.ok(orderIn(state).pendingAmend)
  given([{ ...other, requestId, ...target }], state)
  const order = orderIn(state)
  assert.deepEqual(
    ["pendingAmend" in order, order.price && format(order.price), format(order.quantity)],
    [false, "99", "2"],
  )
  given(
    [
      { ...asked, type: "AmendRequested" },
      { type: "AmendRefused", orderId, requestId, code: "51503", reason: "x" },
    ],
    state,
  )
  assert.ok(!("pendingAmend" in orderIn(state)))
})

test("in doubt, so listed until resolved; a final state settles the doubt too", () => {
  const doubt = {
    since: millis(START),
    asked: "place",
    answer: "no reply",
    expiresAt: millis(START),
    next: "ask",
    nextAt: millis(START),
    asks: 0,
    notFoundAt: [],
    absentFrom: {},
  }
  const inDoubt: OrderEventBody = { type: "OrderInDoubt", orderId, doubt }
  const state = given([CREATED, VALIDATED, SUBMITTED, inDoubt])
  assert.deepEqual([[...state.inDoubt], orderIn(state).state], [[orderId], "Submitted"])
  given([{ type: "DoubtResolved", orderId, verdict: "found", evidence: "push" }], state)
  assert.deepEqual([state.inDoubt.size, "doubt" in orderIn(state)], [0, false])
  assert.equal(given([inDoubt, FAILED], state).inDoubt.size, 0)
})

test("a closed order, so 15 minutes of event time in memory, to the millisecond, and then it is found nowhere", () => {
  const closing = [CREATED, VALIDATED, SUBMITTED, CANCELLED]
  const closedAt = START + 3000
  const resumed: EventBody = { type: "TradingResumed", reason: "" }
  const early = given([...closing, CLOSED_ORDER_RETENTION_MS - 1001, resumed])
  assert.equal(early.at, closedAt + CLOSED_ORDER_RETENTION_MS - 1)
  assert.ok(early.orders.has(orderId))
  const late = given([...closing, CLOSED_ORDER_RETENTION_MS - 1000, resumed])
  assert.equal(late.at, closedAt + CLOSED_ORDER_RETENTION_MS)
  assert.equal(late.orders.size, 0)
  assert.equal(findByExchangeIds(late, { clOrdId, okxOrderId }), undefined)
  assert.deepEqual(
    [late.byClientOrderId.size, late.byClOrdId.size, late.byOkxOrderId.size, late.closed.size],
    [0, 0, 0, 0],
  )
  assert.equal(statsOf(late).cancelled, 1)
})

test("closed with a fill missing, so it stays until the fill is booked and another while after", () => {
  const state = given([
    CREATED,
    VALIDATED,
    SUBMITTED,
    partial("0.5"),
    CANCELLED,
    CLOSED_ORDER_RETENTION_MS,
    { type: "TradingResumed", reason: "" },
  ])
  assert.ok(state.orders.has(orderId))
  given([{ type: "FillBooked", orderId, fill: fillOf("1", "100", "0.5"), filledQuantity: parseQuantity("0.5") }], state)
  given([CLOSED_ORDER_RETENTION_MS, { type: "TradingResumed", reason: "" }], state)
  assert.ok(!state.orders.has(orderId))
})

test("an open order, so it stays however old it is", () => {
  const state = given([
    CREATED,
    VALIDATED,
    SUBMITTED,
    ACKNOWLEDGED,
    30 * 24 * 3_600_000,
    { type: "TradingResumed", reason: "" },
  ])
  assert.ok(state.open.has(orderId))
})

test("a cancelled order gets a late fill, so corrected: the total grows, the state stays, the account has the fill", () => {
  const late: OrderEventBody = {
    type: "OrderCorrected",
    orderId,
    okxOrderId,
    to: "Cancelled",
    filledQuantity: parseQuantity("0.4"),
    fill: fillOf("1", "100", "0.4"),
    reason: "late fill",
  }
  const state = given([CREATED, VALIDATED, SUBMITTED, CANCELLED, late])
  const order = orderIn(state)
  assert.deepEqual(
    [order.state, format(order.filledQuantity), order.reason, (order.completedAt ?? 0) - START],
    ["Cancelled", "0.4", "late fill", 4000],
  )
  assert.equal(format(state.cash.get("BTC") ?? ZERO), "0.4")
  assert.equal(state.counts.Cancelled, 1)
})

test("a failed order is shown live by the exchange, so it is open again and counted once", () => {
  const live: OrderEventBody = {
    type: "OrderCorrected",
    orderId,
    okxOrderId,
    to: "Acknowledged",
    filledQuantity: NO_QUANTITY,
    reason: "the exchange has it",
  }
  const state = given([CREATED, VALIDATED, SUBMITTED, FAILED])
  assert.deepEqual([state.open.size, state.counts.Failed], [0, 1])
  given([live], state)
  assert.deepEqual(
    [[...state.open], state.counts.Failed, state.counts.Acknowledged, "completedAt" in orderIn(state)],
    [[orderId], 0, 1, false],
  )
  assert.equal(findByExchangeIds(state, { okxOrderId })?.orderId, orderId)
  given([CLOSED_ORDER_RETENTION_MS, { type: "TradingResumed", reason: "" }], state)
  assert.ok(state.orders.has(orderId), "an open order leaves memory")
})

test("a forgotten order is recalled, so it is found by every id, goes on, and is counted once", () => {
  const closed = orderIn(given([CREATED, VALIDATED, SUBMITTED, CANCELLED]))
  const state = given([
    CREATED,
    VALIDATED,
    SUBMITTED,
    CANCELLED,
    CLOSED_ORDER_RETENTION_MS,
    { type: "TradingResumed", reason: "" },
  ])
  given([{ type: "OrderRecalled", orderId, order: closed }], state)
  assert.deepEqual({ ...orderIn(state), seq: 0 }, { ...closed, seq: 0 })
  assert.equal(orderIn(state).seq, state.seq)
  assert.equal(findByExchangeIds(state, { clOrdId })?.orderId, orderId)
  assert.equal(findByExchangeIds(state, { okxOrderId })?.orderId, orderId)
  assert.deepEqual([state.counts.Cancelled, state.open.size, state.byClientOrderId.get(clientOrderId)], [1, 0, orderId])
  const late: OrderEventBody = {
    type: "OrderCorrected",
    orderId,
    okxOrderId,
    to: "Filled",
    filledQuantity: parseQuantity("1"),
    fill: fillOf("9", "100", "1"),
    reason: "late",
  }
  given([late], state)
  assert.deepEqual([state.counts.Cancelled, state.counts.Filled], [0, 1])
  given([CLOSED_ORDER_RETENTION_MS, { type: "TradingResumed", reason: "" }], state)
  assert.equal(state.orders.size, 0)
})

test("an order of another hand is adopted partly filled, so shown with its total, and its fills are missing", () => {
  const adoptedId = adoptedOrderId(SERIAL)
  const {
    type: _type,
    intent: _intent,
    orderId: _id,
    clOrdId: _wire,
    clientOrderId: _mine,
    ...asked
  } = CREATED as Extract<OrderEventBody, { type: "OrderCreated" }>
  const adopted: OrderEventBody = {
    ...{
      type: "OrderAdopted",
      ...asked,
      orderId: adoptedId,
      okxOrderId,
      state: "PartiallyFilled",
      filledQuantity: parseQuantity("0.5"),
      reason: "not ours",
    },
    ...{
      exchangeAverage: parsePrice("99"),
      exchangeCreatedAt: millis(START - 60_000),
      exchangeUpdatedAt: millis(START),
    },
  }
  const state = given([adopted])
  const order = orderIn(state, adoptedId)
  assert.deepEqual(
    [order.source, order.state, format(order.fillsMissing), order.averagePrice && format(order.averagePrice)],
    ["exchange", "PartiallyFilled", "0.5", "99"],
  )
  assert.deepEqual([order.createdAt, order.acknowledgedAt, state.counts.PartiallyFilled], [START - 60_000, START, 1])
})

test("events of the account, so epoch, baseline, breaks and trading are what they say", () => {
  const breakId = breakIdFrom(SERIAL)
  const symbol = parseSymbol("BTC-USDT-SWAP")
  const found: EventBody = {
    type: "BreakFound",
    breakId,
    kind: "missing-order",
    ours: "a",
    theirs: "b",
    evidence: "c",
    action: "waiting",
    orderId,
  }
  const state = given([
    { type: "EpochStarted", epoch: 5, tag: "oms" },
    {
      type: "AccountBaseline",
      balances: [{ currency: "USDT", amount: decimal("10") }],
      positions: [{ symbol, contracts: decimal("-3") }],
    },
    found,
    { type: "TradingHalted", mode: "halt", reason: "break" },
  ])
  assert.deepEqual(
    [state.epoch, state.tag, state.openBreaks, state.trading],
    [5, "oms", 1, { mode: "halt", reason: "break", since: START + 3000 }],
  )
  assert.equal(format(state.baseline?.get("USDT") ?? ZERO), "10")
  assert.equal(format(state.positions.get(symbol)?.contracts ?? ZERO), "-3")
  assert.deepEqual(state.breaks.get(breakId), {
    breakId,
    kind: "missing-order",
    ours: "a",
    theirs: "b",
    evidence: "c",
    action: "waiting",
    orderId,
    foundAt: START + 2000,
  })
  given(
    [
      { type: "BreakResolved", breakId, resolution: "done" },
      { type: "TradingResumed", reason: "looked" },
    ],
    state,
  )
  assert.deepEqual([state.openBreaks, state.breaks.get(breakId)?.resolution, state.trading.mode], [0, "done", "open"])
  given(
    [
      {
        type: "ReconciliationCompleted",
        trigger: "start",
        openHere: 0,
        openThere: 0,
        breaks: 0,
        tookMs: 5,
        fillsUpTo: millis(START),
      },
    ],
    state,
  )
  assert.equal(state.fillsUpTo, START)
})

const BROKEN: readonly (readonly [string, readonly EventBody[], RegExp])[] = [
  ["an order begins twice", [CREATED, CREATED], /begins twice/],
  ["an event of an unknown order", [VALIDATED], /unknown order/],
  ["an edge that the table lacks", [CREATED, ACKNOWLEDGED], /no transition from Created to Acknowledged/],
  [
    "a fill booked twice",
    [
      CREATED,
      VALIDATED,
      SUBMITTED,
      partial("0.1", fillOf("1", "100", "0.1")),
      partial("0.2", fillOf("1", "100", "0.1")),
    ],
    /booked twice/,
  ],
  [
    "recalled while in memory",
    [CREATED, { type: "OrderRecalled", orderId, order: orderIn(given([CREATED])) }],
    /recalled while in memory/,
  ],
  [
    "an epoch that is not newer",
    [
      { type: "EpochStarted", epoch: 5, tag: "" },
      { type: "EpochStarted", epoch: 5, tag: "" },
    ],
    /epoch 5 follows 5/,
  ],
  [
    "a break resolved that is not open",
    [{ type: "BreakResolved", breakId: breakIdFrom(SERIAL), resolution: "" }],
    /is not open/,
  ],
]

for (const [name, bodies, expected] of BROKEN) {
  test(`${name}, so the fold stops: a bug of ours, not an event`, () => assert.throws(() => given(bodies), expected))
}

test("a gap in the sequence or another account, so the fold stops", () => {
  const stamped = { ...CREATED, version: 1, seq: 1, at: millis(START), account: ACCOUNT, cause: "push" } as const
  assert.throws(() => evolve(emptyAccount(ACCOUNT), { ...stamped, seq: 2 }), /Invariant: event 2 follows 0/)
  assert.throws(() => evolve(emptyAccount(ACCOUNT), { ...stamped, account: parseAccountId("other") }), /books of main/)
})

function property(name: string, check: (history: History) => void): void {
  test(name, () => fc.assert(fc.property(legalHistory, check), { numRuns: 300 }))
}

property("any legal history, so every index says what a look at all orders says", ({ state }) => {
  const orders = [...state.orders.values()]
  const ids = (belongs: (order: Order) => boolean): string[] => orders.filter(belongs).map((order) => order.orderId)
  const same = (set: ReadonlySet<string>, expected: string[]): void =>
    assert.deepEqual([...set].sort(), expected.sort())
  same(
    state.open,
    ids((order) => isActive(order.state)),
  )
  same(
    state.waiting,
    ids((order) => order.state === "Validated"),
  )
  same(
    state.unconfirmed,
    ids((order) => order.state === "Validated" || order.state === "Submitted"),
  )
  same(
    state.inDoubt,
    ids((order) => order.doubt !== undefined),
  )
  same(
    state.fillsMissing,
    ids((order) => !isZero(order.fillsMissing)),
  )
  same(
    new Set(state.byClOrdId.values()),
    ids((order) => order.clOrdId !== undefined),
  )
  same(
    new Set(state.byOkxOrderId.values()),
    ids((order) => order.okxOrderId !== undefined),
  )
  assert.equal([...state.breaks.values()].filter((found) => found.resolvedAt === undefined).length, state.openBreaks)
})

property("any legal history, so the counts of states are the orders ever begun", ({ state, events }) => {
  const begun = events.filter(({ type }) => type === "OrderCreated" || type === "OrderAdopted").length
  assert.equal(statsOf(state).total, begun)
  for (const name of ORDER_STATES) {
    const inMemory = [...state.orders.values()].filter((order) => order.state === name).length
    assert.ok(isTerminal(name) ? state.counts[name] >= inMemory : state.counts[name] === inMemory, name)
  }
})

property("any legal history, so each order's totals are the obvious sums over its fills", ({ state, fills }) => {
  for (const order of state.orders.values()) {
    const booked = fills.get(order.orderId) ?? []
    assert.deepEqual(order.fills, booked)
    const quantity = sum(booked.map((fill) => fill.quantity))
    const value = sum(booked.map((fill) => multiply(fill.price, fill.quantity)))
    assert.ok(equals(add(quantity, order.fillsMissing), order.filledQuantity))
    assert.ok(equals(value, order.filledValue))
    for (const { currency, amount } of order.fees) {
      assert.ok(
        equals(
          amount,
          sum(booked.flatMap((fill) => fill.fees.filter((fee) => fee.currency === currency)).map((fee) => fee.amount)),
        ),
      )
    }
    if (!isZero(order.fillsMissing) || booked.length === 0) continue
    const error = subtract(multiply(order.averagePrice ?? ZERO, quantity), value)
    assert.ok(
      error.coefficient === 0n ||
        format(error).startsWith("0.0000000000000") ||
        format(error).startsWith("-0.0000000000000"),
    )
  }
})

property("any legal history, so cash and positions are the obvious sums over all fills", ({ state, fills, events }) => {
  const cash = new Map<string, Decimal>()
  const contracts = new Map<string, Decimal>()
  const change = (map: Map<string, Decimal>, key: string, amount: Decimal): unknown =>
    map.set(key, add(map.get(key) ?? ZERO, amount))
  for (const event of events) {
    if (event.type !== "OrderCreated" && event.type !== "OrderAdopted") continue
    const signed = (amount: Decimal): Decimal => (event.side === "buy" ? amount : negate(amount))
    for (const fill of fills.get(event.orderId) ?? []) {
      for (const fee of fill.fees) change(cash, fee.currency, fee.amount)
      if (event.market.kind === "swap") {
        change(contracts, event.symbol, signed(fill.quantity))
        continue
      }
      change(cash, "BTC", signed(fill.quantity))
      change(cash, "USDT", negate(signed(multiply(fill.price, fill.quantity))))
    }
  }
  const shown = (map: ReadonlyMap<string, Decimal>): unknown =>
    [...map].map(([key, amount]) => [key, format(amount)]).sort()
  assert.deepEqual(shown(state.cash), shown(cash))
  const positions = [...state.positions].map(([symbol, position]): [string, Decimal] => [symbol, position.contracts])
  assert.deepEqual(shown(new Map(positions)), shown(contracts))
})

property(
  "any legal history, so no closed order without a question stays 15 minutes after its last event",
  ({ state, events }) => {
    for (const order of state.orders.values()) {
      if (isActive(order.state) || order.doubt !== undefined || !isZero(order.fillsMissing)) continue
      const last = events.findLast((event) => "orderId" in event && event.orderId === order.orderId)?.at ?? 0
      assert.ok(state.at - last < CLOSED_ORDER_RETENTION_MS, order.orderId)
    }
  },
)

test("more closed orders than memory keeps, so the one that ended first leaves before its time", () => {
  const { clientOrderId: _named, ...unnamed } = CREATED as Extract<OrderEventBody, { type: "OrderCreated" }>
  const lives = Array.from({ length: CLOSED_ORDERS_MAX + 1 }, (_, index): OrderEventBody[] => {
    const ids = orderIdsFrom(String(175_000_000_100_000_000n + BigInt(index)))
    return [
      { ...unnamed, ...ids },
      { type: "OrderValidated", orderId: ids.orderId },
      { type: "OrderFailed", orderId: ids.orderId, reason: "not sent", proof: "not-sent" },
    ]
  })
  const state = emptyAccount(ACCOUNT)
  const forgotten: KeptOrder[] = []
  for (const body of lives.flat()) {
    const stamp = { version: 1, seq: state.seq + 1, at: millis(START), account: ACCOUNT, cause: "command" } as const
    forgotten.push(...evolve(state, { ...stamp, ...body }))
  }
  assert.equal(state.orders.size, CLOSED_ORDERS_MAX)
  assert.deepEqual(
    forgotten.map((order) => order.orderId),
    [orderIdsFrom("175000000100000000").orderId],
  )
})

test("more breaks than memory keeps, so resolved ones leave and open ones stay", () => {
  const state = emptyAccount(ACCOUNT)
  const add = (body: EventBody): void => {
    const stamp = { version: 1, seq: state.seq + 1, at: millis(START), account: ACCOUNT, cause: "command" } as const
    evolve(state, { ...stamp, ...body })
  }
  const words = { ours: "", theirs: "", evidence: "", action: "needs a person" } as const
  const breakIds = Array.from({ length: BREAKS_MAX + 10 }, (_, index) =>
    breakIdFrom(String(175_000_000_200_000_000n + BigInt(index))),
  )
  for (const breakId of breakIds) add({ type: "BreakFound", breakId, kind: "contradiction", ...words })
  assert.equal(state.breaks.size, BREAKS_MAX + 10, "open breaks are never dropped")
  for (const breakId of breakIds.slice(0, 20)) add({ type: "BreakResolved", breakId, resolution: "looked at" })
  assert.equal(state.breaks.size, BREAKS_MAX)
  assert.equal(state.openBreaks, BREAKS_MAX - 10)
})
