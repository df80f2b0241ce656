// The pure domain: what an order is, what can happen to it, and what follows from an input. Nothing here is async, reads a clock or knows of OKX's wire.

export * from "./account-state.ts"
export * from "./amount.ts"
export * from "./break-kind.ts"
export { TIME_LIMIT_REASON } from "./cancel-source.ts"
export * from "./codec.ts"
export * from "./decide.ts"
export { type FillsAbsent, isBookedAs, isProvisional, PROVISIONAL_AFTER_MS } from "./decide-correction.ts"
export { PUSH_DUE_MS } from "./decide-difference.ts"
export { absenceCountsAfter, type DoubtEvidence, type DoubtProbe, needsOrderRead, passFrom } from "./decide-doubt.ts"
export {
  type BookedAfter,
  compareFunds,
  type DifferenceKind,
  type FundsCompared,
  type FundsDifference,
  type FundsTold,
} from "./decide-funds.ts"
export {
  type Attention,
  type AttentionKind,
  attentionOf,
  DEFAULT_PATIENCE,
  type Deadline,
  type Patience,
} from "./decide-time.ts"
export type { Decimal, Rounding } from "./decimal.ts"
export * as Decimals from "./decimal.ts"
export { decimal, format, formatFixed, parseDecimal } from "./decimal.ts"
export type { Decision } from "./decision.ts"
export type { Draft } from "./draft.ts"
export * from "./errors.ts"
export * from "./evolve.ts"
export { orderAfter } from "./evolve-order.ts"
export * from "./exchange.ts"
export * from "./exposure.ts"
export * from "./facts.ts"
export { BILLS_OVERLAP_MS, balanceChangesOf, contractsOf, expectedBalance } from "./funds.ts"
export * from "./ids.ts"
export * from "./instrument.ts"
export { OldestFirst } from "./oldest-first.ts"
export * from "./order.ts"
export * from "./order-command.ts"
export * from "./order-event.ts"
export { fillIn, listingAfter, type OrderListing } from "./order-listing.ts"
export * from "./order-state.ts"
export * from "./order-steps.ts"
export * from "./order-text.ts"
export { type KeptOrder, Orders, readOrder } from "./orders.ts"
export * from "./place-order-text.ts"
export { toPlain } from "./plain.ts"
export * from "./position.ts"
export { type CheckedLimit, type LimitUse, limitUse, type OrderPreview, previewPlace } from "./preview.ts"
export * from "./refusal.ts"
export * from "./refusal-error.ts"
export { type AmendTargets, needsPriceToAmend } from "./risk.ts"
export { isShownBefore } from "./shown-before.ts"
export * from "./state-codec.ts"
export * from "./symbol.ts"
export * from "./time.ts"
