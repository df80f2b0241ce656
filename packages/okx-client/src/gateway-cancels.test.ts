import assert from "node:assert/strict"
import { test } from "node:test"
import { parseSymbol, type Symbol } from "@okx-oms/core"
import { CancelQueue } from "./gateway-cancels.ts"
import { RateLimiter } from "./rate-limit.ts"
import { ManualTiming } from "./testing/manual-timing.ts"

interface Entry {
  readonly symbol: Symbol
  readonly orderId: string
}

const BTC = parseSymbol("BTC-USDT")
const ETH = parseSymbol("ETH-USDT")

function setUp(options: { queueMax?: number; queueMs?: number } = {}) {
  const timing = new ManualTiming()
  const limiter = new RateLimiter()
  const sent: { readonly atMs: number; readonly ids: string[]; readonly symbol: Symbol | undefined }[] = []
  const givenUp: string[] = []
  const queue = new CancelQueue<Entry>({
    limiter,
    timing,
    soon: (run) => void timing.schedule(0, run),
    send: (entries) =>
      void sent.push({ atMs: timing.nowMs, ids: entries.map(({ orderId }) => orderId), symbol: entries[0]?.symbol }),
    giveUp: ({ orderId }, why) => void givenUp.push(`${orderId}: ${why}`),
    queueMax: options.queueMax ?? 5_000,
    queueMs: options.queueMs ?? 60_000,
  })
  const add = (symbol: Symbol, from: number, to: number) => {
    for (let index = from; index <= to; index++) queue.add({ symbol, orderId: `${symbol}-${index}` })
  }
  return { timing, limiter, queue, sent, givenUp, add }
}

test("one cancel leaves at once and alone, so it costs no batch and no wait", async () => {
  const { timing, sent, add } = setUp()
  add(BTC, 1, 1)
  await timing.advance(0)
  assert.deepEqual(sent, [{ atMs: 1_000, ids: ["BTC-USDT-1"], symbol: BTC }])
})

test("cancels of one symbol that come together leave as batches of twenty, so a thousand orders are gone in seconds", async () => {
  const { timing, queue, sent, add } = setUp()
  add(BTC, 1, 45)
  add(ETH, 1, 2)
  await timing.advance(0)
  assert.deepEqual(
    sent.map(({ symbol, ids }) => `${symbol} ${ids.length}`),
    ["BTC-USDT 20", "BTC-USDT 20", "BTC-USDT 5", "ETH-USDT 2"],
  )
  add(BTC, 100, 1_099)
  await timing.advance(7_000)
  assert.equal(queue.length, 0)
  assert.equal(
    sent.reduce((sum, { ids }) => sum + ids.length, 0),
    1_047,
  )
})

test("a full window makes cancels wait exactly until it opens, so no limit is broken and no time lost", async () => {
  const { timing, limiter, sent, add } = setUp()
  while (limiter.tryTake({ kind: "cancel", instrument: BTC }, 1, timing.nowMs).ok);
  add(BTC, 1, 1)
  await timing.advance(2_049)
  assert.equal(sent.length, 0)
  await timing.advance(1)
  assert.deepEqual(
    sent.map(({ atMs }) => atMs),
    [3_050],
  )
})

test("another symbol's cancels pass one whose window is full, so one market does not hold up the rest", async () => {
  const { timing, limiter, sent, add } = setUp()
  while (limiter.tryTake({ kind: "cancel", instrument: BTC }, 1, timing.nowMs).ok);
  add(BTC, 1, 1)
  add(ETH, 1, 1)
  await timing.advance(0)
  assert.deepEqual(
    sent.map(({ symbol }) => symbol),
    [ETH],
  )
})

test("two cancels of one order never share a batch, so each has its own answer", async () => {
  const { timing, queue, sent } = setUp()
  for (const orderId of ["a", "b", "a", "c"]) queue.add({ symbol: BTC, orderId })
  await timing.advance(0)
  assert.deepEqual(
    sent.map(({ ids }) => ids.join("")),
    ["ab", "ac"],
  )
})

test("a cancel that waits too long and one beyond the limit are given up aloud, so nobody thinks they were sent", async () => {
  const { timing, limiter, queue, sent, givenUp, add } = setUp({ queueMax: 2, queueMs: 1_000 })
  while (limiter.tryTake({ kind: "cancel", instrument: BTC }, 1, timing.nowMs).ok);
  while (limiter.tryTake({ kind: "cancel", instrument: BTC }, 2, timing.nowMs).ok);
  add(BTC, 1, 3)
  assert.deepEqual(givenUp, ["BTC-USDT-3: 2 cancels wait already"])
  await timing.advance(3_000)
  assert.equal(sent.length, 0)
  assert.equal(queue.length, 0)
  assert.equal(givenUp.length, 3)
})

test("a process that slept longer than a cancel may wait sends it when it wakes, so no order stays open for a pause", async () => {
  const { timing, sent, givenUp, add } = setUp({ queueMs: 5_000 })
  add(BTC, 1, 22)
  timing.sleep(42_000)
  await timing.advance(0)
  assert.deepEqual(
    sent.map(({ atMs, ids }) => [atMs, ids.length]),
    [
      [43_000, 20],
      [43_000, 2],
    ],
  )
  assert.deepEqual(givenUp, [])
})

test("closing gives up what waits, so no cancel is left without an answer", async () => {
  const { queue, givenUp, add } = setUp()
  add(BTC, 1, 3)
  queue.close("closing")
  assert.equal(givenUp.length, 3)
  assert.equal(queue.length, 0)
})
