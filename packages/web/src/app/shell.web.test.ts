// The shell in a real browser in front of a real server: it signs in by the one-time link, says with which money, is live, and nobody is shut out of it.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import type { Browser, Locator } from "playwright-core"
import { assertAccessible, PHONE, screenshot, signIn, startBrowser } from "../testing/browser.ts"
import { PageWorld } from "../testing/page-world.ts"
import { SCREENS } from "./routes.ts"

let world: PageWorld
let browser: Browser

before(async () => {
  world = await PageWorld.start()
  browser = await startBrowser()
  for (const [index, price] of ["40000", "41000.5", "42000"].entries()) {
    const quantity = `0.0${index + 1}`
    await world.client.placeOrder({ symbol: "BTC-USDT", side: "buy", type: "limit", quantity, price, strategy: "test" })
  }
})
after(async () => {
  await browser?.close()
  await world?.[Symbol.asyncDispose]()
})

for (const theme of ["light", "dark"] as const) {
  test(`signed in by a link, ${theme}, so the header says PAPER and live, and axe finds nothing on any screen`, async () => {
    await using visit = await signIn(browser, world, { theme })
    const { page } = visit
    assert.equal(await page.locator(".mode-badge").textContent(), "PAPER")
    await page.locator('[data-fact="feed"]', { hasText: "live" }).waitFor()
    await page.locator('[data-fact="trading"]', { hasText: "trading" }).waitFor()
    assert.equal(await page.locator('[data-fact="line"] dd').textContent(), "live")
    await page.locator("[data-row]").nth(2).waitFor()
    for (const { id, title } of SCREENS) {
      await page.goto(`${world.url}/#/${id}`)
      await page.locator(".screen-body").waitFor()
      await page.waitForLoadState("networkidle").catch(() => undefined)
      await assertAccessible(page, `${title}, ${theme}`)
      await screenshot(page, `${id}-${theme}-1440`)
    }
    assert.deepEqual(visit.faults, [])
  })
}

test("an order that is placed and cancelled elsewhere, so it comes into the table and leaves it by itself", async () => {
  await using visit = await signIn(browser, world)
  const { page } = visit
  const working = page.getByRole("tab", { name: /^Working/ })
  await page.locator("[data-row]").nth(2).waitFor()
  const { orderId } = await world.client.placeOrder({
    symbol: "BTC-USDT",
    side: "buy",
    type: "limit",
    quantity: "0.05",
    price: "39000",
  })
  const row = page.locator(`[data-row$="${orderId}"]`)
  await row.getByText("working").waitFor()
  assert.match((await working.textContent()) ?? "", /Working\s*4/)
  await world.client.cancelOrder(orderId)
  await row.waitFor({ state: "detached" })
  await page.getByRole("tab", { name: /^Cancelled/ }).click()
  await page.locator(`[data-row$="${orderId}"]`).getByText("cancelled", { exact: true }).waitFor()
  assert.deepEqual(visit.faults, [])
})

test("keys, so arrows go through rows, ? tells them all, Ctrl+K finds a screen, and a field hears its own letters", async () => {
  await using visit = await signIn(browser, world)
  const { page } = visit
  await page.locator("[data-row]").nth(2).waitFor()
  await page.locator('[data-row][tabindex="0"]').focus()
  await page.keyboard.press("ArrowDown")
  await page.keyboard.press("j")
  assert.equal(await page.evaluate("document.activeElement.getAttribute('aria-rowindex')"), "4")
  await page.keyboard.press("Space")
  await page.locator(".grid-foot", { hasText: "1 selected" }).waitFor()
  await page.keyboard.press("Shift+ArrowUp")
  await page.locator(".grid-foot", { hasText: "2 selected" }).waitFor()
  await page.keyboard.press("?")
  await page.getByRole("dialog", { name: "Keys" }).waitFor()
  await page.keyboard.press("Escape")
  await page.keyboard.press("Control+k")
  await page.keyboard.type("go pos")
  await page.keyboard.press("Enter")
  await page.getByRole("heading", { level: 1, name: "Positions" }).waitFor()
  assert.deepEqual(visit.faults, [])
})

test("a server that goes away and comes back, so the page says offline, then goes on live", async () => {
  await using visit = await signIn(browser, world)
  const { page } = visit
  await world.stopServer()
  await page.locator('.shell[data-line="offline"]').waitFor()
  await page.locator(".line-banner", { hasText: "What you see is old" }).waitFor()
  await world.startServer()
  await page.locator('.shell[data-line="live"]').waitFor()
  await page.locator("[data-row]").nth(2).waitFor()
})

test("a phone, so the navigation is at the bottom, nothing is wider than the screen, and axe finds nothing", async () => {
  await using visit = await signIn(browser, world, { size: PHONE, theme: "dark" })
  const { page } = visit
  const box = await page.getByRole("navigation", { name: "Screens" }).boundingBox()
  assert.ok(box !== null && box.y > 700)
  assert.equal(await page.evaluate("document.documentElement.scrollWidth"), PHONE.width)
  for (const width of [360, PHONE.width]) {
    await page.setViewportSize({ ...PHONE, width })
    for (const { title } of SCREENS) assert.ok(await isWhole(page.getByRole("link", { name: title }), width), title)
    for (const fact of ["trading", "in-doubt", "breaks"])
      assert.ok(await isWhole(page.locator(`[data-fact="${fact}"]`), width), `${fact} at ${width}`)
  }
  await assertAccessible(page, "phone")
  await screenshot(page, "orders-dark-390")
})

/** Nothing of it is beyond the screen's edge, or cut off inside it. */
async function isWhole(of: Locator, width: number): Promise<boolean> {
  const box = await of.boundingBox()
  const isCut = await of.evaluate((element) => element.scrollWidth > element.clientWidth)
  return box !== null && box.x >= 0 && box.x + box.width <= width && !isCut
}
