// What a column of a DataGrid is, and what else a grid is told. Types only, so that a screen's columns can be written and tested without the grid.

import type { ReactNode } from "react"

export interface GridColumn<Item> {
  readonly id: string
  /** In the header; "" for a column that only has controls. */
  readonly title: string
  /** In menus and for who does not see the page. Default: the title. */
  readonly label?: string
  /** Pixels at first; the person may change it. */
  readonly width: number
  readonly minWidth?: number
  readonly align?: "start" | "end" | "center"
  readonly cell: (item: Item) => ReactNode
  /** What it is sorted by; without it the column cannot be sorted. */
  readonly sortKey?: (item: Item) => number | string | null
  /** Not shown unless the person chooses it. */
  readonly isHidden?: boolean
  /** Takes what is left of the width. */
  readonly isWide?: boolean
  /** At its first width what is in it is never too wide. All else is cut with an ellipsis, and each cut costs the browser time in every frame. */
  readonly fits?: boolean
}

export interface RowMenuEntry {
  readonly title: string
  readonly keys?: string
  readonly tone?: "bad"
  readonly isOff?: boolean
  readonly run: () => void
}

/** What a screen may ask of its grid: from commands and keys. */
export interface GridHandle<Item> {
  /** The row with the focus, or the one that had it last. */
  readonly current: () => Item | undefined
  readonly focus: () => void
  readonly focusRow: (id: string) => void
}

export type Selected = ReadonlySet<string>

export interface DataGridProps<Item> {
  /** For who does not see the page. */
  readonly label: string
  /** What widths, columns and sorting are kept under. */
  readonly name: string
  /** In their own order, which holds as long as no column is sorted. */
  readonly items: readonly Item[]
  readonly idOf: (item: Item) => string
  /** Stable: made once. */
  readonly columns: readonly GridColumn<Item>[]
  readonly selected?: Selected
  readonly onSelect?: (selected: Selected) => void
  /** Enter, or a click on the row. */
  readonly onOpen?: (item: Item) => void
  /** A row whose version becomes another lights up. */
  readonly versionOf?: (item: Item) => number | string
  /** The row's data-tone: an edge in its colour. */
  readonly toneOf?: (item: Item) => string | undefined
  readonly rowMenu?: (item: Item) => readonly RowMenuEntry[]
  /** In place of the rows when there are none. */
  readonly empty: ReactNode
  /** The last rows are in sight: more may be read. */
  readonly onNearEnd?: () => void
  /** A line below the rows: "more are being read". */
  readonly footer?: ReactNode
  /** Which list the items are: when it is another one, no row of the one before stands still. */
  readonly listKey?: string
  /** Of an item that left the list and whose row stands still: how it is now. Stable. Default: as it was last. */
  readonly latestOf?: (item: Item) => Item
  /** Rows stand still although no pointer is over them: one of them is being changed. */
  readonly isHeld?: boolean
  /** The style token that says how tall a row is. */
  readonly rowToken?: "--row" | "--row-card"
  readonly ref?: React.Ref<GridHandle<Item>>
}
