// The ticket in a real browser in front of a real server: an order is previewed, placed, works and fills when the market moves; a refusal stands at its field; an
// outcome that nobody knows is called so and sent again under the same name.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import type { Browser, Page } from "playwright-core"
import { assertAccessible, PHONE, screenshot, signIn, startBrowser } from "../testing/browser.ts"
import { PageWorld } from "../testing/page-world.ts"

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

const AT_ORDERS = { at: "#/orders" } as const

async function fill(page: Page, { price, quantity }: { price?: string; quantity: string }): Promise<void> {
  if (price !== undefined) await page.getByLabel("Price", { exact: true }).fill(price)
  await page.locator('[data-ticket-field="quantity"]').fill(quantity)
}

async function send(page: Page): Promise<void> {
  await page.locator(".ticket-send").click()
}

async function price(to: string): Promise<void> {
  await world.movePrice("BTC-USDT", to)
}

async function openOrders(): Promise<number> {
  return (await world.client.getOrders({ state: "open" })).orders.length
}

test("B, an order and the button, so it works in the ticket and in the table, and fills when the market comes", async () => {
  await using visit = await signIn(browser, world, AT_ORDERS)
  const { page } = visit
  await price("91500")
  await page.keyboard.press("b")
  await page.locator(".ticket-dock").waitFor()
  // The first empty field has the focus: what is typed now is the price.
  await page.keyboard.type("91400")
  await fill(page, { quantity: "0.01" })
  const button = page.locator(".ticket-send")
  assert.equal(await button.textContent(), "Buy 0.01 BTC on paper (PAPER)")
  await page.locator(".ticket-verdict", { hasText: "Would be taken now" }).waitFor()
  // Pressed twice in a row it is one order.
  await button.dblclick()
  const notice = page.locator(".placement")
  await notice.locator('[data-state="Acknowledged"]', { hasText: "working" }).waitFor()
  await page.locator("[data-row]", { hasText: "91,400.0" }).waitFor()
  assert.equal(await openOrders(), 1)
  await screenshot(page, "ticket-working-light-1440")
  await world.control("trade", { symbol: "BTC-USDT", side: "sell", size: "0.05", price: "91400" })
  await notice.locator('[data-state="Filled"]', { hasText: "filled 0.01 at 91400" }).waitFor()
  await page.getByRole("tab", { name: /^Filled/ }).click()
  await page.locator("[data-row]", { hasText: "91,400.0" }).waitFor()
  assert.deepEqual(visit.faults, [])
})

test("an order in sight, so its value, fee, distance and every check stand there with numbers and words", async () => {
  await using visit = await signIn(browser, world, AT_ORDERS)
  const { page } = visit
  await price("91500")
  const before = await openOrders()
  await page.keyboard.press("b")
  await fill(page, { price: "91450", quantity: "0.02" })
  await page.locator('.ticket-facts [data-fact="notional"]', { hasText: "1,829 USDT" }).waitFor()
  await page.locator('[data-fact="fee"]', { hasText: "0.00002 BTC" }).waitFor()
  await page.locator('[data-fact="distance"]', { hasText: "% better" }).waitFor()
  const value = page.locator('[data-check="notional-above-limit"]')
  assert.match((await value.textContent()) ?? "", /^Order value1,829 of 10,000passed$/)
  assert.ok((await page.locator("[data-check]").count()) >= 7)
  await fill(page, { quantity: "1" })
  await page.locator('[data-check="notional-above-limit"]', { hasText: "denied" }).waitFor()
  await page.locator(".ticket-verdict", { hasText: "Would be refused now" }).waitFor()
  await page.locator(".field-told", { hasText: "the limit is 10000 USDT" }).waitFor()
  assert.equal(await page.locator('[data-ticket-field="quantity"]').getAttribute("aria-invalid"), "true")
  // Until the next answer is there, what stands there is marked as that of another order, and no verdict is told.
  await page.route(/\/v1\/orders\/preview/, () => undefined)
  await fill(page, { quantity: "0.01" })
  await page.locator(".ticket-preview[data-old] .ticket-verdict", { hasText: "Being checked" }).waitFor()
  assert.equal(await page.getByText("Would be refused now").count(), 0)
  assert.equal(await page.evaluate("getComputedStyle(document.querySelector('.ticket-facts')).filter"), "grayscale(1)")
  await page.unrouteAll({ behavior: "ignoreErrors" })
  // Nothing of all this was an order.
  assert.equal(await openOrders(), before)
  assert.deepEqual(visit.faults, [])
})

test("a refused order, so its words stand at the field and in the notice, and go when the field changes", async () => {
  await using visit = await signIn(browser, world, AT_ORDERS)
  const { page } = visit
  await price("91500")
  const before = await openOrders()
  await page.keyboard.press("s")
  await fill(page, { price: "91600.0", quantity: "1" })
  await send(page)
  await page.locator('.placement[data-fate="refused"]', { hasText: "the limit is 10000 USDT" }).waitFor()
  await page.locator(".field-told", { hasText: "The order is worth" }).waitFor()
  await assertAccessible(page, "a refused order")
  await fill(page, { quantity: "0.01" })
  await page.locator(".field-told", { hasText: "The order is worth" }).waitFor({ state: "detached" })
  await fill(page, { price: "91600.05", quantity: "0.01" })
  await page.locator(".field-told", { hasText: "91600 or 91600.1 would be" }).waitFor()
  assert.equal(await openOrders(), before)
  // The browser tells each refusal on its console; nothing else was told.
  assert.deepEqual(
    visit.faults.filter((fault) => !fault.includes("status of 422")),
    [],
  )
})

test("steps and shortcuts of the fields, so arrows go by ticks, the wheel only where the focus is, and shares by lots", async () => {
  await using visit = await signIn(browser, world, AT_ORDERS)
  const { page } = visit
  await price("91500")
  await page.keyboard.press("s")
  const field = page.getByLabel("Price", { exact: true })
  await field.fill("91500")
  await field.press("ArrowUp")
  await field.press("Shift+ArrowUp")
  assert.equal(await field.inputValue(), "91501.1")
  await field.hover()
  await page.mouse.wheel(0, 120)
  await world.until("the wheel goes down a tick", async () => (await field.inputValue()) === "91501.0")
  await page.locator('[data-ticket-field="quantity"]').focus()
  await field.hover()
  await page.mouse.wheel(0, 120)
  await page.getByRole("button", { name: "Ask", exact: true }).click()
  const ask = await page.locator(".ticket-touch .figure").nth(1).textContent()
  assert.equal(await field.inputValue(), ask?.replace(",", ""))
  await page.getByRole("button", { name: "25 %" }).click()
  const { balances } = await world.client.getBalances()
  const available = Number(balances.find(({ currency }) => currency === "BTC")?.available)
  assert.equal(
    Number(await page.locator('[data-ticket-field="quantity"]').inputValue()).toFixed(6),
    (available / 4).toFixed(6),
  )
  // A field hears its own letters: B here is no order.
  await page.locator(".ticket-more summary").click()
  await page.locator(".ticket").getByLabel("Strategy").fill("")
  await page.locator(".ticket").getByLabel("Strategy").pressSequentially("sb")
  assert.equal(await page.locator(".ticket").getByLabel("Strategy").inputValue(), "sb")
  assert.ok(await page.getByRole("radio", { name: "Sell" }).isChecked())
  assert.deepEqual(visit.faults, [])
})

test("another symbol from the list, so contracts have their unit, margin and reduce-only, and market orders no price", async () => {
  await using visit = await signIn(browser, world, { ...AT_ORDERS, theme: "dark" })
  const { page } = visit
  await page.keyboard.press("b")
  await page.locator(".ticket").getByRole("combobox").click()
  await page.keyboard.type("btc swap")
  await page.keyboard.press("Enter")
  await page.getByLabel("Reduce-only").waitFor()
  await page.getByRole("radio", { name: "Market" }).check()
  assert.equal(await page.getByLabel("Price", { exact: true }).count(), 0)
  await fill(page, { quantity: "1" })
  assert.equal(await page.locator(".ticket-send").textContent(), "Buy 1 ct of BTC on paper (PAPER)")
  await page.locator(".ticket-verdict", { hasText: "Would be taken now" }).waitFor()
  assert.equal(await page.locator(".ticket").getByRole("combobox").first().inputValue(), "BTC-USDT-SWAP")
  await assertAccessible(page, "the ticket for contracts, dark")
  await screenshot(page, "ticket-swap-dark-1440")
  assert.deepEqual(visit.faults, [])
})

test("no answer at all, so the outcome is called unknown, and sent again it goes under the same name and is placed once", async () => {
  await using visit = await signIn(browser, world, AT_ORDERS)
  const { page } = visit
  await price("91500")
  const before = await openOrders()
  const names: unknown[] = []
  await page.route(/\/v1\/orders(?:\?|$)/, async (route) => {
    if (route.request().method() !== "POST") return await route.continue()
    names.push(route.request().postDataJSON().clientOrderId)
    await route.abort()
  })
  await page.keyboard.press("b")
  await fill(page, { price: "90000", quantity: "0.01" })
  await send(page)
  const notice = page.locator('.placement[data-fate="unknown"]')
  await notice.getByText("Not known whether it was placed").waitFor()
  assert.equal(await notice.locator(".placement-name").textContent(), names[0])
  await assertAccessible(page, "an unknown outcome")
  await screenshot(page, "ticket-unknown-light-1440")
  assert.equal(await openOrders(), before)
  await page.unroute(/\/v1\/orders(?:\?|$)/)
  await notice.getByRole("button", { name: "Send again" }).click()
  await page.locator('.placement [data-state="Acknowledged"]').waitFor()
  const { orders } = await world.client.getOrders({ state: "open" })
  assert.equal(orders.length, before + 1)
  assert.equal(orders[0]?.clientOrderId, names[0])
  assert.equal(new Set(names).size, 1)
})

test("an answer that is lost on its way back, so the stream finds the order by its name and nobody sends it twice", async () => {
  await using visit = await signIn(browser, world, AT_ORDERS)
  const { page } = visit
  const before = await openOrders()
  await page.route(/\/v1\/orders(?:\?|$)/, async (route) => {
    if (route.request().method() !== "POST") return await route.continue()
    await route.fetch()
    await route.abort()
  })
  await page.keyboard.press("b")
  await fill(page, { price: "90100", quantity: "0.01" })
  await send(page)
  await page.locator('.placement [data-state="Acknowledged"]').waitFor()
  assert.equal(await page.locator('.placement[data-fate="unknown"]').count(), 0)
  assert.equal(await openOrders(), before + 1)
})

test("an account of real money, so the button says LIVE and nothing is sent before it was asked about", async () => {
  await using visit = await signIn(browser, world, AT_ORDERS)
  const { page } = visit
  const before = await openOrders()
  // The same server, as if it traded with real money: the page knows by the stream's word alone.
  await page.routeWebSocket(/\/v1\/stream/, (socket) => {
    const server = socket.connectToServer()
    server.onMessage((message) => socket.send(String(message).replaceAll('"mode":"paper"', '"mode":"live"')))
  })
  await page.reload()
  await page.locator(".mode-badge", { hasText: "LIVE" }).waitFor()
  await page.keyboard.press("b")
  await fill(page, { price: "90200", quantity: "0.01" })
  assert.equal(await page.locator(".ticket-send").textContent(), "Buy 0.01 BTC on paper (LIVE)")
  await send(page)
  const dialog = page.getByRole("dialog", { name: "Order with real money?" })
  await dialog.getByText("Buy 0.01 BTC-USDT at 90200, limit, on paper.").waitFor()
  await assertAccessible(page, "the question before real money")
  await screenshot(page, "ticket-live-light-1440")
  await dialog.getByRole("button", { name: "Leave it" }).click()
  assert.equal(await openOrders(), before)
  await send(page)
  await dialog.getByRole("button", { name: "Buy 0.01 BTC LIVE" }).click()
  await page.locator('.placement [data-state="Acknowledged"]').waitFor()
  assert.equal(await openOrders(), before + 1)
  assert.deepEqual(visit.faults, [])
})

test("another screen and back, so the ticket leaves the keys to the page and Enter is no order; asked for there, it has the focus", async () => {
  await using visit = await signIn(browser, world, AT_ORDERS)
  const { page } = visit
  const before = await openOrders()
  const quantity = page.locator('[data-ticket-field="quantity"]')
  await page.keyboard.press("b")
  await fill(page, { price: "90300", quantity: "0.01" })
  await page.keyboard.press("Escape")
  await page.keyboard.press("3")
  await page.locator(".ticket-dock").waitFor({ state: "detached" })
  await page.keyboard.press("1")
  await page.locator(".ticket-dock").waitFor()
  await page.keyboard.press("ArrowDown")
  await page.keyboard.press("Enter")
  assert.equal(await page.evaluate("document.activeElement.closest('.ticket') === null"), true)
  assert.equal(await quantity.inputValue(), "0.01")
  assert.equal(await page.locator(".placement").count(), 0)
  assert.equal(await openOrders(), before)
  await page.goto(`${world.url}/#/positions`)
  await page.locator(".ticket-dock").waitFor({ state: "detached" })
  await page.keyboard.press("b")
  await page.getByRole("dialog", { name: "New order" }).waitFor()
  await page.locator('[data-ticket-field="quantity"]:focus').waitFor()
  assert.deepEqual(visit.faults, [])
})

test("a phone, so the ticket is a sheet over the screen that a button opens, closes by Escape, and axe finds nothing", async () => {
  await using visit = await signIn(browser, world, { ...AT_ORDERS, size: PHONE, theme: "dark" })
  const { page } = visit
  await page.getByRole("button", { name: "Buy", exact: true }).click()
  const sheet = page.getByRole("dialog", { name: "New order" })
  await sheet.waitFor()
  await fill(page, { price: "91450", quantity: "0.01" })
  await sheet.locator(".ticket-checks").waitFor()
  await assertAccessible(page, "the sheet")
  await screenshot(page, "ticket-dark-390")
  assert.equal(await page.evaluate("document.documentElement.scrollWidth"), PHONE.width)
  await page.keyboard.press("Escape")
  await sheet.waitFor({ state: "detached" })
  assert.deepEqual(visit.faults, [])
})
