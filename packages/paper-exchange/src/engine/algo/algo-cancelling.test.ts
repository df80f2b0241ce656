// Cancelling algo orders (POST /trade/cancel-algos): by which ids, what cannot be cancelled, batches and their limits. The
// market stands at 91500 unless moved.

import assert from "node:assert/strict"
import { test } from "node:test"
import { cancelAlgo, fate, pending, placed } from "../../testing/algos.ts"
import { Desk, type Json } from "../../testing/desk.ts"

const SL = { ordType: "conditional", slTriggerPx: "90000", slOrdPx: "-1" }

type Before = (desk: Desk, algoId: string) => Json

const CANCELS: readonly (readonly [string, Before, string])[] = [
  ["by its id", (_, algoId) => ({ algoId }), "0"],
  ["by its client id", () => ({ algoClOrdId: "mine" }), "0"],
  ["by both, where the id wins", (_, algoId) => ({ algoId, algoClOrdId: "other" }), "0"],
  ["by neither", () => ({}), "51003"],
  ["by an unknown id", () => ({ algoId: "1" }), "51400"],
  ["of another instrument", (_, algoId) => ({ algoId, instId: "ETH-USDT" }), "51400"],
  ["when it was cancelled before", cancelledBefore, "51400"],
  ["when it was triggered", triggeredBefore, "51416"],
]

function cancelledBefore(desk: Desk, algoId: string): Json {
  cancelAlgo(desk, { algoId })
  return { algoId }
}

function triggeredBefore(desk: Desk, algoId: string): Json {
  desk.price("BTC-USDT", "89000")
  return { algoId }
}

for (const [what, make, code] of CANCELS) {
  test(`cancel ${what}, so ${code}`, () => {
    const desk = new Desk()
    const algoId = placed(desk, { ...SL, algoClOrdId: "mine" })
    assert.equal(cancelAlgo(desk, make(desk, algoId)), code)
    if (code !== "0") return
    desk.price("BTC-USDT", "89000")
    assert.equal(fate(desk, algoId), "canceled 0")
  })
}

test("eleven cancels in one request, so none is tried (51406); ten with one unknown succeed in part (2)", () => {
  const desk = new Desk()
  const ids = Array.from({ length: 11 }, () => placed(desk, SL))
  const items = ids.map((algoId) => ({ instId: "BTC-USDT", algoId }))
  assert.equal(desk.rest("POST", "/api/v5/trade/cancel-algos", items).code, "51406")
  assert.equal(pending(desk, "conditional").length, 11)
  const ten = [...items.slice(0, 9), { instId: "BTC-USDT", algoId: "1" }]
  const reply = desk.rest("POST", "/api/v5/trade/cancel-algos", ten)
  assert.deepEqual([reply.code, reply.msg, reply.data.length], ["2", "", 10])
  assert.equal(pending(desk, "conditional").length, 2)
})

test("twenty cancelled orders in two seconds, so the next is refused by itself with 50011", () => {
  const desk = new Desk()
  const ids = Array.from({ length: 20 }, () => placed(desk, SL))
  desk.pass(2_000)
  ids.push(placed(desk, SL))
  for (let from = 0; from < 20; from += 10) {
    const items = ids.slice(from, from + 10).map((algoId) => ({ instId: "BTC-USDT", algoId }))
    assert.equal(desk.rest("POST", "/api/v5/trade/cancel-algos", items).code, "0")
  }
  assert.equal(cancelAlgo(desk, { algoId: ids[20] }), "50011")
  desk.pass(2_000)
  assert.equal(cancelAlgo(desk, { algoId: ids[20] }), "0")
})
