// The grids: those that the server runs, one of them looked at closely, and those that run elsewhere as far as their orders tell. "#/grids/account/name" is the
// address of one.

import type { GridStatusRow } from "@okx-oms/api"
import { useMemo, useState } from "react"
import { go, hrefOf, useRoute } from "../app/routes.ts"
import { useCommands } from "../keys/use-keys.tsx"
import { useOrders } from "../live/hooks.ts"
import { gridsQuery, useAccountQueries } from "../live/queries.ts"
import { Button } from "../ui/button.tsx"
import { StatusWord } from "../ui/figure.tsx"
import { Empty, Loading, Problem } from "../ui/notice.tsx"
import { Screen } from "../ui/screen.tsx"
import { GridDetail } from "./grid-detail.tsx"
import { decimalOf, gridWords } from "./grid-facts.ts"
import { GridForm } from "./grid-form.tsx"
import { Earned } from "./money.tsx"
import { outsideGrids } from "./outside-grids.ts"
import { OutsideList } from "./outside-list.tsx"
import "./grids.css"

export function GridsScreen() {
  const answers = useAccountQueries(gridsQuery)
  const [isStarting, setStarting] = useState(false)
  const open = (): void => setStarting(true)
  useCommands([{ id: "grids.start", title: "Start a grid…", group: "Grids", keys: "n", run: open }])
  const grids = answers.flatMap(({ data }) => data?.grids ?? [])
  const error = answers.find((answer) => answer.error !== null && answer.data === undefined)?.error
  const isPending = answers.length === 0 || answers.some((answer) => answer.isPending)
  return (
    <Screen
      title="Grids"
      tools={
        <Button look="accent" onClick={open}>
          Start a grid…
        </Button>
      }
    >
      {error !== undefined && error !== null ? (
        <Problem what="Grids" error={error} />
      ) : isPending ? (
        <Loading what="grids" />
      ) : (
        <Grids grids={grids} onStart={open} />
      )}
      {isStarting && (
        <GridForm
          taken={grids.map(({ strategy }) => strategy)}
          onClose={() => setStarting(false)}
          onStarted={(grid) => {
            setStarting(false)
            go(addressOf(grid))
          }}
        />
      )}
    </Screen>
  )
}

function Grids({ grids, onStart }: { readonly grids: readonly GridStatusRow[]; readonly onStart: () => void }) {
  const { part } = useRoute()
  const working = useOrders("working")
  const outside = useMemo(() => {
    const known = new Set(grids.map(partOf))
    return outsideGrids(working, (account, strategy) => known.has(`${account}/${strategy}`))
  }, [working, grids])
  const chosen = grids.find((grid) => partOf(grid) === part) ?? grids[0]
  return (
    <div className="grids" data-bare={(chosen === undefined && outside.length === 0) || undefined}>
      <div className="grids-side">
        {grids.length > 0 && (
          <nav className="grids-list" aria-label="Grids">
            {grids.map((grid) => (
              <GridCard key={partOf(grid)} grid={grid} isChosen={grid === chosen} />
            ))}
          </nav>
        )}
        {outside.length > 0 && <OutsideList grids={outside} />}
      </div>
      {chosen === undefined ? (
        <div className="grids-none">
          <Empty title="The server runs no grid">
            A grid buys at the lower and sells at the upper line of each of its levels, over and over. Its plan is shown
            before anything is placed.
          </Empty>
          <Button onClick={onStart}>Plan one</Button>
        </div>
      ) : (
        <GridDetail key={partOf(chosen)} grid={chosen} />
      )}
    </div>
  )
}

function GridCard({ grid, isChosen }: { readonly grid: GridStatusRow; readonly isChosen: boolean }) {
  const { strategy, symbol, profit } = grid
  const { word, tone } = gridWords(grid)
  const quote = symbol.split("-")[1] ?? ""
  return (
    <a className="grids-card" href={addressOf(grid)} aria-current={isChosen || undefined}>
      <span className="grids-card-name">{strategy}</span>
      <span className="soft">{symbol}</span>
      <StatusWord word={word} tone={tone} />
      <Earned amount={decimalOf(profit)} unit={quote} />
    </a>
  )
}

function partOf({ account, strategy }: Pick<GridStatusRow, "account" | "strategy">): string {
  return `${account}/${strategy}`
}

function addressOf(grid: Pick<GridStatusRow, "account" | "strategy">): string {
  return hrefOf("grids", partOf(grid))
}
