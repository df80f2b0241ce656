// What keys and the pointer do in a grid: go, select, open, show the menu. The functions that rows get never change, so that no row is drawn anew for them.

import { type KeyboardEvent, type MouseEvent, useCallback, useEffect, useRef, useState } from "react"
import type { DataGridProps } from "./grid-column.ts"
import { gridAct } from "./grid-keys.ts"
import type { OpenMenu } from "./row-menu.tsx"
import type { GridRows } from "./use-grid-rows.ts"
import type { GridSelection } from "./use-grid-selection.ts"

interface Options<Item> {
  readonly onOpen: DataGridProps<Item>["onOpen"] | undefined
  readonly rowMenu: DataGridProps<Item>["rowMenu"] | undefined
  readonly items: readonly Item[]
  readonly rows: GridRows<Item>
  readonly selection: GridSelection
}

export function useGridActs<Item>(options: Options<Item>) {
  const [menu, setMenu] = useState<OpenMenu>()
  const newest = useRef(options)
  newest.current = options
  const openMenu = useCallback((index: number, at: { readonly x: number; readonly y: number }): void => {
    const { items, rowMenu } = newest.current
    const item = items[index]
    const entries = item === undefined ? [] : (rowMenu?.(item) ?? [])
    if (entries.length > 0) setMenu({ ...at, entries })
  }, [])
  const onKeyDown = useCallback(
    (event: KeyboardEvent): void => {
      // Keys pressed on a control of a row or of the header are that control's.
      if (!(event.target instanceof HTMLElement) || event.target.getAttribute("role") !== "row") return
      if (!press(event, newest.current, openMenu)) return
      event.preventDefault()
      event.stopPropagation()
    },
    [openMenu],
  )
  useEffect(() => {
    const enter = (event: globalThis.KeyboardEvent): void =>
      enterByKey(event, newest.current.rows, newest.current.items.length)
    document.addEventListener("keydown", enter)
    return () => document.removeEventListener("keydown", enter)
  }, [])
  const onPointer = useCallback((event: MouseEvent, index: number): void => {
    const { items, rows, selection, onOpen } = newest.current
    const item = items[index]
    if (item === undefined || isControl(event.target)) return
    rows.mark(item)
    if (event.shiftKey) selection.extend(undefined, index)
    else if (event.ctrlKey || event.metaKey) selection.toggle(index)
    else onOpen?.(item)
  }, [])
  const onMenu = useCallback(
    (event: MouseEvent, index: number): void => {
      event.preventDefault()
      openMenu(index, { x: event.clientX, y: event.clientY })
    },
    [openMenu],
  )
  const onToggle = useCallback((index: number): void => newest.current.selection.toggle(index), [])
  const closeMenu = useCallback(() => setMenu(undefined), [])
  return { onKeyDown, onPointer, onMenu, onToggle, menu, closeMenu }
}

export type GridActs = ReturnType<typeof useGridActs>

/** While nothing on the page has the focus, the first key that goes by rows enters them: at the row that had it last, else at the first. */
function enterByKey(
  event: globalThis.KeyboardEvent,
  { currentIndex, goTo }: Pick<GridRows<unknown>, "currentIndex" | "goTo">,
  count: number,
): void {
  if (event.defaultPrevented || event.target !== document.body) return
  if (document.querySelector("dialog[open], [role=menu]") !== null) return
  if (gridAct(event, { index: currentIndex, count, pageRows: 1 })?.act !== "go") return
  event.preventDefault()
  goTo(currentIndex)
}

/** Whether the key meant something here. */
function press<Item>(
  event: KeyboardEvent,
  { items, rows, selection, onOpen }: Options<Item>,
  openMenu: (index: number, at: { readonly x: number; readonly y: number }) => void,
): boolean {
  const { currentIndex, goTo, pageRows } = rows
  const act = gridAct(event, { index: currentIndex, count: items.length, pageRows: pageRows() })
  const item = items[currentIndex]
  switch (act?.act) {
    case undefined:
      return false
    case "go":
      if (act.extend) selection.extend(currentIndex, act.to)
      goTo(act.to)
      return true
    case "toggle":
      selection.toggle(currentIndex)
      return true
    case "all":
      selection.all()
      return true
    case "none":
      selection.none()
      return selection.count > 0
    case "open":
      if (item !== undefined) onOpen?.(item)
      return onOpen !== undefined
    case "menu": {
      const box = (event.target as HTMLElement).getBoundingClientRect()
      openMenu(currentIndex, { x: box.left + 60, y: box.bottom })
      return true
    }
  }
}

function isControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest("button, input, a, select, textarea") !== null
}
