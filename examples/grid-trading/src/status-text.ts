// What a person sees of the grid: one line every few seconds and one for each thing that happens. Colours only where a terminal asks for them; without
// one the same words in the same columns, so that a log reads as well. It relies on the engine's status and changes nothing.

import { type Decimal, Decimals, format, formatFixed } from "@okx-oms/core"
import {
  type GridMarket,
  type GridNews,
  type GridPlan,
  type GridStatus,
  isOpenOrder,
  linePrice,
  parseName,
  type Realised,
} from "@okx-oms/grid"

export type Paint = (colour: Colour, text: string) => string
type Colour = "green" | "red" | "yellow" | "grey" | "bold"

const CODES: Readonly<Record<Colour, string>> = { green: "32", red: "31", yellow: "33", grey: "90", bold: "1" }
/** More levels than this are not drawn one by one. */
const DRAWN_LEVELS_MAX = 60
const AMOUNT_PLACES = 2
const BASE_PLACES = 8

export function painter(colours: boolean): Paint {
  return (colour, text) => (colours ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text)
}

/** "12:03:41" by the local clock. */
export function clockText(now: number): string {
  return new Date(now).toTimeString().slice(0, 8)
}

/**
 * One line: run, price between its levels, open of wanted, fills, what cycles earned, and what the account gained in all. `bbb|sss` is the ladder: b and s
 * an order that rests, · a level that waits, | the price.
 */
export function statusText(status: GridStatus, paint: Paint): string {
  const { plan, state, lastPrice, market, totals, realised, holding } = status
  if (plan === undefined || state === undefined || lastPrice === undefined) {
    return paint("yellow", `waiting: ${holding ?? "nothing is known yet"}`)
  }
  const open = state.levels.filter(({ kind }) => kind === "working").length
  const parts = [
    `run ${plan.run.number}`,
    `${paint("bold", priceText(lastPrice, market))} ${ladderText(status, paint)}`,
    `${open}/${plan.levels.length} open`,
    `${totals.fills} fills`,
    realisedText(realised, market, paint),
    `total ${gainText(worthOf(totals, lastPrice), paint)} ${market.quoteCurrency} (${signed(totals.quote, AMOUNT_PLACES)} ${market.quoteCurrency}, ${signed(totals.base, BASE_PLACES)} ${market.baseCurrency})`,
    `fees ${feesText(totals.fees, market)}`,
    ...(holding === undefined ? [] : [paint("yellow", holding)]),
  ]
  return parts.join(paint("grey", " · "))
}

/** Quote and base change of all fills, the base at the last price. Exact. */
export function worthOf(totals: { readonly base: Decimal; readonly quote: Decimal }, lastPrice: Decimal): Decimal {
  return Decimals.add(totals.quote, Decimals.multiply(totals.base, lastPrice))
}

export function newsText(news: GridNews, status: GridStatus, paint: Paint): string {
  const { market } = status
  switch (news.type) {
    case "resumed":
      return `resumed run ${news.run.number}: ${news.orders} orders and ${news.fills} fills read back from the order manager`
    case "run-begins":
      return `${paint("bold", `run ${news.plan.run.number} begins`)} around ${priceText(news.price, market)}: ${planText(news.plan, market)}`
    case "range-moves":
      return paint(
        "yellow",
        `the price ${priceText(news.price, market)} stayed outside ${rangeText(news.plan, market)}: cancelling ${news.open} orders, then the range moves`,
      )
    case "fill":
      return fillText(news, status, paint)
    case "refused": {
      const { side, price } = news.placement
      return paint("yellow", `${side} at ${priceText(price, market)} was refused: ${news.message}`)
    }
    case "trouble":
      return paint("red", `${news.message}; again in ${(news.retryInMs / 1000).toFixed(1)} s`)
    case "connected":
      return paint("grey", "listening to the order manager")
    case "disconnected":
      return paint("yellow", `the line to the order manager is down: ${news.reason}`)
  }
}

/** "5 lines from 91,134.0 to 91,866.0, a step of 0.20 %, 0.01092 BTC each; it uses 1,997.12 USDT and 0.02184 BTC" */
export function planText(plan: GridPlan, market: GridMarket): string {
  const { size, cost, lines } = plan
  const { baseCurrency, quoteCurrency } = market
  const holds = `${group(formatFixed(cost.quote, AMOUNT_PLACES))} ${quoteCurrency} and ${format(cost.base)} ${baseCurrency}`
  return `${lines.length} lines ${rangeText(plan, market)}, a step of ${stepPercent(plan)} %, ${format(size)} ${baseCurrency} each; it holds ${holds}`
}

export function priceText(price: Decimal, { tickSize }: GridMarket): string {
  return group(formatFixed(price, tickSize.scale))
}

function fillText({ fill, realised }: Extract<GridNews, { type: "fill" }>, status: GridStatus, paint: Paint): string {
  const { market, plan, strategy } = status
  const side = fill.side === "buy" ? paint("green", "bought") : paint("red", "sold  ")
  const name = parseName(strategy, fill.clientOrderId ?? "")
  const place = name === undefined ? "" : ` L${String(name.level).padStart(2, "0")}`
  const level = plan?.levels.find(({ number }) => number === name?.level)
  const opposite = fill.side === "buy" ? "sell" : "buy"
  const isThisRun = name !== undefined && name.run.number === plan?.run.number
  const next =
    level === undefined || !isThisRun ? "" : `, then ${opposite} at ${priceText(linePrice(level, opposite), market)}`
  const fee = fill.fees.map(({ amount, currency }) => `${signed(amount, BASE_PLACES)} ${currency}`).join(", ")
  return `${side}${place} ${format(fill.quantity)} ${market.baseCurrency} at ${priceText(fill.price, market)} (fee ${fee})${next} · ${realisedText(realised, market, paint)}`
}

function ladderText({ state, plan, lastPrice }: GridStatus, paint: Paint): string {
  if (state === undefined || plan === undefined || lastPrice === undefined) return ""
  if (state.levels.length > DRAWN_LEVELS_MAX) return ""
  const below = plan.levels.filter(({ buyPrice, sellPrice }) => {
    return Decimals.compare(Decimals.add(buyPrice, sellPrice), Decimals.add(lastPrice, lastPrice)) <= 0
  }).length
  const marks = state.levels.map((level) => {
    if (level.kind !== "working" || !isOpenOrder(level.open.order)) return paint("grey", "·")
    return level.open.name.side === "buy" ? paint("green", "b") : paint("red", "s")
  })
  return `${marks.slice(0, below).join("")}${paint("bold", "|")}${marks.slice(below).join("")}`
}

/** What completed cycles moved, both currencies, and in the mean of one cycle in quote currency. */
function realisedText({ cycles, quote, base }: Realised, market: GridMarket, paint: Paint): string {
  if (cycles === 0) return "no cycle yet"
  // With a rest in base currency the quote alone would flatter: then no mean is told.
  const each = Decimals.divide(quote, Decimals.fromInteger(cycles), { scale: 4, rounding: "halfEven" })
  const rest = Decimals.isZero(base)
    ? ` (${signed(each, 4)} each)`
    : ` ${signed(base, BASE_PLACES)} ${market.baseCurrency}`
  const word = cycles === 1 ? "cycle" : "cycles"
  return `${cycles} ${word} ${gainText(quote, paint)} ${market.quoteCurrency}${rest}`
}

function feesText(fees: ReadonlyMap<string, Decimal>, { quoteCurrency }: GridMarket): string {
  if (fees.size === 0) return "none"
  const places = (currency: string): number => (currency === quoteCurrency ? AMOUNT_PLACES : BASE_PLACES)
  return [...fees].map(([currency, amount]) => `${signed(amount, places(currency))} ${currency}`).join(", ")
}

function rangeText({ lines }: GridPlan, market: GridMarket): string {
  const [lowest = Decimals.ZERO] = lines
  return `from ${priceText(lowest, market)} to ${priceText(lines.at(-1) ?? lowest, market)}`
}

/** Of the lowest step, for people. */
function stepPercent({ lines }: GridPlan): string {
  const [lowest = Decimals.ONE, second = lowest] = lines
  const step = Decimals.multiply(Decimals.subtract(second, lowest), Decimals.fromInteger(100))
  return format(Decimals.divide(step, lowest, { scale: 3, rounding: "halfEven" }))
}

function gainText(value: Decimal, paint: Paint): string {
  return paint(Decimals.isNegative(value) ? "red" : "green", signed(value, AMOUNT_PLACES))
}

/** With its sign, "+0.00" included, and thousands apart. */
function signed(value: Decimal, places: number): string {
  const text = group(formatFixed(value, places))
  return text.startsWith("-") ? text : `+${text}`
}

function group(text: string): string {
  const [whole = "", fraction] = text.split(".")
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",")
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}
