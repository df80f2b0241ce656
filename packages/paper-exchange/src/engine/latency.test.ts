// Latency as configured: requests, answers and pushes take as long as told, each account its own, in the order they were sent.

import assert from "node:assert/strict"
import { test } from "node:test"
import { Desk, KEYS, START_MS } from "../testing/desk.ts"

const ORDER = { instIdCode: 3, tdMode: "cash", side: "buy", ordType: "limit", px: "90000", sz: "0.01" }
const BALANCES = { USDT: "1000000" }

/** What each frame was, and how long after the start it came. */
function timeline(desk: Desk, ms: number): string[] {
  const seen: string[] = []
  for (let passed = 0; passed <= ms; passed++) {
    for (const message of desk.messages()) {
      seen.push(`${desk.nowMs - START_MS} ${"op" in message ? `ack ${message.id}` : "push"}`)
    }
    desk.clearFrames()
    desk.pass(1)
  }
  return seen
}

test("20 ms there, 30 ms back, 10 ms for pushes, so the order is of 20 ms later and its push comes before the answer", () => {
  const desk = new Desk({ latency: { requestMs: 20, answerMs: 30, pushMs: 10 } })
  desk.listen()
  desk.say({ id: "1", op: "order", args: [{ ...ORDER, clOrdId: "a1" }] })
  assert.deepEqual(timeline(desk, 60), ["30 push", "50 ack 1"])
  const requestId = desk.send("GET", "/api/v5/trade/order?instId=BTC-USDT&clOrdId=a1")
  desk.pass(49)
  assert.equal(desk.reply(requestId), undefined)
  desk.pass(1)
  assert.equal(desk.reply(requestId)?.data[0]?.cTime, String(START_MS + 20))
})

test("drawn latency, so what was sent on one connection is executed and answered in that order, and a seed repeats it", () => {
  const run = (seed: number): string[] => {
    const desk = new Desk({ seed, latency: { requestMs: [0, 40], answerMs: [0, 40] } })
    desk.listen()
    for (let at = 0; at < 10; at++) {
      desk.say({ id: `${at}`, op: "order", args: [{ ...ORDER, clOrdId: `a${at}` }] })
    }
    return timeline(desk, 100)
  }
  const seen = run(1)
  const acks = seen.filter((line) => line.includes("ack")).map((line) => line.split(" ").at(-1))
  assert.deepEqual(acks, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"])
  assert.deepEqual(run(1), seen)
  assert.notDeepEqual(run(2), seen)
})

test("an account with a latency of its own, so the other one does not wait", () => {
  const slow = { apiKey: "slow", secret: "slow", passphrase: "slow", balances: BALANCES, latency: { answerMs: 500 } }
  const desk = new Desk({ accounts: [{ ...KEYS, balances: BALANCES }, slow] })
  assert.equal(desk.place({}).sCode, "0")
  desk.keys = { apiKey: "slow", secret: "slow", passphrase: "slow" }
  const requestId = desk.send("GET", "/api/v5/account/config")
  assert.equal(desk.reply(requestId), undefined)
  desk.pass(500)
  assert.equal(desk.reply(requestId)?.code, "0")
})

test("latency that cannot be, so the exchange is not made", () => {
  assert.throws(() => new Desk({ latency: { requestMs: [5, 1] } }), /latency requestMs/)
  assert.throws(() => new Desk({ latency: { pushMs: 60_001 } }), /latency pushMs/)
})
