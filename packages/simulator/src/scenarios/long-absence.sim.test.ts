// The process is away for hours or days while the market and other people go on: every order that it left - resting, in doubt, half changed - is concluded exactly as
// far as OKX still tells, and not one step further.

import assert from "node:assert/strict"
import { test } from "node:test"
import { format, type Order, type OrderId } from "@okx-oms/core"
import type { Stage } from "../stage.ts"
import { lots, scene, shownAs, standing, writes } from "./scene.ts"

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const FORGOTTEN = "never placed or cancelled, unfilled; OKX no longer tells which"

/** Orders by what becomes of them while nobody looks. */
class Left {
  readonly #stage: Stage
  readonly #orders = new Map<string, Order>()
  #placed = 0

  constructor(stage: Stage) {
    this.#stage = stage
  }

  /** Rests at a price of its own, each below the one before: a trade at one's price fills those before it first. */
  async rests(...fates: readonly string[]): Promise<void> {
    for (const fate of fates) this.#orders.set(fate, await this.#stage.rests(this.#terms()))
  }

  /** Sent, at OKX or lost on its way, and no answer heard. */
  async unanswered(fate: string, arrives: boolean): Promise<void> {
    const { net, exchange } = this.#stage
    if (!arrives) net.drop({ direction: "up", what: "order" })
    const order = await this.#stage.place(this.#terms())
    this.#orders.set(fate, order)
    await this.#stage.advance(20)
    assert.equal(exchange.find(order) !== undefined, arrives)
  }

  async queued(fate: string): Promise<void> {
    const order = await this.#stage.place(this.#terms())
    assert.equal(order.state, "Validated")
    this.#orders.set(fate, order)
  }

  of(fate: string): Order {
    return this.#orders.get(fate) ?? assert.fail(`no order "${fate}"`)
  }

  async now(fate: string): Promise<Order> {
    return this.#stage.order(this.of(fate))
  }

  #terms(): { quantity: string; price: string } {
    return { quantity: lots(1_000), price: String(89_000 - 100 * this.#placed++) }
  }
}

/** How the order stands, and why it ended there. */
async function ending(left: Left, fate: string): Promise<readonly [string, string]> {
  const order = await left.now(fate)
  return [`${standing(order)} in ${order.fills.length}`, order.reason ?? ""]
}

async function endsAs(left: Left, fate: string, wanted: string, reason = /./): Promise<void> {
  const [shown, why] = await ending(left, fate)
  assert.equal(shown, wanted, `${fate}: ${shown} (${why})`)
  if (!wanted.startsWith("Filled") && !/^(Ack|Part)/.test(wanted)) assert.match(why, reason, fate)
}

function storyOf(stage: Stage, orderId: OrderId): Promise<string[]> {
  return stage.story(orderId)
}

test("three hours away, so what rested and ended is found or concluded, all fills are booked, and what lives goes on", () =>
  scene(async (stage) => {
    const left = new Left(stage)
    await left.rests(
      "filled",
      "partly, then cancelled",
      "partly",
      "cancelled early",
      "cancelled late",
      "expired",
      "lives",
    )
    stage.crash()
    await stage.advance(10 * MINUTE_MS)
    const { exchange } = stage
    exchange.fill(left.of("filled"), lots(400))
    exchange.fill(left.of("filled"))
    exchange.fill(left.of("partly, then cancelled"), lots(300))
    exchange.cancelOutside(left.of("partly, then cancelled"), "1")
    exchange.fill(left.of("partly"), lots(200))
    exchange.cancelOutside(left.of("cancelled early"), "1")
    exchange.price("BTC-USDT", "90000")
    const theirs = exchange.placeOutside({ px: "80000" })
    const theirsFilled = exchange.placeOutside({ ordType: "ioc", px: "91000" })
    await stage.advance(2 * HOUR_MS + 20 * MINUTE_MS)
    exchange.cancelOutside(left.of("cancelled late"), "1")
    exchange.cancelOutside(left.of("expired"), "7")
    await stage.advance(30 * MINUTE_MS)
    await stage.boot()
    await stage.advance(5_000)
    await endsAs(left, "filled", "Filled 1000/1000/0 in 2")
    await endsAs(left, "partly, then cancelled", "Cancelled 1000/300/0 in 1", /user/i)
    await endsAs(left, "partly", "PartiallyFilled 1000/200/800 in 1")
    await endsAs(left, "cancelled early", "Cancelled 1000/0/0 in 0", /while we were away/)
    await endsAs(left, "cancelled late", "Cancelled 1000/0/0 in 0", /user/i)
    await endsAs(left, "expired", "Expired 1000/0/0 in 0", /delivery/i)
    await endsAs(left, "lives", "Acknowledged 1000/0/1000 in 0")
    assert.equal((await shownAs(stage, theirs)).state, "Acknowledged")
    await stage.advance(1_000)
    const strange = await shownAs(stage, theirsFilled)
    assert.deepEqual([strange.state, strange.source, strange.fills.length], ["Filled", "exchange", 1])
    exchange.fill(left.of("partly"))
    exchange.fill(left.of("lives"))
    await stage.advance(100)
    await endsAs(left, "partly", "Filled 1000/1000/0 in 2")
    await endsAs(left, "lives", "Filled 1000/1000/0 in 1")
    assert.equal(stage.manager().status().trading.mode, "open")
    assert.equal(writes(stage).length, 7, "nothing was sent again")
  }))

test("three hours away with placements in doubt, so those that traded or live are found, and of the others it is said that OKX no longer tells", () =>
  scene(async (stage) => {
    const left = new Left(stage)
    stage.net.drop({ direction: "down", what: /^(order|push orders)$/ }, { times: 100 })
    await left.unanswered("never arrived", false)
    for (const fate of ["filled", "partly, then cancelled", "cancelled early", "cancelled late", "lives"])
      await left.unanswered(fate, true)
    stage.net.refusesConnections = true
    stage.disconnect()
    await stage.advance(20)
    await left.queued("queued")
    stage.crash()
    stage.net.refusesConnections = false
    await stage.advance(10 * MINUTE_MS)
    const { exchange } = stage
    exchange.fill(left.of("filled"))
    exchange.fill(left.of("partly, then cancelled"), lots(300))
    exchange.cancelOutside(left.of("partly, then cancelled"), "1")
    exchange.cancelOutside(left.of("cancelled early"), "1")
    await stage.advance(2 * HOUR_MS + 20 * MINUTE_MS)
    exchange.cancelOutside(left.of("cancelled late"), "1")
    await stage.advance(30 * MINUTE_MS)
    await stage.boot()
    assert.equal((await left.now("queued")).state, "Failed")
    assert.match((await left.now("queued")).reason ?? "", /not sent/)
    await stage.advance(10_000)
    await endsAs(left, "never arrived", "Expired 1000/0/0 in 0", new RegExp(FORGOTTEN))
    await endsAs(left, "cancelled early", "Expired 1000/0/0 in 0", new RegExp(FORGOTTEN))
    await endsAs(left, "cancelled late", "Cancelled 1000/0/0 in 0", /user/i)
    await endsAs(left, "filled", "Filled 1000/1000/0 in 1")
    await endsAs(left, "partly, then cancelled", "Cancelled 1000/300/0 in 1", /user/i)
    await endsAs(left, "lives", "Acknowledged 1000/0/1000 in 0")
    assert.deepEqual((await storyOf(stage, left.of("never arrived").orderId)).slice(-2), [
      "DoubtResolved",
      "OrderExpired",
    ])
    assert.equal((await stage.during(stage.manager().getOrdersInDoubt())).length, 0)
    assert.equal(writes(stage).length, 6, "nothing was sent again")
  }))

test("three hours away with cancels and amendments under way, so cancels are carried out or their end is found, amendments show their outcome", () =>
  scene(async (stage) => {
    const left = new Left(stage)
    await left.rests("cancel lost, filled", "cancel lost", "cancel done", "amendment lost", "amendment done")
    const { net, exchange } = stage
    net.drop({ direction: "down", what: /^(cancel-order|amend-order|push orders)$/ }, { times: 100 })
    for (const fate of ["cancel lost", "cancel done", "cancel lost, filled"]) {
      if (fate !== "cancel done") net.drop({ direction: "up", what: "cancel-order" })
      assert.ok((await stage.cancel(left.of(fate))).ok)
      await stage.advance(20)
    }
    for (const fate of ["amendment lost", "amendment done"]) {
      if (fate !== "amendment done") net.drop({ direction: "up", what: "amend-order" })
      assert.ok((await stage.amend(left.of(fate), { quantity: lots(1_500) })).ok)
      await stage.advance(20)
    }
    stage.crash()
    await stage.advance(HOUR_MS)
    exchange.fill(left.of("cancel lost, filled"))
    await stage.advance(2 * HOUR_MS)
    net.clear()
    await stage.boot()
    await stage.advance(15_000)
    await endsAs(left, "cancel lost", "Cancelled 1000/0/0 in 0")
    await endsAs(left, "cancel done", "Cancelled 1000/0/0 in 0")
    await endsAs(left, "cancel lost, filled", "Filled 1000/1000/0 in 1")
    await endsAs(left, "amendment lost", "Acknowledged 1000/0/1000 in 0")
    await endsAs(left, "amendment done", "Acknowledged 1500/0/1500 in 0")
    assert.ok((await storyOf(stage, left.of("amendment lost").orderId)).includes("AmendRefused"))
    assert.ok((await storyOf(stage, left.of("amendment done").orderId)).includes("OrderAmended"))
    assert.equal(exchange.open().length, 2)
  }))

test("four days away, so fills that only the long history has are booked all the same", () =>
  scene(async (stage) => {
    const left = new Left(stage)
    stage.net.drop({ direction: "down", what: "order" })
    stage.net.drop({ direction: "down", what: "push orders" })
    await left.unanswered("in doubt, filled", true)
    await left.rests("filled", "partly, then cancelled", "partly", "lives")
    stage.crash()
    await stage.advance(HOUR_MS)
    const { exchange } = stage
    exchange.fill(left.of("in doubt, filled"))
    exchange.fill(left.of("filled"))
    exchange.fill(left.of("partly, then cancelled"), lots(300))
    exchange.cancelOutside(left.of("partly, then cancelled"), "1")
    exchange.fill(left.of("partly"), lots(200))
    const theirs = exchange.placeOutside({ ordType: "ioc", px: "92000" })
    await stage.advance(4 * DAY_MS)
    await stage.boot()
    await stage.advance(15_000)
    await endsAs(left, "filled", "Filled 1000/1000/0 in 1")
    await endsAs(left, "partly, then cancelled", "Cancelled 1000/300/0 in 1")
    await endsAs(left, "partly", "PartiallyFilled 1000/200/800 in 1")
    await endsAs(left, "in doubt, filled", "Filled 1000/1000/0 in 1")
    await endsAs(left, "lives", "Acknowledged 1000/0/1000 in 0")
    for (const fate of ["filled", "partly", "in doubt, filled"])
      assert.equal(format((await left.now(fate)).fillsMissing), "0", fate)
    const strange = await shownAs(stage, theirs)
    assert.equal(strange.state, "Filled")
    assert.equal(stage.manager().status().trading.mode, "open")
  }))
