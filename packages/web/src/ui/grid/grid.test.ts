// What a grid decides without a page: what keys mean, how rows are sorted, and that they stand still under the pointer.

import assert from "node:assert/strict"
import { test } from "node:test"
import type { GridColumn } from "./grid-column.ts"
import { gridAct } from "./grid-keys.ts"
import { heldOrder, sortedItems } from "./use-row-order.ts"

interface Thing {
  readonly id: string
  readonly size: number | null
}

const PLACE = { index: 5, count: 10, pageRows: 3 }
const press = (key: string, more = {}) =>
  gridAct({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more }, PLACE)
const idOf = ({ id }: Thing): string => id
const COLUMNS: readonly GridColumn<Thing>[] = [
  { id: "size", title: "Size", width: 50, cell: () => null, sortKey: ({ size }) => size },
]

test("keys of places, so they go there and never past an end", () => {
  const to = (key: string) => {
    const act = press(key)
    return act?.act === "go" ? act.to : undefined
  }
  assert.deepEqual(["ArrowDown", "j", "k", "PageDown", "PageUp", "Home", "End"].map(to), [6, 6, 4, 8, 2, 0, 9])
  assert.deepEqual(
    gridAct({ key: "j", shiftKey: true, ctrlKey: false, metaKey: false, altKey: false }, { ...PLACE, index: 9 }),
    {
      act: "go",
      to: 9,
      extend: true,
    },
  )
})

test("keys with control or of commands, so a grid leaves them alone but for selecting all", () => {
  assert.deepEqual(press("a", { ctrlKey: true }), { act: "all" })
  assert.equal(press("k", { ctrlKey: true }), undefined)
  assert.equal(press("x"), undefined)
  assert.equal(
    gridAct({ key: "j", shiftKey: false, ctrlKey: false, metaKey: false, altKey: false }, { ...PLACE, count: 0 }),
    undefined,
  )
})

test("rows by a column, so what has no value comes last either way and equal ones keep their order", () => {
  const things = [
    { id: "a", size: 2 },
    { id: "b", size: null },
    { id: "c", size: 1 },
    { id: "d", size: 2 },
  ]
  const ids = (desc: boolean) =>
    sortedItems(things, COLUMNS, [{ id: "size", desc }])
      .map(idOf)
      .join("")
  assert.deepEqual([ids(false), ids(true)], ["cadb", "adcb"])
  assert.equal(sortedItems(things, COLUMNS, []), things)
})

test("rows under the pointer, so they keep their places with new contents, and new ones wait", () => {
  const before = [
    { id: "a", size: 1 },
    { id: "b", size: 2 },
  ]
  const now = [
    { id: "c", size: 3 },
    { id: "b", size: 9 },
  ]
  const { items, waiting } = heldOrder(before, now, idOf)
  assert.deepEqual(items, [
    { id: "a", size: 1 },
    { id: "b", size: 9 },
  ])
  assert.equal(waiting, 1)
})

test("older rows read while the pointer is over the newer ones, so they follow at once and only those before wait", () => {
  const before = [{ id: "b", size: 2 }]
  const now = [
    { id: "a", size: 1 },
    { id: "b", size: 2 },
    { id: "c", size: 3 },
  ]
  assert.deepEqual(heldOrder(before, now, idOf), { items: now.slice(1), waiting: 1 })
})

test("a row under the pointer whose item left the list, so it stays in its place and shows how the item is now", () => {
  const before = [{ id: "a", size: 1 }]
  const { items, waiting } = heldOrder<Thing>(before, [], idOf, ({ id }) => ({ id, size: 7 }))
  assert.deepEqual([items, waiting], [[{ id: "a", size: 7 }], 0])
})
