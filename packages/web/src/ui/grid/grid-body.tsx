// The rows of a grid that are in sight, each in its place on a sheet as tall as all of them. While the pointer is over them nothing moves.

import type { DataGridProps, GridColumn } from "./grid-column.ts"
import { GridRow } from "./grid-row.tsx"
import type { GridActs } from "./use-grid-acts.ts"
import type { GridRows } from "./use-grid-rows.ts"
import type { PointerHold } from "./use-pointer-hold.ts"

interface BodyProps<Item> extends Pick<DataGridProps<Item>, "idOf" | "selected" | "versionOf" | "toneOf"> {
  readonly items: readonly Item[]
  readonly rows: GridRows<Item>
  readonly acts: GridActs
  readonly shown: readonly GridColumn<Item>[]
  readonly hold: PointerHold
}

export function GridBody<Item>(props: BodyProps<Item>) {
  const { items, rows, acts, shown, idOf, selected, versionOf, toneOf, hold } = props
  return (
    <div
      role="rowgroup"
      className="grid-rows"
      style={{ height: rows.virtual.getTotalSize() }}
      ref={hold.ref}
      onPointerOver={hold.onPointerOver}
    >
      {rows.virtual.getVirtualItems().map(({ index, start }) => {
        const item = items[index]
        if (item === undefined) return null
        const id = idOf(item)
        const isCurrent = index === rows.currentIndex
        return (
          <GridRow
            key={id}
            id={id}
            item={item}
            index={index}
            top={start}
            shown={shown}
            version={versionOf?.(item)}
            tone={toneOf?.(item)}
            isCurrent={isCurrent}
            takesFocus={isCurrent && rows.hasFocus}
            isSelected={selected?.has(id)}
            onPointer={acts.onPointer}
            onMenu={acts.onMenu}
            onToggle={acts.onToggle}
          />
        )
      })}
    </div>
  )
}
