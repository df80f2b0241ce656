// A whole state as text: for snapshots of the journal lines, one for each order, so that those at rest need not be read to be kept; for readers far away JSON in
// parts, some orders at a time. Either way it comes in pieces, each of which costs its own length only. It relies on evolve's own index to rebuild what follows from the orders, so only what cannot be
// derived is written.

import { type AccountState, type Break, emptyAccount } from "./account-state.ts"
import type { Decimal } from "./decimal.ts"
import { invariant, UnreadableState } from "./errors.ts"
import { index, indexResting, keepBreak } from "./evolve.ts"
import type { ClientOrderId, ClOrdId, OkxOrderId, OrderId } from "./ids.ts"
import { encodeOrder } from "./order-text.ts"
import { isText, type KeptOrder, RestingOrder } from "./orders.ts"
import { toPlain } from "./plain.ts"
import type { Position } from "./position.ts"
import { revive, reviveInOrder } from "./revive.ts"
import type { Millis } from "./time.ts"

/** Raised when the state holds what an older program cannot read, or lacks what this one needs: such a snapshot is passed over and the journal replayed. */
export const STATE_FORMAT = 4

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
const MAPS = ["funds", "positionsFrom", "breakCounts", "widened"] as const

type Sequences = Readonly<Record<(typeof SEQUENCES)[number], readonly OrderId[]>>
type EntryOf<Kept> = Kept extends Map<infer Key, infer Value> ? [Key, Value] : never
type Amounts = readonly { readonly currency: string; readonly amount: Decimal }[]
type RestingIds = readonly [OrderId, ClOrdId | null, OkxOrderId | null, ClientOrderId | null]

/** What there is once; its size is that of the account's symbols and currencies. */
type Head = Pick<AccountState, "account" | "counts" | (typeof SINGLES)[number]> & {
  readonly format: number
  readonly cash: Amounts
  readonly positions: readonly Position[]
  readonly baseline: Amounts | null
} & { readonly [Name in (typeof MAPS)[number]]: readonly EntryOf<AccountState[Name]>[] }

/** What there is much of, each list in its order. */
interface Lists {
  readonly orders: readonly KeptOrder[]
  /** Who is in each set follows from the orders; in which sequence they came does not (a corrected order is open again, last). */
  readonly sequence: Sequences
  readonly closed: readonly (readonly [OrderId, Millis])[]
  readonly breaks: readonly Break[]
  readonly billsBooked: readonly (readonly [string, Millis])[]
}

/** A state at one moment: what events do to the state afterwards does not show in it. Orders and breaks are shared with the state, for they never change. */
export interface StateCopy extends Lists {
  readonly seq: number
  readonly head: Head
}

/** Costs references, not orders: about a millisecond for ten thousand of them. */
export function copyState(state: AccountState): StateCopy {
  const { account, counts, baseline } = state
  return {
    seq: state.seq,
    head: {
      format: STATE_FORMAT,
      account,
      counts: { ...counts },
      ...pick(SINGLES, (name) => state[name]),
      cash: amountsOf(state.cash),
      positions: [...state.positions.values()],
      baseline: baseline === undefined ? null : amountsOf(baseline),
      ...pick(MAPS, (name) => [...state[name]]),
    } as Head,
    orders: [...state.orders.kept()],
    sequence: pick(SEQUENCES, (name) => [...state[name]]) as Sequences,
    closed: [...state.closed],
    breaks: [...state.breaks.values()],
    billsBooked: [...state.billsBooked],
  }
}

/** In how many parts a state goes whose lists are cut to `lengthMax` each; at least 1. */
export function statePartCount(copy: StateCopy, lengthMax: number): number {
  const { orders, sequence, closed, breaks, billsBooked } = copy
  const lists: readonly (readonly unknown[])[] = [orders, closed, breaks, billsBooked, ...Object.values(sequence)]
  return Math.max(1, ...lists.map(({ length }) => Math.ceil(length / lengthMax)))
}

/**
 * Part `part` (from 0) of statePartCount as JSON; the first also has what there is once. StateDecoder makes the state of all of them. Orders stand in it as
 * they are, also those that are kept as text: readers far away look at every one.
 */
export function encodeStatePart(copy: StateCopy, part: number, lengthMax: number): string {
  const [from, to] = [part * lengthMax, (part + 1) * lengthMax]
  const rest = JSON.stringify({ ...(part === 0 && (toPlain(copy.head) as object)), ...plainLists(copy, from, to) })
  return `{"orders":[${copy.orders.slice(from, to).map(textOf).join()}],${rest.slice(1)}`
}

/** A part of every list but that of the orders. */
function plainLists({ sequence, closed, breaks, billsBooked }: StateCopy, from: number, to: number) {
  return {
    sequence: pick(SEQUENCES, (name) => sequence[name].slice(from, to)) as Sequences,
    closed: closed.slice(from, to),
    breaks: breaks.slice(from, to).map(toPlain),
    billsBooked: billsBooked.slice(from, to),
  }
}

function textOf(kept: KeptOrder): string {
  return isText(kept) ? kept.text : encodeOrder(kept)
}

/** Members of each list in one piece: a millisecond or two of work. */
const PIECE_LENGTH = 256
/** Before a line that says all but orders. */
const LISTS = "="

/** The whole state as text; decodeState gives an equal state. */
export function encodeState(state: AccountState): string {
  return [...stateTexts(state)].join("")
}

/**
 * The text of encodeState in pieces, as the state is when the first is asked for: whoever writes it may let events in between. Orders at rest stay text in the
 * state from here on, so that the next time costs less.
 */
export function* stateTexts(state: AccountState): Generator<string> {
  const copy = copyState(state)
  yield JSON.stringify({ ...(toPlain(copy.head) as object), orderCount: copy.orders.length })
  const parts = statePartCount(copy, PIECE_LENGTH)
  for (let part = 0; part < parts; part++) {
    const [from, to] = [part * PIECE_LENGTH, (part + 1) * PIECE_LENGTH]
    const lines = copy.orders.slice(from, to).map((kept) => `\n${lineOf(state.orders.atRest(kept))}`)
    yield `\n${LISTS}${JSON.stringify(plainLists(copy, from, to))}${lines.join("")}`
  }
}

/** Reads what encodeState wrote. Throws UnreadableState when it is of another format. */
export function decodeState(text: string): AccountState {
  const [first = "", ...lines] = text.split("\n")
  const { orderCount, ...head } = JSON.parse(first) as Head & { readonly orderCount: number }
  checkFormat(head)
  const parts: (Lists & { readonly orders: KeptOrder[] })[] = []
  for (const line of lines) {
    if (line.startsWith(LISTS)) parts.push({ ...JSON.parse(line.slice(LISTS.length)), orders: [] })
    else parts.at(-1)?.orders.push(keptFrom(line))
  }
  const found = parts.reduce((sum, { orders }) => sum + orders.length, 0)
  invariant(found === orderCount, "every order has its line")
  const [begin, ...others] = parts
  const decoder = new StateDecoder({ ...head, ...begin })
  for (const part of others) decoder.take(part)
  return decoder.end()
}

/** Between the ids of an order at rest and its text; in neither can there be one. */
const AFTER_IDS = "\t"

function lineOf(kept: KeptOrder): string {
  if (!isText(kept)) return encodeOrder(kept)
  const { orderId, clOrdId, okxOrderId, clientOrderId, text } = kept
  const ids: RestingIds = [orderId, clOrdId ?? null, okxOrderId ?? null, clientOrderId ?? null]
  return JSON.stringify(ids) + AFTER_IDS + text
}

function keptFrom(line: string): KeptOrder {
  if (!line.startsWith("[")) return JSON.parse(line)
  const end = line.indexOf(AFTER_IDS)
  const [orderId, clOrdId, okxOrderId, clientOrderId] = JSON.parse(line.slice(0, end)) as RestingIds
  const ids = { clOrdId: clOrdId ?? undefined, okxOrderId: okxOrderId ?? undefined }
  return new RestingOrder({ orderId, ...ids, clientOrderId: clientOrderId ?? undefined }, line.slice(end + 1))
}

function checkFormat({ format }: Head): void {
  if (format !== STATE_FORMAT)
    throw new UnreadableState(`a snapshot of format ${format}, this program reads ${STATE_FORMAT}`)
}

/** A state from its parts in their order, each of which costs its own length only. Parts are trusted to be encodeStatePart's, and are changed in place. */
export class StateDecoder {
  readonly #state: AccountState
  readonly #closed: (readonly [OrderId, Millis])[] = []
  readonly #sequence: Record<(typeof SEQUENCES)[number], OrderId[]> = {
    open: [],
    waiting: [],
    unconfirmed: [],
    inDoubt: [],
    fillsMissing: [],
  }

  /** Takes the first part, parsed. Throws UnreadableState when it is of another format. */
  constructor(first: unknown) {
    checkFormat(first as Head)
    reviveInPart(first)
    const head = first as Head
    const state = emptyAccount(head.account)
    Object.assign(
      state,
      pick(SINGLES, (name) => head[name]),
    )
    Object.assign(state.counts, head.counts)
    for (const { currency, amount } of head.cash) state.cash.set(currency, amount)
    for (const position of head.positions) state.positions.set(position.symbol, position)
    if (head.baseline !== null)
      state.baseline = new Map(head.baseline.map(({ currency, amount }) => [currency, amount]))
    for (const [currency, held] of head.funds) state.funds.set(currency, held)
    for (const [symbol, from] of head.positionsFrom) state.positionsFrom.set(symbol, from)
    for (const [kind, count] of head.breakCounts) state.breakCounts.set(kind, count)
    for (const [because, widening] of head.widened) state.widened.set(because, widening)
    this.#state = state
    this.#add(first as Lists)
  }

  /** Takes the next part, parsed. */
  take(part: unknown): void {
    reviveInPart(part)
    this.#add(part as Lists)
  }

  /** The state, once every part was taken; the decoder is done with then. */
  end(): AccountState {
    const state = this.#state
    for (const name of SEQUENCES) {
      const set = state[name]
      const members = this.#sequence[name]
      const agrees = members.length === set.size && members.every((id) => set.has(id))
      invariant(agrees, `the ${name} orders follow from the orders`)
      set.clear()
      for (const id of members) set.add(id)
    }
    state.closed.clear()
    for (const [orderId, endedAt] of this.#closed) state.closed.add(orderId, endedAt)
    return state
  }

  #add({ orders, sequence, closed, breaks, billsBooked }: Lists): void {
    const state = this.#state
    for (const order of orders) {
      if (isText(order)) indexResting(state, order)
      else index(state, undefined, order)
    }
    for (const name of SEQUENCES) this.#sequence[name].push(...sequence[name])
    this.#closed.push(...closed)
    for (const found of breaks) keepBreak(state, found)
    for (const [billId, movedAt] of billsBooked) state.billsBooked.set(billId, movedAt)
  }
}

/** Of the many orders by place, of the rest by name, and where there is much and no decimal, not at all. */
function reviveInPart(part: unknown): void {
  const { orders, sequence: _ids, closed: _ends, billsBooked: _times, ...rest } = part as Lists
  for (const order of orders) if (!isText(order)) reviveInOrder(order)
  revive(rest)
}

function amountsOf(amounts: ReadonlyMap<string, Decimal>): Amounts {
  return [...amounts].map(([currency, amount]) => ({ currency, amount }))
}

function pick<Name extends string>(names: readonly Name[], valueOf: (name: Name) => unknown): Record<Name, unknown> {
  return Object.fromEntries(names.map((name) => [name, valueOf(name)])) as Record<Name, unknown>
}
