// Choices in a real browser: they hold over a reload, take effect at once, and what cannot be is refused. And the pages beside the page: the interface's
// documents, and the one that says how to get in.

import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { after, before, test } from "node:test"
import type { Browser } from "playwright-core"
import { assertAccessible, PHONE, screenshot, signIn, startBrowser } from "../testing/browser.ts"
import { PageWorld } from "../testing/page-world.ts"

const SERVER_PAGES = resolve(import.meta.dirname, "../../../server/src/page")

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

test("theme, density, colours and zone, so each holds at once and over a reload", async () => {
  await using visit = await signIn(browser, world, { at: "#/settings" })
  const { page } = visit
  const root = () =>
    page.evaluate(
      "JSON.stringify({ ...document.documentElement.dataset, scheme: getComputedStyle(document.documentElement).colorScheme })",
    )
  await page.getByRole("radio", { name: "Dark" }).check()
  await page.getByRole("radio", { name: "Roomy" }).check()
  await page.getByRole("radio", { name: "Blue and orange" }).check()
  await page.getByRole("radio", { name: "Off" }).check()
  await page.getByRole("radio", { name: "1234.5", exact: true }).check()
  await page.getByRole("radio", { name: "UTC" }).check()
  await page.getByText("91234567.25", { exact: true }).waitFor()
  const chosen = { theme: "dark", density: "roomy", palette: "colour-blind", flash: "off", scheme: "dark" }
  assert.deepEqual(JSON.parse(String(await root())), chosen)
  await page.reload()
  await page.getByRole("radio", { name: "Dark" }).waitFor()
  assert.deepEqual(JSON.parse(String(await root())), chosen)
  assert.equal(await page.getByRole("radio", { name: "Roomy" }).isChecked(), true)
  await page.getByText("91234567.25", { exact: true }).waitFor()
  assert.deepEqual(visit.faults, [])
})

test("what was kept is bad, so it falls back choice by choice and the page opens", async () => {
  await using visit = await signIn(browser, world, { at: "#/settings" })
  const { page } = visit
  await page.evaluate(
    `localStorage.setItem("oms.preferences", '{"theme":"dark","density":7,"keys":{"help":3},"scope":["x"]}')`,
  )
  await page.reload()
  await page.getByRole("radio", { name: "Dark" }).waitFor()
  assert.equal(await page.getByRole("radio", { name: "Dark" }).isChecked(), true)
  assert.equal(await page.getByRole("radio", { name: "Dense" }).isChecked(), true)
  assert.deepEqual(visit.faults, [])
})

test("another key for a command, so it works in place of the usual one; a key that is taken is refused with who has it", async () => {
  await using visit = await signIn(browser, world, { at: "#/settings" })
  const { page } = visit
  const line = page.locator('[data-key-of="go.fills"]')
  await line.getByRole("button", { name: "Change the key of Go to fills" }).click()
  await page.keyboard.press("x")
  await line.getByText("X is the key of “Cancel the order, or the selected ones”").waitFor()
  await page.keyboard.press("j")
  await line.getByText("J is needed by tables").waitFor()
  await page.keyboard.press("g")
  await line.locator("kbd", { hasText: "G" }).waitFor()
  await page.reload()
  await line.locator("kbd", { hasText: "G" }).waitFor()
  await page.locator("h1").click()
  await page.keyboard.press("4")
  assert.match(page.url(), /#\/settings$/)
  await page.keyboard.press("g")
  await page.getByRole("heading", { level: 1, name: "Fills" }).waitFor()
  await page.goto(`${world.url}/#/settings`)
  await page.getByRole("button", { name: "Back to the usual keys (1)" }).click()
  await page.locator("h1").click()
  await page.keyboard.press("4")
  await page.getByRole("heading", { level: 1, name: "Fills" }).waitFor()
  assert.deepEqual(visit.faults, [])
})

for (const theme of ["light", "dark"] as const) {
  test(`settings in either palette and the interface's page, ${theme}, so axe finds nothing`, async () => {
    await using visit = await signIn(browser, world, { at: "#/settings", theme })
    const { page } = visit
    await page.getByText("TradingView").first().waitFor()
    await assertAccessible(page, `settings, ${theme}`)
    await screenshot(page, `settings-${theme}-1440`)
    await page.getByRole("radio", { name: "Blue and orange" }).check()
    await assertAccessible(page, `settings in blue and orange, ${theme}`)
    await page.goto(`${world.url}/docs`)
    await page.getByRole("heading", { level: 1, name: /^API/ }).waitFor()
    assert.ok((await page.locator("section p code").count()) > 0, "names of sentences are shown as names")
    assert.equal(await page.getByText("`").count(), 0)
    await assertAccessible(page, `interface, ${theme}`)
    await screenshot(page, `docs-${theme}-1440`)
    assert.deepEqual(visit.faults, [])
  })
}

test("a phone, so settings and the interface's page are no wider than the screen, and axe finds nothing", async () => {
  await using visit = await signIn(browser, world, { at: "#/settings", size: PHONE, theme: "dark" })
  const { page } = visit
  await page.getByText("TradingView").first().waitFor()
  assert.equal(await page.evaluate("document.documentElement.scrollWidth"), PHONE.width)
  await assertAccessible(page, "settings on a phone")
  await page.goto(`${world.url}/docs`)
  await page.getByRole("heading", { level: 1, name: /^API/ }).waitFor()
  assert.equal(await page.evaluate("document.documentElement.scrollWidth"), PHONE.width)
  await screenshot(page, "docs-dark-390")
})

test("nobody is signed in, so the page says how to get in; nothing is built, so it says the command", async () => {
  await using context = await browser.newContext({ colorScheme: "dark" })
  const page = await context.newPage()
  await page.goto(world.url)
  await page.getByRole("heading", { level: 1, name: "This page opens with a link" }).waitFor()
  await assertAccessible(page, "sign-in")
  await screenshot(page, "sign-in-dark")
  const html = readFileSync(resolve(SERVER_PAGES, "no-page.html"), "utf8")
  const css = readFileSync(resolve(SERVER_PAGES, "sign-in.css"), "utf8")
  await page.goto("about:blank")
  await page.setContent(
    html.replace("{advice}", "Run: npm run build").replace(/<link rel="stylesheet"[^>]*>/, `<style>${css}</style>`),
  )
  await page.getByText("npm run build").waitFor()
  await assertAccessible(page, "not built")
})
