// What the scenes of this folder share: the audience (an auditor that judges each scene to its end), quantities as the scenario tables write them, and one short
// text for where an order stands. It relies on the stage for everything that happens.

import assert from "node:assert/strict"
import { Decimals, format, type Order, type OrderId, type OrderState, remainingOf } from "@okx-oms/core"
import { Auditor } from "../auditor/auditor.ts"
import type { Judge, Observation } from "../observation.ts"
import { ACCOUNTS, LIMITS } from "../setups.ts"
import { type Ref, Stage, type StageOptions } from "../stage.ts"

export interface SceneOptions extends Omit<StageOptions, "judge" | "boot"> {
  /** Before the process starts. */
  readonly before?: (stage: Stage) => void
  /** False: the scene makes the network say what the exchange never said, so there is no truth to judge by. Default true. */
  readonly judged?: boolean
}

/** The tables count in lots: 10000 is an order of 0.1 BTC. */
const LOT = Decimals.decimal("0.00001")
/** After the faults are over: longer than the longest patience of the manager. */
const REST_MS = 30_000
/** The step of waits for what takes seconds. */
const COARSE_MS = 25

export const SENT = ["OrderCreated", "OrderValidated", "OrderSubmitted"] as const
export const RESTS = [...SENT, "OrderAcknowledged"] as const

/** Plays a scene on a stage of its own, lets the world heal and rest, and hears the auditor's verdict. */
export async function scene(run: (stage: Stage) => Promise<void>, options: SceneOptions = {}): Promise<void> {
  const { before, judged = true, ...rest } = options
  const court = new Court()
  await using stage = await Stage.begin({ ...rest, boot: false, ...(judged && { judge: court }) })
  if (judged) court.open(stage, rest)
  before?.(stage)
  await stage.boot()
  await run(stage)
  if (!judged) return
  await comeToRest(stage)
  await stage.end()
}

/** A decimal quantity of so many lots. */
export function lots(count: number): string {
  return format(Decimals.multiply(Decimals.fromInteger(BigInt(count)), LOT))
}

/** Where an order stands, as the tables write it: "PartiallyFilled 10000/2000/8000 PC" is state, quantity/filled/left in lots, and what is pending or in doubt. */
export function standing(order: Order): string {
  const left = remainingOf(order)
  const figures = [order.quantity, order.filledQuantity, left].map((size) => (size === undefined ? "?" : inLots(size)))
  const axes = [
    order.pendingCancel === undefined ? "" : " PC",
    order.pendingAmend === undefined ? "" : " PR",
    order.doubt === undefined ? "" : " DOUBT",
  ]
  return `${order.state} ${figures.join("/")}${axes.join("")}`
}

/** Lets time pass until the order stands so; fails, with how it stands, when it does not within so long. */
export async function stands(stage: Stage, ref: Ref, wanted: string, withinMs = 100): Promise<Order> {
  const giveUpAtMs = stage.nowMs + withinMs
  for (;;) {
    const order = await stage.order(ref)
    if (standing(order) === wanted) return order
    if (stage.nowMs >= giveUpAtMs) assert.equal(standing(order), wanted, `history: ${wayOf(order)}`)
    // Long waits look less often.
    await stage.advance(Math.max(1, Math.floor(withinMs / 200)))
  }
}

/** Lets time pass, in larger steps, until the order is in the state; fails when it does not come there within so long. */
export async function comesTo(stage: Stage, ref: Ref, state: OrderState, withinMs = 60_000): Promise<Order> {
  const giveUpAtMs = stage.nowMs + withinMs
  for (;;) {
    const order = await stage.order(ref)
    if (order.state === state) return order
    if (stage.nowMs >= giveUpAtMs) assert.equal(order.state, state, `history: ${wayOf(order)}`)
    await stage.advance(COARSE_MS)
  }
}

/** It stands so now and still does after so long: what just happened changed nothing. */
export async function staysAs(stage: Stage, ref: Ref, wanted: string, forMs = 100): Promise<Order> {
  assert.equal(standing(await stage.order(ref)), wanted)
  await stage.advance(forMs)
  const order = await stage.order(ref)
  assert.equal(standing(order), wanted, `history: ${wayOf(order)}`)
  return order
}

/** The order that the manager shows under this id of the exchange; waits for it. */
export async function shownAs(stage: Stage, ordId: string, withinMs = 15_000): Promise<Order> {
  let found: OrderId | undefined
  const giveUpAtMs = stage.nowMs + withinMs
  while (found === undefined && stage.nowMs < giveUpAtMs) {
    for (const event of await stage.events())
      if (event.type === "OrderAdopted" && event.okxOrderId === ordId) found = event.orderId
    await stage.advance(1)
  }
  assert.ok(found !== undefined, `order ${ordId} of the exchange is not shown`)
  return stage.order(found)
}

/** Everything sent to the exchange that changes an order, oldest first. */
export function writes(stage: Stage): string[] {
  return stage
    .sent()
    .map(({ what }) => what)
    .filter((what) => /order/.test(what) && !what.startsWith("GET "))
}

function wayOf(order: Order): string {
  return order.history.map(({ to, reason }) => `${to} (${reason})`).join(", ")
}

function inLots(size: Order["quantity"]): string {
  return format(Decimals.divide(size, LOT, { scale: 3, rounding: "down" }))
}

async function comeToRest(stage: Stage): Promise<void> {
  stage.net.clear()
  stage.exchange.heal()
  if (stage.world.generation === undefined) await stage.boot()
  stage.world.recorder.observe({ kind: "healed" })
  await stage.advance(REST_MS)
  const manager = stage.manager()
  const orders: Order[] = []
  for (const event of await stage.events()) {
    if (event.type === "OrderCreated" || event.type === "OrderAdopted") orders.push(await stage.order(event))
  }
  const breaks = await stage.during(manager.getBreaks())
  const { trading, inboxLength, seq } = manager.status()
  stage.world.recorder.observe({
    kind: "rested",
    account: stage.account,
    orders,
    openBreaks: breaks.filter(({ resolvedAt }) => resolvedAt === undefined).length,
    trading: trading.mode,
    inboxWaiting: inboxLength,
    seq,
  })
}

/** The auditor needs the exchange's name of the account, which only a built world knows: what happens before that is kept for it. */
class Court implements Judge {
  readonly #early: Observation[] = []
  #auditor: Auditor | undefined

  open(stage: Stage, { limits }: Pick<StageOptions, "limits">): void {
    const { accountsByKey } = stage.exchange.host.exchange.world
    const accounts = stage.world.accounts.map(({ account, apiKey }) => ({
      account,
      uid: accountsByKey.get(apiKey)?.uid ?? "",
      limits: () => ({ ...LIMITS, ...limits }),
    }))
    const secrets = ACCOUNTS.flatMap(({ apiKey, secret, passphrase }) => [apiKey, secret, passphrase])
    this.#auditor = new Auditor({ accounts, secrets })
    for (const observation of this.#early.splice(0)) this.#auditor.observe(observation)
  }

  observe(observation: Observation): void {
    if (this.#auditor === undefined) this.#early.push(observation)
    else this.#auditor.observe(observation)
  }

  finish(): void {
    this.#auditor?.finish()
  }
}
