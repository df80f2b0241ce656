// The market screen in a real browser: the ladder shows the book and our own orders, a price fills the ticket, the chart draws under the page's content policy,
// and all of it can be used without a mouse and read in both themes.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import type { Browser, Page } from "playwright-core"
import { assertAccessible, PHONE, screenshot, signIn, startBrowser } from "../testing/browser.ts"
import { PageWorld } from "../testing/page-world.ts"

let world: PageWorld
let browser: Browser

const MARKET = { at: "#/market/BTC-USDT" } as const
const BASE = { symbol: "BTC-USDT", type: "limit" } as const

before(async () => {
  world = await PageWorld.start()
  browser = await startBrowser()
  await world.movePrice("BTC-USDT", "91500")
  await world.client.placeOrder({ ...BASE, side: "buy", quantity: "0.02", price: "91490" })
  await world.client.placeOrder({ ...BASE, side: "sell", quantity: "0.03", price: "91520" })
  await world.client.placeOrder({ symbol: "BTC-USDT", type: "market", side: "buy", quantity: "0.04" })
  for (const size of ["0.5", "0.25"])
    await world.control("trade", { symbol: "BTC-USDT", side: "buy", size, price: "91500" })
  await world.control("trade", { symbol: "ETH-USDT", side: "buy", size: "1", price: "3050" })
})
after(async () => {
  await browser?.close()
  await world?.[Symbol.asyncDispose]()
})

function rowAt(page: Page, price: string) {
  return page.locator(`.ladder-row[data-price="${price}"]`)
}

/** How many colours the largest canvas of the chart has. */
const COLOURS = `(() => {
  const canvases = [...document.querySelectorAll(".chart canvas")].sort((a, b) => b.width * b.height - a.width * a.height)
  const [canvas] = canvases
  if (canvas === undefined || canvas.width === 0) return 0
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
  const colours = new Set()
  for (let at = 0; at < data.length; at += 4) colours.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2])
  return colours.size
})()`

async function drawn(page: Page, colours: number): Promise<void> {
  await world.until("the chart draws", async () => Number(await page.evaluate(COLOURS)) > colours)
}

for (const theme of ["light", "dark"] as const) {
  test(`a market, ${theme}, so ladder, trades and chart are drawn, nothing is told on the console and axe finds nothing`, async () => {
    await using visit = await signIn(browser, world, { ...MARKET, theme })
    const { page } = visit
    await rowAt(page, "91490.0").waitFor()
    await page.locator(".trades tbody tr").nth(1).waitFor()
    await page.locator(".own-orders tr[data-order]").nth(1).waitFor()
    await drawn(page, 6)
    const summary = (await page.locator(".chart").getAttribute("aria-label")) ?? ""
    assert.match(summary, /Price chart of BTC-USDT, bars of 1m, .*2 open orders of ours as lines; 1 marks of our fills/)
    await assertAccessible(page, `market, ${theme}`)
    await screenshot(page, `market-${theme}-1440`)
    assert.equal(await page.locator("style").count(), 0, "a style element of its own")
    assert.deepEqual(visit.faults, [])
  })
}

test("own orders, so they stand at their price with their quantity, and a click on the mark cancels them there", async () => {
  await using visit = await signIn(browser, world, MARKET)
  const { page } = visit
  const { orderId } = await world.client.placeOrder({ ...BASE, side: "buy", quantity: "0.05", price: "91480" })
  const chip = rowAt(page, "91480.0").getByRole("button", { name: "Cancel own buy 0.05 at 91480.0" })
  await chip.waitFor()
  assert.match((await chip.textContent()) ?? "", /0\.05/)
  await chip.click()
  await chip.waitFor({ state: "detached" })
  assert.equal((await world.client.getOrder(orderId)).state, "Cancelled")
  // The click meant the order and not the price.
  assert.equal(await page.getByLabel("Price", { exact: true }).inputValue(), "")
  assert.deepEqual(visit.faults, [])
})

test("two own orders at one price, so their mark says so and cancelling asks with the count first", async () => {
  await using visit = await signIn(browser, world, MARKET)
  const { page } = visit
  const order = { ...BASE, side: "buy", price: "91470" } as const
  await world.client.placeOrder({ ...order, quantity: "0.01" })
  await world.client.placeOrder({ ...order, quantity: "0.02" })
  const row = rowAt(page, "91470.0")
  await row.getByText("2× 0.03").click()
  const dialog = page.getByRole("dialog", { name: "Cancel 2 orders?" })
  await assertAccessible(page, "cancelling two")
  await dialog.getByRole("button", { name: "Cancel 2 orders" }).click()
  await row.getByText("2×").waitFor({ state: "detached" })
  assert.deepEqual(visit.faults, [])
})

test("a price in the ladder, so a click fills the ticket, arrows walk over the spread and Enter fills it too", async () => {
  await using visit = await signIn(browser, world, MARKET)
  const { page } = visit
  const field = page.getByLabel("Price", { exact: true })
  await rowAt(page, "91520.0").click()
  assert.equal(await field.inputValue(), "91520.0")
  await page.locator('.ladder-row[data-side="sell"][tabindex="0"]').focus()
  await page.keyboard.press("ArrowDown")
  const best = await page.evaluate("document.activeElement.dataset")
  assert.deepEqual((best as { side: string }).side, "buy")
  await page.keyboard.press("Enter")
  assert.equal(await field.inputValue(), (best as { price: string }).price)
  await page.locator(".ladder-step select").selectOption("10")
  await rowAt(page, "91490").waitFor()
  assert.deepEqual(visit.faults, [])
})

test("an order through the ticket beside the market, so it comes into the ladder and the chart by itself and fills", async () => {
  await using visit = await signIn(browser, world, MARKET)
  const { page } = visit
  await rowAt(page, "91490.0").waitFor()
  await page.keyboard.press("s")
  await page.getByLabel("Price", { exact: true }).fill("91510")
  await page.locator('[data-ticket-field="quantity"]').fill("0.015")
  await page.locator(".ticket-send").click()
  await rowAt(page, "91510.0").getByText("0.015").waitFor()
  await world.control("trade", { symbol: "BTC-USDT", side: "buy", size: "0.02", price: "91510" })
  await page.locator('.placement [data-state="Filled"]').waitFor()
  await rowAt(page, "91510.0").getByText("0.015").waitFor({ state: "detached" })
  await page.locator('.chart[aria-label*="2 marks"]').waitFor()
  await world.movePrice("BTC-USDT", "91500")
  assert.deepEqual(visit.faults, [])
})

test("another symbol and other bars, so address, ticket, ladder and chart go with them", async () => {
  await using visit = await signIn(browser, world, MARKET)
  const { page } = visit
  await page.getByRole("combobox", { name: "Market symbol" }).click()
  await page.keyboard.type("eth-usdt")
  await page.keyboard.press("Enter")
  await page.waitForURL(/#\/market\/ETH-USDT$/)
  await page.getByRole("grid", { name: "Book of ETH-USDT" }).waitFor()
  assert.equal(await page.locator(".ticket").getByRole("combobox").inputValue(), "ETH-USDT")
  await page.getByRole("radio", { name: "1H" }).check()
  await page.locator('.chart[aria-label*="ETH-USDT, bars of 1H"]').waitFor()
  await drawn(page, 3)
  await page.goto(`${world.url}/#/market/NOTHING-USDT`)
  await page.getByText("NOTHING-USDT is not an instrument of this account", { exact: true }).waitFor()
  assert.deepEqual(visit.faults, [])
})

test("a phone, so one part is shown at a time, nothing is wider than the screen, and axe finds nothing", async () => {
  await using visit = await signIn(browser, world, { ...MARKET, size: PHONE, theme: "dark" })
  const { page } = visit
  await rowAt(page, "91490.0").waitFor()
  await assertAccessible(page, "book on a phone")
  await screenshot(page, "market-book-dark-390")
  await page.getByRole("tab", { name: "Chart" }).click()
  await drawn(page, 6)
  assert.equal(await page.locator(".ladder").count(), 0)
  assert.equal(await page.evaluate("document.documentElement.scrollWidth"), PHONE.width)
  await page.getByRole("tab", { name: "Book" }).click()
  await rowAt(page, "91490.0").click()
  const sheet = page.getByRole("dialog", { name: "New order" })
  assert.equal(await sheet.getByLabel("Price", { exact: true }).inputValue(), "91490.0")
  assert.deepEqual(visit.faults, [])
})
