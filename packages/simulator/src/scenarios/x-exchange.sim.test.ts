// Scenarios X: rules of the exchange itself that end or change orders without anybody asking: a dead-man's switch, and the prevention of trades with oneself.

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import type { Stage } from "../stage.ts"
import { comesTo, lots, scene, shownAs, standing, stands, staysAs, writes } from "./scene.ts"

function sourceOf(stage: Stage, orderId: string): string | undefined {
  const ends = stage.observations.flatMap((each) => (each.kind === "appending" ? each.events : []))
  const end = ends.findLast((event) => event.type === "OrderCancelled" && event.orderId === orderId)
  return end?.type === "OrderCancelled" ? end.cancelSource : undefined
}

describe("X.1", () => {
  const ARMED = { tuning: { manager: { deadMan: { timeoutS: 10 } } } } as const

  test("X.1 the process stands still for longer than the dead-man's time, so OKX cancels the orders of our tag with cancelSource 20, and nobody else's", () =>
    scene(async (stage) => {
      const ours = [
        await stage.rests({ quantity: lots(10_000) }),
        await stage.rests({ quantity: lots(1_000), price: "88000" }),
      ]
      stage.exchange.fill(ours[0] ?? assert.fail(), lots(2_000))
      const theirs = await shownAs(stage, stage.exchange.placeOutside({ px: "87000" }))
      await stage.advance(3_000)
      assert.equal(stage.manager().status().deadMan.state, "armed")
      stage.pause(15_000)
      await stage.advance(20_000)
      const [first, second] = ours
      await stands(stage, first ?? assert.fail(), "Cancelled 10000/2000/0", 15_000)
      await stands(stage, second ?? assert.fail(), "Cancelled 1000/0/0", 15_000)
      for (const { orderId } of ours) assert.equal(sourceOf(stage, orderId), "20")
      assert.equal(standing(await stage.order(theirs)), "Acknowledged 1000/0/1000")
      // Alive again, it may place again, and the switch is armed anew.
      const next = await stage.rests({ price: "86000" })
      await staysAs(stage, next, "Acknowledged 1000/0/1000", 15_000)
    }, ARMED))

  test("X.1 the connection is lost and the process lives, so the switch is kept armed by REST and nothing is cancelled", () =>
    scene(async (stage) => {
      const order = await stage.rests({ quantity: lots(10_000) })
      await stage.advance(3_000)
      stage.net.refusesConnections = true
      stage.disconnect()
      await staysAs(stage, order, "Acknowledged 10000/0/10000", 25_000)
      stage.net.refusesConnections = false
      await staysAs(stage, order, "Acknowledged 10000/0/10000", 15_000)
      assert.deepEqual(
        writes(stage).filter((what) => !/cancel-all-after/.test(what)),
        ["order"],
      )
    }, ARMED))

  test("X.1 the process dies for good, so OKX cancels, and the next life books the ends that it missed", () =>
    scene(async (stage) => {
      const order = await stage.rests({ quantity: lots(10_000) })
      await stage.advance(3_000)
      stage.crash()
      await stage.advance(60_000)
      assert.equal(stage.exchange.find(order)?.cancelSource, "20")
      await stage.boot()
      await comesTo(stage, order, "Cancelled", 5_000)
      assert.equal(sourceOf(stage, order.orderId), "20")
    }, ARMED))
})

describe("X.2", () => {
  /** Somebody sells into our own buy order on the same account. */
  async function meetsItself(stage: Stage, stpMode: string) {
    const resting = await stage.rests({ quantity: lots(1_000), price: "90000" })
    const ordId = stage.exchange.placeOutside({ side: "sell", ordType: "ioc", px: "90000", sz: "3", stpMode })
    const incoming = await shownAs(stage, ordId)
    await stage.advance(500)
    return { resting: await stage.order(resting), incoming: await stage.order(incoming) }
  }

  test("X.2 cancel_maker, so our resting order is Cancelled with cancelSource 32 and the other one trades with others", () =>
    scene(async (stage) => {
      const { resting, incoming } = await meetsItself(stage, "cancel_maker")
      assert.equal(standing(resting), "Cancelled 1000/0/0")
      assert.equal(sourceOf(stage, resting.orderId), "32")
      assert.match(resting.reason ?? "", /self.trade/i)
      assert.notEqual(sourceOf(stage, incoming.orderId), "32")
    }))

  test("X.2 cancel_taker, so our resting order stays and the incoming one is Cancelled with cancelSource 32", () =>
    scene(async (stage) => {
      const { resting, incoming } = await meetsItself(stage, "cancel_taker")
      assert.equal(standing(resting), "Acknowledged 1000/0/1000")
      assert.equal(incoming.state, "Cancelled")
      assert.equal(sourceOf(stage, incoming.orderId), "32")
    }))

  test("X.2 cancel_both, so both are Cancelled with cancelSource 32", () =>
    scene(async (stage) => {
      const { resting, incoming } = await meetsItself(stage, "cancel_both")
      for (const order of [resting, incoming]) {
        assert.equal(order.state, "Cancelled")
        assert.equal(sourceOf(stage, order.orderId), "32")
      }
    }))
})
