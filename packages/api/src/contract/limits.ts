// The limits and words of the contract that both sides of the door need. The domain's words come from core; the numbers are the doors' own.

export { ORDER_SIDES, ORDER_STATES, ORDER_TYPES } from "@okx-oms/core"

/** Orders in one batch; OKX takes no more in one request. */
export const BATCH_MAX = 20
/** Rows of one page. */
export const PAGE_LIMIT_MAX = 500
export const PAGE_LIMIT_DEFAULT = 100
export const CURSOR_LENGTH_MAX = 512
/** Bytes of one request body. */
export const BODY_BYTES_MAX = 64 * 1024
/** Who placed an order that does not say so. */
export const STRATEGY_DEFAULT = "manual"
export const TIME_LIMIT_MS_MIN = 1000
/** The longest delay of a timer: 24.8 days. */
export const TIME_LIMIT_MS_MAX = 2_147_483_647
export const REASON_LENGTH_MAX = 200
export const UNITS = ["base", "quote", "contracts"] as const
export const TRADE_MODES = ["cash", "cross", "isolated"] as const
export const TRADING_ACTIONS = ["halt", "reduce-only", "resume"] as const
