// Reading algo orders: which parameters the lists need, their pages, what the histories keep and for how long; and the
// channels orders-algo and algo-advance. The market stands at 91500 (SPOT) and 91520 (SWAP) unless moved.

import assert from "node:assert/strict"
import { test } from "node:test"
import { cancelAlgo, listenToAlgos, pending, placed, SWAP } from "../../testing/algos.ts"
import { Desk, type Json, loginMessage } from "../../testing/desk.ts"

const SL = { ordType: "conditional", slTriggerPx: "90000", slOrdPx: "-1" }
const OCO = { ...SL, ordType: "oco", tpTriggerPx: "93000", tpOrdPx: "-1" }
const TRIGGER = { ordType: "trigger", triggerPx: "92000", orderPx: "-1" }
const TRAIL = { ordType: "move_order_stop", callbackSpread: "100" }

const PENDING = "/api/v5/trade/orders-algo-pending"
const HISTORY = "/api/v5/trade/orders-algo-history"

const QUERIES: readonly (readonly [string, string, string])[] = [
  ["pending without a type", PENDING, "50014"],
  ["pending of one type", `${PENDING}?ordType=trigger`, "0"],
  ["pending of conditional and oco", `${PENDING}?ordType=conditional,oco`, "0"],
  ["pending of oco and trigger", `${PENDING}?ordType=oco,trigger`, "51000"],
  ["pending of a type that is none", `${PENDING}?ordType=limit`, "51000"],
  ["pending of icebergs, of which there are none", `${PENDING}?ordType=smart_iceberg`, "0"],
  ["pending of a kind of instrument that is none", `${PENDING}?ordType=oco&instType=COIN`, "51000"],
  ["history without a type", `${HISTORY}?state=effective`, "50014"],
  ["history with neither state nor id", `${HISTORY}?ordType=oco`, "50015"],
  ["history by state", `${HISTORY}?ordType=oco&state=canceled`, "0"],
  ["history by id", `${HISTORY}?ordType=oco&algoId=1`, "0"],
  ["history of what waits", `${HISTORY}?ordType=oco&state=live`, "51000"],
  ["details without an id", "/api/v5/trade/order-algo", "50015"],
  ["details by an unknown id", "/api/v5/trade/order-algo?algoId=1", "51603"],
  ["details by an unknown client id", "/api/v5/trade/order-algo?algoClOrdId=x", "51603"],
]

for (const [what, target, code] of QUERIES) {
  test(`${what} is read, so ${code}`, () => {
    const reply = new Desk().rest("GET", target)
    assert.deepEqual([reply.code, reply.data], [code, []])
  })
}

const PAGES: readonly (readonly [string, readonly number[]])[] = [
  ["", [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]],
  ["&limit=3", [10, 9, 8]],
  ["&after=6", [5, 4, 3, 2, 1]],
  ["&before=6", [10, 9, 8, 7]],
  ["&before=6&limit=3", [9, 8, 7]],
  ["&before=2&after=9&limit=3", [8, 7, 6]],
  ["&before=6&after=10", [9, 8, 7]],
]

for (const list of ["pending", "history"] as const) {
  for (const [page, expected] of PAGES) {
    test(`ten in the ${list} list, a page of it by "${page}", so ${expected.join(", ")}`, () => {
      const desk = new Desk()
      const ids = Array.from({ length: 10 }, () => placed(desk, SL))
      // They end in another order than they began in; the list goes by their ids.
      desk.pass(2_000)
      if (list === "history") for (const algoId of [...ids].reverse()) cancelAlgo(desk, { algoId })
      const query = page.replace(/(after|before)=(\d+)/g, (_, name, at) => `${name}=${ids[Number(at) - 1]}`)
      const target = list === "pending" ? PENDING : HISTORY
      const rows = desk.rest("GET", `${target}?ordType=conditional&state=canceled${query}`).data
      assert.deepEqual(
        rows.map(({ algoId }) => ids.indexOf(String(algoId)) + 1),
        expected,
      )
    })
  }
}

test("filters of the lists, so each row belongs to what was asked for", () => {
  const desk = new Desk()
  const spot = placed(desk, SL)
  const swap = placed(desk, { ...SL, ...SWAP })
  const other = placed(desk, { ...OCO })
  const ids = (more: string): unknown[] => pending(desk, "conditional,oco", more).map(({ algoId }) => algoId)
  assert.deepEqual(ids(""), [other, swap, spot])
  assert.deepEqual(ids("&instType=SWAP"), [swap])
  assert.deepEqual(ids("&instId=BTC-USDT"), [other, spot])
  assert.deepEqual(ids(`&algoId=${spot}`), [spot])
  assert.deepEqual(
    pending(desk, "oco").map(({ algoId }) => algoId),
    [other],
  )
})

test("three months are over, so an ended algo order is forgotten and one that waits is not", () => {
  const desk = new Desk()
  const gone = placed(desk, SL)
  const waits = placed(desk, SL)
  cancelAlgo(desk, { algoId: gone })
  const known = (): unknown[] => [
    ...desk.rest("GET", `${HISTORY}?ordType=conditional&state=canceled`).data.map(({ algoId }) => algoId),
    ...pending(desk, "conditional").map(({ algoId }) => algoId),
  ]
  desk.pass(89 * 24 * 3_600_000)
  assert.deepEqual(known(), [gone, waits])
  desk.pass(24 * 3_600_000 + 60_000)
  assert.deepEqual(known(), [waits])
  assert.equal(desk.rest("GET", `/api/v5/trade/order-algo?algoId=${gone}`).code, "51603")
})

test("orders-algo is subscribed, so no snapshot comes, and then one push per change of ordinary algo orders", () => {
  const desk = new Desk()
  placed(desk, SL)
  listenToAlgos(desk, [{ channel: "orders-algo", instType: "SPOT" }])
  assert.deepEqual(desk.pushed("orders-algo"), [])
  const first = placed(desk, TRIGGER)
  const second = placed(desk, SL)
  placed(desk, { ...SL, ...SWAP })
  placed(desk, TRAIL)
  cancelAlgo(desk, { algoId: second })
  desk.price("BTC-USDT", "92000")
  const told = desk.pushed("orders-algo").map(({ algoId, state, ordId }) => [algoId, state, ordId === ""])
  assert.deepEqual(told, [
    [first, "live", true],
    [second, "live", true],
    [second, "canceled", true],
    [first, "effective", false],
  ])
  const arg = desk.messages()[0]?.arg
  assert.deepEqual(arg, { channel: "orders-algo", instType: "SPOT", uid: "600000000000000001" })
})

test("algo-advance is subscribed, so what waits is told first, then trailing stops and TWAPs as they change", () => {
  const desk = new Desk()
  const first = placed(desk, TRAIL)
  placed(desk, SL)
  desk.connect("b", "business")
  desk.say(loginMessage(desk.keys, desk.exchangeMs), "b")
  desk.clearFrames()
  desk.say({ op: "subscribe", args: [{ channel: "algo-advance", instType: "SPOT" }] }, "b")
  assert.deepEqual(
    desk.pushed("algo-advance").map(({ algoId, state }) => [algoId, state]),
    [[first, "live"]],
  )
  desk.clearFrames()
  const second = placed(desk, { ...TRAIL, activePx: "92000" })
  desk.price("BTC-USDT", "92000")
  desk.price("BTC-USDT", "91900")
  const told = desk.pushed("algo-advance").map(({ algoId, state, moveTriggerPx }) => [algoId, state, moveTriggerPx])
  assert.deepEqual(told, [
    [second, "live", ""],
    [second, "live", "91900"],
    [first, "effective", "91900"],
    [second, "effective", "91900"],
  ])
})

const ARGS: readonly (readonly [string, Json, boolean])[] = [
  ["its instrument", { instType: "SPOT", instId: "BTC-USDT" }, true],
  ["another instrument", { instType: "SPOT", instId: "ETH-USDT" }, false],
  ["another kind", { instType: "SWAP" }, false],
  ["any kind", { instType: "ANY" }, true],
  ["another algoId", { instType: "SPOT", algoId: "1" }, false],
  ["a family of contracts", { instType: "ANY", instFamily: "BTC-USDT" }, false],
]

for (const [what, arg, hears] of ARGS) {
  test(`orders-algo subscribed by ${what}, so a SPOT order is ${hears ? "told" : "not told"}`, () => {
    const desk = new Desk()
    listenToAlgos(desk, [{ channel: "orders-algo", ...arg }])
    placed(desk, SL)
    assert.equal(desk.pushed("orders-algo").length, hears ? 1 : 0)
  })
}

const REFUSED: readonly (readonly [string, "private" | "public" | "business", Json, boolean])[] = [
  ["on the private path", "private", { instType: "SPOT" }, true],
  ["without a login", "business", { instType: "SPOT" }, false],
  ["without instType", "business", {}, true],
  ["with an instType that is none", "business", { instType: "COIN" }, true],
]

for (const [what, path, arg, loggedIn] of REFUSED) {
  test(`orders-algo is subscribed ${what}, so an error event and no subscription`, () => {
    const desk = new Desk()
    desk.connect("b", path)
    if (loggedIn) desk.say(loginMessage(desk.keys, desk.exchangeMs), "b")
    desk.clearFrames()
    desk.say({ op: "subscribe", args: [{ channel: "orders-algo", ...arg }] }, "b")
    assert.deepEqual(
      desk.messages().map(({ event }) => event),
      ["error"],
    )
    placed(desk, SL)
    assert.deepEqual(desk.pushed("orders-algo"), [])
  })
}

test("what an algo order places is pushed on orders with the algo order's ids, before the algo order is effective", () => {
  const desk = new Desk()
  desk.listen()
  listenToAlgos(desk)
  const algoId = placed(desk, { ...SL, algoClOrdId: "mine" })
  desk.clearFrames()
  desk.price("BTC-USDT", "89000")
  const told = desk.messages().map(({ arg, data }) => {
    const row: Json = Array.isArray(data) ? data[0] : {}
    return [channelOf(arg), row.state, row.algoId, row.algoClOrdId, row.source]
  })
  const of = (state: string): unknown[] => ["orders", state, algoId, "mine", "7"]
  assert.deepEqual(told[0], of("live"))
  assert.deepEqual(told.at(-1), ["orders-algo", "effective", algoId, "mine", undefined])
})

function channelOf(arg: unknown): unknown {
  return typeof arg === "object" && arg !== null && "channel" in arg ? arg.channel : undefined
}
