// An order manager for OKX to use in-process: openOms(config), and what a program needs of the packages beneath.

export {
  type Balance,
  type Break,
  decimal,
  ExecutionError,
  format,
  formatFixed,
  type Instrument,
  InvalidIdentifier,
  InvalidOrderType,
  InvalidPrice,
  InvalidQuantity,
  InvalidSide,
  InvalidStateTransition,
  InvalidSymbol,
  InvalidValue,
  isTerminal,
  type OmsEvent,
  type Order,
  OrderNotFound,
  type OrderPreview,
  OrderRefused,
  type OrderState,
  type PlaceOrder,
  type PlaceOrderText,
  parsePrice,
  parseQuantity,
  parseSymbol,
  placeOrderFrom,
  type Refusal,
  refusalSentence,
  toPlain,
} from "@okx-oms/core"
export {
  type Answer,
  ExchangeUnavailable,
  type FillRow,
  JournalUnavailable,
  type OrderRef,
  OutcomeUnknown,
  type Page,
  type Published,
  type Receipt,
  unwrap,
} from "@okx-oms/trading"
export { type InspectOptions, inspectKeys, type KeyFacts } from "./inspect-keys.ts"
export { type KeyEntry, type KeyEnvironment, KeyStore, KeyStoreError, PASSPHRASE_LENGTH_MIN } from "./key-store.ts"
export { Oms, type OmsStatus } from "./oms.ts"
export { openOms } from "./open-oms.ts"
export { isPassing } from "./passing.ts"
export { DEFAULT_LIMITS, type Mode, type OkxAccess, type OmsOptions } from "./settings.ts"
export type { CancelFilterText, ChangeText, OrderRefText } from "./text.ts"
