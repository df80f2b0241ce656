// The order manager as a listener: each push is read, decided, folded, journaled durably and published. Its orders are placed
// before, so each push is about an order of its own; a push counts when the events that follow from it were published.

import type { OmsEvent, OrderId } from "@okx-oms/core"
import { PRICE, SIZE, SYMBOL } from "../mock/keys.ts"
import type { MockAddress } from "../place/client.ts"
import { openOwn } from "../place/own-client.ts"
import { type Consumed, type Consumer, Count } from "./consumer.ts"

const BATCH = 20
const TOGETHER = 200
/** `live` of an acknowledged order says nothing new; a half and the whole are an event each. */
const TOLD_IN_SILENCE = 1
const PUSHES = 3

export async function ownConsumer(address: MockAddress): Promise<Consumer> {
  const manager = await openOwn(address, { batchMax: BATCH })
  const { oms } = manager
  const order = { symbol: SYMBOL, side: "buy", type: "limit", quantity: SIZE, price: PRICE } as const
  let acknowledged = 0

  async function prepare(orders: number): Promise<void> {
    acknowledged = 0
    const all = Promise.withResolvers<void>()
    manager.onEvent = ({ type }) => {
      if (type === "OrderAcknowledged" && ++acknowledged === orders) all.resolve()
    }
    for (let placed = 0; placed < orders; placed += TOGETHER) {
      const count = Math.min(TOGETHER, orders - placed)
      const answers = await Promise.all(Array.from({ length: count }, () => oms.placeOrder(order)))
      const refused = answers.find(({ ok }) => !ok)
      if (refused !== undefined) throw new Error(`refused: ${JSON.stringify(refused)}`)
    }
    await all.promise
  }

  async function consume(pushes: number): Promise<Consumed> {
    const count = new Count(pushes)
    const seen = new Map<OrderId, OmsEvent["type"]>()
    manager.onEvent = (event) => {
      if (event.type === "OrderPartiallyFilled") {
        if (seen.has(event.orderId)) throw new Error(`the first fill of ${event.orderId} twice`)
        seen.set(event.orderId, event.type)
        for (let told = 0; told <= TOLD_IN_SILENCE; told++) count.add(undefined)
      } else if (event.type === "OrderFilled") {
        if (seen.get(event.orderId) !== "OrderPartiallyFilled")
          throw new Error(`${event.orderId} is filled without its half`)
        seen.set(event.orderId, event.type)
        count.add(undefined)
      } else if ("orderId" in event) throw new Error(`not expected: ${JSON.stringify(event)}`)
    }
    const consumed = await count.done
    const whole = [...seen.values()].filter((type) => type === "OrderFilled").length
    const open = await oms.getActiveOrders()
    if (whole !== pushes / PUSHES || open.length > 0)
      throw new Error(`${whole} of ${pushes / PUSHES} orders are whole, ${open.length} open`)
    await manager.idle()
    return consumed
  }

  return {
    placesItself: true,
    needsMark: false,
    prepare,
    consume,
    [Symbol.asyncDispose]: () => manager[Symbol.asyncDispose](),
  }
}
