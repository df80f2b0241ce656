// What the keys do in a grid, as a function from a key to a place or an act. Pure: the grid does what is said here, and the help dialog shows the same table.

export type GridAct =
  | { readonly act: "go"; readonly to: number; readonly extend: boolean }
  | { readonly act: "toggle" }
  | { readonly act: "all" }
  | { readonly act: "none" }
  | { readonly act: "open" }
  | { readonly act: "menu" }

export interface GridPlace {
  readonly index: number
  readonly count: number
  /** Rows in sight. */
  readonly pageRows: number
}

/** For the help dialog. */
export const GRID_KEYS: readonly { readonly keys: string; readonly title: string }[] = [
  { keys: "↑ ↓ or K J", title: "one row up or down" },
  { keys: "PageUp PageDown", title: "one page up or down" },
  { keys: "Home End", title: "first or last row" },
  { keys: "Space", title: "select the row" },
  { keys: "Shift+↑ Shift+↓", title: "select row by row" },
  { keys: "Ctrl+A", title: "select all rows" },
  { keys: "Escape", title: "select none" },
  { keys: "Enter", title: "open the row" },
  { keys: "Shift+F10", title: "the row's menu" },
]

interface Pressed {
  readonly key: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

/** Undefined: the key means nothing to a grid. */
export function gridAct(pressed: Pressed, { index, count, pageRows }: GridPlace): GridAct | undefined {
  const { key, shiftKey, altKey } = pressed
  const withControl = pressed.ctrlKey || pressed.metaKey
  if (altKey || count === 0) return undefined
  if (withControl) return key.toLowerCase() === "a" ? { act: "all" } : undefined
  const go = (to: number): GridAct => ({ act: "go", to: Math.max(0, Math.min(count - 1, to)), extend: shiftKey })
  switch (key) {
    case "ArrowDown":
    case "j":
    case "J":
      return go(index + 1)
    case "ArrowUp":
    case "k":
    case "K":
      return go(index - 1)
    case "PageDown":
      return go(index + pageRows)
    case "PageUp":
      return go(index - pageRows)
    case "Home":
      return go(0)
    case "End":
      return go(count - 1)
    case " ":
      return { act: "toggle" }
    case "Escape":
      return { act: "none" }
    case "Enter":
      return { act: "open" }
    case "ContextMenu":
      return { act: "menu" }
    case "F10":
      return shiftKey ? { act: "menu" } : undefined
    default:
      return undefined
  }
}
