// The header row of a grid: sorting by a click, widths by dragging an edge, and the menu that says which columns are shown.

import { useState } from "react"
import { Button } from "../button.tsx"
import { Dialog } from "../dialog.tsx"
import type { GridColumn } from "./grid-column.ts"
import type { GridTable } from "./use-grid-table.ts"

interface HeadProps<Item> {
  readonly table: GridTable
  readonly shown: readonly GridColumn<Item>[]
  readonly hasSelection: boolean
  readonly allSelected: boolean
  readonly onSelectAll: () => void
}

export function GridHead<Item>({ table, shown, hasSelection, allSelected, onSelectAll }: HeadProps<Item>) {
  const headers = new Map(table.getFlatHeaders().map((header) => [header.column.id, header]))
  return (
    <div role="row" className="grid-row grid-head" aria-rowindex={1}>
      {hasSelection && (
        <div role="columnheader" className="grid-cell grid-check">
          <input type="checkbox" aria-label="Select all rows" checked={allSelected} onChange={onSelectAll} />
        </div>
      )}
      {shown.map((column) => {
        const header = headers.get(column.id)
        const sorted = header?.column.getIsSorted() ?? false
        const canSort = column.sortKey !== undefined
        return (
          <div
            key={column.id}
            role="columnheader"
            className="grid-cell"
            data-align={column.align}
            aria-sort={!canSort ? undefined : sorted === false ? "none" : sorted === "asc" ? "ascending" : "descending"}
          >
            {canSort ? (
              <button type="button" className="grid-sort" onClick={header?.column.getToggleSortingHandler()}>
                {column.title}
                {sorted !== false && <span aria-hidden="true">{sorted === "asc" ? " ↑" : " ↓"}</span>}
              </button>
            ) : column.title === "" ? (
              <span className="unseen">{column.label}</span>
            ) : (
              <span className="grid-title">{column.title}</span>
            )}
            {header?.column.getCanResize() === true && (
              <span
                className="grid-edge"
                onPointerDown={header.getResizeHandler()}
                onDoubleClick={() => header.column.resetSize()}
              />
            )}
          </div>
        )
      })}
    </div>
  )
}

/** The button that opens the choice of columns. */
export function ColumnsButton<Item>({
  table,
  columns,
}: {
  readonly table: GridTable
  readonly columns: readonly GridColumn<Item>[]
}) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button look="quiet" isSmall onClick={() => setOpen(true)}>
        Columns
      </Button>
      {isOpen && (
        <Dialog
          title="Columns"
          onClose={() => setOpen(false)}
          footer={
            <Button
              onClick={() => {
                const hidden = columns.filter(({ isHidden }) => isHidden).map(({ id }) => [id, false])
                table.setColumnVisibility(Object.fromEntries(hidden))
                table.resetColumnSizing(true)
                table.resetSorting(true)
              }}
            >
              As they were
            </Button>
          }
        >
          <ul className="grid-columns">
            {columns
              .filter(({ title }) => title !== "")
              .map(({ id, title, label = title }) => {
                const column = table.getColumn(id)
                return (
                  <li key={id}>
                    <label>
                      <input
                        type="checkbox"
                        checked={column?.getIsVisible() ?? true}
                        onChange={(event) => column?.toggleVisibility(event.target.checked)}
                      />{" "}
                      {label}
                    </label>
                  </li>
                )
              })}
          </ul>
        </Dialog>
      )}
    </>
  )
}
