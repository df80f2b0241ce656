// OKX answers nothing for five minutes while a busy strategy goes on: some requests still arrive and only their answers are lost, later ones never arrive. Meanwhile
// every order says truly what is known of it; when OKX is back every order ends as OKX's own log has it, and nothing was ever placed twice.

import assert from "node:assert/strict"
import { test } from "node:test"
import { format, isTerminal, type Order } from "@okx-oms/core"
import { WORLD_BEGINS_MS } from "../clock.ts"
import type { Stage } from "../stage.ts"
import { lots, scene } from "./scene.ts"

const SILENCE_MS = 300_000
const LOOK_EVERY_MS = 10_000
const OPEN_MAX = 20
/** A question to OKX is given up after this at the latest. */
const QUESTION_MS = 12_000
const PLACEMENTS = /^(order|batch-orders|POST \/api\/v5\/trade\/(order|batch-orders))$/

/** What the strategy did, order by order. */
interface Played {
  readonly placed: Order[]
  readonly arrived: Order[]
  readonly lost: Order[]
  readonly cancelled: Order[]
  readonly amended: Order[]
}

function at(orders: readonly Order[], index: number): Order {
  return orders[index] ?? assert.fail(`there is no order ${index}`)
}

async function all(stage: Stage, orders: readonly Order[]): Promise<Order[]> {
  const now: Order[] = []
  for (const order of orders) now.push(await stage.order(order))
  return now
}

function buys(count: number, from: number): { quantity: string; price: string }[] {
  return Array.from({ length: count }, (_, index) => ({ quantity: lots(1_000), price: String(from - 10 * index) }))
}

/** OKX hears and acts, and nothing of it reaches us; then it does not even hear. */
async function fallSilent(stage: Stage): Promise<Played> {
  const { net, exchange } = stage
  const resting: Order[] = []
  for (const terms of buys(8, 88_000)) resting.push(await stage.rests(terms))
  net.drop({ direction: "down" }, { times: 1_000_000 })
  const arrived = await stage.placeAll(buys(4, 87_000))
  const cancelled = [at(resting, 0), at(resting, 1)]
  for (const order of cancelled) assert.ok((await stage.cancel(order)).ok)
  const amended = [at(resting, 2)]
  assert.ok((await stage.amend(at(resting, 2), { quantity: lots(1_500) })).ok)
  await stage.advance(50)
  assert.equal(exchange.open().length, 10)
  exchange.fill(at(arrived, 0))
  exchange.fill(at(arrived, 1), lots(400))
  exchange.cancelOutside(at(arrived, 2), "1")
  exchange.fill(at(resting, 3), lots(300))
  exchange.fault("silence", { forMs: SILENCE_MS })
  net.clear()
  const lost = await stage.placeAll(buys(8, 86_000))
  for (const order of [at(resting, 4), at(resting, 5)]) {
    assert.ok((await stage.cancel(order)).ok)
    cancelled.push(order)
  }
  assert.ok((await stage.amend(at(resting, 6), { price: "87900" })).ok)
  amended.push(at(resting, 6))
  return { placed: [...resting, ...arrived, ...lost], arrived, lost, cancelled, amended }
}

/** What the order says of its doubt is true at this moment. */
function saysTruly(stage: Stage, order: Order): void {
  const { doubt } = order
  assert.ok(doubt !== undefined)
  const nowMs = WORLD_BEGINS_MS + stage.nowMs
  assert.match(doubt.asked, new RegExp(`place buy BTC-USDT \\(clOrdId ${order.clOrdId}`))
  assert.match(doubt.answer, /[a-z]{2,} [a-z]{2,}/i)
  assert.match(doubt.next, /[a-z]{2,} [a-z]{2,}/i)
  assert.ok(doubt.since <= nowMs)
  assert.deepEqual(doubt.notFoundAt, [], "silence is no evidence")
  const { clOrdId = "" } = order
  const asking = stage.sent().some(({ atMs, what, body }) => {
    const aboutIt = body.includes(clOrdId) || /orders-pending|orders-history|fills/.test(what)
    return atMs > stage.nowMs - QUESTION_MS && what.startsWith("GET ") && aboutIt
  })
  assert.ok(doubt.nextAt >= nowMs || asking, `${doubt.next} ${nowMs - doubt.nextAt} ms ago, and nobody is asking`)
}

/** One look at everything, in the middle of the silence. */
async function look(stage: Stage, played: Played): Promise<void> {
  for (const order of await all(stage, [...played.arrived, ...played.lost])) {
    assert.equal(order.state, "Submitted", "no end is made up")
    saysTruly(stage, order)
  }
  for (const order of await all(stage, played.cancelled)) assert.ok(!isTerminal(order.state) && order.pendingCancel)
  for (const order of await all(stage, played.amended)) assert.ok(!isTerminal(order.state))
  const denied = await stage.tryPlace(buys(1, 80_000)[0])
  assert.equal(denied.ok ? "taken" : denied.refusal.code, "open-orders-above-limit", "what may live counts in full")
}

/** A new placement of another symbol, whose limit is not reached: it waits, and is told in time that it was not sent. */
async function waitsInVain(stage: Stage): Promise<void> {
  assert.equal(stage.manager().status().ready, false)
  const order = await stage.place({ symbol: "ETH-USDT", price: "2900", quantity: "0.1" })
  assert.equal(order.state, "Validated")
  await stage.advance(9_500)
  assert.equal((await stage.order(order)).state, "Validated")
  await stage.advance(1_000)
  const failed = await stage.order(order)
  assert.equal(failed.state, "Failed")
  assert.match(failed.reason ?? "", /not sent: it could not leave within the queue time/)
}

/** OKX's own log against what we show. */
async function endsAsTheLogSays(stage: Stage, played: Played): Promise<void> {
  const records = stage.observations.flatMap((each) => (each.kind === "exchange" ? [each.record] : []))
  for (const order of await all(stage, played.placed)) {
    const accepted = records.filter(({ type, clOrdId }) => type === "order-accepted" && clOrdId === order.clOrdId)
    assert.ok(accepted.length <= 1, "placed twice")
    if (accepted.length === 0) {
      assert.equal(order.state, "Failed")
      assert.match(order.reason ?? "", /never placed/)
      continue
    }
    const there = stage.exchange.find(order) ?? assert.fail("OKX knows it")
    const wanted = {
      live: "Acknowledged",
      partially_filled: "PartiallyFilled",
      filled: "Filled",
      canceled: "Cancelled",
    }
    assert.equal(order.state, Object.entries(wanted).find(([state]) => state === there.state)?.[1], order.orderId)
    assert.equal(format(order.filledQuantity), there.filled)
    assert.equal(format(order.fillsMissing), "0")
    assert.equal(format(order.quantity), there.quantity)
    assert.equal(order.price && format(order.price), there.price)
    const fills = records.filter(({ type, clOrdId }) => type === "fill" && clOrdId === order.clOrdId)
    assert.deepEqual(order.fills.map(({ tradeId }) => tradeId).sort(), fills.map(({ tradeId }) => tradeId).sort())
  }
}

function nothingTwice(stage: Stage, played: Played): void {
  for (const { clOrdId } of played.placed) {
    const frames = stage
      .sent()
      .filter(({ what, body }) => PLACEMENTS.test(what) && body.includes(`"clOrdId":"${clOrdId}"`))
    assert.equal(frames.length, 1, `${clOrdId} was on the wire ${frames.length} times`)
  }
}

test("OKX is silent for five minutes, so every order says truly that it is in doubt or waits, nothing is sent twice, nothing new leaves, and all ends as OKX's log has it", () =>
  scene(
    async (stage) => {
      await stage.advance(12_000)
      const played = await fallSilent(stage)
      const healsAtMs = stage.nowMs + SILENCE_MS
      // Five seconds of silence make a doubt; a socket that does not answer its ping is given up within half a minute.
      await stage.advance(LOOK_EVERY_MS)
      let waited = 0
      while (stage.nowMs < healsAtMs - 2 * LOOK_EVERY_MS) {
        await look(stage, played)
        if (stage.manager().status().ready) await stage.advance(LOOK_EVERY_MS)
        else if (waited++ % 3 === 0) await waitsInVain(stage)
        else await stage.advance(LOOK_EVERY_MS)
      }
      assert.ok(waited > 15, "new placements waited in vain")
      assert.equal((await stage.during(stage.manager().getOrdersInDoubt())).length, 12)
      await stage.advance(healsAtMs - stage.nowMs)
      await stage.advance(60_000)
      assert.equal((await stage.during(stage.manager().getOrdersInDoubt())).length, 0)
      assert.equal(stage.manager().status().ready, true)
      await endsAsTheLogSays(stage, played)
      for (const order of await all(stage, played.cancelled))
        assert.equal(order.state, "Cancelled", "a cancel is carried out in the end")
      nothingTwice(stage, played)
      const open = (await stage.during(stage.manager().getBreaks())).filter(
        ({ resolvedAt }) => resolvedAt === undefined,
      )
      assert.deepEqual(
        open.map(({ kind, evidence }) => `${kind}: ${evidence}`),
        [],
      )
      assert.ok((await stage.rests({ price: "85000" })).state === "Acknowledged")
    },
    { limits: { maxOpenOrders: OPEN_MAX } },
  ))
