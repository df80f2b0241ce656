// Breaks in a real browser: an order that somebody places at the exchange, and pushes that never come, made by the paper exchange's own levers.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import type { Browser } from "playwright-core"
import { assertAccessible, PHONE, screenshot, signIn, startBrowser } from "../testing/browser.ts"
import { PageWorld } from "../testing/page-world.ts"
import { withClocks } from "./break-words.ts"

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

/** As if by hand on OKX's own page. */
async function placeOutside(px: string): Promise<void> {
  const order = { instId: "BTC-USDT", tdMode: "cash", side: "buy", ordType: "limit", px, sz: "0.01" }
  await world.control("orders/external", { order })
}

test("nothing differs, so the screen says when the books were last compared, and compares them when asked", async () => {
  await using visit = await signIn(browser, world, { at: "#/reconciliation" })
  const { page } = visit
  await page.getByText("Nothing differs").waitFor()
  await page
    .getByText(/last compared with OKX \d+ s ago: 0 orders open here, 0 there/)
    .first()
    .waitFor()
  await page.getByRole("button", { name: "Compare now" }).click()
  await page.getByText("paper: the books and OKX agree.").waitFor()
  const runs = page.getByRole("region", { name: "Last comparisons, table" })
  await runs
    .getByRole("row", { name: /asked for .* 0 nothing/ })
    .first()
    .waitFor()
  assert.deepEqual(visit.faults, [])
})

test("an order placed outside, so its break stands there with both sides, its evidence and its order, and one click resolves it", async () => {
  await using visit = await signIn(browser, world, { at: "#/reconciliation" })
  const { page } = visit
  await page.getByText("Nothing differs").waitFor()
  await placeOutside("39000")
  const card = page.getByRole("article", { name: "Order that was not placed here" })
  await card.waitFor()
  await page.locator('[data-fact="breaks"]', { hasText: "1" }).waitFor()
  const text = ((await card.textContent()) ?? "").replaceAll(/\s+/g, " ")
  const [found] = (await world.client.getReconciliation()).breaks
  assert.ok(found !== undefined)
  for (const part of ["external-order", "adopted", "no such order", found.theirs, withClocks(found.evidence)])
    assert.ok(text.includes(part), `${part} in ${text}`)
  assert.deepEqual(await card.locator("mark").allTextContents(), [found.ours, found.theirs])
  await card.getByRole("link", { name: /^order x\d{18}$/ }).click()
  const drawer = page.getByRole("dialog")
  await drawer.getByRole("heading", { name: /^buy 0\.01 BTC-USDT at 39/ }).waitFor()
  await page.keyboard.press("Escape")
  await card.getByRole("button", { name: "Resolve" }).click()
  await card.waitFor({ state: "detached" })
  await page
    .getByRole("region", { name: "Resolved breaks, table" })
    .getByRole("row", { name: /Order that was not placed here .* known: placed outside on purpose/ })
    .waitFor()
  const [resolved] = (await world.client.getReconciliation()).breaks
  assert.equal(resolved?.resolution, "known: placed outside on purpose")
  assert.deepEqual(visit.faults, [])
})

/** Ends an order of ours at the exchange without a word of it, until a comparison has called it a break. */
async function endInSilence(price: string): Promise<string> {
  const shared = { symbol: "BTC-USDT", side: "buy", type: "limit", quantity: "0.02" } as const
  const { orderId } = await world.client.placeOrder({ ...shared, price })
  const order = await world.until("it rests", async () => {
    const one = await world.client.getOrder(orderId)
    return one.state === "Acknowledged" ? one : undefined
  })
  await world.control("faults", { fault: "dropped-pushes", rate: 1, forMs: 60_000 })
  await world.control("orders/cancel", { ordId: order.okxOrderId })
  await world.until("its end is booked", async () => (await world.client.getOrder(orderId)).state === "Cancelled")
  await world.control("faults", { clear: true })
  return orderId
}

test("pushes that never come, so what a comparison found and repaired is told, with the order and what was done", async () => {
  await using visit = await signIn(browser, world, { at: "#/reconciliation" })
  const { page } = visit
  // A read within two seconds of a change is an ordinary race and no break: then once more.
  const repaired = await world.until("a comparison found a break", async () => {
    const orderId = await endInSilence("38000")
    const { breaks } = await world.client.getReconciliation()
    return breaks.some((found) => found.orderId === orderId) ? orderId : undefined
  })
  const resolved = page.getByRole("region", { name: "Resolved breaks, table" })
  await resolved.getByRole("row", { name: new RegExp(`order ${repaired} .*repaired`) }).waitFor()
  await page.getByRole("region", { name: "Last comparisons, table" }).getByText("1 break").first().waitFor()
  assert.deepEqual(visit.faults, [])
})

for (const theme of ["light", "dark"] as const) {
  test(`open and resolved breaks, ${theme}, on a desk and on a phone, so axe finds nothing and nothing is wider than the screen`, async () => {
    await placeOutside(theme === "light" ? "39100" : "39200")
    for (const size of [{ width: 1440, height: 900 }, PHONE]) {
      await using visit = await signIn(browser, world, { theme, size, at: "#/reconciliation" })
      const { page } = visit
      await page.locator("article.break").first().waitFor()
      await page.getByRole("region", { name: "Resolved breaks, table" }).waitFor()
      assert.equal(await page.evaluate("document.documentElement.scrollWidth"), size.width)
      await assertAccessible(page, `breaks, ${theme}, ${size.width}`)
      await screenshot(page, `reconciliation-${theme}-${size.width}`)
      assert.deepEqual(visit.faults, [])
    }
  })
}
