import assert from "node:assert/strict"
import { test } from "node:test"
import {
  decimal,
  format,
  millis,
  NO_QUANTITY,
  type OmsEvent,
  type Order,
  orderIdsFrom,
  type PlaceOrder,
  parseAccountId,
  parseClientOrderId,
  parsePrice,
  parseQuantity,
  parseStrategyId,
  parseSymbol,
  type Refusal,
  requestIdFrom,
  serialOf,
  toNotional,
} from "@okx-oms/core"
import { type DeskChange, DeskUnavailable } from "./desk.ts"
import { type GridManager, ManagerDesk, type ManagerDeskOptions, type ManagerNews } from "./manager-desk.ts"

const account = parseAccountId("test")
const symbol = parseSymbol("BTC-USDT")
const strategy = parseStrategyId("grid")
const { orderId } = orderIdsFrom(serialOf(1_700_000_000, 1))
const clientOrderId = parseClientOrderId("grid-1")
const PLACEMENT = { clientOrderId, side: "buy", price: decimal("91134"), quantity: decimal("0.01") } as const

class Passing extends Error {}

function order(change: Partial<Order> = {}): Order {
  return {
    ...{ orderId, clientOrderId, account, strategy, symbol, side: "buy", orderType: "post_only", tradeMode: "cash" },
    market: { kind: "spot", baseCurrency: "BTC", quoteCurrency: "USDT", contractValue: decimal("1") },
    ...{ reduceOnly: false, unit: "base", intent: "", tag: "test", source: "command", state: "Acknowledged" },
    ...{ price: parsePrice("91134"), quantity: parseQuantity("0.01"), filledQuantity: parseQuantity("0.004") },
    ...{ fillsMissing: NO_QUANTITY, filledValue: toNotional(decimal("0")), fees: [], fills: [], history: [] },
    ...{ attempts: 1, createdAt: millis(1), seq: 7 },
    ...change,
  }
}

/** A manager that knows one open order; what a test is about replaces its part. */
function manager(parts: Partial<GridManager> = {}): GridManager {
  return {
    account,
    history: {
      orders: async () => ({ rows: [] }),
      fills: async () => ({ rows: [] }),
      events: async () => ({ rows: [] }),
    },
    instruments: () => new Map(),
    lastPrice: () => ({ price: decimal("91500") }),
    submitOrder: async () => ({ ok: true, value: { orderId } }),
    cancelOrder: async () => ({ ok: true, value: { orderId } }),
    getOrder: async () => order(),
    getActiveOrders: async () => [order()],
    subscribeEvents: () => news([]),
    ...parts,
  }
}

/** The items, and then nothing more until it is left. */
async function* news(items: readonly ManagerNews[]): AsyncGenerator<ManagerNews> {
  yield* items
  await new Promise(() => undefined)
}

function desk(parts: Partial<GridManager> = {}, options: Partial<ManagerDeskOptions> = {}): ManagerDesk {
  const passes = (error: Error): boolean => error instanceof Passing
  return new ManagerDesk(manager(parts), { symbol, strategy, name: "a manager in memory", passes, ...options })
}

async function refused(refusal: Refusal, isRecorded: boolean) {
  const answer = { ok: false, refusal, ...(isRecorded && { orderId }) } as const
  return await desk({ submitOrder: async () => answer }).place(PLACEMENT)
}

test("a placement, so the manager is asked for a post-only order of the strategy, in exact amounts", async () => {
  const asked: PlaceOrder[] = []
  const placed = await desk({
    submitOrder: async (wanted) => {
      asked.push(wanted)
      return { ok: true, value: { orderId } }
    },
  }).place(PLACEMENT)
  assert.deepEqual(placed, { kind: "taken", orderId })
  const [first] = asked
  assert.ok(first)
  const { type, price, quantity, ...rest } = first
  assert.deepEqual(
    [type, price && format(price), format(quantity), rest],
    ["post_only", "91134", "0.01", { clientOrderId, strategy, symbol, side: "buy" }],
  )
})

test("refusals, so each says whether the name is used up, free to be asked for again, or another order's", async () => {
  const halted = await refused({ code: "trading-halted", reason: "a person" }, true)
  assert.equal(halted.kind, "denied")
  const early = await refused({ code: "instrument-unknown", path: "symbol", symbol }, false)
  assert.equal(early.kind, "refused")
  const taken = await refused({ code: "client-order-id-taken", path: "clientOrderId", orderId }, true)
  assert.equal(taken.kind, "different")
})

test("a cancel of an order that has ended, so it is no trouble; any other refusal is asked for again", async () => {
  const closed = { code: "order-closed", orderId, state: "Filled" } as const
  await desk({ cancelOrder: async () => ({ ok: false, refusal: closed }) }).cancel(orderId, "why")
  const halted = { code: "trading-halted", reason: "a person" } as const
  const other = desk({ cancelOrder: async () => ({ ok: false, refusal: halted }) })
  await assert.rejects(other.cancel(orderId, "why"), DeskUnavailable)
})

test("trouble that passes, so every question tells it as unavailable with its cause; what does not pass is thrown as it is", async () => {
  for (const [fault, expected] of [
    [new Passing("the manager stops"), DeskUnavailable],
    [new TypeError("a mistake"), TypeError],
  ] as const) {
    const fails = async (): Promise<never> => {
      throw fault
    }
    const broken = desk({
      ...{ submitOrder: fails, cancelOrder: fails, getOrder: fails, getActiveOrders: fails },
      history: { orders: fails, fills: fails, events: fails },
      subscribeEvents: () => ({ [Symbol.asyncIterator]: () => ({ next: fails }) }),
    })
    const questions = [
      () => broken.place(PLACEMENT),
      () => broken.cancel(orderId, "why"),
      () => broken.order(clientOrderId),
      () => broken.openOrders(),
      () => Array.fromAsync(broken.orders()),
      () => Array.fromAsync(broken.fills()),
      () => Array.fromAsync(broken.changes(new AbortController().signal)),
    ]
    for (const question of questions) {
      await assert.rejects(question, (error) => error instanceof expected && [error, error.cause].includes(fault))
    }
  }
})

test("more orders than one page holds, so all pages are read, and orders without a name of ours are nobody's", async () => {
  const asked: (string | undefined)[] = []
  const { clientOrderId: _, ...nameless } = order()
  const pages = await Array.fromAsync(
    desk({
      history: {
        ...manager().history,
        orders: async ({ cursor, ...filter }) => {
          asked.push(cursor)
          assert.deepEqual(filter, { account, symbol, strategy, limit: 500 })
          return cursor === undefined ? { rows: [order()], nextCursor: "2" } : { rows: [nameless, order({ seq: 3 })] }
        },
      },
    }).orders(),
  )
  assert.deepEqual(asked, [undefined, "2"])
  assert.deepEqual(
    pages.map((rows) => rows.map(({ seq }) => seq)),
    [[7], [3]],
  )
})

test("a cancelled order, so its events say what ended it", async () => {
  const stamp = { version: 1, seq: 1, at: millis(1), account, cause: "command", orderId } as const
  const requestId = requestIdFrom(serialOf(1_700_000_000, 2))
  const rows: readonly OmsEvent[] = [
    { ...stamp, type: "CancelRequested", requestId, reason: "the range moves", attempt: 1 },
    { ...stamp, type: "OrderCancelled", reason: "would have taken", cancelSource: "31" },
  ]
  const shown = await desk({
    getOrder: async () => order({ state: "Cancelled" }),
    history: { ...manager().history, events: async () => ({ rows }) },
  }).order(clientOrderId)
  assert.equal(shown?.order.cancelSource, "31")
  assert.equal(shown?.order.cancelReason, "the range moves")
})

test("open orders of other strategies and symbols, so only the grid's are shown", async () => {
  const others = [order({ strategy: parseStrategyId("other") }), order({ symbol: parseSymbol("ETH-USDT") })]
  const shown = await desk({ getActiveOrders: async () => [...others, order()] }).openOrders()
  assert.equal(shown.length, 1)
  assert.equal(shown[0]?.filled && format(shown[0].filled), "0.004")
})

test("the signal aborts while nothing happens, so the changes end at once and the subscription is left", async () => {
  const stop = new AbortController()
  let left = false
  const events: AsyncIterator<ManagerNews> = {
    next: () => new Promise(() => undefined),
    return: async () => {
      left = true
      return { done: true, value: undefined }
    },
  }
  const subscribed = desk({ subscribeEvents: () => ({ [Symbol.asyncIterator]: () => events }) })
  const heard: DeskChange[] = []
  for await (const change of subscribed.changes(stop.signal)) {
    heard.push(change)
    setImmediate(() => stop.abort())
  }
  assert.deepEqual(heard, [{ type: "connected" }])
  assert.ok(left)
})

test("news were left out, so that is told", async () => {
  const stop = new AbortController()
  const subscribed = desk({ subscribeEvents: () => news([{ type: "resync", seq: 9 }]) })
  const heard: string[] = []
  for await (const change of subscribed.changes(stop.signal)) {
    heard.push(change.type)
    if (change.type === "resync") stop.abort()
  }
  assert.deepEqual(heard, ["connected", "resync"])
})

test("the desk is disposed of, so a manager that it was given to close is closed", async () => {
  let closed = 0
  const close = async (): Promise<void> => void closed++
  await desk({}, { close })[Symbol.asyncDispose]()
  await desk()[Symbol.asyncDispose]()
  assert.equal(closed, 1)
})
