// The SQL behind pages of orders and fills: filters by index, newest first, from the place of a cursor on; what they say comes from order-events.ts, events, oldest
// first, from event-rows.ts. It runs in the history worker on connections that can only read, inside one read transaction of the index, so that a page and its `seq` belong together.

import { type AccountId, encodeOrder, isActive, type OrderState } from "@okx-oms/core"
import type { EventQuery, FillQuery, OrderQuery } from "@okx-oms/trading"
import type { RowPlace } from "./cursor.ts"
import { eventRows } from "./event-rows.ts"
import { FillRows } from "./fill-rows.ts"
import { projectedAnchor } from "./index-projector.ts"
import { OrderEvents, type Sources } from "./order-events.ts"
import { assertRows } from "./row-checks.ts"
import { OPEN_STATES_SQL } from "./schema.ts"
import type { Row } from "./statements.ts"

/** A query with its cursor already read. */
export type Question =
  | ({ readonly list: "orders"; readonly after?: RowPlace } & Omit<OrderQuery, "cursor">)
  | ({ readonly list: "fills"; readonly after?: RowPlace } & Omit<FillQuery, "cursor">)
  | ({ readonly list: "events"; readonly after?: RowPlace } & Omit<EventQuery, "cursor">)

/** Rows as the index has them; the asker's thread makes values of them. */
export interface RawPage {
  readonly rows: readonly Row[]
  /** Place of the last row; absent on the last page. */
  readonly next?: RowPlace
  readonly seq: number
}

export function answer(sources: Sources, question: Question): RawPage {
  const { statements } = sources
  statements.run("BEGIN")
  try {
    const { seq } = projectedAnchor(statements, question.account)
    const found = placesFor(sources, question, seq)
    const rows = shown(sources, question, found.slice(0, question.limit))
    const last = rows.at(-1)
    if (found.length <= question.limit || last === undefined) return { rows, seq }
    return { rows, next: placeOf(question.list, last), seq }
  } finally {
    statements.run("COMMIT")
  }
}

interface Select {
  readonly sql: string
  readonly values: readonly (string | number)[]
}

/** Where the rows are; one more than the page shows, where there are more. */
function placesFor(sources: Sources, question: Question, seq: number): readonly Row[] {
  const { statements } = sources
  const count = question.limit + 1
  if (question.list === "events") {
    const { fromSeq = 1, after } = question
    const range = { fromSeq: Math.max(fromSeq, after === undefined ? 1 : after[0] + 1), upTo: seq, count }
    return eventRows(sources, question, range)
  }
  const { sql, values } = question.list === "orders" ? selectOrders(question) : selectFills(sources, question)
  return statements.all(`${sql} LIMIT ?`, ...values, count)
}

/** The rows of a page with all that they say. Throws JournalUnavailable. */
function shown(sources: Sources, { list, account }: Question, places: readonly Row[]): readonly Row[] {
  if (list === "events") return places
  const events = new OrderEvents(sources, account)
  if (list === "fills") return new FillRows(events, sources.indexFile).filledIn(places)
  assertRows("orders", places, sources.indexFile)
  return places.map((row) => ({ ...row, body: encodeOrder(events.order(row)) }))
}

function selectOrders(question: Extract<Question, { list: "orders" }>): Select {
  const { states, symbol, strategy, since, after } = question
  const where = new Conditions(question.account)
  if (states !== undefined) {
    // Few orders are open and many are closed: said in these words, SQLite takes the index that has only the open ones.
    if (states.every((state: OrderState) => isActive(state))) where.add(OPEN_STATES_SQL)
    where.add("state IN (SELECT value FROM json_each(?))", JSON.stringify(states))
  }
  if (symbol !== undefined) where.add("symbol = ?", symbol)
  if (strategy !== undefined) where.add("strategy = ?", strategy)
  if (since !== undefined) where.add("created_at >= ?", since)
  if (after !== undefined) where.add("(created_at, order_id) < (?, ?)", ...after)
  return where.select("SELECT * FROM orders", "ORDER BY created_at DESC, order_id DESC")
}

function selectFills(sources: Sources, question: Extract<Question, { list: "fills" }>): Select {
  const { account, symbol, strategy, orderId, since, after } = question
  const where = new Conditions(question.account)
  if (orderId !== undefined) {
    // The order knows when it was filled; by time they are found.
    const moments = new FillRows(new OrderEvents(sources, account), sources.indexFile).momentsOf(orderId)
    where.add("at IN (SELECT value FROM json_each(?))", JSON.stringify(moments))
    where.add("order_id = ?", orderId)
  }
  if (symbol !== undefined) where.add("symbol = ?", symbol)
  if (strategy !== undefined) where.add("strategy = ?", strategy)
  if (since !== undefined) where.add("at >= ?", since)
  if (after !== undefined) where.add("(at, seq) < (?, ?)", ...after)
  return where.select("SELECT * FROM fills", "ORDER BY at DESC, seq DESC")
}

/** Collects the terms of a WHERE with their values; every term is one of the constants above. */
class Conditions {
  readonly #terms = ["account = ?"]
  readonly #values: (string | number)[]

  constructor(account: AccountId) {
    this.#values = [account]
  }

  add(term: string, ...values: readonly (string | number)[]): void {
    this.#terms.push(term)
    this.#values.push(...values)
  }

  select(from: string, order: string): Select {
    return { sql: `${from} WHERE ${this.#terms.join(" AND ")} ${order}`, values: this.#values }
  }
}

function placeOf(list: Question["list"], row: Row): RowPlace {
  switch (list) {
    case "orders":
      return [Number(row.created_at), String(row.order_id)]
    case "fills":
      return [Number(row.at), Number(row.seq)]
    case "events":
      return [Number(row.seq), 0]
    default:
      return list satisfies never
  }
}
