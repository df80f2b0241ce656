// A gateway on a paper exchange over loopback, for tests: what was sent, what was said, and what the exchange's own log says happened. It relies on the paper
// exchange alone; closing a desk proves that every placement was answered exactly once.

import assert from "node:assert/strict"
import {
  type ExchangeInput,
  later,
  type Millis,
  millis,
  orderIdsFrom,
  parsePrice,
  parseQuantity,
  parseSymbol,
  type RequestOutcome,
  requestIdFrom,
  serialOf,
} from "@okx-oms/core"
import {
  type FaultName,
  type LogRecord,
  type LogType,
  type PaperExchange,
  startPaperExchange,
} from "@okx-oms/paper-exchange"
import type { Clock, Placement } from "@okx-oms/trading"
import { OkxGateway } from "../gateway.ts"
import { Secret } from "../secret.ts"
import type { SocketLimits } from "../socket.ts"

export const BTC = parseSymbol("BTC-USDT")
/** Below the scripted market's 91,500, inside the exchange's price band. */
export const RESTING_PRICE = "90000"
export const QUANTITY = "0.01"
/** Short, so that a lost answer is given up soon; long, so that a busy machine loses none. */
export const ANSWER_MS = 1_000
const PATIENCE_MS = 8_000
const EPOCH = 1_700_000_000

const clock: Clock = {
  wall: () => millis(Date.now()),
  mono: () => millis(Math.trunc(performance.now())),
  soon: (run) => void setImmediate(run),
  timer: (delayMs, run) => {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
}

/** A started gateway, the exchange behind it, and everything that was said. Closing it proves that each placement was answered once. */
export class Desk implements AsyncDisposable {
  readonly gateway: OkxGateway
  readonly #paper: PaperExchange
  readonly #heard: ExchangeInput[] = []
  readonly #sent: Placement[] = []
  #serials = 0

  private constructor(paper: PaperExchange, limits: Partial<SocketLimits>) {
    this.#paper = paper
    this.gateway = gatewayOn(paper, limits)
  }

  static async start(limits: Partial<SocketLimits> = {}): Promise<Desk> {
    const desk = new Desk(await startPaper(), limits)
    try {
      await desk.gateway.start((input) => void desk.#heard.push(input))
      await until(() => desk.of("FeedUp").length > 0)
    } catch (error) {
      await desk[Symbol.asyncDispose]()
      throw error
    }
    return desk
  }

  get soonEnough(): Millis {
    const time = this.gateway.exchangeTime()
    assert.ok(time !== undefined)
    return later(time.at, 2_500)
  }

  serial(): string {
    return serialOf(EPOCH, ++this.#serials)
  }

  order(change: Partial<Placement> = {}): Placement {
    return {
      ...orderIdsFrom(this.serial()),
      symbol: BTC,
      side: "buy",
      orderType: "limit",
      tradeMode: "cash",
      reduceOnly: false,
      quantity: parseQuantity(QUANTITY),
      unit: "base",
      price: parsePrice(RESTING_PRICE),
      tag: "paper",
      ...change,
    }
  }

  send(transport: "ws" | "rest", orders: readonly Placement[]): void {
    this.#sent.push(...orders)
    const requestId = requestIdFrom(this.serial())
    this.gateway.send({ type: "place", requestId, transport, expiresAt: this.soonEnough, orders })
  }

  /** One order, sent and answered. */
  async placed(transport: "ws" | "rest"): Promise<[Placement, RequestOutcome]> {
    const order = this.order()
    this.send(transport, [order])
    const [outcome] = await this.outcomes([order])
    assert.ok(outcome !== undefined)
    return [order, outcome]
  }

  async outcomes(orders: readonly Placement[]): Promise<RequestOutcome[]> {
    const find = ({ orderId }: Placement) => this.of("PlaceReply").find((reply) => reply.orderId === orderId)
    await until(() => orders.every((order) => find(order) !== undefined))
    return orders.flatMap((order) => find(order)?.outcome ?? [])
  }

  async kinds(orders: readonly Placement[]): Promise<RequestOutcome["kind"][]> {
    return (await this.outcomes(orders)).map(({ kind }) => kind)
  }

  /** Cancels them in one go; what became of each request, in the orders' order. */
  async cancelled(orders: readonly Placement[]): Promise<RequestOutcome["kind"][]> {
    const asked = orders.map((order) => ({ requestId: requestIdFrom(this.serial()), target: order }))
    for (const { requestId, target } of asked) {
      const { orderId, clOrdId, symbol } = target
      this.gateway.send({ type: "cancel", requestId, target: { orderId, clOrdId, symbol } })
    }
    const find = (requestId: string) => this.of("CancelReply").filter((reply) => reply.requestId === requestId)
    await until(() => asked.every(({ requestId }) => find(requestId).length > 0))
    return asked.flatMap(({ requestId }) => find(requestId).map(({ outcome }) => outcome.kind))
  }

  of<Type extends ExchangeInput["type"]>(type: Type) {
    return this.#heard.filter((input): input is Extract<ExchangeInput, { type: Type }> => input.type === type)
  }

  reportsOf({ clOrdId }: Placement): number {
    return this.of("OrderReport").filter(({ order }) => order.clOrdId === clOrdId).length
  }

  logged(type: LogType): LogRecord[] {
    return this.#paper.exchange.world.log.read(1, 100_000).filter((record) => record.type === type)
  }

  accepted(order: Placement): boolean {
    return this.okxOrderIdOf(order) !== undefined
  }

  okxOrderIdOf({ clOrdId }: Placement): string | undefined {
    const record = this.logged("order-accepted").find((one) => one.clOrdId === clOrdId)
    return record === undefined ? undefined : String(record.ordId)
  }

  control(path: string, body: object): Promise<void> {
    return control(this.#paper, path, body)
  }

  fault(fault: FaultName, options: { readonly rate?: number } = {}): Promise<void> {
    return this.control("faults", { fault, ...options })
  }

  heal(): Promise<void> {
    return this.control("faults", { clear: true })
  }

  /** Cuts every connection now; at rate 0 none is cut later. */
  cutConnections(): Promise<void> {
    return this.fault("disconnect", { rate: 0 })
  }

  /** Moves the exchange's clock forward: what it holds back until then leaves. */
  advance(advanceMs: number): Promise<void> {
    return this.control("clock", { advanceMs })
  }

  /** The feed was down once and is up again. */
  async upAgain(): Promise<void> {
    await until(() => this.gateway.status().privateFeed === "up" && this.of("FeedUp").length > 1)
    assert.ok(this.of("FeedDown").length > 0)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await until(() => this.of("PlaceReply").length >= this.#sent.length)
    } finally {
      await this.gateway.close()
      await this.#paper.close()
    }
    const answered = this.of("PlaceReply").map(({ orderId }) => orderId)
    const sent = this.#sent.map(({ orderId }) => orderId)
    assert.deepEqual(answered.toSorted(), sent.toSorted(), "one reply for each placement, to the end")
  }
}

export function startPaper(): Promise<PaperExchange> {
  return startPaperExchange({ market: "scripted", rateLimits: false })
}

export function gatewayOn(paper: PaperExchange, limits: Partial<SocketLimits> = {}): OkxGateway {
  return new OkxGateway({
    environment: "live",
    restUrl: paper.url,
    socketUrl: paper.wsUrl,
    credentials: {
      apiKey: new Secret("paper-key"),
      secretKey: new Secret("paper-secret"),
      passphrase: new Secret("paper-pass"),
    },
    clock,
    log: { info() {}, warn() {}, error() {} },
    restLimits: { commandTimeoutMs: ANSWER_MS },
    socketLimits: {
      requestTimeoutMs: ANSWER_MS,
      readyTimeoutMs: 500,
      backoff: { baseMs: 50, maxMs: 400 },
      ...limits,
    },
  })
}

export async function control(paper: PaperExchange, path: string, body: object): Promise<void> {
  const response = await fetch(`${paper.url}/paper/${path}`, { method: "POST", body: JSON.stringify(body) })
  assert.equal(response.status, 200, await response.text())
}

export async function until(holds: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + PATIENCE_MS
  while (!holds()) {
    if (performance.now() > deadlineMs) throw new Error(`it did not hold within ${PATIENCE_MS} ms`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
