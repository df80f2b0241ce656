// Scenarios K: trading of an instrument stops and goes on. Orders that rest are not touched by it; only OKX's word ends them.

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import type { Stage } from "../stage.ts"
import { lots, RESTS, scene, stands, staysAs, writes } from "./scene.ts"

function become(stage: Stage, state: "live" | "suspend" | "preopen"): void {
  stage.exchange.control("POST /paper/instrument", { symbol: "BTC-USDT", state })
}

describe("K.1.a", () => {
  for (const halted of ["suspend", "preopen"] as const) {
    test(`K.1.a the instrument goes to ${halted} and back, so the order is not touched and is then filled`, () =>
      scene(async (stage) => {
        const order = await stage.rests({ quantity: lots(10_000) })
        become(stage, halted)
        await stage.during(stage.manager().startReconciliation())
        await staysAs(stage, order, "Acknowledged 10000/0/10000", 12_000)
        assert.deepEqual(await stage.story(order), RESTS)
        become(stage, "live")
        stage.exchange.fill(order, lots(4_000))
        await stands(stage, order, "PartiallyFilled 10000/4000/6000")
        stage.exchange.fill(order)
        await stands(stage, order, "Filled 10000/10000/0")
      }))
  }

  test("K.1.a a new order while the instrument is suspended, so refused by OKX with certainty and not tried again", () =>
    scene(async (stage) => {
      become(stage, "suspend")
      const order = await stage.place({ quantity: lots(10_000) })
      const refused = await stands(stage, order, "Rejected 10000/0/0")
      assert.match(refused.reason ?? "", /5102[0-9]/)
      await stage.advance(10_000)
      assert.deepEqual(writes(stage), ["order"])
    }))
})

describe("K.1.b", () => {
  for (const [source, state] of [
    ["0", "Cancelled"],
    ["7", "Expired"],
  ] as const) {
    test(`K.1.b halted while partly filled and then cancelled by OKX with cancelSource ${source}, so ${state} with what was filled`, () =>
      scene(async (stage) => {
        const order = await stage.rests({ quantity: lots(10_000) })
        stage.exchange.fill(order, lots(2_000))
        await stands(stage, order, "PartiallyFilled 10000/2000/8000")
        become(stage, "suspend")
        await staysAs(stage, order, "PartiallyFilled 10000/2000/8000", 12_000)
        stage.exchange.cancelOutside(order, source)
        await stands(stage, order, `${state} 10000/2000/0`)
        assert.deepEqual(await stage.story(order), [...RESTS, "OrderPartiallyFilled", `Order${state}`])
        assert.deepEqual(writes(stage), ["order"])
      }))
  }
})
