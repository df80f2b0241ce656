// What happened within one frame's time, as rows in JSON: the newest row of every order that changed, every fill, every break. It relies on the manager
// for the orders as they stand now; a row may therefore be newer than the batch, never older.

import { breakRow, eventFillRow, orderRow, type StreamKind } from "@okx-oms/api"
import { isOrderEvent, type OmsEvent, type Order, type OrderId } from "@okx-oms/core"
import type { OmsPort } from "../open-oms.ts"
import { eventText } from "./event-text.ts"

/** A row and the last event that it follows from. */
interface Item {
  readonly seq: number
  readonly text: string
}

/** Kinds that are lists of rows. */
export type RowKind = Exclude<StreamKind, "status" | "books">
export const ROW_KINDS: readonly RowKind[] = ["orders", "fills", "breaks", "events"]

export class Batch {
  readonly fromSeq: number
  readonly seq: number
  /** It says that trading was halted or resumed: the status is worth a look. */
  readonly touchesStatus: boolean
  readonly #events: readonly OmsEvent[]
  readonly #items: Readonly<Record<Exclude<RowKind, "events">, readonly Item[]>>
  readonly #texts = new Map<RowKind, string>()

  constructor(events: readonly OmsEvent[], items: Readonly<Record<Exclude<RowKind, "events">, readonly Item[]>>) {
    const [first] = events
    const last = events.at(-1)
    if (first === undefined || last === undefined) throw new Error("Invariant: a batch without an event")
    this.fromSeq = first.seq
    this.seq = last.seq
    this.touchesStatus = events.some(({ type }) => type === "TradingHalted" || type === "TradingResumed")
    this.#events = events
    this.#items = items
  }

  /** Events in it. */
  get length(): number {
    return this.#events.length
  }

  /** Rows of the kind that follow from events of fromSeq on, with commas between them; "" for none. */
  text(kind: RowKind, fromSeq: number): string {
    if (fromSeq > this.fromSeq) return this.#joined(kind, fromSeq)
    const known = this.#texts.get(kind)
    if (known !== undefined) return known
    const text = this.#joined(kind, this.fromSeq)
    this.#texts.set(kind, text)
    return text
  }

  #joined(kind: RowKind, fromSeq: number): string {
    const texts: string[] = []
    if (kind === "events") {
      for (const event of this.#events) if (event.seq >= fromSeq) texts.push(eventText(event))
    } else for (const { seq, text } of this.#items[kind]) if (seq >= fromSeq) texts.push(text)
    return texts.join(",")
  }
}

/** Asks the manager once for each order that changed. `events` are in sequence, at least one. */
export async function batchOf(oms: OmsPort, events: readonly OmsEvent[]): Promise<Batch> {
  const lastSeqs = new Map<OrderId, number>()
  for (const event of events) if (isOrderEvent(event)) lastSeqs.set(event.orderId, event.seq)
  const orders = new Map<OrderId, Order>()
  const read = async (orderId: OrderId): Promise<void> => {
    const order = await oms.getOrder({ orderId })
    if (order !== undefined) orders.set(orderId, order)
  }
  await Promise.all([...lastSeqs.keys()].map(read))
  return new Batch(events, {
    orders: [...orders].map(([orderId, order]) => ({
      seq: lastSeqs.get(orderId) ?? 0,
      text: JSON.stringify(orderRow(order, oms.mode)),
    })),
    fills: events.flatMap((event) => fillItem(event, orders, oms.mode)),
    breaks: await breakItems(oms, events),
  })
}

function fillItem(event: OmsEvent, orders: ReadonlyMap<OrderId, Order>, mode: OmsPort["mode"]): readonly Item[] {
  const order = isOrderEvent(event) ? orders.get(event.orderId) : undefined
  const row = order === undefined ? undefined : eventFillRow(event, order, mode)
  return row === undefined ? [] : [{ seq: event.seq, text: JSON.stringify(row) }]
}

async function breakItems(oms: OmsPort, events: readonly OmsEvent[]): Promise<readonly Item[]> {
  const lastSeqs = new Map<string, number>()
  for (const event of events)
    if (event.type === "BreakFound" || event.type === "BreakResolved") lastSeqs.set(event.breakId, event.seq)
  if (lastSeqs.size === 0) return []
  const found = (await oms.getBreaks()).filter(({ breakId }) => lastSeqs.has(breakId))
  return found.map((one) => ({ seq: lastSeqs.get(one.breakId) ?? 0, text: JSON.stringify(breakRow(one)) }))
}
