// Unmodified okx-api sets modes, leverage and margin, trades both sides, and reads positions, their history, risk and tiers.
// It relies on the drivers and the standard account, which starts in Futures mode with net positions.

import assert from "node:assert/strict"
import { test } from "node:test"
import { openStand, subscribed } from "./stand.ts"
import { openListener, openRest, rowsOf } from "./testing/okx-api-client.ts"

const SWAP = "BTC-USDT-SWAP"
const OPEN = { instId: SWAP, tdMode: "isolated", ordType: "market", sz: "2" } as const

test("okx-api holds long and short at once, so both are pushed and each is closed by its side", async () => {
  await using stand = await openStand()
  await using listener = openListener(stand.paper)
  const rest = openRest(stand.paper)
  await rest.setPositionMode({ posMode: "long_short_mode" })
  listener.subscribe([{ channel: "positions", instType: "SWAP" }])
  await subscribed(stand, "positions")
  await rest.submitOrder({ ...OPEN, side: "buy", posSide: "long" })
  await rest.submitOrder({ ...OPEN, side: "sell", posSide: "short" })
  await listener.pushed("positions", (push) => rowsOf(push).some(({ posSide }) => posSide === "short"))
  const sides = async () => (await rest.getPositions({ instType: "SWAP" })).map(({ posSide }) => posSide).sort()
  assert.deepEqual(await sides(), ["long", "short"])
  await rest.closePositions({ instId: SWAP, mgnMode: "isolated", posSide: "long" })
  assert.deepEqual(await sides(), ["short"])
})

test("okx-api moves margin of an isolated position, so it has it and a bill says so", async () => {
  await using stand = await openStand()
  const rest = openRest(stand.paper)
  await rest.setLeverage({ instId: SWAP, lever: "5", mgnMode: "isolated" })
  await rest.submitOrder({ ...OPEN, side: "buy" })
  const margin = async () => Number((await rest.getPositions({ instId: SWAP }))[0]?.margin)
  const before = await margin()
  await rest.changePositionMargin({ instId: SWAP, posSide: "net", type: "add", amt: "10" })
  assert.equal(((await margin()) - before).toFixed(6), "10.000000")
  const [bill] = await rest.getBills({ type: "6" })
  assert.deepEqual([bill?.subType, bill?.balChg], ["160", "-10"])
})

test("okx-api reads leverage, tiers, risk and closed positions, so each answers with OKX's rows", async () => {
  await using stand = await openStand()
  const rest = openRest(stand.paper)
  await rest.submitOrder({ ...OPEN, side: "buy" })
  await rest.submitOrder({ ...OPEN, side: "sell" })
  const [closed] = await rest.getPositionsHistory({ instType: "SWAP" })
  assert.deepEqual([closed?.instId, closed?.mgnMode], [SWAP, "isolated"])
  assert.ok((await rest.getPositionTiers({ instType: "SWAP", tdMode: "cross", instFamily: "BTC-USDT" })).length > 0)
  assert.equal((await rest.getAccountPositionRisk()).length, 1)
  assert.equal((await rest.getLeverage({ instId: SWAP, mgnMode: "isolated" }))[0]?.mgnMode, "isolated")
})

test("okx-api trades an inverse swap and a future, so fees are in coin and in dollars", async () => {
  await using stand = await openStand()
  const rest = openRest(stand.paper)
  const [future] = await rest.getInstruments({ instType: "FUTURES", instFamily: "BTC-USDT" })
  const feeOf = async (instId: string) => {
    const order = { instId, tdMode: "cross", side: "buy", ordType: "market", sz: "2" } as const
    const [placed] = await rest.submitOrder(order)
    return (await rest.getOrderDetails({ instId, ordId: placed?.ordId ?? "" }))[0]?.feeCcy
  }
  assert.equal(await feeOf("BTC-USD-SWAP"), "BTC")
  assert.equal(await feeOf(future?.instId ?? ""), "USDT")
})
