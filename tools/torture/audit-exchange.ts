// Holds the journal to what the exchange itself says happened: no order accepted twice or without a recorded intention, every fill to the last digit, the
// same orders open on both sides, and nothing called dead that lives. It shares no code with the manager.

import { isSameAmount, sumOf } from "./amount-text.ts"
import { type Books, type ExchangeBooks, tagsOf } from "./books.ts"
import { type Finding, Findings } from "./finding.ts"
import { isRow, numberOf, parseRow, type Row, rowsOf, textOf } from "./rows.ts"

/** Both processes read the same machine's clock, in whole milliseconds, one of them through a clock that never steps back. */
const CLOCK_TOLERANCE_MS = 100
const OPEN_STATES = new Set(["Created", "Validated", "Submitted", "Acknowledged", "PartiallyFilled"])
/** Differences that mean that we were wrong about an order; the other kinds are what faults look like from here. */
const ALARMING_BREAKS = new Set(["resurrected", "journal-behind", "contradiction"])

export function auditExchange(books: Books, exchange: ExchangeBooks): readonly Finding[] {
  const findings = new Findings()
  const ours = new Ours(books)
  const accepted = acceptedOf(exchange, tagsOf(books))
  findings.expect(tagsOf(books).size <= 1, {
    kind: "wrong",
    rule: "one tag for good",
    what: [...tagsOf(books)].join(", "),
  })
  auditAccepted(ours, accepted, findings)
  auditSends(ours, exchange, findings)
  auditVerdicts(ours, accepted, findings)
  auditFills({ books, ours, accepted, exchange }, findings)
  auditEnds({ ours, accepted, exchange }, findings)
  auditAlarms(books, findings)
  return findings.all
}

/** The journal by the ids that the exchange knows. */
class Ours {
  readonly createdByClOrdId = new Map<string, Row>()
  readonly eventsByOrder: ReadonlyMap<string, readonly Row[]>
  readonly orderByClOrdId = new Map<string, Row>()

  constructor({ events, orders }: Books) {
    this.eventsByOrder = Map.groupBy(events, (event) => textOf(event, "orderId"))
    for (const event of events) {
      if (event.type === "OrderCreated") this.createdByClOrdId.set(textOf(event, "clOrdId"), event)
    }
    for (const order of orders) this.orderByClOrdId.set(textOf(order, "clOrdId"), order)
  }

  submissions(clOrdId: string): readonly Row[] {
    const events = this.eventsByOrder.get(textOf(this.createdByClOrdId.get(clOrdId), "orderId")) ?? []
    return events.filter(({ type }) => type === "OrderSubmitted")
  }
}

type Accepted = ReadonlyMap<string, readonly Row[]>

/** What the exchange took under our tag, by our id. */
function acceptedOf({ records }: ExchangeBooks, tags: ReadonlySet<string>): Accepted {
  const taken = records.filter((record) => record.type === "order-accepted" && tags.has(textOf(record, "tag")))
  return Map.groupBy(taken, (record) => textOf(record, "clOrdId"))
}

function auditAccepted(ours: Ours, accepted: Accepted, findings: Findings): void {
  for (const [clOrdId, records] of accepted) {
    const [first] = records
    const created = ours.createdByClOrdId.get(clOrdId)
    const submissions = ours.submissions(clOrdId)
    findings.expect(records.length === 1, {
      kind: "doubled",
      rule: "one intent is one order there",
      what: JSON.stringify(records),
    })
    const before = submissions.some((event) => numberOf(event, "at") <= numberOf(first, "ts") + CLOCK_TOLERANCE_MS)
    findings.expect(before, {
      kind: "lost",
      rule: "an accepted order was recorded as submitted before",
      what: `there ${JSON.stringify(first)}, here ${JSON.stringify(submissions)}`,
    })
    const isSame =
      created !== undefined &&
      first !== undefined &&
      textOf(created, "symbol") === textOf(first, "instId") &&
      textOf(created, "side") === textOf(first, "side") &&
      textOf(created, "orderType") === textOf(first, "ordType") &&
      isSameAmount(textOf(created, "price"), textOf(first, "px")) &&
      isSameAmount(textOf(created, "quantity"), textOf(first, "sz"))
    findings.expect(isSame, {
      kind: "wrong",
      rule: "an order went out as it was recorded",
      what: `there ${JSON.stringify(first)}, here ${JSON.stringify(created)}`,
    })
  }
}

/** A placement leaves once for each time that its leaving was recorded, and never before. */
function auditSends(ours: Ours, { records }: ExchangeBooks, findings: Findings): void {
  const sends = new Map<string, Row[]>()
  for (const record of records) {
    for (const item of placementsIn(record)) {
      const clOrdId = textOf(item, "clOrdId")
      sends.set(clOrdId, [...(sends.get(clOrdId) ?? []), record])
    }
  }
  for (const [clOrdId, received] of sends) {
    const recorded = ours.submissions(clOrdId).length
    findings.expect(received.length <= recorded, {
      kind: recorded === 0 ? "lost" : "doubled",
      rule: "a placement is sent as often as was recorded",
      what: `${clOrdId}: received ${received.length} times, recorded ${recorded} times`,
    })
  }
}

/** The placements that a received request asks for, over either transport. */
export function placementsIn(record: Row): readonly Row[] {
  if (record.type !== "request-received") return []
  if (record.op === "order" || record.op === "batch-orders") return rowsOf(record, "args")
  if (!/\/trade\/(?:order|batch-orders)$/.test(textOf(record, "target"))) return []
  const body = textOf(record, "body")
  const single = parseRow(body)
  if (single !== undefined) return [single]
  try {
    const list: unknown = JSON.parse(body)
    return Array.isArray(list) ? list.filter(isRow) : []
  } catch {
    return []
  }
}

function auditVerdicts(ours: Ours, accepted: Accepted, findings: Findings): void {
  for (const [clOrdId, created] of ours.createdByClOrdId) {
    const events = ours.eventsByOrder.get(textOf(created, "orderId")) ?? []
    const dead = events.find(({ type }) => type === "OrderRejected" || type === "OrderFailed")
    findings.expect(dead === undefined || !accepted.has(clOrdId), {
      kind: "wrong",
      rule: "an order called rejected or failed was never accepted",
      what: `${clOrdId}: ${JSON.stringify(dead)}, there ${JSON.stringify(accepted.get(clOrdId))}`,
    })
    const claims = events.find(({ type }) => type === "OrderAcknowledged" || type === "OrderFilled")
    findings.expect(claims === undefined || accepted.has(clOrdId), {
      kind: "wrong",
      rule: "an order called live was accepted",
      what: `${clOrdId}: ${JSON.stringify(claims)}`,
    })
  }
}

interface BothBooks {
  readonly books: Books
  readonly ours: Ours
  readonly accepted: Accepted
  readonly exchange: ExchangeBooks
}

function fillKey(row: Row, orderField: string): string {
  return `${textOf(row, orderField)}/${textOf(row, "tradeId")}`
}

function auditFills({ books, ours, accepted, exchange }: BothBooks, findings: Findings): void {
  const there = Map.groupBy(
    exchange.records.filter(({ type }) => type === "fill"),
    (record) => fillKey(record, "ordId"),
  )
  const here = Map.groupBy(books.fills, (fill) => fillKey(fill, "okxOrderId"))
  for (const [key, fills] of here) {
    findings.expect(fills.length === 1, { kind: "doubled", rule: "a fill is booked once", what: JSON.stringify(fills) })
    findings.expect(there.has(key), { kind: "wrong", rule: "a booked fill happened", what: JSON.stringify(fills) })
  }
  for (const [key, records] of there) {
    const [record] = records
    const [fill] = here.get(key) ?? []
    findings.expect(fill !== undefined, { kind: "lost", rule: "a fill is booked", what: JSON.stringify(record) })
    if (fill === undefined || record === undefined) continue
    findings.expect(isSameFill(fill, record), {
      kind: "wrong",
      rule: "a fill is booked to the last digit",
      what: `there ${JSON.stringify(record)}, here ${JSON.stringify(fill)}`,
    })
  }
  const byOrder = Map.groupBy([...there.values()].flat(), (record) => textOf(record, "ordId"))
  for (const [clOrdId, [record]] of accepted) {
    const order = ours.orderByClOrdId.get(clOrdId)
    const sum = sumOf((byOrder.get(textOf(record, "ordId")) ?? []).map((fill) => textOf(fill, "sz")))
    findings.expect(
      isSameAmount(textOf(order, "filledQuantity"), sum) && isSameAmount(textOf(order, "fillsMissing"), "0"),
      {
        kind: "wrong",
        rule: "an order's total is the sum of its fills there",
        what: `${clOrdId}: there ${sum}, here ${textOf(order, "filledQuantity")}, missing ${textOf(order, "fillsMissing")}`,
      },
    )
  }
}

function isSameFill(fill: Row, record: Row): boolean {
  const [fee, ...more] = rowsOf(fill, "fees")
  return (
    more.length === 0 &&
    isSameAmount(textOf(fill, "price"), textOf(record, "px")) &&
    isSameAmount(textOf(fill, "quantity"), textOf(record, "sz")) &&
    isSameAmount(textOf(fee, "amount"), textOf(record, "fee")) &&
    textOf(fee, "currency") === textOf(record, "feeCcy") &&
    textOf(fill, "liquidity") === (record.execType === "M" ? "maker" : "taker") &&
    numberOf(fill, "at") === numberOf(record, "ts")
  )
}

function auditEnds({ ours, accepted, exchange }: Omit<BothBooks, "books">, findings: Findings): void {
  const openThere = new Map(exchange.openOrders.map((order) => [textOf(order, "ordId"), order]))
  const ended = new Map<string, string>()
  for (const record of exchange.records) {
    if (record.type === "order-filled") ended.set(textOf(record, "ordId"), "Filled")
    if (record.type === "order-cancelled") ended.set(textOf(record, "ordId"), "Cancelled")
  }
  for (const [clOrdId, order] of ours.orderByClOrdId) {
    const state = textOf(order, "state")
    const [record] = accepted.get(clOrdId) ?? []
    const there = openThere.get(textOf(record, "ordId"))
    const what = `${clOrdId}: here ${JSON.stringify(order)}, there ${JSON.stringify(there ?? record)}`
    findings.expect(order.doubt === undefined, { kind: "wrong", rule: "no doubt stays", what })
    findings.expect(OPEN_STATES.has(state) === (there !== undefined), {
      kind: "wrong",
      rule: "open here is open there",
      what,
    })
    const how = ended.get(textOf(record, "ordId"))
    const isRight = how === undefined || state === how || (state === "Expired" && how === "Cancelled")
    findings.expect(there !== undefined || isRight, { kind: "wrong", rule: "an order ended as it ended there", what })
    if (there === undefined) continue
    const isSame =
      isSameAmount(textOf(order, "price"), textOf(there, "px")) &&
      isSameAmount(textOf(order, "quantity"), textOf(there, "sz")) &&
      isSameAmount(textOf(order, "filledQuantity"), textOf(there, "accFillSz"))
    findings.expect(isSame, { kind: "wrong", rule: "an open order is the same on both sides", what })
  }
}

function auditAlarms({ events }: Books, findings: Findings): void {
  for (const event of events) {
    const isAlarm = event.type === "BreakFound" && ALARMING_BREAKS.has(textOf(event, "kind"))
    findings.expect(!isAlarm && event.type !== "TradingHalted", {
      kind: "wrong",
      rule: "the books never contradicted each other",
      what: JSON.stringify(event),
    })
  }
}
