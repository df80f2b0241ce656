// Where an answer of this exchange differs in shape from a recording, and why. Everything that is not here must be equal:
// names, JSON types and kinds of text. A deviation that no longer occurs is a mistake of this list.

const MULTI_CURRENCY =
  "the recording is of a multi-currency account; in Futures mode OKX leaves it empty (recorded 2025)"
const BY_OPTION = "filled for options and indices only"

export type Deviations = Readonly<Record<string, string>>

const MULTI_CURRENCY_FIELDS: Deviations = Object.fromEntries(
  [
    "adjEq",
    "availEq",
    "borrowFroz",
    "delta",
    "deltaLever",
    "deltaNeutralStatus",
    "imr",
    "mmr",
    "notionalUsd",
    "notionalUsdForBorrow",
    "notionalUsdForFutures",
    "notionalUsdForOption",
    "notionalUsdForSwap",
    ...["borrowFroz", "crossLiab", "interest", "isoLiab", "liab", "maxLoan", "uplLiab"].map(
      (name) => `details[0].${name}`,
    ),
  ].map((name) => [`.data[0].${name}`, MULTI_CURRENCY]),
)

const NO_TRIGGER: Deviations = Object.fromEntries(
  ["slTriggerPxType", "tpTriggerPxType"].map((name) => [
    `.data[0].${name}`,
    "the example names a price type although no trigger is set; recorded orders leave it empty then",
  ]),
)

/** File of the recording -> path of the difference -> reason. A path stands for everything below it. */
export const SHAPE_DEVIATIONS: Readonly<Record<string, Deviations>> = {
  "doc_rest_account_rate_limit.json": {
    ".data[0].fillRatio": "a ratio is given from VIP5 on",
    ".data[0].mainFillRatio": "a ratio is given from VIP5 on",
    ".data[0].ts": "the example is a round number that is no time",
  },
  "doc_rest_balance.json": MULTI_CURRENCY_FIELDS,
  "doc_ws_account_snapshot.json": { ...MULTI_CURRENCY_FIELDS, ".data[0].ordFroz": MULTI_CURRENCY },
  "doc_rest_bills.json": { ".data[0].fillIdxPx": BY_OPTION },
  "ccxt_rest_orders_history_filled_swap_2025.json": {
    ".data[0].px": "the recording is a limit order, here a market order",
  },
  "doc_rest_instruments_spot_2026.json": { ".data[0].upcChg": "no change of an instrument is announced here" },
  "nt_http_get_trade_fee_response.json": {
    ".data[0].uly": "gone from the answer since 2023",
  },
  "doc_rest_cancel_all_after.json": {
    ".data[0].triggerTime": "the example has ten digits where every other time of OKX has thirteen",
    ".data[0].ts": "the example has ten digits where every other time of OKX has thirteen",
  },
  "nt_ws_orders.json": {
    ".data[0].cancelSourceReason": "the recording is a REST row put into a push; pushes do not carry it",
    ".data[0].ccy": "the recording is a REST row put into a push; pushes leave it empty",
  },
  "doc_ws_orders_spot_maker_sell.json": NO_TRIGGER,
  "gct_ws_orders_doc_example_spot_maker_sell.json": NO_TRIGGER,
  "roq_ws_positions_2022.json": {
    ".data[0].interest": "interest is of margin positions; contracts have left it empty since",
    ".data[0].liqPx": "one contract before 100,000 USDT has no price of liquidation",
  },
  "doc_rest_status.json": { ".data": "no maintenance is planned here" },
}

/** Names in answers that no recording has, and where they are documented. */
export const DOCUMENTED_NAMES: Deviations = {
  prevFundingTime: "of the funding rate since 2025: when funding was last paid",
  outcome: "of the order object since 2026: which outcome of an event contract, empty for all else",
}

/** The differences that have no reason here. */
export function unexplained(file: string, differences: readonly string[]): string[] {
  const reasons = Object.keys(SHAPE_DEVIATIONS[file] ?? {})
  const isBelow = (difference: string, path: string): boolean =>
    difference.startsWith(path) && /^[.[:]/.test(difference.slice(path.length))
  const stale = reasons.filter((path) => !differences.some((difference) => isBelow(difference, path)))
  return [
    ...differences.filter((difference) => !reasons.some((path) => isBelow(difference, path))),
    ...stale.map((path) => `${path}: explained, but it does not occur`),
  ]
}
