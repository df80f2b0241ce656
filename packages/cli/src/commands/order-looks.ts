// The commands that look at orders and executions: one, many, its steps, and what happens to it from now on.

import { type EventRow, ID_KINDS, type LiveEvent, type OrderRow, type TimelineEvent } from "@okx-oms/api"
import { command } from "../command.ts"
import { csvLine, csvRow } from "../csv.ts"
import { EXIT, type ExitCode } from "../exit-codes.ts"
import { CommandFailed } from "../faults.ts"
import { instantOf, LIST_OPTIONS, readList, SINCE_OPTION } from "../lists.ts"
import {
  eventInk,
  eventWords,
  FILL_FIELDS,
  fillColumns,
  ORDER_FIELDS,
  orderColumns,
  orderFacts,
  timelineColumns,
  timelineSteps,
} from "../order-columns.ts"
import { isClosed } from "../order-fate.ts"
import { harmless } from "../paint.ts"
import { Precision } from "../precision.ts"
import type { Session } from "../session.ts"
import { tableLines } from "../table.ts"
import { print, widthOf } from "../terminal.ts"
import { clockWords, stateInk, stateWords } from "../words.ts"

export const BY_OPTION = {
  by: {
    type: "string",
    value: "KIND",
    values: ID_KINDS,
    summary: "which kind of id it is, where its form leaves a choice",
  },
} as const
const EVENT_FIELDS = ["seq", "at", "type", "cause", "orderId", "account", "version"]
const PAGE_ROWS = 500

export const getCommand = command({
  name: "order get",
  group: "orders",
  summary: "show one order",
  takes: ["rows", "server"],
  args: [{ name: "ID", summary: "any of its four ids: order id, client order id, clOrdId, OKX's ordId" }],
  options: BY_OPTION,
  run: async (session, [id], { by }) => {
    const client = await session.client()
    const order = await client.getOrder(id, by === undefined ? {} : { by })
    const precision = await new Precision().learn(client, session.options.form === "table" ? [order.symbol] : [])
    await session.showOne(order, orderFacts(order, precision), ORDER_FIELDS)
    return EXIT.done
  },
})

export const listCommand = command({
  name: "order list",
  group: "orders",
  aliases: ["get_open_orders", "get_order_history"],
  presets: { get_open_orders: ["--state", "open"], get_order_history: ["--state", "closed"] },
  summary: "list orders, newest first",
  details: [
    "A state with IN DOUBT says that nobody knows yet; +cancel and +amend, that one was asked for and has no final word.",
  ],
  takes: ["rows", "server"],
  options: {
    state: {
      type: "string",
      value: "WORD",
      summary: "open, closed, in-doubt, all, or states by name: Filled,Cancelled (default: all)",
    },
    symbol: { type: "string", value: "SYMBOL", summary: "only these" },
    strategy: { type: "string", value: "NAME", short: "s", summary: "only these" },
    since: SINCE_OPTION,
    ...LIST_OPTIONS,
  },
  examples: [
    { line: "oms order list --state open", says: "what works now" },
    { line: "oms order list --state Filled --since 12h --csv > filled.csv", says: "for a spreadsheet" },
  ],
  run: async (session, _args, options) => {
    const client = await session.client()
    const query = {
      ...(options.state !== undefined && { state: options.state }),
      ...(options.symbol !== undefined && { symbol: options.symbol }),
      ...(options.strategy !== undefined && { strategy: options.strategy }),
      ...(options.since !== undefined && { since: instantOf(options.since, session.terminal.now()) }),
    }
    const orders = await readList(session, options, async (page) => {
      const { orders: rows, nextCursor } = await client.getOrders({ ...query, ...page })
      return { rows, nextCursor }
    })
    const precision = await new Precision().learn(
      client,
      session.options.form === "table" ? orders.map(({ symbol }) => symbol) : [],
    )
    await session.showRows(orders, {
      columns: orderColumns(precision, session.terminal.now()),
      fields: ORDER_FIELDS,
      none: "no orders",
    })
    return EXIT.done
  },
})

export const timelineCommand = command({
  name: "order timeline",
  group: "orders",
  summary: "every event of one order, oldest first",
  takes: ["rows", "server"],
  args: [{ name: "ID", summary: "any of its four ids" }],
  options: {
    wire: { type: "boolean", short: "w", summary: "also what was sent to OKX and received (--json has it always)" },
    ...BY_OPTION,
  },
  run: async (session, [id], { by, wire }) => {
    const events = await timelineOf(session, id, by)
    const { form } = session.options
    if (form !== "table") {
      await session.showRows(events, {
        columns: [],
        fields: [...EVENT_FIELDS, ...ownFields(events)],
        none: "no events",
      })
      return EXIT.done
    }
    await session.showRows(timelineSteps(events, wire), {
      columns: timelineColumns(session.terminal.now()),
      fields: [],
      none: "no events",
    })
    return EXIT.done
  },
})

export const watchOrderCommand = command({
  name: "order watch",
  group: "orders",
  summary: "follow one order until it is over, or all of them until Ctrl+C",
  details: [
    "With --json each event is one line of JSON. Lost connections are made again and nothing is left out. Ends with 0 when the order was filled or cancelled, 3 when it was rejected or failed.",
  ],
  takes: ["rows", "server"],
  args: [{ name: "ID", summary: "any of its four ids; without one, every order", optional: true }],
  options: BY_OPTION,
  run: async (session, [id], { by }) => {
    const client = await session.client()
    if (session.options.form === "csv") await print(session.terminal.out, csvLine(EVENT_FIELDS))
    if (id === undefined) return await follow(session)
    const { orderId } = await client.getOrder(id, by === undefined ? {} : { by })
    const events = await timelineOf(session, orderId, "orderId")
    for (const event of events) await showEvent(session, event)
    const order = await client.getOrder(orderId, { by: "orderId" })
    const shown = events.at(-1)?.seq ?? 0
    return isClosed(order) && order.seq <= shown
      ? await ended(session, order)
      : await followOne(session, orderId, shown)
  },
})

export const fillsCommand = command({
  name: "fills",
  group: "account",
  aliases: ["get_trades"],
  summary: "list executions, newest first",
  takes: ["rows", "server"],
  options: {
    symbol: { type: "string", value: "SYMBOL", summary: "only these" },
    strategy: { type: "string", value: "NAME", short: "s", summary: "only these" },
    order: { type: "string", value: "ORDERID", summary: "only those of this order (o and 18 digits)" },
    since: SINCE_OPTION,
    ...LIST_OPTIONS,
  },
  run: async (session, _args, options) => {
    const client = await session.client()
    const query = {
      ...(options.symbol !== undefined && { symbol: options.symbol }),
      ...(options.strategy !== undefined && { strategy: options.strategy }),
      ...(options.order !== undefined && { orderId: options.order }),
      ...(options.since !== undefined && { since: instantOf(options.since, session.terminal.now()) }),
    }
    const fills = await readList(session, options, async (page) => {
      const { fills: rows, nextCursor } = await client.getFills({ ...query, ...page })
      return { rows, nextCursor }
    })
    const precision = await new Precision().learn(
      client,
      session.options.form === "table" ? fills.map(({ symbol }) => symbol) : [],
    )
    await session.showRows(fills, {
      columns: fillColumns(precision, session.terminal.now()),
      fields: FILL_FIELDS,
      none: "no fills",
    })
    return EXIT.done
  },
})

/** Every event of one order, oldest first. */
export async function timelineOf(
  session: Session,
  id: string,
  by: (typeof ID_KINDS)[number] | undefined,
): Promise<readonly TimelineEvent[]> {
  const client = await session.client()
  const query = by === undefined ? {} : { by }
  const events: TimelineEvent[] = []
  let cursor: string | undefined
  do {
    const page = await client.getTimeline(id, { ...query, limit: PAGE_ROWS, ...(cursor !== undefined && { cursor }) })
    events.push(...page.events)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return events
}

async function follow(session: Session): Promise<ExitCode> {
  const client = await session.client()
  const { signal } = session.terminal
  if (session.options.form === "table") await session.note("following every order; Ctrl+C ends it", "dim")
  for await (const item of client.events({ signal })) {
    if (item.type === "event" && "orderId" in item.event) await showEvent(session, item.event)
    else await showLine(session, item)
  }
  return streamEnd(signal)
}

/** From what is shown already until the order is over. */
async function followOne(session: Session, orderId: string, shown: number): Promise<ExitCode> {
  const client = await session.client()
  const { signal } = session.terminal
  let lastSeq = shown
  for await (const item of client.events({ signal, lastEventId: shown })) {
    await showLine(session, item)
    const isOurs = item.type === "event" && item.event.orderId === orderId
    if (isOurs) {
      await showEvent(session, item.event)
      lastSeq = item.event.seq
    }
    if (!isOurs && item.type !== "resync" && item.type !== "connected") continue
    const order = await client.getOrder(orderId, { by: "orderId" })
    if (!isClosed(order)) continue
    // The order is ahead of the stream: what led to its end is told before the end.
    for (const event of await timelineOf(session, orderId, "orderId"))
      if (event.seq > lastSeq) await showEvent(session, event)
    return await ended(session, order)
  }
  return streamEnd(signal)
}

async function showLine(session: Session, item: LiveEvent): Promise<void> {
  if (item.type === "disconnected")
    await session.note(`connection lost (${item.reason}); again in ${item.retryInMs} ms`, "warning")
  if (item.type === "resync") await session.note(`too far behind: events up to ${item.seq} were left out`, "warning")
}

export function streamEnd(signal: AbortSignal): ExitCode {
  if (signal.aborted) return EXIT.done
  throw new CommandFailed("The stream of events ended.", {
    exit: EXIT.network,
    advice: "Is the server still running? oms doctor",
  })
}

async function ended(session: Session, order: OrderRow): Promise<ExitCode> {
  await session.note(
    `${order.orderId} is ${stateWords(order)}${order.reason === null ? "" : `: ${harmless(order.reason)}`}`,
    stateInk(order),
  )
  return order.state === "Rejected" || order.state === "Failed" ? EXIT.rejected : EXIT.done
}

export async function showEvent(session: Session, event: EventRow): Promise<void> {
  const { form } = session.options
  if (form === "csv") return await print(session.terminal.out, csvRow(EVENT_FIELDS, event))
  await session.showLine(event, eventLine(session, event))
}

function eventLine(session: Session, event: EventRow): string {
  const { paint, terminal } = session
  const columns = [
    { title: "", text: () => clockWords(event.at, terminal.now()) },
    { title: "", text: () => event.type.padEnd(20), ink: () => eventInk(event) },
    { title: "", text: () => String(event.orderId ?? "").padEnd(19) },
    { title: "", mayBeCut: true as const, text: () => eventWords(event) },
  ]
  return tableLines([event], columns, { paint, width: widthOf(terminal.out) })[1] ?? ""
}

/** In the order in which they first appear: events of one kind have the same ones. */
function ownFields(events: readonly EventRow[]): readonly string[] {
  return [...new Set(events.flatMap((event) => Object.keys(event)))].filter((field) => !EVENT_FIELDS.includes(field))
}

/** Orders as a table with the digits of their instruments. */
export async function showOrders(session: Session, orders: readonly OrderRow[]): Promise<void> {
  const precision = await new Precision().learn(
    await session.client(),
    orders.map(({ symbol }) => symbol),
  )
  await session.showRows(orders, {
    columns: orderColumns(precision, session.terminal.now()),
    fields: ORDER_FIELDS,
    none: "no open order fits",
  })
}
