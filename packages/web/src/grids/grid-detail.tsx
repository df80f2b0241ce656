// One grid: how it does, what it earned, its range against the price, its levels, what it did last, and what may be done with it.

import type { GridStatusRow } from "@okx-oms/api"
import { useSelected } from "../live/hooks.ts"
import { orderKey } from "../live/order-entry.ts"
import { Empty } from "../ui/notice.tsx"
import { GridActs } from "./grid-acts.tsx"
import { termsText } from "./grid-draft.ts"
import { gridWords } from "./grid-facts.ts"
import { GridFigures } from "./grid-figures.tsx"
import { GridLadder } from "./grid-ladder.tsx"
import { gridOrderName } from "./grid-names.ts"
import { GridNews } from "./grid-news.tsx"
import { RangeBar } from "./range-bar.tsx"

export function GridDetail({ grid }: { readonly grid: GridStatusRow }) {
  const { strategy, symbol, levels } = grid
  const { word, tone, detail } = gridWords(grid)
  const run = useRun(grid)
  return (
    <article className="grids-detail" aria-label={`Grid ${strategy}`} data-grid={strategy}>
      <header className="grids-head">
        <div className="grids-title">
          <h2>
            {strategy} <span className="soft">{symbol}</span>
          </h2>
          <p className="grids-state" data-tone={tone}>
            <span className="status-dot" aria-hidden="true" />
            <strong className="toned">{word}</strong>
            <span>{detail}</span>
          </p>
          <p className="soft">{termsText(grid)}</p>
        </div>
        <GridActs grid={grid} />
      </header>
      <GridFigures grid={grid} run={run} />
      <RangeBar grid={grid} />
      <div className="grids-parts">
        <section className="grids-part" aria-label="Levels">
          <h3>Levels</h3>
          {levels.length === 0 ? (
            <Empty title="No levels yet">They are drawn around the first price that OKX tells.</Empty>
          ) : (
            <GridLadder grid={grid} />
          )}
        </section>
        <section className="grids-part" aria-label="Latest">
          <h3>Latest executions</h3>
          <GridNews grid={grid} />
        </section>
      </div>
    </article>
  )
}

/** Of the orders at work: each range that the grid moved to is another run. */
function useRun({ account, levels }: GridStatusRow): number | undefined {
  return useSelected((live) => {
    for (const { orderId } of levels) {
      const row = orderId === null ? undefined : live.order(orderKey(account, orderId))?.row
      const name = row === undefined ? undefined : gridOrderName(row.clientOrderId)
      if (name !== undefined) return name.run
    }
    return undefined
  })
}
