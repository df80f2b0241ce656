// The part of the control door that acts on orders and positions as others would: a person on OKX's own page who places,
// cancels or amends, and the exchange itself that cancels, liquidates or deleverages.

import { parseDecimal } from "@okx-oms/core"
import { lastStateOf } from "./aftermath.ts"
import { amendFromOutside, cancelUnsolicited } from "./change.ts"
import { accountOf, bad, type ControlReply } from "./control-replies.ts"
import type { Account, Order } from "./model.ts"
import { findOrder, isOpen } from "./order-life.ts"
import { itemRow } from "./order-operations.ts"
import { restOrderRow } from "./order-rows.ts"
import { isRecord, type Parameters, text } from "./parameters.ts"
import { placeOrder } from "./place.ts"
import { heldPosition, isReduction, reducePosition } from "./system-orders.ts"
import type { World } from "./world.ts"

export function placeExternal(world: World, body: Parameters): ControlReply {
  const account = accountOf(world, body)
  const order = body.order
  if (account === undefined) return bad("account: unknown")
  if (!isRecord(order)) return bad("order: expected the fields of OKX's place order")
  const market = world.markets.get(text(order, "instId"))
  if (market === undefined) return bad("order.instId: unknown")
  const placed = placeOrder(world, account, market, order, "web")
  return { status: "code" in placed ? 400 : 200, body: itemRow(world, "place", order, placed) }
}

/** Any cancelSource, unknown ones too; 38 and 39 end in mmp_canceled unless `state` says otherwise. */
export function cancelExternal(world: World, body: Parameters): ControlReply {
  const order = openOrderOf(world, body)
  if ("status" in order) return order
  const source = text(body, "cancelSource") || "0"
  const state = text(body, "state") || lastStateOf(source)
  if (state !== "canceled" && state !== "mmp_canceled") return bad("state: expected canceled or mmp_canceled")
  cancelUnsolicited(world, order, source, state)
  return { status: 200, body: restOrderRow(order) }
}

/** `amendSource` 1 (the default) is a person's, 2 and 4 are the system's resizing of a reduce-only order. */
export function amendExternal(world: World, body: Parameters): ControlReply {
  const order = openOrderOf(world, body)
  if ("status" in order) return order
  const amended = amendFromOutside(world, order, body, text(body, "amendSource") || "1")
  return "code" in amended
    ? bad("not amended", { code: amended.code, msg: amended.msg })
    : { status: 200, body: restOrderRow(amended) }
}

export function reduceExternal(world: World, body: Parameters): ControlReply {
  const account = accountOf(world, body)
  const market = world.markets.get(text(body, "symbol"))
  const category = text(body, "category") || "full_liquidation"
  if (account === undefined) return bad("account: unknown")
  if (market === undefined) return bad("symbol: unknown")
  if (!isReduction(category)) return bad("category: expected full_liquidation, partial_liquidation or adl")
  const size = positiveOf(body, "size")
  const price = positiveOf(body, "price")
  if (size === "wrong" || price === "wrong") return bad("size, price: expected numbers above 0")
  const pushed = text(body, "pushed") !== "false"
  const held = heldPosition(account, market)
  const order = held === undefined ? undefined : reducePosition(world, account, held, { category, size, price, pushed })
  return order === undefined ? bad("position: none on this symbol") : { status: 200, body: restOrderRow(order) }
}

function positiveOf(body: Parameters, name: string) {
  if (text(body, name) === "") return undefined
  const value = parseDecimal(text(body, name))
  return value === undefined || value.coefficient <= 0n ? "wrong" : value
}

function openOrderOf(world: World, body: Parameters): Order | ControlReply {
  const account: Account | undefined = accountOf(world, body)
  if (account === undefined) return bad("account: unknown")
  const order = findOrder(account, { ordId: text(body, "ordId"), clOrdId: text(body, "clOrdId") })
  return order === undefined || !isOpen(order) ? bad("order: none open with this ordId or clOrdId") : order
}
