// What OKX promises not to do and does in the worlds whose plan says so: a certain refusal of an order that was executed, an order that no read and no push shows
// for a minute or for hours. Set here during the storm; what is still hidden after it comes to light in one of the ways in which orders do.

import { Decimals, format } from "@okx-oms/core"
import type { FaultPlan } from "./fault-plan.ts"
import type { Chance } from "./random.ts"
import type { World } from "./world.ts"

/** Until the doubt of a hidden order is decided: expTime, the longest invisibility while OKX is in trouble, and the polls. */
const DECIDED_MS = 50_000
/** What hides for minutes stays hidden until well after that. */
const HIDDEN = { fromMs: 60_000, toMs: 120_000 } as const
/** All lies have come out so long after the storm. */
export const LIES_OUT_MS = 130_000
/** The process goes away so soon after hours of hiding begin. */
const BEFORE_ABSENCE_MS = 3_000
/** What becomes of the hidden, in turn: most orders rest too far from the market to be traded with by chance. */
const DEEDS = ["cancel", "part", "whole", "nothing"] as const

export class Liar {
  readonly #world: World
  readonly #plan: FaultPlan
  readonly #chance: Chance
  /** 0: the process stays where it is. */
  readonly absenceMs: number

  constructor(world: World, plan: FaultPlan, chance: Chance) {
    this.#world = world
    this.#plan = plan
    this.#chance = chance
    this.absenceMs = plan.lies === "absence" ? chance.whole(7_300_000, 8_500_000) : 0
  }

  start(): void {
    const { lies, stormMs } = this.#plan
    if (lies === "off") return
    const chance = this.#chance
    const forMs = stormMs
    this.#world.host.setFault("false-refusal", { rate: 0.03 + 0.2 * chance.uniform(), forMs })
    this.#world.host.setFault("late-fills", { rate: 0.4, forMs, delayMs: 100, delayMaxMs: 8_000 })
    if (lies === "some") {
      const delays = { delayMs: HIDDEN.fromMs, delayMaxMs: HIDDEN.toMs }
      this.#world.host.setFault("hidden-order", { rate: 0.05 + 0.15 * chance.uniform(), forMs, times: 20, ...delays })
    } else {
      this.#world.timeline.after(Math.max(0, stormMs - BEFORE_ABSENCE_MS), () => this.#hideForHours())
    }
  }

  /** After the storm: until what was said of the hidden orders is said. */
  get decidedMs(): number {
    return this.#plan.lies === "off" ? 0 : DECIDED_MS
  }

  /** What is still hidden is cancelled, traded with, or simply seen. */
  unveil(): void {
    const { host, accounts, timeline } = this.#world
    const { accountsByKey } = host.exchange.world
    let turn = this.#chance.whole(0, DEEDS.length - 1)
    for (const { apiKey } of accounts) {
      for (const order of accountsByKey.get(apiKey)?.openOrders.values() ?? []) {
        if (!order.hidden) continue
        const deed = DEEDS[turn++ % DEEDS.length]
        if (deed === "cancel") {
          const body = { account: apiKey, ordId: order.ordId, cancelSource: "0" }
          timeline.after(this.#chance.whole(0, 2_000), () => host.control("POST /paper/orders/cancel", body))
        } else if (deed !== "nothing" && order.price !== undefined) {
          const { side, market, price } = order
          // What rests before it at a better price trades first, so a whole fill needs more than its size.
          const share = deed === "whole" ? "40" : "0.4"
          const sized = Decimals.multiply(Decimals.subtract(order.size, order.filled), Decimals.decimal(share))
          const size = Decimals.roundToMultiple(sized, market.spec.lotSize, "up")
          const trade = { symbol: market.spec.instId, price: format(price), size: format(size) }
          timeline.after(this.#chance.whole(2_000, 4_000), () => {
            host.trade({ ...trade, side: side === "buy" ? "sell" : "buy" })
          })
        }
      }
    }
  }

  /** The control door sets no fault for so long, so the engine is told itself. */
  #hideForHours(): void {
    const { host } = this.#world
    if (this.#world.healed) return
    const delayMs = BEFORE_ABSENCE_MS + this.absenceMs + DECIDED_MS + 30_000
    host.exchange.world.faults.set({
      uid: "*",
      fault: "hidden-order",
      rate: 0.7,
      untilMs: host.exchangeMs + BEFORE_ABSENCE_MS,
      scope: "writes",
      delayMs,
      delayMaxMs: delayMs + 20_000,
      code: "",
      times: 24,
    })
  }
}
