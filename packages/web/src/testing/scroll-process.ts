// A real browser as a process of its own that opens the page, scrolls its orders as a hand on a wheel does, and tells what Chromium itself recorded meanwhile: its
// frames and the work of the page's thread. Questions come through the channel to its parent; what the records mean, the asker reckons.

import { once } from "node:events"
import type { Browser, CDPSession, Page } from "playwright-core"
import { DESKTOP, startBrowser } from "./browser.ts"

const PATIENCE_MS = 120_000
/** About a hundred rows a second. */
const PIXELS_PER_SECOND = 2_500
/** Its frames alone: what more is recorded slows down what is measured. */
const CATEGORIES = ["disabled-by-default-devtools.timeline.frame"]
const FRAME = "PipelineReporter"

interface Facts {
  readonly url?: string
  readonly link?: string
  readonly seconds?: number
}

/** One of Chromium's trace events about a frame. Times are microseconds. */
export interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly ts: number
  readonly id2?: { readonly local?: string }
  readonly args: { readonly frame_reporter?: { readonly state?: string; readonly scroll_state?: string } }
}

interface Scrolled {
  readonly events: readonly TraceEvent[]
  /** Of the time of the scroll, 0 to 100: within tasks of the page's own thread. */
  readonly busyPercent: number
  readonly heapBytes: number
}

const browser: Browser = await startBrowser()
let page: Page | undefined

/** A new page, signed in; the milliseconds from its address to its first rows, and to the rows of every account. */
async function open({
  url = "",
  link = "",
}: Facts): Promise<{ readonly firstRowsMs: number; readonly wholeMs: number }> {
  await page?.context().close()
  const context = await browser.newContext({ viewport: DESKTOP })
  context.setDefaultTimeout(PATIENCE_MS)
  page = await context.newPage()
  // The session first, so that it is the page alone that is waited for.
  await page.goto(`${url}${link}`)
  await page.goto("about:blank")
  const begunAt = performance.now()
  await page.goto(`${url}/#/orders`)
  await page.locator("[data-row]").first().waitFor()
  const firstRowsMs = performance.now() - begunAt
  await page.locator('.shell[data-line="live"]').waitFor()
  return { firstRowsMs, wholeMs: performance.now() - begunAt }
}

/** What Chromium recorded while the orders went by, and the page's memory afterwards, garbage aside. */
async function scroll({ seconds = 8 }: Facts): Promise<Scrolled> {
  if (page === undefined) throw new Error("open the page first")
  const box = await page.locator(".grid").boundingBox()
  if (box === null) throw new Error("the page has no table")
  const session = await page.context().newCDPSession(page)
  const whole = await browser.newBrowserCDPSession()
  const events: TraceEvent[] = []
  whole.on("Tracing.dataCollected", ({ value }) => {
    for (const event of value as unknown[]) if (isWanted(event)) events.push(event)
  })
  await session.send("Performance.enable")
  await whole.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: CATEGORIES, excludedCategories: ["*"] },
  })
  const before = await usedBy(session)
  await session.send("Input.synthesizeScrollGesture", {
    x: box.x + box.width / 2,
    y: box.y + box.height / 2,
    yDistance: -PIXELS_PER_SECOND * seconds,
    speed: PIXELS_PER_SECOND,
    gestureSourceType: "mouse",
    preventFling: true,
  })
  const after = await usedBy(session)
  await ended(whole)
  await session.send("HeapProfiler.collectGarbage")
  const { usedSize } = await session.send("Runtime.getHeapUsage")
  await session.detach()
  await whole.detach()
  const busyPercent = ((after.tasksS - before.tasksS) / (after.atS - before.atS)) * 100
  return { events, busyPercent, heapBytes: usedSize }
}

/** Seconds: of the page's own clock, and within tasks of its thread until now. */
async function usedBy(session: CDPSession): Promise<{ readonly atS: number; readonly tasksS: number }> {
  const { metrics } = await session.send("Performance.getMetrics")
  const of = (name: string): number => metrics.find((one) => one.name === name)?.value ?? Number.NaN
  return { atS: of("Timestamp"), tasksS: of("TaskDuration") }
}

async function ended(session: CDPSession): Promise<void> {
  const complete = new Promise<void>((resolve) => session.once("Tracing.tracingComplete", () => resolve()))
  await session.send("Tracing.end")
  await complete
}

function isWanted(event: unknown): event is TraceEvent {
  return typeof event === "object" && event !== null && "name" in event && event.name === FRAME
}

const answers: Readonly<Record<string, (facts: Facts) => Promise<unknown>>> = { open, scroll }

process.on("message", ({ question, facts }: { readonly question: string; readonly facts: Facts }) => {
  const answer = answers[question]
  Promise.try(() => {
    if (answer === undefined) throw new Error(`no answer to ${question}`)
    return answer(facts)
  }).then(
    (value) => process.send?.({ value }),
    (error: unknown) =>
      process.send?.({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  )
})
await once(process, "disconnect")
await browser.close()
