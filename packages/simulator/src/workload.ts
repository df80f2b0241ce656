// The callers of a drawn world: strategies that place, amend and cancel, in bursts and one by one, hurried and slow; that ask twice, ask the same in other words,
// give up in the middle and ask the next life; and a person who halts, looks, and lets trading go on.

import {
  type AccountId,
  type ClientOrderId,
  Decimals,
  format,
  type Symbol as InstrumentSymbol,
  isTerminal,
  type OrderId,
  type OrderType,
  type PlaceOrder,
  parseClientOrderId,
  parsePrice,
  parseQuantity,
  parseStrategyId,
} from "@okx-oms/core"
import type { OrderManager } from "@okx-oms/trading"
import type { Callers } from "./callers.ts"
import { type FaultPlan, levelOf, rateOf } from "./fault-plan.ts"
import type { Chance } from "./random.ts"
import { BTC_SWAP, SYMBOLS } from "./setups.ts"
import type { World } from "./world.ts"

const STRATEGIES = ["alpha", "beta", "manual"] as const
/** Orders that a caller still thinks of. */
const REMEMBERED = 60

interface Known {
  readonly account: AccountId
  readonly orderId: OrderId
  readonly symbol: InstrumentSymbol
}

export class Workload {
  readonly #world: World
  readonly #plan: FaultPlan
  readonly #chance: Chance
  readonly #callers: Callers
  readonly #known: Known[] = []
  readonly #asked: { readonly account: AccountId; readonly order: PlaceOrder }[] = []
  #keys = 0
  #wishes = 0
  #stopped = false

  constructor(world: World, plan: FaultPlan, chance: Chance, callers: Callers) {
    this.#world = world
    this.#plan = plan
    this.#chance = chance
    this.#callers = callers
  }

  start(): void {
    const everyMs = this.#plan.stormMs / this.#plan.wishes
    this.#every(everyMs, () => this.#wish())
    // Each lie that comes to light halts trading: without a quick hand there would be few orders left to lie about.
    this.#every(this.#plan.lies === "off" ? 1_000 : 250, () => void this.#look())
    if (levelOf(this.#plan, "I8") !== "off") {
      this.#every(this.#plan.stormMs / rateOf(this.#plan, "I8", { rare: 2, storm: 8 }), () => this.#burst())
    }
  }

  stop(): void {
    this.#stopped = true
  }

  /** Cancels everything, in every account; for the end of a world. */
  cancelEverything(): void {
    for (const { account } of this.#world.accounts) void this.#callers.cancelAll(account)
  }

  /** A person who finds trading halted lets it go on. */
  async resumeAll(): Promise<void> {
    for (const { account } of this.#world.accounts) {
      const manager = this.#world.generation?.manager(account)
      if (manager !== undefined) await acceptBalances(manager)
      if (manager !== undefined && manager.status().trading.mode !== "open")
        await this.#callers.resume(account, "looked at it")
    }
  }

  #every(meanMs: number, act: () => void): void {
    this.#world.timeline.after(this.#chance.waiting(meanMs), () => {
      if (this.#stopped) return
      act()
      this.#every(meanMs, act)
    })
  }

  /** Several wishes at one moment, or as many as it takes to keep up: a time of less than a millisecond cannot pass. */
  #wish(): void {
    if (this.#wishes >= 2 * this.#plan.wishes) return
    this.#wishes++
    const chance = this.#chance
    const { account } = chance.pick(this.#world.accounts)
    const deed = chance.weighed(this.#plan.bustle === "dense" ? DENSE : DEEDS[this.#plan.manner])
    switch (deed) {
      case "place":
        void this.#place(account, this.#order(account))
        return
      case "batch":
        this.#batch(account, chance.wide(2, 20))
        return
      case "cancel":
        void this.#cancelSome(1)
        return
      case "cancelTwice":
        void this.#cancelSome(2)
        return
      case "amend":
        void this.#amend()
        return
      case "look":
        void this.#lookAtOne()
        return
      case "cancelAll":
        void this.#callers.cancelAll(account, chance.strikes(0.5) ? { symbol: chance.pick(SYMBOLS) } : {})
        return
      case "halt":
        void this.#callers.halt(account, chance.pick(["halt", "reduce-only"]), "a person halts")
        return
      case "again":
        this.#again()
        return
    }
  }

  // ---- placing -----------------------------------------------------------------------------------------------------------------

  async #place(account: AccountId, order: PlaceOrder): Promise<void> {
    const chance = this.#chance
    if (order.clientOrderId !== undefined) {
      this.#asked.push({ account, order })
      if (this.#asked.length > REMEMBERED) this.#asked.shift()
    }
    const twice =
      order.clientOrderId !== undefined && chance.strikes(rateOf(this.#plan, "I7", { rare: 0.05, storm: 0.3 }))
    const asked = this.#callers.place(account, order)
    if (twice) {
      this.#tell("I7", "sent twice")
      void this.#callers.place(account, order)
    }
    const hurried = chance.strikes(0.06)
    const outcome = await asked
    if (outcome.kind === "gone") {
      // The caller does not know what became of it: with a key it asks again, the next life if need be.
      if (order.clientOrderId !== undefined && chance.strikes(0.7)) this.#askAgain(account, order)
      return
    }
    if (!outcome.answer.ok) return
    const { orderId } = outcome.answer.value
    this.#known.push({ account, orderId, symbol: order.symbol })
    if (this.#known.length > REMEMBERED) this.#known.shift()
    if (hurried) void this.#callers.cancel(account, orderId, "changed my mind")
  }

  #askAgain(account: AccountId, order: PlaceOrder, left = 20): void {
    this.#world.timeline.after(this.#chance.wide(20, 3_000), () => {
      if (this.#stopped || left === 0) return
      if (this.#world.generation?.manager(account) === undefined) this.#askAgain(account, order, left - 1)
      else void this.#place(account, order)
    })
  }

  /** Of one symbol, at one moment: they leave together. */
  #batch(account: AccountId, count: number): void {
    const symbol = this.#chance.pick(SYMBOLS)
    for (let order = 0; order < count; order++) void this.#place(account, this.#order(account, symbol))
  }

  /** More at once than the queues hold. */
  #burst(): void {
    this.#tell("I8", "burst")
    const { account } = this.#chance.pick(this.#world.accounts)
    const count = this.#chance.whole(20, 120)
    for (let order = 0; order < count; order++) void this.#place(account, this.#order(account))
    if (this.#chance.strikes(0.3)) void this.#cancelSome(20)
  }

  /** The same key again: the same wish, or another one under the same name. */
  #again(): void {
    const chance = this.#chance
    if (this.#asked.length === 0) return
    const { account, order } = chance.pick(this.#asked)
    if (chance.strikes(0.6)) {
      this.#tell("I7", "the same wish again")
      void this.#callers.place(account, order)
      return
    }
    this.#tell("I7", "another wish under the same key")
    void this.#callers.place(account, {
      ...order,
      quantity: parseQuantity(format(Decimals.add(order.quantity, order.quantity))),
    })
  }

  #order(account: AccountId, symbol = this.#chance.pick(SYMBOLS)): PlaceOrder {
    const chance = this.#chance
    const clientOrderId = chance.strikes(0.6) ? { clientOrderId: this.#key(account) } : {}
    const timeLimitMs = chance.strikes(this.#plan.lies === "off" ? 0.06 : 0.3)
      ? { timeLimitMs: chance.wide(50, 8_000) }
      : {}
    const strategy = parseStrategyId(chance.pick(STRATEGIES))
    return { strategy, symbol, ...clientOrderId, ...timeLimitMs, ...this.#terms(account, symbol) }
  }

  #key(account: AccountId): ClientOrderId {
    return parseClientOrderId(`${account}-${++this.#keys}`)
  }

  /** Side, type, price and quantity that fit the symbol, or now and then do not. */
  #terms(
    account: AccountId,
    symbol: InstrumentSymbol,
  ): Pick<PlaceOrder, "side" | "type" | "quantity"> & Partial<Pick<PlaceOrder, "price" | "unit" | "reduceOnly">> {
    const chance = this.#chance
    const type: OrderType = chance.weighed(TYPES[this.#plan.manner])
    const side = chance.pick(["buy", "sell"] as const)
    const swap = symbol === BTC_SWAP
    const last = this.#lastPrice(account, symbol)
    const lots = swap ? chance.wide(1, 800) / 100 : chance.wide(20, 16_000) / last
    const quantity = parseQuantity(lots.toFixed(swap ? 2 : 5))
    if (type === "market") {
      const byQuote = !swap && side === "buy" && chance.strikes(0.4)
      return byQuote
        ? { side, type, quantity: parseQuantity(String(chance.wide(20, 15_000))), unit: "quote" }
        : { side, type, quantity }
    }
    // Mostly a little behind the market, sometimes through it, seldom nowhere near it.
    const far = chance.weighed(DISTANCES[this.#plan.manner])
    const distance = { near: 0.0005 * chance.uniform(), through: -0.001 * chance.uniform(), far: 0.03, wild: -0.2 }[far]
    const raw = last * (side === "buy" ? 1 - distance : 1 + distance)
    const price = parsePrice(raw.toFixed(chance.strikes(0.01) ? 4 : swap || symbol === "BTC-USDT" ? 1 : 2))
    const reduceOnly = swap && chance.strikes(0.1) ? { reduceOnly: true } : {}
    return { side, type, quantity, price, ...reduceOnly }
  }

  #lastPrice(account: AccountId, symbol: InstrumentSymbol): number {
    const known = this.#world.generation?.manager(account)?.lastPrice(symbol)?.price
    const there = this.#world.host.exchange.world.markets.get(symbol)?.lastPrice
    const price = known ?? there
    return price === undefined ? 1_000 : Number(format(price))
  }

  // ---- afterwards --------------------------------------------------------------------------------------------------------------

  async #cancelSome(times: number): Promise<void> {
    for (let time = 0; time < times; time++) {
      const known = this.#someKnown()
      if (known === undefined) return
      void this.#callers.cancel(known.account, known.orderId)
      if (times === 2) void this.#callers.cancel(known.account, known.orderId, "once more")
    }
  }

  async #amend(): Promise<void> {
    const chance = this.#chance
    const known = this.#someKnown()
    if (known === undefined) return
    const { account, orderId } = known
    const manager = this.#world.generation?.manager(account)
    const order = await manager?.getOrder({ orderId }).catch(() => undefined)
    // Now and then one that is over, to be refused.
    if (order?.price === undefined || (isTerminal(order.state) && !chance.strikes(0.05))) return
    const tick = known.symbol === "ETH-USDT" ? "0.01" : "0.1"
    const move = Decimals.multiply(Decimals.decimal(tick), Decimals.decimal(String(chance.whole(1, 30))))
    const price = chance.strikes(0.5) ? Decimals.add(order.price, move) : Decimals.subtract(order.price, move)
    const share = Decimals.decimal((0.3 + 1.2 * chance.uniform()).toFixed(2))
    const lot = Decimals.decimal(known.symbol === BTC_SWAP ? "0.01" : "0.00001")
    const quantity = Decimals.roundToMultiple(Decimals.multiply(order.quantity, share), lot, "down")
    const what = chance.weighed({ price: 4, quantity: 4, both: 2 })
    const change = {
      ...(what !== "quantity" && { price: parsePrice(format(price)) }),
      ...(what !== "price" && Decimals.isPositive(quantity) && { quantity: parseQuantity(format(quantity)) }),
    }
    if (Object.keys(change).length > 0) await this.#callers.amend(account, orderId, change)
  }

  async #lookAtOne(): Promise<void> {
    const known = this.#someKnown()
    if (known !== undefined) await this.#callers.look(known.account, { orderId: known.orderId })
  }

  /** A person looks every few seconds; trading that is halted goes on after a while. */
  async #look(): Promise<void> {
    if (this.#chance.strikes(0.7)) await this.resumeAll()
  }

  #someKnown(): Known | undefined {
    if (this.#known.length === 0) return undefined
    // The newest are the most interesting: their fate is open.
    const newest = this.#chance.strikes(0.5) ? this.#known.slice(-6) : this.#known
    return this.#chance.pick(newest)
  }

  #tell(faultClass: string, name: string): void {
    this.#world.recorder.observe({ kind: "fault", faultClass, name })
  }
}

/** What OKX holds is taken into the books, where nothing explains it. */
async function acceptBalances(manager: OrderManager): Promise<void> {
  // A manager that stops meanwhile answers nobody.
  const open = await manager.getBreaks("open").catch(() => [])
  for (const { breakId, kind } of open) {
    if (kind !== "balance-mismatch" && kind !== "position-mismatch") continue
    await manager.resolveBreak(breakId, "OKX's support says so").catch(() => undefined)
  }
}

const MIXED = {
  place: 60,
  batch: 4,
  cancel: 18,
  cancelTwice: 1,
  amend: 12,
  look: 3,
  cancelAll: 0.4,
  halt: 0.05,
  again: 3,
} as const
const DENSE = { ...MIXED, place: 40, batch: 22, cancelAll: 1.2 } as const
const DEEDS: Readonly<Record<FaultPlan["manner"], Readonly<Record<keyof typeof MIXED, number>>>> = {
  mixed: MIXED,
  amending: { ...MIXED, place: 20, batch: 6, cancel: 6, amend: 60 },
  resting: { ...MIXED, place: 60, batch: 10, cancel: 1, cancelAll: 0 },
}

const EVERY_TYPE = { limit: 62, post_only: 12, ioc: 9, fok: 6, market: 11 } as const
const TYPES: Readonly<Record<FaultPlan["manner"], Readonly<Record<OrderType, number>>>> = {
  mixed: EVERY_TYPE,
  amending: { ...EVERY_TYPE, ioc: 1, fok: 1, market: 1 },
  resting: { ...EVERY_TYPE, ioc: 1, fok: 1, market: 1 },
}
const ANYWHERE = { near: 12, through: 3, far: 1, wild: 0.3 } as const
const DISTANCES: Readonly<Record<FaultPlan["manner"], Readonly<Record<keyof typeof ANYWHERE, number>>>> = {
  mixed: ANYWHERE,
  amending: { ...ANYWHERE, far: 12 },
  resting: { ...ANYWHERE, near: 6, through: 0.3, far: 12 },
}
