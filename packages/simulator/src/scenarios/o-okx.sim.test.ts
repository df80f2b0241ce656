// Scenarios O, third part: what OKX's feeds and reads do to the books - doubled and late messages, missing fills, orders of others, amendments that fail later, a
// channel that says nothing - and that no order of telling changes the ending.

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { format, isTerminal, type Order } from "@okx-oms/core"
import type { Held } from "../interception.ts"
import { Chance } from "../random.ts"
import type { Stage } from "../stage.ts"
import { withFields } from "./frames.ts"
import { comesTo, lots, RESTS, SENT, scene, shownAs, standing, stands, staysAs, writes } from "./scene.ts"

const PUSHES = { direction: "down", what: "push orders" } as const
const BY_ORDER = "GET /api/v5/trade/order"

async function breaks(stage: Stage): Promise<string[]> {
  return (await stage.during(stage.manager().getBreaks())).map(({ kind, action }) => `${kind}: ${action}`)
}

/** An order of the same account that this manager did not place: 0.01 BTC bought at 88000 by hand. */
function byHand(stage: Stage, more: Readonly<Record<string, string>> = {}): string {
  return stage.exchange.placeOutside({ px: "88000", ...more })
}

describe("O.9", () => {
  test("O.9 every push comes twice with another uTime and the same tradeId, so each fill is booked once", () =>
    scene(async (stage) => {
      stage.exchange.fault("duplicate-pushes")
      stage.exchange.fault("repeated-fills", { delayMs: 300 })
      const order = await stage.rests({ quantity: lots(10_000) })
      stage.exchange.fill(order, lots(3_000))
      await stands(stage, order, "PartiallyFilled 10000/3000/7000")
      stage.exchange.fill(order)
      await stands(stage, order, "Filled 10000/10000/0")
      const filled = await staysAs(stage, order, "Filled 10000/10000/0", 2_000)
      assert.equal(filled.fills.length, 2)
      assert.deepEqual(await stage.story(order), [...RESTS, "OrderPartiallyFilled", "OrderFilled"])
    }))
})

describe("O.10", () => {
  test("O.10 a read of the order was begun before a fill and answers after its push, so it is ignored", () =>
    scene(async (stage) => {
      const order = await stage.rests({ quantity: lots(10_000) })
      stage.net.drop({ direction: "up", what: "cancel-order" })
      assert.ok((await stage.cancel(order)).ok)
      const held = stage.net.hold({ direction: "down", what: BY_ORDER, says: order.okxOrderId ?? assert.fail() })
      await stage.until(() => held.passages.length === 1)
      stage.exchange.fill(order, lots(4_000))
      await stands(stage, order, "PartiallyFilled 10000/4000/6000 PC")
      held.releaseAll()
      await stage.advance(100)
      const after = await stage.order(order)
      assert.equal(format(after.filledQuantity), "0.04")
      assert.equal(after.history.filter(({ to }) => to === "Acknowledged").length, 1)
      await comesTo(stage, order, "Cancelled")
      assert.equal(standing(await stage.order(order)), "Cancelled 10000/4000/0")
    }))

  test("O.10 reads lag by two seconds while orders come and go, so none is called missing and none is set back", () =>
    scene(async (stage) => {
      for (const fault of ["stale-order", "stale-pending", "stale-history", "stale-fills"] as const)
        stage.exchange.fault(fault, { delayMs: 1_800 })
      stage.net.drop({ ...PUSHES, says: '"state":"filled"' }, { times: 9 })
      const filled = await stage.rests({ quantity: lots(10_000) })
      const rests = await stage.rests({ quantity: lots(1_000), price: "88000" })
      stage.exchange.fill(filled)
      await stage.during(stage.manager().startReconciliation())
      assert.ok(!isTerminal((await stage.order(filled)).state))
      await comesTo(stage, filled, "Filled", 15_000)
      await stage.advance(15_000)
      assert.equal((await stage.order(filled)).fills.length, 1)
      await staysAs(stage, rests, "Acknowledged 1000/0/1000")
    }))
})

describe("O.11", () => {
  test("O.11 OKX's total is larger than the fills that came, so the difference is shown as missing, the fills are fetched by order and booked", () =>
    scene(async (stage) => {
      stage.exchange.fault("filled-without-fill")
      const order = await stage.rests({ quantity: lots(10_000) })
      stage.exchange.fill(order, lots(3_000))
      const short = await stands(stage, order, "PartiallyFilled 10000/3000/7000")
      assert.equal(format(short.fillsMissing), "0.03")
      assert.equal(short.fills.length, 0)
      await stage.advance(1_000)
      const booked = await stage.order(order)
      assert.equal(format(booked.fillsMissing), "0")
      assert.equal(booked.fills.length, 1)
      assert.ok(stage.sent("GET /api/v5/trade/fills").some(({ body }) => body.includes(`ordId=${order.okxOrderId}`)))
      assert.deepEqual(await stage.story(order), [...RESTS, "OrderPartiallyFilled", "FillBooked"])
    }))

  test("O.11 the fills cannot be read for twenty seconds, so they stay missing, none is made up, and the real ones are booked in the end", () =>
    scene(async (stage) => {
      stage.exchange.fault("filled-without-fill")
      stage.exchange.fault("stale-fills", { delayMs: 20_000 })
      const order = await stage.rests({ quantity: lots(10_000) })
      stage.exchange.fill(order)
      await stands(stage, order, "Filled 10000/10000/0")
      await stage.advance(15_000)
      const short = await stage.order(order)
      assert.deepEqual([short.state, short.fills.length, format(short.fillsMissing)], ["Filled", 0, "0.1"])
      await stage.advance(20_000)
      const booked = await stage.order(order)
      assert.deepEqual([booked.state, booked.fills.length, format(booked.fillsMissing)], ["Filled", 1, "0"])
      const there = stage.observations.find((each) => each.kind === "exchange" && each.record.type === "fill")
      assert.equal(booked.fills[0]?.tradeId, there?.kind === "exchange" && there.record.tradeId)
    }))
})

describe("O.14", () => {
  test("O.14 a fill comes after the order was cancelled, so the total grows, it stays Cancelled, and a correction says so", () =>
    scene(async (stage) => {
      const order = await stage.rests({ quantity: lots(10_000) })
      stage.exchange.fault("late-fills", { delayMs: 500 })
      assert.ok((await stage.cancel(order)).ok)
      await stands(stage, order, "Cancelled 10000/0/0")
      await stage.until(() => stage.exchange.find(order)?.filled !== "0", 2_000)
      await stage.advance(50)
      const after = await stage.order(order)
      const there = stage.exchange.find(order) ?? assert.fail("OKX has it")
      assert.equal(format(after.filledQuantity), there.filled)
      // Filled to its end it is Filled after all; a part of it leaves it Cancelled.
      assert.equal(after.state, there.filled === "0.1" ? "Filled" : "Cancelled")
      assert.equal(after.fills.length, 1)
      const story = await stage.story(order)
      assert.deepEqual(story.slice(0, 7), [...RESTS, "CancelRequested", "CancelAccepted", "OrderCancelled"])
      assert.ok(story.includes("OrderCorrected"))
    }))
})

describe("O.15", () => {
  test("O.15 an order that somebody placed by hand, so it is shown as external, cannot be cancelled from here and is no part of cancel-all", () =>
    scene(async (stage) => {
      const order = await shownAs(stage, byHand(stage))
      assert.equal(standing(order), "Acknowledged 1000/0/1000")
      assert.deepEqual([order.source, order.strategy], ["exchange", "external"])
      const refused = await stage.cancel(order)
      assert.equal(refused.ok ? "taken" : refused.refusal.code, "order-not-ours")
      const ours = await stage.rests()
      assert.equal((await stage.during(stage.manager().cancelAll())).length, 1)
      await comesTo(stage, ours, "Cancelled")
      assert.equal(stage.exchange.find(order)?.state, "live")
      stage.exchange.cancelOutside(order, "1")
      await stands(stage, order, "Cancelled 1000/0/0")
      assert.equal(stage.manager().status().trading.mode, "open")
    }))
})

describe("O.16", () => {
  test("O.16 an order with our tag and an id of our form that the journal does not know, so it is adopted, a break says that the journal is behind, and nothing new goes out", () =>
    scene(
      async (stage) => {
        const began = (await stage.events()).find(({ type }) => type === "EpochStarted")
        const tag = began?.type === "EpochStarted" ? began.tag : assert.fail("an epoch began")
        const ordId = byHand(stage, { tag, clOrdId: "178999999900000001" })
        const order = await shownAs(stage, ordId)
        assert.deepEqual([order.source, order.tag, order.clOrdId], ["exchange", tag, "178999999900000001"])
        assert.ok((await breaks(stage)).includes("journal-behind: needs a person"))
        const denied = await stage.tryPlace()
        assert.equal(denied.ok ? "taken" : denied.refusal.code, "trading-halted")
        assert.ok((await stage.during(stage.manager().resume("looked at"))).ok)
        assert.ok((await stage.tryPlace()).ok)
      },
      { judged: false },
    ))
})

describe("O.17", () => {
  test("O.17 an amendment is acknowledged and fails in the book (amendResult -1), so AmendRefused and the old terms stand", () =>
    scene(async (stage) => {
      const order = await stage.rests({ quantity: lots(10_000) })
      stage.exchange.fault("amend-fails-later", { times: 1, delayMs: 50 })
      assert.ok((await stage.amend(order, { quantity: lots(12_000), price: "88500" })).ok)
      await stands(stage, order, "Acknowledged 10000/0/10000 PR")
      const after = await stands(stage, order, "Acknowledged 10000/0/10000")
      assert.equal(format(after.price ?? assert.fail("it has a price")), "89000")
      assert.deepEqual(await stage.story(order), [...RESTS, "AmendRequested", "AmendAccepted", "AmendRefused"])
      assert.equal(stage.exchange.find(order)?.quantity, "0.1")
      assert.ok((await stage.amend(order, { quantity: lots(11_000) })).ok)
      await stands(stage, order, "Acknowledged 11000/0/11000")
      assert.deepEqual(writes(stage), ["order", "amend-order", "amend-order"])
    }))
})

describe("O.18", () => {
  for (const target of [3_000, 2_000]) {
    test(`O.18 amended to ${target} when 3000 are filled, so PendingReplace and then Filled with 3000`, () =>
      scene(async (stage) => {
        const order = await stage.rests({ quantity: lots(10_000) })
        stage.exchange.fill(order, lots(3_000))
        await stands(stage, order, "PartiallyFilled 10000/3000/7000")
        const answer = await stage.amend(order, { quantity: lots(target) })
        assert.ok(answer.ok, JSON.stringify(answer))
        await stands(stage, order, "PartiallyFilled 10000/3000/7000 PR")
        const filled = await stands(stage, order, "Filled 3000/3000/0")
        assert.equal(filled.fills.length, 1)
        assert.equal(stage.exchange.find(order)?.state, "filled")
        assert.deepEqual(writes(stage), ["order", "amend-order"])
      }))
  }
})

describe("O.21", () => {
  test("O.21 a stop that a person set on OKX's page triggers (algos are not placed here): the order that appears with an algoId is adopted as external, followed, and not linked to any order of ours", () =>
    scene(async (stage) => {
      const parent = await stage.rests()
      const before = await stage.story(parent)
      stage.net.rewrite({ ...PUSHES, says: '"px":"88000"' }, (body) =>
        withFields(body, { algoId: "690000000000000001", algoClOrdId: "stop1", source: "7" }),
      )
      const ordId = byHand(stage)
      const child = await shownAs(stage, ordId)
      assert.deepEqual(
        [child.source, child.strategy, standing(child)],
        ["exchange", "external", "Acknowledged 1000/0/1000"],
      )
      stage.exchange.cancelOutside(child, "1")
      await stands(stage, child, "Cancelled 1000/0/0")
      assert.deepEqual(await stage.story(parent), before)
      assert.equal(stage.manager().status().trading.mode, "open")
    }))
})

describe("O.22", () => {
  test("O.22 the orders channel falls silent after a placement while pings go on, so within ten seconds the fill is found by a read and booked, the feed is flagged and its connection replaced", () =>
    scene(async (stage) => {
      const order = await stage.rests({ quantity: lots(10_000) })
      await stage.advance(3_000)
      stage.exchange.fault("muted-channel", { times: 1 })
      stage.exchange.fill(order, lots(4_000))
      const mutedAtMs = stage.nowMs
      await stage.until(() => stage.manager().status().feedSuspicion !== undefined, 10_000)
      assert.match(stage.manager().status().feedSuspicion?.reason ?? "", /has not told/)
      await stands(stage, order, "PartiallyFilled 10000/4000/6000", 10_000 - (stage.nowMs - mutedAtMs))
      await stage.advance(1_500)
      assert.equal((await stage.order(order)).fills.length, 1)
      assert.equal(stage.manager().status().feedSuspicion?.reconnects, 1)
      // The channel of the new connection tells again, so it is believed in the end.
      stage.exchange.fill(order)
      await stands(stage, order, "Filled 10000/10000/0", 1_000)
      await stage.advance(60_000)
      assert.equal(stage.manager().status().feedSuspicion, undefined)
    }))

  test("O.22 our own placement is accepted and its push never comes, so after two seconds the feed is suspected, the books are compared and the connection is replaced", () =>
    scene(async (stage) => {
      stage.exchange.fault("muted-channel", { times: 1 })
      const comparisons = stage.sent("GET /api/v5/trade/orders-pending").length
      const order = await stage.rests({ quantity: lots(10_000) })
      await stage.advance(1_900)
      assert.equal(stage.manager().status().feedSuspicion, undefined)
      await stage.advance(1_000)
      assert.match(stage.manager().status().feedSuspicion?.reason ?? "", /our placement was accepted/)
      assert.ok(stage.sent("GET /api/v5/trade/orders-pending").length > comparisons)
      assert.equal(stage.sent("login").length, 2)
      assert.equal(standing(await stage.order(order)), "Acknowledged 10000/0/10000")
      stage.exchange.fill(order)
      await stands(stage, order, "Filled 10000/10000/0", 1_000)
    }))
})

describe("O.23", () => {
  test("O.23 a caller's id is used again after its order has ended, so refused here (OKX would take it), and the same wish gets the old order", () =>
    scene(async (stage) => {
      const first = await stage.rests({ clientOrderId: "mine-1" })
      assert.ok((await stage.cancel(first)).ok)
      await comesTo(stage, first, "Cancelled")
      const other = await stage.tryPlace({ clientOrderId: "mine-1", price: "88000" })
      assert.equal(other.ok ? "taken" : other.refusal.code, "client-order-id-taken")
      const same = await stage.tryPlace({ clientOrderId: "mine-1" })
      assert.ok(same.ok && same.value.orderId === first.orderId && same.value.replayed)
      assert.deepEqual(writes(stage), ["order", "cancel-order"])
    }))

  test("O.23 lives, crashes and restarts, so no id of ours is on the wire twice", () =>
    scene(async (stage) => {
      const seen = new Set<string>()
      for (let life = 0; life < 3; life++) {
        for (let at = 0; at < 5; at++) {
          const { clOrdId = assert.fail("it has one") } = await stage.place({ price: String(80_000 + 10 * life + at) })
          assert.ok(!seen.has(clOrdId))
          seen.add(clOrdId)
        }
        stage.crash()
        await stage.advance(100)
        await stage.boot()
      }
      await stage.advance(5_000)
      assert.equal(new Set(stage.exchange.orders().map(({ clOrdId }) => clOrdId)).size, 15)
    }))
})

describe("O.24", () => {
  /** One true life - filled in part, and then filled or cancelled - with every message of OKX held back. */
  async function held(stage: Stage, end: "filled" | "cancelled"): Promise<{ order: Order; messages: Held }> {
    const messages = stage.net.hold({ direction: "down", what: /^(order|push orders)$/ }, { times: 50 })
    const order = await stage.place({ quantity: lots(10_000) })
    await stage.until(() => stage.exchange.find(order) !== undefined)
    stage.exchange.fill(order, lots(1_000))
    stage.exchange.fill(order, lots(2_000))
    if (end === "filled") stage.exchange.fill(order)
    else stage.exchange.cancelOutside(order, "1")
    await stage.advance(20)
    return { order, messages }
  }

  async function endOf(stage: Stage, order: Order): Promise<string> {
    await stage.advance(12_000)
    const after = await stage.order(order)
    const fees = after.fees.map(({ currency, amount }) => `${format(amount)} ${currency}`)
    return `${standing(after)} in ${after.fills.length} fills, fee ${fees}, missing ${format(after.fillsMissing)}`
  }

  /** The held messages in this order; what is not named is lost, what is named twice is doubled. */
  async function tell(stage: Stage, messages: Held, inOrder: readonly number[]): Promise<void> {
    const bodies = messages.passages.map(({ body }) => body)
    for (const at of inOrder) {
      const body = bodies[at] ?? assert.fail("there is such a message")
      // One that was told leaves; a copy of it takes the words of the next one that waits.
      if (messages.passages.length > 0) messages.release(body)
      await stage.advance(1 + (at % 3))
    }
  }

  for (const end of ["filled", "cancelled"] as const) {
    test(`O.24 the messages of an order that is ${end} come in any order, some twice, some not at all, so it ends the same`, async () => {
      const chance = new Chance(`O.24 ${end}`)
      const endings = new Set<string>()
      for (let round = 0; round < 25; round++) {
        await scene(async (stage) => {
          const { order, messages } = await held(stage, end)
          const count = messages.passages.length
          assert.equal(count, 5, "the answer, live, two fills and the end")
          // Drawn with repetition: what is drawn twice is told twice and something else is lost.
          const drawn = Array.from({ length: count }, (_, at) => (round % 2 === 0 ? at : chance.whole(0, count - 1)))
          await tell(stage, messages, shuffled(drawn, chance))
          endings.add(await endOf(stage, order))
          assert.deepEqual(writes(stage), ["order"])
          assert.deepEqual((await stage.story(order)).slice(0, SENT.length), SENT)
        })
      }
      assert.equal(endings.size, 1, [...endings].join(" | "))
      const [ending = ""] = endings
      assert.match(
        ending,
        end === "filled" ? /^Filled 10000\/10000\/0 in 3 fills/ : /^Cancelled 10000\/3000\/0 in 2 fills/,
      )
    })
  }
})

function shuffled(values: readonly number[], chance: Chance): number[] {
  const shuffled = [...values]
  for (let at = shuffled.length - 1; at > 0; at--) {
    const other = chance.whole(0, at)
    const [one, two] = [shuffled[at] ?? 0, shuffled[other] ?? 0]
    shuffled[at] = two
    shuffled[other] = one
  }
  return shuffled
}
