// The blotter in a real browser in front of a real server: orders come, change and go as they do at the exchange, and what a person asks for is shown as asked for
// until it is confirmed. The exchange's market stands still; slowness and refusals are its faults.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import type { Browser, Locator, Page } from "playwright-core"
import { signIn, startBrowser } from "../testing/browser.ts"
import { partlyFill, priceText, rests, touch } from "../testing/orders-scene.ts"
import { PageWorld } from "../testing/page-world.ts"

let world: PageWorld
let browser: Browser
let bid = 0

before(async () => {
  world = await PageWorld.start()
  browser = await startBrowser()
  bid = (await touch(world)).bid
})
after(async () => {
  await browser?.close()
  await world?.[Symbol.asyncDispose]()
})

test("an order placed elsewhere, so it appears; filled in part and then whole, so the row follows and moves to Filled", async () => {
  await using visit = await signIn(browser, world)
  const { page } = visit
  const orderId = await place({ quantity: "0.04", price: priceText(bid * 0.9999) })
  const row = rowOf(page, orderId)
  await row.getByText("working", { exact: true }).waitFor()
  assert.equal(await textOf(row, "price"), commas(priceText(bid * 0.9999)))
  assert.equal(await textOf(row, "quantity"), "0.0400BTC")
  assert.equal(await textOf(row, "notional"), commas((Number(priceText(bid * 0.9999)) * 0.04).toFixed(2)))
  await partlyFill(world, orderId, "0.015")
  await row.getByText("part filled").waitFor()
  assert.equal(await textOf(row, "filled"), "0.0150")
  await world.control("trade", { symbol: "BTC-USDT", side: "sell", price: priceText(bid * 0.9999), size: "0.025" })
  await row.waitFor({ state: "detached" })
  await page.getByRole("tab", { name: /^Filled/ }).click()
  await row.getByText("filled", { exact: true }).waitFor()
  assert.match((await page.getByRole("tab", { name: /^Filled/ }).textContent()) ?? "", /Filled\s*1/)
  assert.deepEqual(visit.faults, [])
})

test("a change, so its row lights up for less than a second; never for who asked for less motion", async () => {
  for (const reducedMotion of [false, true]) {
    await using visit = await signIn(browser, world, { reducedMotion })
    const { page } = visit
    await page.evaluate(() => {
      const seen: number[] = []
      Object.assign(window, { flashes: seen })
      const animate = Element.prototype.animate
      Element.prototype.animate = function (frames, options) {
        seen.push(typeof options === "object" ? Number(options.duration) : Number(options))
        return animate.call(this, frames, options)
      }
    })
    const orderId = await place({ quantity: "0.01" })
    const row = rowOf(page, orderId)
    await row.getByText("working", { exact: true }).waitFor()
    await world.client.amendOrder(orderId, { quantity: "0.02" })
    await row.getByText("0.0200").waitFor()
    const flashes = await page.evaluate("window.flashes")
    assert.ok(Array.isArray(flashes))
    assert.equal(flashes.length > 0, !reducedMotion)
    assert.ok(flashes.every((duration) => duration <= 1_000))
    await end(orderId)
  }
})

test("E, so price and quantity are changed in the row by ticks, checked, and requested until OKX confirms it", async () => {
  await using visit = await signIn(browser, world)
  const { page } = visit
  const price = bid * 0.97
  const orderId = await place({ quantity: "0.03", price: priceText(price) })
  const row = rowOf(page, orderId)
  await row.getByText("working", { exact: true }).waitFor()
  await row.focus()
  await page.keyboard.press("e")
  const field = row.getByRole("textbox", { name: "New price" })
  await field.press("Shift+ArrowUp")
  assert.equal(await field.inputValue(), (Number(priceText(price)) + 1).toFixed(1))
  await field.press("ArrowDown")
  assert.equal(await field.inputValue(), (Number(priceText(price)) + 0.9).toFixed(1))
  await field.fill("88000.05")
  const bar = page.getByRole("region", { name: "Amendment" })
  await bar.getByText("multiple of the tick, 0.1").waitFor()
  assert.equal(await bar.getByRole("button", { name: /Send amendment/ }).isDisabled(), true)
  await field.press("Escape")
  await field.waitFor({ state: "detached" })
  assert.equal(await page.evaluate("document.activeElement.dataset.row"), `paper/${orderId}`)

  await world.control("faults", { fault: "slow-amend", delayMs: 4_000, times: 1 })
  await page.keyboard.press("e")
  await field.fill("88,000")
  await row.getByRole("textbox", { name: "New quantity" }).fill("0.05")
  await bar.getByText("quantity 0.03 → 0.05 BTC").waitFor()
  await field.press("Enter")
  await row.getByText(/amend (?:requested )?to 88,000\.0, 0\.05 BTC/).waitFor()
  assert.equal(await textOf(row, "price"), commas(priceText(price)))
  await row.locator('[data-column="price"]', { hasText: "88,000.0" }).waitFor()
  assert.equal(await textOf(row, "quantity"), "0.0500BTC")
  assert.deepEqual(visit.faults, [])
  await end(orderId)
})

test("an amendment that is refused, so its words stand at the row and in a notice, and what was typed stays", async () => {
  await using visit = await signIn(browser, world)
  const { page } = visit
  const orderId = await place({ quantity: "0.01" })
  const row = rowOf(page, orderId)
  await row.getByText("working", { exact: true }).waitFor()
  await row.focus()
  await page.keyboard.press("e")
  const field = row.getByRole("textbox", { name: "New price" })
  await field.fill(priceText(bid * 1.5))
  await field.press("Enter")
  await row.getByText(/amend refused/).waitFor()
  await page
    .getByRole("log", { name: "Notices" })
    .getByText(/Amendment of buy 0\.01 BTC-USDT/)
    .waitFor()
  assert.equal(await field.inputValue(), priceText(bid * 1.5))
  await field.press("Escape")

  // OKX's own word after the request was taken.
  await world.control("faults", { fault: "amend-fails-later", delayMs: 50, times: 1 })
  await page.keyboard.press("e")
  await field.fill(priceText(bid * 0.95))
  await field.press("Enter")
  await row.waitFor()
  await world.until("decided", async () => (await world.client.getOrder(orderId)).pending.amend === null)
  await row.or(page.getByText("No order is working")).first().waitFor()
  await world.control("faults", { clear: true })
  await end(orderId)
})

test("X on a row, so that order is cancelled: requested first, gone when OKX says so; the button does the same", async () => {
  await using visit = await signIn(browser, world)
  const { page } = visit
  const [first, second] = [await place({ quantity: "0.01" }), await place({ quantity: "0.02" })]
  await rowOf(page, first).getByText("working", { exact: true }).waitFor()
  // Taken, and done only after the test has looked.
  await world.control("faults", { fault: "slow-cancel", delayMs: 5_000, times: 1 })
  await rowOf(page, first).focus()
  await page.keyboard.press("x")
  await rowOf(page, first)
    .getByText(/cancel (?:requested|taken)/)
    .waitFor()
  assert.equal((await world.client.getOrder(first)).state, "Acknowledged")
  await rowOf(page, first).waitFor({ state: "detached" })
  await rowOf(page, second).getByRole("button", { name: "Cancel" }).click()
  // Under the pointer the row keeps its place; what it says is true all the same.
  await rowOf(page, second).getByText("cancelled", { exact: true }).waitFor()
  await page.mouse.move(400, 5)
  await rowOf(page, second).waitFor({ state: "detached" })
  assert.deepEqual(visit.faults, [])
})

test("the pointer over the rows, so they stand still and say how many wait; away from them the new one is on top", async () => {
  await using visit = await signIn(browser, world)
  const { page } = visit
  const first = await place({ quantity: "0.01" })
  await rowOf(page, first).getByText("working", { exact: true }).waitFor()
  await rowOf(page, first).hover()
  const second = await place({ quantity: "0.02" })
  await page.locator(".grid-foot", { hasText: "1 new" }).waitFor()
  assert.equal(await rowOf(page, second).count(), 0)
  await page.mouse.move(400, 5)
  await rowOf(page, second).waitFor()
  assert.equal(await rowOf(page, second).getAttribute("aria-rowindex"), "2")
  await end(first)
  await end(second)
})

interface Wish {
  readonly quantity: string
  readonly price?: string
  readonly clientOrderId?: string
  readonly strategy?: string
}

/** A limit buy that rests. */
async function place({ price = priceText(bid * 0.96), ...wish }: Wish): Promise<string> {
  const { orderId } = await world.client.placeOrder({ symbol: "BTC-USDT", side: "buy", type: "limit", price, ...wish })
  await rests(world, orderId)
  return orderId
}

async function end(orderId: string): Promise<void> {
  await world.client.cancelOrder(orderId).catch(() => undefined)
  await world.until("over", async () => (await world.client.getOrder(orderId)).completedAt !== null)
}

function rowOf(page: Page, orderId: string): Locator {
  return page.locator(`[data-row$="${orderId}"]`)
}

async function textOf(row: Locator, column: string): Promise<string> {
  return ((await row.locator(`[data-column="${column}"]`).textContent()) ?? "").trim()
}

function commas(text: string): string {
  return text.replace(/\B(?=(?:\d{3})+(?!\d))(?<!\.\d*)/g, ",")
}
