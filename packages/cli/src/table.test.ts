// Tables, drawn: widths, sides, what goes on a narrow terminal, and that foreign text stays text.

import assert from "node:assert/strict"
import { test } from "node:test"
import { type FillPage, type InstrumentPage, type OrderPage, type OrderRow, ROUTES } from "@okx-oms/api"
import { csvRow } from "./csv.ts"
import { fillColumns, orderColumns } from "./order-columns.ts"
import { painter } from "./paint.ts"
import { Precision } from "./precision.ts"
import { tableLines } from "./table.ts"
import { first, NOW_MS } from "./testing/fake-terminal.ts"
import { amountWords, averageWords, grouped, spanWords, stateWords } from "./words.ts"

const plain = painter(false)
const ESCAPE = "\u001b"

function uncoloured(line: string): string {
  return line.replaceAll(new RegExp(`${ESCAPE}\\[[0-9;]*m`, "g"), "")
}
const ORDER = first((ROUTES.getOrders.example.reply as OrderPage).orders)
const FILL = first((ROUTES.getFills.example.reply as FillPage).fills)
const DOUBT = {
  since: ORDER.createdAt,
  asked: "place buy",
  answer: "no answer within 5 s",
  next: "ask again",
  nextAt: ORDER.createdAt,
  asks: 1,
}

/** Knows BTC-USDT: a tick of 0.1, a lot of 0.00000001. */
async function btc(): Promise<Precision> {
  const [instrument] = (ROUTES.getInstruments.example.reply as InstrumentPage).instruments
  const client = { getInstruments: async () => ({ instruments: [instrument], nextCursor: null, seq: 0 }) }
  return await new Precision().learn(client as Parameters<Precision["learn"]>[0], ["BTC-USDT"])
}

const ORDERS: readonly OrderRow[] = [
  ORDER,
  {
    ...ORDER,
    orderId: "o176985180000000002",
    side: "sell",
    price: "31000",
    state: "PartiallyFilled",
    filledQuantity: "0.25",
    averagePrice: "31000.123",
    pending: {
      ...ORDER.pending,
      cancel: { requestId: "r1", at: ORDER.createdAt, reason: "x", attempts: 1, accepted: true },
    },
  },
  {
    ...ORDER,
    orderId: "o176985180000000003",
    clientOrderId: null,
    type: "market",
    price: null,
    unit: "quote",
    quantity: "100",
    state: "Submitted",
    doubt: DOUBT,
  },
]

test("orders on a wide page, so numbers stand on the right with the digits of their tick and lot", async () => {
  const lines = tableLines(ORDERS, orderColumns(await btc(), NOW_MS), { paint: plain })
  assert.deepEqual(lines, [
    "created (UTC)  state                    symbol    side  type      price    quantity      filled    average  strategy  client id  order                reason",
    "09:30:00.250   Acknowledged             BTC-USDT  buy   limit   29999.9  0.50000000  0.00000000             manual    morning-1  o176985180000000001",
    "09:30:00.250   PartiallyFilled +cancel  BTC-USDT  sell  limit   31000.0  0.50000000  0.25000000  31000.123  manual    morning-1  o176985180000000002",
    "09:30:00.250   Submitted IN DOUBT       BTC-USDT  buy   market   market   100 quote  0.00000000             manual               o176985180000000003  no answer within 5 s; ask again",
  ])
})

test("orders on 80 columns, so the least important columns go and no id is cut", async () => {
  const lines = tableLines(ORDERS.slice(0, 1), orderColumns(await btc(), NOW_MS), { paint: plain, width: 80 })
  assert.deepEqual(lines, [
    "state         symbol    side  type     price    quantity  order",
    "Acknowledged  BTC-USDT  buy   limit  29999.9  0.50000000  o176985180000000001",
  ])
})

test("fills, so fee and liquidity stand beside price and quantity", async () => {
  const lines = tableLines([FILL], fillColumns(await btc(), NOW_MS), { paint: plain })
  assert.deepEqual(lines, [
    "time (UTC)    symbol    side    quantity    price        fee  liquidity  strategy  order                trade",
    "09:30:00.250  BTC-USDT  buy   0.50000000  29999.9  -0.3 USDT  maker      manual    o176985180000000001  3",
  ])
})

test("a terminal of any width, so no line is wider than it while anything can go", async () => {
  const columns = orderColumns(await btc(), NOW_MS)
  for (let width = 72; width < 200; width++) {
    for (const line of tableLines(ORDERS, columns, { paint: plain, width }))
      assert.ok(line.length <= Math.max(width, 82), `${width}: ${line}`)
  }
})

test("colour, so the words are the same with it and without it", async () => {
  const columns = orderColumns(await btc(), NOW_MS)
  const coloured = tableLines(ORDERS, columns, { paint: painter(true) })
  assert.ok(coloured[1]?.includes(`${ESCAPE}[34mAcknowledged${ESCAPE}[0m`))
  assert.ok(coloured[3]?.includes(`${ESCAPE}[35;1mSubmitted IN DOUBT${ESCAPE}[0m`))
  const stripped = coloured.map((line) => uncoloured(line).trimEnd())
  assert.deepEqual(stripped, tableLines(ORDERS, columns, { paint: plain }))
})

test("a reason that would clear the screen, so it is shown and does nothing", () => {
  const evil = "\u001b[2J\u009b2J\u202eboo\nsecond"
  const [, line = ""] = tableLines([evil], [{ title: "reason", text: (text) => text }], { paint: painter(true) })
  assert.equal(line, "\u00b7[2J\u00b72J\u00b7boo\u00b7second")
})

test("CSV by RFC 4180, so quotes are doubled, line ends are inside of quotes, nothing is empty, lists are JSON", () => {
  assert.equal(
    csvRow(["a", "b", "c", "d", "e"], {
      a: 'say "x"',
      b: "one\ntwo",
      c: null,
      d: [{ currency: "BTC", amount: "-0.1" }],
      e: false,
      hidden: 1,
    }),
    '"say ""x""","one\ntwo",,"[{""currency"":""BTC"",""amount"":""-0.1""}]",false\r\n',
  )
})

test("amounts, so no digit that is there is lost and none is invented", () => {
  assert.equal(amountWords("0.5", 8), "0.50000000")
  assert.equal(amountWords("0.123456789", 2), "0.123456789")
  assert.equal(amountWords("99999999999999999999.1", 1), "99999999999999999999.1")
  assert.equal(amountWords("1", undefined), "1")
  assert.equal(averageWords("31000.123456789", 1), "31000.123")
  assert.equal(grouped("1234567.1234567"), "1,234,567.1234567")
  assert.equal(grouped("-1234.5"), "-1,234.5")
})

test("spans, so each is said in the unit that a person thinks in", () => {
  const said = [0, 999, 1_000, 119_999, 120_000, 7_199_999, 7_200_000, 12_000_000, 200_000_000].map(spanWords)
  assert.deepEqual(said, ["0 ms", "999 ms", "1 s", "119 s", "2 min", "119 min", "2 h", "3 h 20 min", "2 d"])
})

test("state, request and doubt, so all three are said and none hides another", () => {
  const pending = {
    cancel: { requestId: "r", at: ORDER.createdAt, reason: "", attempts: 1, accepted: false },
    amend: null,
  }
  assert.equal(stateWords({ state: "Submitted", doubt: DOUBT, pending }), "Submitted IN DOUBT +cancel")
})
