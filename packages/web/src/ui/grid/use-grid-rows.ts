// Which rows are drawn, and which one has the focus: the virtual window over all rows, the row that Tab reaches, and the way to any other.

import { useVirtualizer } from "@tanstack/react-virtual"
import { type RefObject, useCallback, useEffect, useMemo, useState } from "react"
import { useRootPixels } from "../use-root-pixels.ts"
import type { DataGridProps } from "./grid-column.ts"

const OVERSCAN_ROWS = 8
/** So many rows before the end more are asked for. */
const NEAR_END_ROWS = 40
const ROW_PIXELS = 26

interface Options<Item> {
  readonly items: readonly Item[]
  readonly idOf: (item: Item) => string
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly onNearEnd: (() => void) | undefined
  readonly rowToken: DataGridProps<Item>["rowToken"] | undefined
}

export function useGridRows<Item>({ items, idOf, scroller, onNearEnd, rowToken = "--row" }: Options<Item>) {
  const rowHeight = useRootPixels(rowToken, ROW_PIXELS)
  const [current, setCurrent] = useState<{ readonly id: string; readonly hasFocus: boolean }>()
  const currentIndex = useMemo(() => Math.max(0, indexOf(items, current?.id, idOf)), [items, current, idOf])
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN_ROWS,
    // The header stands over the first row.
    scrollPaddingStart: rowHeight,
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
  const lastShown = virtual.range?.endIndex ?? 0
  useEffect(() => {
    if (items.length > 0 && lastShown >= items.length - NEAR_END_ROWS) onNearEnd?.()
  }, [lastShown, items.length, onNearEnd])
  const goTo = useCallback(
    (index: number): void => {
      const item = items[index]
      if (item === undefined) return
      virtual.scrollToIndex(index)
      setCurrent({ id: idOf(item), hasFocus: true })
    },
    [items, idOf, virtual],
  )
  return {
    virtual,
    currentIndex,
    hasFocus: current?.hasFocus === true,
    goTo,
    goToId: (id: string) => goTo(Math.max(0, indexOf(items, id, idOf))),
    current: (): Item | undefined => items[indexOf(items, current?.id, idOf)],
    /** Marks the row without scrolling to it: it was clicked. */
    mark: useCallback((item: Item) => setCurrent({ id: idOf(item), hasFocus: true }), [idOf]),
    /** The focus came to a row, or to a control of it, by other ways than these keys. */
    follow: useCallback((target: Element) => {
      const id = target.closest<HTMLElement>("[data-row]")?.dataset.row
      const hasFocus = target.getAttribute("role") === "row"
      if (id === undefined) return
      setCurrent((known) => (known?.id === id && known.hasFocus === hasFocus ? known : { id, hasFocus }))
    }, []),
    /** The focus went elsewhere on the page. */
    leave: useCallback(() => setCurrent((known) => known && { ...known, hasFocus: false }), []),
    pageRows: () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2),
  }
}

export type GridRows<Item> = ReturnType<typeof useGridRows<Item>>

function indexOf<Item>(items: readonly Item[], id: string | undefined, idOf: (item: Item) => string): number {
  return id === undefined ? -1 : items.findIndex((item) => idOf(item) === id)
}
