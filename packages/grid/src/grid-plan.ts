// Where the grid trades: the lines between the two ends of its range, and between each two neighbouring lines one level that buys at the lower
// and sells at the upper one. Pure arithmetic, every rounding named; who places what and when is grid-state.ts.

import { type Decimal, Decimals, format, type OrderSide } from "@okx-oms/core"
import { fingerprintOf, type RunId } from "./grid-ids.ts"

export interface GridConfig {
  readonly strategy: string
  readonly symbol: string
  /** arithmetic: the same distance between lines · geometric: the same ratio. */
  readonly spacing: "arithmetic" | "geometric"
  /** Lines from the lowest to the highest price, both ends included: 2-200. One level fewer trades. */
  readonly lines: number
  /** From the middle to each end, in percent of the middle: above 0, below 90. */
  readonly rangePercent: Decimal
  /** Value of one order at the middle of the range, in quote currency. */
  readonly quotePerLevel: Decimal
}

/** What a plan must know of the instrument. */
export interface GridMarket {
  readonly symbol: string
  readonly baseCurrency: string
  readonly quoteCurrency: string
  readonly tickSize: Decimal
  readonly lotSize: Decimal
  readonly minSize: Decimal
}

/** Buys at the lower line, sells at the upper one, and so on. */
export interface Level {
  /** 1 .. lines - 1, from the lowest price up. */
  readonly number: number
  readonly buyPrice: Decimal
  readonly sellPrice: Decimal
  /** Below the middle a level begins with a buy; above it with a sale of what the account holds. */
  readonly first: OrderSide
}

export interface GridPlan {
  readonly run: RunId
  readonly lines: readonly Decimal[]
  readonly levels: readonly Level[]
  /** Base currency of one full order, a multiple of the lot. */
  readonly size: Decimal
  /** What the first orders hold of the account: quote currency of the buys, base currency of the sales. */
  readonly cost: { readonly quote: Decimal; readonly base: Decimal }
}

export const LINES_MIN = 2
export const LINES_MAX = 200
/** Digits of a geometric ratio; with 200 lines the error stays far below any tick. */
const RATIO_SCALE = 30

/** The configuration draws no usable grid on this market; the message says what would. */
export class PlanImpossible extends Error {
  constructor(message: string) {
    super(message)
    this.name = "PlanImpossible"
  }
}

/** Another configuration, or another tick or lot, is another grid: its orders are not taken for this one's. */
export function gridFingerprint(config: GridConfig, market: GridMarket): string {
  const { spacing, lines, rangePercent, quotePerLevel } = config
  const decimals = [rangePercent, quotePerLevel, market.tickSize, market.lotSize, market.minSize]
  return fingerprintOf([market.symbol, spacing, lines, ...decimals.map(format)].join("|"))
}

/** A price as whole ticks: nearest, ties to even. */
export function ticksOf(price: Decimal, market: GridMarket): bigint {
  return Decimals.divide(price, market.tickSize, { scale: 0, rounding: "halfEven" }).coefficient
}

export function priceOf(ticks: bigint, market: GridMarket): Decimal {
  return Decimals.multiply(Decimals.fromInteger(ticks), market.tickSize)
}

/** The grid around a middle price. The same three arguments give the same plan for good. Throws PlanImpossible. */
export function planGrid(config: GridConfig, market: GridMarket, run: RunId): GridPlan {
  checkConfig(config)
  const centre = priceOf(run.centreTicks, market)
  const reach = Decimals.multiply(centre, { ...config.rangePercent, scale: config.rangePercent.scale + 2 })
  // The ends move inward to the tick, so that no line lies outside the range that was asked for.
  const lower = Decimals.roundToMultiple(Decimals.subtract(centre, reach), market.tickSize, "ceiling")
  const upper = Decimals.roundToMultiple(Decimals.add(centre, reach), market.tickSize, "floor")
  if (!Decimals.isPositive(lower))
    throw new PlanImpossible(`The range around ${format(centre)} reaches below one tick.`)
  const lines = drawLines(config, lower, upper).map((line) =>
    Decimals.roundToMultiple(line, market.tickSize, "halfEven"),
  )
  checkDistances(lines, market)
  const exactSize = Decimals.divide(config.quotePerLevel, centre, { scale: 40, rounding: "down" })
  const size = Decimals.roundToMultiple(exactSize, market.lotSize, "down")
  // Twice the minimum: after the fee, what was bought must still be enough to sell.
  if (Decimals.lessThan(size, Decimals.multiply(market.minSize, Decimals.fromInteger(2)))) {
    const least = Decimals.multiply(Decimals.multiply(market.minSize, centre), Decimals.fromInteger(2))
    throw new PlanImpossible(
      `${format(config.quotePerLevel)} ${market.quoteCurrency} per level is too little: at least ${format(Decimals.round(least, 2, "up"))} for two smallest orders.`,
    )
  }
  const levels = levelsBetween(lines, centre)
  return { run, lines, levels, size, cost: costOf(levels, size) }
}

/** The price at which the level has its order on that side. */
export function linePrice(level: Level, side: OrderSide): Decimal {
  return side === "buy" ? level.buyPrice : level.sellPrice
}

export function isInRange(plan: GridPlan, price: Decimal): boolean {
  const [lowest] = plan.lines
  const highest = plan.lines.at(-1)
  if (lowest === undefined || highest === undefined) return false
  return Decimals.compare(price, lowest) >= 0 && Decimals.compare(price, highest) <= 0
}

function checkConfig({ lines, rangePercent, quotePerLevel }: GridConfig): void {
  if (!Number.isInteger(lines) || lines < LINES_MIN || lines > LINES_MAX) {
    throw new PlanImpossible(`${lines} lines; possible are ${LINES_MIN} to ${LINES_MAX}.`)
  }
  const ninety = Decimals.fromInteger(90)
  if (!Decimals.isPositive(rangePercent) || !Decimals.lessThan(rangePercent, ninety)) {
    throw new PlanImpossible(`A range of ${format(rangePercent)} % to each side; possible is above 0 and below 90.`)
  }
  if (!Decimals.isPositive(quotePerLevel)) throw new PlanImpossible("The value of one order must be above zero.")
}

/** Between the ends, not yet on ticks; the ends themselves exactly as given. */
function drawLines({ spacing, lines }: GridConfig, lower: Decimal, upper: Decimal): readonly Decimal[] {
  const steps = lines - 1
  const inner = Array.from({ length: steps - 1 }, (_, index) => index + 1)
  if (spacing === "arithmetic") {
    const width = Decimals.subtract(upper, lower)
    const step = Decimals.divide(width, Decimals.fromInteger(steps), { scale: RATIO_SCALE, rounding: "down" })
    return [lower, ...inner.map((n) => Decimals.add(lower, Decimals.multiply(step, Decimals.fromInteger(n)))), upper]
  }
  const ratio = rootOf(Decimals.divide(upper, lower, { scale: RATIO_SCALE, rounding: "down" }), steps)
  let line = lower
  const between = inner.map(() => {
    line = Decimals.round(Decimals.multiply(line, ratio), RATIO_SCALE, "down")
    return line
  })
  return [lower, ...between, upper]
}

/** The n-th root of a value of 1 or more, to RATIO_SCALE digits, rounded down: Newton's steps on whole numbers. */
function rootOf(value: Decimal, n: number): Decimal {
  const degree = BigInt(n)
  const target = value.coefficient * 10n ** (BigInt(RATIO_SCALE) * (degree - 1n))
  // Above the root from the start, the steps only descend and end at its whole part.
  let root = value.coefficient + 1n
  for (;;) {
    const next = ((degree - 1n) * root + target / root ** (degree - 1n)) / degree
    if (next >= root) return { coefficient: root, scale: RATIO_SCALE }
    root = next
  }
}

function checkDistances(lines: readonly Decimal[], market: GridMarket): void {
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1]
    if (before === undefined || Decimals.compare(line, before) > 0) continue
    throw new PlanImpossible(
      `Two lines fall on the same tick (${format(line)}; the tick is ${format(market.tickSize)}): take fewer lines or a wider range.`,
    )
  }
}

function levelsBetween(lines: readonly Decimal[], centre: Decimal): readonly Level[] {
  const twice = Decimals.multiply(centre, Decimals.fromInteger(2))
  return lines.slice(1).map((sellPrice, index) => {
    const buyPrice = lines[index] ?? sellPrice
    // A level that holds the middle begins with its farther order.
    const first = Decimals.compare(Decimals.add(buyPrice, sellPrice), twice) <= 0 ? "buy" : "sell"
    return { number: index + 1, buyPrice, sellPrice, first }
  })
}

function costOf(levels: readonly Level[], size: Decimal): GridPlan["cost"] {
  const buys = levels.filter(({ first }) => first === "buy")
  const quote = Decimals.sum(buys.map(({ buyPrice }) => Decimals.multiply(buyPrice, size)))
  return { quote, base: Decimals.multiply(size, Decimals.fromInteger(levels.length - buys.length)) }
}
