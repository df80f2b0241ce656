// What follows from an input: events, or a refusal. Pure: the same state, input and facts give the same decision. Only decide says no; the shell
// stamps the events, folds them (evolve.ts), makes them durable and then acts on them.

import type { AccountState } from "./account-state.ts"
import { withBreaksOver } from "./decide-break.ts"
import { decideAmend, decideCancel } from "./decide-change.ts"
import { decideFillsAbsent, type FillsAbsent } from "./decide-correction.ts"
import { orphaned } from "./decide-difference.ts"
import { type DoubtEvidence, decideDoubtEvidence, decideVanished, type OrderVanished } from "./decide-doubt.ts"
import {
  beginBooks,
  decideBills,
  decideFundsCompared,
  type FundsCompared,
  rebased,
  type SetBaseline,
} from "./decide-funds.ts"
import { decidePlace } from "./decide-place.ts"
import { decideAmendReply, decideCancelReply, decidePlaceReply } from "./decide-reply.ts"
import { decideFillReport, decideOrderReport } from "./decide-report.ts"
import { type Deadline, decideDeadline, decideRecovery, type Recover } from "./decide-time.ts"
import { type Decision, queueEnded } from "./decision.ts"
import { unreachable } from "./errors.ts"
import type { ExchangeBill, ExchangeFill, ExchangeInput, ExchangeOrder, ReportSource } from "./exchange.ts"
import type { Facts } from "./facts.ts"
import type { BreakId } from "./ids.ts"
import type { Command } from "./order-command.ts"
import type { AccountEventBody, Widening, WideningCause } from "./order-event.ts"
import type { Millis } from "./time.ts"

type FromExchange = Extract<ExchangeInput, { type: "PlaceReply" | "CancelReply" | "AmendReply" }>

/** Everything that decide answers. Inputs that change no order (prices, balances, feeds) stay in the shell. */
export type Input =
  | Command
  | FromExchange
  | {
      readonly type: "OrderReport"
      readonly source: ReportSource
      readonly order: ExchangeOrder
      /** Exchange time at which the read began; absent for pushes. */
      readonly begunAt?: Millis
      /** The order was asked for because it had left the list of open orders. */
      readonly wasMissing?: boolean
    }
  | {
      readonly type: "FillReport"
      readonly source: ReportSource
      readonly fill: ExchangeFill
      readonly begunAt?: Millis
    }
  | DoubtEvidence
  | FillsAbsent
  | OrderVanished
  | Deadline
  | Recover
  | { readonly type: "StartEpoch"; readonly epoch: number; readonly tag: string }
  | SetBaseline
  /** An execution whose order OKX does not have when asked: nothing here can book it. */
  | { readonly type: "FillOrphaned"; readonly fill: ExchangeFill }
  | { readonly type: "BillsReport"; readonly bills: readonly ExchangeBill[] }
  | FundsCompared
  | ({ readonly type: "WidenVisibility"; readonly because: WideningCause } & Widening)
  | ({ readonly type: "Reconciled" } & Omit<Extract<AccountEventBody, { type: "ReconciliationCompleted" }>, "type">)

export function decide(state: AccountState, input: Input, facts: Facts): Decision {
  return withBreaksOver(state, decideInput(state, input, facts))
}

function decideInput(state: AccountState, input: Input, facts: Facts): Decision {
  switch (input.type) {
    case "PlaceOrder":
      return decidePlace(state, input, facts)
    case "CancelOrder":
      return decideCancel(state, input)
    case "AmendOrder":
      return decideAmend(state, input, facts)
    case "PlaceReply":
      return decidePlaceReply(state, input, facts)
    case "CancelReply":
      return decideCancelReply(state, input, facts)
    case "AmendReply":
      return decideAmendReply(state, input)
    case "OrderReport":
      return { cause: input.source, events: decideOrderReport(state, input, facts) }
    case "FillReport":
      return { cause: input.source, events: decideFillReport(state, input, facts) }
    case "FillsAbsent":
      return { cause: "query", events: decideFillsAbsent(state, input, facts) }
    case "DoubtEvidence":
      return { cause: "query", events: decideDoubtEvidence(state, input, facts) }
    case "OrderVanished":
      return { cause: "reconciliation", events: decideVanished(state, input, facts) }
    case "FillOrphaned":
      return { cause: "reconciliation", events: orphaned(state, input.fill, facts) }
    case "BillsReport":
      return { cause: "reconciliation", events: decideBills(state, input.bills) }
    case "FundsCompared":
      return { cause: "reconciliation", events: decideFundsCompared(state, input, facts) }
    case "Deadline":
      return decideDeadline(state, input, facts)
    case "Recover":
      return decideRecovery(state, input, facts)
    default:
      return decideAccount(state, input)
  }
}

type AccountInput = Extract<
  Input,
  {
    type:
      | "HaltTrading"
      | "ResumeTrading"
      | "ResolveBreak"
      | "StartEpoch"
      | "SetBaseline"
      | "Reconciled"
      | "WidenVisibility"
  }
>

function decideAccount(state: AccountState, input: AccountInput): Decision {
  switch (input.type) {
    case "HaltTrading": {
      const { mode, reason } = input
      const ended = mode === "halt" ? queueEnded(state, reason) : []
      return { cause: "command", events: [{ type: "TradingHalted", mode, reason }, ...ended] }
    }
    case "ResumeTrading":
      return {
        cause: "command",
        events: state.trading.mode === "open" ? [] : [{ type: "TradingResumed", reason: input.reason }],
      }
    case "ResolveBreak":
      return { cause: "command", events: resolveBreak(state, input.breakId, input.resolution) }
    case "StartEpoch":
      return { cause: "recovery", events: [{ type: "EpochStarted", epoch: input.epoch, tag: input.tag }] }
    case "SetBaseline":
      return { cause: "recovery", events: state.baseline === undefined ? [beginBooks(input)] : [] }
    case "WidenVisibility": {
      const { because, visibilityMs, until } = input
      return { cause: "query", events: [{ type: "VisibilityWidened", because, visibilityMs, until }] }
    }
    case "Reconciled": {
      const { type: _type, ...result } = input
      return { cause: "reconciliation", events: [{ type: "ReconciliationCompleted", ...result }] }
    }
    default:
      return unreachable(input)
  }
}

function resolveBreak(state: AccountState, breakId: BreakId, resolution: string): readonly AccountEventBody[] {
  const found = state.breaks.get(breakId)
  if (found === undefined || found.resolvedAt !== undefined) return []
  return [{ type: "BreakResolved", breakId, resolution }, ...rebased(found)]
}
