// Arbitrary values of core for property tests: amounts, ids, orders and an event of every type. They are well-formed, not sensible: a codec must
// carry whatever a type allows. Sequences of events that make sense together are in histories.ts.

import fc from "fast-check"
import { parseNotional, parsePrice, parseQuantity, toFee } from "../src/amount.ts"
import { BREAK_ACTIONS, BREAK_KINDS } from "../src/break-kind.ts"
import { decimal } from "../src/decimal.ts"
import { MOVEMENT_KINDS } from "../src/exchange.ts"
import {
  adoptedOrderId,
  breakIdFrom,
  clOrdIdFromWire,
  okxOrderIdFromWire,
  orderIdsFrom,
  parseAccountId,
  parseClientOrderId,
  parseStrategyId,
  requestIdFrom,
  serialOf,
} from "../src/ids.ts"
import type { Doubt, Fill, Order, OrderMarket } from "../src/order.ts"
import type { EventBody, EventType, OmsEvent } from "../src/order-event.ts"
import { ORDER_STATES } from "../src/order-state.ts"
import { parseSymbol } from "../src/symbol.ts"
import { millis } from "../src/time.ts"

/** The value as plain objects, which every event in the program is; fast-check makes some without a prototype. */
const plain = <Value>(value: Value): Value => structuredClone(value)

export const ACCOUNT = parseAccountId("main")

const scaled = (min: bigint, max: bigint) =>
  fc.tuple(fc.bigInt({ min, max }), fc.integer({ min: 0, max: 18 })).map(([coefficient, scale]) => {
    const digits = String(coefficient < 0n ? -coefficient : coefficient).padStart(scale + 1, "0")
    const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`
    return coefficient < 0n ? `-${text}` : text
  })
const aboveZero = scaled(1n, 10n ** 20n)
const anySign = scaled(-(10n ** 20n), 10n ** 20n)

export const price = aboveZero.map((text) => parsePrice(text))
export const quantity = aboveZero.map((text) => parseQuantity(text))
const notional = anySign.map((text) => parseNotional(text))
const fee = anySign.map((text) => toFee(decimal(text)))
const anyDecimal = anySign.map(decimal)

const serial = fc
  .tuple(fc.integer({ min: 1, max: 9_999_999_999 }), fc.integer({ min: 0, max: 99_999_999 }))
  .map(([epoch, counter]) => serialOf(epoch, counter))
const orderId = fc.oneof(
  serial.map((text) => orderIdsFrom(text).orderId),
  serial.map(adoptedOrderId),
)
const requestId = serial.map(requestIdFrom)
const breakId = serial.map(breakIdFrom)
const clOrdId = fc.oneof(serial, fc.string({ maxLength: 32 })).map(clOrdIdFromWire)
const okxOrderId = fc.bigInt({ min: 1n, max: 10n ** 19n }).map((id) => okxOrderIdFromWire(String(id)))
const clientOrderId = fc.stringMatching(/^[A-Za-z0-9._:-]{1,64}$/).map((text) => parseClientOrderId(text))
const strategy = fc.stringMatching(/^[A-Za-z0-9._-]{1,32}$/).map((text) => parseStrategyId(text))
const symbol = fc.constantFrom("BTC-USDT", "ETH-USDT-SWAP", "BTC-USD-260327-50000-C").map((text) => parseSymbol(text))
export const at = fc.integer({ min: 0, max: 4_000_000_000_000 }).map(millis)
/** Text for people: names of decimal fields, quotes and every kind of letter. */
const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.constantFrom("price", "0.10", '{"price":"1"}', "", "\u0000\u2028"),
)
const count = fc.nat({ max: 1_000_000 })
const side = fc.constantFrom("buy", "sell")
const unit = fc.constantFrom("base", "quote", "contracts")
const orderType = fc.constantFrom("limit", "market", "post_only", "ioc", "fok", "optimal_limit_ioc")
const tradeMode = fc.constantFrom("cash", "cross", "isolated")
const state = fc.constantFrom(...ORDER_STATES)
const transport = fc.constantFrom("ws", "rest")

const market: fc.Arbitrary<OrderMarket> = fc.record({
  kind: fc.constantFrom("spot", "swap", "other"),
  baseCurrency: fc.constantFrom("BTC", "ETH"),
  quoteCurrency: fc.constant("USDT"),
  contractValue: aboveZero.map(decimal),
})

export const fill: fc.Arbitrary<Fill> = fc.record({
  tradeId: fc.oneof(
    fc.nat().map(String),
    fc.nat().map((id) => `bill-${id}`),
  ),
  price,
  quantity,
  fees: fc.array(fc.record({ currency: fc.constantFrom("BTC", "USDT", "OKB"), amount: fee }), { maxLength: 2 }),
  liquidity: fc.constantFrom("maker", "taker", "unknown"),
  at,
})

const doubt: fc.Arbitrary<Doubt> = fc.record({
  since: at,
  asked: text,
  answer: text,
  expiresAt: at,
  next: text,
  nextAt: at,
  asks: count,
  notFoundAt: fc.array(at, { maxLength: 3 }),
  absentFrom: fc.record({ pending: at, history: at, fills: at }, { requiredKeys: [] }),
})

const refusal = fc.oneof(
  fc.record({ code: fc.constant("price-off-tick"), path: fc.constant("price"), price: aboveZero, tickSize: aboveZero }),
  fc.record({
    code: fc.constant("quantity-below-minimum"),
    path: fc.constant("quantity"),
    quantity: aboveZero,
    minimum: aboveZero,
  }),
  fc.record({ code: fc.constant("price-unknown"), symbol: text, ageMs: fc.option(count), limitMs: count }),
  fc.record({ code: fc.constant("not-ready"), why: text }),
)

const transition = fc.record(
  {
    from: fc.oneof(state, fc.constant("None")),
    to: state,
    at,
    reason: text,
    metadata: fc.dictionary(fc.constantFrom("by", "why"), text),
  },
  { requiredKeys: ["from", "to", "at", "reason"] },
)

/** What the beginning of an order and its later life share. */
const asked = {
  strategy,
  symbol,
  market,
  side,
  orderType,
  tradeMode,
  reduceOnly: fc.boolean(),
  quantity,
  unit,
  price,
  tag: text,
}
const pendingCancel = fc.record({ requestId, at, reason: text, attempts: count, accepted: fc.boolean() })
const pendingAmend = fc.record(
  { requestId, at, price, quantity, expiresAt: at, accepted: fc.boolean() },
  { requiredKeys: ["requestId", "at", "expiresAt", "accepted"] },
)

export const order: fc.Arbitrary<Order> = fc
  .record(
    {
      ...asked,
      ...{ orderId, clOrdId, okxOrderId, clientOrderId, account: fc.constant(ACCOUNT), intent: text, state },
      source: fc.constantFrom("command", "exchange"),
      history: fc.array(transition, { maxLength: 3 }),
      ...{ filledQuantity: quantity, fillsMissing: quantity, filledValue: notional, averagePrice: price },
      fees: fc.array(fc.record({ currency: fc.constantFrom("BTC", "USDT"), amount: fee }), { maxLength: 2 }),
      fills: fc.array(fill, { maxLength: 3 }),
      ...{
        pendingCancel,
        pendingAmend,
        doubt,
        reason: text,
        refusal,
        expiresAt: at,
        requestId,
        transport,
        attempts: count,
      },
      ...{ timeLimitMs: count, createdAt: at, submittedAt: at, acknowledgedAt: at, firstFillAt: at, completedAt: at },
      ...{ exchangeUpdatedAt: at, seq: count },
    },
    {
      requiredKeys: [
        ...([
          "orderId",
          "account",
          "strategy",
          "symbol",
          "market",
          "side",
          "orderType",
          "tradeMode",
          "reduceOnly",
          "quantity",
        ] as const),
        ...([
          "unit",
          "intent",
          "tag",
          "source",
          "state",
          "history",
          "filledQuantity",
          "fillsMissing",
          "filledValue",
          "fees",
        ] as const),
        ...(["fills", "attempts", "createdAt", "seq"] as const),
      ],
    },
  )
  .map(plain)

type BodyOf<Type extends EventType> = Extract<EventBody, { type: Type }>

/** One event type: its fields, and which of them may be absent. */
function body<Type extends EventType, Fields extends object>(
  type: Type,
  fields: { [Key in keyof Fields]: fc.Arbitrary<Fields[Key]> },
  optional: readonly (keyof Fields)[] = [],
): fc.Arbitrary<{ type: Type } & Fields> {
  const keys = Object.keys(fields) as (keyof Fields)[]
  const requiredKeys = keys.filter((key) => !optional.includes(key))
  return fc.record(fields, { requiredKeys }).map((made) => ({ type, ...(made as Fields) }))
}

const execution = { orderId, okxOrderId, filledQuantity: quantity, fill, exchangeAverage: price }
const answered = { orderId, requestId, code: text, reason: text }
const ended = { orderId, okxOrderId, reason: text, cancelSource: text }

/** An arbitrary body of every type; a type that is added to the union and not here does not compile. */
export const BODIES: { readonly [Type in EventType]: fc.Arbitrary<BodyOf<Type>> } = {
  OrderCreated: body("OrderCreated", { ...asked, orderId, clOrdId, clientOrderId, intent: text, timeLimitMs: count }, [
    "clientOrderId",
    "price",
    "timeLimitMs",
  ]),
  OrderValidated: body("OrderValidated", { orderId }),
  OrderSubmitted: body("OrderSubmitted", { orderId, requestId, transport, expiresAt: at, attempt: count }),
  OrderAcknowledged: body("OrderAcknowledged", { orderId, okxOrderId }),
  OrderPartiallyFilled: body("OrderPartiallyFilled", execution, ["fill", "exchangeAverage"]),
  OrderFilled: body("OrderFilled", execution, ["fill", "exchangeAverage"]),
  OrderCancelled: body("OrderCancelled", ended, ["okxOrderId", "cancelSource"]),
  OrderRejected: body(
    "OrderRejected",
    { orderId, by: fc.constantFrom("us", "okx"), reason: text, code: text, refusal },
    ["refusal"],
  ),
  OrderFailed: body("OrderFailed", { orderId, reason: text, proof: fc.constantFrom("not-sent", "never-placed") }),
  OrderExpired: body("OrderExpired", ended, ["okxOrderId", "cancelSource"]),
  CancelRequested: body("CancelRequested", { orderId, requestId, reason: text, attempt: count }),
  CancelAccepted: body("CancelAccepted", { orderId, requestId }),
  CancelRefused: body("CancelRefused", answered),
  AmendRequested: body("AmendRequested", { orderId, requestId, price, quantity, expiresAt: at }, ["price", "quantity"]),
  AmendAccepted: body("AmendAccepted", { orderId, requestId }),
  OrderAmended: body("OrderAmended", { orderId, requestId, price, quantity, exchangeUpdatedAt: at }, [
    "requestId",
    "price",
  ]),
  AmendRefused: body("AmendRefused", answered),
  OrderRestated: body("OrderRestated", { orderId, price, quantity, exchangeUpdatedAt: at, reason: text }, ["price"]),
  OrderInDoubt: body("OrderInDoubt", { orderId, doubt }),
  DoubtResolved: body("DoubtResolved", {
    orderId,
    verdict: fc.constantFrom("found", "never-placed", "beyond-memory"),
    evidence: text,
  }),
  FillBooked: body("FillBooked", { orderId, fill, filledQuantity: quantity }),
  FillCorrected: body("FillCorrected", { orderId, tradeId: text, fill, filledQuantity: quantity, reason: text }, [
    "fill",
  ]),
  OrderAdopted: body(
    "OrderAdopted",
    { ...asked, ...execution, clOrdId, state, exchangeCreatedAt: at, exchangeUpdatedAt: at, reason: text },
    ["clOrdId", "price", "fill", "exchangeAverage"],
  ),
  OrderCorrected: body("OrderCorrected", { ...execution, to: state, reason: text }, ["fill", "exchangeAverage"]),
  OrderRecalled: body("OrderRecalled", { orderId, order }),
  EpochStarted: body("EpochStarted", { epoch: count, tag: text }),
  AccountBaseline: body(
    "AccountBaseline",
    {
      balances: fc.array(
        fc.record(
          { currency: fc.constantFrom("BTC", "USDT"), amount: anyDecimal, asOf: at },
          { requiredKeys: ["currency", "amount"] },
        ),
        { maxLength: 3 },
      ),
      positions: fc.array(
        fc.record({ symbol, contracts: anyDecimal, asOf: at }, { requiredKeys: ["symbol", "contracts"] }),
        { maxLength: 3 },
      ),
      exchangeAt: at,
    },
    ["exchangeAt"],
  ),
  FundsMoved: body("FundsMoved", {
    billId: fc.nat().map(String),
    currency: fc.constantFrom("BTC", "USDT"),
    change: anyDecimal,
    kind: fc.constantFrom(...MOVEMENT_KINDS),
    movedAt: at,
  }),
  BooksRebased: body(
    "BooksRebased",
    { breakId, currency: fc.constantFrom("BTC", "USDT"), symbol, change: anyDecimal },
    ["currency", "symbol"],
  ),
  BreakFound: body(
    "BreakFound",
    {
      ...{ breakId, orderId, ours: text, theirs: text, evidence: text },
      kind: fc.constantFrom(...BREAK_KINDS),
      action: fc.constantFrom(...BREAK_ACTIONS),
      ...{ subject: text, difference: anyDecimal },
    },
    ["orderId", "subject", "difference"],
  ),
  BreakResolved: body("BreakResolved", { breakId, resolution: text }),
  TradingHalted: body("TradingHalted", { mode: fc.constantFrom("halt", "reduce-only"), reason: text }),
  TradingResumed: body("TradingResumed", { reason: text }),
  VisibilityWidened: body("VisibilityWidened", {
    because: fc.constantFrom("trouble", "measured"),
    ...{ visibilityMs: count, until: at },
  }),
  ReconciliationCompleted: body("ReconciliationCompleted", {
    trigger: fc.constantFrom("start", "reconnect", "interval", "demand", "suspicion"),
    ...{ openHere: count, openThere: count, breaks: count, tookMs: count, fillsUpTo: at },
  }),
}

export const EVENT_TYPES = Object.keys(BODIES) as readonly EventType[]

/** The body with an arbitrary place in the sequence. */
export function eventOf(type: EventType): fc.Arbitrary<OmsEvent> {
  const place = fc.record({
    version: fc.constant(1),
    seq: count,
    at,
    account: fc.constant(ACCOUNT),
    cause: fc.constantFrom(
      "command",
      "reply",
      "push",
      "query",
      "pending",
      "history",
      "deadline",
      "reconciliation",
      "recovery",
    ),
  })
  const bodies: fc.Arbitrary<EventBody> = BODIES[type]
  return fc.tuple(bodies, place).map(([made, stamp]) => plain({ ...made, ...stamp }))
}
