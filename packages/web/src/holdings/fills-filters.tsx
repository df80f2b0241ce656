// The choices above the fills: symbol, side, strategy, day. They are in the address; what can be chosen is what was seen among the fills.

import { useRef } from "react"
import { go, hrefOf } from "../app/routes.ts"
import { useNow } from "../live/clock.ts"
import { Button } from "../ui/button.tsx"
import { dayOf, type FillFilter, type FilterField, filterQuery, isFiltered } from "./fill-filter.ts"
import type { FillEntry } from "./use-fills.ts"

export function setFillFilter(filter: FillFilter): void {
  go(hrefOf("fills", "", filterQuery(filter)), { replace: true })
}

export function FillsFilters({
  filter,
  entries,
}: {
  readonly filter: FillFilter
  readonly entries: readonly FillEntry[]
}) {
  const symbols = useSeen(entries, ({ fill }) => fill.symbol, filter.symbol)
  const strategies = useSeen(entries, ({ fill }) => fill.strategy, filter.strategy)
  const today = dayOf(useNow())
  const set = (field: FilterField, value: string): void =>
    setFillFilter({ ...filter, [field]: value === "" ? undefined : value } as FillFilter)
  return (
    <div className="fills-filters" role="group" aria-label="Which fills">
      <Choice
        label="Symbol"
        all="all symbols"
        value={filter.symbol}
        values={symbols}
        onChange={(to) => set("symbol", to)}
      />
      <Choice label="Side" all="both sides" value={filter.side} values={SIDES} onChange={(to) => set("side", to)} />
      <Choice
        label="Strategy"
        all="all strategies"
        value={filter.strategy}
        values={strategies}
        onChange={(to) => set("strategy", to)}
      />
      <input
        className="input fills-day"
        type="date"
        aria-label="Day"
        max={today}
        value={filter.day ?? ""}
        onChange={({ target }) => set("day", target.value)}
      />
      <Button look="quiet" disabled={filter.day === today} onClick={() => set("day", today)}>
        Today
      </Button>
      {isFiltered(filter) && (
        <Button look="quiet" onClick={() => setFillFilter({})}>
          Show all
        </Button>
      )}
    </div>
  )
}

const SIDES = ["buy", "sell"] as const

function Choice({
  label,
  all,
  value = "",
  values,
  onChange,
}: {
  readonly label: string
  readonly all: string
  readonly value: string | undefined
  readonly values: readonly string[]
  readonly onChange: (value: string) => void
}) {
  return (
    <select
      className="select"
      aria-label={label}
      value={value}
      data-chosen={value !== "" || undefined}
      onChange={({ target }) => onChange(target.value)}
    >
      <option value="">{all}</option>
      {values.map((one) => (
        <option key={one}>{one}</option>
      ))}
    </select>
  )
}

/** What was there since the screen was opened: a filter hides the others, and they stay choices. */
function useSeen(
  entries: readonly FillEntry[],
  of: (entry: FillEntry) => string,
  chosen: string | undefined,
): readonly string[] {
  const seen = useRef(new Set<string>())
  for (const entry of entries) seen.current.add(of(entry))
  if (chosen !== undefined) seen.current.add(chosen)
  return [...seen.current].sort()
}
