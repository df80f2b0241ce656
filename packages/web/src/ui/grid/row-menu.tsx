// The menu of a row: what can be done with it, at the pointer or at the row, by arrow keys and Enter.

import { type KeyboardEvent, useEffect, useRef } from "react"
import type { RowMenuEntry } from "./grid-column.ts"

export interface OpenMenu {
  readonly x: number
  readonly y: number
  readonly entries: readonly RowMenuEntry[]
}

export function RowMenu({ menu, onClose }: { readonly menu: OpenMenu; readonly onClose: () => void }) {
  const element = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const before = document.activeElement
    const list = element.current
    list?.querySelector<HTMLElement>("button:not(:disabled)")?.focus()
    const beside = (event: PointerEvent): void => {
      if (event.target instanceof Node && list?.contains(event.target) === false) onClose()
    }
    addEventListener("pointerdown", beside)
    return () => {
      removeEventListener("pointerdown", beside)
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [onClose])
  const go = (event: KeyboardEvent): void => {
    event.stopPropagation()
    const choices = [...(element.current?.querySelectorAll<HTMLElement>("button:not(:disabled)") ?? [])]
    const at = choices.indexOf(document.activeElement as HTMLElement)
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault()
      onClose()
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault()
      const step = event.key === "ArrowDown" ? 1 : -1
      choices[(at + step + choices.length) % choices.length]?.focus()
    }
  }
  const place = {
    left: Math.min(menu.x, innerWidth - 230),
    top: Math.min(menu.y, innerHeight - menu.entries.length * 30 - 16),
  }
  return (
    <div ref={element} className="row-menu" role="menu" tabIndex={-1} style={place} onKeyDown={go}>
      {menu.entries.map(({ title, keys, tone, isOff, run }) => (
        <button
          key={title}
          type="button"
          role="menuitem"
          data-tone={tone}
          disabled={isOff}
          onClick={() => {
            onClose()
            run()
          }}
        >
          <span className="toned">{title}</span>
          {keys !== undefined && <kbd>{keys}</kbd>}
        </button>
      ))}
    </div>
  )
}
