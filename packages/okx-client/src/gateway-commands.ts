// Sends the manager's requests to OKX, once each, over the transport chosen for them, and turns every outcome into an input
// - also when the connection dies or time runs out. It relies on rest.ts and socket.ts for three honest outcomes and on
// the cancel queue for order among cancels. It decides nothing about orders.

import type { ExchangeInput, OrderId, RequestId, Symbol } from "@okx-oms/core"
import type { ExchangeRequest, Placement, Target } from "@okx-oms/trading"
import { CancelQueue } from "./gateway-cancels.ts"
import { requestOutcome } from "./gateway-from-wire.ts"
import { nameOf, placeFields } from "./gateway-to-wire.ts"
import type { LoggedCommand, WireLog } from "./gateway-wire-log.ts"
import type { AckRow, Outcome } from "./outcome.ts"
import type { RateKey, RateLimiter } from "./rate-limit.ts"
import type { OkxRestClient } from "./rest.ts"
import type { CommandResult } from "./rest-exchange.ts"
import type { OkxSocket } from "./socket.ts"
import type { Timing } from "./timing.ts"
import { TRADE_OPS } from "./wire/index.ts"
import type { OrderName, PlaceFields } from "./wire/record/command.ts"

type PlaceRequest = Extract<ExchangeRequest, { type: "place" }>
type CancelRequest = Extract<ExchangeRequest, { type: "cancel" }>
type AmendRequest = Extract<ExchangeRequest, { type: "amend" }>
type CommandKey = Extract<RateKey, { kind: "place" | "amend" | "cancel" }> & { readonly instrument: Symbol }
type Reply = Extract<ExchangeInput, { type: "PlaceReply" | "CancelReply" | "AmendReply" }>

export interface GatewayCommandsOptions {
  readonly rest: OkxRestClient
  readonly wire: WireLog
  readonly socket: OkxSocket
  readonly limiter: RateLimiter
  readonly timing: Timing
  readonly soon: (run: () => void) => void
  readonly sink: (input: Reply) => void
  readonly instIdCode: (symbol: Symbol) => number | undefined
  /** Why orders of this symbol cannot be placed at all; undefined when they can. */
  readonly barred: (symbol: Symbol) => string | undefined
  /** Every code that OKX answered a command with. */
  readonly seen: (code: string, symbol: Symbol) => void
  readonly cancelQueueMax: number
  readonly cancelQueueMs: number
}

interface QueuedCancelRequest {
  readonly symbol: Symbol
  readonly orderId: OrderId
  readonly target: Target
  readonly name: OrderName
  readonly requestId: RequestId
}

export class GatewayCommands {
  readonly #options: GatewayCommandsOptions
  readonly #cancels: CancelQueue<QueuedCancelRequest>

  constructor(options: GatewayCommandsOptions) {
    this.#options = options
    this.#cancels = new CancelQueue({
      limiter: options.limiter,
      timing: options.timing,
      soon: options.soon,
      send: (entries) => void this.#cancel(entries),
      giveUp: ({ target, requestId }, why) => {
        const outcome = notSent(`The cancel never left this machine: ${why}.`)
        options.sink({ type: "CancelReply", orderId: target.orderId, requestId, outcome })
      },
      queueMax: options.cancelQueueMax,
      queueMs: options.cancelQueueMs,
    })
  }

  /** Cancels that wait for their rate budget. */
  get cancelsWaiting(): number {
    return this.#cancels.length
  }

  send(request: ExchangeRequest): void {
    switch (request.type) {
      case "place":
        void this.#place(request)
        return
      case "amend":
        void this.#amend(request)
        return
      case "cancel":
        this.#queueCancel(request)
        return
    }
  }

  close(): void {
    this.#cancels.close("the connection is being closed")
  }

  // ---- placing ----

  async #place(request: PlaceRequest): Promise<void> {
    const { requestId } = request
    const symbol = request.orders[0]?.symbol
    if (symbol === undefined) return
    this.#leaves({ kind: "place", instrument: symbol }, request.orders.length)
    const orders: Placement[] = []
    const fields: PlaceFields[] = []
    for (const order of request.orders) {
      const sendable = this.#options.barred(order.symbol) ?? placeFields(order)
      if (typeof sendable === "string") this.#replyPlaced(order, requestId, notSent(sendable))
      else {
        orders.push(order)
        fields.push(sendable)
      }
    }
    if (orders.length === 0) return
    const answered = await this.#sendPlacement(request, symbol, fields)
    if (typeof answered === "string") {
      for (const order of orders) this.#replyPlaced(order, requestId, notSent(answered))
      return
    }
    const asked = orders.map(({ orderId }) => ({ orderId, requestId }))
    this.#log("place", request.transport, answered, asked)
    const key = { kind: "place", instrument: symbol } as const
    const clockWrong = this.#learn(answered.outcomes, key, orders.length)
    const clockRight = !clockWrong || (await this.#options.rest.syncClock())
    for (let index = 0; index < orders.length; index++) {
      const order = orders[index]
      const outcome = answered.outcomes[index]
      if (order === undefined || outcome === undefined) continue
      this.#replyPlaced(order, requestId, requestOutcome(outcome, mayRepeat(outcome, clockRight), undefined))
    }
  }

  /** The answer, or why nothing left. One order is a single request, more are a batch. */
  #sendPlacement(
    request: PlaceRequest,
    symbol: Symbol,
    orders: readonly PlaceFields[],
  ): Promise<CommandResult<AckRow>> | string {
    const { rest, socket } = this.#options
    const { transport, expiresAt: expTimeMs } = request
    const single = orders.length === 1 ? orders[0] : undefined
    if (transport === "rest") {
      if (single !== undefined) return rest.placeOrder({ ...single, instId: symbol }, { expTimeMs })
      return rest.placeOrders(
        orders.map((fields) => ({ ...fields, instId: symbol })),
        { expTimeMs },
      )
    }
    const instIdCode = this.#options.instIdCode(symbol)
    if (instIdCode === undefined) return `OKX's code for ${symbol} is not known`
    const common = { operation: "place", targets: orders, expTimeMs } as const
    if (single !== undefined)
      return socket.command({ ...common, op: TRADE_OPS.order, request: { ...single, instIdCode } })
    const batch = orders.map((fields) => ({ ...fields, instIdCode }))
    return socket.command({ ...common, op: TRADE_OPS.batchOrders, request: batch })
  }

  #replyPlaced(order: Placement, requestId: RequestId, outcome: Reply["outcome"]): void {
    this.#options.sink({ type: "PlaceReply", orderId: order.orderId, requestId, outcome })
  }

  /** The places in the rate budget, taken before the append, count from now. */
  #leaves(key: CommandKey, count: number): void {
    const { limiter, timing } = this.#options
    limiter.leaves(key, count, timing.monotonicMs())
  }

  // ---- amending ----

  async #amend(request: AmendRequest): Promise<void> {
    const { target, requestId } = request
    this.#leaves({ kind: "amend", instrument: target.symbol }, 1)
    const answered = await this.#sendAmendment(request)
    if (typeof answered === "string") {
      this.#options.sink({ type: "AmendReply", orderId: target.orderId, requestId, outcome: notSent(answered) })
      return
    }
    this.#log("amend", request.transport, answered, [{ orderId: target.orderId, requestId }])
    const key = { kind: "amend", instrument: target.symbol } as const
    const clockWrong = this.#learn(answered.outcomes, key, 1)
    const clockRight = !clockWrong || (await this.#options.rest.syncClock())
    const outcome = answered.outcomes[0]
    if (outcome === undefined) return
    const told = requestOutcome(outcome, mayRepeat(outcome, clockRight), target.okxOrderId)
    this.#options.sink({ type: "AmendReply", orderId: target.orderId, requestId, outcome: told })
  }

  #sendAmendment(request: AmendRequest): Promise<CommandResult<AckRow>> | string {
    const { target, requestId, transport, price, quantity, expiresAt: expTimeMs } = request
    const name = nameOf(target)
    if (name === undefined) return "the order has no id on the wire"
    const change = {
      reqId: requestId,
      ...(quantity === undefined ? {} : { newSz: quantity }),
      ...(price === undefined ? {} : { newPx: price }),
    }
    if (transport === "rest") {
      return this.#options.rest.amendOrder({ ...change, ...name, instId: target.symbol }, { expTimeMs })
    }
    const instIdCode = this.#options.instIdCode(target.symbol)
    if (instIdCode === undefined) return `OKX's code for ${target.symbol} is not known`
    return this.#options.socket.command({
      op: TRADE_OPS.amendOrder,
      request: { ...change, ...name, instIdCode },
      operation: "amend",
      targets: [name],
      expTimeMs,
    })
  }

  // ---- cancelling ----

  #queueCancel({ target, requestId }: CancelRequest): void {
    const name = nameOf(target)
    if (name === undefined) {
      const outcome = notSent("the order has no id on the wire")
      this.#options.sink({ type: "CancelReply", orderId: target.orderId, requestId, outcome })
      return
    }
    this.#cancels.add({ symbol: target.symbol, orderId: target.orderId, target, name, requestId })
  }

  async #cancel(entries: readonly QueuedCancelRequest[]): Promise<void> {
    const symbol = entries[0]?.symbol
    if (symbol === undefined) return
    const transport = this.#takesCancels(symbol) ? "ws" : "rest"
    const answered = await this.#sendCancels(
      symbol,
      entries.map(({ name }) => name),
    )
    this.#log("cancel", transport, answered, entries)
    const key = { kind: "cancel", instrument: symbol } as const
    const clockWrong = this.#learn(answered.outcomes, key, entries.length)
    const clockRight = !clockWrong || (await this.#options.rest.syncClock())
    for (const [index, { target, requestId }] of entries.entries()) {
      const outcome = answered.outcomes[index]
      if (outcome === undefined) continue
      const told = requestOutcome(outcome, mayRepeat(outcome, clockRight), target.okxOrderId)
      this.#options.sink({ type: "CancelReply", orderId: target.orderId, requestId, outcome: told })
    }
  }

  /** By socket when it takes commands and the instrument's code is known, else by REST: chosen once, before sending. */
  #sendCancels(symbol: Symbol, names: readonly OrderName[]): Promise<CommandResult<AckRow>> {
    const { rest, socket } = this.#options
    const single = names.length === 1 ? names[0] : undefined
    const instIdCode = this.#options.instIdCode(symbol)
    if (!this.#takesCancels(symbol) || instIdCode === undefined) {
      if (single !== undefined) return rest.cancelOrder({ ...single, instId: symbol })
      return rest.cancelOrders(names.map((name) => ({ ...name, instId: symbol })))
    }
    const common = { operation: "cancel", targets: names } as const
    if (single !== undefined)
      return socket.command({ ...common, op: TRADE_OPS.cancelOrder, request: { ...single, instIdCode } })
    const batch = names.map((name) => ({ ...name, instIdCode }))
    return socket.command({ ...common, op: TRADE_OPS.batchCancelOrders, request: batch })
  }

  #takesCancels(symbol: Symbol): boolean {
    const { socket, instIdCode } = this.#options
    return socket.takes && instIdCode(symbol) !== undefined
  }

  #log(
    what: "place" | "amend" | "cancel",
    transport: "ws" | "rest",
    { wire, roundTripMs }: CommandResult<AckRow>,
    orders: LoggedCommand["orders"],
  ): void {
    if (wire === undefined) return
    this.#options.wire.command({ what, transport, wire, roundTripMs, orders })
  }

  // ---- what an answer teaches beyond the order ----

  /** Closes the rate windows that OKX found full. True where it found our clock wrong: fresh samples of its own are due. */
  #learn(outcomes: readonly Outcome<AckRow>[], key: CommandKey, count: number): boolean {
    const { limiter, seen, timing } = this.#options
    let clockWrong = false
    for (const outcome of outcomes) {
      const code = outcome.kind === "refused" || outcome.kind === "unknown" ? outcome.okx?.code : undefined
      if (code === undefined || outcome.kind === "accepted") continue
      seen(code, key.instrument)
      if (outcome.kind !== "refused") continue
      if (outcome.codeClass === "RL") limiter.close(key, count, code, timing.monotonicMs())
      clockWrong ||= outcome.again === "before-x-after-clock-sync"
    }
    return clockWrong
  }
}

/** Whether a command with this outcome may be repeated before its deadline. */
function mayRepeat(outcome: Outcome<AckRow>, clockRight: boolean): boolean {
  if (outcome.kind !== "refused") return false
  return outcome.again === "before-x" || (outcome.again === "before-x-after-clock-sync" && clockRight)
}

function notSent(message: string): Reply["outcome"] {
  return { kind: "not-sent", message }
}
