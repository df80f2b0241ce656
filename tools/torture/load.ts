// The load: clients who place, amend, cancel and list over HTTP, some of whom leave before the answer and ask again with the same key and body, and a
// market that moves meanwhile. It decides nothing about right and wrong; all that it is told goes to Told.

import { setTimeout as wait } from "node:timers/promises"
import type { PaperDoor, Reply, Request, ServerDoor } from "./door.ts"
import type { Random } from "./random.ts"
import { numberOf, type Row, rowOf, rowsOf, textOf } from "./rows.ts"
import type { Answer, Placement, Told } from "./told.ts"

const CLIENTS = 6
const PAUSE_MAX_MS = 25
const MARKET_PAUSE_MAX_MS = 60
const LOST_PAUSE_MS = 250
/** Tries of one request whose answer was lost while the server lives. */
const TRIES_MAX = 3
const BATCH_MAX = 6
/** Ticks that prices stay within the server's collar and the exchange's band over a whole run. */
const WALK_STEP_TICKS = 400
const WALK_RANGE = 0.02

interface Traded {
  readonly symbol: string
  readonly tick: number
  readonly digits: number
  readonly sizes: readonly string[]
}

const TRADED: readonly Traded[] = [
  { symbol: "BTC-USDT", tick: 0.1, digits: 1, sizes: ["0.001", "0.0025", "0.004", "0.01"] },
  { symbol: "ETH-USDT", tick: 0.01, digits: 2, sizes: ["0.01", "0.05", "0.123456", "0.4"] },
]

export interface LoadOptions {
  readonly door: ServerDoor
  readonly paper: PaperDoor
  readonly told: Told
  readonly random: Random
  /** Begins every key; no two loads of a run share it. */
  readonly keys: string
  /** Called when a request leaves and when a placement was answered. */
  readonly heard?: (what: "sent" | "acknowledged") => void
  /** False: prices stay where they are. */
  readonly marketMoves?: boolean
}

export class Load implements AsyncDisposable {
  readonly #options: Required<LoadOptions>
  readonly #random: Random
  readonly #left = new AbortController()
  readonly #working: Promise<unknown>
  readonly #prices = new Map<string, { start: number; now: number }>()
  #count = 0

  constructor(options: LoadOptions) {
    this.#options = { heard: () => {}, marketMoves: true, ...options }
    this.#random = options.random
    this.#working = this.#work()
  }

  /** Lets go: requests under way lose their answers, as those of a killed client do. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#left.abort()
    await this.#working
  }

  get #isOver(): boolean {
    return this.#left.signal.aborted
  }

  async #work(): Promise<void> {
    await this.#readPrices()
    const clients = Array.from({ length: CLIENTS }, (_, index) => this.#client(this.#random.fork(`client ${index}`)))
    await Promise.all([...clients, ...(this.#options.marketMoves ? [this.#market(this.#random.fork("market"))] : [])])
  }

  async #readPrices(): Promise<void> {
    for (const market of rowsOf(await this.#options.paper.state(), "markets")) {
      const price = Number(textOf(market, "last"))
      this.#prices.set(textOf(market, "symbol"), { start: price, now: price })
    }
  }

  /** One client: one request after the other until the end. A lost line is no reason to stop; the server may come back. */
  async #client(random: Random): Promise<void> {
    while (!this.#isOver) {
      await this.#act(random)
      await wait(random.between(0, PAUSE_MAX_MS))
    }
  }

  async #act(random: Random): Promise<void> {
    const drawn = random.fraction()
    if (drawn < 0.56) await this.#place(random)
    else if (drawn < 0.74) await this.#change(random, "cancel")
    else if (drawn < 0.86) await this.#change(random, "amend")
    else if (drawn < 0.91) await this.#batch(random)
    else if (drawn < 0.95) await this.#askAgain(random)
    else if (drawn < 0.99) await this.#list()
    else await this.#ask("POST", "/v1/orders/cancel", { body: { symbol: random.pick(TRADED).symbol } })
  }

  async #place(random: Random): Promise<void> {
    const { told } = this.#options
    const placed = told.placement(this.#newKey(), this.#draw(random))
    for (let tried = 0; tried < TRIES_MAX && !this.#isOver; tried++) {
      // One in eight leaves early: the order may or may not have been taken, and the same wish is asked for again.
      const leave = random.chance(0.125) ? AbortSignal.timeout(random.whole(0, 8)) : undefined
      const answer = await place(this.#options, placed, (request) => this.#ask("POST", "/v1/orders", request), leave)
      if (answer.status !== 0) return
    }
  }

  #draw(random: Random): Row {
    const traded = random.pick(TRADED)
    const side = random.pick(["buy", "sell"])
    const type = random.pick(["limit", "limit", "limit", "post_only", "ioc", "market"])
    const order = { symbol: traded.symbol, side, type, quantity: random.pick(traded.sizes), strategy: "torture" }
    if (type === "market") return order
    // Most rest near the touch, some cross it.
    const away = random.between(-0.0004, 0.0025) * (side === "buy" ? -1 : 1)
    return { ...order, price: priceText(traded, this.#price(traded.symbol) * (1 + away)) }
  }

  async #change(random: Random, kind: "cancel" | "amend"): Promise<void> {
    const { told } = this.#options
    const recent = told.acknowledged().slice(-80)
    if (recent.length === 0) return
    const { key, order, answers } = random.pick(recent)
    const orderId = textOf(answers.find(({ status }) => status === 202)?.body, "orderId")
    const asked = kind === "cancel" ? {} : this.#drawAmendment(random, order)
    if (asked === undefined) return
    const byKey = random.chance(0.3)
    const path = byKey ? `/v1/orders/${key}?by=clientOrderId` : `/v1/orders/${orderId}`
    const answer = await this.#ask(
      kind === "cancel" ? "DELETE" : "PATCH",
      path,
      kind === "cancel" ? {} : { body: asked },
    )
    told.changes.push({ kind, orderId, asked, answer })
  }

  #drawAmendment(random: Random, order: Row): Row | undefined {
    const traded = TRADED.find(({ symbol }) => symbol === order.symbol)
    if (traded === undefined || order.type === "market") return undefined
    const away = random.between(0.0002, 0.003) * (order.side === "buy" ? -1 : 1)
    const price = priceText(traded, this.#price(traded.symbol) * (1 + away))
    const quantity = random.pick(traded.sizes)
    return random.pick([{ price }, { quantity }, { price, quantity }])
  }

  async #batch(random: Random): Promise<void> {
    const { told } = this.#options
    const key = this.#newKey()
    const orders = Array.from({ length: random.whole(2, BATCH_MAX) }, () => this.#draw(random))
    const placed = orders.map((order, index) => told.placement(`${key}:${index}`, order))
    const answer = await this.#ask("POST", "/v1/orders/batch", { key, body: { orders } })
    const results = rowsOf(answer.body, "results")
    for (const [index, placement] of placed.entries()) {
      const result = results[index]
      if (answer.status !== 202 || result === undefined) placement.answers.push({ ...answer, body: answer.body })
      else if (result.ok === true)
        placement.answers.push({ status: 202, body: result, isReplay: result.replayed === true })
      else placement.answers.push(answerOfProblem(rowOf(result, "problem") ?? {}))
    }
  }

  /** An earlier wish again, with the same words or, in bad faith, with others under its key. */
  async #askAgain(random: Random): Promise<void> {
    const { told } = this.#options
    const earlier = [...told.placements.values()].filter(({ key }) => !key.includes(":"))
    if (earlier.length === 0) return
    const placed = random.pick(earlier)
    if (random.chance(0.6)) {
      await place(this.#options, placed, (request) => this.#ask("POST", "/v1/orders", request))
      return
    }
    // Only under a key that is known to be taken does another body say something about the server.
    if (!placed.answers.some(({ status }) => status === 202)) return
    const other = { ...placed.order, side: placed.order.side === "buy" ? "sell" : "buy" }
    const answer = await this.#ask("POST", "/v1/orders", { key: placed.key, body: other })
    told.misuses.push({ key: placed.key, answer })
  }

  async #list(): Promise<void> {
    const { body } = await this.#ask("GET", "/v1/orders?state=open&limit=500")
    for (const row of rowsOf(body, "orders")) {
      this.#options.told.listed.set(textOf(row, "orderId"), textOf(row, "clientOrderId"))
    }
  }

  /** A lost answer is an answer too: status 0. */
  async #ask(method: string, path: string, request: Request = {}): Promise<Answer> {
    const { door, told, heard } = this.#options
    const signals = [this.#left.signal, ...(request.leave === undefined ? [] : [request.leave])]
    told.requests++
    const asking: Promise<Reply> = door.ask(method, path, { ...request, leave: AbortSignal.any(signals) })
    heard("sent")
    const answer = await asking.catch(() => ({ status: 0, body: {}, isReplay: false }))
    // Nobody there: asking at once again would only fill the record.
    if (answer.status === 0 && request.leave === undefined && !this.#isOver) await wait(LOST_PAUSE_MS)
    return answer
  }

  #newKey(): string {
    return `${this.#options.keys}-${++this.#count}`
  }

  #price(symbol: string): number {
    return this.#prices.get(symbol)?.now ?? 1
  }

  /** Prices walk, strangers trade, and now and then an order ends without anybody here having asked. */
  async #market(random: Random): Promise<void> {
    const { paper } = this.#options
    while (!this.#isOver) {
      const traded = random.pick(TRADED)
      await this.#disturb(random, traded, paper).catch(() => {})
      await wait(random.between(5, MARKET_PAUSE_MAX_MS))
    }
  }

  async #disturb(random: Random, traded: Traded, paper: PaperDoor): Promise<void> {
    const { symbol, tick } = traded
    const price = this.#prices.get(symbol)
    if (price === undefined) return
    const drawn = random.fraction()
    if (drawn < 0.5) {
      const moved = price.now + random.whole(-WALK_STEP_TICKS, WALK_STEP_TICKS) * tick
      if (Math.abs(moved / price.start - 1) > WALK_RANGE) return
      price.now = moved
      await paper.post("/paper/price", { symbol, price: priceText(traded, moved) })
    } else if (drawn < 0.94) {
      const side = random.pick(["buy", "sell"])
      const limit = priceText(traded, price.now * (side === "buy" ? 1.002 : 0.998))
      await paper.post("/paper/trade", { symbol, side, price: limit, size: random.pick(traded.sizes) })
    } else {
      const account = rowsOf(await paper.state(), "accounts")[0]
      const open = rowsOf(account, "openOrders")
      if (open.length > 0) await paper.post("/paper/orders/cancel", { ordId: textOf(random.pick(open), "ordId") })
    }
  }
}

/** Asks for one placement and writes the answer down. */
export async function place(
  { heard }: Pick<LoadOptions, "heard">,
  placed: Placement,
  ask: (request: Request) => Promise<Answer>,
  leave?: AbortSignal,
): Promise<Answer> {
  const answer = await ask({ key: placed.key, body: placed.order, ...(leave !== undefined && { leave }) })
  placed.answers.push(answer)
  if (answer.status === 202) heard?.("acknowledged")
  return answer
}

function answerOfProblem(problem: Row): Answer {
  return { status: numberOf(problem, "status"), body: problem, isReplay: false }
}

function priceText({ tick, digits }: Traded, price: number): string {
  return (Math.round(price / tick) * tick).toFixed(digits)
}
