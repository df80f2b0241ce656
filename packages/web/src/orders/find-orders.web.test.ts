// Finding one's way among many orders in a real browser: tabs, search, filters, columns; on a phone in two lines. Axe finds nothing in either theme.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import type { Browser } from "playwright-core"
import { assertAccessible, PHONE, signIn, startBrowser } from "../testing/browser.ts"
import { makeOrders, priceText, type Scene } from "../testing/orders-scene.ts"
import { PageWorld } from "../testing/page-world.ts"
import { refuseOlderPages } from "../testing/refused-pages.ts"

const SMALL_PHONE = { width: 360, height: 740 } as const

let world: PageWorld
let browser: Browser
let scene: Scene

before(async () => {
  world = await PageWorld.start()
  browser = await startBrowser()
  scene = await makeOrders(world, { count: 4 })
})
after(async () => {
  await browser?.close()
  await world?.[Symbol.asyncDispose]()
})

for (const theme of ["light", "dark"] as const) {
  test(`every tab, a selection, an amendment and the questions, ${theme}, so axe finds nothing`, async () => {
    await using visit = await signIn(browser, world, { theme })
    const { page } = visit
    await page.locator("[data-row]").nth(3).waitFor()
    await page.locator("[data-row]").nth(1).getByRole("checkbox").check()
    await page.locator(`[data-row$="${scene.partlyFilled}"]`).focus()
    await page.keyboard.press("e")
    await page.getByRole("region", { name: "Amendment" }).waitFor()
    await assertAccessible(page, `working, ${theme}`)
    await page.keyboard.press("Escape")
    await page.getByRole("button", { name: "Cancel 1 order" }).click()
    await page.getByRole("dialog", { name: "Cancel 1 order?" }).waitFor()
    await assertAccessible(page, `question, ${theme}`)
    await page.getByRole("button", { name: "Leave it" }).click()
    for (const tab of ["Rejected", "All", "In doubt"]) {
      await page.getByRole("tab", { name: new RegExp(`^${tab}`) }).click()
      await page.locator("[data-row], .place").first().waitFor()
      await assertAccessible(page, `${tab}, ${theme}`)
    }
    assert.deepEqual(visit.faults, [])
  })
}

test("/, so the search has the keyboard: words, filters, an id, and Escape back to all rows", async () => {
  await using visit = await signIn(browser, world)
  const { page } = visit
  const rows = page.locator("[data-row]")
  await rows.nth(8).waitFor()
  await page.keyboard.press("/")
  await page.keyboard.type("swing-entry part")
  await page.locator(".grid-foot", { hasText: /^1 row/ }).waitFor()
  await page.locator(`[data-row$="${scene.partlyFilled}"]`).waitFor()
  await page.keyboard.press("Enter")
  assert.equal(await page.evaluate("document.activeElement.getAttribute('role')"), "row")
  await page.keyboard.press("/")
  await page.keyboard.press("Escape")
  await rows.nth(8).waitFor()
  // Its choices are read when it is opened.
  await page.getByLabel("Symbol", { exact: true }).focus()
  await page.getByLabel("Symbol", { exact: true }).selectOption("BTC-USDT-SWAP")
  await page.locator(".grid-foot", { hasText: /^1 row/ }).waitFor()
  await rows.getByText("reduce").waitFor()
  // The address carries it: loaded anew it is the same.
  await page.reload()
  await page.locator(".grid-foot", { hasText: /^1 row/ }).waitFor()
  await page.getByRole("button", { name: "Clear" }).click()
  // A cancelled order is not under Working, but its whole id finds it.
  const { orders } = await world.client.getOrders({ state: "Cancelled", limit: 1 })
  await page.getByRole("searchbox", { name: "Search orders" }).fill(orders[0]?.orderId ?? "")
  await rows.getByText("cancelled", { exact: true }).waitFor()
  await page.getByRole("searchbox", { name: "Search orders" }).fill("no such thing")
  await page.getByText("No order fits").waitFor()
  assert.deepEqual(visit.faults, [])
})

test("an older page of the past that cannot be read, so the foot says so and it is not asked for without end; tried again, it is there", async () => {
  await using visit = await signIn(browser, world)
  const { page } = visit
  const older = await refuseOlderPages(page, /\/v1\/orders\?.*state=all/)
  await page.getByRole("tab", { name: /^All/ }).click()
  const foot = page.locator(".grid-foot")
  await foot.getByText("older ones could not be read").waitFor()
  await page.waitForTimeout(1_500)
  assert.equal(older.refused, 1)
  older.isRefusing = false
  await foot.getByRole("button", { name: "Try again" }).click()
  await foot.getByText("older ones could not be read").waitFor({ state: "detached" })
})

test("columns and sorting, so what a person chose is there again after loading anew", async () => {
  await using visit = await signIn(browser, world)
  const { page } = visit
  await page.locator("[data-row]").nth(3).waitFor()
  await page.getByRole("button", { name: "Columns" }).click()
  await page.getByRole("dialog", { name: "Columns" }).getByLabel("Remaining").check()
  await page.keyboard.press("Escape")
  await page.getByRole("button", { name: "Price", exact: true }).click()
  await page.reload()
  await page.getByRole("columnheader", { name: "Remaining" }).waitFor()
  assert.equal(await page.getByRole("columnheader", { name: /^Price/ }).getAttribute("aria-sort"), "descending")
  const prices = await page.locator('[data-row] [data-column="price"]').allTextContents()
  const numbers = prices.map((text) => Number(text.replaceAll(",", "")))
  assert.deepEqual(
    numbers,
    [...numbers].sort((a, b) => b - a),
  )
})

test("a phone, so orders stand in two lines of a grid, nothing is wider than the screen, and one is amended there", async () => {
  for (const size of [PHONE, SMALL_PHONE]) {
    await using visit = await signIn(browser, world, { size, theme: size === PHONE ? "light" : "dark" })
    const { page } = visit
    const row = page.locator(`[data-row$="${scene.amended}"]`)
    await row.waitFor()
    assert.equal(await page.evaluate("document.documentElement.scrollWidth"), size.width)
    const box = await row.boundingBox()
    assert.ok(box !== null && box.width <= size.width && box.height > 50)
    assert.deepEqual(await row.getByRole("gridcell").count(), 6)
    await assertAccessible(page, `phone ${size.width}`)
    await row.click()
    await page.getByRole("dialog").getByRole("button", { name: "Amend…" }).click()
    const bar = page.getByRole("region", { name: "Amendment" })
    await bar.getByRole("textbox", { name: "New price" }).fill(priceText(scene.bid * (size === PHONE ? 0.955 : 0.95)))
    await bar.getByRole("button", { name: "Send amendment" }).click()
    await bar.waitFor({ state: "detached" })
    await assertAccessible(page, `phone ${size.width} afterwards`)
    assert.deepEqual(visit.faults, [])
    const wanted = priceText(scene.bid * (size === PHONE ? 0.955 : 0.95))
    await world.until(
      "amended",
      async () => Number((await world.client.getOrder(scene.amended)).price) === Number(wanted),
    )
  }
})

test("between a phone and a desk, so price, quantity and Cancel of an order are in sight at once; beside the ticket too", async () => {
  for (const [width, isDocked] of [
    [768, false],
    [961, false],
    [1261, true],
    [1120, true],
  ] as const) {
    await using visit = await signIn(browser, world, { size: { width, height: 900 } })
    const { page } = visit
    const row = page.locator("[data-row]").first()
    await row.waitFor()
    if (isDocked) {
      await page.keyboard.press("b")
      await page.locator(".ticket-dock").waitFor()
    }
    const edge = (await row.locator('[data-column="cancel"]').boundingBox())?.x ?? 0
    const terms = width === 768 || width === 1120 ? ["terms"] : ["price", "quantity"]
    for (const column of terms) {
      const box = await row.locator(`[data-column="${column}"]`).boundingBox()
      assert.ok(box !== null && box.x + box.width <= edge + 1, `${column} at ${width}: ${box?.x} ${box?.width} ${edge}`)
    }
    assert.deepEqual(visit.faults, [])
  }
})

test("a key that goes by rows while nothing has the focus, so the first row takes it and the next key goes on", async () => {
  await using visit = await signIn(browser, world)
  const { page } = visit
  await page.locator("[data-row]").nth(2).waitFor()
  const focused = () => page.evaluate("document.activeElement.getAttribute('aria-rowindex')")
  assert.equal(await focused(), null)
  await page.keyboard.press("j")
  assert.equal(await focused(), "2")
  await page.keyboard.press("ArrowDown")
  assert.equal(await focused(), "3")
  assert.deepEqual(visit.faults, [])
})
