// The page without a browser: what its words say of an order, that it finds its elements, and that it asks for nothing from outside.

import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { type OrderRow, orderRow } from "@okx-oms/api"
import { parseOrderId } from "@okx-oms/core"
import { ORDER, openDoor } from "./testing/open-door.ts"

interface View {
  ageText(since: string, now: number): string
  statusOf(order: OrderRow, now: number): { word: string; tone: string; detail: string }
  filledShare(order: OrderRow): number
  shortDecimal(text: string): string
}

const FOLDER = join(import.meta.dirname, "page")
const view: View = await import(join(FOLDER, "page-view.js"))
const read = (file: string) => readFileSync(join(FOLDER, file), "utf8")

async function rowAfter(change: (door: ReturnType<typeof openDoor>, id: ReturnType<typeof parseOrderId>) => unknown) {
  const door = openDoor()
  const { body } = await door.ask("POST", "/v1/orders", { body: ORDER })
  const orderId = parseOrderId(body.orderId)
  await change(door, orderId)
  const order = await door.oms.getOrder({ orderId })
  assert.ok(order !== undefined)
  return orderRow(order)
}

test("an order in doubt, so it says so in its own tone with what comes next and when", async () => {
  const row = await rowAfter((door, id) => door.oms.doubt(id))
  const status = view.statusOf(row, Date.parse(row.doubt?.nextAt ?? "") - 1_500)
  assert.deepEqual([status.word, status.tone], ["in doubt", "doubt"])
  assert.match(status.detail, /nothing within 2.5 s. Next: ask for the order, in 2 s/)
})

test("a cancel without its end, so it is called requested and the order still working", async () => {
  const row = await rowAfter(async (door, orderId) => {
    door.oms.acknowledge(orderId)
    await door.oms.cancelOrder({ orderId })
  })
  const { word, detail } = view.statusOf(row, 0)
  assert.equal(word, "working")
  assert.match(detail, /^cancel requested/)
})

test("a filled order, so its bar is full", async () => {
  const row = await rowAfter((door, orderId) => {
    door.oms.acknowledge(orderId)
    door.oms.fillAll(orderId)
  })
  assert.equal(view.filledShare(row), 1)
  assert.deepEqual([view.statusOf(row, 0).word, view.statusOf(row, 0).tone], ["filled", "good"])
})

test("ages and long decimals, so they stay short", () => {
  const at = "2026-01-31T09:30:00.000Z"
  const after = (seconds: number) => view.ageText(at, Date.parse(at) + seconds * 1000)
  assert.deepEqual(
    [after(-1), after(59), after(60), after(3_600), after(200_000)],
    ["0 s", "59 s", "1 min", "1 h", "2 d"],
  )
  assert.deepEqual([view.shortDecimal("30000.5"), view.shortDecimal("1.123456789")], ["30000.5", "1.12345678…"])
})

test("every element that the script asks for, so the page has it", () => {
  const ids = new Set([...read("index.html").matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))
  const asked = [...read("page.js").matchAll(/(?:\bat|setCell)\("([^"]+)"/g)].map(([, id]) => id)
  assert.ok(asked.length > 10)
  assert.deepEqual(
    asked.filter((id) => !ids.has(id)),
    [],
  )
})

test("the page's files, so there is no inline script, no inline style and nothing from another host", () => {
  for (const file of ["index.html", "sign-in.html"]) {
    assert.doesNotMatch(read(file), /<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=|https?:/)
  }
  for (const file of ["page.js", "page-data.js", "page-view.js"]) {
    assert.doesNotMatch(read(file), /innerHTML|outerHTML|insertAdjacentHTML|eval\(|https?:/)
  }
})
