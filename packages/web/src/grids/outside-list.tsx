// Grids that run elsewhere, by what is known of them here: their working orders. The words say that this is not all.

import { hrefOf } from "../app/routes.ts"
import { grouped } from "../words/amounts.ts"
import type { OutsideGrid } from "./outside-grids.ts"

export function OutsideList({ grids }: { readonly grids: readonly OutsideGrid[] }) {
  return (
    <section className="grids-outside" aria-label="Grids run elsewhere">
      <h2>Run elsewhere</h2>
      <p className="soft">
        Programs of their own that place by the API. The server has their orders, and neither plan nor profit: those are
        where the program runs.
      </p>
      <ul>
        {grids.map(({ id, account, strategy, symbol, run, buys, sells, highestBuy, lowestSell }) => (
          <li key={id} data-outside={strategy}>
            <a className="grids-outside-link" href={hrefOf("orders", "", { tab: "working", strategy, symbol })}>
              <span className="grids-card-name">{strategy}</span>
              <span className="soft">{symbol}</span>
            </a>
            <p>
              <span data-tone="buy">
                <span className="toned">{counted(buys, "buy")}</span>
              </span>
              {highestBuy !== undefined && <span className="soft"> up to {grouped(highestBuy)}</span>}
              {" · "}
              <span data-tone="sell">
                <span className="toned">{counted(sells, "sell")}</span>
              </span>
              {lowestSell !== undefined && <span className="soft"> from {grouped(lowestSell)}</span>}
            </p>
            <p className="soft">
              run {run} by its orders' names · {account}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`
}
