// One order as text: JSON in which every decimal is a string, and which reads back to an equal order. It relies on plain.ts and revive.ts for where the decimals are; events
// are codec.ts's, whole states are state-codec.ts's.

import type { Order } from "./order.ts"
import { orderForText } from "./plain.ts"
import { reviveInOrder } from "./revive.ts"

export function encodeOrder(order: Order): string {
  return JSON.stringify(orderForText(order))
}

/** Reads what encodeOrder wrote. */
export function decodeOrder(text: string): Order {
  const parsed = JSON.parse(text)
  reviveInOrder(parsed)
  return parsed as Order
}
