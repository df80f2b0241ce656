// Every kind of input that can concern one order, by name: commands, replies, reports, executions, evidence, deadlines. Each is made from the order as it
// stands, so that the same word can be said to an order in any situation, sensible or not.

import { parsePrice } from "../amount.ts"
import type { Input } from "../decide.ts"
import type { RequestOutcome } from "../exchange.ts"
import { okxOrderIdFromWire, requestIdFrom } from "../ids.ts"
import type { Order } from "../order.ts"
import { later } from "../time.ts"
import type { TestDesk } from "./desk.ts"
import { fillOf, OKX_ID, type ReportWords, reportOf } from "./exchange-words.ts"

type Word = (order: Order, desk: TestDesk) => Input

const OTHER_ID = okxOrderIdFromWire("9999")

function push(words: ReportWords): Word {
  return (order) => ({ type: "OrderReport", source: "push", order: reportOf(order, words) })
}

function query(words: ReportWords): Word {
  return (order, desk) => ({
    type: "OrderReport",
    source: "query",
    order: reportOf(order, { updatedAt: desk.exchangeNow + 59_000, ...words }),
    begunAt: later(desk.exchangeNow, 60_000),
  })
}

function placeReply(outcome: RequestOutcome): Word {
  return (order, desk) => {
    const requestId = order.requestId ?? requestIdFrom(desk.serial())
    return { type: "PlaceReply", orderId: order.orderId, requestId, outcome }
  }
}

function cancelReply(outcome: RequestOutcome): Word {
  return (order, desk) => {
    const requestId = order.pendingCancel?.requestId ?? requestIdFrom(desk.serial())
    return { type: "CancelReply", orderId: order.orderId, requestId, outcome }
  }
}

function amendReply(outcome: RequestOutcome): Word {
  return (order, desk) => {
    const requestId = order.pendingAmend?.requestId ?? requestIdFrom(desk.serial())
    return { type: "AmendReply", orderId: order.orderId, requestId, outcome }
  }
}

function deadline(kind: "queue-over" | "time-limit" | "still-live" | "ask-silent"): Word {
  return ({ orderId }) => ({ type: "Deadline", kind, orderId })
}

const REFUSED: RequestOutcome = { kind: "refused", code: "51008", message: "no", retryable: false }
const REFUSED_FOR_NOW: RequestOutcome = { kind: "refused", code: "50011", message: "slow down", retryable: true }
const UNKNOWN: RequestOutcome = { kind: "unknown", code: "50004", message: "timeout" }
const NOT_SENT: RequestOutcome = { kind: "not-sent", message: "no connection" }
const ACCEPTED: RequestOutcome = { kind: "accepted", okxOrderId: OKX_ID }

export const WORDS = {
  cancel: (order, desk) => ({
    type: "CancelOrder",
    orderId: order.orderId,
    requestId: requestIdFrom(desk.serial()),
    reason: "enough",
  }),
  "amend price": (order, desk) => ({
    type: "AmendOrder",
    orderId: order.orderId,
    requestId: requestIdFrom(desk.serial()),
    price: parsePrice("102"),
  }),
  "place reply: accepted": placeReply(ACCEPTED),
  "place reply: accepted as another": placeReply({ kind: "accepted", okxOrderId: OTHER_ID }),
  "place reply: refused": placeReply(REFUSED),
  "place reply: refused for now": placeReply(REFUSED_FOR_NOW),
  "place reply: unknown": placeReply(UNKNOWN),
  "place reply: not sent": placeReply(NOT_SENT),
  "cancel reply: accepted": cancelReply(ACCEPTED),
  "cancel reply: not found or over": cancelReply({ kind: "refused", code: "51400", message: "", retryable: false }),
  "cancel reply: refused for now": cancelReply(REFUSED_FOR_NOW),
  "cancel reply: refused": cancelReply({ kind: "refused", code: "51403", message: "no", retryable: false }),
  "cancel reply: unknown": cancelReply(UNKNOWN),
  "cancel reply: not sent": cancelReply(NOT_SENT),
  "amend reply: accepted": amendReply(ACCEPTED),
  "amend reply: refused": amendReply(REFUSED),
  "amend reply: unknown": amendReply(UNKNOWN),
  "amend reply: not sent": amendReply(NOT_SENT),
  "push: live": push({}),
  "push: partial 0.4 with t1": push({ state: "partially_filled", filled: "0.4", fill: { quantity: "0.4" } }),
  "push: partial 0.7 with t2": push({
    state: "partially_filled",
    filled: "0.7",
    fill: { tradeId: "t2", quantity: "0.3" },
  }),
  "query: partial 0.4": query({ state: "partially_filled", filled: "0.4" }),
  "push: filled with t9": push({ state: "filled", filled: "1", fill: { tradeId: "t9", quantity: "0.6" } }),
  "query: filled": query({ state: "filled", filled: "1" }),
  "push: canceled": push({ state: "canceled" }),
  "query: canceled after 0.4": query({ state: "canceled", filled: "0.4" }),
  "push: canceled by delivery": push({ state: "canceled", more: { cancelSource: "7" } }),
  "push: resized to 2": push({ quantity: "2", updatedAt: 1_700_000_000_500 }),
  "query: live, long after": query({ updatedAt: 1_700_000_000_500 }),
  "push: of another order": (order) => ({
    type: "OrderReport",
    source: "push",
    order: { ...reportOf(order), okxOrderId: OTHER_ID, side: "sell" },
  }),
  "fill t1 0.4": (order) => ({ type: "FillReport", source: "query", fill: fillOf(order, { quantity: "0.4" }) }),
  "fill t9 0.6": (order) => ({
    type: "FillReport",
    source: "query",
    fill: fillOf(order, { tradeId: "t9", quantity: "0.6" }),
  }),
  "fill of another order": (order) => ({
    type: "FillReport",
    source: "query",
    fill: { ...fillOf(order, { tradeId: "t8" }), okxOrderId: OTHER_ID, side: "sell" },
  }),
  "evidence: nothing": ({ orderId }) => ({ type: "DoubtEvidence", orderId, probes: [] }),
  vanished: ({ orderId }, desk) => ({
    type: "OrderVanished",
    orderId,
    evidence: "in no list",
    begunAt: later(desk.exchangeNow, 60_000),
  }),
  "queue time over": deadline("queue-over"),
  "time limit reached": deadline("time-limit"),
  "still live after a cancel": deadline("still-live"),
  "no answer in time": deadline("ask-silent"),
  "retry now": ({ orderId }) => ({
    type: "Deadline",
    kind: "retry",
    orderId,
    code: "50011",
    message: "slow down",
    mayLeave: true,
  }),
  recover: () => ({ type: "Recover" }),
  halt: () => ({ type: "HaltTrading", mode: "halt", reason: "stop" }),
} satisfies Record<string, Word>

export type WordName = keyof typeof WORDS
