// Cancels of many orders in a real browser: a selection with its count, armed by a first press of the key, whole accounts by a typed word; what was refused is listed
// with its words.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import type { Browser, Page } from "playwright-core"
import { assertAccessible, signIn, startBrowser } from "../testing/browser.ts"
import { makeOrders, priceText, rests, type Scene } from "../testing/orders-scene.ts"
import { PageWorld } from "../testing/page-world.ts"

let world: PageWorld
let browser: Browser
let scene: Scene

before(async () => {
  world = await PageWorld.start()
  browser = await startBrowser()
  scene = await makeOrders(world, { count: 2 })
})
after(async () => {
  await browser?.close()
  await world?.[Symbol.asyncDispose]()
})

test("rows selected by Space and Shift, so the bar says how many, asks with the count, and lists what was refused", async () => {
  await using visit = await signIn(browser, world)
  const { page } = visit
  const ids = await placeThree()
  await select(page, ids)
  const refused = ids[1] ?? ""
  await page.route(`**/v1/orders/${refused}?**`, async (route) => {
    const detail = "The order is Filled."
    const problem = { type: "urn:x", title: "Order closed", status: 409, detail, code: "order-closed" }
    const json = { ...problem, outcome: "refused", retryable: false, errors: [] }
    await route.fulfill({ status: 409, contentType: "application/problem+json", json })
  })
  await page.getByRole("button", { name: "Cancel 3 orders" }).click()
  const dialog = page.getByRole("dialog", { name: "Cancel 3 orders?" })
  await dialog.getByRole("button", { name: "Cancel 3 orders" }).click()
  await away(page)
  const bulk = page.getByRole("region", { name: "Cancel of many" })
  await bulk.getByText("1 refused").waitFor()
  await bulk.getByText("The order is Filled.").waitFor()
  await assertAccessible(page, "refused cancels")
  await page.locator(`[data-row$="${refused}"]`).getByText("cancel refused: The order is Filled.").waitFor()
  await page.locator(`[data-row$="${ids[0]}"]`).waitFor({ state: "detached" })
  await bulk.getByRole("button", { name: "Read" }).click()
  await bulk.waitFor({ state: "detached" })
})

test("X over a selection, so the first press says what the second does; Ctrl+A takes the tab", async () => {
  await using visit = await signIn(browser, world)
  const { page } = visit
  const ids = await placeThree()
  await select(page, ids.slice(0, 2))
  await page.keyboard.press("x")
  await page.getByRole("log", { name: "Notices" }).getByText("Press x again: cancel 2 orders").waitFor()
  assert.equal((await world.client.getOrder(ids[0] ?? "")).pending.cancel, null)
  await page.keyboard.press("x")
  for (const id of ids.slice(0, 2)) await page.locator(`[data-row$="${id}"]`).waitFor({ state: "detached" })
  await page.locator("[data-row]").first().focus()
  await page.keyboard.press("Control+a")
  const { orders } = await world.client.getOrders({ state: "open", limit: 500 })
  await page.getByRole("region", { name: "Selection" }).getByText(`${orders.length} orders`, { exact: true }).waitFor()
  await page.keyboard.press("Escape")
  await page.getByRole("region", { name: "Selection" }).waitFor({ state: "detached" })
  assert.deepEqual(visit.faults, [])
})

test("cancel all working, so nothing happens before the word is typed, and only orders of others stay", async () => {
  await using visit = await signIn(browser, world)
  const { page } = visit
  await page.getByRole("button", { name: "Cancel all working…" }).click()
  const dialog = page.getByRole("dialog", { name: "Cancel all working orders?" })
  const button = dialog.getByRole("button", { name: /^Cancel all \d+ orders$/ })
  assert.equal(await button.isDisabled(), true)
  await assertAccessible(page, "cancel all")
  await page.keyboard.type("cancel all")
  await button.click()
  await away(page)
  await page.locator(".grid-foot", { hasText: /^1 row/ }).waitFor()
  await page.locator("[data-row]").getByText("external").first().waitFor()
  const { orders } = await world.client.getOrders({ state: "open", limit: 100 })
  assert.deepEqual(
    orders.map(({ source }) => source),
    ["exchange"],
  )
  assert.deepEqual(visit.faults, [])
})

/** Rows stand still while the pointer is over them. */
async function away(page: Page): Promise<void> {
  await page.mouse.move(400, 5)
}

async function placeThree(): Promise<readonly string[]> {
  const placed = []
  for (const quantity of ["0.011", "0.012", "0.013"]) {
    const price = priceText(scene.bid * 0.96)
    const { orderId } = await world.client.placeOrder({
      symbol: "BTC-USDT",
      side: "buy",
      type: "limit",
      quantity,
      price,
    })
    placed.push(orderId)
  }
  for (const orderId of placed) await rests(world, orderId)
  return placed
}

/** By the keyboard: Space on the first, then up with Shift. They are the newest, so they stand on top, the last first. */
async function select(page: Page, ids: readonly string[]): Promise<void> {
  const [first] = ids
  await page.locator(`[data-row$="${first}"]`).focus()
  await page.keyboard.press("Space")
  for (const _more of ids.slice(1)) await page.keyboard.press("Shift+ArrowUp")
  await page.getByRole("region", { name: "Selection" }).getByText(`${ids.length} orders`, { exact: true }).waitFor()
}
