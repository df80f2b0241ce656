// What the accounts hold: positions and balances as OKX last told them, beside what the books say. A break on a symbol or a currency stands in its row.

import { hrefOf } from "../app/routes.ts"
import { useNow } from "../live/clock.ts"
import { useScopedAccounts } from "../live/hooks.ts"

import { Age, Figure } from "../ui/figure.tsx"
import { Empty, Loading, Problem, Unread } from "../ui/notice.tsx"
import { type PlainColumn, PlainTable } from "../ui/plain-table.tsx"
import { Panel, Screen } from "../ui/screen.tsx"
import { useMedia } from "../ui/use-media.ts"
import { signed } from "../words/amounts.ts"
import { durationText } from "../words/time.ts"
import { AmountList, Gain, MONEY_SCALE } from "./amount-list.tsx"
import { type BalanceLine, type PositionLine, unrealisedOf } from "./holding-lines.ts"
import { useHoldings } from "./use-holdings.ts"
import "./holdings.css"

/** OKX tells margins with many digits, and nobody reads them. */
const MARGIN_DIGITS = 2
/** What is asked for every two seconds and has not come for so long is worth saying. */
const OLD_AFTER_MS = 10_000

export function PositionsScreen() {
  const { positions, balances, isKnown, toldAt, faults, readAgain } = useHoldings()
  const isSeveral = useScopedAccounts().length > 1
  const isPhone = useMedia("(max-width: 640px)")
  const [fault] = faults
  if (!isKnown)
    return (
      <Screen title="Positions">
        {fault === undefined ? (
          <Loading what="positions and balances" />
        ) : (
          <Problem what="Positions and balances" error={fault.error} onRetry={readAgain} />
        )}
      </Screen>
    )
  return (
    <Screen title="Positions" tools={<Told toldAt={toldAt} />}>
      {faults.map(({ account, error }) => (
        <Unread
          key={account}
          what={`What ${account} holds`}
          so="What stands here may be old."
          error={error}
          onRetry={readAgain}
        />
      ))}
      <Panel title="Positions" tools={<Unrealised lines={positions} />}>
        {positions.length === 0 ? (
          <Empty title="No position">
            Contracts that are held stand here with their profit, margin and liquidation price.
          </Empty>
        ) : (
          <PlainTable
            label="Positions"
            items={positions}
            idOf={positionId}
            columns={isPhone ? inOrder(shown(POSITIONS, isSeveral), PHONE_ORDER) : shown(POSITIONS, isSeveral)}
          />
        )}
      </Panel>
      <div className="holding-balances">
        <Panel title="Balances">
          {balances.length === 0 ? (
            <Empty title="No balance">OKX tells of no currency in this account.</Empty>
          ) : (
            <PlainTable label="Balances" items={balances} idOf={balanceId} columns={shown(BALANCES, isSeveral)} />
          )}
        </Panel>
      </div>
    </Screen>
  )
}

const positionId = ({ account, row }: PositionLine): string => `${account} ${row.symbol}`
const balanceId = ({ account, row }: BalanceLine): string => `${account} ${row.currency}`

/** One account needs no column of its name. */
function shown<Line>(columns: readonly PlainColumn<Line>[], isSeveral: boolean): readonly PlainColumn<Line>[] {
  return isSeveral ? columns : columns.filter(({ id }) => id !== "account")
}

/** Profit is what one looks at a phone for. */
const PHONE_ORDER: readonly string[] = ["symbol", "account", "side", "unrealised", "size"]

function inOrder<Line>(columns: readonly PlainColumn<Line>[], first: readonly string[]): readonly PlainColumn<Line>[] {
  const place = ({ id }: PlainColumn<Line>): number => (first.includes(id) ? first.indexOf(id) : first.length)
  return columns.toSorted((a, b) => place(a) - place(b))
}

function Told({ toldAt }: { readonly toldAt: number }) {
  const now = useNow()
  const ageMs = Math.max(0, now - toldAt)
  if (toldAt === 0) return null
  return (
    <span className="toned" data-tone={ageMs > OLD_AFTER_MS ? "warn" : "soft"}>
      {ageMs > OLD_AFTER_MS ? `as the server told ${durationText(ageMs)} ago` : "as OKX last told"}
    </span>
  )
}

function Unrealised({ lines }: { readonly lines: readonly PositionLine[] }) {
  if (lines.length === 0) return null
  return (
    <span>
      <span className="soft">Unrealised</span> <AmountList amounts={unrealisedOf(lines)} isGain />
    </span>
  )
}

/** In the row whose amount OKX and the books see differently. */
function Broken({ found }: { readonly found: PositionLine["broken"] }) {
  if (found === undefined) return null
  return (
    <a className="holding-break" href={hrefOf("reconciliation", found.breakId)} title={found.evidence}>
      break: {found.ours} here, {found.theirs} at OKX
    </a>
  )
}

const POSITIONS: readonly PlainColumn<PositionLine>[] = [
  {
    id: "symbol",
    title: "Symbol",
    cell: ({ row: { symbol }, broken }) => (
      <>
        <a className="holding-symbol" href={hrefOf("market", symbol)}>
          {symbol}
        </a>
        <Broken found={broken} />
      </>
    ),
  },
  { id: "account", title: "Account", cell: ({ account }) => account },
  {
    id: "side",
    title: "Side",
    cell: ({ side }) => (
      <span className="toned" data-tone={side === "long" ? "buy" : "sell"}>
        {side}
      </span>
    ),
  },
  {
    id: "size",
    title: "Size",
    isNumber: true,
    cell: ({ contracts, size, base }) => (
      <span className="amount-list">
        <Figure text={contracts} unit="ct" />
        {size !== null && <Figure text={size} unit={base} />}
      </span>
    ),
  },
  {
    id: "entry",
    title: "Entry",
    isNumber: true,
    cell: ({ row, prices }) => <Figure text={row.averagePrice} scale={prices.scale} />,
  },
  {
    id: "mark",
    title: "Mark",
    isNumber: true,
    cell: ({ row, prices }) => <Figure text={row.markPrice} scale={prices.scale} />,
  },
  {
    id: "unrealised",
    title: "Unrealised",
    isNumber: true,
    cell: ({ row: { unrealisedProfit }, currency, returnPct }) => (
      <span className="amount-list">
        <Gain text={unrealisedProfit ?? undefined} unit={currency} />
        {returnPct !== null && <span className="soft" title="Of the margin">{`${signed(returnPct)} %`}</span>}
      </span>
    ),
  },
  {
    id: "realised",
    title: "Realised",
    isNumber: true,
    cell: ({ realised, currency }) => <Gain text={realised ?? undefined} unit={currency} />,
  },
  {
    id: "value",
    title: "Value",
    isNumber: true,
    cell: ({ row: { notional }, currency }) => <Figure text={notional} scale={MONEY_SCALE} unit={currency} />,
  },
  {
    id: "margin",
    title: "Margin",
    isNumber: true,
    cell: ({ row: { margin }, currency }) => (
      <Figure text={margin} scale={MONEY_SCALE} digits={MARGIN_DIGITS} unit={currency} />
    ),
  },
  {
    id: "liquidation",
    title: "Liquidation",
    isNumber: true,
    cell: ({ row: { liquidationPrice }, liquidationPct, prices }) =>
      liquidationPrice === null ? (
        <span className="soft" title="OKX tells no price: it is too far away to be reckoned.">
          none told
        </span>
      ) : (
        <span className="amount-list">
          <Figure text={liquidationPrice} {...prices} />
          {liquidationPct !== null && <span className="soft" title="From the mark price">{`${liquidationPct} %`}</span>}
        </span>
      ),
  },
  { id: "told", title: "Changed", isNumber: true, cell: ({ row }) => <Ago since={row.updatedAt} /> },
]

const BALANCES: readonly PlainColumn<BalanceLine>[] = [
  {
    id: "currency",
    title: "Currency",
    cell: ({ row: { currency }, broken }) => (
      <>
        <span className="holding-symbol">{currency}</span>
        <Broken found={broken} />
      </>
    ),
  },
  { id: "account", title: "Account", cell: ({ account }) => account },
  { id: "total", title: "Total", isNumber: true, cell: ({ row }) => <Figure text={row.total} scale={MONEY_SCALE} /> },
  {
    id: "available",
    title: "Available",
    isNumber: true,
    cell: ({ row }) => <Figure text={row.available} scale={MONEY_SCALE} />,
  },
  {
    id: "held",
    title: "In orders, margin",
    isNumber: true,
    cell: ({ held }) => <Figure text={held} scale={MONEY_SCALE} />,
  },
  {
    id: "books",
    title: "By our books",
    isNumber: true,
    cell: ({ books, broken }) => (
      <Figure text={books} scale={MONEY_SCALE} {...(broken !== undefined && { tone: "bad" as const })} />
    ),
  },
  { id: "told", title: "Changed", isNumber: true, cell: ({ row }) => <Ago since={row.updatedAt} /> },
]

function Ago({ since }: { readonly since: string }) {
  return (
    <span className="soft">
      <Age since={since} /> ago
    </span>
  )
}
