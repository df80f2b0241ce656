// Recordings: what is read from OKX's historical files, what is said about wrong ones, and how a market follows them.

import assert from "node:assert/strict"
import { test } from "node:test"
import { format } from "@okx-oms/core"
import { Desk } from "../testing/desk.ts"
import { InvalidRecording, parseRecording } from "./recordings.ts"

const TRADES = `instrument_name,trade_id,side,price,size,created_time
BTC-USDT,1,sell,50000,0.5,1700000000000
BTC-USDT,2,buy,50010,0.2,1700000001000
BTC-USDT,3,sell,49900,0.03,1700000002000
OTHER-USDT,4,sell,1,1,1700000003000`

const CANDLES = `instrument_name,open,high,low,close,vol,vol_ccy,vol_quote,open_time,confirm
BTC-USDT,50000,50200,49900,50100,4,200000,200000,1700000040000,1
BTC-USDT,50100,50100,49700,49800,2,100000,100000,1700000100000,1`

function last(desk: Desk): unknown {
  return desk.rest("GET", "/api/v5/market/ticker?instId=BTC-USDT").data[0]?.last
}

test("a file of trades is replayed, so resting orders fill at the recorded times and sizes", () => {
  const desk = new Desk({ recording: parseRecording(TRADES, "trades.csv"), market: "replay" })
  desk.listen()
  desk.pass(500)
  desk.place({ px: "49900", sz: "0.1" })
  desk.pass(1_000)
  assert.equal(last(desk), "50010")
  desk.pass(1_000)
  const push = desk.pushed("orders").at(-1)
  assert.deepEqual([push?.state, push?.fillSz, push?.fillPx], ["partially_filled", "0.03", "49900"])
})

test("ten times the speed, so the same trades come in a tenth of the time", () => {
  const desk = new Desk({ recording: parseRecording(TRADES, "trades.csv"), market: "replay", speed: 10 })
  desk.pass(110)
  assert.equal(last(desk), "50010")
})

test("candles are replayed by their extremes, so the candles that come out are those that went in", () => {
  const desk = new Desk({ recording: parseRecording(CANDLES, "c.csv"), market: "replay" })
  desk.nowMs += 60_000 - (desk.nowMs % 60_000)
  const began = new Desk({
    recording: parseRecording(CANDLES, "c.csv"),
    market: "replay",
    startedAtMs: desk.nowMs,
  })
  began.nowMs = desk.nowMs
  began.pass(120_000)
  const { data } = began.rest("GET", "/api/v5/market/candles?instId=BTC-USDT&limit=3")
  const rows: unknown = JSON.parse(JSON.stringify(data.slice(1)))
  assert.deepEqual(rows, [
    [String(desk.nowMs + 60_000), "50100", "50100", "49700", "49800", "2", "99850", "99850", "1"],
    [String(desk.nowMs), "50000", "50200", "49900", "50100", "4", "200200", "200200", "1"],
  ])
})

test("a falling candle passes a resting buy, so it is filled up to the candle's volume", () => {
  const desk = new Desk({ recording: parseRecording(CANDLES, "c.csv"), market: "replay" })
  desk.pass(1_000)
  desk.place({ px: "49750", sz: "1", clOrdId: "a1" })
  desk.pass(120_000)
  assert.equal(desk.order("instId=BTC-USDT&clOrdId=a1").accFillSz, "0.5")
})

test("prices between the ticks of what is listed here, so they are brought to a tick", () => {
  const odd = TRADES.replace("50010", "50010.04")
  const desk = new Desk({ recording: parseRecording(odd, "trades.csv"), market: "replay" })
  desk.pass(1_500)
  assert.equal(last(desk), "50010")
})

test("columns in another order, two-language names, quotes and Windows line ends, so the file is read all the same", () => {
  const file = '"created_time/x","size/x","price/x","side/x","trade_id/x"\r\n"1700000000000","2","3.5","BUY","9"\r\n'
  const { trades } = parseRecording(file, "downloads/ETH-USDT-SWAP-trades-2021-10-01.csv")
  assert.deepEqual(
    trades.map((trade) => [trade.instId, trade.side, format(trade.price), format(trade.size), trade.atMs]),
    [["ETH-USDT-SWAP", "buy", "3.5", "2", 1_700_000_000_000]],
  )
})

test("answers of history-candles and history-trades as JSON, so they are read as files are", () => {
  const tuple = ["1700000040000", "1", "2", "0.5", "1.5", "10", "15", "15", "1"]
  const { candles } = parseRecording(JSON.stringify({ code: "0", data: [tuple] }), "BTC-USD-240329-candles.json")
  assert.deepEqual([candles[0]?.instId, candles[0]?.startMs], ["BTC-USD-240329", 1_700_000_040_000])
  const row = { instId: "BTC-USDT", side: "sell", sz: "0.1", px: "29963.2", tradeId: "1", ts: "1654161646974" }
  assert.equal(parseRecording(JSON.stringify([row]), "x.json").trades[0]?.instId, "BTC-USDT")
  assert.equal(parseRecording(tuple.join(","), "BTC-USDT.csv").candles.length, 1)
})

const BAD: readonly [content: string, file: string, said: string][] = [
  [
    `${TRADES}\nBTC-USDT,5,hold,1,1,1700000000000`,
    "t.csv",
    't.csv, line 6, column side: expected buy or sell, got "hold"',
  ],
  [TRADES.replace("50010", "-1"), "t.csv", 't.csv, line 3, column price: expected a number above 0, got "-1"'],
  [TRADES.replace("0.03", ""), "t.csv", 't.csv, line 4, column size: expected a number above 0, got ""'],
  [
    TRADES.replace("1700000001000", "1700000001"),
    "t.csv",
    't.csv, line 3, column created_time: expected milliseconds, got "1700000001"',
  ],
  ["a,b\n1,2", "t.csv", "t.csv, line 1, column side: the column is missing"],
  ["", "t.csv", "t.csv, line 1: the file is empty"],
  [`${TRADES}\nBTC-USDT,5`, "t.csv", "t.csv, line 6: expected 6 cells, got 2"],
  [CANDLES.replace("50200", "50050"), "c.csv", "c.csv, line 2, column high: is below open or close"],
  [CANDLES.replace("49700", "49900"), "c.csv", "c.csv, line 3, column low: is above open or close"],
  ['[["1"]]', "BTC-USDT.json", "BTC-USDT.json, line 1: expected 9 values, got 1"],
  ['{"data":7}', "BTC-USDT.json", "BTC-USDT.json, line 1, column data: expected a list of rows"],
  [
    "side,price,size,created_time\nbuy,1,1,1700000000000",
    "mine.csv",
    "mine.csv, line 2, column instrument_name: neither the file's columns nor its name say it",
  ],
]

for (const [content, file, said] of BAD) {
  test(`a file with ${said.slice(said.indexOf("line"))}, so just that is said`, () => {
    assert.throws(
      () => parseRecording(content, file),
      (error) => error instanceof InvalidRecording && error.message === said,
    )
  })
}
