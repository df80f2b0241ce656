// What people read of an order, a position, a preview and no grid: the facts that they asked for, in words that say what is meant.

import assert from "node:assert/strict"
import { test } from "node:test"
import { type PositionPage, type Preview, ROUTES } from "@okx-oms/api"
import { answer, FakeServer, orderLike } from "../testing/fake-server.ts"
import { ran } from "../testing/fake-terminal.ts"

test("an order with a time limit, so how long it may be open and until when", async () => {
  const order = orderLike({ timeLimitMs: 90_000, createdAt: "2026-01-31T09:30:00.250Z" })
  await using server = await FakeServer.start({ getOrder: answer({ ...order, history: [] }) })
  const { printed } = await ran("order get a", { env: server.env })
  assert.match(printed, /time limit +90 s: cancelled when still open at 2026-01-31 09:31:30 UTC/)
})

test("a position, so what it is worth now and where it would be liquidated", async () => {
  const { positions, ...page } = ROUTES.getPositions.example.reply as PositionPage
  const told = { markPrice: "91000.5", unrealisedProfit: "-12.3456", marginCurrency: "USDT" }
  const [position] = positions
  const full = { ...position, ...told, liquidationPrice: "99000.1" }
  await using server = await FakeServer.start({ getPositions: answer({ ...page, positions: [full] }) })
  const { printed } = await ran("positions", { env: server.env })
  assert.match(printed, /mark +profit +liquidation/)
  assert.match(printed, /91000\.5 +-12\.3456 USDT +99000\.1/)
})

const PLACE = "order place BTC-USDT buy 0.5 --price 29999.9 --dry-run"
const DISTANCES = [
  ["-33.3333", "33.3333 % better than"],
  ["0.5", "0.50 % worse than"],
  ["0", "at the middle of the book"],
] as const
for (const [distancePercent, words] of DISTANCES) {
  test(`a price that is ${distancePercent} % from the middle, so "${words}"`, async () => {
    const preview = { ...(ROUTES.previewOrder.example.reply as Preview), distancePercent }
    await using server = await FakeServer.start({ previewOrder: answer(preview) })
    const { printed } = await ran(PLACE, { env: server.env })
    assert.ok(printed.includes(words), printed)
    assert.doesNotMatch(printed, /-\d+\.\d+ %| 0\.00 %/)
  })
}

test("no grid of the server's, so where one that is a program of its own is seen", async () => {
  await using server = await FakeServer.start({ getGrids: answer({ grids: [] }) })
  const { noted } = await ran("grid status", { env: server.env })
  assert.match(noted, /npm start, npm run grid.*oms order list --strategy grid/)
})
