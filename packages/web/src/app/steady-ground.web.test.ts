// What the page pushes down by itself, in a real browser: a click that was meant for one order never meets another one that slid under the pointer.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import type { Browser, Page } from "playwright-core"
import { DESKTOP, PHONE, seen, signIn, startBrowser } from "../testing/browser.ts"
import { priceText, rests, touch } from "../testing/orders-scene.ts"
import { PageWorld } from "../testing/page-world.ts"

let world: PageWorld
let browser: Browser
const orders: string[] = []

before(async () => {
  world = await PageWorld.start()
  browser = await startBrowser()
  const { bid } = await touch(world)
  for (let step = 1; step <= 12; step++) {
    const price = priceText(bid * (1 - step / 100))
    const order = { symbol: "BTC-USDT", side: "buy", type: "limit", quantity: "0.01", price } as const
    const { orderId } = await world.client.placeOrder(order)
    await rests(world, orderId)
    orders.push(orderId)
  }
})
after(async () => {
  await browser?.close()
  await world?.[Symbol.asyncDispose]()
})

test("a halt pushes the rows under a mouse at rest, so its click cancels nobody's order and says so; the next one counts", async () => {
  await using visit = await signIn(browser, world, { size: DESKTOP })
  const { page } = visit
  const [x, y] = await restOn(page, orders[6] ?? "")
  assert.equal(await orderUnder(page, x, y), orders[6])
  await halt(page)
  const other = await orderUnder(page, x, y)
  assert.ok(other !== undefined && other !== orders[6], `another order is under the pointer: ${other}`)
  // However long ago: the mouse has not moved since.
  await seen(page)
  await press(page)
  await page.getByText("that click did nothing").waitFor()
  assert.equal(await cancels(), 0)
  await press(page)
  await world.until("cancelled", async () => (await world.client.getOrder(other)).state === "Cancelled")
  await resume(page)
})

test("a resumption pulls the rows up, so a click within the moment counts for nothing even after the mouse trembled", async () => {
  await using visit = await signIn(browser, world, { size: DESKTOP })
  const { page } = visit
  await halt(page)
  const [x, y] = await restOn(page, orders[4] ?? "")
  await seen(page)
  const before = await cancels()
  await page.evaluate(`(() => {
    const main = document.querySelector(".shell-main")
    const top = main.getBoundingClientRect().top
    window.pulledUp = new Promise((told) => new ResizeObserver(() => {
      if (main.getBoundingClientRect().top < top) told(true)
    }).observe(main))
  })()`)
  await world.client.setTrading("resume")
  await page.evaluate("window.pulledUp")
  await page.mouse.move(x + 1, y)
  await press(page)
  await page.getByText("that click did nothing").waitFor()
  assert.equal(await cancels(), before)
  // Keys meet the row that has the focus, wherever it stands.
  await page.locator(`[data-row$="${orders[4]}"]`).focus()
  await page.keyboard.press("x")
  await world.until("cancelled", async () => (await world.client.getOrder(orders[4] ?? "")).state === "Cancelled")
})

test("a finger on rows that were pushed a moment ago, so nothing is cancelled; when they have stood, it is", async () => {
  await using visit = await signIn(browser, world, { size: PHONE })
  const { page } = visit
  const [x, y] = await middleOf(page, orders[9] ?? "")
  const before = await cancels()
  await halt(page)
  await page.touchscreen.tap(x, y)
  await page.getByText("that click did nothing").waitFor()
  assert.equal(await cancels(), before)
  await seen(page)
  const [newX, newY] = await middleOf(page, orders[9] ?? "")
  await page.touchscreen.tap(newX, newY)
  await world.until("cancelled", async () => (await world.client.getOrder(orders[9] ?? "")).state === "Cancelled")
  await resume(page)
})

async function halt(page: Page): Promise<void> {
  await world.client.setTrading("halt", "news at two")
  await page.locator(".trading-banner").waitFor()
}

async function resume(page: Page): Promise<void> {
  await world.client.setTrading("resume")
  await page.locator(".trading-banner").waitFor({ state: "detached" })
}

async function middleOf(page: Page, orderId: string): Promise<readonly [number, number]> {
  const box = await page.locator(`[data-row$="${orderId}"]`).getByRole("button", { name: "Cancel" }).boundingBox()
  assert.ok(box !== null)
  return [box.x + box.width / 2, box.y + box.height / 2]
}

async function restOn(page: Page, orderId: string): Promise<readonly [number, number]> {
  const [x, y] = await middleOf(page, orderId)
  await page.mouse.move(x, y)
  return [x, y]
}

async function orderUnder(page: Page, x: number, y: number): Promise<string | undefined> {
  const key = await page.evaluate(`document.elementFromPoint(${x}, ${y})?.closest("[data-row]")?.dataset.row`)
  return typeof key === "string" ? key.split("/").at(-1) : undefined
}

async function press(page: Page): Promise<void> {
  await page.mouse.down()
  await page.mouse.up()
}

/** Orders of which a cancel was asked for. */
async function cancels(): Promise<number> {
  const rows = await Promise.all(orders.map((orderId) => world.client.getOrder(orderId)))
  return rows.filter(({ state, pending }) => state !== "Acknowledged" || pending.cancel !== null).length
}
