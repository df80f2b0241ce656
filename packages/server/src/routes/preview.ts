// The handler of the preview: every check of the manager, what the order is worth, what it costs and how far it is from the market. Nothing is recorded
// and nothing is sent; what only OKX knows (book, fee rates) is left out when it does not come soon.

import { type Preview, placeOrderOf, problemOfRefusal } from "@okx-oms/api"
import {
  type CheckedLimit,
  type Decimal,
  Decimals,
  format,
  type OrderPreview,
  type PlaceOrder,
  type Refusal,
} from "@okx-oms/core"
import type { FeeRates, MarketAnswer, MarketBook } from "@okx-oms/trading"
import type { OmsPort } from "../open-oms.ts"
import { answered } from "../reply.ts"
import type { Handlers } from "../serve-route.ts"

/** What OKX is given to answer; the checks do not wait for it longer. */
const MARKET_WAIT_MS = 1_500
/** Digits of a distance in percent, and of a fee in the currency that is sold for an unknown price. */
const PERCENT_SCALE = 4
const FEE_SCALE = 12
const HALF: Decimal = { coefficient: 5n, scale: 1 }

export const previewHandlers = {
  previewOrder: async ({ body, oms }): Promise<Preview> => {
    const order = placeOrderOf(body, undefined)
    const isKnown = oms.instruments().has(order.symbol)
    const [preview, book, rates] = await Promise.all([
      answered(oms.previewOrder(order)),
      isKnown ? within(oms.market.book(order.symbol, 1), MARKET_WAIT_MS) : undefined,
      isKnown ? within(oms.market.feeRates(order.symbol), MARKET_WAIT_MS) : undefined,
    ])
    return previewRow({ order, preview, oms, book, rates })
  },
} satisfies Partial<Handlers>

interface Known {
  readonly order: PlaceOrder
  readonly preview: OrderPreview
  readonly oms: OmsPort
  readonly book: MarketBook | undefined
  readonly rates: FeeRates | undefined
}

function previewRow({ order, preview, oms, book, rates }: Known): Preview {
  const { seq, ready, why } = oms.status()
  // A sound order that cannot leave now would wait at most its queue time, and then fail.
  const waits: Refusal | undefined = ready ? undefined : { code: "not-ready", why: why ?? "the reason is not known" }
  const refusal = preview.refusal ?? (preview.replayOf === undefined ? waits : undefined)
  const lastPrice = oms.lastPrice(order.symbol)?.price
  return {
    account: oms.account,
    mode: oms.mode,
    accepted: refusal === undefined,
    problem: refusal === undefined ? null : problemOfRefusal(refusal),
    replayOf: preview.replayOf?.orderId ?? null,
    notional: textOrNull(preview.notional),
    ...feeOf(order, preview, { rates, lastPrice }),
    lastPrice: textOrNull(lastPrice),
    bestBid: textOrNull(book?.bids[0]?.price),
    bestAsk: textOrNull(book?.asks[0]?.price),
    distancePercent: textOrNull(distanceOf(order, book)),
    checks: [...preview.checks, { name: "not-ready", passed: ready } as const].map(checkRow),
    seq,
  }
}

/** At most: the taker's rate, unless the order only rests. OKX takes a SPOT purchase's fee in what was bought. */
function feeOf(
  { type, side, quantity, price }: PlaceOrder,
  { terms, notional }: OrderPreview,
  { rates, lastPrice }: { readonly rates: FeeRates | undefined; readonly lastPrice: Decimal | undefined },
): Pick<Preview, "feeEstimate" | "feeCurrency" | "feeRate"> {
  if (terms === undefined || rates === undefined) return { feeEstimate: null, feeCurrency: null, feeRate: null }
  const rate = Decimals.negate(type === "post_only" ? rates.maker : rates.taker)
  const { instrument, unit } = terms
  const boughtSpot = instrument.kind === "spot" && side === "buy"
  const feeCurrency = boughtSpot
    ? instrument.baseCurrency
    : instrument.kind === "spot"
      ? instrument.quoteCurrency
      : instrument.settleCurrency
  const at = price ?? lastPrice
  const base =
    unit !== "quote"
      ? quantity
      : at === undefined
        ? undefined
        : Decimals.divide(quantity, at, { scale: FEE_SCALE, rounding: "up" })
  const charged = boughtSpot ? base : notional
  const feeEstimate = charged === undefined ? undefined : Decimals.multiply(charged, rate)
  return { feeEstimate: textOrNull(feeEstimate), feeCurrency, feeRate: format(rate) }
}

function distanceOf({ price, side }: PlaceOrder, book: MarketBook | undefined): Decimal | undefined {
  const bid = book?.bids[0]?.price
  const ask = book?.asks[0]?.price
  if (price === undefined || bid === undefined || ask === undefined) return undefined
  const middle = Decimals.multiply(Decimals.add(bid, ask), HALF)
  const beyond = side === "buy" ? Decimals.subtract(price, middle) : Decimals.subtract(middle, price)
  const percent = Decimals.multiply(beyond, Decimals.fromInteger(100))
  return Decimals.divide(percent, middle, { scale: PERCENT_SCALE, rounding: "halfEven" })
}

function checkRow({ name, passed, value, limit }: CheckedLimit): Preview["checks"][number] {
  const bounded = value !== undefined && limit !== undefined
  // Below a lowest price it is the other way round.
  const left = !bounded ? undefined : Decimals.subtract(limit, value)
  const signed = left !== undefined && passed === Decimals.isNegative(left) ? Decimals.negate(left) : left
  return { name, passed, value: textOrNull(value), limit: textOrNull(limit), left: textOrNull(signed) }
}

/** What came in time. */
async function within<Value>(asked: Promise<MarketAnswer<Value>>, limitMs: number): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), limitMs)
  })
  const answer = await Promise.race([asked, late])
  clearTimeout(timer)
  return answer?.kind === "ok" ? answer.value : undefined
}

function textOrNull(value: Decimal | undefined): string | null {
  return value === undefined ? null : format(value)
}
