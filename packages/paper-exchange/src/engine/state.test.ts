// What an exchange keeps, put back into a new one: everything an account can read is the same, and ids go on.

import assert from "node:assert/strict"
import { test } from "node:test"
import { Desk, START_MS } from "../testing/desk.ts"
import type { SavedState, StateChange } from "./state.ts"

/** A store in memory: the newest value under each key, through JSON as on disk. */
function collect(changes: readonly StateChange[], kept: Map<string, StateChange>): void {
  for (const change of changes) {
    const key = `${change.kind}:${change.key}`
    if (change.value === undefined) kept.delete(key)
    else kept.set(key, JSON.parse(JSON.stringify(change)))
  }
}

function saved(kept: Map<string, StateChange>): SavedState {
  const of = (kind: StateChange["kind"]) =>
    [...kept.values()].filter((change) => change.kind === kind).map(({ value }) => value)
  const exchange = of("exchange")[0]
  assert.ok(typeof exchange === "object")
  return JSON.parse(
    JSON.stringify({
      ...exchange,
      accounts: of("account"),
      orders: of("order"),
      fills: of("fill"),
      bills: of("bill"),
      log: of("log"),
    }),
  )
}

const READS = [
  "/api/v5/trade/orders-pending",
  "/api/v5/trade/orders-history?instType=SPOT",
  "/api/v5/trade/fills",
  "/api/v5/account/bills",
  "/api/v5/account/balance",
  "/api/v5/account/positions",
  "/api/v5/account/leverage-info?instId=BTC-USDT-SWAP&mgnMode=cross",
]

test("orders of every state and a position are kept, so a restarted exchange answers every read the same", () => {
  const kept = new Map<string, StateChange>()
  const desk = new Desk({ keepChanges: true })
  desk.place({ clOrdId: "resting" })
  desk.place({ clOrdId: "behind" })
  desk.place({ clOrdId: "gone" })
  desk.rest("POST", "/api/v5/trade/cancel-order", { instId: "BTC-USDT", clOrdId: "gone" })
  desk.place({ ordType: "market", px: "", sz: "1000" })
  desk.place({ instId: "BTC-USDT-SWAP", tdMode: "cross", ordType: "market", sz: "2" })
  desk.place({ instId: "BTC-USDT-SWAP", tdMode: "cross", side: "sell", px: "92000", sz: "1", clOrdId: "swap" })
  desk.rest("POST", "/api/v5/account/set-leverage", { instId: "BTC-USDT-SWAP", lever: "7", mgnMode: "cross" })
  desk.trade("BTC-USDT", "sell", "90000", "0.03")
  desk.rest("POST", "/api/v5/trade/cancel-all-after", { timeOut: "60", tag: "bot" })
  collect(desk.exchange.takeChanges(), kept)
  const before = READS.map((target) => desk.rest("GET", target).text)
  const last = desk.place({ clOrdId: "last" })
  collect(desk.exchange.takeChanges(), kept)
  desk.rest("POST", "/api/v5/trade/cancel-order", { instId: "BTC-USDT", clOrdId: "last" })

  const again = new Desk({ keepChanges: true, startedAtMs: START_MS, saved: saved(kept) })
  assert.equal(again.order("instId=BTC-USDT&clOrdId=last").state, "live")
  again.rest("POST", "/api/v5/trade/cancel-order", { instId: "BTC-USDT", clOrdId: "last" })
  const strip = (text: string): string => text.replaceAll(/"uTime":"\d+"/g, "")
  const history = READS.indexOf("/api/v5/trade/orders-history?instType=SPOT")
  for (const [at, target] of READS.entries()) {
    if (at !== history) assert.equal(strip(again.rest("GET", target).text), strip(before[at] ?? ""), target)
  }
  const next = again.place({})
  assert.ok(BigInt(String(next.ordId)) > BigInt(String(last.ordId)))
  assert.equal(again.place({ clOrdId: "resting" }).sCode, "51016")
  again.trade("BTC-USDT", "sell", "90000", "0.08")
  assert.equal(again.order("instId=BTC-USDT&clOrdId=resting").state, "filled")
  assert.equal(again.order("instId=BTC-USDT&clOrdId=behind").accFillSz, "0.01")
  const log = again.exchange.world.log.read(1, 10_000)
  assert.deepEqual(
    log.map((record) => record.seq),
    log.map((_, at) => at + 1),
  )
})

test("an exchange starts anew without memory a millisecond later, so it repeats no order id", () => {
  const first = new Desk()
  const second = new Desk({ startedAtMs: START_MS + 1 })
  const ids = Array.from({ length: 50 }, () => String(first.place({ sz: "0.001" }).ordId))
  assert.ok(!ids.includes(String(second.place({}).ordId)))
  assert.ok(ids.every((id) => id.length === 19 && BigInt(id) < 2n ** 63n))
})

test("a cancel timer was armed before the restart, so it fires after it", () => {
  const kept = new Map<string, StateChange>()
  const desk = new Desk({ keepChanges: true })
  desk.place({ clOrdId: "a1" })
  desk.rest("POST", "/api/v5/trade/cancel-all-after", { timeOut: "10" })
  collect(desk.exchange.takeChanges(), kept)
  const again = new Desk({ startedAtMs: START_MS + 60_000, saved: saved(kept) })
  again.nowMs = START_MS + 60_000
  again.pass(1)
  assert.equal(again.order("instId=BTC-USDT&clOrdId=a1").cancelSource, "20")
})
