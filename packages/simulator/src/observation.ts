// What a simulated world shows to whoever judges it: the exchange's own log, the frames that cross the process border, what became durable, what
// callers and subscribers were told, and the lives of the process. The judge builds its own books from these alone and looks into no manager.

import type { AccountId, OmsEvent, Order, OrderId } from "@okx-oms/core"
import type { LogRecord } from "@okx-oms/paper-exchange"

interface Stamped {
  /** Simulated milliseconds since the world began. */
  readonly atMs: number
  /** 1 for the first life of the process, one more after each boot. */
  readonly generation: number
}

/** What a caller asked, in the words of the caller, and the answer it got (or did not get, because the process died). */
export interface ClientCall {
  readonly callId: number
  readonly account: AccountId
  readonly operation: "place" | "cancel" | "amend" | "cancel-all" | "get" | "halt" | "resume"
  /** The idempotency key of a placement; absent when none was given. */
  readonly clientOrderId?: string
  /** The order that a cancel, amendment or look was about. */
  readonly orderId?: OrderId
  /** Canonical text of everything asked for: equal texts are equal wishes. */
  readonly body: string
}

export type Observation = Stamped &
  (
    | { readonly kind: "exchange"; readonly record: LogRecord }
    /** A whole request or frame as it leaves the process, before any fault of the network. */
    | {
        readonly kind: "sent"
        readonly account: AccountId
        readonly transport: "rest" | "ws"
        /** "POST /api/v5/trade/order", or the op of a frame: "batch-orders", "login", "ping". */
        readonly what: string
        readonly body: string
        readonly expTimeMs?: number
      }
    /** A whole answer or frame as it reaches the process. */
    | {
        readonly kind: "received"
        readonly account: AccountId
        readonly transport: "rest" | "ws"
        readonly body: string
      }
    /** An append was asked for; `result` "none" when the process died before it was answered. */
    | {
        readonly kind: "appending"
        readonly account: AccountId
        readonly epoch: number
        readonly events: readonly OmsEvent[]
      }
    | {
        readonly kind: "appended"
        readonly account: AccountId
        readonly epoch: number
        readonly firstSeq: number
        readonly lastSeq: number
        readonly result: "ok" | "fenced" | "unknown"
      }
    | { readonly kind: "called"; readonly call: ClientCall }
    | {
        readonly kind: "answered"
        readonly callId: number
        readonly account: AccountId
        readonly ok: boolean
        /** Of the receipt; absent in refusals. */
        readonly orderId?: OrderId
        readonly state?: string
        readonly seq?: number
        /** Refusal code, or the name of the error thrown (OutcomeUnknown ...). */
        readonly code?: string
      }
    /** What a subscriber was handed. */
    | { readonly kind: "published"; readonly account: AccountId; readonly subscriber: number; readonly event: OmsEvent }
    | { readonly kind: "resync"; readonly account: AccountId; readonly subscriber: number; readonly nextSeq: number }
    | { readonly kind: "crashed"; readonly why: string }
    | { readonly kind: "booted" }
    /** The process stood still for a while and runs again. */
    | { readonly kind: "woke" }
    | { readonly kind: "stopped"; readonly account: AccountId; readonly why: string }
    | {
        readonly kind: "logged"
        readonly level: "info" | "warn" | "error"
        readonly message: string
        readonly facts: string
      }
    /** A backup of the journal was made while nothing was being written; "restored": it is in the journal's place. */
    | { readonly kind: "copied" | "restored"; readonly account: AccountId; readonly upToSeq: number }
    /** A fault struck: its class (F1 .. F20, I1 .. I9, lies) and name. */
    | { readonly kind: "fault"; readonly faultClass: string; readonly name: string }
    /** All faults are over from here on; liveness is judged from here. */
    | { readonly kind: "healed" }
    /** The world has come to rest: what the manager now shows, read through its public operations. */
    | {
        readonly kind: "rested"
        readonly account: AccountId
        readonly orders: readonly Order[]
        readonly openBreaks: number
        readonly trading: "open" | "reduce-only" | "halt"
        readonly inboxWaiting: number
        readonly seq: number
      }
  )

/** Takes each observation as it happens. Throws Violation at the first broken promise. */
export interface Judge {
  observe(observation: Observation): void
  /** After "rested": what should hold then and does not. */
  finish(): void
}

/** A promise is broken. `invariant` is S1 .. S16 or L1 .. L7. */
export class Violation extends Error {
  readonly invariant: string
  readonly atMs: number

  constructor(invariant: string, message: string, atMs: number) {
    super(`${invariant}: ${message}`)
    this.name = "Violation"
    this.invariant = invariant
    this.atMs = atMs
  }
}
