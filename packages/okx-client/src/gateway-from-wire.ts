// From OKX's words to the manager's: orders, fills, instruments, balances, positions and outcomes. Pure. What the manager
// has no word for (an instrument of another kind, a state it does not know) comes back as undefined, and the caller says
// so aloud; nothing is guessed into success.

import {
  type Balance,
  clOrdIdFromWire,
  Decimals,
  type ExchangeAmendResult,
  type ExchangeBill,
  type ExchangeFee,
  type ExchangeFill,
  type ExchangeOrder,
  type ExchangeOrderState,
  type ExchangePosition,
  format,
  type Instrument,
  type InstrumentState,
  InvalidSymbol,
  type MovementKind,
  millis,
  type OkxOrderId,
  type OrderUnit,
  okxOrderIdFromWire,
  type Price,
  parseSymbol,
  type RequestOutcome,
  requestIdFromWire,
  type Symbol,
  symbolParts,
  type TradeMode,
  toFee,
  toPrice,
  toQuantity,
} from "@okx-oms/core"
import type { AckRow, Outcome } from "./outcome.ts"
import type { OkxBill } from "./wire/bills.ts"
import type { OkxBalance } from "./wire/record/balance.ts"
import type { OkxFill } from "./wire/record/fill.ts"
import type { OkxInstrument } from "./wire/record/instrument.ts"
import type { OkxOrder, OkxOrderState } from "./wire/record/order.ts"
import type { OkxPosition } from "./wire/record/position.ts"

type Decimal = OkxOrder["sz"]
/** While it is being made. */
type Writable<Made> = { -readonly [Field in keyof Made]: Made[Field] }

const STATES: Record<OkxOrderState, ExchangeOrderState> = {
  live: "live",
  partially_filled: "partially_filled",
  filled: "filled",
  canceled: "canceled",
  mmp_canceled: "canceled",
}

const AMEND_RESULTS: Readonly<Record<string, ExchangeAmendResult["result"]>> = {
  "0": "done",
  "-1": "failed",
  "1": "failed-and-cancelled",
  "2": "automatic",
}

const INSTRUMENT_STATES: ReadonlySet<string> = new Set([
  "live",
  "post_only",
  "suspend",
  "preopen",
  "rebase",
  "settling",
  "test",
] satisfies InstrumentState[])

/** Larger than any order: where OKX states no limit. */
const NO_LIMIT = toQuantity(Decimals.fromInteger(10n ** 15n))

/** Undefined for instruments that the manager has no name for. */
export function symbolFrom(instId: string): Symbol | undefined {
  try {
    return parseSymbol(instId)
  } catch (error) {
    if (error instanceof InvalidSymbol) return undefined
    throw error
  }
}

/** `pushed`: from the orders channel, where fill fields are the fill of this message; elsewhere they only repeat the last one. */
export function exchangeOrder(row: OkxOrder, options: { readonly pushed: boolean }): ExchangeOrder | undefined {
  const symbol = symbolFrom(row.instId)
  if (symbol === undefined) return undefined
  const order: Writable<ExchangeOrder> = {
    symbol,
    okxOrderId: okxOrderIdFromWire(row.ordId),
    tag: row.tag,
    side: row.side,
    orderType: row.ordType,
    tradeMode: tradeModeOf(row),
    reduceOnly: row.reduceOnly,
    quantity: toQuantity(row.sz),
    unit: unitOf(row),
    state: STATES[row.state],
    filled: toQuantity(row.accFillSz),
    category: row.category,
    createdAt: millis(row.cTime),
    updatedAt: millis(row.uTime),
  }
  // Set one by one: every push passes here, and a spread per field that may be absent costs more than all the rest.
  if (row.clOrdId !== "") order.clOrdId = clOrdIdFromWire(row.clOrdId)
  const price = priceFrom(row.px)
  if (price !== undefined) order.price = price
  const averagePrice = priceFrom(row.avgPx)
  if (averagePrice !== undefined) order.averagePrice = averagePrice
  const fill = options.pushed ? pushedFill(row, symbol) : undefined
  if (fill !== undefined) order.fill = fill
  const amend = options.pushed ? amendResult(row) : undefined
  if (amend !== undefined) order.amend = amend
  if (row.amendSource !== "" && row.amendSource !== "1") order.amendSource = row.amendSource
  if (row.cancelSource !== "") order.cancelSource = row.cancelSource
  if (row.cancelSourceReason !== "") order.cancelReason = row.cancelSourceReason
  return order
}

/** Undefined for instruments that the manager has no name for. */
export function exchangeFill(row: OkxFill): ExchangeFill | undefined {
  const symbol = symbolFrom(row.instId)
  if (symbol === undefined) return undefined
  return {
    symbol,
    okxOrderId: okxOrderIdFromWire(row.ordId),
    ...(row.clOrdId === "" ? {} : { clOrdId: clOrdIdFromWire(row.clOrdId) }),
    tradeId: isTradeKey(row.tradeId) ? row.tradeId : fillKeyOf(row),
    side: row.side,
    price: toPrice(row.fillPx),
    quantity: toQuantity(row.fillSz),
    fees: feesOf(row.fee, row.feeCcy),
    liquidity: liquidityOf(row.execType),
    at: millis(row.fillTime ?? row.ts),
  }
}

/** OKX's bill types (okx-v5 reference, section 5.3); every other one moves the balance all the same. */
const MOVEMENTS: Readonly<Record<string, MovementKind>> = {
  "1": "transfer",
  "2": "trade",
  "3": "delivery",
  "5": "liquidation",
  "6": "transfer",
  "7": "interest",
  "8": "funding",
  "9": "adl",
  "10": "liquidation",
  "11": "conversion",
  "12": "transfer",
  "27": "conversion",
  "28": "conversion",
}

/** Undefined for executions of SPOT orders: they are fills. Those without an order (block trades, conversions) are movements. */
export function exchangeBill(row: OkxBill): ExchangeBill | undefined {
  const symbol = symbolFrom(row.instId)
  const spot = symbol !== undefined && symbolParts(symbol).kind === "spot"
  if (row.type === "2" && spot && row.ordId !== "") return undefined
  return {
    billId: row.billId,
    currency: row.ccy,
    change: row.balChg,
    kind: MOVEMENTS[row.type] ?? "other",
    at: millis(row.ts),
  }
}

/** Undefined for kinds that are not traded here and for rows that say too little (not open yet). */
export function instrumentFrom(row: OkxInstrument): Instrument | undefined {
  const symbol = symbolFrom(row.instId)
  const { tickSz, lotSz, minSz } = row
  if (symbol === undefined || tickSz === undefined || lotSz === undefined || minSz === undefined) return undefined
  if (![tickSz, lotSz, minSz].every(Decimals.isPositive)) return undefined
  const common = {
    symbol,
    tickSize: toPrice(tickSz),
    lotSize: toQuantity(lotSz),
    minSize: toQuantity(minSz),
    maxLimitSize: row.maxLmtSz === undefined ? NO_LIMIT : toQuantity(row.maxLmtSz),
    state: instrumentState(row.state),
    ...(row.instIdCode === undefined ? {} : { instIdCode: row.instIdCode }),
  }
  const { base, quote } = symbolParts(symbol)
  if (row.instType === "SPOT") {
    // Newer rows leave maxMktSz empty and give the amount in USD instead; both bound a market order's value.
    const maxMarketSize = row.maxMktSz ?? row.maxMktAmt
    return {
      ...common,
      kind: "spot",
      baseCurrency: row.baseCcy === "" ? base : row.baseCcy,
      quoteCurrency: row.quoteCcy === "" ? quote : row.quoteCcy,
      settleCurrency: row.quoteCcy === "" ? quote : row.quoteCcy,
      maxMarketSize: maxMarketSize === undefined ? NO_LIMIT : toQuantity(maxMarketSize),
      contractValue: Decimals.ONE,
      linear: true,
    }
  }
  if (row.instType !== "SWAP" || row.ctVal === undefined) return undefined
  return {
    ...common,
    kind: "swap",
    baseCurrency: base,
    quoteCurrency: quote,
    settleCurrency: row.settleCcy,
    maxMarketSize: row.maxMktSz === undefined ? NO_LIMIT : toQuantity(row.maxMktSz),
    contractValue: Decimals.multiply(row.ctVal, row.ctMult ?? Decimals.ONE),
    linear: row.ctType === "linear",
  }
}

/** One per currency. Where the account's mode leaves a field empty its nearest kin stands in. */
export function balancesFrom(row: OkxBalance): Balance[] {
  return row.details.map((detail) => ({
    currency: detail.ccy,
    total: detail.cashBal ?? detail.eq ?? Decimals.ZERO,
    available: detail.availBal ?? detail.availEq ?? Decimals.ZERO,
    updatedAt: millis(detail.uTime ?? row.uTime ?? 0),
  }))
}

/** Undefined for margin positions, which are balances here, and for instruments without a name here. */
export function positionFrom(row: OkxPosition): ExchangePosition | undefined {
  const symbol = symbolFrom(row.instId)
  if (symbol === undefined || row.instType === "MARGIN") return undefined
  const averagePrice = priceFrom(row.avgPx)
  const markPrice = priceFrom(row.markPx)
  const liquidationPrice = priceFrom(row.liqPx)
  const margin = row.mgnMode === "isolated" ? row.margin : row.imr
  return {
    symbol,
    contracts: row.posSide === "short" ? Decimals.negate(Decimals.absolute(row.pos)) : row.pos,
    ...(averagePrice === undefined ? {} : { averagePrice }),
    ...(markPrice === undefined ? {} : { markPrice }),
    ...(liquidationPrice === undefined ? {} : { liquidationPrice }),
    ...(margin === undefined ? {} : { margin }),
    ...(row.ccy === "" ? {} : { marginCurrency: row.ccy }),
    ...(row.upl === undefined ? {} : { unrealisedProfit: row.upl }),
    updatedAt: millis(row.uTime ?? row.cTime ?? 0),
  }
}

/** `again`: whether a command that OKX provably did not execute may be sent again before its deadline. */
export function requestOutcome<Ack extends AckRow>(
  outcome: Outcome<Ack>,
  again: boolean,
  knownId: OkxOrderId | undefined,
): RequestOutcome {
  switch (outcome.kind) {
    case "accepted": {
      const okxOrderId = outcome.ack.ordId === "" ? knownId : okxOrderIdFromWire(outcome.ack.ordId)
      if (okxOrderId !== undefined) return { kind: "accepted", okxOrderId }
      return { kind: "unknown", code: "no-order-id", message: "OKX accepted without naming an order." }
    }
    case "refused": {
      const { code, message } = outcome.okx
      return { kind: "refused", code, message: sentence(outcome.says, message), retryable: again }
    }
    case "unknown":
      return {
        kind: "unknown",
        code: outcome.okx?.code ?? outcome.reason,
        message: sentence(outcome.says, outcome.okx?.message ?? ""),
      }
    case "not-sent":
      return { kind: "not-sent", message: sentence(outcome.says, outcome.detail) }
  }
}

/** Ours first, then OKX's own words. */
function sentence(ours: string, theirs: string): string {
  const words = theirs.trim().slice(0, 300)
  return words === "" ? ours : `${ours} (${words})`
}

/** SPOT market orders are sized in either currency; OKX's default is quote for buys and base for sells. */
function unitOf(row: OkxOrder): OrderUnit {
  if (row.instType !== "SPOT" && row.instType !== "MARGIN") return "contracts"
  if (row.ordType !== "market") return "base"
  if (row.tgtCcy !== "") return row.tgtCcy === "quote_ccy" ? "quote" : "base"
  return row.side === "buy" ? "quote" : "base"
}

function tradeModeOf(row: OkxOrder): TradeMode {
  if (row.tdMode === "cash" || row.tdMode === "cross" || row.tdMode === "isolated") return row.tdMode
  if (row.tdMode === "spot_isolated") return "isolated"
  return row.instType === "SPOT" ? "cash" : "cross"
}

/**
 * The execution that a push reports. One without a usable tradeId (liquidation, ADL) is left out: the order's cumulative
 * total shows that it is missing, and the list of fills gives it with a key of its own, so it is booked once.
 */
function pushedFill(row: OkxOrder, symbol: Symbol): ExchangeFill | undefined {
  const { fillPx, fillSz } = row
  if (fillPx === undefined || fillSz === undefined || !isTradeKey(row.tradeId)) return undefined
  if (!Decimals.isPositive(fillPx) || !Decimals.isPositive(fillSz)) return undefined
  const fill: Writable<ExchangeFill> = {
    symbol,
    okxOrderId: okxOrderIdFromWire(row.ordId),
    tradeId: row.tradeId,
    side: row.side,
    price: toPrice(fillPx),
    quantity: toQuantity(fillSz),
    fees: feesOf(row.fillFee ?? Decimals.ZERO, row.fillFeeCcy),
    liquidity: liquidityOf(row.execType),
    at: millis(row.fillTime ?? row.uTime),
  }
  if (row.clOrdId !== "") fill.clOrdId = clOrdIdFromWire(row.clOrdId)
  return fill
}

function amendResult(row: OkxOrder): ExchangeAmendResult | undefined {
  const result = AMEND_RESULTS[row.amendResult]
  if (result === undefined) return undefined
  return {
    ...(row.reqId === "" ? {} : { requestId: requestIdFromWire(row.reqId) }),
    result,
    code: row.code,
    message: row.msg,
  }
}

function feesOf(amount: Decimal, currency: string): ExchangeFee[] {
  return currency === "" || Decimals.isZero(amount) ? [] : [{ currency, amount: toFee(amount) }]
}

function liquidityOf(execType: string): ExchangeFill["liquidity"] {
  return execType === "T" ? "taker" : execType === "M" ? "maker" : "unknown"
}

/** OKX's tradeId is a key unless it is empty, zero or negative. */
function isTradeKey(tradeId: string): boolean {
  return tradeId !== "" && tradeId !== "0" && !tradeId.startsWith("-")
}

function fillKeyOf(row: OkxFill): string {
  if (row.billId !== "") return `bill-${row.billId}`
  return `facts-${row.fillTime ?? row.ts}-${format(row.fillPx)}-${format(row.fillSz)}`
}

function priceFrom(value: Decimal | undefined): Price | undefined {
  return value !== undefined && Decimals.isPositive(value) ? toPrice(value) : undefined
}

/** A state that is not known here takes no orders. */
function instrumentState(state: string): InstrumentState {
  return INSTRUMENT_STATES.has(state) ? (state as InstrumentState) : "suspend"
}
