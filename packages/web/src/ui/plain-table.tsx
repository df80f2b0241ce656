// A table for lists that are short: no virtual rows, the whole is there. Long ones are a DataGrid.

import type { ReactNode } from "react"
import "./plain-table.css"

export interface PlainColumn<Item> {
  readonly id: string
  readonly title: string
  readonly isNumber?: boolean
  readonly cell: (item: Item) => ReactNode
}

export function PlainTable<Item>({
  label,
  columns,
  items,
  idOf,
}: {
  readonly label: string
  readonly columns: readonly PlainColumn<Item>[]
  readonly items: readonly Item[]
  readonly idOf: (item: Item) => string
}) {
  return (
    <div className="plain-scroll" role="region" aria-label={`${label}, table`} tabIndex={0}>
      <table className="plain">
        <thead>
          <tr>
            {columns.map(({ id, title, isNumber }) => (
              <th key={id} scope="col" className={isNumber ? "number" : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={idOf(item)}>
              {columns.map(({ id, cell, isNumber }) => (
                <td key={id} className={isNumber ? "number" : undefined}>
                  {cell(item)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
