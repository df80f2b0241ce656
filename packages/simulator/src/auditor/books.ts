// What the auditor writes down about one account: the orders as the exchange made them, the orders as the manager's durable events tell them, and what of the
// journal is certain. Plain records; who fills them and what must hold between them is in the other files of this folder.

import type { AccountId, Decimal, OmsEvent, OrderState, SymbolLimits } from "@okx-oms/core"
import type { LogRecord } from "@okx-oms/paper-exchange"
import { Violation } from "../observation.ts"
import type { Backup } from "./backup.ts"
import type { Owed } from "./false-word.ts"

export interface AuditedAccount {
  readonly account: AccountId
  /** The exchange's name of the account, as its records carry it. */
  readonly uid: string
  readonly limits: (symbol: string) => SymbolLimits
}

export interface TheirFill {
  readonly px: string
  readonly sz: string
  /** Corrected later by some exchanges: the newest word is here, the first in `feeAtFirst`. */
  fee: string
  readonly feeAtFirst: string
  readonly feeCcy: string
}

/** An order as the exchange made it. */
export interface TheirOrder {
  readonly ordId: string
  readonly clOrdId: string
  readonly instId: string
  readonly side: string
  px: string
  sz: string
  state: "open" | "filled" | "cancelled"
  /** Every end it ever had: a late fill may follow a cancel. */
  readonly ends: Set<"filled" | "cancelled">
  filled: Decimal
  readonly fills: Map<string, TheirFill>
  /** What it had filled when it ended last. */
  filledAtEnd: Decimal
  /** The reqId of every amendment done. */
  readonly amended: Set<string>
  /** Price and size as accepted and after every amendment, oldest first. */
  readonly terms: { readonly px: string; readonly sz: string; readonly atMs: number }[]
}

/** An order as the durable events tell it. */
export interface OurOrder {
  readonly orderId: string
  readonly clOrdId: string | undefined
  readonly symbol: string
  readonly source: "command" | "exchange"
  readonly side: "buy" | "sell"
  readonly terms: { readonly ordType: string; readonly quantity: Decimal; readonly price: Decimal | undefined }
  readonly contractValue: Decimal
  readonly quoteSized: boolean
  okxOrderId: string | undefined
  state: OrderState
  readonly states: Set<OrderState>
  quantity: Decimal
  filled: Decimal
  booked: Decimal
  /** Booked executions: trade id -> quantity. */
  readonly fills: Map<string, Decimal>
  /** Durable OrderSubmitted events, the newest expTime, and how many placements of it left the process. */
  submitted: number
  expiresAt: number
  sent: number
  cancelsAsked: number
  cancelsSent: number
  cancelAsked: { readonly atMs: number; readonly append: number; readonly generation: number } | undefined
  /** Request id -> expTime. */
  readonly amendsAsked: Map<string, number>
  readonly amendsRefused: Set<string>
  /** How far in the exchange's terms the claims have come. */
  termsSeen: number
  pendingCancel: boolean
  pendingAmend: string | undefined
  doubtSinceMs: number | undefined
  submittedInAppend: number
}

/** One append whose answer is not known yet, or was never given. */
export interface InFlight {
  readonly generation: number
  readonly epoch: number
  readonly events: readonly OmsEvent[]
}

export interface AccountBooks {
  readonly audited: AuditedAccount
  readonly theirs: Map<string, TheirOrder>
  /** ordIds under each clOrdId, in the order of acceptance. */
  readonly theirsByClOrdId: Map<string, string[]>
  readonly ours: Map<string, OurOrder>
  readonly oursByClOrdId: Map<string, OurOrder>
  readonly oursByOkxOrderId: Map<string, OurOrder>
  readonly byClientOrderId: Map<string, string>
  /** Every durable event, for rebuilding. */
  readonly durable: OmsEvent[]
  readonly inFlight: Map<number, InFlight>
  /** Events of appends whose fate the next start tells. */
  undecided: readonly OmsEvent[]
  readonly fenced: Set<string>
  lastSeq: number
  epoch: number
  appends: number
  /** The largest sequence number that anybody was given an answer with. */
  answeredSeq: number
  tag: string
  /** The books were compared with the exchange since this epoch began. */
  compared: boolean
  /** Orders in doubt now, and the most at once. */
  doubts: number
  doubtsMax: number
  /** The life of the process that the events now becoming durable are of. */
  life: number
  readonly heard: Heard
  readonly reads: Read[]
  /** Mode of trading by the durable events. */
  trading: "open" | "reduce-only" | "halt"
  /** clOrdIds of which a certain word may be false (false-word.ts). */
  readonly doubtful: Set<string>
  /** clOrdIds that only a newer journal knew, which a backup has replaced. */
  readonly forgotten: Set<string>
  /** clOrdIds of orders whose amendments are partly forgotten so. */
  readonly forgottenAmends: Set<string>
  /** What must come in the append that is being taken. */
  readonly owed: Owed[]
  backup: Backup | undefined
  readonly tallies: Tallies
}

/** What would have to be counted over all orders at every step, kept up to date instead. */
export interface Tallies {
  /** Our own orders that may live, by symbol. */
  readonly open: Map<string, number>
  /** What our own orders bought less what they sold at the exchange, by symbol. */
  readonly net: Map<string, Decimal>
  /** Orders whose cancel is durable and has not left. */
  readonly cancelsWaiting: Set<OurOrder>
}

/** What the exchange's answers have told this life of the process, by the ids in their rows. */
export interface Heard {
  /** clOrdId or ordId -> sCodes. */
  readonly rows: Map<string, Set<string>>
  /** Codes of whole answers. */
  readonly envelopes: Set<string>
}

/** A question that left for the exchange. */
export interface Read {
  readonly atMs: number
  /** Bench's exchangeOffsetMs at that moment: what the clock does later takes nothing from this question's answer. */
  readonly exchangeOffsetMs: number | undefined
  /** Path and query. */
  readonly target: string
}

/** Where the auditor stands: the moment of the observation under judgement and what has been said of the world so far. */
export interface Bench {
  atMs: number
  generation: number
  healedAtMs: number | undefined
  bootedAtMs: number
  crashedAtMs: number
  /** When the process last ran again after it had stood still. */
  awakeSinceMs: number
  doubtBoundMs: number
  readonly visibilityMs: number
  /** The exchange of this world may lie: false-word.ts says what is promised then. */
  readonly liesAllowed: boolean
  /** How far the clock by which the exchange judges expTime is from its own time. */
  skewMs: number
  /** That clock minus the world's, from the newest record. */
  exchangeOffsetMs: number | undefined
}

export function newBooks(audited: AuditedAccount): AccountBooks {
  return {
    audited,
    theirs: new Map(),
    theirsByClOrdId: new Map(),
    ours: new Map(),
    oursByClOrdId: new Map(),
    oursByOkxOrderId: new Map(),
    byClientOrderId: new Map(),
    durable: [],
    inFlight: new Map(),
    undecided: [],
    fenced: new Set(),
    lastSeq: 0,
    epoch: 0,
    appends: 0,
    answeredSeq: 0,
    tag: "",
    compared: false,
    doubts: 0,
    doubtsMax: 0,
    life: 0,
    heard: { rows: new Map(), envelopes: new Set() },
    reads: [],
    trading: "open",
    doubtful: new Set(),
    forgotten: new Set(),
    forgottenAmends: new Set(),
    owed: [],
    backup: undefined,
    tallies: { open: new Map(), net: new Map(), cancelsWaiting: new Set() },
  }
}

/** Ends the judgement. `theirs` and `ours` are what both sides say. */
export function broken(bench: Bench, invariant: string, what: string, sides: { ours?: string; theirs?: string } = {}) {
  const said = [
    ...(sides.ours === undefined ? [] : [`ours: ${sides.ours}`]),
    ...(sides.theirs === undefined ? [] : [`theirs: ${sides.theirs}`]),
  ]
  return new Violation(invariant, [what, ...said].join(" · "), bench.atMs)
}

/** A field of a record as text; "" when it is not there. */
export function text(record: Readonly<Record<string, unknown>> | LogRecord, field: string): string {
  const value = record[field]
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : ""
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

const ENDS: ReadonlySet<OrderState> = new Set<OrderState>(["Filled", "Cancelled", "Rejected", "Failed", "Expired"])

export function hasEnded(state: OrderState): boolean {
  return ENDS.has(state)
}

/** The order that the exchange made of ours, by either id; undefined when there is none. */
export function theirsOf(books: AccountBooks, order: OurOrder): TheirOrder | undefined {
  const byOkx = order.okxOrderId === undefined ? undefined : books.theirs.get(order.okxOrderId)
  if (byOkx !== undefined || order.clOrdId === undefined) return byOkx
  const ordId = books.theirsByClOrdId.get(order.clOrdId)?.[0]
  return ordId === undefined ? undefined : books.theirs.get(ordId)
}

export function saysOurs(order: OurOrder | undefined): string {
  if (order === undefined) return "no such order"
  return `${order.orderId} clOrdId ${order.clOrdId ?? "-"} ${order.state}, ordId ${order.okxOrderId ?? "-"}, submitted ${order.submitted}x, sent ${order.sent}x`
}

export function saysTheirs(order: TheirOrder | undefined): string {
  if (order === undefined) return "no such order"
  return `ordId ${order.ordId} clOrdId ${order.clOrdId} ${order.side} ${order.instId} ${order.sz} @ ${order.px || "market"} ${order.state}`
}
