// Which order an id in an address means. An order has four ids whose forms overlap (18 digits may be three of them), so a text is tried as each
// kind that it can be; if it names two different orders nobody guesses: the caller says which kind is meant (?by=).

import { ID_KINDS, type IdKind, problemOfDoor } from "@okx-oms/api"
import {
  clOrdIdFromWire,
  InvalidValue,
  looksLikeOurs,
  type Order,
  okxOrderIdFromWire,
  parseClientOrderId,
  parseOrderId,
} from "@okx-oms/core"
import type { OrderRef } from "@okx-oms/trading"
import type { OmsPort } from "./open-oms.ts"
import { answered, ProblemReply, refuse } from "./reply.ts"

const OKX_ORDER_ID = /^\d{1,20}$/
const ANY_CLORDID = /^[A-Za-z0-9]{1,32}$/

/** The order that the id names. Throws the problem order-not-found or order-id-ambiguous. */
export async function findOrder(oms: OmsPort, id: string, by?: IdKind): Promise<Order> {
  const refs = refsOf(id, by)
  const found = new Map<string, Order>()
  for (const ref of refs) {
    const order = await answered(oms.getOrder(ref))
    if (order !== undefined) found.set(order.orderId, order)
  }
  const [order, other] = found.values()
  if (order === undefined) return refuse({ code: "order-not-found", id })
  if (other === undefined) return order
  const detail = `"${id}" names order ${order.orderId} and order ${other.orderId}. Say which kind of id it is: ?by=${ID_KINDS.join(" | ")}.`
  throw new ProblemReply(problemOfDoor("order-id-ambiguous", detail))
}

/** The id as the manager takes it; looks orders up only when its form leaves a choice. */
export async function orderRef(oms: OmsPort, id: string, by?: IdKind): Promise<OrderRef> {
  const refs = refsOf(id, by)
  const [only, ...others] = refs
  if (only === undefined) return refuse({ code: "order-not-found", id })
  if (others.length === 0) return only
  return { orderId: (await findOrder(oms, id, by)).orderId }
}

/** Every way in which the text can be read as an id. */
function refsOf(id: string, by: IdKind | undefined): readonly OrderRef[] {
  // An order id of ours has a form that nothing else needs to be asked for.
  const ours = by === undefined || by === "orderId" ? refAs(id, "orderId") : undefined
  if (ours !== undefined) return [ours]
  const kinds = by === undefined ? (["clientOrderId", "clOrdId", "okxOrderId"] as const) : [by]
  return kinds.flatMap((kind) => {
    // Foreign clOrdIds have the form of most client order ids; unasked, only those of our own form are tried.
    if (by === undefined && kind === "clOrdId" && !looksLikeOurs(id)) return []
    return refAs(id, kind) ?? []
  })
}

function refAs(id: string, kind: IdKind): OrderRef | undefined {
  try {
    switch (kind) {
      case "orderId":
        return { orderId: parseOrderId(id) }
      case "clientOrderId":
        return { clientOrderId: parseClientOrderId(id) }
      case "clOrdId":
        return ANY_CLORDID.test(id) ? { clOrdId: clOrdIdFromWire(id) } : undefined
      case "okxOrderId":
        return OKX_ORDER_ID.test(id) ? { okxOrderId: okxOrderIdFromWire(id) } : undefined
    }
  } catch (error) {
    if (error instanceof InvalidValue) return undefined
    throw error
  }
}
