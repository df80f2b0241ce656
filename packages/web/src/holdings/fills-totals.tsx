// What the fills that are shown add up to: in one line, and by symbol when somebody wants to see it. It says from when it counts, for profit by average cost
// depends on where one begins.

import { type Decimal, Decimals, decimal, format } from "@okx-oms/core"
import { useDeferredValue, useMemo } from "react"
import { useNow } from "../live/clock.ts"
import { useScopedAccounts } from "../live/hooks.ts"
import { Button } from "../ui/button.tsx"
import { Figure } from "../ui/figure.tsx"
import { type PlainColumn, PlainTable } from "../ui/plain-table.tsx"
import { unitText } from "../words/amounts.ts"
import { dateText } from "../words/time.ts"
import { AmountList } from "./amount-list.tsx"
import { holdingKey, type SymbolHolding } from "./fill-ledger.ts"
import { type SymbolTotals, type Totals, totalsOf } from "./fill-totals.ts"
import type { FillEntry, Fills } from "./use-fills.ts"

/** Digits of an average that is shown. */
const AVERAGE_SCALE = 8

interface SymbolLine extends SymbolTotals {
  readonly held: SymbolHolding | undefined
  readonly unit: "base" | "contracts"
  readonly contractValue: string
}

export function FillsTotals({ fills, isNarrowed }: { readonly fills: Fills; readonly isNarrowed: boolean }) {
  const later = useDeferredValue(fills.entries)
  // With the first rows at once: coming after them it would push them down.
  const entries = later.length === 0 ? fills.entries : later
  const isSeveral = useScopedAccounts().length > 1
  const { all, symbols } = useMemo(() => sums(entries), [entries])
  const lines = symbols.map((line) => lineOf(line, entries, fills))
  if (all.fills === 0) return null
  return (
    <details className="fills-totals">
      <summary>
        <Headline totals={all} isComplete={fills.isComplete} />
      </summary>
      <PlainTable
        label="Totals by symbol"
        items={lines}
        idOf={({ account, symbol }) => `${account} ${symbol}`}
        columns={isSeveral ? COLUMNS : COLUMNS.filter(({ id }) => id !== "account")}
      />
      <Basis fills={fills} totals={all} isNarrowed={isNarrowed} />
    </details>
  )
}

function Headline({ totals, isComplete }: { readonly totals: Totals; readonly isComplete: boolean }) {
  const { fills, volume, fees, net, makerPct, provisional } = totals
  return (
    <span className="fills-headline">
      <span>
        {isComplete ? (
          <span className="soft">Fills </span>
        ) : (
          <span data-tone="warn" className="toned">
            {"Only the newest "}
          </span>
        )}
        {fills.toLocaleString("en")}
        {provisional > 0 && <span className="fills-provisional"> {provisional} provisional</span>}
      </span>
      <span>
        <span className="soft">Volume</span> <AmountList amounts={volume} />
      </span>
      <span>
        <span className="soft">Fees</span> <AmountList amounts={fees} />
      </span>
      {makerPct !== undefined && (
        <span>
          <span className="soft">Maker</span> {Decimals.formatFixed(makerPct, 1)} %
        </span>
      )}
      <span data-total="net">
        <span className="soft">Realised, net</span> <AmountList amounts={net} isGain />
      </span>
    </span>
  )
}

/** From when it counts, what it leaves out, and the way to more. */
function Basis({
  fills,
  totals,
  isNarrowed,
}: {
  readonly fills: Fills
  readonly totals: Totals
  readonly isNarrowed: boolean
}) {
  const now = useNow()
  const since = [...fills.ledger.holdings.values()].map((held) => held.since).sort()[0]
  const begin = fills.isWhole ? "the first fill of the journal" : "the oldest fill that is loaded"
  const when = since === undefined ? "" : ` (${dateText(since, now)})`
  const from = `${begin[0]?.toUpperCase()}${begin.slice(1)}${when} is where it counts from`
  return (
    <p className="fills-basis soft">
      {`Realised by average cost. ${from}: what was held before counts as nothing. Fees in the traded coin are taken at the fill's own price.`}
      {isNarrowed &&
        " By side or day only the fills that are shown are summed; what they closed is known from all that are loaded."}
      {totals.otherFees.size > 0 && (
        <>
          {" Not in the net: "}
          <AmountList amounts={totals.otherFees} />
        </>
      )}
      {totals.untold > 0 &&
        ` Of ${totals.untold} fills the profit is not told: inverse contracts, or instruments that are gone.`}{" "}
      {fills.hasMore && (
        <Button isSmall isBusy={fills.isReadingMore} onClick={fills.readMore}>
          Read older ones
        </Button>
      )}
    </p>
  )
}

const COLUMNS: readonly PlainColumn<SymbolLine>[] = [
  { id: "symbol", title: "Symbol", cell: ({ symbol }) => symbol },
  { id: "account", title: "Account", cell: ({ account }) => account },
  { id: "fills", title: "Fills", isNumber: true, cell: ({ fills }) => fills.toLocaleString("en") },
  { id: "bought", title: "Bought", isNumber: true, cell: (line) => <Quantity line={line} amount={line.bought} /> },
  { id: "sold", title: "Sold", isNumber: true, cell: (line) => <Quantity line={line} amount={line.sold} /> },
  { id: "volume", title: "Volume", isNumber: true, cell: ({ volume }) => <AmountList amounts={volume} /> },
  { id: "fees", title: "Fees", isNumber: true, cell: ({ fees }) => <AmountList amounts={fees} /> },
  { id: "gross", title: "Realised", isNumber: true, cell: ({ gross }) => <AmountList amounts={gross} isGain /> },
  { id: "net", title: "Realised, net", isNumber: true, cell: ({ net }) => <AmountList amounts={net} isGain /> },
  { id: "held", title: "Held by these fills", isNumber: true, cell: (line) => <Held line={line} /> },
]

function Quantity({ line, amount }: { readonly line: SymbolLine; readonly amount: Decimal }) {
  return <Figure text={format(amount)} unit={unitText(line.symbol, line.unit)} />
}

/** "0.015 BTC at 40,333.5" */
function Held({ line: { held, symbol, unit, contractValue } }: { readonly line: SymbolLine }) {
  if (held === undefined) return <span className="soft">–</span>
  if (Decimals.isZero(held.quantity)) return <span className="soft">nothing</span>
  const base = Decimals.multiply(held.quantity, decimal(contractValue))
  const average = Decimals.divide(held.cost, base, { scale: AVERAGE_SCALE, rounding: "halfEven" })
  return (
    <>
      <Figure text={format(held.quantity)} unit={unitText(symbol, unit)} /> <span className="soft">at</span>{" "}
      <Figure text={format(average)} />
    </>
  )
}

function sums(entries: readonly FillEntry[]) {
  const byFill = new Map(entries.map((entry) => [entry.fill, entry]))
  return totalsOf(
    entries.map(({ fill }) => fill),
    { profitOf: (fill) => byFill.get(fill)?.profit, quoteOf: (fill) => byFill.get(fill)?.quote ?? "" },
  )
}

function lineOf(line: SymbolTotals, entries: readonly FillEntry[], { ledger }: Fills): SymbolLine {
  const any = entries.find(({ fill }) => fill.symbol === line.symbol && fill.account === line.account)
  const isSpot = any?.instrument?.kind !== "swap"
  const contractValue = isSpot ? "1" : (any?.instrument?.contractValue ?? "1")
  return { ...line, held: ledger.holdings.get(holdingKey(line)), unit: any?.fill.unit ?? "base", contractValue }
}
