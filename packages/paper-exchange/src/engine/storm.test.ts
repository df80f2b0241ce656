// Everything at once: every fault set while an account trades. Whatever was answered, lost or told twice, the log alone must
// give the exchange's books, balances must be the sums of their bills, and the same seed must do the same again.

import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { test } from "node:test"
import { type Decimal, format } from "@okx-oms/core"
import { Desk, type Json, KEYS, loginMessage } from "../testing/desk.ts"
import { addAll } from "../testing/sums.ts"
import type { LogRecord } from "./exchange-log.ts"
import { FAULT_NAMES, faultEntry } from "./fault-table.ts"
import type { Order } from "./model.ts"
import { createRandom, type Random } from "./random.ts"

const START = { USDT: "10000000", BTC: "100" }
const SYMBOLS = [
  { instId: "BTC-USDT", instIdCode: 3, tdMode: "cash", low: 89_000, sz: "0.02" },
  { instId: "BTC-USDT-SWAP", instIdCode: 10459, tdMode: "cross", low: 89_000, sz: "2" },
] as const
/** Cut off the whole account for their time, so they come rarely. */
const HEAVY: readonly string[] = [
  "silence",
  "maintenance",
  "key-revoked",
  "ip-refused",
  "refused-connections",
  "clock-skew",
]

interface Storm {
  readonly desk: Desk
  readonly records: LogRecord[]
}

function storm(seed: number, rounds: number): Storm {
  const records: LogRecord[] = []
  const desk = new Desk({
    seed,
    accounts: [{ ...KEYS, balances: START }],
    onRecord: (record) => void records.push(record),
  })
  const random = createRandom(`storm:${seed}`)
  const ids: string[] = []
  for (let round = 0; round < rounds; round++) {
    if (round % 10 === 0) stayConnected(desk, `c${round}`)
    if (round % 20 === 0) setFault(desk, random, round / 20)
    act(desk, random, ids)
    desk.pass(random.integer(0, 120))
  }
  desk.heal()
  desk.pass(20_000)
  return { desk, records }
}

/** One fault after the other, so that each has its time; several overlap. */
function setFault(desk: Desk, random: Random, at: number): void {
  const fault = FAULT_NAMES[at % FAULT_NAMES.length] ?? "50004"
  const heavy = HEAVY.includes(fault)
  desk.fault(fault, {
    rate: heavy ? 1 : 0.3 + random.uniform() / 2,
    forMs: heavy ? 700 : 8_000,
    scope: random.chance(0.5) ? "all" : "writes",
    ...("delayMs" in faultEntry(fault) ? { delayMs: 10, delayMaxMs: 1_000 } : {}),
  })
}

function stayConnected(desk: Desk, id: string): void {
  const { connections } = desk.exchange.world
  for (const [open, { subscriptions }] of connections) {
    if (subscriptions.size > 0) return
    desk.exchange.disconnect(open, desk.nowMs)
  }
  if (!desk.exchange.connect({ id, path: "private", ip: "127.0.0.1" }, desk.nowMs)) return
  desk.say(loginMessage(KEYS, desk.exchangeMs), id)
  desk.say({ op: "subscribe", args: [{ channel: "orders", instType: "ANY" }, { channel: "account" }] }, id)
}

function act(desk: Desk, random: Random, ids: string[]): void {
  // Mostly an order that is open, at times one that may have ended.
  const [account] = desk.exchange.world.accounts.values()
  const open = [...(account?.openOrders.values() ?? [])]
  const target = random.chance(0.8) ? open[random.integer(0, open.length - 1)] : undefined
  const symbol =
    SYMBOLS.find(({ instId }) => instId === target?.market.spec.instId) ?? SYMBOLS[random.integer(0, 1)] ?? SYMBOLS[0]
  const { instId, instIdCode } = symbol
  const clOrdId = target?.clOrdId ?? ids[random.integer(Math.max(0, ids.length - 30), ids.length - 1)] ?? "none"
  const named = { instId, instIdCode, clOrdId }
  const [connection] = desk.exchange.world.connections.keys()
  const send = (op: string, path: string, body: Json | Json[]): void => {
    const args = Array.isArray(body) ? body : [body]
    if (connection !== undefined && random.chance(0.5)) desk.say({ id: "1", op, args }, connection)
    else desk.tryRest("POST", `/api/v5/trade/${path}`, body)
  }
  const price = String(symbol.low + random.integer(0, 2_000))
  switch (random.integer(0, 11)) {
    case 0:
      desk.trade(instId, "sell", price, symbol.sz)
      return
    case 1:
      desk.trade(instId, "buy", String(92_000 + random.integer(0, 100)), symbol.sz)
      return
    case 2:
    case 3:
      send("cancel-order", "cancel-order", named)
      return
    case 4:
    case 5:
      // At times to less than is filled already.
      send("amend-order", "amend-order", {
        ...named,
        reqId: "r1",
        ...(random.chance(0.5) ? { newPx: price } : { newSz: random.chance(0.5) ? "0.01" : "3" }),
      })
      return
    case 6:
      for (const list of ["orders-pending?limit=5", "orders-history?instType=SPOT", "fills"]) {
        desk.tryRest("GET", `/api/v5/trade/${list}`)
      }
      desk.tryRest("GET", `/api/v5/trade/order?instId=${instId}&clOrdId=${clOrdId}`)
      return
    default: {
      const order = (): Json => ({ ...symbol, side: "buy", ordType: "limit", px: price, clOrdId: newId(ids) })
      if (random.chance(0.5)) send("batch-orders", "batch-orders", [order(), order(), order()])
      else send("order", "order", order())
    }
  }
}

function newId(ids: string[]): string {
  ids.push(`s${ids.length}`)
  return ids.at(-1) ?? ""
}

interface Book {
  state: string
  px: string
  sz: string
  filled: string
  fee: string
  cancelSource: string
}

/** What became of every order, from the log alone. */
function booksOf(records: readonly LogRecord[]): Map<string, Book> {
  const books = new Map<string, Book>()
  for (const record of records) {
    const facts = (name: string): string => String(record[name])
    if (record.type === "order-accepted") {
      const blank = { state: "live", filled: "0", fee: "0", cancelSource: "" }
      books.set(facts("ordId"), { ...blank, px: facts("px"), sz: facts("sz") })
    }
    const book = books.get(facts("ordId"))
    if (book === undefined) continue
    if (record.type === "order-amended") Object.assign(book, { px: facts("px"), sz: facts("sz") })
    if (record.type === "fill") {
      book.filled = addAll([book.filled, facts("sz")])
      book.fee = addAll([book.fee, facts("fee")])
      assert.equal(facts("accFillSz"), book.filled)
      if (book.state === "live") book.state = "partially_filled"
    }
    if (record.type === "fee-corrected") {
      // Fees are charged: both are below zero, and taking away is adding without the sign.
      book.fee = addAll([book.fee, facts("fee"), facts("feeWas").slice(1)])
    }
    if (record.type === "order-filled" || record.type === "order-cancelled") {
      Object.assign(book, { state: facts("state"), cancelSource: facts("cancelSource") })
    }
  }
  return books
}

function bookOf(order: Order): Book {
  const { state, cancelSource, price, size, filled, fee } = order
  const px = price === undefined ? "" : format(price)
  return { state, px, sz: format(size), filled: format(filled), fee: format(fee), cancelSource }
}

const ROUNDS = 20 * FAULT_NAMES.length

test("every fault while an account trades, so the log alone gives the same books as the exchange", () => {
  const { desk, records } = storm(11, ROUNDS)
  const [account] = desk.exchange.world.accounts.values()
  assert.ok(account !== undefined)
  const books = booksOf(records)
  assert.ok(account.orderList.length > 300)
  assert.deepEqual(
    Object.fromEntries(books),
    Object.fromEntries(account.orderList.map((order) => [order.ordId, bookOf(order)])),
  )
  assert.deepEqual(
    records.map((record) => record.seq),
    records.map((_, at) => at + 1),
  )
  assert.deepEqual(desk.exchange.world.log.read(1, records.length), records)
  for (const [ccy, start] of Object.entries(START)) {
    const changes: string[] = account.bills.filter((bill) => bill.ccy === ccy).map((bill) => bill.balChg)
    const cash: Decimal | undefined = account.balances.get(ccy)?.cash
    assert.ok(cash !== undefined)
    assert.equal(addAll([start, ...changes]), format(cash))
  }
})

test("every fault while an account trades, so each has struck at least once, and all are over when they are ended", () => {
  const struck = new Map<string, number>()
  for (const seed of [12, 13]) {
    const { desk } = storm(seed, ROUNDS)
    for (const [fault, count] of desk.exchange.world.faults.counts) struck.set(fault, (struck.get(fault) ?? 0) + count)
    assert.equal(desk.rest("GET", "/api/v5/account/config").code, "0")
    assert.equal(desk.place({ clOrdId: "after" }).sCode, "0")
  }
  assert.deepEqual(
    [...struck].filter(([, count]) => count === 0).map(([fault]) => fault),
    [],
  )
})

test("the same seed, so the same frames and records to the letter; another seed, so others", () => {
  const hash = (seed: number): string => {
    const { desk, records } = storm(seed, 400)
    return createHash("sha256")
      .update(JSON.stringify([desk.frames, desk.closed, records]))
      .digest("hex")
  }
  const first = hash(7)
  assert.equal(hash(7), first)
  assert.notEqual(hash(8), first)
})
