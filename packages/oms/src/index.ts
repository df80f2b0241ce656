// An order manager for OKX to use in-process: openOms(config), and what a program needs of the packages beneath.

export {
  type Balance,
  type Break,
  decimal,
  ExecutionError,
  format,
  formatFixed,
  type Instrument,
  InvalidStateTransition,
  InvalidValue,
  type OmsEvent,
  type Order,
  OrderNotFound,
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
} from "@okx-oms/core"
export {
  type Answer,
  ExchangeUnavailable,
  type FillRow,
  JournalUnavailable,
  type OrderRef,
  OutcomeUnknown,
  type Published,
  type Receipt,
  unwrap,
} from "@okx-oms/trading"
export { type KeyEntry, type KeyEnvironment, KeyStore, KeyStoreError, PASSPHRASE_LENGTH_MIN } from "./key-store.ts"
export { Oms, type OmsStatus } from "./oms.ts"
export { openOms } from "./open-oms.ts"
export { DEFAULT_LIMITS, type Mode, type OkxAccess, type OmsOptions } from "./settings.ts"
