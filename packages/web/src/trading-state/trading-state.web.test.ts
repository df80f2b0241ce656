// The trading switch in a real browser over two accounts: nothing is turned without its word, what is halted takes nothing, and the page says so everywhere.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { DEFAULT_ACCOUNT } from "@okx-oms/paper-exchange"
import type { Browser, Page } from "playwright-core"
import { assertAccessible, PHONE, screenshot, signIn, startBrowser } from "../testing/browser.ts"
import { PageWorld } from "../testing/page-world.ts"

const SECOND = { apiKey: "second-key", secretKey: "second-secret", passphrase: "second-pass" }
const WISH = { symbol: "BTC-USDT", side: "buy", type: "limit", quantity: "0.01", price: "39000" } as const

let world: PageWorld
let browser: Browser

before(async () => {
  const { secretKey: secret, ...rest } = SECOND
  world = await PageWorld.start({
    paper: { accounts: [DEFAULT_ACCOUNT, { ...DEFAULT_ACCOUNT, ...rest, secret, label: "second" }] },
    config: { accounts: { main: { mode: "paper" }, second: { mode: "paper", paperKeys: SECOND } } },
    account: "main",
  })
  browser = await startBrowser()
})
after(async () => {
  await browser?.close()
  await world?.[Symbol.asyncDispose]()
})

const banner = (page: Page, account: string) => page.locator(`.trading-banner[data-account="${account}"]`)

async function open(page: Page): Promise<void> {
  await page.locator('[data-fact="trading"] button').click()
  await page.getByRole("dialog", { name: "Trading switch" }).waitFor()
}

test("one account halted by its typed word, so its placements are refused, a banner says since when and why; resumed, they are taken", async () => {
  await using visit = await signIn(browser, world)
  const { page } = visit
  await open(page)
  const dialog = page.getByRole("dialog")
  await dialog.getByRole("combobox", { name: "Account" }).selectOption("main")
  const halt = dialog.getByRole("button", { name: "Halt main" })
  assert.ok(await halt.isDisabled())
  await dialog.getByRole("textbox", { name: /^Reason/ }).fill("news at two")
  const word = dialog.getByRole("textbox", { name: "Type “halt” to go on" })
  await word.fill("hal")
  assert.ok(await halt.isDisabled())
  await word.fill("halt")
  await word.press("Enter")
  await dialog.waitFor({ state: "detached" })
  await banner(page, "main")
    .getByText(/main is halted since \d\d:\d\d:\d\d \(\d+ s\): news at two\. /)
    .waitFor()
  assert.equal(await banner(page, "second").count(), 0)
  await page.locator('[data-fact="trading"]', { hasText: "main: halted" }).waitFor()
  await assert.rejects(world.client.placeOrder(WISH), { code: "trading-halted" })
  await banner(page, "main").getByRole("button", { name: "Resume…" }).click()
  await dialog.getByRole("textbox", { name: "Type “resume” to go on" }).fill("resume")
  await dialog.getByRole("button", { name: "Resume main" }).click()
  await banner(page, "main").waitFor({ state: "detached" })
  const { orderId } = await world.client.placeOrder(WISH)
  await world.until("it rests", async () => (await world.client.getOrder(orderId)).state === "Acknowledged")
  assert.deepEqual(visit.faults, [])
})

test("all accounts at once, so the word is longer, both stand side by side, and one of them alone may resume", async () => {
  await using visit = await signIn(browser, world)
  const { page } = visit
  await page.locator("[data-row]").first().waitFor()
  await page.keyboard.press("Shift+H")
  const dialog = page.getByRole("dialog", { name: "Trading switch" })
  for (const account of ["main", "second"])
    await dialog.locator(`[data-account="${account}"]`).getByText("open").waitFor()
  await dialog.locator('[data-account="main"]').getByText("1 working").waitFor()
  await dialog.getByRole("radio", { name: "Reduce only" }).check()
  await dialog.getByRole("textbox", { name: "Type “reduce all” to go on" }).fill("reduce all")
  await dialog.getByRole("button", { name: "Take only what reduces on both accounts" }).click()
  for (const account of ["main", "second"]) await banner(page, account).getByText(`${account} is reduce-only`).waitFor()
  await screenshot(page, "trading-banner-light-1440")
  await page.keyboard.press("Control+k")
  await page.keyboard.type("resume trading")
  await page.keyboard.press("Enter")
  await dialog.getByRole("combobox", { name: "Account" }).selectOption("second")
  await dialog.getByRole("textbox", { name: "Type “resume” to go on" }).fill("resume")
  await page.keyboard.press("Enter")
  await banner(page, "second").waitFor({ state: "detached" })
  assert.equal(await banner(page, "main").count(), 1)
  // What stands so already cannot be asked for.
  await open(page)
  await dialog.getByRole("combobox", { name: "Account" }).selectOption("second")
  await dialog.getByText("second stands so already.").waitFor()
  await dialog.getByRole("button", { name: "Leave it" }).click()
  assert.deepEqual(visit.faults, [])
})

for (const theme of ["light", "dark"] as const) {
  test(`the switch and the banner, ${theme}, on a desk and on a phone, so axe finds nothing and nothing is wider than the screen`, async () => {
    for (const size of [{ width: 1440, height: 900 }, PHONE]) {
      await using visit = await signIn(browser, world, { theme, size })
      const { page } = visit
      await banner(page, "main").waitFor()
      await assertAccessible(page, `banner, ${theme}, ${size.width}`)
      await screenshot(page, `trading-banner-${theme}-${size.width}`)
      await open(page)
      assert.equal(await page.evaluate("document.documentElement.scrollWidth"), size.width)
      await assertAccessible(page, `trading switch, ${theme}, ${size.width}`)
      await screenshot(page, `trading-switch-${theme}-${size.width}`)
      assert.deepEqual(visit.faults, [])
    }
  })
}
