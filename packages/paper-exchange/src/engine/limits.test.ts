// Rate limits and signatures: what is refused before anything is done.

import assert from "node:assert/strict"
import { test } from "node:test"
import { Desk, KEYS } from "../testing/desk.ts"
import { createRateLimits } from "./rate-limits.ts"

test("60 orders of one symbol in two seconds, so the 61st gets 50011 and cancels and other symbols do not", () => {
  const desk = new Desk()
  for (let count = 0; count < 60; count++) assert.equal(desk.place({ sz: "0.001", clOrdId: `a${count}` }).sCode, "0")
  const order = { instId: "BTC-USDT", tdMode: "cash", side: "buy", ordType: "limit", px: "90000", sz: "0.001" }
  const refused = desk.rest("POST", "/api/v5/trade/order", order)
  assert.deepEqual([refused.status, refused.code, refused.data], [429, "50011", []])
  assert.equal(desk.place({ instId: "ETH-USDT", px: "3000", sz: "0.01" }).sCode, "0")
  const cancelled = desk.rest("POST", "/api/v5/trade/cancel-order", { instId: "BTC-USDT", clOrdId: "a0" })
  assert.equal(cancelled.code, "0")
  assert.equal(desk.rest("GET", "/api/v5/trade/orders-pending").data.length, 60)
  desk.pass(2_001)
  assert.equal(desk.place({ sz: "0.001" }).sCode, "0")
})

for (const [path, limit, first, second] of [
  ["/api/v5/public/funding-rate", 10, "instId=BTC-USDT-SWAP", "instId=ETH-USDT-SWAP"],
  ["/api/v5/public/instruments", 20, "instType=SPOT", "instType=SWAP"],
] as const) {
  test(`${path} is counted by instrument or type as OKX counts it, so asking about another one is not refused`, () => {
    const desk = new Desk()
    const code = (query: string) => desk.rest("GET", `${path}?${query}`).code
    for (let count = 0; count < limit; count++) assert.equal(code(first), "0")
    assert.equal(code(first), "50011")
    assert.equal(code(second), "0")
  })
}

test("REST and WebSocket orders come together, so they share one limit", () => {
  const desk = new Desk()
  desk.listen([])
  const args = [{ instIdCode: 3, tdMode: "cash", side: "buy", ordType: "limit", px: "90000", sz: "0.001" }]
  for (let count = 0; count < 30; count++) desk.place({ sz: "0.001" })
  for (let count = 0; count < 31; count++) desk.say({ id: `i${count}`, op: "order", args })
  const codes = desk
    .messages()
    .filter((message) => message.op === "order")
    .map((message) => message.code)
  assert.deepEqual(codes, [...Array(30).fill("0"), "50011"])
})

test("batches of more than one have a limit of their own, so single orders are not touched by 300 batched ones", () => {
  const desk = new Desk({ accounts: [{ ...KEYS, balances: { USDT: "1000000" } }] })
  const order = { instId: "BTC-USDT", tdMode: "cash", side: "buy", ordType: "limit", px: "90000", sz: "0.00001" }
  for (let count = 0; count < 15; count++) {
    assert.equal(desk.rest("POST", "/api/v5/trade/batch-orders", Array(20).fill(order)).code, "0")
  }
  const beyond = desk.rest("POST", "/api/v5/trade/batch-orders", Array(2).fill(order))
  assert.deepEqual(
    beyond.data.map((item) => item.sCode),
    ["50011", "50011"],
  )
  assert.equal(desk.rest("POST", "/api/v5/trade/batch-orders", [order]).code, "0")
})

test("1000 orders of a sub-account in two seconds, so the next gets 50061", () => {
  const limits = createRateLimits(true)
  const limit = { count: 1_000, windowMs: 2_000 }
  for (let count = 0; count < 1_000; count++) assert.ok(limits.take("a", limit, 10))
  assert.equal(limits.take("a", limit, 2_009), false)
  assert.equal(limits.take("a", limit, 2_010), true)
  const desk = new Desk()
  const eth = { instId: "ETH-USDT", tdMode: "cash", side: "buy", ordType: "limit", px: "3000", sz: "0.0001" }
  const sent = [
    { ...eth, instId: "BTC-USDT", px: "90000", sz: "0.00001" },
    eth,
    { ...eth, instId: "SOL-USDT", px: "140", sz: "0.001" },
    { ...eth, instId: "BTC-USDT-SWAP", tdMode: "cross", px: "90000", sz: "0.01" },
  ]
  let refused = ""
  for (const order of sent) {
    for (let count = 0; count < 15; count++) {
      for (const item of desk.rest("POST", "/api/v5/trade/batch-orders", Array(20).fill(order)).data) {
        if (item.sCode !== "0") refused ||= String(item.sCode)
      }
    }
  }
  assert.equal(refused, "50061")
})

test("cost is taken as a whole, so a request for more than is free takes nothing", () => {
  const limits = createRateLimits(true)
  const limit = { count: 10, windowMs: 1_000 }
  assert.ok(limits.take("k", limit, 0, 8))
  assert.equal(limits.take("k", limit, 1, 3), false)
  assert.equal(limits.free("k", limit, 1), 2)
  assert.ok(limits.take("k", limit, 1, 2))
  assert.ok(limits.take("k", limit, 1_000, 8))
})

const SIGNATURES: readonly [name: string, headers: Record<string, string>, status: number, code: string][] = [
  ["no key", { "ok-access-key": "" }, 401, "50103"],
  ["no passphrase", { "ok-access-passphrase": "" }, 401, "50104"],
  ["no signature", { "ok-access-sign": "" }, 401, "50106"],
  ["no timestamp", { "ok-access-timestamp": "" }, 401, "50107"],
  ["a timestamp in seconds", { "ok-access-timestamp": "1790000000" }, 401, "50112"],
  [
    "a timestamp of 31 s ago",
    { "ok-access-timestamp": new Date(1_790_000_000_000 - 31_000).toISOString() },
    401,
    "50102",
  ],
  ["an unknown key", { "ok-access-key": "nobody" }, 401, "50111"],
  ["a wrong passphrase", { "ok-access-passphrase": "wrong" }, 401, "50105"],
  ["a wrong signature", { "ok-access-sign": "AAAA" }, 401, "50113"],
]

for (const [name, headers, status, code] of SIGNATURES) {
  test(`a request with ${name}, so ${code} with HTTP ${status}`, () => {
    const reply = new Desk().rest("GET", "/api/v5/account/config", undefined, headers)
    assert.deepEqual([reply.status, reply.code, reply.data], [status, code, []])
  })
}

test("requests with the wrong form, so each has its code", () => {
  const desk = new Desk()
  const post = (body: unknown, headers = {}): string => desk.rest("POST", "/api/v5/trade/order", body, headers).code
  assert.equal(post(undefined, { "content-type": "application/json" }), "50000")
  assert.equal(post("{", {}), "50002")
  assert.equal(post({}, { "content-type": "text/plain" }), "50006")
  assert.equal(desk.rest("DELETE", "/api/v5/account/config").status, 405)
  assert.equal(desk.rest("GET", "/api/v5/nothing").status, 404)
})

test("a key that may only read, so orders get 50120; a key bound to another address, so 50110", () => {
  const readOnly = new Desk({ accounts: [{ ...KEYS, balances: {}, permissions: ["read_only"] }] })
  assert.equal(readOnly.place({}).sCode, "50120")
  const elsewhere = new Desk({ accounts: [{ ...KEYS, balances: {}, ip: "10.0.0.1" }] })
  assert.equal(elsewhere.rest("GET", "/api/v5/account/config").code, "50110")
})

test("the exchange's clock jumps by a minute, so old timestamps get 50102 until the time is asked for", () => {
  const desk = new Desk()
  const before = desk.nowMs
  desk.control("POST", "/paper/clock", { advanceMs: 60_000 })
  const stale = { "ok-access-timestamp": new Date(before).toISOString() }
  assert.equal(desk.rest("GET", "/api/v5/account/config", undefined, stale).code, "50102")
  assert.equal(desk.rest("GET", "/api/v5/public/time").data[0]?.ts, String(before + 60_000))
  assert.equal(desk.rest("GET", "/api/v5/account/config").code, "0")
})
