// What the page pushes down by itself, in a real browser: a click that was meant for one order never meets another one that slid under the pointer, and no other
// click is ever refused.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import type { Browser, Locator, Page } from "playwright-core"
import { DESKTOP, signIn, startBrowser } from "../testing/browser.ts"
import { priceText, rests, touch } from "../testing/orders-scene.ts"
import { PageWorld } from "../testing/page-world.ts"

const REFUSED = "that click did nothing"

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
  const { orderId } = await world.client.placeOrder({
    symbol: "BTC-USDT",
    side: "buy",
    type: "market",
    quantity: "0.01",
  })
  await world.until("there is a fill", async () => (await world.client.getOrder(orderId)).state === "Filled")
})
after(async () => {
  await browser?.close()
  await world?.[Symbol.asyncDispose]()
})

test("a halt pushes the rows under a mouse at rest, so a click within the moment cancels nobody's order and says so; the next one counts", async () => {
  await using visit = await signIn(browser, world, { size: DESKTOP })
  const { page } = visit
  const [x, y] = await restOn(page, orders[6])
  const before = await cancels()
  const clicked = await clickWhenPushed(page, x, y)
  await halt(page)
  const other = await clicked()
  assert.ok(other !== undefined && other !== orders[6], `another order is under the pointer: ${other}`)
  await page.getByText(REFUSED).waitFor()
  assert.equal(await cancels(), before)
  await press(page)
  await isCancelled(other)
  await resume(page)
})

test("the rows have stood for a moment, or the mouse was moved since, so the click counts", async () => {
  await using visit = await signIn(browser, world, { size: DESKTOP })
  const { page } = visit
  const [x, y] = await restOn(page, orders[2])
  await halt(page)
  await page.waitForTimeout(500)
  const stands = await orderUnder(page, x, y)
  await press(page)
  await isCancelled(stands)
  const [newX, newY] = await restOn(page, orders[9])
  await resume(page)
  await page.mouse.move(newX + 1, newY)
  const slid = await orderUnder(page, newX + 1, newY)
  await press(page)
  await isCancelled(slid)
  assert.equal(await page.getByText(REFUSED).count(), 0)
})

test("a key presses Cancel of the order that has the focus just as the rows are pushed, so that order is cancelled", async () => {
  await using visit = await signIn(browser, world, { size: DESKTOP })
  const { page } = visit
  const [x, y] = await restOn(page, orders[4])
  await cancelOf(page, orders[4]).focus()
  const clicked = await clickWhenPushed(page, x, y, { isByKey: true })
  await halt(page)
  assert.equal(await clicked(), orders[4])
  await isCancelled(orders[4])
  assert.equal(await page.getByText(REFUSED).count(), 0)
  await resume(page)
})

test("a person opens what pushes the rows, so their click counts as soon as they are pushed", async () => {
  await using visit = await signIn(browser, world, { at: "#/fills", size: DESKTOP })
  const { page } = visit
  const row = page.locator("[data-row]").first()
  const totals = page.locator(".fills-totals > summary")
  await totals.click()
  const { x, y } = (await row.boundingBox()) ?? assert.fail("there is a fill")
  await totals.click()
  const clicked = await clickWhenPushed(page, x + 4, y + 4)
  await totals.click()
  assert.notEqual(await clicked(), undefined)
  await page.waitForURL(/order=/)
  assert.equal(await page.getByText(REFUSED).count(), 0)
})

/** Clicks there in the very frame in which the rows are pushed, as no hand that is told to can; by key on what has the focus. The row that it met. */
async function clickWhenPushed(page: Page, x: number, y: number, { isByKey = false } = {}) {
  await page.evaluate(`(() => {
    const rows = document.querySelector(".grid")
    const top = rows.getBoundingClientRect().top
    window.clicked = new Promise((told) => new ResizeObserver((_, observer) => {
      if (rows.getBoundingClientRect().top === top) return
      observer.disconnect()
      const met = ${isByKey} ? document.activeElement : document.elementFromPoint(${x}, ${y})
      const how = { bubbles: true, cancelable: true, clientX: ${x}, clientY: ${y}, detail: ${isByKey ? 0 : 1} }
      if (!${isByKey}) met.dispatchEvent(new PointerEvent("pointerdown", how))
      met.dispatchEvent(new MouseEvent("click", how))
      told(met.closest("[data-row]")?.dataset.row)
    }).observe(rows))
  })()`)
  return async () => orderOf(await page.evaluate("window.clicked"))
}

async function halt(page: Page): Promise<void> {
  await world.client.setTrading("halt", "news at two")
  await page.locator(".trading-banner").waitFor()
}

async function resume(page: Page): Promise<void> {
  await world.client.setTrading("resume")
  await page.locator(".trading-banner").waitFor({ state: "detached" })
}

function cancelOf(page: Page, orderId: string | undefined): Locator {
  return page.locator(`[data-row$="${orderId}"]`).getByRole("button", { name: "Cancel" })
}

/** The mouse comes to rest on the order's Cancel. */
async function restOn(page: Page, orderId: string | undefined): Promise<readonly [number, number]> {
  const box = (await cancelOf(page, orderId).boundingBox()) ?? assert.fail("the order is in sight")
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await page.mouse.move(x, y)
  return [x, y]
}

async function orderUnder(page: Page, x: number, y: number): Promise<string | undefined> {
  return orderOf(await page.evaluate(`document.elementFromPoint(${x}, ${y})?.closest("[data-row]")?.dataset.row`))
}

function orderOf(row: unknown): string | undefined {
  return typeof row === "string" ? row.split("/").at(-1) : undefined
}

async function press(page: Page): Promise<void> {
  await page.mouse.down()
  await page.mouse.up()
}

async function isCancelled(orderId = ""): Promise<void> {
  await world.until("cancelled", async () => (await world.client.getOrder(orderId)).state === "Cancelled")
}

/** Orders of which a cancel was asked for. */
async function cancels(): Promise<number> {
  const rows = await Promise.all(orders.map((orderId) => world.client.getOrder(orderId)))
  return rows.filter(({ state, pending }) => state !== "Acknowledged" || pending.cancel !== null).length
}
