// What stands in the ticket before it is an order: texts as they were typed. Reading a draft gives the request that it makes, or what is wrong with which
// field. Pure; whether the order would be taken is the server's to say.

import type { InstrumentRow, PlaceRequest } from "@okx-oms/api"
import { Decimals, decimal, format, formatFixed, parseDecimal } from "@okx-oms/core"
import { scaleOf, unitText } from "../words/amounts.ts"

export const TICKET_TYPES = [
  { id: "limit", title: "Limit", more: "rests in the book until it is filled or cancelled" },
  { id: "market", title: "Market", more: "takes what is there, at any price" },
  { id: "post_only", title: "Post", more: "rests, or is cancelled where it would take" },
  { id: "ioc", title: "IOC", more: "takes what is there at its price, the rest is cancelled" },
  { id: "fok", title: "FOK", more: "takes all of it at once, or nothing" },
] as const
export type TicketType = (typeof TICKET_TYPES)[number]["id"]
export type Side = "buy" | "sell"

export interface Draft {
  readonly side: Side
  readonly symbol: string
  readonly type: TicketType
  readonly price: string
  readonly quantity: string
  /** Of SPOT market orders: the quantity is an amount of the quote currency. */
  readonly isQuoteAmount: boolean
  /** Of contracts. */
  readonly isIsolated: boolean
  readonly isReduceOnly: boolean
  readonly timeLimitS: string
  readonly strategy: string
  readonly clientOrderId: string
}

export const EMPTY_DRAFT: Draft = {
  side: "buy",
  symbol: "BTC-USDT",
  type: "limit",
  price: "",
  quantity: "",
  isQuoteAmount: false,
  isIsolated: false,
  isReduceOnly: false,
  timeLimitS: "",
  strategy: "",
  clientOrderId: "",
}

/** By the request's own names: "price", "quantity", "timeLimitMs". */
export type FieldFaults = Readonly<Record<string, string>>

export interface DraftReading {
  /** Undefined while something is missing or wrong. */
  readonly request: PlaceRequest | undefined
  readonly faults: FieldFaults
  /** Empty fields that an order needs. */
  readonly missing: readonly ("symbol" | "price" | "quantity")[]
}

const TIME_LIMIT_S_MAX = 2_147_483
const STRATEGY = /^[A-Za-z0-9._-]{1,32}$/
const CLIENT_ORDER_ID = /^[A-Za-z0-9._:-]{1,64}$/
const PLAIN_NUMBER = "Write a plain number above zero, such as 0.01."

export function hasPrice({ type }: Pick<Draft, "type">): boolean {
  return type !== "market"
}

/** In what the quantity counts: "BTC", "USDT", "ct". */
export function quantityUnit(
  draft: Pick<Draft, "symbol" | "type" | "isQuoteAmount">,
  kind: InstrumentRow["kind"] | undefined,
): string {
  return unitText(draft.symbol, unitOf(draft, kind))
}

function unitOf({ type, isQuoteAmount }: Pick<Draft, "type" | "isQuoteAmount">, kind: InstrumentRow["kind"] = "spot") {
  if (kind === "swap") return "contracts" as const
  return type === "market" && isQuoteAmount ? ("quote" as const) : ("base" as const)
}

/** `instrument` is undefined while instruments are being read, and for a symbol that is none. */
export function readDraft(draft: Draft, instrument: InstrumentRow | undefined): DraftReading {
  const { symbol, price, quantity } = draft
  const missing = [
    symbol === "" && ("symbol" as const),
    hasPrice(draft) && price.trim() === "" && ("price" as const),
    quantity.trim() === "" && ("quantity" as const),
  ].filter((name) => name !== false)
  const faults = faultsOf(draft, instrument)
  const isWhole = missing.length === 0 && Object.keys(faults).length === 0 && instrument !== undefined
  return { request: isWhole ? requestOf(draft, instrument) : undefined, faults, missing }
}

function requestOf(draft: Draft, { kind }: InstrumentRow): PlaceRequest {
  const { side, symbol, type, isReduceOnly, isIsolated, timeLimitS, strategy, clientOrderId } = draft
  const isSwap = kind === "swap"
  return {
    symbol,
    side,
    type,
    quantity: canonical(draft.quantity),
    ...(hasPrice(draft) && { price: canonical(draft.price) }),
    ...(unitOf(draft, kind) === "quote" && { unit: "quote" as const }),
    ...(isSwap && isIsolated && { tradeMode: "isolated" as const }),
    ...(isSwap && isReduceOnly && { reduceOnly: true }),
    ...(timeLimitS.trim() !== "" && { timeLimitMs: Number(timeLimitS) * 1000 }),
    ...(strategy.trim() !== "" && { strategy: strategy.trim() }),
    ...(clientOrderId.trim() !== "" && { clientOrderId: clientOrderId.trim() }),
  }
}

function faultsOf(draft: Draft, instrument: InstrumentRow | undefined): FieldFaults {
  const { price, quantity, timeLimitS, strategy, clientOrderId } = draft
  const seconds = Number(timeLimitS)
  const isTime = Number.isInteger(seconds) && seconds >= 1 && seconds <= TIME_LIMIT_S_MAX
  const found: Record<string, string | undefined> = {
    price: !hasPrice(draft) || price.trim() === "" ? undefined : priceFault(price, instrument),
    quantity: quantity.trim() === "" ? undefined : quantityFault(draft, instrument),
    timeLimitMs: timeLimitS.trim() === "" || isTime ? undefined : "Whole seconds, at least 1.",
    strategy: isWordOr(strategy, STRATEGY) ? undefined : "1 to 32 letters, digits or . _ - and no blanks.",
    clientOrderId: isWordOr(clientOrderId, CLIENT_ORDER_ID)
      ? undefined
      : "1 to 64 letters, digits or . _ : - and no blanks.",
  }
  return Object.fromEntries(Object.entries(found).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

function isWordOr(text: string, pattern: RegExp): boolean {
  return text.trim() === "" || pattern.test(text.trim())
}

function priceFault(text: string, instrument: InstrumentRow | undefined): string | undefined {
  const price = amountOf(text)
  if (price === undefined) return PLAIN_NUMBER
  return instrument === undefined ? undefined : stepFault(price, instrument.tickSize, "the tick")
}

function quantityFault(draft: Draft, instrument: InstrumentRow | undefined): string | undefined {
  const quantity = amountOf(draft.quantity)
  if (quantity === undefined) return PLAIN_NUMBER
  // An amount of the quote currency has no steps here: OKX makes lots of it.
  if (instrument === undefined || unitOf(draft, instrument.kind) === "quote") return undefined
  if (Decimals.lessThan(quantity, decimal(instrument.minSize))) {
    return `The least is ${instrument.minSize} ${quantityUnit(draft, instrument.kind)}.`
  }
  return stepFault(quantity, instrument.lotSize, "the lot")
}

/** With the two that would be right. */
function stepFault(value: Decimals.Decimal, step: string, what: string): string | undefined {
  const size = decimal(step)
  if (Decimals.isMultipleOf(value, size)) return undefined
  const [below, above] = [
    Decimals.roundToMultiple(value, size, "floor"),
    Decimals.roundToMultiple(value, size, "ceiling"),
  ]
  return `Not in steps of ${what} (${step}): ${format(below)} or ${format(above)} would be.`
}

/** A decimal above zero, as it was typed. */
export function amountOf(text: string): Decimals.Decimal | undefined {
  const typed = text.trim()
  const value = parseDecimal(typed.startsWith(".") ? `0${typed}` : typed.endsWith(".") ? typed.slice(0, -1) : typed)
  return value !== undefined && Decimals.isPositive(value) ? value : undefined
}

function canonical(text: string): string {
  const value = amountOf(text)
  return value === undefined ? text : format(value)
}

// ---- steps -------------------------------------------------------------------------------------------------------------------

/** So many ticks further, first onto the grid; never below one. `from` stands in where nothing was typed. Undefined: there is nothing to go from. */
export function steppedPrice(
  text: string,
  tick: string,
  count: number,
  from: string | null = null,
): string | undefined {
  const typed = amountOf(text) ?? amountOf(from ?? "")
  if (typed === undefined) return undefined
  return formatFixed(stepped(typed, decimal(tick), count), scaleOf(tick))
}

/** The same in the least size that can be traded, which is a whole number of lots. */
export function steppedQuantity(text: string, { minSize, lotSize }: InstrumentRow, count: number): string {
  const step = quantityStep({ minSize, lotSize })
  const typed = amountOf(text)
  return format(typed === undefined ? step : stepped(typed, step, count))
}

/** A lot can be far too little to trade: a step is the least size, in lots. */
export function quantityStep({ minSize, lotSize }: Pick<InstrumentRow, "minSize" | "lotSize">): Decimals.Decimal {
  return Decimals.roundToMultiple(decimal(minSize), decimal(lotSize), "ceiling")
}

function stepped(value: Decimals.Decimal, step: Decimals.Decimal, count: number): Decimals.Decimal {
  // From between two steps the first one leads onto the grid.
  const isBetween = !Decimals.isMultipleOf(value, step)
  const start = isBetween ? Decimals.roundToMultiple(value, step, count > 0 ? "floor" : "ceiling") : value
  return Decimals.maximum(step, Decimals.add(start, Decimals.multiply(step, Decimals.fromInteger(count))))
}

/** The middle of the book on the grid, at the order's own side of it. */
export function middlePrice(bid: string, ask: string, { tick, side }: { tick: string; side: Side }): string {
  const middle = Decimals.divide(Decimals.add(decimal(bid), decimal(ask)), Decimals.fromInteger(2), {
    scale: scaleOf(tick) + 1,
    rounding: "halfEven",
  })
  const onGrid = Decimals.roundToMultiple(middle, decimal(tick), side === "buy" ? "floor" : "ceiling")
  return formatFixed(onGrid, scaleOf(tick))
}

// ---- words -------------------------------------------------------------------------------------------------------------------

/** "Buy 0.01 BTC": what the button says before the account's name. */
export function actionText(draft: Draft, kind: InstrumentRow["kind"] | undefined): string {
  const verb = draft.side === "buy" ? "Buy" : "Sell"
  const quantity = amountOf(draft.quantity)
  const [base = draft.symbol] = draft.symbol.split("-")
  if (quantity === undefined) return `${verb} ${base}`
  const unit = quantityUnit(draft, kind)
  const ofWhat = unitOf(draft, kind) === "base" ? "" : ` of ${base}`
  return `${verb} ${format(quantity)} ${unit}${ofWhat}`
}
