// The picture of `oms watch`, as lines: a header with mode, feeds, doubt and breaks, the working orders, the last events. A pure function of what is known, so that
// every state of it is a test; drawing it in place is watch.ts's work.

import type { EventRow, OrderRow, Stats, Trading } from "@okx-oms/api"
import { MODE_WORDS } from "./mode.ts"
import { coreColumns, eventInk, eventWords, whyOf } from "./order-columns.ts"
import { harmless, type Ink, type Paint } from "./paint.ts"
import type { Precision } from "./precision.ts"
import { type Column, cut, tableLines } from "./table.ts"
import { ageWords, clockWords, modeInk, percentOf, spanWords } from "./words.ts"

export interface WatchModel {
  readonly trading: Trading
  readonly stats: Stats
  /** Open ones, newest first. */
  readonly orders: readonly OrderRow[]
  /** Newest first. */
  readonly events: readonly EventRow[]
  /** Why what is shown may be old; undefined while the line is up. */
  readonly offline: string | undefined
  /** Local time at which trading and stats were read. */
  readonly readAtMs: number
}

export interface Frame {
  readonly paint: Paint
  readonly precision: Precision
  readonly columns: number
  readonly rows: number
  readonly nowMs: number
}

const GAP = " \u00b7 "
const BAR_WIDTH = 8
const EVENTS_LEAST = 4
const EVENTS_MOST = 12

/** At most `rows` lines, none wider than `columns`. */
export function watchLines(model: WatchModel, frame: Frame): readonly string[] {
  const { paint, rows } = frame
  const head = [...headLines(model, frame), ""]
  const eventRows = Math.max(EVENTS_LEAST, Math.min(EVENTS_MOST, Math.floor(rows / 4)))
  // Titles of both tables, a blank, and the foot.
  const room = Math.max(1, rows - head.length - eventRows - 5)
  const shown = model.orders.slice(0, room)
  const title = `Working ${model.orders.length}${shown.length < model.orders.length ? ` (newest ${shown.length})` : ""}`
  const orders =
    shown.length === 0
      ? [paint("  no open orders", "dim")]
      : tableLines(shown, orderColumns(frame), { paint, width: frame.columns })
  const events = model.events.slice(0, eventRows)
  const last =
    events.length === 0
      ? [paint("  nothing happened yet", "dim")]
      : tableLines(events, eventColumns(frame), { paint, width: frame.columns }).slice(1)
  const body = [...head, paint(title, "bold"), ...orders, "", paint("Last events", "bold"), ...last]
  const blank = Array.from({ length: Math.max(0, rows - body.length - 1) }, () => "")
  return [...body, ...blank, paint(cut("Ctrl+C ends \u00b7 times in UTC", frame.columns), "dim")].slice(0, rows)
}

interface Piece {
  readonly text: string
  readonly ink?: Ink | undefined
}

function headLines(model: WatchModel, frame: Frame): readonly string[] {
  const { trading, stats, offline, readAtMs } = model
  const { feeds, deadMan } = trading
  const sinceReadMs = Math.max(0, frame.nowMs - readAtMs)
  const feed = (name: string, state: string, agoMs: number | null): Piece => ({
    text: `${name} ${state}${agoMs === null ? "" : ` ${spanWords(agoMs + sinceReadMs)}`}`,
    ink: state === "up" ? "filled" : state === "connecting" || state === "suspect" ? "warning" : "rejected",
  })
  const first: readonly Piece[] = [
    { text: ` ${MODE_WORDS[trading.mode]} `, ink: modeInk(trading.mode) },
    { text: trading.account, ink: "bold" },
    trading.ready
      ? { text: "ready", ink: "filled" }
      : { text: `NOT READY: ${harmless(trading.why ?? "")}`, ink: "rejected" },
    {
      text: `trading ${trading.trading.mode}${trading.trading.mode === "open" || trading.trading.reason === "" ? "" : ` (${harmless(trading.trading.reason)})`}`,
      ink: trading.trading.mode === "open" ? "filled" : trading.trading.mode === "halt" ? "rejected" : "warning",
    },
    { text: `${clockWords(new Date(frame.nowMs).toISOString(), frame.nowMs).slice(0, 8)}`, ink: "dim" },
    ...(offline === undefined ? [] : [{ text: `OFFLINE: ${harmless(offline)}`, ink: "rejected" as const }]),
  ]
  const budget = Object.entries(trading.rateBudget).reduce<
    readonly [string, { left: number; limit: number }] | undefined
  >(
    (least, one) => (least === undefined || one[1].left / one[1].limit < least[1].left / least[1].limit ? one : least),
    undefined,
  )
  const second: readonly Piece[] = [
    feed("private", feeds.private, feeds.lastPrivateMessageAgoMs),
    feed("public", feeds.public, feeds.lastPublicMessageAgoMs),
    { text: `in doubt ${stats.inDoubt}`, ink: stats.inDoubt > 0 ? "doubt" : "dim" },
    { text: `breaks ${stats.breaks}`, ink: stats.breaks > 0 ? "warning" : "dim" },
    {
      text: `dead man ${deadMan.state}`,
      ink: deadMan.state === "failing" ? "rejected" : deadMan.state === "arming" ? "warning" : "dim",
    },
    {
      text: trading.clockOffsetMs === null ? "clock ?" : `clock ${Math.round(trading.clockOffsetMs)} ms`,
      ink: Math.abs(trading.clockOffsetMs ?? 0) >= 1_000 ? "warning" : "dim",
    },
    ...(budget === undefined
      ? []
      : [
          {
            text: `budget ${budget[1].left}/${budget[1].limit}`,
            ink: budget[1].left * 5 < budget[1].limit ? ("warning" as const) : ("dim" as const),
          },
        ]),
    {
      text: `books ${trading.lastReconciledAgoMs === null ? "never compared" : `${spanWords(trading.lastReconciledAgoMs + sinceReadMs)} ago`}`,
      ink: trading.lastReconciledAgoMs === null ? "warning" : "dim",
    },
  ]
  return [pieces(first, frame), pieces(second, frame)]
}

/** As many as fit; what does not fit is less important than what stands before it. */
function pieces(list: readonly Piece[], { paint, columns }: Frame): string {
  let width = 0
  let line = ""
  for (const { text, ink } of list) {
    const room = columns - width - (line === "" ? 0 : GAP.length)
    if (room < Math.min(text.length, 4)) return line
    const short = cut(text, room)
    line += (line === "" ? "" : GAP) + paint(short, ink)
    width += short.length + (width === 0 ? 0 : GAP.length)
  }
  return line
}

function orderColumns({ precision, nowMs }: Frame): readonly Column<OrderRow>[] {
  const { state, symbol, side, price, quantity } = coreColumns(precision)
  return [
    { title: "age", right: true, text: ({ createdAt }) => ageWords(createdAt, nowMs) },
    state,
    symbol,
    side,
    { title: "type", spare: 2, text: ({ type }) => type },
    price,
    quantity,
    { title: "filled", text: filledBar, ink: ({ filledQuantity }) => (filledQuantity === "0" ? "dim" : "filled") },
    { title: "strategy", spare: 4, text: ({ strategy }) => strategy },
    { title: "order", spare: 1, text: ({ orderId }) => orderId },
    {
      title: "client id",
      spare: 3,
      mayBeEmpty: true,
      mayBeCut: true,
      text: ({ clientOrderId }) => clientOrderId ?? "",
    },
    {
      title: "why",
      spare: 5,
      mayBeEmpty: true,
      mayBeCut: true,
      text: (order) => (order.doubt === null ? "" : whyOf(order)),
      ink: () => "doubt",
    },
  ]
}

/** "====---- 50 %". */
function filledBar({ unit, filledQuantity, quantity }: OrderRow): string {
  const percent = unit === "quote" ? undefined : percentOf(filledQuantity, quantity)
  if (percent === undefined) return filledQuantity
  const full = Math.min(BAR_WIDTH, Math.floor((percent * BAR_WIDTH) / 100))
  return `${"\u2588".repeat(full)}${"\u2591".repeat(BAR_WIDTH - full)} ${String(percent).padStart(3)} %`
}

function eventColumns({ nowMs }: Frame): readonly Column<EventRow>[] {
  return [
    { title: "time", text: ({ at }) => clockWords(at, nowMs) },
    { title: "event", text: ({ type }) => type, ink: eventInk },
    { title: "order", text: ({ orderId }) => (typeof orderId === "string" ? orderId : "") },
    { title: "what", mayBeCut: true, text: eventWords },
  ]
}
