// Words of the scenes in which nobody knows what became of a placement: how to keep OKX's word from the process, and how the doubt shows.

import assert from "node:assert/strict"
import type { Order } from "@okx-oms/core"
import type { Stage } from "../stage.ts"
import { standing } from "./scene.ts"

export const ORDER_PUSHES = { direction: "down", what: "push orders" } as const

/** OKX says nothing of what it does: neither the reply nor a push comes through. */
export function deafen(stage: Stage, operation = "order"): void {
  stage.net.drop({ direction: "down", what: operation })
  stage.net.drop(ORDER_PUSHES, { times: 50 })
}

/** The order in doubt, as soon as it is. */
export async function inDoubt(stage: Stage, ref: Order, withinMs = 10_000): Promise<Order> {
  const giveUpAtMs = stage.nowMs + withinMs
  for (;;) {
    const order = await stage.order(ref)
    if (order.doubt !== undefined) return order
    assert.ok(stage.nowMs < giveUpAtMs, `not in doubt but ${standing(order)}`)
    await stage.advance(10)
  }
}

/** The story with a doubt told once: how often OKX was asked is not the row's matter. */
export function told(events: readonly string[]): string[] {
  return events.filter((type, at) => type !== "OrderInDoubt" || events[at - 1] !== "OrderInDoubt")
}
