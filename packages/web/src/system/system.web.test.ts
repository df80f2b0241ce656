// The system screen in a real browser: its plots are drawn, its figures are the server's, and it asks for nothing while nobody looks.

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
  for (let count = 1; count <= 6; count++) {
    await world.client.placeOrder({
      symbol: "BTC-USDT",
      side: "buy",
      type: "limit",
      quantity: "0.01",
      price: String(90_000 - count),
    })
  }
  await world.until("their acknowledgements", async () => {
    return (await world.client.getStats()).latency.submitToAck.count >= 6
  })
})
after(async () => {
  await browser?.close()
  await world?.[Symbol.asyncDispose]()
})

/** How many of its pixels are drawn in a colour that is no grey: lines and points, not axes. */
async function colouredPixels(page: Page, title: string): Promise<number> {
  return (await page.evaluate(`(() => {
    const canvas = document.querySelector('[data-plot="${title}"] canvas')
    if (canvas === null) return -1
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
    let count = 0
    for (let at = 0; at < data.length; at += 4) {
      const spread = Math.max(data[at], data[at + 1], data[at + 2]) - Math.min(data[at], data[at + 1], data[at + 2])
      if (data[at + 3] > 100 && spread > 90) count++
    }
    return count
  })()`)) as number
}

for (const theme of ["light", "dark"] as const) {
  test(`orders were placed, ${theme}, so every plot has lines and each order its point, and axe finds nothing`, async () => {
    await using visit = await signIn(browser, world, { at: "#/system", theme })
    const { page } = visit
    await page.locator(".plot canvas").nth(3).waitFor()
    for (const title of ["To the acknowledgement", "To the wire", "An append of the journal"]) {
      await world.until(`${title} is drawn`, async () => (await colouredPixels(page, title)) > 60)
    }
    const label = await page.getByRole("img", { name: /^To the acknowledgement/ }).getAttribute("aria-label")
    assert.match(label ?? "", /each order [\d.]+ m?s, p50 [\d.]+ m?s, p99 [\d.]+ m?s/)
    await screenshot(page, `system-${theme}-1440`)
    await assertAccessible(page, `system, ${theme}`)
    assert.deepEqual(visit.faults, [])
  })
}

test("events come, so their rate is drawn; limits and feeds are told in words", async () => {
  await using visit = await signIn(browser, world, { at: "#/system" })
  const { page } = visit
  const rates = page.getByRole("img", { name: /^Events per second/ })
  await world.until("a rate above zero", async () => {
    const { orderId } = await world.client.placeOrder({
      symbol: "BTC-USDT",
      side: "buy",
      type: "limit",
      quantity: "0.01",
      price: "89000",
    })
    await world.client.cancelOrder(orderId)
    return /events (?!0[,.]?0?,)[\d.]+/.test((await rates.getAttribute("aria-label")) ?? "")
  })
  await page.locator('[data-fact-of="Private feed"]', { hasText: "up" }).waitFor()
  await page.locator('[data-fact-of="Event loop late"]').waitFor()
  await page.locator('[data-meters="limits"]', { hasText: /BTC-USDT open orders\s*\d+ of 200/ }).waitFor()
  await page.locator('[data-meters="rate"]', { hasText: "Logins and subscriptions" }).waitFor()
  const version = await page.locator('[data-fact-of="Version"] dd').textContent()
  assert.match(version ?? "", /^\d+\.\d+\.\d+$/)
  assert.deepEqual(visit.faults, [])
})

test("another screen was looked at first, so the plots have what was recorded meanwhile", async () => {
  await using visit = await signIn(browser, world, { at: "#/settings" })
  const { page } = visit
  await page.waitForResponse((response) => response.url().includes("/v1/stats"))
  await page.waitForResponse((response) => response.url().includes("/v1/stats"))
  await page.goto(`${world.url}/#/system`)
  await page.locator(".plot canvas").nth(3).waitFor()
  await world.until("a line at once", async () => (await colouredPixels(page, "To the wire")) > 60)
})

test("a phone, so nothing is wider than the screen and axe finds nothing", async () => {
  await using visit = await signIn(browser, world, { at: "#/system", size: PHONE, theme: "dark" })
  const { page } = visit
  await page.locator(".plot canvas").nth(3).waitFor()
  assert.equal(await page.evaluate("document.documentElement.scrollWidth"), PHONE.width)
  await assertAccessible(page, "system on a phone")
  assert.deepEqual(visit.faults, [])
})
