// A table of many rows that change: only what is in sight is drawn, rows stand still under the pointer, keys go everywhere. It knows no order; orders and fills
// give it their columns. Roles are those of an ARIA grid whose rows take the focus.

import { type CSSProperties, type ReactNode, useImperativeHandle, useMemo, useRef } from "react"
import { useSteadyGround } from "../use-steady-ground.ts"
import { GridBody } from "./grid-body.tsx"
import type { DataGridProps } from "./grid-column.ts"
import { ColumnsButton, GridHead } from "./grid-head.tsx"
import { RowMenu } from "./row-menu.tsx"
import { useGridActs } from "./use-grid-acts.ts"
import { useGridRows } from "./use-grid-rows.ts"
import { useGridSelection } from "./use-grid-selection.ts"
import { shownColumns, useGridTable } from "./use-grid-table.ts"
import { usePointerHold } from "./use-pointer-hold.ts"
import { useRowOrder } from "./use-row-order.ts"
import "./data-grid.css"

const CHECK_TRACK = "30px"

export function DataGrid<Item>(props: DataGridProps<Item>) {
  const { label, name, columns, idOf, selected, onSelect, onOpen, rowMenu, onNearEnd } = props
  const table = useGridTable(name, columns)
  const { columnVisibility, columnSizing, sorting } = table.state
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it reads of the table is these two
  const { shown, tracks, isNarrowed } = useMemo(
    () => shownColumns(table, columns),
    [columns, columnVisibility, columnSizing],
  )
  const hold = usePointerHold()
  const isHeld = hold.isOver || props.isHeld === true
  const { latestOf, listKey } = props
  const { items, waiting } = useRowOrder(props.items, { columns, sorting, idOf, isHeld, latestOf, listKey })
  const scroller = useRef<HTMLDivElement>(null)
  useSteadyGround(scroller)
  const rows = useGridRows({ items, idOf, scroller, onNearEnd, rowToken: props.rowToken })
  const selection = useGridSelection({ items, idOf, selected, onSelect })
  const acts = useGridActs({ items, rows, selection, onOpen, rowMenu })
  useImperativeHandle(props.ref, () => ({
    current: rows.current,
    focus: () => rows.goTo(rows.currentIndex),
    focusRow: rows.goToId,
  }))
  const hasSelection = selected !== undefined
  const template = (hasSelection ? [CHECK_TRACK, ...tracks] : tracks).join(" ")
  return (
    <div className="grid-frame">
      <div
        ref={scroller}
        className="grid"
        role="grid"
        aria-label={label}
        aria-rowcount={items.length + 1}
        aria-colcount={shown.length + (hasSelection ? 1 : 0)}
        aria-multiselectable={hasSelection || undefined}
        data-narrowed={isNarrowed || undefined}
        tabIndex={items.length === 0 ? 0 : -1}
        onKeyDown={acts.onKeyDown}
        onFocus={({ target }) => rows.follow(target)}
        onBlur={({ currentTarget, relatedTarget }) => {
          if (!currentTarget.contains(relatedTarget)) rows.leave()
        }}
      >
        {/* Widths by a custom property: a column that is dragged draws no row anew. */}
        <div className="grid-sheet" role="presentation" style={{ "--grid-template": template } as CSSProperties}>
          <div role="rowgroup" className="grid-head-group">
            <GridHead
              table={table}
              shown={shown}
              hasSelection={hasSelection}
              allSelected={items.length > 0 && selection.count >= items.length}
              onSelectAll={() => (selection.count > 0 ? selection.none() : selection.all())}
            />
          </div>
          <GridBody {...props} items={items} rows={rows} acts={acts} shown={shown} hold={hold} />
        </div>
      </div>
      {items.length === 0 && <div className="grid-empty">{props.empty}</div>}
      <GridFoot count={items.length} selected={selection.count} waiting={isHeld ? waiting : 0} note={props.footer}>
        <ColumnsButton table={table} columns={columns} />
      </GridFoot>
      {acts.menu !== undefined && <RowMenu menu={acts.menu} onClose={acts.closeMenu} />}
    </div>
  )
}

interface FootProps {
  readonly count: number
  readonly selected: number
  readonly waiting: number
  readonly note: ReactNode
  readonly children: ReactNode
}

function GridFoot({ count, selected, waiting, note, children }: FootProps) {
  return (
    <div className="grid-foot">
      <span>
        {count.toLocaleString("en")} {count === 1 ? "row" : "rows"}
        {selected > 0 && ` · ${selected} selected`}
      </span>
      {waiting > 0 && <span>rows stand still under the pointer · {waiting} new</span>}
      <span>{note}</span>
      {children}
    </div>
  )
}
