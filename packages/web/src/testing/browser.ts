// A real browser without a screen for tests of the page: started once per test file, one context per test, signed in by a one-time link as a person is. What the
// page says on its console counts: a test that hears an error fails.

import assert from "node:assert/strict"
import { mkdirSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import sparticuz from "@sparticuz/chromium"
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core"
import { chromiumFiles } from "./chromium-files.ts"
import type { PageWorld } from "./page-world.ts"

export const DESKTOP = { width: 1440, height: 900 } as const
export const PHONE = { width: 390, height: 844 } as const
export type Theme = "light" | "dark"

/** A machine that runs much else beside it is slow. */
const PATIENCE_MS = 20_000

/** Made for a place with one process and no doors: a test wants contexts that come and go, and the browser's own security. */
const UNWANTED = [
  "--single-process",
  "--no-zygote",
  "--disable-web-security",
  "--allow-running-insecure-content",
  "--disable-site-isolation-trials",
]

export async function startBrowser(): Promise<Browser> {
  const { executablePath, ownLibraries } = await chromiumFiles()
  const args = sparticuz.args.filter((arg) => !UNWANTED.includes(arg))
  const how = { executablePath, args, headless: true }
  // The machine's own libraries and fonts where it has them: those that come along are of another system.
  return await chromium
    .launch(how)
    .catch(async () => await chromium.launch({ ...how, env: { ...process.env, ...ownLibraries } }))
}

export interface SignedIn extends AsyncDisposable {
  readonly page: Page
  readonly context: BrowserContext
  /** Errors of the console and of scripts so far. */
  readonly faults: readonly string[]
}

export interface SignInOptions {
  readonly theme?: Theme
  readonly size?: { readonly width: number; readonly height: number }
  readonly reducedMotion?: boolean
  /** "#/positions" */
  readonly at?: string
}

/** A page of its own, signed in and live. */
export async function signIn(browser: Browser, world: PageWorld, options: SignInOptions = {}): Promise<SignedIn> {
  const { theme = "light", size = DESKTOP, reducedMotion = true, at = "" } = options
  const context = await browser.newContext({
    viewport: size,
    colorScheme: theme,
    reducedMotion: reducedMotion ? "reduce" : "no-preference",
    hasTouch: size.width < 600,
  })
  context.setDefaultTimeout(PATIENCE_MS)
  const page = await context.newPage()
  const faults: string[] = []
  page.on("pageerror", (error) => void faults.push(String(error)))
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text())
  })
  await page.goto(await world.signInLink())
  if (at !== "") await page.goto(`${world.url}/${at}`)
  await page.locator('.shell[data-line="live"]').waitFor()
  return { page, context, faults, [Symbol.asyncDispose]: async () => await context.close() }
}

interface AxeViolation {
  readonly id: string
  readonly help: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

/** Fails with what axe finds, element by element. */
export async function assertAccessible(page: Page, where: string): Promise<void> {
  // Through the debugger's door, which the page's content policy does not concern.
  await page.evaluate(AXE)
  const violations = (await page.evaluate(
    'axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }).then((found) => found.violations)',
  )) as readonly AxeViolation[]
  const told = violations.map(({ id, help, nodes }) => {
    const places = nodes
      .slice(0, 4)
      .map(
        ({ html, failureSummary = "" }) =>
          `    ${html.slice(0, 200)}\n      ${failureSummary.replaceAll("\n", "\n      ")}`,
      )
    return `  ${id}: ${help} (${nodes.length})\n${places.join("\n")}`
  })
  assert.equal(violations.length, 0, `${where}:\n${told.join("\n")}`)
}

/** Into the folder that OMS_SCREENSHOTS names; nowhere when nobody asks for pictures. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env.OMS_SCREENSHOTS
  if (folder === undefined) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`) })
}
