// `npm run screenshots`: every screen in both themes, on a desk and on a phone, into docs/screenshots. Always the same world; names are screen-theme-width.png.
// `npm run screenshots -- --only market,orders --into build/pictures` makes a part of them elsewhere, `--widths 768,1024` at other widths than those two.

import { mkdirSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import type { Browser, Page } from "playwright-core"
import { assertAccessible, DESKTOP, PHONE, signIn, startBrowser } from "./browser.ts"
import { LivelyWorld } from "./lively-world.ts"
import { palettePng } from "./palette-png.ts"

interface Shot {
  /** "#/orders" */
  readonly at: string
  /** Until what is to be seen is there. */
  readonly ready: (page: Page, lively: LivelyWorld) => Promise<unknown>
  /** Before the page is opened. */
  readonly before?: (lively: LivelyWorld) => Promise<void>
}

const SHOTS: Readonly<Record<string, Shot>> = {
  market: { at: "#/market/BTC-USDT", ready: (page) => page.locator(".ladder-row").nth(8).waitFor() },
  orders: {
    at: "#/orders",
    before: async (lively) => {
      await lively.partFilled()
      await lively.doubt()
    },
    ready: (page) => page.locator("[data-row]").getByText("in doubt", { exact: true }).first().waitFor(),
  },
  timeline: {
    at: "#/orders",
    before: (lively) => lively.partFilled(),
    ready: async (page) => {
      await page.locator("[data-row]", { hasText: "part filled" }).first().click()
      await page.getByRole("dialog").getByRole("heading").first().waitFor()
      await page.mouse.move(2, 2)
    },
  },
  ticket: {
    at: "#/orders",
    ready: async (page) => {
      await page.keyboard.press("b")
      const price = page.getByLabel("Price", { exact: true })
      await price.waitFor()
      await page.getByRole("button", { name: "Bid", exact: true }).click()
      await page.locator('[data-ticket-field="quantity"]').fill("0.05")
      await page.locator(".ticket-verdict").waitFor()
    },
  },
  positions: { at: "#/positions", ready: (page) => page.getByText("ETH").first().waitFor() },
  fills: { at: "#/fills", ready: (page) => page.locator("[data-row]").nth(3).waitFor() },
  grids: {
    at: "#/grids",
    before: (lively) => lively.gridTrips(),
    ready: (page) => page.locator("[data-level]").nth(3).waitFor(),
  },
  reconciliation: { at: "#/reconciliation", ready: (page) => page.locator("article.break").first().waitFor() },
  system: {
    at: "#/system",
    ready: async (page, lively) => {
      await page.locator("canvas").first().waitFor()
      await lively.busy(BUSY_MS)
    },
  },
  settings: { at: "#/settings", ready: (page) => page.locator(".screen-body").waitFor() },
  palette: {
    at: "#/orders",
    ready: async (page) => {
      await page.locator("[data-row]").first().waitFor()
      await page.keyboard.press("Control+k")
      await page.getByRole("dialog").waitFor()
      await page.keyboard.type("o")
    },
  },
}
const THEMES = ["light", "dark"] as const
/** Lines of plots and of the chart. */
const SETTLE_MS = 1_500
/** Of which plots show something. */
const BUSY_MS = 20_000

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    into: { type: "string", default: "docs/screenshots" },
    widths: { type: "string", default: [DESKTOP, PHONE].map(({ width }) => width).join(",") },
  },
})
const root = resolve(import.meta.dirname, "../../../..")
const folder = resolve(root, values.into)
const names = values.only?.split(",") ?? Object.keys(SHOTS)
const sizes = values.widths.split(",").map((text) => {
  const width = Number(text)
  if (!(width >= 320 && width <= 3_840)) throw new RangeError(`--widths: expected 320 to 3840, got ${text}`)
  return { width, height: width <= PHONE.width ? PHONE.height : DESKTOP.height }
})
mkdirSync(folder, { recursive: true })
await using lively = await LivelyWorld.start()
const browser = await startBrowser()
let bytes = 0
try {
  for (const name of names) for (const theme of THEMES) for (const size of sizes) await take(name, theme, size)
} finally {
  await browser.close()
}
console.log(
  `${names.length * THEMES.length * sizes.length} pictures, ${(bytes / 1_000_000).toFixed(1)} MB, in ${folder}`,
)

async function take(
  name: string,
  theme: (typeof THEMES)[number],
  size: { readonly width: number; readonly height: number },
): Promise<void> {
  const shot = SHOTS[name]
  if (shot === undefined) throw new Error(`${name}: there are ${Object.keys(SHOTS).join(", ")}`)
  await lively.goOn()
  await shot.before?.(lively)
  const visit = await open(browser, { theme, size, at: shot.at })
  try {
    await shot.ready(visit.page, lively)
    await visit.page.waitForTimeout(SETTLE_MS)
    const file = `${name}-${theme}-${size.width}.png`
    const picture = palettePng(await visit.page.screenshot())
    bytes += picture.length
    writeFileSync(join(folder, file), picture)
    await assertAccessible(visit.page, file).catch((error: Error) => console.error(error.message))
    for (const fault of visit.faults) console.error(`${file}: ${fault}`)
  } catch (error) {
    console.error(`${name}, ${theme}, ${size.width}: ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
  } finally {
    await visit[Symbol.asyncDispose]()
  }
}

function open(of: Browser, options: NonNullable<Parameters<typeof signIn>[2]>) {
  return signIn(of, lively.world, options)
}
