// What may happen to an account within a day, drawn by fast-check: orders in every turn of their lives, breaks, halts, hours that make memory forget and events
// that bring back. It relies on MemoryOms to decide and fold; every step does something or, where nothing fits, places an order.

import { decimal, isTerminal, type Order, type OrderId, placeOrderFrom, toFee } from "@okx-oms/core"
import fc from "fast-check"
import type { MemoryOms } from "./memory-oms.ts"

const STEPS = [
  "place",
  "acknowledge",
  "fill",
  "cancel",
  "cancelled",
  "doubt",
  "halt",
  "break",
  "hour",
  "recall",
] as const

export interface Step {
  readonly what: (typeof STEPS)[number]
  readonly which: number
}

export const step: fc.Arbitrary<Step> = fc.record({ what: fc.constantFrom(...STEPS), which: fc.nat({ max: 50 }) })

export async function take({ what, which }: Step, oms: MemoryOms): Promise<void> {
  const done = await attempt(what, which, oms)
  if (!done) await place(which, oms)
}

async function place(which: number, oms: MemoryOms): Promise<void> {
  const price = which % 5 === 0 ? "29999.9" : "30000.1"
  const side = which % 2 === 0 ? "buy" : "sell"
  const symbol = which % 3 === 0 ? "BTC-USDT-SWAP" : "BTC-USDT"
  const quantity = which % 3 === 0 ? "2" : "0.5"
  const answer = await oms.submitOrder(placeOrderFrom({ symbol, side, type: "limit", quantity, price }))
  // A refusal is recorded too.
  if (!answer.ok && answer.orderId === undefined) throw new Error(JSON.stringify(answer.refusal))
}

async function attempt(what: Step["what"], which: number, oms: MemoryOms): Promise<boolean> {
  const fitting = (belongs: (order: Order) => boolean): Order | undefined => {
    const orders = [...oms.state.orders.values()].filter(belongs)
    return orders[which % (orders.length || 1)]
  }
  switch (what) {
    case "place":
      return false
    case "acknowledge":
      return did(
        fitting(({ state }) => state === "Validated"),
        ({ orderId }) => oms.acknowledge(orderId),
      )
    case "fill":
      return did(
        fitting(({ state }) => state === "Acknowledged"),
        ({ orderId }) => oms.fillAll(orderId),
      )
    case "cancel":
      return did(
        fitting(({ state, pendingCancel }) => !isTerminal(state) && pendingCancel === undefined),
        ({ orderId }) => oms.cancelOrder({ orderId }),
      )
    case "cancelled":
      return did(
        fitting(({ state }) => state === "Acknowledged"),
        ({ orderId }) => oms.emit("push", { type: "OrderCancelled", orderId, reason: "at OKX" }),
      )
    case "doubt":
      return did(
        fitting(({ state }) => state === "Validated"),
        ({ orderId }) => oms.doubt(orderId),
      )
    case "halt":
      await (which % 2 === 0 ? oms.halt("reduce-only", "drawn") : oms.resume("drawn"))
      return true
    case "break": {
      const open = [...oms.state.breaks.values()].find(({ resolvedAt }) => resolvedAt === undefined)
      if (open === undefined || which % 2 === 0) oms.findBreak({ subject: `drawn ${which}` })
      else await oms.resolveBreak(open.breakId, "seen")
      return true
    }
    case "hour":
      oms.wait(60 * 60_000)
      return false
    case "recall": {
      // Those with executions first: more can be said of them.
      const left = [...oms.left.values()].sort((one, other) => other.fills.length - one.fills.length)
      return did(left[0], ({ orderId }) => recall(orderId, oms))
    }
  }
}

/** A late word about an order that memory forgot: it comes back, and its execution had another fee. */
function recall(orderId: OrderId, oms: MemoryOms): void {
  const order = oms.left.get(orderId)
  if (order === undefined) return
  oms.emit("query", { type: "OrderRecalled", orderId, order })
  const [booked] = order.fills
  if (booked === undefined) return
  const fill = { ...booked, fees: [{ currency: "USDT", amount: toFee(decimal("-0.1")) }] }
  const { tradeId } = booked
  const { filledQuantity } = order
  oms.emit("query", { type: "FillCorrected", orderId, tradeId, fill, filledQuantity, reason: "another fee" })
}

async function did<Subject>(subject: Subject | undefined, act: (subject: Subject) => unknown): Promise<boolean> {
  if (subject === undefined) return false
  await act(subject)
  return true
}
