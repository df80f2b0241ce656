// Executions, newest first, with what they add up to: those that came while the page was open by the stream, those of before by pages. A click opens the order's
// timeline; what is shown can be taken along as CSV.

import { useMemo } from "react"
import { go, hrefOf, useRoute } from "../app/routes.ts"
import { useCommands } from "../keys/use-keys.tsx"
import { useScopedAccounts } from "../live/hooks.ts"
import { OrderAside } from "../orders/order-aside.tsx"
import { Button } from "../ui/button.tsx"
import { DataGrid } from "../ui/grid/data-grid.tsx"
import { Empty, Loading, Problem, Unread, useTell } from "../ui/notice.tsx"
import { Screen } from "../ui/screen.tsx"
import { useMedia } from "../ui/use-media.ts"
import { fillColumns } from "./fill-columns.tsx"
import { dayOf, filterFrom, filterQuery, isFiltered } from "./fill-filter.ts"
import { fillsCsv } from "./fills-csv.ts"
import { FillsFilters, setFillFilter } from "./fills-filters.tsx"
import { FillsTotals } from "./fills-totals.tsx"
import { saveText } from "./save-text.ts"
import { type FillEntry, type Fills, useFills } from "./use-fills.ts"
import "./holdings.css"

const idOf = ({ id }: FillEntry): string => id
const toneOf = ({ fill }: FillEntry): string | undefined => (fill.provisional ? "warn" : undefined)

export function FillsScreen() {
  const { query } = useRoute()
  const filter = filterFrom(query)
  const fills = useFills(filter)
  const { entries } = fills
  const isSeveral = useScopedAccounts().length > 1
  const isPhone = useMedia("(max-width: 640px)")
  const columns = useMemo(() => fillColumns({ isSeveral, isPhone }), [isSeveral, isPhone])
  const save = useSaving(fills)
  useCommands([
    {
      id: "fills.csv",
      title: "Save the fills that are shown as CSV",
      group: "Fills",
      words: "export download",
      off: entries.length === 0 ? "There is no fill to save." : undefined,
      run: save,
    },
    { id: "fills.all", title: "Show all fills", group: "Fills", words: "clear filter", run: () => setFillFilter({}) },
  ])
  return (
    <Screen
      title="Fills"
      tools={
        <>
          <FillsFilters filter={filter} entries={entries} />
          {!fills.isComplete && fills.hasMore && entries.length > 0 && (
            <Button isBusy={fills.isReadingMore} onClick={fills.readAll} title="Up to 20,000 older ones at once">
              {fills.isReadingMore ? "Loading…" : "Load all"}
            </Button>
          )}
          <Button className="fills-save" disabled={entries.length === 0} onClick={save}>
            {fills.isComplete ? "Save as CSV" : `Save the newest ${entries.length.toLocaleString("en")} as CSV`}
          </Button>
        </>
      }
    >
      <div className="fills">
        {fills.faults.map(({ account, fault }) => (
          <Unread key={account} what={`Fills of ${account}`} error={fault} onRetry={fills.readAgain} />
        ))}
        <FillsTotals fills={fills} isNarrowed={filter.side !== undefined || filter.day !== undefined} />
        <div className="fills-grid">
          <DataGrid
            label="Fills"
            name={isPhone ? "fills-phone" : "fills"}
            items={entries}
            idOf={idOf}
            toneOf={toneOf}
            columns={columns}
            onNearEnd={fills.readOn}
            onOpen={({ fill }) => {
              const order = `${fill.account}/${fill.orderId}`
              go(hrefOf("fills", "", { ...filterQuery(filter), order }))
            }}
            footer={<Foot fills={fills} />}
            empty={<Nothing fills={fills} isFiltered={isFiltered(filter)} />}
          />
        </div>
      </div>
      <OrderAside />
    </Screen>
  )
}

function Foot({ fills: { isReadingMore, isWhole, error, loaded, entries } }: { readonly fills: Fills }) {
  if (isReadingMore) return "older ones are being read…"
  if (error !== null && loaded > 0) return "older ones could not be read"
  const hidden = loaded - entries.length
  return `${hidden > 0 ? `${hidden.toLocaleString("en")} hidden by the filter · ` : ""}${isWhole ? "all are loaded" : "older ones come as you scroll"}`
}

function Nothing({ fills, isFiltered: isNarrow }: { readonly fills: Fills; readonly isFiltered: boolean }) {
  if (fills.error !== null) return <Problem what="Fills" error={fills.error} onRetry={fills.readAgain} />
  if (fills.isPending || fills.isReadingMore) return <Loading what="fills" />
  if (!isNarrow) return <Empty title="Nothing was filled yet">Every execution stands here with its fee.</Empty>
  return (
    <div className="place">
      <p className="place-title">No fill is like that</p>
      <p className="soft">
        {fills.isWhole
          ? "All fills were looked through."
          : "Those that are loaded were looked through; there are older ones."}
      </p>
      <div className="fills-choices">
        {fills.hasMore && <Button onClick={fills.readMore}>Read older ones</Button>}
        <Button onClick={() => setFillFilter({})}>Show all</Button>
      </div>
    </div>
  )
}

function useSaving({ entries, isComplete }: Fills): () => void {
  const accounts = useScopedAccounts()
  const tell = useTell()
  return () => {
    const byFill = new Map(entries.map((entry) => [entry.fill, entry]))
    const text = fillsCsv([...byFill.keys()], {
      profitOf: (fill) => byFill.get(fill)?.profit,
      quoteOf: (fill) => byFill.get(fill)?.quote ?? "",
    })
    // A file that lacks the older ones says so by its name, wherever it goes.
    const extent = isComplete ? "" : `-newest-${entries.length}`
    const name = `fills-${accounts.length === 1 ? accounts[0] : "all-accounts"}${extent}-${dayOf(Date.now())}.csv`
    saveText(name, text)
    const count = entries.length.toLocaleString("en")
    if (isComplete) tell(`${count} fills are in ${name}, in your downloads.`, "good")
    else tell(`The newest ${count} fills are in ${name}, in your downloads. Older ones are not.`, "warn")
  }
}
