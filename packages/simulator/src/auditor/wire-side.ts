// What crosses the border of the process: every placement, amendment and cancel that leaves follows from a durable event and says what the event says, once per
// event, within OKX's windows. And what comes in is remembered, because claims rest on it.

import { Decimals, parseDecimal } from "@okx-oms/core"
import type { Observation } from "../observation.ts"
import { type AccountBooks, type Bench, broken, isRecord, type OurOrder, saysOurs, text } from "./books.ts"
import { Windows } from "./windows.ts"

type Sent = Extract<Observation, { kind: "sent" }>
type Received = Extract<Observation, { kind: "received" }>
type Item = Readonly<Record<string, unknown>>

/** By the end of the path or by the op. */
const OPERATIONS: readonly { readonly what: RegExp; readonly operation: "place" | "amend" | "cancel" }[] = [
  { what: /^(POST \/api\/v5\/trade\/(order|batch-orders)|order|batch-orders)$/, operation: "place" },
  { what: /(^|\/)(amend-order|amend-batch-orders|batch-amend-orders)$/, operation: "amend" },
  { what: /(^|\/)(cancel-order|cancel-batch-orders|batch-cancel-orders)$/, operation: "cancel" },
]

/** How many later turns' placements may leave before a cancel that waits, and for how long it may wait behind them. */
const OVERTAKEN_APPENDS = 3
const OVERTAKEN_MS = 1_000
/** A placement this long after one moment and before another shows that the process ran between them. */
const AWAKE_MS = 300
const REMEMBERED_MS = 20_000
const TOO_MANY = "50011"
const CLOSED_MS = 2_000

export class WireSide {
  readonly #books: AccountBooks
  /** Of this life: what the one before sent within the last two seconds it cannot know; OKX refuses such a request with certainty. */
  #windows = new Windows()
  #windowsOf = 0
  /** When placements left lately. */
  #placedAtMs: number[] = []
  /** OKX said that there were too many cancels: whoever believes it sends none for the length of a window. */
  #cancelsClosedUntilMs = 0

  constructor(books: AccountBooks) {
    this.#books = books
  }

  sent(observation: Sent, bench: Bench): void {
    const { what, body } = observation
    if (what.startsWith("GET ")) {
      this.#books.reads.push({ atMs: bench.atMs, exchangeOffsetMs: bench.exchangeOffsetMs, target: body })
      return
    }
    const operation = OPERATIONS.find((known) => known.what.test(what))?.operation
    if (operation === undefined) return
    const items = itemsOf(body)
    const orders = items.map((item) => this.#orderOf(item))
    for (const [index, item] of items.entries()) {
      const order = orders[index]
      if (order === undefined)
        throw broken(
          bench,
          operation === "place" ? "S2" : "S14",
          `${what} of an order that is not in the journal: ${body}`,
        )
      if (operation === "place") this.#placed(order, item, observation, bench)
      else if (operation === "amend") this.#amended(order, item, bench)
      else this.#cancelled(order, bench)
    }
    const symbol = orders[0]?.symbol ?? ""
    if (this.#windowsOf !== observation.generation) {
      this.#windowsOf = observation.generation
      this.#windows = new Windows()
    }
    const full = this.#windows.take(operation, symbol, items.length, bench.atMs)
    if (full !== undefined) throw broken(bench, "S13", `${full} (${what} of ${items.length} ${symbol})`)
  }

  received(observation: Received, lifeEvents: { readonly heardMax: number } = { heardMax: 100_000 }): void {
    const { body } = observation
    if (!body.startsWith("{") || saysNothing(body)) return
    const { rows, envelopes } = this.#books.heard
    let parsed: unknown
    try {
      parsed = JSON.parse(body)
    } catch {
      return
    }
    if (!isRecord(parsed) || "arg" in parsed) return
    const data = Array.isArray(parsed.data) ? parsed.data.filter(isRecord) : []
    if (data.length === 0 && text(parsed, "code") !== "") envelopes.add(text(parsed, "code"))
    this.#closeCancels(text(parsed, "op"), text(parsed, "code"), observation.atMs)
    if (rows.size > lifeEvents.heardMax) rows.clear()
    for (const row of data) {
      const code = text(row, "sCode")
      if (code === "") continue
      this.#closeCancels(text(parsed, "op"), code, observation.atMs)
      for (const id of [text(row, "clOrdId"), text(row, "ordId")]) {
        if (id === "") continue
        const said = rows.get(id)
        if (said === undefined) rows.set(id, new Set([code]))
        else said.add(code)
      }
    }
  }

  /** An answer by REST does not name its operation. */
  #closeCancels(op: string, code: string, atMs: number): void {
    if (code !== TOO_MANY || !(op === "" || op.includes("cancel"))) return
    this.#cancelsClosedUntilMs = Math.max(this.#cancelsClosedUntilMs, atMs + CLOSED_MS)
  }

  #orderOf(item: Item): OurOrder | undefined {
    const { oursByClOrdId, oursByOkxOrderId } = this.#books
    return oursByClOrdId.get(text(item, "clOrdId")) ?? oursByOkxOrderId.get(text(item, "ordId"))
  }

  #placed(order: OurOrder, item: Item, observation: Sent, bench: Bench): void {
    const sides = () => ({ ours: saysOurs(order), theirs: JSON.stringify(item) })
    if (order.submitted === 0) throw broken(bench, "S2", "a placement left before its intent was durable", sides())
    order.sent++
    if (order.sent > order.submitted)
      throw broken(bench, "S1", `one intent left ${order.sent} times, ${order.submitted} times was meant`, sides())
    if (observation.expTimeMs !== order.expiresAt)
      throw broken(
        bench,
        "S2",
        `a placement left with expTime ${observation.expTimeMs}, meant was ${order.expiresAt}`,
        sides(),
      )
    const { ordType, quantity, price } = order.terms
    const same =
      text(item, "side") === order.side &&
      text(item, "ordType") === ordType &&
      sameAmount(text(item, "sz"), quantity) &&
      (price === undefined ? text(item, "px") === "" : sameAmount(text(item, "px"), price))
    if (!same) throw broken(bench, "S2", "a placement left with other terms than those in the journal", sides())
    this.#rememberPlaced(bench.atMs)
    this.#checkCancelsWaiting(order, bench)
  }

  /** Of one moment one is enough; the oldest are forgotten now and then. */
  #rememberPlaced(atMs: number): void {
    const placed = this.#placedAtMs
    if (placed.at(-1) === atMs) return
    placed.push(atMs)
    if (atMs - (placed[0] ?? atMs) < 2 * REMEMBERED_MS) return
    this.#placedAtMs = placed.filter((each) => atMs - each < REMEMBERED_MS)
  }

  #amended(order: OurOrder, item: Item, bench: Bench): void {
    const reqId = text(item, "reqId")
    if (!order.amendsAsked.has(reqId))
      throw broken(bench, "S2", `amendment ${reqId} left without a durable event`, { ours: saysOurs(order) })
  }

  #cancelled(order: OurOrder, bench: Bench): void {
    if (order.cancelsAsked === 0)
      throw broken(bench, "S2", "a cancel left without a durable event", { ours: saysOurs(order) })
    this.#checkWaited(order, bench)
    order.cancelsSent++
    order.cancelAsked = undefined
    this.#books.tallies.cancelsWaiting.delete(order)
  }

  /** It waited although its own window had room, and placements left meanwhile: so the process was awake. */
  #checkWaited(order: OurOrder, bench: Bench): void {
    const asked = order.cancelAsked
    if (asked === undefined || asked.generation !== bench.generation) return
    const sinceMs = this.#couldLeaveSince(order.symbol, asked.atMs, bench)
    const waitedMs = bench.atMs - sinceMs
    if (waitedMs < OVERTAKEN_MS) return
    const fromMs = Math.max(sinceMs + AWAKE_MS, bench.atMs - REMEMBERED_MS)
    const between = this.#placedAtMs.filter((atMs) => atMs > fromMs && atMs < bench.atMs - AWAKE_MS)
    if (between.length === 0) return
    throw broken(bench, "S13", `a cancel waited ${waitedMs} ms while placements left at ${between.length} moments`, {
      ours: saysOurs(order),
    })
  }

  #couldLeaveSince(symbol: string, askedAtMs: number, bench: Bench): number {
    const busyUntilMs = this.#windows.busyUntilMs("cancel", symbol, bench.atMs)
    return Math.max(askedAtMs, this.#cancelsClosedUntilMs, bench.awakeSinceMs, busyUntilMs)
  }

  /** No cancel waits behind placements: at worst for its own window. */
  #checkCancelsWaiting(placed: OurOrder, bench: Bench): void {
    for (const order of this.#books.tallies.cancelsWaiting) {
      const asked = order.cancelAsked
      if (asked === undefined || asked.generation !== bench.generation) continue
      const waitedMs = bench.atMs - this.#couldLeaveSince(order.symbol, asked.atMs, bench)
      const overtaken = placed.submittedInAppend - asked.append
      if (overtaken < OVERTAKEN_APPENDS || waitedMs < OVERTAKEN_MS) continue
      throw broken(bench, "S13", `a cancel waits ${waitedMs} ms behind placements of ${overtaken} later turns`, {
        ours: saysOurs(order),
      })
    }
  }
}

/** Pushes, and lists in which no row has a code of its own: seen without parsing what may be a hundred orders. */
function saysNothing(body: string): boolean {
  return body.startsWith('{"arg":') || (body.includes('"data":[{') && !body.includes('"sCode"'))
}

function itemsOf(body: string): readonly Item[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    return []
  }
  const items: unknown = isRecord(parsed) && Array.isArray(parsed.args) ? parsed.args : parsed
  return (Array.isArray(items) ? items : [items]).filter(isRecord)
}

function sameAmount(told: string, meant: OurOrder["quantity"]): boolean {
  const amount = parseDecimal(told)
  return amount !== undefined && Decimals.equals(amount, meant)
}
