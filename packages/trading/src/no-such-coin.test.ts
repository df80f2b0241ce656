// A currency of which the account has nothing is in no report of OKX: silence about it means zero once the whole account was read, and nothing before.

import assert from "node:assert/strict"
import { test } from "node:test"
import { ETH, TestManager } from "./contract/test-manager.ts"

test("the account has none of a coin, so once it was read a sale is refused for want of it and not put off for good", async () => {
  const desk = await TestManager.start({ start: false })
  desk.gateway.balances = desk.gateway.balances.filter(({ currency }) => currency !== "ETH")
  await desk.during(desk.manager.start())
  await desk.clock.advance(100)
  const answer = await desk.during(desk.manager.submitOrder(desk.wish({ symbol: ETH, side: "sell" })))
  assert.equal(answer.ok ? "" : answer.refusal.code, "balance-insufficient")
})

test("the account could not be read yet, so a sale of a coin that no push spoke of is put off", async () => {
  const desk = await TestManager.start({ start: false })
  desk.gateway.balances = desk.gateway.balances.filter(({ currency }) => currency !== "ETH")
  desk.gateway.travelMs = 1_000
  await desk.during(desk.manager.start())
  const answer = await desk.during(desk.manager.submitOrder(desk.wish({ symbol: ETH, side: "sell" })))
  assert.equal(answer.ok ? "" : answer.refusal.code, "balance-unknown")
})
