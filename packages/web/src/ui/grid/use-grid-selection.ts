// Which rows are selected: one by one, from one to another, all of them. The set itself is the screen's, which may also keep it over tabs.

import { useRef } from "react"
import type { Selected } from "./grid-column.ts"

export interface GridSelection {
  readonly count: number
  readonly toggle: (index: number) => void
  /** Everything between two rows, both included. Without `from`: since the row that was marked last. */
  readonly extend: (from: number | undefined, to: number) => void
  readonly all: () => void
  readonly none: () => void
}

export function useGridSelection<Item>({
  items,
  idOf,
  selected,
  onSelect,
}: {
  readonly items: readonly Item[]
  readonly idOf: (item: Item) => string
  readonly selected: Selected | undefined
  readonly onSelect: ((selected: Selected) => void) | undefined
}): GridSelection {
  const anchor = useRef(0)
  const change = (make: (chosen: Set<string>) => void): void => {
    if (selected === undefined) return
    const chosen = new Set(selected)
    make(chosen)
    onSelect?.(chosen)
  }
  return {
    count: selected?.size ?? 0,
    toggle: (index) => {
      const item = items[index]
      if (item === undefined) return
      anchor.current = index
      change((chosen) => {
        const id = idOf(item)
        if (!chosen.delete(id)) chosen.add(id)
      })
    },
    extend: (from, to) => {
      const start = from ?? anchor.current
      anchor.current = to
      change((chosen) => {
        for (const item of items.slice(Math.min(start, to), Math.max(start, to) + 1)) chosen.add(idOf(item))
      })
    },
    all: () => change((chosen) => items.forEach((item) => void chosen.add(idOf(item)))),
    none: () => change((chosen) => chosen.clear()),
  }
}
