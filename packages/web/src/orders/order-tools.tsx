// What a person looks for among the orders: words, symbol, strategy, side. The choices are read from the orders when a list is opened, not with every change.

import { type ReactNode, type Ref, useState } from "react"
import type { OrderEntry } from "../live/order-entry.ts"
import { Button } from "../ui/button.tsx"
import { choicesOf, isFiltering, NO_FILTER, type OrderFilter } from "./order-search.ts"

export interface OrderToolsProps {
  readonly filter: OrderFilter
  readonly onLook: (change: Partial<OrderFilter>) => void
  /** Those of the tab, before they are filtered. */
  readonly entries: readonly OrderEntry[]
  readonly searchRef: Ref<HTMLInputElement>
  /** The search is left by Escape or Enter: the rows are next. */
  readonly onLeave: () => void
  readonly isPhone: boolean
  /** What else can be done with all of them. */
  readonly children?: ReactNode
}

export function OrderTools({ filter, onLook, entries, searchRef, onLeave, isPhone, children }: OrderToolsProps) {
  const [choices, setChoices] = useState(() => choicesOf([]))
  const [isOpen, setOpen] = useState(false)
  const read = (): void => setChoices(choicesOf(entries))
  const isActive = isFiltering(filter)
  return (
    <div className="order-tools" role="search" data-open={isOpen || undefined}>
      <input
        ref={searchRef}
        type="search"
        className="input order-search"
        aria-label="Search orders"
        aria-keyshortcuts="/"
        placeholder={isPhone ? "Search" : "Search: symbol, id, strategy, state"}
        autoComplete="off"
        spellCheck={false}
        value={filter.search}
        onChange={(event) => onLook({ search: event.target.value })}
        onKeyDown={(event) => {
          if (event.key !== "Escape" && event.key !== "Enter") return
          event.preventDefault()
          if (event.key === "Escape") onLook({ search: "" })
          onLeave()
        }}
      />
      <Button
        className="order-tools-more"
        aria-expanded={isOpen}
        aria-controls="order-filters"
        onClick={() => {
          read()
          setOpen(!isOpen)
        }}
      >
        Filters
      </Button>
      <div id="order-filters" className="order-filters">
        <FilterSelect
          label="Symbol"
          chosen={filter.symbol}
          choices={choices.symbols}
          onOpen={read}
          onChoose={(symbol) => onLook({ symbol })}
        />
        <FilterSelect
          label="Strategy"
          chosen={filter.strategy}
          choices={choices.strategies}
          onOpen={read}
          onChoose={(strategy) => onLook({ strategy })}
        />
        <FilterSelect
          label="Side"
          chosen={filter.side}
          choices={["buy", "sell"]}
          onOpen={() => undefined}
          onChoose={(side) => onLook({ side: side === "buy" || side === "sell" ? side : undefined })}
        />
        {isActive && (
          <Button look="quiet" onClick={() => onLook(NO_FILTER)}>
            Clear
          </Button>
        )}
        {children}
      </div>
    </div>
  )
}

interface FilterSelectProps {
  readonly label: string
  readonly chosen: string | undefined
  readonly choices: readonly string[]
  readonly onOpen: () => void
  readonly onChoose: (choice: string | undefined) => void
}

function FilterSelect({ label, chosen, choices, onOpen, onChoose }: FilterSelectProps) {
  const offered = chosen === undefined || choices.includes(chosen) ? choices : [chosen, ...choices]
  return (
    <select
      className="select order-filter"
      aria-label={label}
      value={chosen ?? ""}
      data-chosen={chosen !== undefined || undefined}
      onFocus={onOpen}
      onPointerDown={onOpen}
      onChange={(event) => onChoose(event.target.value === "" ? undefined : event.target.value)}
    >
      <option value="">{label}: any</option>
      {offered.map((choice) => (
        <option key={choice} value={choice}>
          {choice}
        </option>
      ))}
    </select>
  )
}
