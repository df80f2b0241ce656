// The page without a browser: what its words say of an order, that it finds its elements, and that it asks for nothing from outside.

import assert from "node:assert/strict"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { type OrderRow, orderRow } from "@okx-oms/api"
import { parseOrderId } from "@okx-oms/core"
import { ORDER, openDoor } from "./testing/open-door.ts"

interface Words {
  ageText(since: string, now: number): string
  statusOf(order: OrderRow, now: number): { word: string; tone: string; detail: string; full: string }
  filledShare(order: OrderRow): number
  shortDecimal(text: string): string
  padded(text: string, scale: number): string
  scalesOf(
    rows: readonly { symbol: string; of: string }[],
    amountsOf: (row: { of: string }) => string[],
  ): Map<string, number>
  unitText(symbol: string, unit: string): string
  eventTitle(type: string): { text: string; tone: string }
  eventFacts(event: object, about?: string): string
  orderLine(order: object): string
}

const FOLDER = join(import.meta.dirname, "page")
const view: Words = await import(join(FOLDER, "page-words.js"))
const SCRIPTS = readdirSync(FOLDER).filter((file) => file.endsWith(".js"))
const read = (file: string) => readFileSync(join(FOLDER, file), "utf8")

async function rowAfter(change: (door: ReturnType<typeof openDoor>, id: ReturnType<typeof parseOrderId>) => unknown) {
  const door = openDoor()
  const { body } = await door.ask("POST", "/v1/orders", { body: ORDER })
  const orderId = parseOrderId(body.orderId)
  await change(door, orderId)
  const order = await door.oms.getOrder({ orderId })
  assert.ok(order !== undefined)
  return orderRow(order, "paper")
}

test("an order in doubt, so it says so in its own tone with what comes next and when", async () => {
  const row = await rowAfter((door, id) => door.oms.doubt(id))
  const status = view.statusOf(row, Date.parse(row.doubt?.nextAt ?? "") - 1_500)
  assert.deepEqual([status.word, status.tone], ["in doubt", "doubt"])
  assert.equal(status.detail, "asking again in 2 s")
  assert.match(status.full, /Answer: nothing within 2.5 s\. Asked about 1 times\. Next: ask for the order\./)
  assert.equal(view.statusOf(row, Date.parse(row.doubt?.nextAt ?? "") + 5_000).detail, "asking again now")
})

test("a cancel without its end, so it is called requested and the order still working", async () => {
  const row = await rowAfter(async (door, orderId) => {
    door.oms.acknowledge(orderId)
    await door.oms.cancelOrder({ orderId })
  })
  const { word, detail } = view.statusOf(row, 0)
  assert.equal(word, "working")
  assert.equal(detail, "cancel requested")
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

test("amounts of a column, so they end in one line and no digit is invented or lost", () => {
  const scales = view.scalesOf(
    [
      { symbol: "BTC-USDT", of: "0.5" },
      { symbol: "BTC-USDT", of: "0.00125" },
      { symbol: "ETH-USDT", of: "3" },
      { symbol: "PEPE-USDT", of: "0.1234567891" },
    ],
    ({ of }) => [of],
  )
  assert.deepEqual([...scales.values()], [5, 0, 8])
  assert.deepEqual([view.padded("0.5", 5), view.padded("3", 2), view.padded("1.25", 1)], ["0.50000", "3.00", "1.25"])
  assert.deepEqual(
    [
      view.unitText("BTC-USDT", "base"),
      view.unitText("BTC-USDT", "quote"),
      view.unitText("BTC-USDT-SWAP", "contracts"),
    ],
    ["BTC", "USDT", "ct"],
  )
})

test("an event, so its kind is words and its facts say which order and why", () => {
  assert.deepEqual(view.eventTitle("OrderInDoubt"), { text: "Order in doubt", tone: "doubt" })
  assert.equal(view.eventTitle("OrderRejected").tone, "bad")
  const about = view.orderLine({ ...ORDER, quantity: "0.5" })
  assert.equal(about, "buy 0.5 BTC-USDT at 29999.9")
  assert.equal(
    view.eventFacts({ type: "OrderRejected", orderId: "o1", code: "51008", reason: "no money" }, about),
    "buy 0.5 BTC-USDT at 29999.9 · 51008 · no money",
  )
  assert.equal(view.eventFacts({ type: "OrderExpired", orderId: "o1" }), "o1")
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
  for (const file of SCRIPTS) {
    assert.doesNotMatch(read(file), /innerHTML|outerHTML|insertAdjacentHTML|eval\(|https?:/)
  }
})

test("every file that the page asks for, so the server has it, with its type and the strict policy", async () => {
  const door = openDoor()
  const linked = [...read("index.html").matchAll(/ (?:href|src)="(\/[^"]+)"/g)].map(([, url]) => url)
  const imported = SCRIPTS.flatMap((file) => [...read(file).matchAll(/ from "\.(\/[^"]+)"/g)].map(([, url]) => url))
  const asked = new Set([...linked, ...imported])
  assert.ok(asked.size >= 8)
  for (const url of asked) {
    assert.ok(url !== undefined)
    const told = await door.ask("GET", url)
    assert.equal(told.status, 200, url)
    assert.match(String(told.headers["content-type"]), /^(text\/(css|javascript); charset=utf-8|image\/svg\+xml)$/, url)
    assert.match(String(told.headers["content-security-policy"]), /default-src 'none'; script-src 'self'/)
  }
})
