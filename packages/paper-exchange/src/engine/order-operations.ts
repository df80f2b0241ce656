// Place, cancel and amend as requests: one or up to twenty items, each judged on its own, under the rate limits that REST
// and WebSocket share (reference sections 3, 4 and 8). The doings are place.ts's and change.ts's.

import { amendOrder, cancelOrder } from "./change.ts"
import { type Operation, spoilItem } from "./item-faults.ts"
import type { Account, Market, Order } from "./model.ts"
import { type Parameters, text } from "./parameters.ts"
import { placeOrder } from "./place.ts"
import type { RateLimit } from "./rate-limits.ts"
import { parameterMissing, REFUSALS, type Refusal } from "./refusals.ts"
import { type Answer, refusalAnswer } from "./serve.ts"
import { gatewayMs, note, type World } from "./world.ts"

export type { Operation } from "./item-faults.ts"

export interface OperationRequest {
  readonly account: Account
  readonly operation: Operation
  readonly batch: boolean
  readonly items: readonly Parameters[]
  /** REST names instruments by instId, WebSocket by instIdCode. */
  readonly marketOf: (item: Parameters) => Market | Refusal
  /** The text of a request whose items all failed: REST has one, WebSocket none. */
  readonly failureMsg: string
  /** The gateway's time when the request came in, and the time it must not be executed after. */
  readonly arrivedMs: number
  readonly expTime: string
}

const BATCH_MAX = 20
const SINGLE_LIMIT: RateLimit = { count: 60, windowMs: 2_000 }
const BATCH_LIMIT: RateLimit = { count: 300, windowMs: 2_000 }
/** New and amended orders of one sub-account, all instruments and both doors together. */
export const ACCOUNT_LIMIT: RateLimit = { count: 1_000, windowMs: 2_000 }

const TOO_LARGE: Readonly<Record<Operation, Refusal>> = {
  place: REFUSALS.batchTooLarge,
  cancel: REFUSALS.cancelBatchTooLarge,
  amend: REFUSALS.amendBatchTooLarge,
}

export function runOperation(world: World, request: OperationRequest): Answer {
  const { items, operation } = request
  if (items.length === 0) return refuseAll(world, request, parameterMissing("args"))
  if (items.length > BATCH_MAX) return refuseAll(world, request, TOO_LARGE[operation])
  const expired = operation === "cancel" ? undefined : checkExpTime(world, request)
  if (expired !== undefined) return refuseAll(world, request, expired, "request-expired")
  if (operation === "amend" && hasDuplicates(items)) return refuseAll(world, request, REFUSALS.amendTwice)
  const rows: Record<string, unknown>[] = []
  let failed = 0
  for (const item of items) {
    const market = request.marketOf(item)
    const limited = "code" in market ? undefined : takeRoom(world, request, market)
    // A single request beyond its limit is refused as a whole, an item of a batch by itself.
    if (limited !== undefined && items.length === 1) return refuseAll(world, request, limited)
    const unrun = "code" in market ? market : limited
    if (unrun !== undefined) noteRefusal(world, request, item, unrun)
    const outcome = "code" in market ? market : (limited ?? serveItem(world, request, market, item))
    if ("code" in outcome) failed++
    rows.push(itemRow(world, operation, item, outcome))
  }
  if (failed === 0) return { code: "0", msg: "", data: rows, timed: true }
  if (failed === rows.length) return { code: "1", msg: request.failureMsg, data: rows, timed: true }
  const partly = request.failureMsg === "" ? "" : "Bulk operation partially succeeded."
  return { code: "2", msg: partly, data: rows, timed: true }
}

/** Nothing of the request is done: no item was tried. */
function refuseAll(
  world: World,
  request: OperationRequest,
  refusal: Refusal,
  type: "request-refused" | "request-expired" = "request-refused",
): Answer {
  const { account, operation, items, expTime } = request
  note(world, type, { uid: account.uid, operation, code: refusal.code, args: items, expTime })
  return refusalAnswer(refusal, true)
}

function checkExpTime(world: World, request: OperationRequest): Refusal | undefined {
  if (request.expTime === "") return undefined
  const expTime = Number(request.expTime)
  if (!/^\d{1,16}$/.test(request.expTime)) return { code: "51000", msg: "Parameter expTime error" }
  if (expTime < request.arrivedMs) return REFUSALS.expTimePast
  return expTime < gatewayMs(world) ? REFUSALS.orderExpired : undefined
}

function hasDuplicates(items: readonly Parameters[]): boolean {
  const ids = items.map((item) => text(item, "ordId") || `c${text(item, "clOrdId")}`)
  return new Set(ids).size < ids.length
}

function takeRoom(world: World, request: OperationRequest, market: Market): Refusal | undefined {
  const { account, operation, items } = request
  const batch = request.batch && items.length > 1
  const key = `${account.uid}:${operation}${batch ? "-batch" : ""}:${market.spec.instId}`
  if (!world.limits.take(key, batch ? BATCH_LIMIT : SINGLE_LIMIT, world.nowMs)) return REFUSALS.tooManyRequests
  if (operation === "cancel") return undefined
  if (world.faults.strikes("account-rate-limit", { uid: account.uid, nowMs: world.nowMs })) {
    return REFUSALS.subAccountLimit
  }
  return world.limits.take(`${account.uid}:orders`, ACCOUNT_LIMIT, world.nowMs) ? undefined : REFUSALS.subAccountLimit
}

/** Runs an item, or what a fault makes of it. */
function serveItem(world: World, request: OperationRequest, market: Market, item: Parameters): Order | Refusal {
  const run = (): Order | Refusal => {
    const outcome = runItem(world, request, market, item)
    if ("code" in outcome) noteRefusal(world, request, item, outcome)
    return outcome
  }
  if (!world.faults.anySet) return run()
  const spoiled = spoilItem(world, {
    uid: request.account.uid,
    operation: request.operation,
    instId: market.spec.instId,
    ordId: text(item, "ordId"),
    clOrdId: text(item, "clOrdId"),
    run,
  })
  const outcome = spoiled ?? run()
  // The hidden-order fault: it was executed, and the answer does not say so.
  return request.operation === "place" && !("code" in outcome) && outcome.hidden ? REFUSALS.orderTimeout : outcome
}

function runItem(world: World, request: OperationRequest, market: Market, item: Parameters): Order | Refusal {
  switch (request.operation) {
    case "place":
      return placeOrder(world, request.account, market, item)
    case "cancel":
      return cancelOrder(world, request.account, market.spec.instId, item)
    case "amend":
      return amendOrder(world, request.account, market.spec.instId, item)
  }
}

const REFUSED = { place: "order-refused", cancel: "cancel-refused", amend: "amend-refused" } as const

function noteRefusal(world: World, request: OperationRequest, item: Parameters, refusal: Refusal): void {
  note(world, REFUSED[request.operation], {
    uid: request.account.uid,
    instId: text(item, "instId"),
    ordId: text(item, "ordId"),
    clOrdId: text(item, "clOrdId"),
    reqId: text(item, "reqId"),
    code: refusal.code,
    msg: refusal.msg,
  })
}

export function itemRow(
  world: World,
  operation: Operation,
  item: Parameters,
  outcome: Order | Refusal,
): Record<string, unknown> {
  const refused = "code" in outcome
  const row = {
    clOrdId: refused ? text(item, "clOrdId") : outcome.clOrdId,
    ordId: refused ? (operation === "place" ? "" : text(item, "ordId")) : outcome.ordId,
    ts: String(refused ? world.nowMs : outcome.createdMs),
    sCode: refused ? outcome.code : "0",
    sMsg: refused ? outcome.msg : operation === "place" ? "Order placed" : "",
  }
  const subCode = refused ? (outcome.subCode ?? "") : ""
  switch (operation) {
    case "place":
      return { ...row, tag: text(item, "tag"), subCode }
    case "cancel":
      return row
    case "amend":
      return { ...row, reqId: text(item, "reqId"), subCode }
  }
}
