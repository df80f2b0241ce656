// The columns of a grid as TanStack Table keeps them: which are shown, how wide, sorted by which. The table holds no rows: ten thousand of them would be wrapped
// anew with every change; sorting them is use-row-order.ts's. What the person chose is kept in the browser.

import {
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  rowSortingFeature,
  type SortingState,
  tableFeatures,
  useTable,
} from "@tanstack/react-table"
import { useEffect, useMemo } from "react"
import type { GridColumn } from "./grid-column.ts"

const FEATURES = tableFeatures({
  columnVisibilityFeature,
  columnSizingFeature,
  columnResizingFeature,
  rowSortingFeature,
})
const NO_ROWS: readonly never[] = []
const COLUMN_WIDTH_MIN = 36
const COLUMN_WIDTH_MAX = 800

interface Kept {
  readonly columnVisibility: Readonly<Record<string, boolean>>
  readonly columnSizing: Readonly<Record<string, number>>
  readonly sorting: SortingState
}

export function useGridTable<Item>(name: string, columns: readonly GridColumn<Item>[]) {
  const kept = useMemo(() => readKept(name, columns), [name, columns])
  const definitions = useMemo(
    () =>
      columns.map(({ id, title, label, width, minWidth = COLUMN_WIDTH_MIN, sortKey }) => ({
        id,
        header: title,
        accessorFn: (): string => label ?? title,
        size: width,
        minSize: minWidth,
        maxSize: COLUMN_WIDTH_MAX,
        enableSorting: sortKey !== undefined,
        enableHiding: title !== "",
      })),
    [columns],
  )
  const table = useTable({
    features: FEATURES,
    columns: definitions,
    data: NO_ROWS,
    initialState: kept,
    manualSorting: true,
    columnResizeMode: "onChange",
  })
  const { columnVisibility, columnSizing, sorting } = table.state
  useEffect(() => {
    keep(name, { columnVisibility, columnSizing, sorting })
  }, [name, columnVisibility, columnSizing, sorting])
  return table
}

export type GridTable = ReturnType<typeof useGridTable>

/** The columns that are shown, in order, the track list that lays every row out, and whether one is narrower than it was made. */
export function shownColumns<Item>(table: GridTable, columns: readonly GridColumn<Item>[]) {
  const shown = columns.filter(({ id }) => table.state.columnVisibility[id] !== false)
  const tracks = shown.map(({ id, width, isWide }) => {
    const pixels = table.state.columnSizing[id] ?? width
    return isWide === true ? `minmax(${pixels}px, 1fr)` : `${pixels}px`
  })
  const isNarrowed = shown.some(({ id, width }) => (table.state.columnSizing[id] ?? width) < width)
  return { shown, tracks, isNarrowed }
}

function readKept<Item>(name: string, columns: readonly GridColumn<Item>[]): Kept {
  const hidden = Object.fromEntries(columns.filter(({ isHidden }) => isHidden).map(({ id }) => [id, false]))
  const fresh: Kept = { columnVisibility: hidden, columnSizing: {}, sorting: [] }
  try {
    const text = localStorage.getItem(keyOf(name))
    if (text === null) return fresh
    const known = JSON.parse(text) as Partial<Kept>
    return { ...fresh, ...known, columnVisibility: { ...hidden, ...known.columnVisibility } }
  } catch {
    // Storage is off, or holds what another version wrote: the columns are as they were made.
    return fresh
  }
}

function keep(name: string, state: Kept): void {
  try {
    localStorage.setItem(keyOf(name), JSON.stringify(state))
  } catch {
    // Storage is off or full: the choice holds until the page is loaded anew.
  }
}

function keyOf(name: string): string {
  return `oms.grid.${name}`
}
