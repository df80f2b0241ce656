import assert from "node:assert/strict"
import { test } from "node:test"
import { millis, type OrderId, Orders, orderIdsFrom, parsePrice, requestIdFrom, serialOf } from "@okx-oms/core"
import { AmendLine } from "./amend-line.ts"
import { MemoryClock } from "./contract/memory-clock.ts"
import { BTC, ETH, TestManager } from "./contract/test-manager.ts"
import { News } from "./news.ts"

const sample = await (await TestManager.start()).resting()

/** A line over orders that only a test changes, and a count of how often the budget was asked. */
function desk() {
  const clock = new MemoryClock()
  const news = new News(clock)
  const orders = new Orders()
  const hands = { clock, news, orders, room: Number.POSITIVE_INFINITY, asked: 0, over: false, gone: [] as string[] }
  const line = new AmendLine({
    state: { orders },
    clock,
    news,
    over: () => hands.over,
    gateway: {
      takeBudget: () => {
        hands.asked++
        if (hands.room <= 0) return { ok: false, retryAt: millis(clock.mono() + 500) }
        hands.room--
        return { ok: true }
      },
    },
  })
  const { pendingAmend: _none, ...rest } = sample
  return Object.assign(hands, {
    line,
    add: (at: number, symbol = BTC): OrderId => {
      const { orderId } = orderIdsFrom(serialOf(1, at))
      orders.set(orderId, { ...rest, orderId, symbol })
      return orderId
    },
    /** Waits for a turn and writes down that it came; the amendment is then under way until ended(). */
    ask: (orderId: OrderId, name: string, waitMs = 10_000): void => {
      void line.turn(orderId, waitMs).then((mayGo) => {
        hands.gone.push(mayGo ? name : `${name} given up`)
        const order = orders.get(orderId)
        const requestId = requestIdFrom(serialOf(2, hands.gone.length))
        const pendingAmend = { requestId, at: millis(0), expiresAt: millis(0), accepted: false }
        if (mayGo && order !== undefined) orders.set(orderId, { ...order, pendingAmend })
        if (mayGo) line.decided(orderId)
      })
    },
    /** The amendment under way has its final word. */
    ended: async (orderId: OrderId): Promise<void> => {
      const { pendingAmend: _over, ...order } = orders.get(orderId) ?? assert.fail("an order")
      orders.set(orderId, order)
      news.tell([orderId])
      await clock.rest()
    },
  })
}

test("a hundred wait for one order, so each end lets one go, oldest first, and only that one asks the budget", async () => {
  const hands = desk()
  const orderId = hands.add(1)
  for (let at = 0; at < 100; at++) hands.ask(orderId, `${at}`)
  await hands.clock.rest()
  assert.deepEqual([hands.gone, hands.asked], [["0"], 1])
  for (let at = 1; at < 100; at++) {
    await hands.ended(orderId)
    assert.deepEqual([hands.gone.at(-1), hands.gone.length, hands.asked], [`${at}`, at + 1, at + 1])
  }
  await hands.ended(orderId)
  assert.deepEqual([hands.clock.waiting, hands.news.size], [0, 0])
})

test("orders wait for room in the budget, so the oldest go when there is some, and the others cost one question", async () => {
  const hands = desk()
  hands.room = 0
  for (let at = 0; at < 50; at++) hands.ask(hands.add(at), `${at}`)
  const other = hands.add(50, ETH)
  hands.ask(other, "other symbol")
  await hands.clock.rest()
  const before = hands.asked
  hands.room = 3
  await hands.clock.advance(500)
  assert.deepEqual(hands.gone.length, 3)
  assert.ok(hands.asked - before <= 5, `asked ${hands.asked - before} times`)
  hands.room = 100
  await hands.clock.advance(500)
  const inOrder = Array.from({ length: 50 }, (_, at) => `${at}`)
  assert.deepEqual(
    hands.gone.filter((name) => name !== "other symbol"),
    inOrder,
  )
  assert.deepEqual([hands.gone.length, hands.clock.waiting, hands.news.size], [51, 0, 0])
})

test("who comes later does not go before those who wait for room", async () => {
  const hands = desk()
  hands.room = 0
  hands.ask(hands.add(1), "first")
  await hands.clock.rest()
  hands.room = 1
  hands.ask(hands.add(2), "later")
  await hands.clock.advance(500)
  assert.deepEqual(hands.gone, ["first"])
})

test("the order ends, so all who wait for it go without a place in the budget: the books say no", async () => {
  const hands = desk()
  hands.room = 1
  const orderId = hands.add(1)
  for (const name of ["a", "b", "c"]) hands.ask(orderId, name)
  await hands.clock.rest()
  const asked = hands.asked
  hands.orders.set(orderId, { ...(hands.orders.get(orderId) ?? sample), state: "Filled" })
  hands.news.tell([orderId])
  await hands.clock.rest()
  assert.deepEqual([hands.gone, hands.asked - asked, hands.clock.waiting], [["a", "b", "c"], 0, 0])
})

test("its time is over, so it is given up and the one behind it stays; at the end of all, so is everyone", async () => {
  const hands = desk()
  const orderId = hands.add(1)
  hands.ask(orderId, "under way")
  hands.ask(orderId, "short", 100)
  hands.ask(orderId, "long")
  await hands.clock.advance(100)
  assert.deepEqual(hands.gone, ["under way", "short given up"])
  hands.room = 0
  hands.ask(hands.add(2), "without room")
  await hands.clock.rest()
  hands.over = true
  hands.news.end()
  await hands.clock.rest()
  assert.deepEqual(hands.gone.slice(2).sort(), ["long given up", "without room given up"])
  assert.deepEqual([hands.clock.waiting, hands.news.size], [0, 0])
})

test("ten amendments of one order and the manager closes, so each has its answer and no timer is left", async () => {
  const manager = await TestManager.start()
  const { orderId } = await manager.resting()
  manager.gateway.next("amend", "lost")
  manager.gateway.pushing = false
  const answers = Array.from({ length: 10 }, (_, step) =>
    manager.manager.amendOrder({ orderId }, { price: parsePrice(`${90 + step}`) }),
  )
  await manager.clock.advance(50)
  await manager.during(manager.manager.close())
  const told = await Promise.all(answers)
  assert.deepEqual(
    told.map((answer) => (answer.ok ? "taken" : answer.refusal.code)),
    ["taken", ...Array.from({ length: 9 }, () => "amend-pending")],
  )
})
