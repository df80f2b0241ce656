// One row of a grid: drawn anew when its item, its place or its marks change, and never for another row's sake.

import { type MouseEvent, memo, type ReactNode, useLayoutEffect, useRef } from "react"
import { useFlash } from "../use-flash.ts"
import type { GridColumn } from "./grid-column.ts"

export interface GridRowProps<Item> {
  readonly id: string
  readonly item: Item
  /** From 0. */
  readonly index: number
  /** Pixels from the top of the rows. */
  readonly top: number
  readonly shown: readonly GridColumn<Item>[]
  readonly version: number | string | undefined
  readonly tone: string | undefined
  /** Reached by Tab. */
  readonly isCurrent: boolean
  /** To be given the focus now. */
  readonly takesFocus: boolean
  /** undefined: rows cannot be selected. */
  readonly isSelected: boolean | undefined
  readonly onPointer: (event: MouseEvent, index: number) => void
  readonly onMenu: (event: MouseEvent, index: number) => void
  readonly onToggle: (index: number) => void
}

function PlainGridRow<Item>(props: GridRowProps<Item>) {
  const { item, index, top, shown, version, tone, isCurrent, takesFocus, isSelected } = props
  const element = useRef<HTMLDivElement>(null)
  useFlash(element, version)
  useLayoutEffect(() => {
    if (takesFocus) element.current?.focus({ preventScroll: true })
  }, [takesFocus])
  return (
    <div
      ref={element}
      role="row"
      className="grid-row"
      data-row={props.id}
      data-tone={tone}
      data-odd={index % 2 === 1 || undefined}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      tabIndex={isCurrent ? 0 : -1}
      style={{ top }}
      onClick={(event) => props.onPointer(event, index)}
      onContextMenu={(event) => props.onMenu(event, index)}
    >
      {isSelected !== undefined && (
        <div role="gridcell" className="grid-cell grid-check">
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label="Select"
            checked={isSelected}
            onChange={() => props.onToggle(index)}
          />
        </div>
      )}
      <GridCells item={item} shown={shown} />
    </div>
  )
}

type CellsProps<Item> = Pick<GridRowProps<Item>, "item" | "shown">

function PlainGridCells<Item>({ item, shown }: CellsProps<Item>): ReactNode {
  return shown.map(({ id, align, fits, cell }) => {
    const content = cell(item)
    return (
      <div key={id} role="gridcell" className="grid-cell" data-align={align} data-column={id} data-fits={fits}>
        {typeof content === "string" ? <span>{content}</span> : content}
      </div>
    )
  })
}

/** Apart from their row: a new order at the top gives every row another place, and no row other cells. */
const GridCells = memo(PlainGridCells) as typeof PlainGridCells

export const GridRow = memo(PlainGridRow) as typeof PlainGridRow
