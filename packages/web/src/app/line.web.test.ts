// Every state of the page's line to its server: a frame that is lost, a resync, silence, a session that ended. What comes over the WebSocket is in the test's hands;
// after each mishap the page shows the server's orders again.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import type { Browser, Page, WebSocketRoute } from "playwright-core"
import { signIn, startBrowser } from "../testing/browser.ts"
import { priceText, rests, touch } from "../testing/orders-scene.ts"
import { PageWorld } from "../testing/page-world.ts"
import { refuse } from "../testing/refuse.ts"

const NO_SESSION = { status: 401, code: "token-invalid", detail: "No session." } as const

let world: PageWorld
let browser: Browser
let bid = 0

before(async () => {
  world = await PageWorld.start()
  browser = await startBrowser()
  bid = (await touch(world)).bid
  await place(0.9)
})
after(async () => {
  await browser?.close()
  await world?.[Symbol.asyncDispose]()
})

/** The page's stream: what `passes` refuses never arrives. */
interface Wire {
  passes: (text: string) => boolean
  say: (frame: object) => void
}

async function wired(page: Page): Promise<Wire> {
  let newest: WebSocketRoute | undefined
  const wire: Wire = { passes: () => true, say: (frame) => newest?.send(JSON.stringify(frame)) }
  await page.routeWebSocket(/\/v1\/stream/, (socket) => {
    newest = socket
    const server = socket.connectToServer()
    server.onMessage((message) => {
      if (wire.passes(String(message))) socket.send(message)
    })
  })
  await page.reload()
  await state(page, "live")
  return wire
}

test("a frame of the stream that is lost, so the page does not believe the line, begins anew and has everything", async () => {
  await using visit = await signIn(browser, world)
  const { page } = visit
  const wire = await wired(page)
  let lost = 0
  wire.passes = (text) => !(text.includes('"changes"') && lost++ === 0)
  const missed = await place(0.89)
  await world.until("a frame was lost", async () => lost > 0)
  const next = await place(0.88)
  await state(page, "offline")
  await page.locator(".line-banner", { hasText: "What you see is old" }).waitFor()
  await state(page, "live")
  for (const orderId of [missed, next]) await works(page, orderId)
  assert.deepEqual(visit.faults, [])
})

test("the server says resync, so the page says that it reads the state anew until it has done so", async () => {
  await using visit = await signIn(browser, world)
  const { page } = visit
  const wire = await wired(page)
  const { seq } = await world.client.getStats()
  const of = { account: "paper", mode: "paper" }
  wire.say({ type: "resync", ...of, because: "slow-reader", detail: "The reader was too slow.", missedFrom: seq, seq })
  await state(page, "resyncing")
  await page.locator(".line-banner", { hasText: "read anew" }).waitFor()
  assert.equal(await page.locator('[data-fact="line"] dd').textContent(), "resyncing")
  const orderId = await place(0.87)
  await state(page, "live")
  await works(page, orderId)
})

test("nothing from the server for longer than its heartbeat, so the page calls itself stale; the next sign of life ends it", async () => {
  await using visit = await signIn(browser, world)
  const { page } = visit
  await page.clock.install()
  const wire = await wired(page)
  wire.passes = () => false
  await page.clock.fastForward(22_000)
  await state(page, "stale")
  await page.locator(".line-banner", { hasText: "may be old" }).waitFor()
  wire.passes = () => true
  const orderId = await place(0.86)
  await page.clock.fastForward(1_000)
  await state(page, "live")
  await works(page, orderId)
})

test("a session that ended, so the page says how to come in again and does not knock for ever", async () => {
  await using visit = await signIn(browser, world)
  const { page, context } = visit
  await page.locator("[data-row]").first().waitFor()
  await context.clearCookies()
  await state(page, "signed-out")
  let asked = 0
  page.on("request", () => void asked++)
  await page.waitForTimeout(3_000)
  assert.equal(asked, 0)
  await page.locator(".line-banner", { hasText: "prints a new link" }).waitFor()
  // What was known stays in sight.
  await page.locator("[data-row]").first().waitFor()
  // Signed in anew in another tab of the browser, as a person does who opens the link from the terminal.
  const other = await context.newPage()
  await other.goto(await world.signInLink())
  await state(other, "live")
  await state(page, "live")
  const orderId = await place(0.85)
  await works(page, orderId)
  await page.getByRole("link", { name: "System" }).click()
  await page.getByRole("link", { name: "Positions" }).click()
  await page.getByText("USDT", { exact: true }).first().waitFor()
})

test("one answer that knows no session while there is one, so the page asks anew and nothing stands still", async () => {
  await using visit = await signIn(browser, world)
  const { page } = visit
  let [refusals, answers, streams] = [0, 0, 0]
  page.on("websocket", () => void streams++)
  await page.route(/\/v1\/trading/, async (route) => {
    if (refusals++ === 0) await refuse(route, NO_SESSION)
    else await route.continue().then(() => answers++)
  })
  await world.until(
    "the stream was opened anew, and the same question answered",
    async () => streams > 0 && answers > 2,
  )
  await state(page, "live")
  await works(page, await place(0.84))
})

test("one address that knows no session for good, so the stream is not opened anew at each of its answers", async () => {
  await using visit = await signIn(browser, world)
  const { page } = visit
  await page.locator("[data-row]").first().waitFor()
  let [refusals, streams] = [0, 0]
  page.on("websocket", () => void streams++)
  await page.route(/\/v1\/trading/, async (route) => {
    refusals++
    await refuse(route, NO_SESSION)
  })
  await world.until("it refused some times", async () => refusals > 2 && streams > 0)
  await state(page, "live")
  await works(page, await place(0.83))
  assert.equal(streams, 1)
})

async function state(page: Page, line: string): Promise<void> {
  await page.locator(`.shell[data-line="${line}"]`).waitFor()
}

async function works(page: Page, orderId: string): Promise<void> {
  await page.locator(`[data-row$="${orderId}"]`).getByText("working", { exact: true }).waitFor()
}

async function place(share: number): Promise<string> {
  const order = { symbol: "BTC-USDT", side: "buy", type: "limit", quantity: "0.01" } as const
  const { orderId } = await world.client.placeOrder({ ...order, price: priceText(bid * share) })
  await rests(world, orderId)
  return orderId
}
