// A world of chance: put together from a plan, run through its storm, healed, and watched until nothing moves any more. What must hold then is the judge's to say.

import type { AccountId, OrderId, SymbolLimits } from "@okx-oms/core"
import type { OrderManager } from "@okx-oms/trading"
import { Callers } from "./callers.ts"
import { DrawnWeather } from "./drawn-weather.ts"
import { driveFaults } from "./fault-driver.ts"
import { type FaultPlan, rateOf, roundTripMs } from "./fault-plan.ts"
import { LIES_OUT_MS, Liar } from "./lies.ts"
import type { Judge, Observation } from "./observation.ts"
import { Outside } from "./outside.ts"
import { beginOnPreviousRelease } from "./previous-release.ts"
import { ProcessFaults } from "./process-faults.ts"
import { Chance } from "./random.ts"
import { ACCOUNTS, BALANCES, INSTRUMENTS, LIMITS, SYMBOLS } from "./setups.ts"
import { Subscriber } from "./subscribers.ts"
import { Workload } from "./workload.ts"
import { World } from "./world.ts"

export interface DrawnWorldOptions {
  readonly seed: string
  readonly plan: FaultPlan
  readonly judge?: Judge | undefined
  readonly onObservation?: ((observation: Observation, step: number) => void) | undefined
}

/** Late fills and corrections come up to this long after the last fault; no rest before. */
const AFTERMATH_MS = 15_000
/** The longest that a healed world may need: trouble is remembered for a minute, then V is 30 s, then the polls. */
const REST_LIMIT_MS = 300_000
/** Longer than any first start takes. */
const FIRST_START_MS = 60_000
const LOOK_EVERY_MS = 1_000
/** Cancels of hidden orders and trades with them, and their late pushes. */
const UNVEILING_MS = 6_000

export class DrawnWorld {
  readonly world: World
  readonly #plan: FaultPlan
  readonly #weather: DrawnWeather
  readonly #process: ProcessFaults
  readonly #outside: Outside
  readonly #workload: Workload
  readonly #callers: Callers
  readonly #liar: Liar
  readonly #subscribers: readonly Subscriber[]
  readonly #chance: Chance
  readonly #seen = new Map<AccountId, Set<OrderId>>()

  constructor(options: DrawnWorldOptions) {
    const { seed, plan, judge, onObservation } = options
    const chance = new Chance(seed)
    const accounts = ACCOUNTS.slice(0, plan.accounts)
    this.#plan = plan
    this.#chance = chance
    this.#weather = new DrawnWeather(plan, chance)
    this.#process = new ProcessFaults(plan, chance.fork("process"), () => this.#started())
    this.world = new World({
      seed,
      weather: this.#weather,
      mood: this.#weather,
      accounts,
      symbols: SYMBOLS,
      limits: () => DrawnWorld.limitsOf(plan),
      tuning: tuningOf(plan),
      balances: BALANCES,
      engine: { instruments: INSTRUMENTS, strictInstIdCode: chance.fork("engine").strikes(0.5) },
      judge,
      onObservation: (observation, step) => {
        this.#remember(observation)
        onObservation?.(observation, step)
      },
      onPort: (port) => this.#process.atPort(port),
      onEnded: (why) => this.#process.ended(why),
    })
    this.#callers = new Callers(this.world)
    this.#liar = new Liar(this.world, plan, chance.fork("liar"))
    this.#outside = new Outside(this.world, plan, chance.fork("outside"))
    this.#workload = new Workload(this.world, plan, chance.fork("workload"), this.#callers)
    const pace = chance.fork("pace")
    this.#subscribers = accounts.flatMap(({ account }, position) => [
      new Subscriber(this.world, { id: 2 * position, account, paceMs: () => 0 }),
      // A slow one, that is told to resync now and then.
      new Subscriber(this.world, {
        id: 2 * position + 1,
        account,
        paceMs: () => pace.whole(0, 40),
        queueLengthMax: pace.whole(2, 50),
      }),
    ])
  }

  /** What the managers of this world are held to. */
  static limitsOf(plan: FaultPlan): SymbolLimits {
    return { ...LIMITS, maxOpenOrders: plan.maxOpenOrders }
  }

  /** The whole life of the world. Ends early at the first broken promise. */
  async run(): Promise<void> {
    const { world } = this
    // The first start is calm, so that every storm has orders to wreck; later ones are not.
    this.#process.attach(world)
    if (this.#beginsOld()) beginOnPreviousRelease(world)
    this.#process.start()
    await world.timeline.run(FIRST_START_MS, () => this.#isReady())
    this.#weather.attach(world.recorder)
    this.#process.begin()
    driveFaults(world, this.#plan, this.#chance.fork("faults"))
    this.#workload.start()
    this.#outside.start()
    this.#liar.start()
    await this.#pass(this.#plan.stormMs)
    await this.#lull()
    this.#heal()
    await this.#rest()
    // Half of the worlds end with everything cancelled, so that the way to an empty book is walked too.
    if (this.#chance.fork("end").strikes(0.5)) {
      this.#workload.cancelEverything()
      await this.#rest()
    }
    await this.#show()
  }

  // ---- the end of the storm --------------------------------------------------------------------------------------------------

  /** Nobody does anything any more: who is away for long comes back, and lies come out. */
  async #lull(): Promise<void> {
    this.#process.stop()
    this.#outside.stop()
    this.#workload.stop()
    const { absenceMs, decidedMs } = this.#liar
    if (absenceMs > 0) this.#process.leave(absenceMs)
    await this.#pass(this.#process.awayForMs)
    if (decidedMs === 0) return
    this.#weather.heal()
    this.world.host.clearFaults()
    this.#process.start()
    await this.#pass(decidedMs)
    this.#liar.unveil()
    await this.#pass(UNVEILING_MS)
  }

  #heal(): void {
    const { world } = this
    world.healed = true
    this.#weather.heal()
    world.host.clearFaults()
    world.host.control("POST /paper/clock", { skewMs: 0 })
    world.recorder.observe({ kind: "healed" })
    this.#process.start()
  }

  /** Lets time pass until nothing moves any more, or too long. */
  async #rest(): Promise<void> {
    const { timeline } = this.world
    const fromMs = timeline.nowMs
    let calmLooks = 0
    const aftermathMs = this.#plan.lies === "off" ? AFTERMATH_MS : LIES_OUT_MS
    while (timeline.nowMs - fromMs < REST_LIMIT_MS && calmLooks < 3 && this.world.recorder.broken === undefined) {
      await this.#pass(LOOK_EVERY_MS)
      await this.#settle(() => this.#workload.resumeAll())
      const overForMs = timeline.nowMs - fromMs - aftermathMs
      const calm = overForMs >= 0 && (await this.#settle(() => this.#isCalm(overForMs)))
      calmLooks = calm === true ? calmLooks + 1 : 0
    }
  }

  #beginsOld(): boolean {
    return this.#chance.fork("begins").strikes(rateOf(this.#plan, "I9", { rare: 0.2, storm: 1 }))
  }

  #isReady(): boolean {
    const { accounts, generation } = this.world
    return accounts.every(({ account }) => generation?.manager(account)?.status().ready === true)
  }

  /** Everything is over for so long: what the pushes did not tell is known once the books were compared since. */
  async #isCalm(overForMs: number): Promise<boolean> {
    if (this.world.generation?.started !== true || this.#callers.open > 0) return false
    for (const { account } of this.world.accounts) {
      const manager = this.world.generation.manager(account)
      if (manager === undefined || !(await isCalm(manager))) return false
      const { lastReconciledAgoMs } = manager.status()
      if (lastReconciledAgoMs === undefined || lastReconciledAgoMs >= overForMs) return false
    }
    return true
  }

  /** What every manager now shows, through its public operations. */
  async #show(): Promise<void> {
    for (const { account } of this.world.accounts) {
      const manager = this.world.generation?.manager(account)
      if (manager === undefined) continue
      await this.#settle(async () => {
        const ids = [...(this.#seen.get(account) ?? [])]
        const orders = await Promise.all(ids.map((orderId) => manager.getOrder({ orderId })))
        const breaks = await manager.getBreaks()
        const { trading, inboxLength, seq } = manager.status()
        this.world.recorder.observe({
          kind: "rested",
          account,
          orders: orders.filter((order) => order !== undefined),
          openBreaks: breaks.filter(({ resolvedAt }) => resolvedAt === undefined).length,
          trading: trading.mode,
          inboxWaiting: inboxLength,
          seq,
        })
      })
    }
    this.world.recorder.judge((judge) => judge.finish())
  }

  // ---- time ------------------------------------------------------------------------------------------------------------------

  #pass(forMs: number): Promise<void> {
    const { timeline, recorder } = this.world
    return timeline.run(timeline.nowMs + forMs, () => recorder.broken !== undefined)
  }

  /** The value of something that needs moments to come; undefined when it does not come within ten seconds, or fails. */
  async #settle<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
    const { timeline, recorder } = this.world
    let done: { readonly value: Value | undefined } | undefined
    work().then(
      (value) => {
        done = { value }
      },
      () => {
        done = { value: undefined }
      },
    )
    await timeline.run(timeline.nowMs + 10_000, () => done !== undefined || recorder.broken !== undefined)
    return done?.value
  }

  // ---- lives -----------------------------------------------------------------------------------------------------------------

  #started(): void {
    for (const subscriber of this.#subscribers) void subscriber.follow()
  }

  #remember(observation: Observation): void {
    if (observation.kind !== "appending") return
    const { account } = observation
    const seen = this.#seen.get(account) ?? new Set()
    this.#seen.set(account, seen)
    for (const event of observation.events) {
      if ("orderId" in event && event.orderId !== undefined) seen.add(event.orderId)
    }
  }
}

async function isCalm(manager: OrderManager): Promise<boolean> {
  const { ready, inboxLength, trading } = manager.status()
  if (!ready || inboxLength > 0 || trading.mode !== "open") return false
  const active = await manager.getActiveOrders()
  return active.every(
    ({ state, doubt, pendingCancel, pendingAmend, fillsMissing }) =>
      (state === "Acknowledged" || state === "PartiallyFilled") &&
      doubt === undefined &&
      pendingCancel === undefined &&
      pendingAmend === undefined &&
      fillsMissing.coefficient === 0n,
  )
}

function tuningOf(plan: FaultPlan): ConstructorParameters<typeof World>[0]["tuning"] {
  const { commandTimeoutMs, reconcileEveryMs, snapshotEveryEvents, batchMax, inbox } = plan
  return {
    manager: { reconcileEveryMs, snapshotEveryEvents, batchMax, inbox },
    gateway: {
      // With less time than its line takes nobody would ever hear an answer.
      restLimits: { commandTimeoutMs, readTimeoutMs: Math.max(1_000, commandTimeoutMs, roundTripMs(plan)) },
      socketLimits: { requestTimeoutMs: commandTimeoutMs },
    },
  }
}
