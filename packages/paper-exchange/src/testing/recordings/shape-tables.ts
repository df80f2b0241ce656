// Which recording is compared with which answer or push, and which recordings are not, with the reason. A recording that is in
// no table fails a test, so that none is forgotten.

export const ORDER = {
  instId: "BTC-USDT",
  tdMode: "cash",
  side: "buy",
  ordType: "limit",
  px: "90000",
  sz: "0.1",
  clOrdId: "c9",
}

export const READS: readonly (readonly [file: string, target: string])[] = [
  ["doc_rest_account_config.json", "account/config"],
  ["doc_rest_account_rate_limit.json", "trade/account-rate-limit"],
  ["doc_rest_balance.json", "account/balance"],
  ["nt_http_get_account_balance.json", "account/balance"],
  ["doc_rest_bills.json", "account/bills"],
  ["doc_rest_get_order_spot_market_filled.json", "trade/orders-history?instType=SPOT"],
  ["nt_http_get_orders_history.json", "trade/orders-history?instType=SWAP"],
  ["ccxt_rest_orders_history_filled_swap_2025.json", "trade/orders-history?instType=SWAP"],
  ["bbgo_rest_order_live_spot_2024.json", "trade/orders-pending?instType=SPOT"],
  ["roq_rest_orders_pending_futures_2021.json", "trade/orders-pending?instType=SWAP"],
  ["bbgo_rest_fills_history_spot_buy_2024.json", "trade/fills-history?instType=SPOT"],
  ["doc_rest_instruments_spot_2026.json", "public/instruments?instType=SPOT"],
  ["nt_http_get_instruments_spot.json", "public/instruments?instType=SPOT"],
  ["cf_rest_instruments_SPOT_2022.json", "public/instruments?instType=SPOT"],
  ["nt_http_get_instruments_swap.json", "account/instruments?instType=SWAP"],
  ["cf_rest_instruments_SWAP_2022.json", "public/instruments?instType=SWAP"],
  ["nt_http_get_instruments_futures.json", "public/instruments?instType=FUTURES"],
  ["doc_rest_trade_fee.json", "account/trade-fee?instType=SPOT&instId=BTC-USDT"],
  ["nt_http_get_trade_fee_response.json", "account/trade-fee?instType=SWAP&instId=BTC-USDT-SWAP"],
  ["nt_http_get_trades.json", "market/trades?instId=BTC-USDT"],
  ["nt_http_get_candlesticks_full.json", "market/candles?instId=BTC-USDT"],
  ["nt_http_get_mark_price.json", "public/mark-price?instType=SWAP"],
  ["nt_http_get_index_price.json", "market/index-tickers?instId=BTC-USDT"],
  ["misc_rest_error_51603_not_found.json", "trade/order?instId=BTC-USDT&ordId=1"],
  ["doc_rest_status.json", "system/status"],
]

const STOP = {
  instId: "BTC-USDT",
  tdMode: "cash",
  side: "sell",
  ordType: "conditional",
  sz: "0.1",
  slTriggerPx: "80000",
  slOrdPx: "-1",
}
/** Asked of an account in long/short mode with isolated positions, one of them closed. */
export const ISOLATED_READS: typeof READS = [
  ["ccxt_rest_positions_inverse_isolated_2026.json", "account/positions?instId=BTC-USD-SWAP"],
  ["nt_http_get_account_positions-history.json", "account/positions-history?instType=SWAP"],
  ["ccxt_rest_bills_margin_2024.json", "account/bills?type=6"],
  ["nt_http_get_position_tiers.json", "public/position-tiers?instType=MARGIN&tdMode=cross&instId=BTC-USDT"],
]

const SAME = { instId: "BTC-USDT", clOrdId: "c9" }
/** Asked one after the other. */
export const WRITES: readonly (readonly [file: string, target: string, body: unknown])[] = [
  ["doc_rest_place_order_ok.json", "trade/order", ORDER],
  ["ccxt_rest_error_51155_single.json", "trade/order", ORDER],
  ["ccxt_rest_error_51119.json", "trade/order", ORDER],
  ["ccxt_rest_batch_orders_single_ok_2025.json", "trade/batch-orders", [{ ...ORDER, clOrdId: "c8" }]],
  ["doc_rest_amend_order_ok.json", "trade/amend-order", { ...SAME, newSz: "0.2" }],
  ["doc_rest_cancel_order_ok.json", "trade/cancel-order", SAME],
  ["doc_rest_cancel_all_after.json", "trade/cancel-all-after", { timeOut: "10" }],
  ["ccxt_rest_order_algo_ok_2025.json", "trade/order-algo", { ...STOP, clOrdId: "s1", tag: "t1" }],
  ["doc_rest_order_algo_ok.json", "trade/order-algo", { ...STOP, algoClOrdId: "s2" }],
  ["nt_http_set_position_mode_response.json", "account/set-position-mode", { posMode: "net_mode" }],
]

export interface Said {
  readonly file: string
  readonly channel: string
  readonly like?: (text: string) => boolean
}

const liveSwap = (text: string): boolean => text.includes("BTC-USDT-SWAP") && text.includes('"state":"live"')
const filledSwap = (text: string): boolean => text.includes("BTC-USDT-SWAP") && text.includes('"state":"filled"')
const bothSidesChange = (text: string): boolean =>
  text.includes('"action":"update"') && !text.includes('"asks":[]') && !text.includes('"bids":[]')
const has = (part: string) => (text: string) => text.includes(part)
export const PUSHES: readonly Said[] = [
  {
    file: "doc_ws_orders_spot_maker_sell.json",
    channel: '"instType":"SPOT","instId":"ETH-USDT"',
    like: has('"state":"filled"'),
  },
  {
    file: "gct_ws_orders_doc_example_spot_maker_sell.json",
    channel: '"instType":"SPOT","instId":"ETH-USDT"',
    like: has('"state":"filled"'),
  },
  { file: "nt_ws_orders.json", channel: '"channel":"orders"', like: filledSwap },
  { file: "roq_ws_orders_live_futures_2021.json", channel: '"channel":"orders"', like: liveSwap },
  { file: "doc_ws_account_snapshot.json", channel: '"channel":"account"', like: has('"eventType":"snapshot"') },
  { file: "nt_ws_account.json", channel: '"channel":"account"', like: has('"eventType":"snapshot"') },
  { file: "doc_ws_balance_and_position.json", channel: '"channel":"balance_and_position"', like: has("snapshot") },
  { file: "roq_ws_balpos_snapshot_2021.json", channel: '"channel":"balance_and_position"', like: has("snapshot") },
  { file: "roq_ws_positions_2022.json", channel: '"channel":"positions"', like: has('"pos":"1"') },
  { file: "roq_ws_tickers_2025.json", channel: '"channel":"tickers"' },
  { file: "nt_ws_tickers.json", channel: '"channel":"tickers"' },
  { file: "roq_ws_books_snapshot_2025.json", channel: '"channel":"books"', like: has('"action":"snapshot"') },
  { file: "nt_ws_books_snapshot.json", channel: '"channel":"books"', like: has('"action":"snapshot"') },
  { file: "roq_ws_books_update_2025.json", channel: '"channel":"books"', like: bothSidesChange },
  { file: "nt_ws_books_update.json", channel: '"channel":"books"', like: bothSidesChange },
  { file: "roq_ws_books5_2022.json", channel: '"channel":"books5"' },
  { file: "roq_ws_bbo_tbt_2025.json", channel: '"channel":"bbo-tbt"' },
  { file: "nt_ws_bbo_tbt.json", channel: '"channel":"bbo-tbt"' },
  { file: "roq_ws_candle1m_2025.json", channel: '"channel":"candle1m"' },
  { file: "nt_ws_candle.json", channel: '"channel":"candle1D"' },
  { file: "roq_ws_funding_rate_2025.json", channel: '"channel":"funding-rate"' },
  { file: "nt_ws_instruments.json", channel: '"channel":"instruments","instType":"SWAP"' },
  { file: "roq_ws_instruments_2021.json", channel: '"channel":"instruments","instType":"SPOT"' },
]

/** Compared by tests of their own: events, answers to operations, an empty list. */
export const SPOKEN = {
  notice: "roq_ws_event_notice_64008.json",
  connections: "roq_ws_event_channel_conn_count.json",
  acknowledgements: "roq_ws_event_subscribe_acks_2025.jsonl",
  loginRefused: "roq_ws_event_error_60032.json",
  operationDone: ["doc_wsop_order_ok.json", "roq_wsop_order_ok_2021.json"],
  operationRefused: ["roq_wsop_order_dup_clordid_51016_2021.json", "okxapi_wsop_order_51010_2025.json"],
  operationUnfunded: "okxapi_wsop_order_51008_2025.json",
  operationMalformed: "doc_wsop_order_format_error_60013.json",
  amendDone: "roq_wsop_amend_ok_2021.json",
  emptyList: "roq_rest_orders_pending_empty.json",
  trades: "gct_ws_trades_2025.jsonl",
} as const

export const SEQUENCES = {
  quoteBuy: "bbgo_ws_seq_spot_market_buy_quoteccy_2024.jsonl",
  limitLife: "roq_ws_seq_limit_live_amend_cancel_futures_2021.jsonl",
  repeatedSubscriptions: "cf_ws_public_session_2022.jsonl",
} as const

export const NOT_COMPARED: Readonly<Record<string, string>> = {
  "cf_rest_instruments_OPTION_BTC-USD_2022.json": "options are not traded here",
  "doc_ws_fills.json": "the fills channel is for VIP4 and above, as which no account trades here",
  "nt_http_get_spreads.json": "Nitro Spread is not traded here",
  "nt_ws_sprd_orders.json": "Nitro Spread is not traded here",
}
