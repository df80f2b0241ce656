// A trader's half hour on one page that stays open: orders are placed, filled, amended and cancelled; the exchange falls silent while one is on its way; the server is
// killed and comes back; trading is halted. What the page shows is compared with what the server says, again and again.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import type { Browser, Locator, Page } from "playwright-core"
import { type SignedIn, screenshot, signIn, startBrowser } from "../testing/browser.ts"
import { priceText, rests, touch } from "../testing/orders-scene.ts"
import { PageWorld } from "../testing/page-world.ts"

let world: PageWorld
let browser: Browser
let visit: SignedIn
let page: Page
let bid = 0

before(async () => {
  world = await PageWorld.start()
  browser = await startBrowser()
  bid = (await touch(world)).bid
  visit = await signIn(browser, world, { at: "#/orders" })
  page = visit.page
})
after(async () => {
  await screenshot(page, "half-hour")
  await visit?.[Symbol.asyncDispose]()
  await browser?.close()
  await world?.[Symbol.asyncDispose]()
})

test("an order from the ticket, so it works; filled in part and amended, it goes on; filled whole, it is a fill and a balance", async () => {
  await buy({ price: priceText(bid * 0.998), quantity: "0.04" })
  const row = page.locator("[data-row]").first()
  await row.getByText("working", { exact: true }).waitFor()
  const orderId = await newest()
  await sellInto(orderId, "0.015")
  await row.getByText("part filled").waitFor()
  await row.focus()
  await page.keyboard.press("e")
  await row.getByRole("textbox", { name: "New price" }).fill(priceText(bid * 0.997))
  await page.keyboard.press("Enter")
  await row.locator('[data-column="price"]', { hasText: commas(priceText(bid * 0.997)) }).waitFor()
  await sellInto(orderId, "0.025")
  await row.waitFor({ state: "detached" })
  await page.keyboard.press("4")
  await page.getByRole("heading", { level: 1, name: "Fills" }).waitFor()
  await page.locator("[data-row]").nth(1).waitFor()
  await page.keyboard.press("3")
  await page.getByRole("heading", { level: 1, name: "Positions" }).waitFor()
  await page.getByText("BTC", { exact: true }).first().waitFor()
  await agrees()
})

test("four orders of which one is cancelled by X and two by a selection, so the fourth alone works", async () => {
  await page.keyboard.press("1")
  const ids: string[] = []
  for (const share of [0.97, 0.965, 0.96, 0.955]) ids.push(await rested(share))
  const [one, two, three, four] = ids.map(rowOf)
  if (one === undefined || two === undefined || three === undefined || four === undefined) return
  await one.focus()
  await page.keyboard.press("x")
  await one.waitFor({ state: "detached" })
  for (const row of [two, three]) {
    await row.focus()
    await page.keyboard.press("Space")
  }
  await page.getByRole("button", { name: "Cancel 2 orders" }).click()
  await page.getByRole("dialog").getByRole("button", { name: "Cancel 2 orders" }).click()
  await page.mouse.move(400, 5)
  for (const row of [two, three]) await row.waitFor({ state: "detached" })
  await four.getByText("working", { exact: true }).waitFor()
  await agrees()
})

test("the exchange silent while an order is on its way, so it is in doubt and says what is done about it, until OKX shows it", async () => {
  const price = priceText(bid * 0.95)
  await world.control("faults", { fault: "silence", forMs: 60_000 })
  await buy({ price, quantity: "0.02" })
  await page.locator('[data-fact="in-doubt"]', { hasText: "1" }).waitFor()
  await page.getByRole("tab", { name: /^In doubt/ }).click()
  const row = page.locator("[data-row]", { hasText: commas(price) })
  await row.getByText("in doubt", { exact: true }).waitFor()
  await row.getByText(/asking|ask again|waiting/).waitFor()
  await world.control("faults", { clear: true })
  await row.waitFor({ state: "detached", timeout: 60_000 })
  await page.locator('[data-fact="in-doubt"]', { hasText: "0" }).waitFor()
  // Only when the lines to OKX are up again do orders leave.
  await world.until("ready again", async () => (await world.client.getTrading()).ready)
  await agrees()
})

test("the server killed while orders work and one of them fills, so the page says that it is old, and then has what happened", async () => {
  await page.getByRole("tab", { name: /^Working/ }).click()
  bid = (await touch(world)).bid
  const [filled, stays] = [await rested(0.9985), await rested(0.94)]
  await rowOf(filled).getByText("working", { exact: true }).waitFor()
  await world.stopServer("SIGKILL")
  await page.locator('.shell[data-line="offline"]').waitFor()
  await page.locator(".line-banner", { hasText: "What you see is old" }).waitFor()
  assert.equal(await page.locator('[data-fact="line"] dd').textContent(), "offline")
  // What was known stays in sight.
  await rowOf(filled).waitFor()
  await world.control("trade", { symbol: "BTC-USDT", side: "sell", price: priceText(bid * 0.9985), size: "0.01" })
  await world.startServer()
  await page.locator('.shell[data-line="live"]').waitFor({ timeout: 60_000 })
  await rowOf(filled).waitFor({ state: "detached" })
  await rowOf(stays).getByText("working", { exact: true }).waitFor()
  await page.getByRole("tab", { name: /^Filled/ }).click()
  await rowOf(filled).getByText("filled", { exact: true }).waitFor()
  await agrees()
})

test("trading halted from the keyboard, so the ticket's order is refused in words, cancels still go, and resumed it is taken", async () => {
  await page.getByRole("tab", { name: /^Working/ }).click()
  await turn("Shift+H", "halt")
  await page.locator('[data-fact="trading"]', { hasText: "halted" }).waitFor()
  await page.locator(".trading-banner").waitFor()
  const before = await workingIds()
  await buy({ price: priceText(bid * 0.93), quantity: "0.02" })
  await page.locator('.placement[data-fate="refused"]').first().waitFor()
  assert.deepEqual(await workingIds(), before)
  const [last = ""] = before
  await rowOf(last).focus()
  await page.keyboard.press("x")
  await rowOf(last).waitFor({ state: "detached" })
  await page.locator(".trading-banner").getByRole("button", { name: "Resume…" }).click()
  await turn(undefined, "resume")
  await page.locator(".trading-banner").waitFor({ state: "detached" })
  // All since the refused press took this test less time than the ticket takes two presses for one.
  await page.waitForTimeout(1_000)
  await page.locator(".ticket-send").click()
  await page.locator("[data-row]", { hasText: commas(priceText(bid * 0.93)) }).waitFor()
  await agrees()
  // The browser itself tells of a line that is lost and of requests that were refused.
  assert.deepEqual(
    visit.faults.filter((fault) => !/WebSocket|Failed to load resource|ERR_CONNECTION/.test(fault)),
    [],
  )
})

/** By B and the ticket. */
async function buy({ price, quantity }: { readonly price: string; readonly quantity: string }): Promise<void> {
  await page.locator("[data-row], .grid").first().focus()
  await page.keyboard.press("b")
  await page.getByLabel("Price", { exact: true }).fill(price)
  await page.locator('[data-ticket-field="quantity"]').fill(quantity)
  await page.locator(".ticket-send").click()
  // Notices of it may stand over rows.
  await page.locator(".placement").first().waitFor()
}

async function turn(key: string | undefined, word: string): Promise<void> {
  if (key !== undefined) {
    await page.locator("[data-row]").first().focus()
    await page.keyboard.press(key)
  }
  const dialog = page.getByRole("dialog", { name: "Trading switch" })
  const typed = dialog.getByRole("textbox", { name: `Type “${word}” to go on` })
  await typed.fill(word)
  await typed.press("Enter")
  await dialog.waitFor({ state: "detached" })
}

async function rested(share: number): Promise<string> {
  const order = { symbol: "BTC-USDT", side: "buy", type: "limit", quantity: "0.01" } as const
  const { orderId } = await world.client.placeOrder({ ...order, price: priceText(bid * share) })
  await rests(world, orderId)
  return orderId
}

async function sellInto(orderId: string, size: string): Promise<void> {
  const { price } = await world.client.getOrder(orderId)
  await world.control("trade", { symbol: "BTC-USDT", side: "sell", price, size })
}

async function newest(): Promise<string> {
  const { orders } = await world.client.getOrders({ state: "all", limit: 1 })
  return orders[0]?.orderId ?? ""
}

async function workingIds(): Promise<readonly string[]> {
  return (await world.client.getOrders({ state: "open", limit: 500 })).orders.map(({ orderId }) => orderId)
}

/** The page's rows of working orders are the server's, each with its state, price and fills; and so are the counts of all tabs. */
async function agrees(): Promise<void> {
  await page.goto(`${world.url}/#/orders?tab=working`)
  await page.mouse.move(400, 5)
  await world.until("the page and the server tell the same", async () => {
    const { orders } = await world.client.getOrders({ state: "open", limit: 500 })
    const told = orders.map(({ orderId, price, filledQuantity }) => [
      orderId,
      commas(priceText(Number(price))),
      Number(filledQuantity),
    ])
    const rows = await page.locator("[data-row]").evaluateAll((all) =>
      all.map((row) => {
        const text = (column: string) => row.querySelector(`[data-column="${column}"]`)?.textContent?.trim() ?? ""
        return [row.getAttribute("data-row")?.split("/").at(-1), text("price"), Number(text("filled"))]
      }),
    )
    return JSON.stringify(rows) === JSON.stringify(told)
  })
  const { total, filled, cancelled, expired } = await world.client.getStats()
  for (const [tab, count] of [
    ["Filled", filled],
    ["Cancelled", cancelled + expired],
    ["All", total],
  ] as const)
    await page.getByRole("tab", { name: new RegExp(`^${tab}\\s*${count}$`) }).waitFor()
}

function rowOf(orderId: string): Locator {
  return page.locator(`[data-row$="${orderId}"]`)
}

function commas(text: string): string {
  return text.replace(/\B(?=(?:\d{3})+(?!\d))(?<!\.\d*)/g, ",")
}
