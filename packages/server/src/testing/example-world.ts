// The world in which the examples of the contract are true: what must be there before the example of an operation can succeed, and the example as a
// request. Tests of the contract share it; it relies on MemoryOms giving its ids in order, the first one being the examples'.

import { ROUTES, type Route } from "@okx-oms/api"
import { parseOrderId } from "@okx-oms/core"
import { type Door, ORDER } from "./open-door.ts"

/** By operation. The order is o176985180000000001, acknowledged; the break b176985180000000001, the token t3f9a1c07. */
const BEFORE: Readonly<Record<string, (door: Door) => unknown>> = {
  getOrder: placed,
  getTimeline: placed,
  amendOrder: placed,
  cancelOrder: placed,
  cancelOrders: placed,
  getGrid: gridStarted,
  pauseGrid: gridStarted,
  stopGrid: gridStarted,
  resolveBreak: (door) => door.oms.findBreak(),
  revokeToken: (door) => door.ask("POST", "/v1/tokens", { body: { name: "blotter", scope: "read" } }),
}

export async function prepare({ operationId }: Route, door: Door): Promise<void> {
  await BEFORE[operationId]?.(door)
}

/** The example of a route as a request. */
export function exampleRequest({ path, example }: Route): {
  readonly url: string
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
} {
  const params: Readonly<Record<string, unknown>> = { ...example.params }
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])))
  const query = new URLSearchParams(Object.entries(example.query ?? {}).map(([name, value]) => [name, String(value)]))
  const url = query.size === 0 ? filled : `${filled}?${query}`
  return { url, body: example.body, headers: { ...example.headers } }
}

async function placed(door: Door): Promise<void> {
  const told = await door.ask("POST", "/v1/orders", { body: ORDER })
  door.oms.acknowledge(parseOrderId(told.body.orderId))
}

async function gridStarted(door: Door): Promise<void> {
  const { status, text } = await door.ask("POST", "/v1/strategies/grid/start", { body: ROUTES.startGrid.example.body })
  if (status !== 202) throw new Error(text)
}
