// Pictures of a screen in both themes and both sizes, over a world with a few orders in every state: for looking at what one is building.
// node packages/web/src/testing/look.ts "#/orders" [folder]

import { resolve } from "node:path"
import { assertAccessible, DESKTOP, PHONE, screenshot, signIn, startBrowser } from "./browser.ts"
import { PageWorld } from "./page-world.ts"

const [at = "#/orders", folder = "build/screenshots"] = process.argv.slice(2)
process.env.OMS_SCREENSHOTS = resolve(folder)
const name = at.replace(/^#\//, "").replaceAll(/[^a-z0-9]+/gi, "-")

await using world = await PageWorld.start()
await fillWorld(world)
const browser = await startBrowser()
try {
  for (const theme of ["light", "dark"] as const) {
    for (const size of [DESKTOP, PHONE]) {
      await using visit = await signIn(browser, world, { theme, size, at })
      await visit.page.waitForTimeout(1_500)
      await screenshot(visit.page, `${name}-${theme}-${size.width}`)
      await assertAccessible(visit.page, `${name}, ${theme}, ${size.width}`).catch((error: Error) =>
        console.error(error.message),
      )
      for (const fault of visit.faults) console.error(`console: ${fault}`)
    }
  }
} finally {
  await browser.close()
}
console.log(`pictures in ${process.env.OMS_SCREENSHOTS}`)

/** Working orders on both sides, some filled, cancelled and rejected. */
async function fillWorld({ client }: PageWorld): Promise<void> {
  const shared = { symbol: "BTC-USDT", type: "limit", strategy: "swing" } as const
  const { bestBid, bestAsk } = await client.previewOrder({ ...shared, side: "buy", quantity: "0.01", price: "40000" })
  const bid = Number(bestBid ?? 40_000)
  const ask = Number(bestAsk ?? bid + 1)
  for (let step = 1; step <= 12; step++) {
    const quantity = `0.0${step}`.slice(0, 5)
    await client.placeOrder({ ...shared, side: "buy", quantity, price: (bid * (1 - step / 400)).toFixed(1) })
    await client.placeOrder({
      ...shared,
      side: "sell",
      quantity,
      price: (ask * (1 + step / 400)).toFixed(1),
      strategy: "grid-btc",
    })
  }
  await client.placeOrder({ symbol: "BTC-USDT", side: "buy", type: "market", quantity: "0.02", strategy: "swing" })
  await client.placeOrder({ ...shared, side: "buy", quantity: "0.011", price: (ask * 1.001).toFixed(1) })
  const { orders } = await client.getOrders({ state: "open", limit: 3 })
  // One that was filled meanwhile stays filled.
  for (const { orderId } of orders) await client.cancelOrder(orderId).catch(() => undefined)
  await client
    .placeOrder({ ...shared, side: "buy", quantity: "100", price: (bid * 0.99).toFixed(1) })
    .catch(() => undefined)
}
