// What a claim rests on: an answer that was heard for that very order, a code that says what is claimed, reads begun late enough. A lucky guess is a broken
// promise too, because the next one will not be lucky.

import type { OrderEvent } from "@okx-oms/core"
import { type AccountBooks, type Bench, broken, type OurOrder, type Read, saysOurs } from "./books.ts"

/** Codes that do not say whether the request was executed (okx-v5 reference, sections 2 and 9). */
const SAY_NOTHING: ReadonlySet<string> = new Set(
  "50001 50004 50013 50026 51054 51149 51412 63999 64007 51016 51011 51065 51068 50071 50042".split(" "),
)
/** No table has these: worlds answer with them to see whether the unknown is taken for an answer. */
const IN_NO_TABLE = /^5999\d$/

/** One of the codes was heard, in a row that names the order or of a whole answer when that is a refusal. */
export function checkHeard(
  books: AccountBooks,
  order: OurOrder,
  codes: readonly string[],
  event: OrderEvent,
  bench: Bench,
): void {
  const heard = new Set([...rowsOf(books, order)])
  const inRow = codes.some((code) => heard.has(code))
  const inEnvelope = codes.some((code) => code !== "0" && books.heard.envelopes.has(code))
  if (inRow || inEnvelope) return
  const invariant = event.type === "OrderSubmitted" ? "S1" : "S16"
  throw broken(bench, invariant, `${event.type} without an answer that says so (${codes.join(" or ")})`, {
    ours: saysOurs(order),
    theirs: `rows said ${[...heard].join(", ") || "nothing"}`,
  })
}

function rowsOf(books: AccountBooks, order: OurOrder): Iterable<string> {
  const { rows } = books.heard
  const byClOrdId = order.clOrdId === undefined ? [] : (rows.get(order.clOrdId) ?? [])
  const byOrdId = order.okxOrderId === undefined ? [] : (rows.get(order.okxOrderId) ?? [])
  return [...byClOrdId, ...byOrdId]
}

/** A refusal rests on a code that refuses. */
export function checkRefusedCode(
  books: AccountBooks,
  order: OurOrder,
  event: Extract<OrderEvent, { type: "OrderRejected" | "CancelRefused" | "AmendRefused" }>,
  bench: Bench,
): void {
  const { code } = event
  if (SAY_NOTHING.has(code) || IN_NO_TABLE.test(code))
    throw broken(bench, "S16", `${event.type} because of ${code}, which does not say so`, { ours: saysOurs(order) })
  if (event.type === "OrderRejected" && /^\d+$/.test(code)) checkHeard(books, order, [code], event, bench)
}

const NOT_FOUND_SPACING_MS = 300

/** "Never placed" needs its time to be over, and reads begun after that. */
export function checkFailed(
  books: AccountBooks,
  order: OurOrder,
  event: Extract<OrderEvent, { type: "OrderFailed" }>,
  bench: Bench,
): void {
  if (event.proof !== "never-placed") return
  if (bench.exchangeOffsetMs === undefined)
    throw broken(bench, "S3", "never placed, said without knowing the exchange's time")
  const late = books.reads.filter((read) => earlyMs(read, order.expiresAt + bench.visibilityMs) <= 0)
  const asked = late.filter(({ target }) => isAbout(target, order)).map(({ atMs }) => atMs)
  const spread = (asked.at(-1) ?? 0) - (asked[0] ?? 0)
  const lists = ["orders-pending", "orders-history", "trade/fills"].filter(
    (list) => !late.some(({ target }) => target.includes(list)),
  )
  if (asked.length < 2 || spread < NOT_FOUND_SPACING_MS)
    throw broken(bench, "S3", `called never placed after ${asked.length} reads that count, ${spread} ms apart`, {
      ours: saysOurs(order),
    })
  if (lists.length > 0)
    throw broken(bench, "S3", `called never placed without a late enough read of ${lists.join(", ")}`, {
      ours: saysOurs(order),
    })
}

/** An amendment "not seen" needs a read begun when it could no longer be done and would be visible. */
export function checkNotSeen(
  books: AccountBooks,
  order: OurOrder,
  event: Extract<OrderEvent, { type: "AmendRefused" }>,
  bench: Bench,
): void {
  const certainFromMs = (order.amendsAsked.get(event.requestId) ?? 0) + bench.visibilityMs
  const read = books.reads.findLast(({ target }) => isAbout(target, order) || target.includes("orders-pending"))
  const early = read === undefined ? Number.POSITIVE_INFINITY : earlyMs(read, certainFromMs)
  if (early <= 0) return
  throw broken(bench, "S3", `amendment ${event.requestId} called not done by a read begun ${early} ms too early`, {
    ours: saysOurs(order),
  })
}

/** How long before a moment of the exchange's clock the question left. */
function earlyMs(read: Read, exchangeMs: number): number {
  return exchangeMs - (read.atMs + (read.exchangeOffsetMs ?? Number.NEGATIVE_INFINITY))
}

function isAbout(target: string, order: OurOrder): boolean {
  if (!target.includes("/trade/order?")) return false
  const named = (id: string | undefined): boolean => id !== undefined && target.includes(id)
  return named(order.clOrdId) || named(order.okxOrderId)
}
