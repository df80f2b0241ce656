// Every listener that is measured, by the name of its row.

import type { OpenConsumer } from "./consumer.ts"
import { ownConsumer } from "./own-consumer.ts"
import { ccxtConsumer, okxApiConsumer, rawConsumer } from "./peer-consumers.ts"

export const CONSUMERS = {
  "raw ws + JSON.parse": rawConsumer,
  "okx-api update events": okxApiConsumer,
  "ccxt.pro watchOrders": ccxtConsumer,
  "okx-oms": ownConsumer,
} as const satisfies Readonly<Record<string, OpenConsumer>>

export type ConsumerName = keyof typeof CONSUMERS

export function isConsumerName(name: string): name is ConsumerName {
  return Object.hasOwn(CONSUMERS, name)
}
