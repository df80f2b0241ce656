import assert from "node:assert/strict"
import { test } from "node:test"
import { parsePrice } from "@okx-oms/core"
import { MemoryClock } from "./contract/memory-clock.ts"
import { BTC, ETH, TestManager } from "./contract/test-manager.ts"
import { News } from "./news.ts"

async function wokenAt(clock: MemoryClock, waiting: Promise<void>): Promise<() => number | undefined> {
  const begun = clock.mono()
  let at: number | undefined
  void waiting.then(() => {
    at = clock.mono() - begun
  })
  await clock.rest()
  return () => at
}

test("news of it, so woken at once; of something else, so at the time limit; at the end, so all are", async () => {
  const clock = new MemoryClock()
  const news = new News(clock)
  const one = await wokenAt(clock, news.of(BTC, 500))
  const other = await wokenAt(clock, news.of(ETH, 500))
  await clock.advance(100)
  news.tell([BTC])
  await clock.advance(900)
  assert.deepEqual([one(), other(), news.size, clock.waiting], [100, 500, 0, 0])
  const last = await wokenAt(clock, news.of(ETH, 500))
  news.end()
  await clock.advance(0)
  assert.deepEqual([last(), clock.waiting], [0, 0])
  await news.of(ETH, 500)
})

test("an amendment waits for another one, so it leaves with its answer, and no timer ran meanwhile to look", async () => {
  const desk = await TestManager.start()
  const { orderId } = await desk.resting()
  desk.gateway.next("amend", "lost")
  desk.gateway.pushing = false
  void desk.manager.amendOrder({ orderId }, { price: parsePrice("99") })
  await desk.clock.advance(50)
  const second = desk.manager.amendOrder({ orderId }, { price: parsePrice("98") })
  await desk.clock.rest()
  const before = desk.clock.fired
  await desk.clock.advance(1_500)
  assert.ok(desk.clock.fired - before < 20, `${desk.clock.fired - before} timers ran`)
  desk.gateway.pushing = true
  const answer = await desk.during(second)
  assert.ok(answer.ok)
  assert.equal(desk.gateway.sent.filter(({ type }) => type === "amend").length, 2)
})

test("ten amendments of one order at once, so one after the other leaves, and each takes one place of the budget", async () => {
  const desk = await TestManager.start()
  const { orderId } = await desk.resting()
  const budget = 100
  desk.gateway.budget = budget
  const answers = await desk.during(
    Promise.all(
      Array.from({ length: 10 }, (_, step) =>
        desk.manager.amendOrder({ orderId }, { price: parsePrice(`${90 + step}`) }),
      ),
    ),
  )
  assert.ok(answers.every(({ ok }) => ok))
  assert.deepEqual(
    [desk.gateway.sent.filter(({ type }) => type === "amend").length, budget - desk.gateway.budget],
    [10, 10],
  )
})
