// Orders in every state for tests and pictures of the blotter, made by the real server against the paper exchange: resting, partly filled, filled, cancelled,
// rejected, with a reduce-only, a post-only and an external one among them. The market moves only as it is told.

import type { PageWorld } from "./page-world.ts"

const SYMBOL = "BTC-USDT"
const SWAP = "BTC-USDT-SWAP"

export interface Scene {
  readonly bid: number
  readonly ask: number
  /** An order at rest, partly filled. */
  readonly partlyFilled: string
  readonly amended: string
}

export async function makeOrders(world: PageWorld, { count = 10 }: { readonly count?: number } = {}): Promise<Scene> {
  const { client } = world
  const { bid, ask } = await touch(world)
  const limit = { symbol: SYMBOL, type: "limit" } as const
  for (let step = 1; step <= count; step++) {
    const quantity = (0.004 * step).toFixed(3)
    const [below, above] = [priceText(bid * (1 - step / 300)), priceText(ask * (1 + step / 300))]
    await client.placeOrder({ ...limit, side: "buy", quantity, price: below, strategy: "grid-btc" })
    await client.placeOrder({ ...limit, side: "sell", quantity, price: above, strategy: "grid-btc" })
  }
  await client.placeOrder({ ...limit, type: "post_only", side: "buy", quantity: "0.05", price: priceText(bid * 0.985) })
  await client.placeOrder({ symbol: SYMBOL, side: "buy", type: "market", quantity: "0.02", strategy: "swing" })
  await client.placeOrder({ ...limit, type: "ioc", side: "sell", quantity: "0.01", price: priceText(bid * 0.999) })
  await client.placeOrder({ symbol: SWAP, side: "buy", type: "market", quantity: "3", strategy: "basis" })
  await placed(
    client.placeOrder({
      symbol: SWAP,
      side: "sell",
      type: "limit",
      quantity: "2",
      price: priceText(ask * 1.02),
      reduceOnly: true,
      strategy: "basis",
    }),
  )
  await placed(
    client.placeOrder({ ...limit, side: "buy", quantity: "100", price: priceText(bid * 0.99), strategy: "swing" }),
  )
  await world.control("orders/external", {
    order: { instId: SYMBOL, tdMode: "cash", side: "sell", ordType: "limit", sz: "0.015", px: priceText(ask * 1.015) },
  })
  const swing = { ...limit, side: "buy", strategy: "swing" } as const
  const gone = await client.placeOrder({ ...swing, quantity: "0.03", price: priceText(bid * 0.97) })
  const amended = await client.placeOrder({ ...swing, quantity: "0.03", price: priceText(bid * 0.96) })
  const partly = await client.placeOrder({
    ...swing,
    quantity: "0.04",
    price: priceText(bid * 0.9999),
    clientOrderId: "swing-entry-1",
  })
  await rests(world, partly.orderId)
  await client.cancelOrder(gone.orderId)
  await client.amendOrder(amended.orderId, { price: priceText(bid * 0.965), quantity: "0.035" })
  await partlyFill(world, partly.orderId, "0.015")
  return { bid, ask, partlyFilled: partly.orderId, amended: amended.orderId }
}

/** The best prices of the market as it stands. */
export async function touch(world: PageWorld): Promise<{ readonly bid: number; readonly ask: number }> {
  const far = { symbol: SYMBOL, side: "buy", type: "limit", quantity: "0.01", price: "1000" } as const
  // A line that has just come back may not have brought a book yet.
  return await world.until("a book", async () => {
    const { bestBid, bestAsk } = await world.client.previewOrder(far)
    return bestBid === null || bestAsk === null ? undefined : { bid: Number(bestBid), ask: Number(bestAsk) }
  })
}

export function priceText(price: number): string {
  return price.toFixed(1)
}

export async function rests(world: PageWorld, orderId: string): Promise<void> {
  await world.until("at rest", async () => (await world.client.getOrder(orderId)).state === "Acknowledged")
}

/** Somebody sells into the order so much as to fill this part of it. */
export async function partlyFill(world: PageWorld, orderId: string, quantity: string): Promise<void> {
  const { symbol, side, price, filledQuantity } = await world.client.getOrder(orderId)
  const other = side === "buy" ? "sell" : "buy"
  await world.control("trade", { symbol, side: other, price, size: quantity })
  await world.until(
    "filled further",
    async () => (await world.client.getOrder(orderId)).filledQuantity !== filledQuantity,
  )
}

/** A refused one is wanted too. */
async function placed(order: Promise<unknown>): Promise<void> {
  await order.catch(() => undefined)
}
