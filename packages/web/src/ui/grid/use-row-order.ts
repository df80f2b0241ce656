// The order in which rows are shown: sorted by the chosen column, and standing still while the pointer is over them, so that nobody clicks on what has just
// moved away. Cells go on changing meanwhile; only places do not. What comes after the last row moves nothing, so it is there at once.

import type { SortingState } from "@tanstack/react-table"
import { useMemo, useRef } from "react"
import type { GridColumn } from "./grid-column.ts"

export interface RowOrder<Item> {
  readonly items: readonly Item[]
  /** Rows that wait for the pointer to leave. */
  readonly waiting: number
}

interface Choice<Item> {
  readonly columns: readonly GridColumn<Item>[]
  readonly sorting: SortingState
  readonly idOf: (item: Item) => string
  readonly isHeld: boolean
  readonly latestOf: ((item: Item) => Item) | undefined
  /** Which list it is: rows of another tab or another search are not held. */
  readonly listKey: string | undefined
}

type Shown<Item> = Pick<RowOrder<Item>, "items"> & Pick<Choice<Item>, "sorting" | "listKey">

export function useRowOrder<Item>(items: readonly Item[], choice: Choice<Item>): RowOrder<Item> {
  const { columns, sorting, idOf, isHeld, latestOf, listKey } = choice
  const shown = useRef<Shown<Item>>({ items: [], sorting, listKey })
  const order = useMemo<RowOrder<Item>>(() => {
    const { current } = shown
    const isSameList = current.sorting === sorting && current.listKey === listKey
    const sorted = sortedItems(items, columns, sorting)
    if (isHeld && isSameList && current.items.length > 0) return heldOrder(current.items, sorted, idOf, latestOf)
    return { items: sorted, waiting: 0 }
  }, [items, columns, sorting, idOf, isHeld, latestOf, listKey])
  shown.current = { items: order.items, sorting, listKey }
  return order
}

/** The rows of before in their places, each as it is now; one that left the list as `latestOf` knows it. Rows behind all of them follow. */
export function heldOrder<Item>(
  before: readonly Item[],
  items: readonly Item[],
  idOf: (item: Item) => string,
  latestOf: (item: Item) => Item = (item) => item,
): RowOrder<Item> {
  const now = new Map(items.map((item) => [idOf(item), item]))
  const known = new Set<Item>()
  const held = before.map((item) => {
    const current = now.get(idOf(item))
    if (current !== undefined) known.add(current)
    return current ?? latestOf(item)
  })
  const behind = items.findLastIndex((item) => known.has(item)) + 1
  const following = behind === 0 ? [] : items.slice(behind)
  return { items: [...held, ...following], waiting: items.length - known.size - following.length }
}

/** Sorted by one column; what has no value comes last either way. Equal ones stay in their own order. */
export function sortedItems<Item>(
  items: readonly Item[],
  columns: readonly GridColumn<Item>[],
  sorting: SortingState,
): readonly Item[] {
  const [by] = sorting
  const sortKey = by === undefined ? undefined : columns.find(({ id }) => id === by.id)?.sortKey
  if (by === undefined || sortKey === undefined) return items
  const direction = by.desc ? -1 : 1
  const keyed = items.map((item) => ({ item, key: sortKey(item) }))
  keyed.sort((a, b) => {
    if (a.key === b.key) return 0
    if (a.key === null) return 1
    if (b.key === null) return -1
    return (a.key < b.key ? -1 : 1) * direction
  })
  return keyed.map(({ item }) => item)
}
