// Faults of access: keys revoked, addresses refused, maintenance that nobody announced, and a gateway clock that is wrong.

import assert from "node:assert/strict"
import { test } from "node:test"
import { Desk, KEYS, loginMessage, START_MS } from "../testing/desk.ts"

const ORDER = { instId: "BTC-USDT", tdMode: "cash", side: "buy", ordType: "limit", px: "90000", sz: "0.1" }
const CONFIG = "/api/v5/account/config"
const TIME = "/api/v5/public/time"
const PLACE = "/api/v5/trade/order"

function lastEvent(desk: Desk): string {
  const message = desk.messages().at(-1)
  return `${message?.event}${message?.code ?? ""}`
}

const KEY_FAULTS: readonly [fault: string, code: string, close: number, login: string][] = [
  ["key-revoked", "50111", 4007, "error60032"],
  ["ip-refused", "50110", 4001, "error60009"],
]

for (const [fault, code, close, login] of KEY_FAULTS) {
  test(`${fault} in the middle of a run, so ${code}, the connection ends, no login until it is lifted`, () => {
    const desk = new Desk()
    desk.listen()
    desk.place({ clOrdId: "a1" })
    desk.fault(fault, { account: "paper-key", forMs: 10_000 })
    assert.deepEqual(
      desk.closed.map((closed) => closed.code),
      [close],
    )
    for (const target of [CONFIG, "/api/v5/trade/orders-pending"]) assert.equal(desk.rest("GET", target).code, code)
    const placed = desk.rest("POST", PLACE, ORDER)
    assert.deepEqual([placed.status, placed.code], [401, code])
    desk.connect("c2")
    desk.say(loginMessage(KEYS, desk.nowMs), "c2")
    assert.equal(lastEvent(desk), login)
    desk.pass(10_000)
    desk.say(loginMessage(KEYS, desk.nowMs), "c2")
    assert.equal(lastEvent(desk), "login0")
    assert.equal(desk.rest("GET", "/api/v5/trade/orders-pending").data.length, 1)
  })
}

test("key-revoked with another code for one account, so the other account goes on", () => {
  const other = { apiKey: "other-key", secret: "other-secret", passphrase: "other-pass" }
  const desk = new Desk({ accounts: [KEYS, other].map((keys) => ({ ...keys, balances: { USDT: "100000" } })) })
  desk.fault("key-revoked", { account: "other-key", code: "50119" })
  assert.equal(desk.rest("POST", PLACE, ORDER).code, "0")
  desk.keys = other
  assert.equal(desk.rest("POST", PLACE, ORDER).code, "50119")
})

test("maintenance, so everything gets 50001, connections are cut, none opens, and all is as before when it is over", () => {
  const desk = new Desk()
  desk.listen()
  desk.place({ clOrdId: "a1" })
  desk.fault("maintenance", { forMs: 30_000 })
  assert.deepEqual(
    desk.closed.map(({ code }) => code),
    [1006],
  )
  for (const target of [TIME, CONFIG, "/api/v5/trade/orders-pending"]) {
    const reply = desk.rest("GET", target)
    assert.deepEqual([reply.status, reply.code], [503, "50001"])
  }
  assert.equal(desk.rest("POST", PLACE, ORDER).status, 503)
  assert.throws(() => desk.connect("c2"))
  desk.pass(30_000)
  desk.connect("c2")
  assert.equal(desk.rest("GET", "/api/v5/trade/orders-pending").data.length, 1)
})

test("maintenance of one account, so its logins get 63999 and others trade", () => {
  const desk = new Desk()
  desk.fault("maintenance", { account: "paper-key" })
  desk.connect()
  desk.say(loginMessage(KEYS, desk.nowMs))
  assert.equal(lastEvent(desk), "error63999")
  assert.equal(desk.rest("GET", TIME).code, "0")
  assert.equal(desk.rest("GET", CONFIG).code, "50001")
})

test("the gateway's clock is 40 s ahead, so its time says so, right timestamps get 50102 and 60006, ids and stamps go on", () => {
  const desk = new Desk()
  const first = desk.place({ clOrdId: "a1" })
  assert.equal(desk.control("POST", "/paper/clock", { skewMs: 40_000 }).body.skewMs, 40_000)
  assert.equal(desk.rest("GET", TIME).data[0]?.ts, String(START_MS + 40_000))
  assert.deepEqual([desk.rest("POST", PLACE, ORDER).status, desk.rest("POST", PLACE, ORDER).code], [401, "50102"])
  desk.connect()
  desk.say(loginMessage(KEYS, desk.nowMs))
  assert.equal(lastEvent(desk), "error60006")
  const signed = { "ok-access-timestamp": "" }
  assert.equal(desk.rest("GET", CONFIG, undefined, signed).code, "50107")
  desk.control("POST", "/paper/clock", { skewMs: 0 })
  const second = desk.place({ clOrdId: "a2" })
  assert.ok(BigInt(String(second.ordId)) > BigInt(String(first.ordId)))
  assert.equal(second.ts, String(START_MS))
})

test("the gateway's clock steps back, so a passed expTime is taken; ahead, so one that is not over gets 50036", () => {
  const desk = new Desk()
  const place = (inMs: number) => desk.rest("POST", PLACE, ORDER, { exptime: String(desk.nowMs + inMs) }).code
  assert.equal(place(-1), "50036")
  desk.control("POST", "/paper/clock", { skewMs: -5_000 })
  assert.equal(place(-1), "0")
  assert.equal(desk.rest("GET", TIME).data[0]?.ts, String(START_MS - 5_000))
  desk.control("POST", "/paper/clock", { skewMs: 5_000 })
  assert.equal(place(2_500), "50036")
})

test("clock-skew as a fault, so the gateway's time is off either way until it is over or ended", () => {
  const offs = [1, 2, 3, 4, 5, 6].map((seed) => {
    const desk = new Desk({ seed })
    desk.fault("clock-skew", { forMs: 5_000 })
    const offMs = Number(desk.rest("GET", TIME).data[0]?.ts) - START_MS
    assert.ok(Math.abs(offMs) >= 31_000 && Math.abs(offMs) <= 60_000)
    assert.equal(desk.rest("GET", CONFIG).code, "50102")
    if (seed % 2 === 0) desk.heal()
    else desk.pass(5_000)
    assert.equal(desk.rest("GET", CONFIG).code, "0")
    return Math.sign(offMs)
  })
  assert.deepEqual(new Set(offs), new Set([1, -1]))
})

test("a skew for a while, so it goes back by itself; one beyond a day or no number is refused", () => {
  const desk = new Desk()
  desk.control("POST", "/paper/clock", { skewMs: -3_000, forMs: 1_000 })
  desk.pass(999)
  assert.equal(desk.rest("GET", TIME).data[0]?.ts, String(START_MS + 999 - 3_000))
  desk.pass(1)
  assert.equal(desk.rest("GET", TIME).data[0]?.ts, String(START_MS + 1_000))
  for (const skewMs of ["soon", 86_400_001, -86_400_001, 1.5]) {
    assert.equal(desk.control("POST", "/paper/clock", { skewMs }).status, 400)
  }
  assert.equal(desk.control("POST", "/paper/clock", {}).status, 400)
})
