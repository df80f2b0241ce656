import assert from "node:assert/strict"
import { test } from "node:test"
import { type AccountState, millis, type Order, type OrderId, Orders, orderIdsFrom, type Symbol } from "@okx-oms/core"
import { BTC, ETH, TestManager } from "./contract/test-manager.ts"
import { dispatch } from "./dispatch.ts"
import { WaitingLine } from "./waiting-line.ts"

/** Orders with nothing but what the line looks at, and a count of how many were looked at. */
async function books(): Promise<{
  orders: Orders
  waiting: Set<OrderId>
  looks: () => number
  add: (symbol: Symbol) => OrderId
}> {
  const desk = await TestManager.start()
  const sample = await desk.resting()
  let looks = 0
  let serial = 0
  class Counted extends Orders {
    override get(orderId: OrderId): Order | undefined {
      looks++
      return super.get(orderId)
    }
  }
  const orders = new Counted()
  const waiting = new Set<OrderId>()
  const add = (symbol: Symbol): OrderId => {
    const { orderId } = orderIdsFrom(String(170_000_000_000_000_000n + BigInt(++serial)))
    orders.set(orderId, { ...sample, orderId, symbol })
    waiting.add(orderId)
    return orderId
  }
  return { orders, waiting, add, looks: () => looks }
}

/** The obvious way: everything that waits, grouped anew. */
function naive({ orders, waiting }: Pick<AccountState, "orders" | "waiting">): object {
  return { ...Object.groupBy(waiting, (orderId) => String(orders.get(orderId)?.symbol)) }
}

function shown(line: WaitingLine): Record<string, OrderId[]> {
  return Object.fromEntries([...line.bySymbol].map(([symbol, ids]) => [symbol, [...ids]]))
}

test("orders come and go in any order, so the line says what grouping everything anew would say", async () => {
  const state = await books()
  const line = new WaitingLine()
  for (let round = 0; round < 500; round++) {
    const touched: OrderId[] = []
    for (let count = (round * 7) % 4; count > 0; count--) touched.push(state.add((round + count) % 3 === 0 ? ETH : BTC))
    const gone = [...state.waiting].filter((_, place) => (place * 31 + round * 17) % 11 === 0)
    for (const orderId of gone) state.waiting.delete(orderId)
    line.update(state, [...touched, ...gone, ...gone])
    assert.deepEqual(shown(line), naive(state))
  }
})

test("a state from elsewhere, as after a restart, so the line is made anew", async () => {
  const state = await books()
  for (let count = 0; count < 10; count++) state.add(count % 2 === 0 ? BTC : ETH)
  const line = new WaitingLine()
  line.update(state, [])
  assert.deepEqual(shown(line), naive(state))
})

test("ten thousand wait and forty may leave, so a turn looks at those that came and takes forty, oldest first", async () => {
  const state = await books()
  const ids = Array.from({ length: 10_000 }, () => state.add(BTC))
  const line = new WaitingLine()
  line.update(state, ids)
  const before = state.looks()
  let budget = 40
  const exchange = { at: millis(1_700_000_000_000), uncertaintyMs: 10 }
  const gateway = {
    exchangeTime: () => exchange,
    transportFor: () => "ws" as const,
    takeBudget: ({ count }: { count: number }) => {
      if (count > budget) return { ok: false as const, retryAt: millis(500) }
      budget -= count
      return { ok: true as const }
    },
  }
  const serial = () => "170000000000000001"
  line.update(state, [state.add(BTC)])
  const { events, retryAt } = dispatch(line.bySymbol, gateway, { serial, batchMax: 20, mono: millis(0) })
  assert.deepEqual(
    events.map(({ orderId }) => orderId),
    ids.slice(0, 40),
  )
  assert.deepEqual([retryAt, state.looks() - before], [500, 1])
})
