// Looks at the market through a fake OKX on a clock of the test's own: what is asked, what is told, and that a look never takes what orders need.

import assert from "node:assert/strict"
import { test } from "node:test"
import { format, parseSymbol } from "@okx-oms/core"
import { ExchangeClock } from "./exchange-clock.ts"
import { GatewayMarket } from "./gateway-market.ts"
import { RateLimiter } from "./rate-limit.ts"
import { OkxRestClient } from "./rest.ts"
import { Secret } from "./secret.ts"
import { FakeOkx } from "./testing/fake-okx.ts"
import { ManualTiming } from "./testing/manual-timing.ts"

const BTC = parseSymbol("BTC-USDT")
const SWAP = parseSymbol("BTC-USDT-SWAP")
const AHEAD_MS = 1_795_000_000_000
const BOOKS = "/api/v5/market/books"
const FEES = "/api/v5/account/trade-fee"

function setUp() {
  const timing = new ManualTiming()
  const okx = new FakeOkx()
  const clock = new ExchangeClock(timing)
  clock.observe({ t0Ms: timing.nowMs, t1Ms: timing.nowMs, serverMs: AHEAD_MS + timing.nowMs })
  const limiter = new RateLimiter()
  const secret = new Secret("x")
  const credentials = { apiKey: secret, secretKey: secret, passphrase: secret }
  const rest = new OkxRestClient({ http: okx.http, timing, clock, limiter, credentials, demo: false })
  const market = new GatewayMarket({ rest, clock, timing, instruments: () => new Map() })
  const levels = (prices: readonly string[]) => prices.map((price) => [price, "1", "0", "2"])
  const tell = () =>
    okx.rows(BOOKS, [
      {
        asks: levels(["101", "102", "103"]),
        bids: levels(["100", "99"]),
        ts: String(AHEAD_MS + timing.nowMs),
        seqId: 1,
      },
    ])
  tell()
  const soon = async <Value>(asked: Promise<Value>, byMs = 10): Promise<Value> => {
    await timing.advance(byMs)
    return await asked
  }
  return { timing, okx, limiter, market, tell, soon }
}

test("a book asked for in several depths within a moment, so OKX is asked once and each gets its depth; then it is as old as it is", async () => {
  const { timing, okx, market, soon } = setUp()
  const [two, three] = await soon(Promise.all([market.book(BTC, 2), market.book(BTC, 3)]))
  assert.equal(okx.asked(BOOKS).length, 1)
  assert.ok(two.kind === "ok" && three.kind === "ok")
  assert.deepEqual([two.value.asks.length, three.value.asks.length, two.value.bids.length], [2, 3, 2])
  await timing.advance(200)
  const later = await soon(market.book(BTC, 3))
  assert.ok(later.kind === "ok" && later.ageMs >= 200)
  await timing.advance(300)
  await soon(market.book(BTC, 3))
  assert.equal(okx.asked(BOOKS).length, 2)
})

test("candles, so the newest are taken and told oldest first; days are asked for in UTC", async () => {
  const { okx, market, soon } = setUp()
  const candle = (ts: number, confirm: string) => [String(ts), "1", "4", "1", "3", "7", "7", "7", confirm]
  okx.rows("/api/v5/market/candles", [candle(3_000, "0"), candle(2_000, "1"), candle(1_000, "1")])
  const answer = await soon(market.candles(BTC, "1D", 2))
  assert.ok(answer.kind === "ok")
  assert.deepEqual(
    answer.value.map(({ at, complete }) => [at, complete]),
    [
      [2_000, true],
      [3_000, false],
    ],
  )
  assert.match(okx.asked("/api/v5/market/candles")[0]?.target ?? "", /bar=1Dutc/)
  await soon(market.candles(BTC, "4H", 2))
  assert.match(okx.asked("/api/v5/market/candles")[1]?.target ?? "", /bar=4H&/)
})

test("fee rates in several groups, so the dearest is told, and asked for once in ten minutes; a swap is asked for by its family", async () => {
  const { timing, okx, market, soon } = setUp()
  const group = (maker: string, taker: string, groupId: string) => ({ groupId, maker, taker })
  const feeGroup = [group("-0.0008", "-0.001", "1"), group("-0.001", "-0.002", "2")]
  okx.rows(FEES, [{ instType: "SPOT", level: "Lv1", maker: "-0.0008", taker: "-0.001", feeGroup, ts: "1795000000700" }])
  const answer = await soon(market.feeRates(BTC))
  assert.ok(answer.kind === "ok")
  assert.deepEqual([format(answer.value.maker), format(answer.value.taker)], ["-0.001", "-0.002"])
  await timing.advance(500_000)
  await soon(market.feeRates(BTC))
  assert.equal(okx.asked(FEES).length, 1)
  await soon(market.feeRates(SWAP))
  assert.match(okx.asked(FEES)[1]?.target ?? "", /instType=SWAP&instFamily=BTC-USDT$/)
})

test("OKX that refuses, answers nothing or nonsense, so a failure that says so, within three seconds", async () => {
  const { timing, okx, market } = setUp()
  for (const [reply, code] of [
    [{ body: { code: "51001", msg: "no such instrument", data: [] } }, "51001"],
    [{ body: { code: "50001", msg: "unavailable", data: [] }, status: 503 }, "50001"],
    [{ body: { code: "0", msg: "", data: [] } }, "no-row"],
    [{ body: { code: "0", msg: "", data: [{ asks: "many" }] } }, "malformed"],
  ] as const) {
    okx.replies.set(BOOKS, reply)
    const asked = market.book(BTC, 5)
    await timing.advance(3_000)
    const answer = await asked
    assert.deepEqual([answer.kind, answer.kind === "failed" && answer.code], ["failed", code])
    await timing.advance(1_000)
  }
})

test("more looks than half of the window, so they fail instead of waiting long, and the other half is there for what orders need", async () => {
  const { timing, okx, limiter, market } = setUp()
  const names = Array.from({ length: 30 }, (_, index) => parseSymbol(`C${index}-USDT`))
  const asked = Promise.all(names.map((symbol) => market.book(symbol, 1)))
  await timing.advance(5)
  assert.equal(okx.asked(BOOKS).length, 18)
  const rule = { limit: 40, windowMs: 2_000, per: "ip" } as const
  const key = { kind: "read", endpoint: "books", rule, scope: "", priority: "resolve" } as const
  for (let taken = 0; taken < 18; taken++) assert.ok(limiter.tryTake(key, 1, timing.nowMs).ok)
  await timing.advance(10_000)
  const answers = await asked
  assert.ok(answers.slice(0, 18).every(({ kind }) => kind === "ok"))
})
