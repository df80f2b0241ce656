// A grid in a real browser on the paper exchange: planned and started from the page, its levels at work, a profit when the market moves through one, paused,
// started again, stopped. The market moves only when the test moves it.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import type { Browser, Page } from "playwright-core"
import { assertAccessible, PHONE, screenshot, signIn, startBrowser } from "../testing/browser.ts"
import { PageWorld } from "../testing/page-world.ts"

const SYMBOL = "BTC-USDT"

let world: PageWorld
let browser: Browser

before(async () => {
  world = await PageWorld.start()
  browser = await startBrowser()
})
after(async () => {
  await browser?.close()
  await world?.[Symbol.asyncDispose]()
})

/** Somebody trades through everything up to that price. */
async function tradeTo(side: "buy" | "sell", price: string): Promise<void> {
  await world.control("trade", { symbol: SYMBOL, side, price, size: "5" })
}

function workingLevels(page: Page) {
  return page.locator('[data-level][data-state="working"]')
}

test("nothing is at work, so the screen says what a grid is; fields that are wrong say so, and no plan is claimed", async () => {
  await using visit = await signIn(browser, world, { at: "#/grids" })
  const { page } = visit
  await page.getByText("The server runs no grid").waitFor()
  await page.keyboard.press("n")
  const drawer = page.getByRole("dialog", { name: "Start a grid" })
  await drawer.getByLabel("Levels", { exact: true }).fill("0")
  await drawer.getByText("A whole number, 1 to 199.").waitFor()
  await drawer.getByText("It is made as soon as every field is right.").waitFor()
  assert.equal(await drawer.getByRole("button", { name: "Start the grid" }).isDisabled(), true)
  await drawer.getByLabel("Levels", { exact: true }).fill("4")
  await drawer.getByLabel("Value of one order, USDT").fill("0.01")
  await drawer.getByText("per level is too little").waitFor()
  await assertAccessible(page, "the form")
  assert.deepEqual(
    visit.faults.filter((fault) => !fault.includes("422")),
    [],
  )
})

test("planned and started from the page, so its levels work; the market falls and rises through one, so a profit stands there", async () => {
  await using visit = await signIn(browser, world, { at: "#/grids" })
  const { page } = visit
  await page.getByRole("button", { name: "Start a grid…" }).click()
  const drawer = page.getByRole("dialog", { name: "Start a grid" })
  await drawer.getByLabel("Name").fill("alpha")
  await drawer.getByLabel("Range, % to each side").fill("0.4")
  await drawer.getByLabel("Levels", { exact: true }).fill("4")
  await drawer.getByLabel("Value of one order, USDT").fill("1000")
  const start = drawer.getByRole("button", { name: "Start with 4 orders" })
  await start.waitFor()
  await drawer.getByText("2 buys, 2 sells of").waitFor()
  await drawer.getByText(/after fees/).waitFor()
  await screenshot(page, "grids-plan-light-1440")
  assert.equal((await world.client.getGrids()).grids.length, 0)
  await start.click()
  const grid = page.locator('[data-grid="alpha"]')
  await grid.waitFor()
  await workingLevels(page).nth(3).waitFor()
  await grid.getByText("4 of 4").waitFor()
  await grid.locator(".ladder-price").waitFor()

  const before = (await world.client.getGrid("alpha")).levels[1]
  assert.ok(before !== undefined)
  await tradeTo("sell", before.price)
  const level = page.locator('[data-level="2"]')
  await level.getByRole("link", { name: "sell working" }).waitFor()
  const { price } = await world.until("the level sells", async () => {
    const now = (await world.client.getGrid("alpha")).levels[1]
    return now?.side === "sell" && now.state === "working" && now
  })
  await tradeTo("buy", price)
  const profit = level.locator('.figure[data-tone="good"]')
  await profit.filter({ hasText: /^\+\d/ }).waitFor()
  const told = (await world.client.getGrid("alpha")).levels[1]?.profit
  assert.equal(await profit.getAttribute("title"), told)
  await page.getByRole("list", { name: "Executions" }).getByText("level 2").nth(1).waitFor()
  await screenshot(page, "grids-light-1440")
  await assertAccessible(page, "a grid")
  assert.deepEqual(visit.faults, [])
})

test("paused with its orders cancelled, so none is left; gone on with by the terms it had, so all are back; stopped, so it is over", async () => {
  await using visit = await signIn(browser, world, { at: "#/grids", theme: "dark" })
  const { page } = visit
  const grid = page.locator('[data-grid="alpha"]')
  await workingLevels(page).nth(3).waitFor()
  await assertAccessible(page, "a grid, dark")
  await grid.getByRole("button", { name: "Pause" }).click()
  const pause = page.getByRole("dialog", { name: "Pause grid alpha" })
  await pause.getByText("Cancel 4 orders too").click()
  await pause.getByRole("button", { name: "Pause and cancel 4 orders" }).click()
  await grid.getByText("paused", { exact: true }).waitFor()
  await world.until("no order is left", async () => (await world.client.getGrid("alpha")).openOrders === 0)
  await grid.getByText("0 of 4").waitFor()
  await grid.getByRole("button", { name: "Go on" }).click()
  const goOn = page.getByRole("dialog", { name: "Go on with grid alpha" })
  await goOn.getByText("4 levels, arithmetic · ±0.4 % · 1000 USDT each · stays where it is").waitFor()
  await goOn.getByRole("button", { name: "Go on" }).click()
  await workingLevels(page).nth(3).waitFor()
  await grid.getByRole("button", { name: "Stop" }).click()
  const stop = page.getByRole("dialog", { name: "Stop grid alpha" })
  await assertAccessible(page, "the question before a stop, dark")
  await stop.getByRole("button", { name: "Stop and cancel 4 orders" }).click()
  await grid.getByText("stopped", { exact: true }).waitFor()
  const { orders } = await world.client.getOrders({ state: "open", strategy: "alpha" })
  assert.equal(orders.length, 0)
  assert.deepEqual(visit.faults, [])
})

test("a grid that runs elsewhere, so its orders are told by words and nothing else is claimed; a phone holds it all", async () => {
  const { levels = [] } = await world.client.getGrid("alpha")
  const [lowest] = levels
  assert.ok(lowest !== undefined)
  await world.client.placeOrder({
    symbol: SYMBOL,
    side: "buy",
    type: "post_only",
    quantity: "0.01",
    price: lowest.buyPrice,
    strategy: "elsewhere",
    clientOrderId: "elsewhere-3.915003.1f0c99ab-L01-B-000001",
  })
  await using visit = await signIn(browser, world, { at: "#/grids", size: PHONE, theme: "dark" })
  const { page } = visit
  const outside = page.locator('[data-outside="elsewhere"]')
  await outside.getByText("1 buy", { exact: true }).waitFor()
  await outside.getByText("run 3 by its orders' names").waitFor()
  assert.equal(await page.evaluate("document.documentElement.scrollWidth"), PHONE.width)
  await assertAccessible(page, "grids on a phone, dark")
  await outside.getByRole("link").click()
  await page.getByRole("heading", { level: 1, name: "Orders" }).waitFor()
  assert.deepEqual(visit.faults, [])
})
