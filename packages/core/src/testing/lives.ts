// Orders in every situation that an order can be in, each reached by inputs alone, as the manager would have reached it. A situation is a state with
// what distinguishes it for the deciders: whether it was sent, seen, asked to be cancelled or changed.

import { parsePrice } from "../amount.ts"
import { decimal } from "../decimal.ts"
import { unreachable } from "../errors.ts"
import type { RequestOutcome } from "../exchange.ts"
import { type OkxOrderId, type OrderId, okxOrderIdFromWire, requestIdFrom } from "../ids.ts"
import type { PlaceOrder } from "../order-command.ts"
import { later } from "../time.ts"
import { SPOT, TestDesk } from "./desk.ts"
import { fillOf, OKX_ID, reportOf } from "./exchange-words.ts"

export const SITUATIONS = [
  "Validated",
  "Submitted",
  "Submitted, cancel pending",
  "in doubt",
  "in doubt, cancel pending",
  "Acknowledged",
  "Acknowledged, cancel pending",
  "Acknowledged, amend pending",
  "PartiallyFilled",
  "PartiallyFilled, fills missing",
  "Filled",
  "Filled, fills missing",
  "Cancelled",
  "Cancelled while queued",
  "Cancelled while away",
  "Rejected by us",
  "Rejected by OKX",
  "Failed, not sent",
  "Failed, never placed",
  "Expired",
  "Expired beyond memory",
  "adopted",
] as const
export type Situation = (typeof SITUATIONS)[number]

export interface Life {
  readonly desk: TestDesk
  readonly orderId: OrderId
}

/** A desk with one order in the situation. */
export function lifeIn(situation: Situation, wish: Partial<PlaceOrder> = {}): Life {
  const desk = new TestDesk()
  return { desk, orderId: bring(desk, situation, wish) }
}

/** Brings a new order of the desk into the situation. */
export function bring(desk: TestDesk, situation: Situation, wish: Partial<PlaceOrder> = {}): OrderId {
  switch (situation) {
    case "Rejected by us": {
      const { limits } = desk
      desk.limits = { ...limits, maxOrderNotional: decimal("0") }
      const { orderId } = desk.place(wish)
      desk.limits = limits
      return orderId
    }
    case "adopted":
      return adopt(desk)
    default: {
      const { orderId } = desk.place(wish)
      if (situation !== "Validated") moveOn(desk, orderId, situation)
      return orderId
    }
  }
}

/** The request leaves, as the shell's dispatch records it. */
export function submit(desk: TestDesk, orderId: OrderId): void {
  const { serial } = desk.facts
  const expiresAt = later(desk.exchangeNow, 2_500)
  const requestId = requestIdFrom(serial())
  desk.record([{ type: "OrderSubmitted", orderId, requestId, transport: "ws", expiresAt, attempt: 1 }], "command")
}

function moveOn(
  desk: TestDesk,
  orderId: OrderId,
  situation: Exclude<Situation, "Validated" | "Rejected by us" | "adopted">,
): void {
  switch (situation) {
    case "Cancelled while queued":
      cancel(desk, orderId)
      return
    case "Failed, not sent":
      desk.take({ type: "Deadline", kind: "queue-over", orderId })
      return
    default:
      submit(desk, orderId)
      afterSubmit(desk, orderId, situation)
  }
}

type Sent = Exclude<Parameters<typeof moveOn>[2], "Cancelled while queued" | "Failed, not sent">

function afterSubmit(desk: TestDesk, orderId: OrderId, situation: Sent): void {
  switch (situation) {
    case "Submitted":
      return
    case "Submitted, cancel pending":
      cancel(desk, orderId)
      return
    case "in doubt":
      reply(desk, orderId, { kind: "unknown", code: "", message: "timeout" })
      return
    case "in doubt, cancel pending":
      reply(desk, orderId, { kind: "unknown", code: "", message: "timeout" })
      cancel(desk, orderId)
      return
    case "Rejected by OKX":
      reply(desk, orderId, { kind: "refused", code: "51008", message: "no balance", retryable: false })
      return
    case "Failed, never placed":
      reply(desk, orderId, { kind: "unknown", code: "", message: "timeout" })
      proveAbsent(desk, orderId)
      return
    case "Expired beyond memory":
      reply(desk, orderId, { kind: "unknown", code: "", message: "timeout" })
      desk.wait(3 * 60 * 60_000)
      proveAbsent(desk, orderId)
      return
    default:
      reply(desk, orderId, { kind: "accepted", okxOrderId: freeId(desk) })
      afterAcknowledgement(desk, orderId, situation)
  }
}

/** OKX gives no id twice. */
function freeId(desk: TestDesk): OkxOrderId {
  const { size } = desk.state.byOkxOrderId
  return size === 0 ? OKX_ID : okxOrderIdFromWire(String(7001 + size))
}

type Seen = Exclude<
  Sent,
  | "Submitted"
  | "Submitted, cancel pending"
  | "in doubt"
  | "in doubt, cancel pending"
  | "Rejected by OKX"
  | "Failed, never placed"
  | "Expired beyond memory"
>

function afterAcknowledgement(desk: TestDesk, orderId: OrderId, situation: Seen): void {
  const push = (words: Parameters<typeof reportOf>[1]): void => {
    desk.take({ type: "OrderReport", source: "push", order: reportOf(desk.order(orderId), words) })
  }
  switch (situation) {
    case "Acknowledged":
      return
    case "Acknowledged, cancel pending":
      cancel(desk, orderId)
      return
    case "Acknowledged, amend pending":
      amend(desk, orderId)
      return
    case "PartiallyFilled":
      push({ state: "partially_filled", filled: "0.4", fill: { quantity: "0.4" } })
      return
    case "PartiallyFilled, fills missing":
      push({ state: "partially_filled", filled: "0.4" })
      return
    case "Filled":
      push({ state: "filled", filled: "1", fill: { quantity: "1" } })
      return
    case "Filled, fills missing":
      push({ state: "filled", filled: "1" })
      return
    case "Cancelled":
      push({ state: "canceled", more: { cancelSource: "1" } })
      return
    case "Cancelled while away":
      desk.wait(desk.visibilityMs + 1)
      desk.take({ type: "OrderVanished", orderId, evidence: "in no list", begunAt: desk.exchangeNow })
      return
    case "Expired":
      push({ state: "canceled", more: { cancelSource: "7" } })
      return
    default:
      unreachable(situation)
  }
}

export function reply(desk: TestDesk, orderId: OrderId, outcome: RequestOutcome): ReturnType<TestDesk["take"]> {
  const requestId = desk.order(orderId).requestId ?? requestIdFrom(desk.serial())
  return desk.take({ type: "PlaceReply", orderId, requestId, outcome })
}

export function cancel(desk: TestDesk, orderId: OrderId): ReturnType<TestDesk["take"]> {
  return desk.take({ type: "CancelOrder", orderId, requestId: requestIdFrom(desk.serial()), reason: "enough" })
}

export function amend(desk: TestDesk, orderId: OrderId): ReturnType<TestDesk["take"]> {
  const requestId = requestIdFrom(desk.serial())
  return desk.take({ type: "AmendOrder", orderId, requestId, price: parsePrice("101") })
}

/** Two "not found" and a full pass of every list, all begun after X + S + V. */
export function proveAbsent(desk: TestDesk, orderId: OrderId): ReturnType<TestDesk["take"]> {
  desk.wait(2_500 + 100 + desk.visibilityMs + 1)
  const begunAt = desk.exchangeNow
  desk.wait(400)
  return desk.take({
    type: "DoubtEvidence",
    orderId,
    probes: [
      { of: "order", result: "absent", begunAt, detail: "not found" },
      { of: "order", result: "absent", begunAt: later(begunAt, 400), detail: "not found" },
      { of: "pending", result: "absent", begunAt, detail: "not pending" },
      { of: "history", result: "absent", begunAt, detail: "not in history" },
      { of: "fills", result: "absent", begunAt, detail: "no fill" },
    ],
  })
}

function adopt(desk: TestDesk): OrderId {
  const { orderId: pattern } = desk.place()
  const { clOrdId: _ours, ...other } = reportOf(desk.order(pattern), { tag: "" })
  cancel(desk, pattern)
  desk.take({ type: "OrderReport", source: "pending", order: { ...other, symbol: SPOT } })
  const adopted = [...desk.state.orders.values()].find((order) => order.source === "exchange")
  if (adopted === undefined) throw new Error("the order was not adopted")
  return adopted.orderId
}

/** A fill of the order as the fills channel or a query tells it. */
export function fillReport(desk: TestDesk, orderId: OrderId, words: Parameters<typeof fillOf>[1]) {
  return desk.take({ type: "FillReport", source: "query", fill: fillOf(desk.order(orderId), words) })
}
