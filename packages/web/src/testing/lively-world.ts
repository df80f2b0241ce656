// A trader's afternoon for pictures of the page: hours of a market behind it, a grid at work, positions, orders in every state, differences between the books. Prices
// are drawn from a seed, so that every set of pictures tells the same story.

import type { PaperExchange } from "@okx-oms/paper-exchange"
import { makeOrders, priceText, rests, touch } from "./orders-scene.ts"
import { PageWorld } from "./page-world.ts"

const SYMBOL = "BTC-USDT"
const PAST_MS = 3 * 60 * 60_000
/** The market of the past trades so often. */
const STEP_MS = 20_000
const GRID = "grid"
const SETTLE_MS = 1_500
const TRIES = 8
const PAUSE_MS = 5_000
const SEED = 20_261
/** A doubt of less than this outlives a picture. */
const DOUBT_FRESH_MS = 15_000
const START = { [SYMBOL]: 91_200, "ETH-USDT": 3_048, "BTC-USDT-SWAP": 91_240, "ETH-USDT-SWAP": 3_049 } as const
type Traded = keyof typeof START

export class LivelyWorld implements AsyncDisposable {
  readonly world: PageWorld
  readonly #market: Market

  private constructor(world: PageWorld, market: Market) {
    this.world = world
    this.#market = market
  }

  static async start(): Promise<LivelyWorld> {
    const market = new Market()
    const world = await PageWorld.start({
      paper: { now: () => Date.now() - PAST_MS },
      config: { limits: { lastPriceMaxAgeMs: 600_000 }, deadMan: { timeoutS: 60 } },
      before: (paper) => market.live(paper),
    })
    const lively = new LivelyWorld(world, market)
    try {
      await lively.#fill()
    } catch (error) {
      await world[Symbol.asyncDispose]()
      throw error
    }
    return lively
  }

  /** The market goes on a little, through some of the grid's levels. */
  async goOn(steps = 1): Promise<void> {
    for (let step = 0; step < steps; step++) await this.#market.step(this.world.paper, 0.000_7)
  }

  /** Orders that come and go for a while: what is plotted over time shows them. */
  async busy(ms: number): Promise<void> {
    const { client } = this.world
    const until = performance.now() + ms
    while (performance.now() < until) {
      const { bid } = await touch(this.world)
      const order = { symbol: SYMBOL, type: "limit", strategy: "swing", side: "buy", quantity: "0.01" } as const
      const { orderId } = await client.placeOrder({ ...order, price: priceText(bid * 0.99) })
      await rests(this.world, orderId)
      await client.cancelOrder(orderId)
      await this.goOn()
    }
  }

  /** The market falls through two levels of the grid and rises again: two round trips, as far as others of ours leave something. */
  async gridTrips(): Promise<void> {
    const { world } = this
    const { levels } = await world.client.getGrid(GRID)
    const below = levels.filter(({ side }) => side === "buy").slice(-2)
    for (const { price } of below.toReversed()) await this.#sweep("sell", price)
    const { levels: after } = await world.client.getGrid(GRID)
    for (const { number } of below) {
      const level = after.find((one) => one.number === number)
      if (level?.side === "sell") await this.#sweep("buy", level.price)
    }
  }

  /** Somebody trades through everything up to that price. */
  async #sweep(side: "buy" | "sell", price: string): Promise<void> {
    await this.world.control("trade", { symbol: SYMBOL, side, price, size: "5" })
    await settled()
  }

  /** An order to buy and one to sell at the touch, each filled in part. */
  async partFilled(): Promise<void> {
    const { world } = this
    const { orders } = await world.client.getOrders({ state: "PartiallyFilled" })
    const { bid, ask } = await touch(world)
    for (const [side, price, quantity, part] of [
      ["buy", bid * 0.999_9, "0.06", "0.021"],
      ["sell", ask * 1.000_1, "0.04", "0.028"],
    ] as const) {
      if (orders.some((one) => one.side === side)) continue
      const order = { symbol: SYMBOL, type: "limit", strategy: "swing", side, quantity } as const
      const { orderId } = await world.client.placeOrder({ ...order, price: priceText(price) })
      await rests(world, orderId)
      const other = side === "buy" ? "sell" : "buy"
      // Others of ours may stand before it: then a part goes to them.
      for (let tries = 0; tries < TRIES; tries++) {
        await world.control("trade", { symbol: SYMBOL, side: other, price: priceText(price), size: part })
        if ((await world.client.getOrder(orderId)).filledQuantity !== "0") break
      }
    }
  }

  /** An order of which nobody knows for about half a minute whether it exists. */
  async doubt(): Promise<void> {
    const { world } = this
    const { orders } = await world.client.getOrders({ state: "in-doubt" })
    if (orders.some(({ createdAt }) => Date.now() - Date.parse(createdAt) < DOUBT_FRESH_MS)) return
    await world.control("faults", { fault: "50004-not-executed", times: 1 })
    const { bid } = await touch(world)
    const order = { symbol: SYMBOL, type: "limit", strategy: "swing", side: "buy", quantity: "0.025" } as const
    const { orderId } = await world.client.placeOrder({ ...order, price: priceText(bid * 0.9975) })
    await world.until("in doubt", async () => (await world.client.getOrder(orderId)).doubt !== null)
  }

  async #fill(): Promise<void> {
    const { client } = this.world
    await client.startGrid({
      strategy: GRID,
      symbol: SYMBOL,
      spacing: "arithmetic",
      lines: 9,
      rangePercent: "1",
      quotePerLevel: "900",
    })
    await makeOrders(this.world, { count: 4 })
    await client.placeOrder({ symbol: "ETH-USDT", side: "buy", type: "market", quantity: "1.2", strategy: "swing" })
    await client.placeOrder({ symbol: "ETH-USDT-SWAP", side: "sell", type: "market", quantity: "4", strategy: "basis" })
    for (const quantity of ["0.05", "0.02", "0.03", "0.045", "0.01", "0.025"]) {
      await client.placeOrder({ symbol: SYMBOL, side: "buy", type: "market", quantity, strategy: "swing" })
      await this.goOn(3)
      await pause()
      await client.placeOrder({ symbol: SYMBOL, side: "sell", type: "market", quantity, strategy: "swing" })
      await this.goOn(3)
      await pause()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.world[Symbol.asyncDispose]()
  }
}

/** Prices that wander around where they began. */
class Market {
  readonly #prices: Record<Traded, number> = { ...START }
  #drawn = SEED

  /** From three hours ago until now. */
  async live(paper: PaperExchange): Promise<void> {
    for (let ms = 0; ms < PAST_MS; ms += STEP_MS) {
      await this.step(paper, 0.000_7)
      await tell(paper, "clock", { advanceMs: STEP_MS })
    }
  }

  async step(paper: PaperExchange, stride: number): Promise<void> {
    // What Bitcoin does, its contract does too.
    const common = this.#draw() * stride
    for (const symbol of Object.keys(START) as Traded[]) {
      const own = symbol.startsWith("ETH") ? this.#draw() * stride * 1.2 : common
      const home = (START[symbol] - this.#prices[symbol]) / START[symbol]
      const price = this.#prices[symbol] * (1 + own + home * 0.004)
      this.#prices[symbol] = price
      const text = price.toFixed(symbol.startsWith("ETH") ? 2 : 1)
      const side = own > 0 ? "buy" : "sell"
      await tell(paper, "price", { symbol, price: text })
      const size = symbol.endsWith("SWAP") ? "4" : (0.02 + Math.abs(this.#draw()) * 0.4).toFixed(4)
      await tell(paper, "trade", { symbol, side, size })
    }
  }

  /** From -1 to 1, rather near 0 (Park and Miller, three draws). */
  #draw(): number {
    let sum = 0
    for (let index = 0; index < 3; index++) {
      this.#drawn = (this.#drawn * 48_271) % 2_147_483_647
      sum += this.#drawn / 2_147_483_647
    }
    return (sum - 1.5) / 1.5
  }
}

/** Bars of a minute are to have a few fills each. */
async function pause(): Promise<void> {
  await new Promise((done) => setTimeout(done, PAUSE_MS))
}

/** The grid has answered what happened. */
async function settled(): Promise<void> {
  await new Promise((done) => setTimeout(done, SETTLE_MS))
}

async function tell(paper: PaperExchange, path: string, body: object): Promise<void> {
  const response = await fetch(`${paper.url}/paper/${path}`, { method: "POST", body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
}
