// The server's plan of a grid before it is started: where it would trade, what it would place and hold, and what a round trip would bring. Nothing is placed by
// looking; amounts are put together exactly.

import type { BalanceRow, GridPlanRow } from "@okx-oms/api"
import { Decimals, format } from "@okx-oms/core"
import { Figure } from "../ui/figure.tsx"
import { Notice } from "../ui/notice.tsx"
import { grouped, padded } from "../words/amounts.ts"
import { readableMoney, readableSum } from "../words/readable.ts"
import { decimalOf, priceScale } from "./grid-facts.ts"
import { Sum } from "./money.tsx"

export interface PlanFacts {
  readonly plan: GridPlanRow
  readonly balances: readonly BalanceRow[] | undefined
  /** Of a maker's order, as a share of its value; undefined while it is not known. */
  readonly feeRate: string | undefined
}

export function GridPlanView({ plan, balances, feeRate }: PlanFacts) {
  const { symbol, lowestPrice, highestPrice, middlePrice, orderQuantity, levels, cost } = plan
  const [base = "", quote = ""] = symbol.split("-")
  const scale = priceScale(levels.flatMap(({ buyPrice, sellPrice }) => [buyPrice, sellPrice]))
  const price = (text: string): string => grouped(padded(text, scale))
  const buys = levels.filter(({ first }) => first === "buy").length
  return (
    <>
      <dl className="plan-facts">
        <dt>Range</dt>
        <dd>
          {price(lowestPrice)} – {price(highestPrice)}
          <span className="soft"> around {price(middlePrice)}</span>
        </dd>
        <dt>First orders</dt>
        <dd>
          {buys} buys, {levels.length - buys} sells of <Figure text={orderQuantity} unit={base} />
        </dd>
        <dt>Holds, of what is available</dt>
        <dd>
          <Held amount={cost.quote} currency={quote} balances={balances} />
          <br />
          <Held amount={cost.base} currency={base} balances={balances} />
        </dd>
        <dt>A round trip</dt>
        <dd>
          <RoundTrip plan={plan} feeRate={feeRate} />
        </dd>
      </dl>
      <Shortages plan={plan} balances={balances} />
      <ol className="plan-levels" aria-label="Levels of the plan" tabIndex={0}>
        {levels.toReversed().map(({ number, buyPrice, sellPrice, first }) => (
          <li key={number} className="plan-level" data-tone={first}>
            <span className="soft">{number}</span>
            <span>{price(buyPrice)}</span>
            <span className="soft" aria-hidden="true">
              →
            </span>
            <span>{price(sellPrice)}</span>
            <span>
              first <span className="toned">{first}</span>
            </span>
          </li>
        ))}
      </ol>
    </>
  )
}

function Held({
  amount,
  currency,
  balances,
}: {
  readonly amount: string
  readonly currency: string
  readonly balances: readonly BalanceRow[] | undefined
}) {
  const available = balances?.find((balance) => balance.currency === currency)?.available
  return (
    <>
      <Sum amount={decimalOf(amount)} unit={currency} />
      {balances !== undefined && <span className="soft"> of {grouped(readableSum(decimalOf(available ?? "0")))}</span>}
    </>
  )
}

/** What buying at the lower and selling at the upper price of the narrowest level brings, before and after the maker's fee. */
function RoundTrip({ plan: { levels, orderQuantity, symbol }, feeRate }: Pick<PlanFacts, "plan" | "feeRate">) {
  const [, quote = ""] = symbol.split("-")
  const trips = levels.map(({ buyPrice, sellPrice }) => {
    const [low, high, size] = [decimalOf(buyPrice), decimalOf(sellPrice), decimalOf(orderQuantity)]
    const gross = Decimals.multiply(Decimals.subtract(high, low), size)
    const traded = Decimals.multiply(Decimals.add(high, low), size)
    return { gross, fee: Decimals.multiply(traded, decimalOf(feeRate ?? "0")) }
  })
  const [least] = trips.sort((a, b) => Decimals.compare(a.gross, b.gross))
  if (least === undefined) return null
  // The rate is what is charged; below zero it is a rebate.
  const net = Decimals.subtract(least.gross, least.fee)
  const isLoss = feeRate !== undefined && !Decimals.isPositive(net)
  return (
    <span data-tone={isLoss ? "bad" : "quiet"}>
      <span className="toned">
        {feeRate === undefined
          ? `${readableMoney(least.gross)} ${quote} before fees`
          : `${readableMoney(net)} ${quote} after fees`}
      </span>
      {feeRate !== undefined && <span className="soft"> ({readableMoney(least.gross)} before)</span>}
      {isLoss && " – the levels are too close: every trip would lose money."}
    </span>
  )
}

function Shortages({ plan: { cost, symbol }, balances }: Pick<PlanFacts, "plan" | "balances">) {
  if (balances === undefined) return null
  const [base = "", quote = ""] = symbol.split("-")
  const short = [
    { currency: quote, needed: cost.quote },
    { currency: base, needed: cost.base },
  ].flatMap(({ currency, needed }) => {
    const available = decimalOf(balances.find((balance) => balance.currency === currency)?.available ?? "0")
    const missing = Decimals.subtract(decimalOf(needed), available)
    return Decimals.isPositive(missing) ? [`${grouped(format(missing))} ${currency}`] : []
  })
  if (short.length === 0) return null
  return <Notice tone="warn">The account lacks {short.join(" and ")}: some levels would wait without an order.</Notice>
}
