// Tabs over one panel, with counts: arrow keys go between them, as a person who does not see them expects. The panel is the caller's and carries panelId.

import { type KeyboardEvent, type ReactNode, useRef } from "react"
import "./tabs.css"

export interface TabItem<Id extends string> {
  readonly id: Id
  readonly title: string
  readonly count?: number | undefined
  /** Shown in its colour while the count is above zero. */
  readonly tone?: string
}

export interface TabsProps<Id extends string> {
  readonly label: string
  readonly tabs: readonly TabItem<Id>[]
  readonly chosen: Id
  readonly onChoose: (id: Id) => void
  /** The id of the element that they switch. */
  readonly panelId: string
  readonly children?: ReactNode
}

export function Tabs<Id extends string>({ label, tabs, chosen, onChoose, panelId }: TabsProps<Id>) {
  const list = useRef<HTMLDivElement>(null)
  const go = (event: KeyboardEvent): void => {
    const index = tabs.findIndex(({ id }) => id === chosen)
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: (index + 1) % tabs.length,
      ArrowLeft: (index - 1 + tabs.length) % tabs.length,
      Home: 0,
      End: tabs.length - 1,
    }
    const to = steps[event.key]
    const tab = to === undefined ? undefined : tabs[to]
    if (to === undefined || tab === undefined) return
    event.preventDefault()
    event.stopPropagation()
    onChoose(tab.id)
    const button = list.current?.children[to]
    if (button instanceof HTMLElement) button.focus()
  }
  return (
    <div ref={list} className="tabs" role="tablist" aria-label={label} onKeyDown={go}>
      {tabs.map(({ id, title, count, tone }) => (
        <button
          key={id}
          type="button"
          role="tab"
          id={`${panelId}-${id}`}
          className="tab"
          aria-selected={id === chosen}
          aria-controls={panelId}
          tabIndex={id === chosen ? 0 : -1}
          data-tone={count !== undefined && count > 0 ? tone : undefined}
          onClick={() => onChoose(id)}
        >
          {title}
          {count !== undefined && <span className="tab-count">{count.toLocaleString("en")}</span>}
        </button>
      ))}
    </div>
  )
}
