// Scenarios C: price or quantity of an order is changed while fills arrive. Until OKX says that it was done the order keeps its old terms, and OKX's quantity is never
// below what is filled.

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { format } from "@okx-oms/core"
import type { Stage } from "../stage.ts"
import { lots, RESTS, scene, stands, staysAs, writes } from "./scene.ts"

const AMEND = "amend-order"

/** Acknowledged at once, done half a second later. */
function amendSlowly(stage: Stage): void {
  stage.exchange.fault("slow-amend", { times: 1, delayMs: 500 })
}

/** An order of 10000 lots of which so many are filled. */
async function filledBy(stage: Stage, filled: number) {
  const order = await stage.rests({ quantity: lots(10_000) })
  if (filled === 0) return order
  stage.exchange.fill(order, lots(filled))
  return stands(stage, order, `PartiallyFilled 10000/${filled}/${10_000 - filled}`)
}

describe("C.1.a", () => {
  test("C.1.a quantity of an unfilled order raised, so the old one until OKX confirms and then 11000 to fill", () =>
    scene(async (stage) => {
      const order = await filledBy(stage, 0)
      amendSlowly(stage)
      await stage.amend(order, { quantity: lots(11_000) })
      const taken = await staysAs(stage, order, "Acknowledged 10000/0/10000 PR", 300)
      assert.equal(taken.pendingAmend?.accepted, true)
      await stands(stage, order, "Acknowledged 11000/0/11000", 500)
      stage.exchange.fill(order)
      await stands(stage, order, "Filled 11000/11000/0")
      assert.deepEqual(await stage.story(order), [
        ...RESTS,
        "AmendRequested",
        "AmendAccepted",
        "OrderAmended",
        "OrderFilled",
      ])
      assert.deepEqual(writes(stage), ["order", AMEND])
    }))

  test("C.1.a the push of the change comes before the answer, so amended at once and the answer adds nothing", () =>
    scene(async (stage) => {
      const order = await filledBy(stage, 0)
      const reply = stage.net.hold({ direction: "down", what: AMEND })
      await stage.amend(order, { quantity: lots(11_000) })
      await stands(stage, order, "Acknowledged 11000/0/11000")
      reply.releaseAll()
      await staysAs(stage, order, "Acknowledged 11000/0/11000")
      assert.deepEqual(await stage.story(order), [...RESTS, "AmendRequested", "OrderAmended"])
    }))

  test("C.1.a OKX refuses at once, so Acknowledged with the old quantity and nothing pending", () =>
    scene(async (stage) => {
      const order = await filledBy(stage, 0)
      stage.exchange.fault("refused-items", { times: 1 })
      await stage.amend(order, { quantity: lots(11_000) })
      await stands(stage, order, "Acknowledged 10000/0/10000 PR", 0)
      await stands(stage, order, "Acknowledged 10000/0/10000")
      assert.deepEqual(await stage.story(order), [...RESTS, "AmendRequested", "AmendRefused"])
      assert.deepEqual(writes(stage), ["order", AMEND])
    }))

  test("C.1.a OKX takes it and fails later (amendResult -1), so Acknowledged with the old quantity and nothing pending", () =>
    scene(async (stage) => {
      const order = await filledBy(stage, 0)
      stage.exchange.fault("amend-fails-later", { times: 1, delayMs: 300 })
      await stage.amend(order, { quantity: lots(11_000) })
      await staysAs(stage, order, "Acknowledged 10000/0/10000 PR", 200)
      await stands(stage, order, "Acknowledged 10000/0/10000", 300)
      assert.deepEqual(await stage.story(order), [...RESTS, "AmendRequested", "AmendAccepted", "AmendRefused"])
    }))

  test("C.1.a OKX takes it and never does it, so a read after its time refuses it", () =>
    scene(async (stage) => {
      const order = await filledBy(stage, 0)
      stage.exchange.fault("lost-amend", { times: 1 })
      await stage.amend(order, { quantity: lots(11_000) })
      await staysAs(stage, order, "Acknowledged 10000/0/10000 PR", 4_000)
      await stands(stage, order, "Acknowledged 10000/0/10000", 8_000)
      assert.deepEqual(await stage.story(order), [...RESTS, "AmendRequested", "AmendAccepted", "AmendRefused"])
      assert.deepEqual(writes(stage), ["order", AMEND])
    }))

  test("C.1.a the failed amendment takes the order with it (amendResult 1), so refused and Cancelled", () =>
    scene(async (stage) => {
      const order = await filledBy(stage, 0)
      stage.exchange.fault("amend-cancels", { times: 1, delayMs: 300 })
      await stage.amend(order, { quantity: lots(11_000) })
      await stands(stage, order, "Cancelled 10000/0/0", 500)
      assert.deepEqual(await stage.story(order), [
        ...RESTS,
        "AmendRequested",
        "AmendAccepted",
        "AmendRefused",
        "OrderCancelled",
      ])
    }))
})

describe("C.1.b", () => {
  test("C.1.b quantity of a part-filled order raised while a fill arrives, so the fill counts with the old terms and then 12000", () =>
    scene(async (stage) => {
      const order = await filledBy(stage, 1_000)
      amendSlowly(stage)
      await stage.amend(order, { quantity: lots(12_000) })
      await stands(stage, order, "PartiallyFilled 10000/1000/9000 PR", 0)
      stage.exchange.fill(order, lots(100))
      await stands(stage, order, "PartiallyFilled 10000/1100/8900 PR")
      await stands(stage, order, "PartiallyFilled 12000/1100/10900", 600)
      stage.exchange.fill(order)
      await stands(stage, order, "Filled 12000/12000/0")
      assert.deepEqual(
        (await stage.story(order)).filter((type) => type !== "AmendAccepted"),
        [...RESTS, "OrderPartiallyFilled", "AmendRequested", "OrderPartiallyFilled", "OrderAmended", "OrderFilled"],
      )
      assert.deepEqual(writes(stage), ["order", AMEND])
    }))

  test("C.1.b it fails later (amendResult -1), so PartiallyFilled with the old quantity and the fill of the meantime", () =>
    scene(async (stage) => {
      const order = await filledBy(stage, 1_000)
      stage.exchange.fault("amend-fails-later", { times: 1, delayMs: 300 })
      await stage.amend(order, { quantity: lots(12_000) })
      stage.exchange.fill(order, lots(100))
      await stands(stage, order, "PartiallyFilled 10000/1100/8900 PR")
      await stands(stage, order, "PartiallyFilled 10000/1100/8900", 400)
      const refused = (await stage.events()).find(({ type }) => type === "AmendRefused")
      assert.ok(refused?.type === "AmendRefused")
      assert.equal(refused.code, "51502")
    }))

  test("C.1.b everything of the old quantity is filled while the amendment is on its way, so PartiallyFilled until OKX says which was first", () =>
    scene(async (stage) => {
      const order = await filledBy(stage, 1_000)
      const pushes = stage.net.hold({ direction: "down", what: "push orders" }, { times: 2 })
      await stage.amend(order, { quantity: lots(12_000) })
      await stage.until(() => pushes.passages.length === 1)
      stage.exchange.fill(order, lots(9_000))
      await stage.until(() => pushes.passages.length === 2)
      await stands(stage, order, "PartiallyFilled 10000/1000/9000 PR", 0)
      const [amended, filled] = pushes.passages
      assert.ok(amended !== undefined && filled !== undefined)
      pushes.release(filled.body)
      await stands(stage, order, "PartiallyFilled 12000/10000/2000")
      pushes.release(amended.body)
      await staysAs(stage, order, "PartiallyFilled 12000/10000/2000")
    }))
})

describe("C.1.c", () => {
  test("C.1.c a Filled order is to be raised, so refused here, nothing sent and Filled as before", () =>
    scene(async (stage) => {
      const order = await filledBy(stage, 0)
      stage.exchange.fill(order)
      await stands(stage, order, "Filled 10000/10000/0")
      const answer = await stage.amend(order, { quantity: lots(12_000) })
      assert.equal(answer.ok === false && answer.refusal.code, "order-closed")
      await staysAs(stage, order, "Filled 10000/10000/0", 5_000)
      assert.deepEqual(writes(stage), ["order"])
    }))

  for (const code of ["51503", "51509", "51510"]) {
    test(`C.1.c filled at OKX but not known here yet, and it refuses the raise with ${code}, so refused and then Filled with 10000`, () =>
      scene(async (stage) => {
        const order = await filledBy(stage, 0)
        const filled = stage.net.hold({ direction: "down", what: "push orders", says: '"state":"filled"' })
        stage.net.rewrite({ direction: "down", what: AMEND }, (body) => body.replaceAll(/515(03|09|10)/g, code))
        stage.exchange.fill(order)
        await stage.until(() => filled.passages.length === 1)
        await stage.amend(order, { quantity: lots(12_000) })
        await stands(stage, order, "Acknowledged 10000/0/10000 PR", 0)
        await stands(stage, order, "Acknowledged 10000/0/10000")
        filled.releaseAll()
        await stands(stage, order, "Filled 10000/10000/0")
        await staysAs(stage, order, "Filled 10000/10000/0", 5_000)
        assert.deepEqual(await stage.story(order), [...RESTS, "AmendRequested", "AmendRefused", "OrderFilled"])
        assert.deepEqual(writes(stage), ["order", AMEND])
      }))
  }
})

describe("C.2.a", () => {
  test("C.2.a filled while the new price is on its way, so Filled at the old price and the refusal (51503) adds nothing", () =>
    scene(async (stage) => {
      const order = await filledBy(stage, 0)
      const request = stage.net.hold({ direction: "up", what: AMEND })
      await stage.amend(order, { price: "89100" })
      await stands(stage, order, "Acknowledged 10000/0/10000 PR", 0)
      await stage.until(() => request.passages.length === 1)
      stage.exchange.fill(order)
      const filled = await stands(stage, order, "Filled 10000/10000/0")
      assert.equal(filled.price && format(filled.price), "89000")
      request.releaseAll()
      await staysAs(stage, order, "Filled 10000/10000/0")
      assert.deepEqual(await stage.story(order), [...RESTS, "AmendRequested", "OrderFilled"])
      assert.deepEqual(writes(stage), ["order", AMEND])
    }))
})

describe("C.2.b", () => {
  test("C.2.b price of a part-filled order changed, so the same quantity at the new price and later fills at it", () =>
    scene(async (stage) => {
      const order = await filledBy(stage, 1_000)
      await stage.amend(order, { price: "88900" })
      const pending = await stands(stage, order, "PartiallyFilled 10000/1000/9000 PR", 0)
      assert.equal(pending.price && format(pending.price), "89000")
      const amended = await stands(stage, order, "PartiallyFilled 10000/1000/9000")
      assert.equal(amended.price && format(amended.price), "88900")
      stage.exchange.fill(order)
      const filled = await stands(stage, order, "Filled 10000/10000/0")
      assert.deepEqual(
        filled.fills.map(({ price }) => format(price)),
        ["89000", "88900"],
      )
      assert.equal(filled.averagePrice && format(filled.averagePrice), "88910")
      assert.deepEqual(writes(stage), ["order", AMEND])
    }))

  test("C.2.b the new price is another order's, so it waits behind that one", () =>
    scene(async (stage) => {
      const first = await stage.rests({ quantity: lots(1_000), price: "88900" })
      const order = await filledBy(stage, 1_000)
      await stage.amend(order, { price: "88900" })
      await stage.until(() => stage.exchange.find(order)?.price === "88900")
      stage.exchange.trade({ side: "sell", price: "88900", size: lots(1_500) })
      await stands(stage, first, "Filled 1000/1000/0")
      await stands(stage, order, "PartiallyFilled 10000/1500/8500")
    }))

  test("C.2.b a read from before the change comes after it, so the new price stays", () =>
    scene(async (stage) => {
      const order = await filledBy(stage, 1_000)
      const list = stage.net.hold({ direction: "down", what: "GET /api/v5/trade/orders-pending" })
      await stage.until(() => list.passages.length === 1, 15_000)
      await stage.amend(order, { price: "88900" })
      await stands(stage, order, "PartiallyFilled 10000/1000/9000")
      list.releaseAll()
      await stage.advance(200)
      const shown = await stage.order(order)
      assert.equal(shown.price && format(shown.price), "88900")
      assert.equal((await stage.story(order)).filter((type) => type === "OrderRestated").length, 0)
    }))
})

describe("C.3.a", () => {
  test("C.3.a quantity lowered to more than is filled while a fill arrives, so the rest is what is left of 8000", () =>
    scene(async (stage) => {
      const order = await filledBy(stage, 1_500)
      amendSlowly(stage)
      await stage.amend(order, { quantity: lots(8_000) })
      await stands(stage, order, "PartiallyFilled 10000/1500/8500 PR", 0)
      stage.exchange.fill(order, lots(100))
      await stands(stage, order, "PartiallyFilled 10000/1600/8400 PR")
      await stands(stage, order, "PartiallyFilled 8000/1600/6400", 600)
      stage.exchange.fill(order)
      await stands(stage, order, "Filled 8000/8000/0")
      assert.deepEqual(writes(stage), ["order", AMEND])
    }))

  test("C.3.a it is refused, so PartiallyFilled with the old rest", () =>
    scene(async (stage) => {
      const order = await filledBy(stage, 1_500)
      stage.exchange.fault("amend-fails-later", { times: 1, delayMs: 300 })
      await stage.amend(order, { quantity: lots(8_000) })
      stage.exchange.fill(order, lots(100))
      await stands(stage, order, "PartiallyFilled 10000/1600/8400 PR")
      await stands(stage, order, "PartiallyFilled 10000/1600/8400", 400)
    }))
})

describe("C.3.b", () => {
  test("C.3.b quantity lowered to exactly what is filled, so Filled with 7000", () =>
    scene(async (stage) => {
      const order = await filledBy(stage, 7_000)
      amendSlowly(stage)
      await stage.amend(order, { quantity: lots(7_000) })
      await stands(stage, order, "PartiallyFilled 10000/7000/3000 PR", 0)
      const filled = await stands(stage, order, "Filled 7000/7000/0", 600)
      assert.equal(filled.fillsMissing.coefficient, 0n)
      assert.deepEqual(await stage.story(order), [
        ...RESTS,
        "OrderPartiallyFilled",
        "AmendRequested",
        "AmendAccepted",
        "OrderAmended",
        "OrderFilled",
      ])
      assert.deepEqual(writes(stage), ["order", AMEND])
    }))
})

describe("C.3.c", () => {
  test("C.3.c quantity lowered below what is filled, so the quantity becomes the filled one and the order is Filled with 8000", () =>
    scene(async (stage) => {
      const order = await filledBy(stage, 8_000)
      await stage.amend(order, { quantity: lots(7_000) })
      await stands(stage, order, "PartiallyFilled 10000/8000/2000 PR", 0)
      const filled = await stands(stage, order, "Filled 8000/8000/0")
      assert.equal(filled.pendingAmend, undefined)
      const story = (await stage.story(order)).filter((type) => type !== "AmendAccepted")
      assert.deepEqual(story, [...RESTS, "OrderPartiallyFilled", "AmendRequested", "OrderAmended", "OrderFilled"])
      assert.deepEqual(writes(stage), ["order", AMEND])
    }))

  test("C.3.c a fill makes the target too low while it is on its way, so Filled with what was filled and not with less", () =>
    scene(async (stage) => {
      const order = await filledBy(stage, 6_000)
      amendSlowly(stage)
      await stage.amend(order, { quantity: lots(7_000) })
      stage.exchange.fill(order, lots(2_000))
      await stands(stage, order, "PartiallyFilled 10000/8000/2000 PR")
      await stands(stage, order, "Filled 8000/8000/0", 600)
    }))

  test("C.3.c the push of it is lost, so a read shows it and the order is Filled with 8000", () =>
    scene(async (stage) => {
      const order = await filledBy(stage, 8_000)
      stage.net.drop({ direction: "down", what: "push orders", says: '"amendResult":"0"' })
      await stage.amend(order, { quantity: lots(7_000) })
      await stands(stage, order, "Filled 8000/8000/0", 5_000)
    }))
})
