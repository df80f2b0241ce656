// Rest: nothing in doubt, nothing pending, the same orders open on both sides, and an exchange that has nothing on the way any more. Only at rest can two
// books be compared to the last digit; that rest comes at all is a promise of its own.

import { setTimeout as wait } from "node:timers/promises"
import type { ExchangeReader } from "./books.ts"
import type { PaperDoor, ServerDoor } from "./door.ts"
import { numberOf, type Row, rowOf, textOf } from "./rows.ts"

const LOOK_EVERY_MS = 150
const COMPARE_EVERY_MS = 1_500
/** Requests that were made late arrive three seconds after they were sent; cancels take effect after half a second. */
const LATE_MS = 3_300
const QUIET_MS = 700

export interface Parties {
  readonly door: ServerDoor
  readonly paper: PaperDoor
  readonly exchange: ExchangeReader
}

/** Undefined once at rest; else why not, after the limit. */
export async function atRest(parties: Parties, limitMs: number): Promise<string | undefined> {
  const giveUpAt = performance.now() + limitMs
  let comparedAt = Number.NEGATIVE_INFINITY
  for (;;) {
    if (performance.now() - comparedAt > COMPARE_EVERY_MS) {
      // What the exchange did not tell (lost pushes) is found by a comparison.
      await parties.door.ask("POST", "/v1/reconciliation").catch(() => {})
      comparedAt = performance.now()
    }
    const why = await restless(parties).catch((error: unknown) => `the server does not answer: ${error}`)
    if (why === undefined) return undefined
    if (performance.now() > giveUpAt) return why
    await wait(LOOK_EVERY_MS)
  }
}

async function restless({ door, paper, exchange }: Parties): Promise<string | undefined> {
  const open = await door.all("/v1/orders?state=open&", "orders")
  const busy = open.find(isBusy)
  if (busy !== undefined) return `an order is not decided: ${JSON.stringify(busy)}`
  const { body } = await door.ask("GET", "/v1/trading")
  if (body.ready !== true) return `not ready: ${JSON.stringify(body)}`
  const { records, openOrders } = await exchange.read()
  const here = open.map((order) => textOf(order, "okxOrderId")).sort()
  const there = openOrders.map((order) => textOf(order, "ordId")).sort()
  if (here.join() !== there.join()) return `open here [${here.join()}], open there [${there.join()}]`
  const nowMs = numberOf(await paper.state(), "ts")
  const onTheWay = records.slice(-200).find((record) => {
    const quietMs = record.type === "request-delayed" ? LATE_MS : QUIET_MS
    return TELLING.has(textOf(record, "type")) && nowMs - numberOf(record, "ts") < quietMs
  })
  return onTheWay === undefined ? undefined : `the exchange has just had ${JSON.stringify(onTheWay)}`
}

/** Records after which more may follow. */
const TELLING = new Set([
  "request-received",
  "request-delayed",
  "order-accepted",
  "order-filled",
  "order-cancelled",
  "order-amended",
  "fill",
])

function isBusy(order: Row): boolean {
  const pending = rowOf(order, "pending")
  const rests = order.state === "Acknowledged" || order.state === "PartiallyFilled"
  const isAsked = rowOf(pending, "cancel") !== undefined || rowOf(pending, "amend") !== undefined
  return !rests || isAsked || rowOf(order, "doubt") !== undefined
}
