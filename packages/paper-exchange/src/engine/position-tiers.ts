// Position tiers: the larger a position, the more maintenance margin it needs and the less leverage it may have (reference
// section 5.3, GET public/position-tiers). Sizes are in contracts (base currency for MARGIN), scaled so that the first tier
// of every instrument is worth about five million of its quote currency at the start.

import { type Decimal, Decimals, format } from "@okx-oms/core"
import { type InstrumentSpec, quoteValue, type TradeType } from "./instruments.ts"

export interface Tier {
  readonly number: number
  readonly minSize: Decimal
  readonly maxSize: Decimal
  readonly maintenanceRate: Decimal
  readonly maxLeverage: number
}

interface TierShape {
  /** In first tiers. */
  readonly upTo: number
  /** In tenths of a thousandth. */
  readonly maintenance: bigint
  readonly leverage: number
}

const CONTRACT_TIERS: readonly TierShape[] = [
  { upTo: 1, maintenance: 40n, leverage: 100 },
  { upTo: 2, maintenance: 50n, leverage: 75 },
  { upTo: 4, maintenance: 65n, leverage: 50 },
  { upTo: 8, maintenance: 100n, leverage: 40 },
  { upTo: 16, maintenance: 150n, leverage: 30 },
  { upTo: 32, maintenance: 200n, leverage: 20 },
  { upTo: 64, maintenance: 300n, leverage: 15 },
  { upTo: 128, maintenance: 400n, leverage: 10 },
  { upTo: 256, maintenance: 800n, leverage: 5 },
  { upTo: 1_024, maintenance: 1_500n, leverage: 3 },
]
const MARGIN_TIERS: readonly TierShape[] = [
  { upTo: 1, maintenance: 300n, leverage: 10 },
  { upTo: 4, maintenance: 400n, leverage: 8 },
  { upTo: 16, maintenance: 600n, leverage: 5 },
  { upTo: 64, maintenance: 1_000n, leverage: 3 },
]

const FIRST_TIER_WORTH: Decimal = { coefficient: 5_000_000n, scale: 0 }
const KNOWN = new WeakMap<InstrumentSpec, readonly Tier[]>()

export function tiersOf(spec: InstrumentSpec): readonly Tier[] {
  const known = KNOWN.get(spec)
  if (known !== undefined) return known
  const tiers = makeTiers(spec)
  KNOWN.set(spec, tiers)
  return tiers
}

function makeTiers(spec: InstrumentSpec): readonly Tier[] {
  const unit = quoteValue(spec, spec.startPrice, Decimals.ONE)
  const exact = Decimals.divide(FIRST_TIER_WORTH, unit, { scale: 8, rounding: "down" })
  const first = Decimals.maximum(spec.lotSize, roundOff(exact))
  const shapes = spec.contractType === undefined ? MARGIN_TIERS : CONTRACT_TIERS
  const most = Number(spec.maxLeverage)
  let minSize = Decimals.ZERO
  return shapes.map(({ upTo, maintenance, leverage }, at) => {
    const maxSize = Decimals.multiply(first, { coefficient: BigInt(upTo), scale: 0 })
    const tier: Tier = {
      number: at + 1,
      minSize,
      maxSize,
      maintenanceRate: { coefficient: maintenance, scale: 4 },
      maxLeverage: Math.min(leverage, most),
    }
    minSize = maxSize
    return tier
  })
}

/** The first digit and zeros: 5464 becomes 5000. */
function roundOff(value: Decimal): Decimal {
  const digits = String(value.coefficient).length
  const power = 10n ** BigInt(Math.max(0, digits - 1))
  return { coefficient: (value.coefficient / power) * power, scale: value.scale }
}

/** The tier of a size; the last one for everything beyond. */
export function tierOf(spec: InstrumentSpec, size: Decimal): Tier {
  const tiers = tiersOf(spec)
  const found = tiers.find(({ maxSize }) => Decimals.compare(size, maxSize) <= 0) ?? tiers.at(-1)
  if (found === undefined) throw new Error("Invariant: every instrument has tiers")
  return found
}

/** The largest position that a leverage allows. */
export function largestAt(spec: InstrumentSpec, leverage: Decimal): Decimal {
  const fits = tiersOf(spec).filter(
    ({ maxLeverage }) => Decimals.compare({ coefficient: BigInt(maxLeverage), scale: 0 }, leverage) >= 0,
  )
  return fits.at(-1)?.maxSize ?? Decimals.ZERO
}

/** The rows of GET public/position-tiers. */
export function tierRows(spec: InstrumentSpec, instType: TradeType): Record<string, string>[] {
  return tiersOf(spec).map((tier) => ({
    baseMaxLoan: instType === "MARGIN" ? format(tier.maxSize) : "",
    imr: format(
      Decimals.divide(Decimals.ONE, { coefficient: BigInt(tier.maxLeverage), scale: 0 }, { scale: 4, rounding: "up" }),
    ),
    instFamily: spec.instFamily,
    instId: spec.contractType === undefined ? spec.instId : "",
    maxLever: String(tier.maxLeverage),
    maxSz: format(tier.maxSize),
    minSz: format(tier.minSize),
    mmr: format(tier.maintenanceRate),
    optMgnFactor: "0",
    quoteMaxLoan: instType === "MARGIN" ? format(quoteValue(spec, spec.startPrice, tier.maxSize)) : "",
    tier: String(tier.number),
    uly: spec.instFamily,
  }))
}
