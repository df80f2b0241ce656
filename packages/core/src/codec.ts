// Events and states as text: JSON in which every decimal is a string and which parses back to the very same values. Where the
// decimals are revive.ts and plain.ts know, so a new one must be listed there; a test sends every event through and back.

import { type AccountState, emptyAccount } from "./account-state.ts"
import { type Decimal, format } from "./decimal.ts"
import { invariant, UnreadableState } from "./errors.ts"
import { evolve, index, indexResting, keepBreak } from "./evolve.ts"
import type { AccountId, ClientOrderId, ClOrdId, OkxOrderId, OrderId } from "./ids.ts"
import type { OmsEvent } from "./order-event.ts"
import { decodeOrder, encodeOrder } from "./order-text.ts"
import { RestingOrder } from "./orders.ts"
import { eventForText, toPlain } from "./plain.ts"
import { revive, reviveInEvent } from "./revive.ts"
import type { Millis } from "./time.ts"

export { decodeOrder, encodeOrder }

export function encodeEvent(event: OmsEvent): string {
  return JSON.stringify(eventForText(event))
}

/** Reads what encodeEvent wrote. The text is trusted: the journal's hash chain vouches for it. */
export function decodeEvent(text: string): OmsEvent {
  return reviveEvent(JSON.parse(text))
}

/** The same from an already parsed value, which is changed in place. */
export function reviveEvent(parsed: unknown): OmsEvent {
  const isEvent = typeof parsed === "object" && parsed !== null && "seq" in parsed && "type" in parsed
  if (!isEvent) invariant(false, "an event has seq and type")
  reviveInEvent(parsed)
  return parsed as OmsEvent
}

/** An event as plain JSON value (decimals as strings), for streams and pages. */
export function plainEvent(event: OmsEvent): Record<string, unknown> {
  return toPlain(event) as Record<string, unknown>
}

/** Raised when the state holds what an older program cannot read, or lacks what this one needs: such a snapshot is passed over and the journal replayed. */
export const STATE_FORMAT = 3

/**
 * The whole state as text; decodeState gives an equal state. Only what cannot be derived is written: one line about all, then a line for each order, so that
 * those at rest need not be read to be kept.
 */
export function encodeState(state: AccountState): string {
  const { account, counts } = state
  const orders = [...state.orders.texts()]
  const head = JSON.stringify({
    format: STATE_FORMAT,
    account,
    counts,
    ...Object.fromEntries(SINGLES.map((name) => [name, state[name]])),
    resting: orders.map((order) => (typeof order === "string" ? null : idsOf(order))),
    // Who is in each set follows from the orders; in which sequence they came does not (a corrected order is open again, last).
    sequence: Object.fromEntries(SEQUENCES.map((name) => [name, [...state[name]]])),
    closed: [...state.closed],
    cash: [...state.cash].map(([currency, amount]) => ({ currency, amount: format(amount) })),
    positions: [...state.positions.values()].map(toPlain),
    baseline:
      state.baseline === undefined
        ? null
        : [...state.baseline].map(([currency, amount]) => ({ currency, amount: format(amount) })),
    funds: [...state.funds].map(([currency, funds]) => [currency, toPlain(funds)]),
    positionsFrom: [...state.positionsFrom],
    billsBooked: [...state.billsBooked],
    breaks: [...state.breaks.values()].map(toPlain),
    breakCounts: [...state.breakCounts],
    widened: [...state.widened],
  })
  return [head, ...orders.map((order) => (typeof order === "string" ? order : order.text))].join("\n")
}

function idsOf({ orderId, clOrdId, okxOrderId, clientOrderId }: RestingOrder): RestingIds {
  return [orderId, clOrdId ?? null, okxOrderId ?? null, clientOrderId ?? null]
}

/** Values that are written and read as they are. */
const SINGLES = [
  "seq",
  "at",
  "epoch",
  "tag",
  "trading",
  "openBreaks",
  "fillsUpTo",
  "baselineAt",
  "billsUpTo",
  "otherPositionsFrom",
] as const

/** Sets of orders that are gone through oldest member first. */
const SEQUENCES = ["open", "waiting", "unconfirmed", "inDoubt", "fillsMissing"] as const

/** Maps that are written as their entries. */
const MAPS = ["funds", "positionsFrom", "billsBooked", "breakCounts", "widened"] as const

type Encoded = Pick<AccountState, "account" | "counts" | (typeof SINGLES)[number]> & {
  readonly format: number
  /** For each order's line: its ids when it is at rest. */
  readonly resting: (RestingIds | null)[]
  readonly closed: [OrderId, Millis][]
  readonly sequence: Record<(typeof SEQUENCES)[number], OrderId[]>
  readonly cash: { currency: string; amount: Decimal }[]
  readonly positions: Parameters<AccountState["positions"]["set"]>[1][]
  readonly baseline: { currency: string; amount: Decimal }[] | null
  readonly breaks: Parameters<AccountState["breaks"]["set"]>[1][]
} & { readonly [Name in (typeof MAPS)[number]]: EntryOf<AccountState[Name]>[] }
type RestingIds = readonly [OrderId, ClOrdId | null, OkxOrderId | null, ClientOrderId | null]
type EntryOf<Kept> = Kept extends Map<infer Key, infer Value> ? [Key, Value] : never

/** Reads what encodeState wrote. Throws UnreadableState when it is of another format. */
export function decodeState(text: string): AccountState {
  const [head = "", ...lines] = text.split("\n")
  const parsed = JSON.parse(head) as Encoded
  if (parsed.format !== STATE_FORMAT)
    throw new UnreadableState(`a snapshot of format ${parsed.format}, this program reads ${STATE_FORMAT}`)
  invariant(lines.length === parsed.resting.length, "every order has its line")
  const { resting, ...rest } = parsed
  revive(rest)
  const state = emptyAccount(parsed.account)
  Object.assign(state, Object.fromEntries(SINGLES.map((name) => [name, parsed[name]])))
  Object.assign(state.counts, parsed.counts)
  for (const [at, line] of lines.entries()) {
    const ids = resting[at] ?? null
    if (ids === null) index(state, undefined, decodeOrder(line))
    else indexResting(state, restingFrom(ids, line))
  }
  for (const name of SEQUENCES) {
    const set = state[name]
    const members = parsed.sequence[name]
    invariant(
      members.length === set.size && members.every((id) => set.has(id)),
      `the ${name} orders follow from the orders`,
    )
    set.clear()
    for (const id of members) set.add(id)
  }
  state.closed.clear()
  for (const [orderId, endedAt] of parsed.closed) state.closed.add(orderId, endedAt)
  for (const { currency, amount } of parsed.cash) state.cash.set(currency, amount)
  for (const position of parsed.positions) state.positions.set(position.symbol, position)
  if (parsed.baseline !== null)
    state.baseline = new Map(parsed.baseline.map(({ currency, amount }) => [currency, amount]))
  for (const found of parsed.breaks) keepBreak(state, found)
  const { funds, positionsFrom, billsBooked, breakCounts, widened } = parsed
  for (const [currency, held] of funds) state.funds.set(currency, held)
  for (const [symbol, from] of positionsFrom) state.positionsFrom.set(symbol, from)
  for (const [billId, movedAt] of billsBooked) state.billsBooked.set(billId, movedAt)
  for (const [kind, count] of breakCounts) state.breakCounts.set(kind, count)
  for (const [because, widening] of widened) state.widened.set(because, widening)
  return state
}

function restingFrom([orderId, clOrdId, okxOrderId, clientOrderId]: RestingIds, text: string): RestingOrder {
  const ids = { clOrdId: clOrdId ?? undefined, okxOrderId: okxOrderId ?? undefined }
  return new RestingOrder({ orderId, ...ids, clientOrderId: clientOrderId ?? undefined }, text)
}

/** The state after a sequence of events, from nothing. */
export function replay(account: AccountId, events: Iterable<OmsEvent>): AccountState {
  const state = emptyAccount(account)
  for (const event of events) evolve(state, event)
  return state
}
