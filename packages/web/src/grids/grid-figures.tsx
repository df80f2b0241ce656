// What a grid did so far in a few figures, the profit first. Every amount is the server's; only the worth at the last price is put together here, exactly.

import type { GridStatusRow } from "@okx-oms/api"
import { Decimals } from "@okx-oms/core"
import type { ReactNode } from "react"
import { Age } from "../ui/figure.tsx"
import { decimalOf, levelCounts, worthAtLast } from "./grid-facts.ts"
import { Earned, Sum } from "./money.tsx"

export function GridFigures({ grid, run }: { readonly grid: GridStatusRow; readonly run: number | undefined }) {
  const { symbol, profit, trips, fills, fees, changed, dust, startedAt, openOrders } = grid
  const [base = "", quote = ""] = symbol.split("-")
  const { all, working, missing } = levelCounts(grid)
  return (
    <dl className="grids-figures">
      <Item title="Profit of round trips" note="fees taken off" isMain>
        <Earned amount={decimalOf(profit)} unit={quote} />
      </Item>
      <Item title="All fills at the last price" note="fees taken off" isMain>
        <Earned amount={worthAtLast(grid)} unit={quote} />
      </Item>
      <Item title="Round trips" note={`${fills.toLocaleString("en")} ${fills === 1 ? "fill" : "fills"}`}>
        {trips.toLocaleString("en")}
      </Item>
      <Item
        title="Levels with an order"
        note={missing > 0 ? `${missing} without one` : `${openOrders} open orders`}
        tone={missing > 0 && grid.state === "running" ? "warn" : undefined}
      >
        {working} of {all}
      </Item>
      <Item title="Fees" note="below zero is charged">
        {fees.length === 0 ? (
          <span className="soft">none yet</span>
        ) : (
          fees.map(({ currency, amount }) => <Sum key={currency} amount={decimalOf(amount)} unit={currency} />)
        )}
      </Item>
      <Item
        title="Bought and sold"
        note={Decimals.isZero(decimalOf(dust)) ? "net, fees taken off" : `dust ${dust} ${base}`}
      >
        <Sum amount={decimalOf(changed.base)} unit={base} />
        <Sum amount={decimalOf(changed.quote)} unit={quote} />
      </Item>
      <Item title="At work since" note={run === undefined ? "" : `run ${run}`}>
        <Age since={startedAt} />
      </Item>
    </dl>
  )
}

function Item({
  title,
  note,
  tone,
  isMain = false,
  children,
}: {
  readonly title: string
  readonly note: string
  readonly tone?: "warn" | undefined
  readonly isMain?: boolean
  readonly children: ReactNode
}) {
  return (
    <div className="grids-figure" data-main={isMain || undefined}>
      <dt>{title}</dt>
      <dd>{children}</dd>
      {note !== "" && (
        <dd className="grids-figure-note" data-tone={tone ?? "soft"}>
          <span className="toned">{note}</span>
        </dd>
      )}
    </div>
  )
}
