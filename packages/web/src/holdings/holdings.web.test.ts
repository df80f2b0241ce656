// Fills and positions in a real browser over a market that moves only when it is told to: every amount on the page is one that can be reckoned by hand.

import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { after, before, test } from "node:test"
import type { Browser, Page } from "playwright-core"
import { assertAccessible, PHONE, screenshot, signIn, startBrowser } from "../testing/browser.ts"
import { PageWorld } from "../testing/page-world.ts"
import { refuseOlderPages } from "../testing/refused-pages.ts"

const SPOT = "BTC-USDT"
const SWAP = "BTC-USDT-SWAP"
const TAKEN = "5000"

let world: PageWorld
let browser: Browser

before(async () => {
  world = await PageWorld.start()
  browser = await startBrowser()
  for (const [side, quantity, price] of [
    ["buy", "0.02", "40000"],
    ["buy", "0.01", "41000.5"],
    ["sell", "0.014988", "42000"],
  ] as const) {
    await made({ symbol: SPOT, side, quantity, price, strategy: side === "buy" ? "swing" : "exit" })
  }
  await made({ symbol: SWAP, side: "buy", quantity: "3", price: "60000", strategy: "swing" })
  await made({ symbol: SWAP, side: "sell", quantity: "1", price: "60500", strategy: "swing" })
})
after(async () => {
  await browser?.close()
  await world?.[Symbol.asyncDispose]()
})

interface Wish {
  readonly symbol: string
  readonly side: "buy" | "sell"
  readonly quantity: string
  readonly price: string
  readonly strategy: string
}

/** An order that rests at its price, and the trade from outside that fills it there. */
async function made({ symbol, side, quantity, price, strategy }: Wish): Promise<void> {
  // The market stands a little beside it, and the taker is large enough for all that it quotes before.
  const beside = (Number(price) + (side === "buy" ? 5 : -5)).toFixed(1)
  await world.movePrice(symbol, beside)
  const tradeMode = symbol === SWAP ? "isolated" : "cash"
  const wish = { symbol, side, type: "post_only", quantity, price, strategy, tradeMode } as const
  const { orderId } = await world.client.placeOrder(wish)
  await reaches(orderId, "Acknowledged")
  await world.control("trade", { symbol, side: side === "buy" ? "sell" : "buy", price, size: TAKEN })
  await reaches(orderId, "Filled")
}

async function reaches(orderId: string, wanted: string): Promise<void> {
  await world.until(`the order is ${wanted}`, async () => {
    const { state, reason } = await world.client.getOrder(orderId)
    if (state !== wanted && reason !== null) throw new Error(`the order is ${state}: ${reason}`)
    return state === wanted
  })
}

async function totals(page: Page): Promise<string> {
  return ((await page.locator('[data-total="net"]').textContent()) ?? "").replaceAll(/\s+/g, " ").trim()
}

/** What the fills above earned, to the last digit.
 *  Spot. Bought 0.02 at 40000, fee 0.08 % in BTC: holds 0.019984 at 799.36, fee worth 0.64.
 *  Bought 0.01 at 41000.5: holds 0.009992 more at 409.676996, fee worth 0.328004. Together 0.029976 at 1209.036996.
 *  Sold half of it, 0.014988, at 42000: 629.496 less 604.518498 is 24.977502; fee 0.5035968. Net 23.5059012.
 *  Swap, contracts of 0.01 BTC. Bought 3 at 60000, fee 0.02 % of 1800: 0.36. Sold 1 at 60500: 5 earned, fee 0.121. Net 4.519. */
const SPOT_NET = "23.5059012"
const SWAP_NET = "4.519"
const ALL_NET = "28.0249012"

test("fills with a profit, so they add up to what a hand reckons, to the last digit, by symbol and in all", async () => {
  await using visit = await signIn(browser, world, { at: "#/fills" })
  const { page } = visit
  await page.locator("[data-row]").nth(4).waitFor()
  await page.locator('[data-total="net"]', { hasText: ALL_NET }).waitFor()
  assert.equal(await totals(page), `Realised, net +${ALL_NET}USDT`)
  await page.locator(".fills-totals > summary").click()
  const table = page.getByRole("region", { name: "Totals by symbol" })
  await table.getByRole("row", { name: new RegExp(`${SPOT} .*\\+${SPOT_NET}`) }).waitFor()
  await table.getByRole("row", { name: new RegExp(`${SWAP} .*\\+${SWAP_NET}`) }).waitFor()
  // What is left of the spot fills: half of both, at their average.
  await table.getByText("0.014988").last().waitFor()
  await page.getByText(/The first fill of the journal .* is where it counts from/).waitFor()
  await screenshot(page, "fills-totals-light-1440")
  assert.deepEqual(visit.faults, [])
})

test("a side and a strategy chosen, so only those fills stand there and the address says so; a fill that comes joins them", async () => {
  await using visit = await signIn(browser, world, { at: "#/fills" })
  const { page } = visit
  await page.locator("[data-row]").nth(4).waitFor()
  await page.getByRole("combobox", { name: "Strategy" }).selectOption("exit")
  await page.locator(".grid-foot", { hasText: "1 row" }).waitFor()
  assert.match(page.url(), /#\/fills\?strategy=exit$/)
  // Among the fills of the strategy alone there was no purchase: nothing is realised but the fee.
  await page.locator('[data-total="net"]', { hasText: "-0.5035968" }).waitFor()
  await page.getByRole("button", { name: "Show all" }).click()
  await page.getByRole("combobox", { name: "Side" }).selectOption("sell")
  await page.locator(".grid-foot", { hasText: "2 rows" }).waitFor()
  // The sales' own profit: 24.977502 and 5, their fees 0.5035968 and 0.121.
  await page.locator('[data-total="net"]', { hasText: "+29.3529052" }).waitFor()
  await page.getByRole("button", { name: "Today" }).click()
  await page.locator(".grid-foot", { hasText: "2 rows" }).waitFor()
  assert.deepEqual(visit.faults, [])
})

test("saved as CSV, so the file has every fill with exact amounts that sum to the same", async () => {
  await using visit = await signIn(browser, world, { at: "#/fills" })
  const { page } = visit
  await page.locator('[data-total="net"]', { hasText: ALL_NET }).waitFor()
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save as CSV" }).click(),
  ])
  assert.match(download.suggestedFilename(), /^fills-paper-\d{4}-\d\d-\d\d\.csv$/)
  const [head = "", ...lines] = readFileSync(await download.path(), "utf8")
    .trim()
    .split("\r\n")
  const at = head.split(",").indexOf("realised_net")
  // Scaled to whole numbers: the sum is exact here too.
  const net = lines.map((line) => Math.round(Number(line.split(",")[at]) * 1e7)).reduce((sum, one) => sum + one, 0)
  assert.deepEqual([lines.length, net], [5, 280_249_012])
  assert.deepEqual(visit.faults, [])
})

test("older fills that are not loaded, so totals and the file say so by their names until all are", async () => {
  await using visit = await signIn(browser, world)
  const { page } = visit
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route(/\/v1\/fills\?/, async (route) => {
    const url = new URL(route.request().url())
    url.searchParams.set("limit", "2")
    if (url.searchParams.has("cursor")) await held
    await route.continue({ url: String(url) })
  })
  await page.goto(`${world.url}/#/fills`)
  await page.locator(".fills-headline", { hasText: "Only the newest 2" }).waitFor()
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save the newest 2 as CSV" }).click(),
  ])
  assert.match(download.suggestedFilename(), /^fills-paper-newest-2-\d{4}-\d\d-\d\d\.csv$/)
  await page.getByText("Older ones are not.").waitFor()
  release()
  await page.locator(".fills-headline", { hasText: /Fills 5/ }).waitFor()
  await page.locator('[data-total="net"]', { hasText: ALL_NET }).waitFor()
  await page.getByRole("button", { name: "Save as CSV" }).waitFor()
  assert.equal(await page.getByRole("button", { name: "Load all" }).count(), 0)
  assert.deepEqual(visit.faults, [])
})

test("an older page that cannot be read, so the page says so and does not ask for it without end; asked once more, all is there", async () => {
  await using visit = await signIn(browser, world)
  const { page } = visit
  const older = await refuseOlderPages(page, /\/v1\/fills\?/)
  await page.goto(`${world.url}/#/fills`)
  await page.locator(".grid-foot", { hasText: "older ones could not be read" }).waitFor()
  await page.waitForTimeout(1_500)
  assert.equal(older.refused, 1)
  older.isRefusing = false
  await page.getByRole("button", { name: "Load all" }).click()
  await page.locator(".fills-headline", { hasText: /Fills 5/ }).waitFor()
})

test("a click on a fill, so its order's timeline opens beside it and Escape closes it again", async () => {
  await using visit = await signIn(browser, world, { at: `#/fills?symbol=${SWAP}` })
  const { page } = visit
  await page.locator("[data-row]").nth(1).click()
  const drawer = page.getByRole("dialog")
  await drawer.getByText("filled", { exact: true }).first().waitFor()
  await page.keyboard.press("Escape")
  await drawer.waitFor({ state: "detached" })
  assert.match(page.url(), new RegExp(`#/fills\\?symbol=${SWAP}$`))
  assert.deepEqual(visit.faults, [])
})

test("a position of a swap, so its size, entry, profit at the mark, margin and liquidation stand there, and follow the mark", async () => {
  await using visit = await signIn(browser, world, { at: "#/positions" })
  const { page } = visit
  await world.control("price", { symbol: SWAP, price: "60500", mark: "60500" })
  const row = page.getByRole("region", { name: "Positions" }).getByRole("row", { name: new RegExp(SWAP) })
  // Two contracts of 0.01 BTC, 500 above their entry.
  await row.getByText("+10.00").waitFor()
  // Its size in coins comes with the terms of its instrument.
  await row.getByText("0.02").waitFor()
  const text = ((await row.textContent()) ?? "").replaceAll(/\s+/g, " ")
  // Isolated: it stands on its own margin, so there is a price at which it ends.
  const { positions } = await world.client.getPositions()
  const [held] = positions
  assert.ok(held?.margin != null && held.liquidationPrice !== null)
  assert.ok(text.includes(Number(held.liquidationPrice).toLocaleString("en").slice(0, 6)), text)
  for (const part of ["long", "2ct", "0.02BTC", "60,000", "60,500", "1,210.00USDT", "+5.00USDT"])
    assert.ok(text.includes(part), `${part} in ${text}`)
  await world.control("price", { symbol: SWAP, price: "59000", mark: "59000" })
  await row.getByText("-20.00").waitFor()
  const usdt = page.getByRole("region", { name: "Balances" }).getByRole("row", { name: /^USDT/ })
  const { balances } = await world.client.getBalances()
  const told = balances.find(({ currency }) => currency === "USDT")
  assert.ok(((await usdt.textContent()) ?? "").replaceAll(",", "").includes(told?.total ?? "not told"))
  assert.deepEqual(visit.faults, [])
})

for (const theme of ["light", "dark"] as const) {
  test(`positions and fills, ${theme}, on a desk and on a phone, so axe finds nothing and nothing is wider than the screen`, async () => {
    for (const size of [{ width: 1440, height: 900 }, PHONE]) {
      await using visit = await signIn(browser, world, { theme, size })
      const { page } = visit
      for (const screen of ["positions", "fills"]) {
        await page.goto(`${world.url}/#/${screen}`)
        await page
          .locator(screen === "fills" ? "[data-row]" : ".plain tbody tr")
          .first()
          .waitFor()
        await page.waitForLoadState("networkidle").catch(() => undefined)
        assert.equal(await page.evaluate("document.documentElement.scrollWidth"), size.width)
        await assertAccessible(page, `${screen}, ${theme}, ${size.width}`)
        await screenshot(page, `${screen}-${theme}-${size.width}`)
      }
      assert.deepEqual(visit.faults, [])
    }
  })
}
