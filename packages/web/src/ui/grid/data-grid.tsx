// A table of many rows that change: only what is in sight is drawn, rows stand still under the pointer, keys go everywhere. It knows no order; orders and fills
// give it their columns. Roles are those of an ARIA grid whose rows take the focus.

import { useVirtualizer } from "@tanstack/react-virtual"
import {
  type KeyboardEvent,
  type MouseEvent,
  useCallback,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from "react"
import { useRootPixels } from "../use-root-pixels.ts"
import type { DataGridProps } from "./grid-column.ts"
import { ColumnsButton, GridHead } from "./grid-head.tsx"
import { gridAct } from "./grid-keys.ts"
import { GridRow } from "./grid-row.tsx"
import { type OpenMenu, RowMenu } from "./row-menu.tsx"
import { useGridSelection } from "./use-grid-selection.ts"
import { shownColumns, useGridTable } from "./use-grid-table.ts"
import { useRowOrder } from "./use-row-order.ts"
import "./data-grid.css"

const OVERSCAN_ROWS = 8
/** So many rows before the end more are asked for. */
const NEAR_END_ROWS = 40
const CHECK_TRACK = "30px"

export function DataGrid<Item>(props: DataGridProps<Item>) {
  const { label, name, columns, idOf, selected, onOpen, versionOf, toneOf, rowMenu, onNearEnd } = props
  const table = useGridTable(name, columns)
  const { columnVisibility, columnSizing, sorting } = table.state
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it reads of the table is these two
  const { shown, tracks } = useMemo(() => shownColumns(table, columns), [columns, columnVisibility, columnSizing])
  const [isHeld, setHeld] = useState(false)
  const { items, waiting } = useRowOrder(props.items, { columns, sorting, idOf, isHeld })
  const scroller = useRef<HTMLDivElement>(null)
  const rowHeight = useRootPixels("--row", 26)
  const [current, setCurrent] = useState<{ readonly id: string; readonly hasFocus: boolean }>()
  const [menu, setMenu] = useState<OpenMenu>()
  const currentIndex = useMemo(() => Math.max(0, indexOf(items, current?.id, idOf)), [items, current, idOf])
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN_ROWS,
    getItemKey: (index) => keyAt(items, index, idOf),
    // The row with the focus stays: a focus that scrolls away would be lost.
    rangeExtractor: ({ startIndex, endIndex, overscan, count }) => {
      const from = Math.max(0, startIndex - overscan)
      const to = Math.min(count - 1, endIndex + overscan)
      const range = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
      return currentIndex < count && (currentIndex < from || currentIndex > to) ? [...range, currentIndex] : range
    },
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the virtualizer is one object; a new height is measured anew
  useEffect(() => virtual.measure(), [rowHeight])
  const rows = virtual.getVirtualItems()
  const lastShown = rows.at(-1)?.index ?? 0
  useEffect(() => {
    if (items.length > 0 && lastShown >= items.length - NEAR_END_ROWS) onNearEnd?.()
  }, [lastShown, items.length, onNearEnd])

  const selection = useGridSelection({ items, idOf, selected, onSelect: props.onSelect })
  const goTo = useCallback(
    (index: number): void => {
      const item = items[index]
      if (item === undefined) return
      virtual.scrollToIndex(index)
      setCurrent({ id: idOf(item), hasFocus: true })
    },
    [items, idOf, virtual],
  )
  const openMenu = useCallback(
    (index: number, at: { readonly x: number; readonly y: number }): void => {
      const item = items[index]
      const entries = item === undefined ? [] : (rowMenu?.(item) ?? [])
      if (entries.length > 0) setMenu({ ...at, entries })
    },
    [items, rowMenu],
  )
  useImperativeHandle(props.ref, () => ({
    current: () => items[indexOf(items, current?.id, idOf)],
    focus: () => goTo(currentIndex),
    focusRow: (id) => goTo(Math.max(0, indexOf(items, id, idOf))),
  }))

  const press = (event: KeyboardEvent): void => {
    // Keys pressed in a field or on a control of a row are that control's.
    if (!(event.target instanceof HTMLElement) || event.target.getAttribute("role") !== "row") return
    const pageRows = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2)
    const act = gridAct(event, { index: currentIndex, count: items.length, pageRows })
    if (act === undefined) return
    const item = items[currentIndex]
    if (act.act === "none" && selection.count === 0) return
    if (act.act === "open" && onOpen === undefined) return
    event.preventDefault()
    event.stopPropagation()
    switch (act.act) {
      case "go":
        if (act.extend) selection.extend(currentIndex, act.to)
        return goTo(act.to)
      case "toggle":
        return selection.toggle(currentIndex)
      case "all":
        return selection.all()
      case "none":
        return selection.none()
      case "open":
        return item === undefined ? undefined : onOpen?.(item)
      case "menu": {
        const box = event.target.getBoundingClientRect()
        return openMenu(currentIndex, { x: box.left + 60, y: box.bottom })
      }
    }
  }
  // Rows are drawn anew only for their own sake, so what they call never changes.
  const acts = useRef({ items, selection, openMenu, onOpen })
  acts.current = { items, selection, openMenu, onOpen }
  const onPointer = useCallback(
    (event: MouseEvent, index: number): void => {
      const { items: all, selection: chosen, onOpen: open } = acts.current
      const item = all[index]
      if (item === undefined || isControl(event.target)) return
      setCurrent({ id: idOf(item), hasFocus: true })
      if (event.shiftKey) chosen.extend(undefined, index)
      else if (event.ctrlKey || event.metaKey) chosen.toggle(index)
      else open?.(item)
    },
    [idOf],
  )
  const onMenu = useCallback((event: MouseEvent, index: number): void => {
    event.preventDefault()
    acts.current.openMenu(index, { x: event.clientX, y: event.clientY })
  }, [])
  const onToggle = useCallback((index: number): void => acts.current.selection.toggle(index), [])
  const closeMenu = useCallback(() => setMenu(undefined), [])

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
        tabIndex={items.length === 0 ? 0 : -1}
        onKeyDown={press}
        onBlur={(event) => {
          const isLeft = !event.currentTarget.contains(event.relatedTarget)
          if (isLeft) setCurrent((known) => (known === undefined ? known : { ...known, hasFocus: false }))
        }}
      >
        {/* Widths by a custom property: a column that is dragged draws no row anew. */}
        <div className="grid-sheet" role="presentation" style={{ "--grid-template": template } as React.CSSProperties}>
          <div role="rowgroup" className="grid-head-group">
            <GridHead
              table={table}
              shown={shown}
              hasSelection={hasSelection}
              allSelected={items.length > 0 && selection.count >= items.length}
              onSelectAll={() => (selection.count > 0 ? selection.none() : selection.all())}
            />
          </div>
          <div
            role="rowgroup"
            className="grid-rows"
            style={{ height: virtual.getTotalSize() }}
            onPointerEnter={({ pointerType }) => setHeld(pointerType === "mouse")}
            onPointerLeave={() => setHeld(false)}
          >
            {rows.map(({ index, start, key }) => {
              const item = items[index]
              if (item === undefined) return null
              const id = idOf(item)
              return (
                <GridRow
                  key={key}
                  id={id}
                  item={item}
                  index={index}
                  top={start}
                  shown={shown}
                  version={versionOf?.(item)}
                  tone={toneOf?.(item)}
                  isCurrent={index === currentIndex}
                  takesFocus={index === currentIndex && current?.hasFocus === true}
                  isSelected={selected?.has(id)}
                  onPointer={onPointer}
                  onMenu={onMenu}
                  onToggle={onToggle}
                />
              )
            })}
          </div>
        </div>
        {items.length === 0 && props.empty}
      </div>
      <div className="grid-foot">
        <span aria-live="polite">
          {items.length.toLocaleString("en")} {items.length === 1 ? "row" : "rows"}
          {selection.count > 0 && ` · ${selection.count} selected`}
        </span>
        <span>{isHeld && waiting > 0 && `rows stand still under the pointer · ${waiting} new`}</span>
        <span>{props.footer}</span>
        <ColumnsButton table={table} columns={columns} />
      </div>
      {menu !== undefined && <RowMenu menu={menu} onClose={closeMenu} />}
    </div>
  )
}

function keyAt<Item>(items: readonly Item[], index: number, idOf: (item: Item) => string): string | number {
  const item = items[index]
  return item === undefined ? index : idOf(item)
}

function indexOf<Item>(items: readonly Item[], id: string | undefined, idOf: (item: Item) => string): number {
  return id === undefined ? -1 : items.findIndex((item) => idOf(item) === id)
}

function isControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest("button, input, a, select, textarea") !== null
}
