// The clients in the modes that people run them in: with their own throttle against the exchange's limits, beyond those limits,
// and in the sandbox or demo mode of each. It relies on the drivers.

import assert from "node:assert/strict"
import { test } from "node:test"
import { openStand, within } from "./stand.ts"
import { openCcxt, place } from "./testing/ccxt-client.ts"
import { openRest } from "./testing/okx-api-client.ts"

const SPOT = "BTC/USDT"
const BTC = { instId: "BTC-USDT", tdMode: "cash", side: "buy", ordType: "limit", sz: "0.001", px: "90000" } as const

test("ccxt keeps to its own throttle, so no limit of the exchange is ever met", async () => {
  await using stand = await openStand({ rateLimits: true })
  await using desk = await openCcxt(stand.paper, { enableRateLimit: true })
  const { client } = desk
  const ids: string[] = []
  for (let count = 0; count < 10; count++) ids.push(await place(client, SPOT, "limit", "buy", 0.001, 90_000))
  for (const id of ids) await client.cancelOrder(id, SPOT)
  assert.deepEqual(await client.fetchOpenOrders(SPOT), [])
})

test("ccxt without its throttle places more than sixty within two seconds, so it says RateLimitExceeded", async () => {
  await using stand = await openStand({ rateLimits: true })
  await using desk = await openCcxt(stand.paper)
  const { client } = desk
  const burst = Array.from({ length: 120 }, () => place(client, SPOT, "limit", "buy", 0.001, 90_000))
  const outcomes = await Promise.allSettled(burst)
  const refused = outcomes.filter((outcome) => outcome.status === "rejected").map(({ reason }) => reason)
  assert.ok(refused.length > 0)
  for (const reason of refused) assert.match(String(reason), /^RateLimitExceeded.*50011/)
  // What was refused was not placed, and what was placed stands.
  assert.equal((await client.fetchOpenOrders(SPOT)).length, Math.min(100, outcomes.length - refused.length))
})

test("ccxt in its sandbox mode, so the header and the broker's query of the sockets do no harm", async () => {
  await using stand = await openStand()
  await using desk = await openCcxt(stand.paper, {}, "sandbox")
  const { client } = desk
  const id = await place(client, SPOT, "limit", "buy", 0.001, 90_000)
  assert.equal((await client.fetchOrder(id, SPOT)).status, "open")
  assert.equal((await within("ticker", client.watchTicker(SPOT))).symbol, SPOT)
  const balance = await within("balance", client.watchBalance())
  assert.ok(Number(balance.USDT?.used) > 0)
})

test("okx-api in demo mode, so it trades as otherwise", async () => {
  await using stand = await openStand()
  const rest = openRest(stand.paper, { demoTrading: true })
  const [placed] = await rest.submitOrder(BTC)
  assert.equal((await rest.getOrderList())[0]?.ordId, placed?.ordId)
})

test("okx-api beyond the limit, so it throws 50011 and the orders before it stand", async () => {
  await using stand = await openStand({ rateLimits: true })
  const rest = openRest(stand.paper)
  const outcomes = await Promise.allSettled(Array.from({ length: 120 }, () => rest.submitOrder(BTC)))
  const refused = outcomes.filter((outcome) => outcome.status === "rejected").map(({ reason }) => reason)
  assert.ok(refused.length > 0)
  for (const { code } of refused) assert.equal(code, "50011")
  assert.equal((await rest.getOrderList()).length, Math.min(100, outcomes.length - refused.length))
})
