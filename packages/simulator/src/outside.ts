// The world outside the process in a drawn world: a market that trades through resting orders and moves, and a person at OKX's own page who places, cancels and
// amends behind the manager's back.

import { type Decimal, Decimals, format } from "@okx-oms/core"
import { type FaultPlan, levelOf, rateOf } from "./fault-plan.ts"
import type { Chance } from "./random.ts"
import { SYMBOLS } from "./setups.ts"
import type { World } from "./world.ts"

type ThereAccount = World["host"]["exchange"]["world"]["accounts"] extends Map<string, infer Account> ? Account : never
type ThereOrder = ThereAccount["openOrders"] extends Map<string, infer Order> ? Order : never

/** Why an exchange cancels an order that nobody asked it to cancel: OKX's cancelSource, some that no table has among them. */
const CANCEL_SOURCES = ["0", "1", "2", "3", "6", "7", "9", "10", "15", "20", "32", "33", "36", "38", "42", "99", "777"]

export class Outside {
  readonly #world: World
  readonly #plan: FaultPlan
  readonly #chance: Chance
  #stopped = false

  constructor(world: World, plan: FaultPlan, chance: Chance) {
    this.#world = world
    this.#plan = plan
    this.#chance = chance
  }

  start(): void {
    this.#every(this.#plan.marketEveryMs, () => this.#market())
    const person =
      rateOf(this.#plan, "F16", { rare: 0.001, storm: 0.003 }) +
      rateOf(this.#plan, "F15", { rare: 0.001, storm: 0.003 })
    if (person > 0) this.#every(1 / person, () => this.#person())
    if (levelOf(this.#plan, "F16") !== "off" && this.#chance.fork("gift").strikes(0.3))
      this.#world.timeline.after(this.#chance.whole(0, this.#plan.stormMs), () => this.#give())
  }

  stop(): void {
    this.#stopped = true
  }

  #every(meanMs: number, act: () => void): void {
    this.#world.timeline.after(this.#chance.waiting(meanMs), () => {
      if (this.#stopped) return
      act()
      this.#every(meanMs, act)
    })
  }

  #market(): void {
    const chance = this.#chance
    const deed = chance.weighed({ trade: 8, move: 1.5, jump: 0.3 })
    if (deed === "trade") {
      const order = this.#someOrder()
      if (order !== undefined) this.#trade(order)
      return
    }
    const symbol = chance.pick(SYMBOLS)
    const market = this.#world.host.exchange.world.markets.get(symbol)
    if (market === undefined) return
    const part = (chance.uniform() - 0.5) * (deed === "jump" ? 0.02 : 0.001)
    const { spec } = market
    // Prices stay within a tenth of where they began, or nothing could be placed any more.
    const start = Number(format(spec.startPrice))
    const wanted = Math.min(1.1 * start, Math.max(0.9 * start, Number(format(market.lastPrice)) * (1 + part)))
    const price = format(Decimals.roundToMultiple(Decimals.decimal(wanted.toFixed(8)), spec.tickSize, "down"))
    if (deed === "move") this.#world.host.setPrice(symbol, price)
    else this.#world.host.trade({ symbol, side: part > 0 ? "buy" : "sell", price, size: format(spec.minSize) })
  }

  /** Somebody trades with a resting order, for all or part of what is left. */
  #trade(order: ThereOrder): void {
    const { market, price, side } = order
    if (price === undefined) return
    const left = Decimals.subtract(order.size, order.filled)
    const size = this.#chance.strikes(0.5) ? left : this.#part(left, market.spec.lotSize)
    if (!Decimals.isPositive(size)) return
    const taker = side === "buy" ? "sell" : "buy"
    this.#world.host.trade({ symbol: market.spec.instId, side: taker, price: format(price), size: format(size) })
  }

  #part(whole: Decimal, lot: Decimal): Decimal {
    const share = Decimals.decimal((0.02 + 0.9 * this.#chance.uniform()).toFixed(4))
    return Decimals.roundToMultiple(Decimals.multiply(whole, share), lot, "down")
  }

  #person(): void {
    const { plan, chance } = { plan: this.#plan, chance: this.#chance }
    const externals = levelOf(plan, "F16") !== "off"
    const cancels = levelOf(plan, "F15") !== "off"
    const deed = chance.weighed({
      place: externals ? 3 : 0,
      amend: externals ? 1 : 0,
      reduce: externals ? 0.5 : 0,
      cancel: cancels ? 3 : 0.01,
    })
    switch (deed) {
      case "place":
        this.#placeOutside()
        return
      case "amend":
        this.#amendOutside()
        return
      case "reduce":
        this.#do("F16", "liquidation or ADL", "POST /paper/positions/reduce", {
          symbol: "BTC-USDT-SWAP",
          kind: chance.pick(["liquidation", "adl"]),
        })
        return
      case "cancel":
        this.#cancelOutside()
        return
    }
  }

  /** OKX's books change without a word of explanation: no execution, no bill. */
  #give(): void {
    const account = this.#world.host.exchange.world.accountsByKey.get(this.#someKey())
    const balance = account?.balances.get("USDT")
    if (this.#stopped || balance === undefined) return
    balance.cash = Decimals.add(balance.cash, Decimals.decimal("12.5"))
    balance.updatedMs = this.#world.host.exchangeMs
    this.#world.recorder.observe({ kind: "fault", faultClass: "F16", name: "unexplained balance" })
  }

  #placeOutside(): void {
    const chance = this.#chance
    const symbol = chance.pick(SYMBOLS)
    const market = this.#world.host.exchange.world.markets.get(symbol)
    if (market === undefined) return
    const side = chance.pick(["buy", "sell"])
    const swap = symbol.endsWith("-SWAP")
    const far = side === "buy" ? 1 - 0.02 * chance.uniform() : 1 + 0.02 * chance.uniform()
    const px = Decimals.decimal((Number(format(market.lastPrice)) * far).toFixed(8))
    const order = {
      instId: symbol,
      tdMode: swap ? "cross" : "cash",
      side,
      ordType: "limit",
      px: format(Decimals.roundToMultiple(px, market.spec.tickSize, "down")),
      sz: swap ? "1" : "0.01",
    }
    this.#do("F16", "external order", "POST /paper/orders/external", { account: this.#someKey(), order })
  }

  #amendOutside(): void {
    const order = this.#someOrder()
    // In the very millisecond nobody can know the order yet, and by its times it would not show that it was touched.
    if (order?.price === undefined || order.createdMs >= this.#world.host.exchange.world.nowMs) return
    const newPx = format(Decimals.subtract(order.price, order.market.spec.tickSize))
    this.#do("F16", "external amend", "POST /paper/orders/amend", {
      account: order.account.apiKey,
      ordId: order.ordId,
      newPx,
    })
  }

  #cancelOutside(): void {
    const order = this.#someOrder()
    if (order === undefined) return
    const cancelSource = this.#chance.pick(CANCEL_SOURCES)
    this.#do("F15", `cancelSource ${cancelSource}`, "POST /paper/orders/cancel", {
      account: order.account.apiKey,
      ordId: order.ordId,
      cancelSource,
    })
  }

  #do(faultClass: string, name: string, route: string, body: Readonly<Record<string, unknown>>): void {
    const { status } = this.#world.host.control(route, body)
    if (status === 200) this.#world.recorder.observe({ kind: "fault", faultClass, name })
  }

  #someKey(): string {
    return this.#chance.pick(this.#world.accounts).apiKey
  }

  #someOrder(): ThereOrder | undefined {
    const account = this.#world.host.exchange.world.accountsByKey.get(this.#someKey())
    if (account === undefined || account.openOrders.size === 0) return undefined
    const order = this.#chance.pick([...account.openOrders.values()])
    // What is hidden comes to light in its own time (lies.ts).
    return order.hidden ? undefined : order
  }
}
