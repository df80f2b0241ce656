// From checked requests to the manager's commands: defaults and names of orders, and what no schema can say because it is about two fields at once.
// Text became prices, quantities and symbols before (contract/check.ts); whether an order makes sense on its market is the manager's to say.

import { type ClientOrderId, type PlaceOrder, parseStrategyId } from "@okx-oms/core"
import type { StaticDecode } from "typebox"
import type { Checked, FieldError } from "./contract/check.ts"
import { STRATEGY_DEFAULT } from "./contract/limits.ts"
import type { BatchRequestSchema, PlaceRequestSchema } from "./contract/order-schemas.ts"

/** `fallback` names the order when the body does not (Idempotency-Key). */
export function placeOrderOf(body: StaticDecode<typeof PlaceRequestSchema>, fallback?: ClientOrderId): PlaceOrder {
  return {
    strategy: parseStrategyId(STRATEGY_DEFAULT),
    ...(fallback !== undefined && { clientOrderId: fallback }),
    ...body,
  }
}

/** The orders of a batch; two under one name are a mistake, whoever named them. */
export function placeOrdersOf(
  { orders: bodies }: StaticDecode<typeof BatchRequestSchema>,
  nameAt?: (index: number) => ClientOrderId,
): Checked<readonly PlaceOrder[]> {
  const orders = bodies.map((body, index) => placeOrderOf(body, nameAt?.(index)))
  const errors: FieldError[] = []
  const indexOf = new Map<ClientOrderId, number>()
  for (const [index, { clientOrderId }] of orders.entries()) {
    if (clientOrderId === undefined) continue
    const earlier = indexOf.get(clientOrderId)
    if (earlier === undefined) indexOf.set(clientOrderId, index)
    else {
      const message = `the same as in orders[${earlier}]; each order needs its own`
      errors.push({ path: `orders[${index}].clientOrderId`, message })
    }
  }
  return errors.length === 0 ? { ok: true, value: orders } : { ok: false, errors }
}
