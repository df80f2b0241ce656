// The command that cancels orders by name. Of several, every cancel is asked for before the end of any is waited for, and what goes wrong with one is told and
// stops no other: whoever cancels wants no order to live on because another's name was mistyped.

import { type OmsClient, OmsProblem, type OrderRow, type ReceiptRow } from "@okx-oms/api"
import { command } from "../command.ts"
import { EXIT, type ExitCode, exitOf } from "../exit-codes.ts"
import { UsageError } from "../faults.ts"
import { announceMode } from "../mode.ts"
import { ORDER_FIELDS } from "../order-columns.ts"
import { awaitFate, cancelIsTold, cancelVerdict, WAIT_MS_DEFAULT } from "../order-fate.ts"
import { harmless, type Ink } from "../paint.ts"
import { problemWords } from "../problem-words.ts"
import type { Session } from "../session.ts"
import { stateInk, stateWords } from "../words.ts"
import { RECEIPT_FIELDS, tellFate, WAIT_OPTIONS, type Wait } from "./order-acts.ts"
import { BY_OPTION, showOrders } from "./order-looks.ts"

/** Requests under way at once: fast enough for what a line holds, and far from what the server refuses as too many. */
const AT_ONCE_MAX = 8
/** The code of several cancels is that of the worst: first what may live on unseen, last what is certain. */
const WORST_FIRST: readonly ExitCode[] = [
  EXIT.unknown,
  EXIT.network,
  EXIT.auth,
  EXIT.failed,
  EXIT.usage,
  EXIT.notFound,
  EXIT.rejected,
  EXIT.done,
]

export const cancelCommand = command({
  name: "order cancel",
  group: "orders",
  aliases: ["cancel_order"],
  summary: "cancel one order, or several by name",
  details: [
    "Taken is not cancelled: it waits for the final word. A cancel that is under way is not asked for twice.",
    "Several are all asked for before any is waited for, and a problem of one stops no other. They make one table, or rows of {id, ok, ...the order} and {id, ok, problem}; the exit code is that of the worst: 4, 5, 6, 1, 2, 7, 3, then 0.",
  ],
  takes: ["preview", "rows", "server"],
  args: [{ name: "ID", summary: "any of its four ids", many: true }],
  options: {
    reason: { type: "string", value: "TEXT", summary: "for people; kept in the journal" },
    ...BY_OPTION,
    ...WAIT_OPTIONS,
  },
  examples: [
    { line: "oms order cancel hello-1 --reason 'changed my mind'", says: "by its client order id" },
    { line: "oms order cancel hello-1 hello-2 hello-3", says: "several at once" },
  ],
  run: async (session, [ids], options) => {
    if (ids.length === 0)
      throw new UsageError("ID is missing: which order? All of them: oms order cancel-all", "order cancel")
    const client = await session.client()
    const by = options.by === undefined ? {} : { by: options.by }
    if (session.options.dryRun) return await tryOut(session, [...new Set(ids)], by)
    await announceMode(session)
    const query = { ...by, ...(options.reason !== undefined && { reason: options.reason }) }
    const [only = "", ...others] = new Set(ids)
    if (others.length === 0) {
      const receipt = await client.cancelOrder(only, query)
      return await tellFate(session, receipt, options, { isTold: cancelIsTold, verdict: cancelVerdict })
    }
    const asked = await inTurns([only, ...others], async (id): Promise<Asked> => {
      try {
        return { id, receipt: await client.cancelOrder(id, query) }
      } catch (error) {
        return { id, error }
      }
    })
    return await showEnds(session, options["no-wait"] ? asked.map(unwatched) : await endsOf(session, asked, options))
  },
})

/** Which orders they would be; like the cancels themselves, one that is not found hides no other. */
async function tryOut(session: Session, ids: readonly string[], by: OrderQuery): Promise<ExitCode> {
  const client = await session.client()
  const missing: End[] = []
  const found = await inTurns(ids, async (id): Promise<readonly OrderRow[]> => {
    try {
      const { history: _, ...order } = await client.getOrder(id, by)
      return [order]
    } catch (error) {
      if (ids.length === 1) throw error
      missing.push(refusedEnd(id, error))
      return []
    }
  })
  const orders = found.flat()
  if (orders.length > 0 || session.options.form !== "table") await showOrders(session, orders)
  for (const { id, says } of missing) await session.note(harmless(`${id}: ${says}`), "rejected")
  const which = missing.length === 0 ? "their cancel" : `the cancel of ${orders.length} of ${ids.length}`
  await session.note(`would ask for ${which}; nothing was asked for`)
  return worstOf(missing)
}

type OrderQuery = Parameters<OmsClient["getOrder"]>[1]

/** A cancel that the server took, or what it said instead. */
type Asked =
  | { readonly id: string; readonly receipt: ReceiptRow; readonly error?: undefined }
  | { readonly id: string; readonly receipt?: undefined; readonly error: unknown }

/** What became of one of them; `says` is empty when the row says it all. */
interface End {
  readonly row: object
  readonly id: string
  readonly orderId: string
  readonly word: string
  readonly ink: Ink
  readonly exit: ExitCode
  readonly says: string
}

/** The server's problem, or the same of what never reached it. */
interface Told {
  readonly code: string
  readonly detail: string
  readonly outcome?: string
  readonly retryable?: boolean
}

function unwatched(asked: Asked): End {
  const { id, receipt } = asked
  if (receipt === undefined) return refusedEnd(id, asked.error)
  const row = { id, ok: true, ...receipt }
  return { row, id, orderId: receipt.orderId, word: "asked for", ink: "warning", exit: EXIT.done, says: "" }
}

/** All wait within the same time, so that many take no longer than one; each is read once at least. */
async function endsOf(session: Session, asked: readonly Asked[], wait: Wait): Promise<readonly End[]> {
  const client = await session.client()
  const endsAt = performance.now() + (wait["wait-ms"] ?? WAIT_MS_DEFAULT)
  return await inTurns(asked, async (one) => {
    if (one.receipt === undefined) return refusedEnd(one.id, one.error)
    try {
      return orderEnd(one.id, await orderAt(client, one.receipt, { endsAt, signal: session.terminal.signal }))
    } catch (error) {
      return unreadEnd(one.id, one.receipt, error)
    }
  })
}

async function orderAt(
  client: OmsClient,
  { orderId }: ReceiptRow,
  { endsAt, signal }: { readonly endsAt: number; readonly signal: AbortSignal },
): Promise<OrderRow> {
  const waitMs = Math.max(0, endsAt - performance.now())
  const { history: _, ...row } = await awaitFate(client, orderId, { waitMs, isTold: cancelIsTold, signal })
  return row
}

function orderEnd(id: string, order: OrderRow): End {
  const { exit, says } = cancelVerdict(order)
  const row = { id, ok: true, ...order }
  return { row, id, orderId: order.orderId, word: stateWords(order), ink: stateInk(order), exit, says }
}

function refusedEnd(id: string, error: unknown): End {
  const { problem, words } = toldOf(error)
  const exit = error instanceof OmsProblem ? exitOf(error) : EXIT.failed
  const orderId = error instanceof OmsProblem ? (error.orderId ?? "") : ""
  return { row: { id, ok: false, problem }, id, orderId, word: problem.code, ink: "rejected", exit, says: words }
}

/** The cancel is under way and how it ends could not be read: nobody knows, whatever the reason. */
function unreadEnd(id: string, receipt: ReceiptRow, error: unknown): End {
  const { problem, words } = toldOf(error)
  const says = `The cancel is asked for; how it ended could not be read (${words}) Look: oms order get ${receipt.orderId}`
  const row = { id, ok: true, ...receipt, problem }
  return { row, id, orderId: receipt.orderId, word: "asked for, not read", ink: "doubt", exit: EXIT.unknown, says }
}

function toldOf(error: unknown): { readonly problem: Told; readonly words: string } {
  if (!(error instanceof OmsProblem)) {
    const detail = error instanceof Error ? error.message : String(error)
    return { problem: { code: "failed", detail }, words: detail }
  }
  const { code, message: detail, outcome, retryable } = error
  const { message, state, advice } = problemWords(error)
  return {
    problem: error.problem ?? { code, detail, outcome, retryable },
    words: [message, state, advice].filter(Boolean).join(" "),
  }
}

async function showEnds(session: Session, ends: readonly End[]): Promise<ExitCode> {
  const how = {
    fields: ["id", "ok", ...new Set([...ORDER_FIELDS, ...RECEIPT_FIELDS]), "problem"],
    none: "there was no order to cancel",
  }
  if (session.options.form === "table")
    await session.showRows(ends, {
      ...how,
      columns: [
        { title: "id", text: ({ id }) => id },
        { title: "order", mayBeEmpty: true, text: ({ orderId }) => orderId },
        { title: "cancel", text: ({ word }) => word, ink: ({ ink }) => ink },
      ],
    })
  else {
    const rows = ends.map(({ row }) => row)
    await session.showRows(rows, { ...how, columns: [] })
  }
  for (const { id, exit, says } of ends)
    if (says !== "") await session.note(harmless(`${id}: ${says}`), exit === EXIT.unknown ? "doubt" : "rejected")
  return worstOf(ends)
}

function worstOf(ends: readonly End[]): ExitCode {
  return WORST_FIRST.find((code) => ends.some(({ exit }) => exit === code)) ?? EXIT.done
}

/** Each item's answer in the items' order, a few at a time. */
async function inTurns<Item, Answer>(
  items: readonly Item[],
  act: (item: Item) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = []
  const left = items.entries()
  const work = async (): Promise<void> => {
    for (const [index, item] of left) answers[index] = await act(item)
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE_MAX, items.length) }, work))
  return answers
}
