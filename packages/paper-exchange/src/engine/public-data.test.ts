// Public data beside books and trades: reference prices, funding, open interest, charts, paging, and what is said to
// questions that cannot be answered.

import assert from "node:assert/strict"
import { test } from "node:test"
import { Desk, type Json, START_MS } from "../testing/desk.ts"

const SWAP = "BTC-USDT-SWAP"

function first(desk: Desk, target: string): Json {
  return desk.rest("GET", target).data[0] ?? {}
}

test("a market that stands, so mark and index are the last prices until they are set by hand", () => {
  const desk = new Desk()
  const mark = (): unknown => first(desk, `/api/v5/public/mark-price?instType=SWAP&instId=${SWAP}`).markPx
  const index = (): unknown => first(desk, "/api/v5/market/index-tickers?instId=BTC-USDT").idxPx
  assert.deepEqual([mark(), index()], ["91520", "91500"])
  desk.price("BTC-USDT", "92000")
  assert.deepEqual([mark(), index()], ["91520", "92000"])
  const set = desk.control("POST", "/paper/price", { symbol: SWAP, mark: "91000.5", index: "91001" })
  assert.deepEqual(set.body, { last: "91520", mark: "91000.5", index: "91001" })
  assert.deepEqual([mark(), index()], ["91000.5", "91001"])
  assert.equal(desk.control("POST", "/paper/price", { symbol: SWAP, mark: "-1" }).status, 400)
})

test("a market that walks, so swap, mark and index stay near each other", () => {
  const desk = new Desk({ market: "random-walk" })
  desk.connect("b", "any")
  const args = [
    { channel: "mark-price", instId: SWAP },
    { channel: "index-tickers", instId: "BTC-USDT" },
    { channel: "index-tickers", instId: "BTC-USD" },
    { channel: "open-interest", instId: SWAP },
    { channel: "mark-price-candle1m", instId: SWAP },
    { channel: "index-candle1m", instId: "BTC-USD" },
  ]
  desk.say({ op: "subscribe", args }, "b")
  for (let second = 0; second < 20; second++) desk.pass(1_000)
  for (const channel of ["mark-price", "index-tickers", "mark-price-candle1m", "index-candle1m"]) {
    assert.ok(desk.pushed(channel).length > 5, channel)
  }
  assert.equal(desk.pushed("open-interest").length, 1 + 6)
  const index = Number(first(desk, "/api/v5/market/index-tickers?instId=BTC-USDT").idxPx)
  const mark = Number(first(desk, `/api/v5/public/mark-price?instType=SWAP&instId=${SWAP}`).markPx)
  assert.ok(Math.abs(mark / index - 1) < 0.01, `${mark} beside ${index}`)
  assert.equal(first(desk, "/api/v5/market/index-tickers?instId=BTC-USD").instId, "BTC-USD")
})

test("funding of past periods, so the list goes back in steps of eight hours, and the running one becomes the newest", () => {
  const desk = new Desk({ market: "random-walk" })
  const row = first(desk, `/api/v5/public/funding-rate?instId=${SWAP}`)
  const fundingTime = Number(row.fundingTime)
  assert.equal(Number(row.nextFundingTime) - fundingTime, 8 * 3_600_000)
  assert.match(String(row.fundingRate), /^-?\d\.\d{16}$/)
  const history = (query = ""): Json[] =>
    desk.rest("GET", `/api/v5/public/funding-rate-history?instId=${SWAP}${query}`).data
  const before = history("&limit=3")
  assert.deepEqual(
    before.map((each) => Number(each.fundingTime)),
    [fundingTime - 8 * 3_600_000, fundingTime - 16 * 3_600_000, fundingTime - 24 * 3_600_000],
  )
  assert.equal(before[0]?.realizedRate, row.settFundingRate)
  assert.deepEqual(history(`&after=${before[0]?.fundingTime}&limit=2`), [before[1], before[2]])
  desk.control("POST", "/paper/clock", { advanceMs: fundingTime - START_MS + 1_000 })
  desk.pass(1)
  assert.equal(history("&limit=1")[0]?.fundingTime, String(fundingTime))
  assert.deepEqual(history(`&before=${before[0]?.fundingTime}`).length, 1)
  assert.ok(history().length > 200)
  assert.ok(desk.rest("GET", "/api/v5/public/funding-rate?instId=ANY").data.length > 1)
})

test("every bar of the documentation, so there is a chart, newest first, the last bar open", () => {
  const desk = new Desk({ market: "random-walk", rateLimits: false })
  desk.pass(5_000)
  const bars = ["1m", "3m", "5m", "15m", "30m", "1H", "2H", "4H", "6H", "12H", "1D", "2D", "3D", "1W", "1M", "3M"]
  const utc = ["6Hutc", "12Hutc", "1Dutc", "2Dutc", "3Dutc", "1Wutc", "1Mutc", "3Mutc"]
  for (const bar of [...bars, ...utc]) {
    for (const [path, width] of [
      [`market/candles?instId=${SWAP}`, 9],
      [`market/history-candles?instId=${SWAP}`, 9],
      [`market/mark-price-candles?instId=${SWAP}`, 6],
      ["market/index-candles?instId=BTC-USDT", 6],
    ] as const) {
      const { data } = desk.rest("GET", `/api/v5/${path}&bar=${bar}&limit=5`)
      const rows: string[][] = JSON.parse(JSON.stringify(data))
      assert.ok(rows.length >= 2, `${path} ${bar}: ${rows.length}`)
      assert.equal(rows[0]?.length, width)
      assert.deepEqual(
        rows.map((row) => row.at(-1)),
        rows.map((_, at) => (at === 0 ? "0" : "1")),
      )
      assert.ok(rows.every((row, at) => at === 0 || Number(row[0]) < Number(rows[at - 1]?.[0])))
    }
  }
  assert.ok(desk.rest("GET", `/api/v5/market/history-candles?instId=${SWAP}&bar=1s`).data.length > 0)
  assert.equal(desk.rest("GET", `/api/v5/market/candles?instId=${SWAP}&bar=1D&limit=300`).data.length, 300)
})

test("a candle's end, so its last word says 1 and the next candle follows", () => {
  const desk = new Desk()
  desk.connect("b", "business")
  desk.trade("BTC-USDT", "buy", "91501", "1")
  desk.say({ op: "subscribe", args: [{ channel: "candle1m", instId: "BTC-USDT" }] }, "b")
  desk.clearFrames()
  for (let passed = 0; passed < 61; passed += 10) {
    desk.pass(10_000)
    desk.say("ping", "b")
  }
  const rows: string[][] = JSON.parse(JSON.stringify(desk.pushed("candle1m")))
  assert.deepEqual(
    rows.map((row) => [Number(row[0]) % 60_000, row[4], row[5], row[8]]),
    [
      [0, "91501", "1", "1"],
      [0, "91501", "0", "0"],
    ],
  )
})

test("trades by id and by time, so pages fit together", () => {
  const desk = new Desk()
  for (let at = 0; at < 12; at++) {
    desk.trade("BTC-USDT", "buy", "91501", "0.1")
    desk.pass(10)
  }
  const ids = (query: string): number[] =>
    desk.rest("GET", `/api/v5/market/history-trades?instId=BTC-USDT${query}`).data.map((row) => Number(row.tradeId))
  const all = ids("")
  assert.equal(all.length, 12)
  assert.deepEqual(ids(`&after=${all[4]}&limit=3`), all.slice(5, 8))
  assert.deepEqual(ids(`&before=${all[4]}`), all.slice(0, 4))
  assert.deepEqual(ids(`&type=2&after=${START_MS + 20}`), all.slice(-2))
})

test("books of all depths, so 5,000 levels without the fourth number, 400 with it", () => {
  const desk = new Desk({ ladderLevels: 600 })
  const levels = (path: string): string[][] => {
    const asks = first(desk, `/api/v5/market/${path}`).asks
    assert.ok(Array.isArray(asks))
    return asks
  }
  assert.equal(levels("books?instId=BTC-USDT&sz=1000").length, 400)
  assert.equal(levels("books?instId=BTC-USDT")[0]?.length, 4)
  assert.equal(levels("books-full?instId=BTC-USDT&sz=5000").length, 601)
  assert.equal(levels("books-full?instId=BTC-USDT")[0]?.length, 3)
  assert.equal(levels("books-lite?instId=BTC-USDT").length, 25)
})

test("the hour before a delivery, so the estimated price is there and is pushed, and not before", () => {
  const future = "BTC-USDT-260930"
  const expiryMs = Date.parse("2026-09-30T08:00:00Z")
  const instruments = [
    { instId: future, tickSz: "0.1", lotSz: "0.01", minSz: "0.01", ctVal: "0.01", startPrice: "91500" },
  ]
  const desk = new Desk({ instruments })
  desk.connect("b", "public")
  desk.say({ op: "subscribe", args: [{ channel: "estimated-price", instType: "FUTURES" }] }, "b")
  const estimate = (): Json[] => desk.rest("GET", `/api/v5/public/estimated-price?instId=${future}`).data
  assert.deepEqual(estimate(), [])
  desk.control("POST", "/paper/clock", { advanceMs: expiryMs - 3_600_000 - START_MS })
  for (let at = 0; at < 5; at++) desk.pass(200)
  assert.equal(estimate()[0]?.settlePx, "91500")
  assert.ok(desk.pushed("estimated-price").length >= 4)
})

test("an instrument is suspended, so those who follow its type are told", () => {
  const desk = new Desk()
  desk.connect("b", "public")
  desk.say({ op: "subscribe", args: [{ channel: "instruments", instType: "SPOT" }] }, "b")
  desk.clearFrames()
  desk.control("POST", "/paper/instrument", { symbol: "BTC-USDT", state: "suspend" })
  desk.pass(1)
  desk.control("POST", "/paper/instrument", { symbol: SWAP, state: "suspend" })
  assert.deepEqual(
    desk.pushed("instruments").map((row) => [row.instId, row.state]),
    [["BTC-USDT", "suspend"]],
  )
})

const QUESTIONS: readonly [target: string, code: string][] = [
  ["public/funding-rate?instId=BTC-USDT", "51001"],
  ["public/funding-rate-history", "50014"],
  [`public/funding-rate-history?instId=${SWAP}&limit=x`, "51000"],
  ["public/mark-price", "50014"],
  ["public/mark-price?instType=MARGIN&instId=BTC-USDT", "0"],
  ["public/open-interest?instType=SWAP", "0"],
  ["public/open-interest?instType=WARRANT", "51000"],
  ["public/underlying?instType=SWAP", "0"],
  ["public/underlying?instType=SPOT", "51000"],
  ["public/estimated-price?instId=BTC-USDT", "51000"],
  [`public/convert-contract-coin?instId=${SWAP}&sz=0.5`, "0"],
  ["public/convert-contract-coin?instId=BTC-USDT&sz=0.5", "51000"],
  [`public/convert-contract-coin?instId=${SWAP}`, "50014"],
  [`public/premium-history?instId=${SWAP}`, "0"],
  ["market/index-tickers", "50015"],
  ["market/index-tickers?quoteCcy=USDT", "0"],
  ["market/index-tickers?instId=NONE-USDT", "51001"],
  ["market/index-candles?instId=NONE-USDT", "51001"],
  ["market/index-components?index=BTC-USDT", "0"],
  ["market/history-trades?instId=BTC-USDT&type=3", "51000"],
  ["market/mark-price-candles?instId=BTC-USDT&bar=1h", "51000"],
  ["market/platform-24-volume", "0"],
  ["market/exchange-rate", "0"],
  ["system/status", "0"],
]

for (const [target, code] of QUESTIONS) {
  test(`GET ${target}, so ${code}`, () => {
    assert.equal(new Desk().rest("GET", `/api/v5/${target}`).code, code)
  })
}

test("half a coin in contracts and back, so sizes are those of the contract", () => {
  const desk = new Desk()
  const converted = (query: string): unknown => first(desk, `/api/v5/public/convert-contract-coin?${query}`).sz
  assert.equal(converted(`instId=${SWAP}&sz=0.5`), "50")
  assert.equal(converted(`instId=${SWAP}&sz=50&type=2`), "0.5")
  assert.equal(converted(`instId=${SWAP}&sz=45000&px=90000&unit=usds`), "50")
})

test("an exchange that is started again from what it kept, so prices set by hand and the settled rate are still there", () => {
  const desk = new Desk({ keepChanges: true })
  desk.control("POST", "/paper/price", { symbol: SWAP, mark: "91000.5", index: "91001" })
  const fundingTime = Number(first(desk, `/api/v5/public/funding-rate?instId=${SWAP}`).fundingTime)
  desk.control("POST", "/paper/clock", { advanceMs: fundingTime - START_MS + 1_000 })
  desk.pass(1)
  const kept = desk.exchange.takeChanges().find(({ kind }) => kind === "exchange")?.value
  const saved = { ...JSON.parse(JSON.stringify(kept)), accounts: [], orders: [], fills: [], bills: [], log: [] }
  const again = new Desk({ saved: { ...saved, algos: [], closedPositions: [] } })
  const mark = first(again, `/api/v5/public/mark-price?instType=SWAP&instId=${SWAP}`).markPx
  assert.deepEqual([mark, first(again, "/api/v5/market/index-tickers?instId=BTC-USDT").idxPx], ["91000.5", "91001"])
  assert.ok(again.exchange.world.markets.get(SWAP)?.settledRates.has(fundingTime))
})
