// Whole books over a real line: a real manager on a paper exchange, and books of many parts, whose making may hold nothing up and whose reader may be slow.

import assert from "node:assert/strict"
import { monitorEventLoopDelay } from "node:perf_hooks"
import { test } from "node:test"
import { setTimeout as wait } from "node:timers/promises"
import { AccountBooks, type OmsClient, type StreamKind } from "@okx-oms/api"
import { copyState, encodeOrder, encodeState, encodeStatePart, placeOrderFrom, readOrder } from "@okx-oms/core"
import type { MemoryOms } from "../testing/memory-oms.ts"
import { PaperDoor } from "../testing/paper-door.ts"
import { clientOf, closed, listening } from "../testing/stream-readers.ts"

const RESTING = { symbol: "BTC-USDT", side: "buy", type: "limit", quantity: "0.01", price: "90000" } as const

test("orders placed, filled, cancelled and refused at a paper exchange, so a reader's books are the manager's, order by order", {
  timeout: 60_000,
}, async () => {
  await using door = await PaperDoor.start()
  const { client, oms } = door
  const books = new AccountBooks()
  await using _reading = new Reading(client, books, { kinds: ["books", "status"] })
  await door.until("the books", async () => books.state !== undefined)
  const resting = await client.placeOrder(RESTING)
  const { asks } = await client.getBook("BTC-USDT", { depth: 1 })
  const taker = { ...RESTING, type: "ioc", price: asks[0]?.price ?? "", quantity: "0.001" } as const
  const taking = await client.placeOrder(taker)
  await assert.rejects(client.placeOrder({ ...RESTING, quantity: "1000" }))
  await oms.untilClosed({ orderId: taking.orderId }, 20_000)
  await client.cancelOrder(resting.orderId)
  await oms.untilClosed({ orderId: resting.orderId }, 20_000)
  // Comparisons with the exchange are events too: both are looked at until they stand at the same one.
  const manager = await door.until("the same number", async () => {
    const copy = await oms.getBooks()
    return books.seq === copy.seq && copy
  })
  const { state } = books
  assert.ok(state !== undefined)
  assert.deepEqual([...state.orders.values()].map(encodeOrder), manager.orders.map(readOrder).map(encodeOrder))
  assert.deepEqual([...state.orders.values()].map((one) => one.state).sort(), ["Cancelled", "Filled", "Rejected"])
  const whole = encodeStatePart(manager, 0, Number.MAX_SAFE_INTEGER)
  assert.equal(encodeStatePart(copyState(state), 0, Number.MAX_SAFE_INTEGER), whole)
})

test("thousands of orders for a reader that takes its time while they change, so its books are whole, and no timer waits for them", {
  timeout: 30_000,
}, async () => {
  const door = await listening()
  await using _closing = { [Symbol.asyncDispose]: () => closed(door) }
  await live(door.oms, 3_000)
  const books = new AccountBooks()
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  await using reading = new Reading(clientOf(door), books, { kinds: ["books"], pauseMs: 5 })
  while (books.state === undefined) {
    await live(door.oms, 1)
    await wait(2)
  }
  while (books.seq < door.oms.state.seq) await wait(5)
  delay.disable()
  assert.ok(reading.parts >= 30, `${reading.parts} parts`)
  assert.equal(encodeState(books.state), encodeState(door.oms.state))
  // Reader and server are one process here, on a machine with other work: many times what a part takes (2 ms).
  assert.ok(delay.percentile(50) / 1e6 < 50, `${delay.percentile(50) / 1e6} ms`)
})

interface ReadingOptions {
  readonly kinds: readonly StreamKind[]
  /** After each item. */
  readonly pauseMs?: number
}

/** Folds all that comes, in the background. */
class Reading implements AsyncDisposable {
  parts = 0
  readonly #leaving = new AbortController()
  readonly #running: Promise<void>

  constructor(client: OmsClient, books: AccountBooks, options: ReadingOptions) {
    this.#running = this.#run(client, books, options)
    // Told when it is awaited.
    this.#running.catch(() => undefined)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#leaving.abort()
    await this.#running
  }

  async #run(client: OmsClient, books: AccountBooks, { kinds, pauseMs = 0 }: ReadingOptions): Promise<void> {
    for await (const item of client.stream({ kinds, signal: this.#leaving.signal })) {
      if (item.type === "snapshot" && item.books !== undefined) this.parts++
      books.take(item)
      if (pauseMs > 0) await wait(pauseMs)
    }
  }
}

/** Orders that rest for a moment: one in twenty goes on to. */
async function live(oms: MemoryOms, count: number): Promise<void> {
  const order = placeOrderFrom({ symbol: "BTC-USDT", side: "buy", type: "limit", quantity: "0.5", price: "29999.9" })
  for (let index = 0; index < count; index++) {
    const answer = await oms.submitOrder(order)
    assert.ok(answer.ok, JSON.stringify(answer))
    const { orderId } = answer.value
    oms.acknowledge(orderId)
    if (index % 20 !== 1) oms.emit("push", { type: "OrderCancelled", orderId, reason: "enough" })
  }
}
