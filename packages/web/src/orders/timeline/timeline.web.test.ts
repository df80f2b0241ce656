// The life of one order in a real browser: in doubt while the exchange is silent, with what was asked and when it is asked again, resolved when it answers; and the
// timeline of an order with its fills, what each event changed, and what went over the wire.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import type { Browser } from "playwright-core"
import { assertAccessible, PHONE, screenshot, signIn, startBrowser } from "../../testing/browser.ts"
import { partlyFill, priceText, rests, touch } from "../../testing/orders-scene.ts"
import { PageWorld } from "../../testing/page-world.ts"

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

test("an exchange that falls silent, so the order is in doubt and asked about again and again; it answers, so the order works", async () => {
  await using visit = await signIn(browser, world, { theme: "dark" })
  const { page } = visit
  // Executed, and every word about it lost.
  await world.control("faults", { fault: "dropped-pushes", forMs: 120_000 })
  await world.control("faults", { fault: "silence", forMs: 120_000 })
  const { orderId } = await world.client.placeOrder({
    symbol: "BTC-USDT",
    side: "buy",
    type: "limit",
    quantity: "0.02",
    price: priceText(bid * 0.98),
  })
  const row = page.locator(`[data-row$="${orderId}"]`)
  await row.getByText("in doubt", { exact: true }).waitFor()
  await row.getByText(/(?:asking|looking) again (?:in \d+ s|now)/).waitFor()
  assert.equal(await row.getAttribute("data-tone"), "doubt")
  await page.getByRole("tab", { name: /^In doubt/ }).click()
  await row.waitFor()
  assert.match((await page.getByRole("tab", { name: /^In doubt/ }).textContent()) ?? "", /In doubt\s*1/)
  await row.click()
  const doubt = page.getByRole("region", { name: "Doubt" })
  await doubt.getByText("It is not known whether OKX has this order").waitFor()
  for (const word of ["Asked", "Answer", "Next", "Since"]) await doubt.getByText(word, { exact: true }).waitFor()
  await page.locator('[data-event="OrderInDoubt"]').first().waitFor()
  await assertAccessible(page, "an order in doubt")
  await screenshot(page, "doubt-dark-1440")
  await world.control("faults", { clear: true })
  await doubt.waitFor({ state: "detached" })
  await page.locator('[data-event="DoubtResolved"]').waitFor()
  await page.keyboard.press("Escape")
  await page.getByText("No order is in doubt").or(row).first().waitFor()
  const { state, doubt: left } = await world.client.getOrder(orderId)
  assert.equal(left, null)
  assert.ok(["Acknowledged", "Failed"].includes(state), state)
})

for (const theme of ["light", "dark"] as const) {
  test(`the timeline of an order, ${theme}, so every event says when, from where and what it changed, and axe finds nothing`, async () => {
    // Trades move the market: just below where it is now.
    const price = priceText((await touch(world)).bid * 0.9999)
    const order = { symbol: "BTC-USDT", side: "buy", type: "limit", quantity: "0.04", price } as const
    const { orderId } = await world.client.placeOrder({ ...order, strategy: "swing" })
    await rests(world, orderId)
    await partlyFill(world, orderId, "0.01")
    await using visit = await signIn(browser, world, { theme, at: `#/orders?order=paper/${orderId}` })
    const { page } = visit
    const drawer = page.getByRole("dialog")
    const event = (type: string) => drawer.locator(`[data-event="${type}"]`)
    await event("OrderPartiallyFilled").getByText("PartiallyFilled").waitFor()
    assert.match((await event("OrderPartiallyFilled").textContent()) ?? "", /state.*Acknowledged.*PartiallyFilled/s)
    assert.match((await event("OrderPartiallyFilled").textContent()) ?? "", /filled.*0\.01/s)
    await event("OrderAcknowledged")
      .getByText(/^\+\d+ ms$|^\+\d+\.\d+ s$/)
      .waitFor()
    await event("OrderSubmitted")
      .getByText(/sent place/)
      .click()
    await event("OrderSubmitted").getByText('"op": "order"').waitFor()
    const fills = drawer.getByRole("region", { name: "Fills", exact: true })
    await fills.getByRole("cell", { name: /^-0\.0+\d+\s*BTC$/ }).waitFor()
    await visit.context.grantPermissions(["clipboard-read", "clipboard-write"])
    await drawer.getByRole("button", { name: "copy Order id" }).click()
    await drawer.getByRole("button", { name: "copied Order id" }).waitFor()
    assert.equal(await page.evaluate("navigator.clipboard.readText()"), orderId)
    await assertAccessible(page, `timeline, ${theme}`)

    // It follows the order while it is open.
    await drawer.getByRole("button", { name: "Cancel this order" }).click()
    await event("CancelRequested").waitFor()
    await event("OrderCancelled").getByText("Cancelled", { exact: true }).last().waitFor()
    assert.equal(await drawer.getByRole("button", { name: "Cancel this order" }).isDisabled(), true)
    await page.goBack()
    await drawer.waitFor({ state: "detached" }).catch(() => undefined)
    assert.deepEqual(visit.faults, [])
  })
}

test("an order that does not exist, so the drawer says so; on a phone the drawer is the screen", async () => {
  await using visit = await signIn(browser, world, { size: PHONE, at: "#/orders?order=paper/o199999999999999999" })
  const { page } = visit
  await page.getByRole("dialog").getByText("The order could not be read").waitFor()
  assert.equal(await page.evaluate("document.documentElement.scrollWidth"), PHONE.width)
  await page.getByRole("button", { name: "Close" }).click()
  await page.getByRole("dialog").waitFor({ state: "detached" })
})
