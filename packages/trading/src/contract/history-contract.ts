// The History half of the journal's contract: pages of orders, fills and events. It relies on the sample book and on a naive recount of the
// very same events, so every filter and every cursor is checked against the obvious.

import assert from "node:assert/strict"
import { test } from "node:test"
import { encodeOrder, format, InvalidValue, type OmsEvent, type Order, parseSymbol, replay } from "@okx-oms/core"
import type { History, Journal, Page } from "../ports.ts"
import { appendAll, SampleBook, type SampleOrder } from "./sample-book.ts"

type Create = () => Promise<{ readonly journal: Journal & History } & AsyncDisposable>

const SYMBOLS = ["BTC-USDT", "ETH-USDT", "SOL-USDT"]
const STRATEGIES = ["grid", "manual"]

export function describeHistory(create: Create): void {
  describePages(create)
  describeContent(create)
}

function describePages(create: Create): void {
  test("small pages, so they join to the whole list, newest first, without gap or repetition", async () => {
    await using harness = await create()
    const { journal } = harness
    const { book, orders } = await filledJournal(journal, 23)
    const account = book.account
    const shown = await allPages((cursor) => journal.orders({ account, limit: 5, ...(cursor && { cursor }) }))
    const expected = orders.map((order) => order.orderId).reverse()
    assert.deepEqual(
      shown.map((order) => order.orderId),
      expected,
    )
    const fills = await allPages((cursor) => journal.fills({ account, limit: 7, ...(cursor && { cursor }) }))
    assert.equal(fills.length, new Set(fills.map((fill) => fill.seq)).size)
    assert.deepEqual(
      fills.map((fill) => fill.seq),
      fills.map((fill) => fill.seq).toSorted((a, b) => b - a),
    )
    const events = await allPages((cursor) => journal.events({ account, limit: 11, ...(cursor && { cursor }) }))
    assert.deepEqual(
      events.map((event) => event.seq),
      Array.from({ length: book.seq }, (_, index) => index + 1),
    )
  })

  test("orders come and change between two pages, so none of the older ones is missed or shown twice", async () => {
    await using harness = await create()
    const { journal } = harness
    const { book, orders } = await filledJournal(journal, 12)
    const account = book.account
    const shown: Order[] = []
    let cursor: string | undefined
    do {
      const page: Page<Order> = await journal.orders({ account, limit: 4, ...(cursor && { cursor }) })
      shown.push(...page.rows)
      cursor = page.nextCursor
      await appendAll(journal, book, book.wholeLife().turns)
    } while (cursor !== undefined)
    assert.deepEqual(
      shown.map((order) => order.orderId),
      orders.map((order) => order.orderId).reverse(),
    )
  })

  test("orders of the very same time, so pages still join without gap or repetition, later ones first", async () => {
    await using harness = await create()
    const { journal } = harness
    const book = new SampleBook()
    const { orders, events } = book.placeTogether(9)
    await appendAll(journal, book, [events])
    const { account } = book
    const shown = await allPages((cursor) => journal.orders({ account, limit: 2, ...(cursor && { cursor }) }))
    assert.deepEqual(
      shown.map((order) => order.orderId),
      orders.map((order) => order.orderId).reverse(),
    )
  })

  test("a page after an append, so it shows the order and says up to which event", async () => {
    await using harness = await create()
    const { journal } = harness
    const { book } = await filledJournal(journal, 3)
    const { order, events } = book.place()
    await appendAll(journal, book, [events])
    const page = await journal.orders({ account: book.account, limit: 1 })
    assert.equal(page.rows[0]?.orderId, order.orderId)
    assert.equal(page.seq, book.seq)
  })

  test("an account without events, so an empty last page at 0", async () => {
    await using harness = await create()
    const { account } = new SampleBook("nobody")
    assert.deepEqual(await harness.journal.orders({ account, limit: 10 }), { rows: [], seq: 0 })
    assert.deepEqual(await harness.journal.fills({ account, limit: 10 }), { rows: [], seq: 0 })
    assert.deepEqual(await harness.journal.events({ account, limit: 10 }), { rows: [], seq: 0 })
  })

  test("a limit or cursor that cannot be, so InvalidValue names the field", async () => {
    await using harness = await create()
    const { account } = new SampleBook()
    for (const limit of [0, 501, 1.5, Number.NaN]) {
      await assert.rejects(harness.journal.orders({ account, limit }), InvalidValue)
      await assert.rejects(harness.journal.events({ account, limit }), InvalidValue)
    }
    for (const cursor of ["", "x", "bm90IGEgY3Vyc29y", "[1]"]) {
      await assert.rejects(harness.journal.orders({ account, limit: 1, cursor }), InvalidValue)
      await assert.rejects(harness.journal.fills({ account, limit: 1, cursor }), InvalidValue)
    }
  })
}

function describeContent(create: Create): void {
  test("filters alone and together, so exactly the orders that a recount finds", async () => {
    await using harness = await create()
    const { journal } = harness
    const { book, events } = await filledJournal(journal, 24)
    const account = book.account
    const all = [...replay(account, events).orders.values()].reverse()
    const since = all[10]?.createdAt
    const symbol = parseSymbol("ETH-USDT")
    const states = ["Filled", "PartiallyFilled"] as const
    assert.ok(since !== undefined)
    for (const filter of [{ states }, { symbol }, { strategy: "grid" }, { since }, { states, symbol, since }]) {
      const expected: Order[] = all.filter(
        (order) =>
          (!("states" in filter) || states.some((state) => state === order.state)) &&
          (!("symbol" in filter) || order.symbol === symbol) &&
          (!("strategy" in filter) || order.strategy === "grid") &&
          (!("since" in filter) || order.createdAt >= since),
      )
      const page = await journal.orders({ account, limit: 500, ...filter })
      assert.ok(expected.length > 0 && expected.length < all.length)
      assert.deepEqual(page.rows.map(encodeOrder), expected.map(encodeOrder), JSON.stringify(filter))
    }
  })

  test("fills carry their order's ids, exact amounts and the event's number, so they stand alone", async () => {
    await using harness = await create()
    const { journal } = harness
    const { book, orders, events } = await filledJournal(journal, 4)
    const account = book.account
    const [order] = orders
    assert.ok(order !== undefined)
    const { rows } = await journal.fills({ account, limit: 500, orderId: order.orderId })
    const booked = events.filter((event) => "fill" in event && event.orderId === order.orderId)
    assert.deepEqual(
      rows.map((row) => row.seq),
      booked.map((event) => event.seq).reverse(),
    )
    const [newest] = rows
    assert.ok(newest !== undefined)
    assert.deepEqual(
      [newest.clOrdId, newest.clientOrderId, newest.okxOrderId, newest.symbol, newest.unit, newest.side],
      [order.clOrdId, order.clientOrderId, order.okxOrderId, order.symbol, "base", "buy"],
    )
    assert.equal(format(newest.price), "60000.1")
    assert.equal(newest.fees[0] && format(newest.fees[0].amount), "-0.012345678901234567")
    const ofSymbol = await journal.fills({ account, limit: 500, symbol: parseSymbol("SOL-USDT"), since: newest.at })
    assert.ok(ofSymbol.rows.every((row) => row.symbol === "SOL-USDT" && row.at >= newest.at))
    assert.ok(ofSymbol.rows.length > 0)
  })

  test("events of one order from a number on, so its timeline with the breaks about it", async () => {
    await using harness = await create()
    const { journal } = harness
    const { book, orders } = await filledJournal(journal, 6)
    const account = book.account
    const order = orders[2]
    assert.ok(order !== undefined)
    const found = book.foundBreak(order.orderId)
    await appendAll(journal, book, [found.events])
    const { rows } = await journal.events({ account, limit: 500, orderId: order.orderId })
    assert.deepEqual([rows[0]?.type, rows.at(-1)?.type], ["OrderCreated", "BreakFound"])
    assert.ok(rows.every((event) => "orderId" in event && event.orderId === order.orderId))
    const later = await journal.events({ account, limit: 500, orderId: order.orderId, fromSeq: rows[1]?.seq ?? 0 })
    assert.deepEqual(later.rows, rows.slice(1))
  })

  test("an execution is corrected and then taken back, so its row gives way to the one in its place, and then to none", async () => {
    await using harness = await create()
    const { journal } = harness
    const book = new SampleBook()
    const started = book.start()
    const { order, events } = book.place()
    const acknowledged = book.acknowledge(order)
    const filled = book.fill(order, { quantity: "0.2", filled: "0.2" })
    await appendAll(journal, book, [started, events, acknowledged, filled])
    const rowsNow = async () => {
      const { rows } = await journal.fills({ account: book.account, limit: 10 })
      return rows.map(({ seq, tradeId, price, quantity }) => [seq, tradeId, format(price), format(quantity)])
    }
    const [[seq, tradeId] = []] = await rowsNow()
    assert.deepEqual(await rowsNow(), [[filled[0]?.seq, tradeId, "60000.1", "0.2"]])
    const corrected = book.correctFill(order, String(tradeId), { quantity: "0.3", price: "59999.9" })
    await appendAll(journal, book, [corrected])
    const [[inPlaceSeq, inPlace] = []] = await rowsNow()
    assert.ok(Number(inPlaceSeq) > Number(seq))
    assert.deepEqual(await rowsNow(), [[corrected[0]?.seq, inPlace, "59999.9", "0.3"]])
    await appendAll(journal, book, [book.correctFill(order, String(inPlace))])
    assert.deepEqual(await rowsNow(), [])
    const [known] = await journal.lookup(book.account, [{ kind: "orderId", value: order.orderId }])
    assert.deepEqual([known?.fills.length, known && format(known.filledQuantity)], [0, "0"])
  })
}

interface Filled {
  readonly book: SampleBook
  readonly orders: readonly SampleOrder[]
  readonly events: readonly OmsEvent[]
}

/** A journal with `count` orders in every stage of life, over three symbols and two strategies. */
async function filledJournal(journal: Journal, count: number): Promise<Filled> {
  const book = new SampleBook()
  const orders: SampleOrder[] = []
  const turns: OmsEvent[][] = [book.start()]
  for (let number = 0; number < count; number++) {
    const symbol = SYMBOLS[number % SYMBOLS.length] ?? "BTC-USDT"
    const strategy = STRATEGIES[number % STRATEGIES.length] ?? "manual"
    if (number % 4 === 0) {
      const life = book.wholeLife({ symbol, strategy })
      orders.push(life.order)
      turns.push(...life.turns)
      continue
    }
    const { order, events } = book.place({ symbol, strategy })
    orders.push(order)
    turns.push(events, book.acknowledge(order))
    if (number % 4 > 1) turns.push(book.fill(order, { quantity: "0.1", filled: "0.1" }))
    if (number % 4 === 3) turns.push(book.cancel(order))
  }
  await appendAll(journal, book, turns)
  return { book, orders, events: turns.flat() }
}

async function allPages<Row>(page: (cursor: string | undefined) => Promise<Page<Row>>): Promise<Row[]> {
  const rows: Row[] = []
  let cursor: string | undefined
  do {
    const { rows: more, nextCursor } = await page(cursor)
    rows.push(...more)
    cursor = nextCursor
  } while (cursor !== undefined)
  return rows
}
