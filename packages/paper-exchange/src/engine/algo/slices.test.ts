// Algo orders that work by themselves: TWAP, slice by slice while the price is within its limit, and chase orders, which stay
// at the best price. The market stands at 91500 (SPOT) and 91520 (SWAP) unless moved.

import assert from "node:assert/strict"
import { test } from "node:test"
import { algoRow, cancelAlgo, children, fate, listenToAlgos, placeAlgo, placed, SWAP } from "../../testing/algos.ts"
import { Desk } from "../../testing/desk.ts"

const TWAP = {
  ordType: "twap",
  side: "buy",
  sz: "0.05",
  szLimit: "0.02",
  pxLimit: "92000",
  timeInterval: "10",
  pxSpread: "5",
}

test("a TWAP within its limit, so a slice goes out at once and one every interval until all of it is bought", () => {
  const desk = new Desk()
  const algoId = placed(desk, TWAP)
  desk.pass(1)
  const sizes = (): unknown[] => children(desk).map(({ sz }) => sz)
  assert.deepEqual(sizes(), ["0.02"])
  desk.pass(9_998)
  assert.deepEqual(sizes(), ["0.02"])
  desk.pass(1)
  assert.deepEqual(sizes(), ["0.02", "0.02"])
  assert.equal(fate(desk, algoId), "live 2")
  desk.pass(10_000)
  assert.deepEqual(sizes(), ["0.02", "0.02", "0.01"])
  const row = algoRow(desk, algoId)
  assert.deepEqual([row.state, row.actualSz], ["effective", "0.05"])
  desk.pass(60_000)
  assert.equal(children(desk).length, 3)
  const [order = {}] = children(desk)
  assert.deepEqual([order.ordType, order.source, order.algoId, order.state], ["ioc", "13", algoId, "filled"])
})

test("the price leaves the limit of a TWAP, so it pauses, and goes on when the price is back", () => {
  const desk = new Desk()
  listenToAlgos(desk)
  const algoId = placed(desk, TWAP)
  desk.pass(1)
  desk.price("BTC-USDT", "92100")
  desk.pass(10_000)
  assert.equal(fate(desk, algoId), "pause 1")
  assert.equal(desk.rest("GET", "/api/v5/trade/orders-algo-pending?ordType=twap").data.length, 1)
  desk.price("BTC-USDT", "91000")
  desk.pass(10_000)
  assert.equal(fate(desk, algoId), "live 2")
  const states = desk.pushed("algo-advance").map(({ state, count }) => `${state} ${count}`)
  assert.deepEqual(states, ["live 0", "live 1", "pause 1", "live 1", "live 2"])
})

test("slices that find nobody, so they are cancelled and bought later; a cancelled TWAP sends no more", () => {
  const desk = new Desk()
  const algoId = placed(desk, { ...TWAP, pxSpread: "0" })
  desk.pass(30_000)
  const states = children(desk).map(({ state, cancelSource }) => [state, cancelSource])
  assert.deepEqual(
    states,
    Array.from({ length: 4 }, () => ["canceled", "14"]),
  )
  assert.equal(algoRow(desk, algoId).actualSz, "0")
  assert.equal(cancelAlgo(desk, { algoId }), "0")
  desk.pass(60_000)
  assert.equal(children(desk).length, 4)
})

test("the money of a TWAP runs out, so it failed in part; there is none for a slice at all, so it failed", () => {
  const keys = { apiKey: "paper-key", secret: "paper-secret", passphrase: "paper-pass" }
  const desk = new Desk({ accounts: [{ ...keys, balances: { BTC: "0.025" } }] })
  const selling = { ...TWAP, side: "sell", pxLimit: "91000" }
  const algoId = placed(desk, selling)
  desk.pass(10_000)
  assert.deepEqual([algoRow(desk, algoId).state, algoRow(desk, algoId).failCode], ["partially_failed", "51008"])
  const poor = placed(desk, selling)
  desk.pass(1)
  assert.deepEqual([algoRow(desk, poor).state, algoRow(desk, poor).failCode], ["order_failed", "51008"])
})

const CHASE = { ...SWAP, ordType: "chase", side: "buy" }

test("a chase, so its post-only order stands at the best price and is moved along with it", () => {
  const desk = new Desk()
  const algoId = placed(desk, CHASE)
  const price = (): unknown => children(desk, "SWAP")[0]?.px
  const [order = {}] = children(desk, "SWAP")
  assert.deepEqual([order.ordType, order.source, order.px, order.algoId], ["post_only", "34", "91520", algoId])
  desk.price("BTC-USDT-SWAP", "91600")
  assert.equal(price(), "91600")
  assert.equal(algoRow(desk, algoId).state, "live")
  desk.trade("BTC-USDT-SWAP", "sell", "91600", "500")
  assert.equal(fate(desk, algoId), "effective 1")
  assert.deepEqual(
    children(desk, "SWAP").map(({ state }) => state),
    ["filled"],
  )
})

test("a chase goes farther than it may, so its order is cancelled with cancelSource 42 and it ends", () => {
  const desk = new Desk()
  const algoId = placed(desk, { ...CHASE, maxChaseType: "distance", maxChaseVal: "100" })
  desk.price("BTC-USDT-SWAP", "91620")
  assert.equal(fate(desk, algoId), "live 1")
  desk.price("BTC-USDT-SWAP", "91621")
  assert.equal(fate(desk, algoId), "canceled 1")
  assert.equal(children(desk, "SWAP")[0]?.cancelSource, "42")
  assert.equal(placeAlgo(desk, CHASE).sCode, "0", "another one may be placed now")
})

test("a chase is cancelled, so its order is; its order is cancelled, so the chase is", () => {
  const desk = new Desk()
  const first = placed(desk, CHASE)
  assert.equal(cancelAlgo(desk, { instId: "BTC-USDT-SWAP", algoId: first }), "0")
  const second = placed(desk, { ...CHASE, chaseVal: "20" })
  const order = children(desk, "SWAP").at(-1)
  assert.equal(order?.px, "91500")
  desk.change("cancel", { instId: "BTC-USDT-SWAP", ordId: order?.ordId })
  assert.deepEqual([fate(desk, first), fate(desk, second)], ["canceled 1", "canceled 1"])
  assert.deepEqual(
    children(desk, "SWAP").map(({ state }) => state),
    ["canceled", "canceled"],
  )
})
