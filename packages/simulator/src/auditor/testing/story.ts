// A simulated world told by hand, observation by observation, so that the judge itself can be judged. One account, one symbol; orders are numbered from 1. Every
// step is what a healthy world would show; tests leave one out, or change one.

import {
  adoptedOrderId,
  type ClientOrderId,
  type ClOrdId,
  clOrdIdFromWire,
  Decimals,
  decimal,
  type EventBody,
  type Fill,
  type Millis,
  millis,
  type OkxOrderId,
  type OmsEvent,
  type Order,
  type OrderId,
  okxOrderIdFromWire,
  orderIdsFrom,
  parseAccountId,
  parseClientOrderId,
  parsePrice,
  parseQuantity,
  parseStrategyId,
  parseSymbol,
  type RequestId,
  replay,
  requestIdFrom,
  serialOf,
  toFee,
} from "@okx-oms/core"
import type { LogRecord, LogType } from "@okx-oms/paper-exchange"
import type { ClientCall, Observation } from "../../observation.ts"
import { Auditor, type AuditorOptions } from "../auditor.ts"

type Unstamped<Each> = Each extends unknown ? Omit<Each, "atMs" | "generation"> : never

export const ACCOUNT = parseAccountId("one")
export const OTHER = parseAccountId("two")
const UID = "600000000000000001"
const EPOCH = 1_790_000_000
const TAG = "sim"
/** Exchange time when the story begins; the exchange's clock runs with the story's. */
const EXCHANGE_START = 1_790_000_000_000
const SYMBOL = parseSymbol("BTC-USDT")

export class Story {
  readonly auditor: Auditor
  readonly durable: OmsEvent[] = []
  nowMs = 0
  generation = 1
  epoch = EPOCH
  seq = 0
  #records = 0
  #requests = 0
  #calls = 0

  constructor(options: Partial<AuditorOptions> = {}) {
    const limits = {
      maxOrderNotional: decimal("20000"),
      maxPositionNotional: decimal("5000"),
      maxOpenOrders: 3,
      priceCollar: decimal("0.05"),
      lastPriceMaxAgeMs: 60_000,
    }
    this.auditor = new Auditor({
      accounts: [
        { account: ACCOUNT, uid: UID, limits: () => limits },
        { account: OTHER, uid: "600000000000000002", limits: () => limits },
      ],
      secrets: ["CANARY"],
      ...options,
    })
    this.see({ kind: "booted" })
    this.appends({ type: "EpochStarted", epoch: this.epoch, tag: TAG }, this.compared())
  }

  see(observation: Unstamped<Observation>): this {
    this.auditor.observe({ ...observation, atMs: this.nowMs, generation: this.generation })
    return this
  }

  after(ms: number): this {
    this.nowMs += ms
    return this
  }

  compared(): EventBody {
    const result = { openHere: 0, openThere: 0, breaks: 0, tookMs: 5, fillsUpTo: this.exchangeNow() }
    return { type: "ReconciliationCompleted", trigger: "start", ...result }
  }

  // ---- the journal -------------------------------------------------------------------------------------------------------------

  stamped(bodies: readonly EventBody[], cause: OmsEvent["cause"] = "command"): OmsEvent[] {
    const at = millis(EXCHANGE_START + this.nowMs)
    return bodies.map((body, index) => ({
      version: 1,
      seq: this.seq + 1 + index,
      at,
      account: ACCOUNT,
      cause,
      ...body,
    }))
  }

  appending(events: readonly OmsEvent[], epoch = this.epoch): this {
    return this.see({ kind: "appending", account: ACCOUNT, epoch, events })
  }

  appended(events: readonly OmsEvent[], result: "ok" | "fenced" | "unknown" = "ok", epoch = this.epoch): this {
    const [firstSeq, lastSeq] = [events[0]?.seq ?? 0, events.at(-1)?.seq ?? 0]
    if (result === "ok") {
      this.seq = lastSeq
      this.durable.push(...events)
    }
    return this.see({ kind: "appended", account: ACCOUNT, epoch, firstSeq, lastSeq, result })
  }

  appends(...bodies: EventBody[]): this {
    const events = this.stamped(bodies)
    return this.appending(events).appended(events)
  }

  /** Appended because of a reply. */
  replies(...bodies: EventBody[]): this {
    const events = this.stamped(bodies, "reply")
    return this.appending(events).appended(events)
  }

  // ---- events of order n -------------------------------------------------------------------------------------------------------

  created(n: number, over: { quantity?: string; price?: string; key?: string } = {}): EventBody {
    const { quantity = "0.01", price = "90000", key } = over
    return {
      type: "OrderCreated",
      ...orderIdsFrom(serialOf(EPOCH, n)),
      ...(key !== undefined && { clientOrderId: keyOf(key) }),
      strategy: parseStrategyId("grid"),
      symbol: SYMBOL,
      market: { kind: "spot", baseCurrency: "BTC", quoteCurrency: "USDT", contractValue: Decimals.ONE },
      side: "buy",
      orderType: "limit",
      tradeMode: "cash",
      reduceOnly: false,
      quantity: parseQuantity(quantity),
      unit: "base",
      price: parsePrice(price),
      intent: `${quantity}@${price}`,
      tag: TAG,
    }
  }

  validated(n: number): EventBody {
    return { type: "OrderValidated", orderId: idOf(n) }
  }

  submitted(n: number, attempt = 1): EventBody {
    return {
      type: "OrderSubmitted",
      orderId: idOf(n),
      requestId: this.request(),
      transport: "ws",
      expiresAt: this.expiresAt(),
      attempt,
    }
  }

  acknowledged(n: number): EventBody {
    return { type: "OrderAcknowledged", orderId: idOf(n), okxOrderId: okxIdOf(n) }
  }

  fill(tradeId: string, quantity = "0.01", fee = "-0.00001"): Fill {
    return {
      tradeId,
      price: parsePrice("90000"),
      quantity: parseQuantity(quantity),
      fees: [{ currency: "BTC", amount: toFee(decimal(fee)) }],
      liquidity: "maker",
      at: this.exchangeNow(),
    }
  }

  filled(
    n: number,
    fill: Fill | undefined,
    total = "0.01",
    type: "OrderFilled" | "OrderPartiallyFilled" = "OrderFilled",
  ): EventBody {
    return {
      type,
      orderId: idOf(n),
      okxOrderId: okxIdOf(n),
      filledQuantity: parseQuantity(total),
      ...(fill && { fill }),
    }
  }

  cancelled(n: number): EventBody {
    return { type: "OrderCancelled", orderId: idOf(n), okxOrderId: okxIdOf(n), reason: "by the user" }
  }

  cancelRequested(n: number): EventBody {
    return { type: "CancelRequested", orderId: idOf(n), requestId: this.request(), reason: "by the user", attempt: 1 }
  }

  rejected(n: number, code = "51008"): EventBody {
    return { type: "OrderRejected", orderId: idOf(n), by: "okx", code, reason: "refused" }
  }

  failed(n: number, proof: "not-sent" | "never-placed" = "not-sent"): EventBody {
    return { type: "OrderFailed", orderId: idOf(n), reason: "it never came to be", proof }
  }

  inDoubt(n: number): EventBody {
    const times = { since: this.exchangeNow(), expiresAt: this.expiresAt(), nextAt: this.exchangeNow() }
    const doubt = { asked: "place", answer: "none", next: "ask", asks: 0, notFoundAt: [], absentFrom: {}, ...times }
    return { type: "OrderInDoubt", orderId: idOf(n), doubt }
  }

  adopted(okxOrderId: string): EventBody {
    const {
      type: _type,
      orderId: _id,
      clOrdId: _name,
      intent: _intent,
      ...terms
    } = this.created(99) as EventBody & { type: "OrderCreated" }
    const at = this.exchangeNow()
    const told = {
      state: "Acknowledged",
      exchangeCreatedAt: at,
      exchangeUpdatedAt: at,
      reason: "not placed here",
    } as const
    const filledQuantity = this.fillQuantity("0")
    return {
      type: "OrderAdopted",
      ...terms,
      ...told,
      orderId: adoptedOrderId(serialOf(EPOCH, 900)),
      okxOrderId: okxOrderIdFromWire(okxOrderId),
      filledQuantity,
    }
  }

  fillQuantity(text: string): Fill["quantity"] {
    return text === "0" ? { ...parseQuantity("1"), coefficient: 0n } : parseQuantity(text)
  }

  // ---- the wire ----------------------------------------------------------------------------------------------------------------

  sent(n: number, over: { sz?: string; expTimeMs?: number | undefined; what?: string } = {}): this {
    const { sz = "0.01", what = "order" } = over
    const item = { instIdCode: 3, side: "buy", ordType: "limit", sz, px: "90000", clOrdId: clOrdIdOf(n) }
    const expTimeMs = "expTimeMs" in over ? over.expTimeMs : this.expiresAt()
    const body = JSON.stringify({ id: "1", op: what, args: [item] })
    return this.see({
      kind: "sent",
      account: ACCOUNT,
      transport: "ws",
      what,
      body,
      ...(expTimeMs !== undefined && { expTimeMs }),
    })
  }

  sentCancel(n: number): this {
    const body = JSON.stringify({ id: "1", op: "cancel-order", args: [{ instIdCode: 3, clOrdId: clOrdIdOf(n) }] })
    return this.see({ kind: "sent", account: ACCOUNT, transport: "ws", what: "cancel-order", body })
  }

  asks(target: string): this {
    const what = `GET ${target.split("?")[0]}`
    return this.see({ kind: "sent", account: ACCOUNT, transport: "rest", what, body: target })
  }

  hears(n: number, sCode = "0"): this {
    const row = { ordId: sCode === "0" ? okxIdOf(n) : "", clOrdId: clOrdIdOf(n), sCode }
    const body = JSON.stringify({ id: "1", op: "order", code: sCode === "0" ? "0" : "1", data: [row] })
    return this.see({ kind: "received", account: ACCOUNT, transport: "ws", body })
  }

  // ---- the exchange ------------------------------------------------------------------------------------------------------------

  exchange(type: LogType, facts: Readonly<Record<string, unknown>>): this {
    const record: LogRecord = { seq: ++this.#records, ts: EXCHANGE_START + this.nowMs, type, uid: UID, ...facts }
    return this.see({ kind: "exchange", record })
  }

  accepts(n: number, over: Readonly<Record<string, unknown>> = {}): this {
    const facts = { instId: SYMBOL, side: "buy", px: "90000", sz: "0.01", tag: TAG, origin: "api" }
    return this.exchange("order-accepted", { ordId: okxIdOf(n), clOrdId: clOrdIdOf(n), ...facts, ...over })
  }

  trades(n: number, tradeId: string, sz = "0.01", fee = "-0.00001"): this {
    return this.exchange("fill", {
      ordId: okxIdOf(n),
      clOrdId: clOrdIdOf(n),
      tradeId,
      px: "90000",
      sz,
      fee,
      feeCcy: "BTC",
    })
  }

  ends(n: number, how: "order-filled" | "order-cancelled"): this {
    return this.exchange(how, { ordId: okxIdOf(n), clOrdId: clOrdIdOf(n) })
  }

  // ---- people ------------------------------------------------------------------------------------------------------------------

  calls(operation: ClientCall["operation"], over: Partial<Omit<ClientCall, "operation" | "callId">> = {}): number {
    const callId = ++this.#calls
    this.see({ kind: "called", call: { callId, account: ACCOUNT, operation, body: "0.01@90000", ...over } })
    return callId
  }

  answers(callId: number, n: number, over: { state?: string; seq?: number } = {}): this {
    const { state = "Submitted", seq = this.seq } = over
    return this.see({ kind: "answered", callId, account: ACCOUNT, ok: true, orderId: idOf(n), state, seq })
  }

  // ---- whole passages ----------------------------------------------------------------------------------------------------------

  /** Order n is placed, sent, accepted and acknowledged. */
  lives(n: number, over: Parameters<Story["created"]>[1] = {}): this {
    this.appends(this.created(n, over), this.validated(n), this.submitted(n))
    const { quantity = "0.01" } = over
    this.sent(n, { sz: quantity }).accepts(n, { sz: quantity }).hears(n)
    return this.replies(this.acknowledged(n))
  }

  /** It is asked to go, goes, and both books say so. */
  isCancelled(n: number): this {
    this.appends(this.cancelRequested(n))
    return this.sentCancel(n).ends(n, "order-cancelled").appends(this.cancelled(n))
  }

  crashes(): this {
    this.see({ kind: "crashed", why: "the story says so" })
    this.generation++
    this.epoch++
    return this.see({ kind: "booted" })
  }

  /** The next life writes its first turn. */
  begins(): this {
    return this.appends({ type: "EpochStarted", epoch: this.epoch, tag: TAG }, this.compared())
  }

  rests(over: { orders?: readonly Order[]; inboxWaiting?: number; seq?: number } = {}): this {
    const state = replay(ACCOUNT, this.durable)
    const { orders = [...state.orders.values()], inboxWaiting = 0, seq = this.seq } = over
    const shown = { openBreaks: 0, trading: "open", inboxWaiting, seq, orders } as const
    return this.see({ kind: "rested", account: ACCOUNT, ...shown })
  }

  request(): RequestId {
    return requestIdFrom(serialOf(EPOCH, 50_000 + ++this.#requests))
  }

  exchangeNow(): Millis {
    return millis(EXCHANGE_START + this.nowMs)
  }

  expiresAt(): Millis {
    return millis(EXCHANGE_START + 2_500)
  }
}

export function idOf(n: number): OrderId {
  return orderIdsFrom(serialOf(EPOCH, n)).orderId
}

export function clOrdIdOf(n: number): ClOrdId {
  return clOrdIdFromWire(serialOf(EPOCH, n))
}

export function okxIdOf(n: number): OkxOrderId {
  return okxOrderIdFromWire(String(4_000_000 + n))
}

export function keyOf(text: string): ClientOrderId {
  return parseClientOrderId(text)
}
