// The REST side: which endpoints there are, who may call them how often, and how an answer is written. It relies on the
// request functions for what they do and on serve.ts for what can go wrong on the way (reference sections 2 to 5 and 8).

import * as accounts from "./account-requests.ts"
import * as algoReads from "./algo/algo-reads.ts"
import { amendAlgos, cancelAlgos, placeAlgos } from "./algo/algo-requests.ts"
import { authenticate, mayWrite, type SignedRequest } from "./authentication.ts"
import * as contracts from "./contract-requests.ts"
import * as leverage from "./leverage-requests.ts"
import * as market from "./market-requests.ts"
import type { Account, ApiKey, Market } from "./model.ts"
import { type Operation, runOperation } from "./order-operations.ts"
import { isRecord, type Parameters, text } from "./parameters.ts"
import { positionsHistory } from "./position-history.ts"
import * as held from "./position-requests.ts"
import * as open from "./public-requests.ts"
import type { RateLimit } from "./rate-limits.ts"
import { httpStatus, parameterMissing, REFUSALS, type Refusal, refuse } from "./refusals.ts"
import { type Answer, type BrokenReply, type Delivery, dataAnswer, refusalAnswer, serve } from "./serve.ts"
import * as sizes from "./size-requests.ts"
import * as reads from "./trade-reads.ts"
import { gatewayMs, note, type World } from "./world.ts"

export interface RestRequest extends SignedRequest {
  readonly requestId: string
}

interface Call {
  readonly world: World
  /** Undefined for public endpoints. */
  readonly account: Account | undefined
  /** What the request was signed with; undefined for public endpoints. */
  readonly key: ApiKey | undefined
  readonly parameters: Parameters
  readonly items: readonly Parameters[]
  readonly expTime: string
  readonly arrivedMs: number
}

type Rows = readonly unknown[] | Refusal

interface Endpoint {
  readonly method: "GET" | "POST"
  readonly access: "public" | "read" | "trade"
  readonly limit: RateLimit | undefined
  /** What the limit is counted by, beside the endpoint: the caller, and for some the instrument or tag. */
  readonly by?: "instId" | "tag" | "instType" | "instFamily"
  readonly run: (call: Call) => Answer
}

function limit(count: number, seconds = 2): RateLimit {
  return { count, windowMs: seconds * 1_000 }
}

function publicGet(
  count: number,
  run: (world: World, query: Parameters) => Rows,
  options: { seconds?: number; by?: "instId" | "instType" | "instFamily" } = {},
): Endpoint {
  return {
    method: "GET",
    access: "public",
    limit: limit(count, options.seconds ?? 2),
    ...(options.by === undefined ? {} : { by: options.by }),
    run: ({ world, parameters }) => answerOf(run(world, parameters)),
  }
}

function privateGet(
  count: number,
  run: (world: World, account: Account, query: Parameters) => Rows,
  options: { seconds?: number; by?: "instId" | "instType" } = {},
): Endpoint {
  return {
    method: "GET",
    access: "read",
    limit: limit(count, options.seconds ?? 2),
    ...(options.by === undefined ? {} : { by: options.by }),
    run: forAccount(({ world, parameters }, account) => answerOf(run(world, account, parameters))),
  }
}

function privatePost(
  count: number,
  run: (world: World, account: Account, body: Parameters) => Rows,
  options: { seconds?: number; by?: "instId" | "tag" } = {},
): Endpoint {
  return {
    method: "POST",
    access: "trade",
    limit: limit(count, options.seconds ?? 2),
    ...(options.by === undefined ? {} : { by: options.by }),
    run: forAccount(({ world, parameters }, account) => answerOf(run(world, account, parameters))),
  }
}

function forAccount(run: (call: Call, account: Account) => Answer): (call: Call) => Answer {
  return (call) => (call.account === undefined ? refusalAnswer(REFUSALS.noPermission) : run(call, call.account))
}

/** Place, cancel, amend: limited inside, per operation and instrument, together with the WebSocket. */
function orders(operation: Operation, batch: boolean): Endpoint {
  return {
    method: "POST",
    access: "trade",
    limit: undefined,
    run: forAccount(({ world, items, expTime, arrivedMs }, account) =>
      runOperation(world, {
        account,
        operation,
        batch,
        items,
        marketOf: (item) => marketByInstId(world, item),
        failureMsg: "All operations failed",
        arrivedMs,
        expTime,
      }),
    ),
  }
}

/** Algo orders answer by items too, without the gateway's times. */
function algos(
  run: (world: World, account: Account, items: readonly Parameters[]) => Answer,
  count: number | undefined,
): Endpoint {
  return {
    method: "POST",
    access: "trade",
    limit: count === undefined ? undefined : limit(count),
    by: "instId",
    run: forAccount(({ world, items }, account) => run(world, account, items)),
  }
}

function marketByInstId(world: World, item: Parameters): Market | Refusal {
  const instId = text(item, "instId")
  if (instId === "") return parameterMissing("instId")
  return world.markets.get(instId) ?? REFUSALS.instIdUnknown
}

const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  "/api/v5/public/time": publicGet(10, open.time),
  "/api/v5/public/instruments": publicGet(20, open.instruments, { by: "instType" }),
  "/api/v5/public/position-tiers": publicGet(10, contracts.positionTiers),
  "/api/v5/public/delivery-exercise-history": publicGet(40, contracts.deliveryHistory, { by: "instFamily" }),
  "/api/v5/public/price-limit": publicGet(20, open.priceLimit),
  "/api/v5/public/mark-price": publicGet(10, open.markPrices, { by: "instId" }),
  "/api/v5/public/funding-rate-history": publicGet(10, open.fundingRateHistory, { by: "instId" }),
  "/api/v5/public/premium-history": publicGet(20, open.premiumHistory),
  "/api/v5/public/open-interest": publicGet(20, open.openInterests, { by: "instId" }),
  "/api/v5/public/estimated-price": publicGet(10, open.estimatedPrice, { by: "instId" }),
  "/api/v5/public/underlying": publicGet(20, open.underlyings),
  "/api/v5/public/convert-contract-coin": publicGet(10, open.convertContractCoin),
  "/api/v5/public/funding-rate": publicGet(10, open.fundingRate, { by: "instId" }),
  "/api/v5/market/ticker": publicGet(20, market.ticker),
  "/api/v5/market/tickers": publicGet(20, market.tickers),
  "/api/v5/market/index-tickers": publicGet(20, market.indexTickers),
  "/api/v5/market/index-components": publicGet(20, market.indexComponents),
  "/api/v5/market/books": publicGet(40, market.books),
  "/api/v5/market/books-full": publicGet(10, market.fullBooks),
  "/api/v5/market/books-lite": publicGet(6, market.booksLite, { seconds: 1 }),
  "/api/v5/market/trades": publicGet(100, market.trades),
  "/api/v5/market/history-trades": publicGet(20, market.tradeHistory),
  "/api/v5/market/candles": publicGet(40, market.candles),
  "/api/v5/market/history-candles": publicGet(20, market.candleHistory),
  "/api/v5/market/mark-price-candles": publicGet(20, market.markPriceCandles),
  "/api/v5/market/history-mark-price-candles": publicGet(20, market.markPriceCandles),
  "/api/v5/market/index-candles": publicGet(20, market.indexPriceCandles),
  "/api/v5/market/history-index-candles": publicGet(10, market.indexPriceCandles),
  "/api/v5/market/platform-24-volume": publicGet(2, market.platformVolume),
  "/api/v5/market/exchange-rate": publicGet(1, market.exchangeRate),
  "/api/v5/system/status": publicGet(1, open.status, { seconds: 5 }),
  "/api/v5/account/config": {
    method: "GET",
    access: "read",
    limit: limit(5),
    run: ({ key }) => answerOf(key === undefined ? REFUSALS.noPermission : accounts.accountConfig(key)),
  },
  "/api/v5/account/balance": privateGet(10, accounts.balance),
  "/api/v5/account/positions": privateGet(10, held.positions),
  "/api/v5/account/positions-history": privateGet(10, positionsHistory),
  "/api/v5/account/account-position-risk": privateGet(10, held.positionRisk),
  "/api/v5/account/position/margin-balance": privatePost(20, held.adjustMargin),
  "/api/v5/account/set-account-level": privatePost(5, held.setAccountLevel),
  "/api/v5/account/instruments": privateGet(20, (world, _, query) => open.instruments(world, query), {
    by: "instType",
  }),
  "/api/v5/account/trade-fee": privateGet(5, accounts.tradeFee),
  "/api/v5/account/bills": privateGet(5, (world, account, query) => reads.readBills(world, account, query, false), {
    seconds: 1,
  }),
  "/api/v5/account/bills-archive": privateGet(5, (world, account, query) =>
    reads.readBills(world, account, query, true),
  ),
  "/api/v5/account/leverage-info": privateGet(20, leverage.leverageInfo),
  "/api/v5/account/max-size": privateGet(20, sizes.maxSize),
  "/api/v5/account/max-avail-size": privateGet(20, sizes.maxAvailableSize),
  "/api/v5/account/set-leverage": privatePost(20, leverage.setLeverage),
  "/api/v5/account/set-position-mode": privatePost(5, held.setPositionMode),
  "/api/v5/asset/currencies": privateGet(6, (world) => accounts.currencies(world), { seconds: 1 }),
  "/api/v5/asset/balances": privateGet(6, () => [], { seconds: 1 }),
  "/api/v5/trade/batch-orders": orders("place", true),
  "/api/v5/trade/cancel-order": orders("cancel", false),
  "/api/v5/trade/cancel-batch-orders": orders("cancel", true),
  "/api/v5/trade/amend-order": orders("amend", false),
  "/api/v5/trade/amend-batch-orders": orders("amend", true),
  "/api/v5/trade/orders-pending": privateGet(60, reads.readPending),
  "/api/v5/trade/orders-history": privateGet(40, (world, account, query) =>
    reads.readHistory(world, account, query, false),
  ),
  "/api/v5/trade/orders-history-archive": privateGet(20, (world, account, query) =>
    reads.readHistory(world, account, query, true),
  ),
  "/api/v5/trade/fills": privateGet(60, (world, account, query) => reads.readFills(world, account, query, false)),
  "/api/v5/trade/fills-history": privateGet(10, (world, account, query) =>
    reads.readFills(world, account, query, true),
  ),
  "/api/v5/trade/cancel-algos": algos(cancelAlgos, undefined),
  "/api/v5/trade/amend-algos": algos((world, account, [body = {}]) => amendAlgos(world, account, body), 20),
  "/api/v5/trade/orders-algo-pending": privateGet(20, (_, account, query) =>
    algoReads.readPendingAlgos(account, query),
  ),
  "/api/v5/trade/orders-algo-history": privateGet(20, algoReads.readAlgoHistory),
  "/api/v5/trade/cancel-all-after": privatePost(1, accounts.cancelAllAfter, { seconds: 1, by: "tag" }),
  "/api/v5/trade/mass-cancel": privatePost(5, () => REFUSALS.noMassCancel),
  "/api/v5/trade/close-position": privatePost(20, held.closePosition, { by: "instId" }),
  "/api/v5/trade/account-rate-limit": privateGet(1, (world) => accounts.accountRateLimit(world), { seconds: 1 }),
}

/** The two paths that are read and written. */
const ORDER_PATH = "/api/v5/trade/order"
const ORDER_GET = privateGet(60, reads.readOrder, { by: "instId" })
const ORDER_POST = orders("place", false)
const ALGO_PATH = "/api/v5/trade/order-algo"
const ALGO_GET = privateGet(20, algoReads.readAlgo)
const ALGO_POST = algos((world, account, [body = {}]) => placeAlgos(world, account, body), 20)

function answerOf(rows: Rows): Answer {
  return "code" in rows ? refusalAnswer(rows) : dataAnswer(rows)
}

/** Handles one request; the reply goes to world.outgoing, now or later. */
export function handleRest(world: World, request: RestRequest): void {
  const [path = "", query = ""] = splitTarget(request.target)
  const endpoint = endpointOf(path, request.method)
  const arrivedMs = gatewayMs(world)
  const delivery = restDelivery(world, request, arrivedMs)
  const uid = world.accountsByKey.get(request.headers["ok-access-key"] ?? "")?.uid
  const write = request.method === "POST"
  const body = write ? readBody(request) : undefined
  const items = body === undefined || "code" in body ? [] : body.items
  const expTime = request.headers.exptime ?? ""
  const what = {
    door: "rest",
    uid,
    op: path.slice(path.lastIndexOf("/") + 1),
    method: request.method,
    target: request.target,
  }
  if (write) note(world, "request-received", { ...what, args: items, expTime })
  const refused = (refusal: Refusal): Answer => {
    if (write) note(world, "request-refused", { ...what, code: refusal.code, args: items, expTime })
    return refusalAnswer(refusal)
  }
  const execute = (): Answer => {
    if (endpoint === undefined) return refused(refuse("404", "Not Found"))
    if (endpoint.method !== request.method) return refused(refuse("50115", "Invalid request method."))
    const caller = endpoint.access === "public" ? undefined : authenticate(world, request)
    if (caller !== undefined && "code" in caller) return refused(caller)
    const forbidden = endpoint.access === "trade" && caller !== undefined ? mayWrite(world, caller) : undefined
    if (forbidden !== undefined) return refused(forbidden)
    if (body !== undefined && "code" in body) return refused(body)
    const parameters = write ? (items[0] ?? {}) : Object.fromEntries(new URLSearchParams(query))
    if (!takeRoom(world, { path, endpoint, parameters, caller: caller?.account.uid ?? request.ip })) {
      return refused(REFUSALS.tooManyRequests)
    }
    return endpoint.run({ world, account: caller?.account, key: caller, parameters, items, arrivedMs, expTime })
  }
  serve(world, { uid: endpoint?.access === "public" ? undefined : uid, write, what, execute, delivery })
}

function endpointOf(path: string, method: string): Endpoint | undefined {
  if (path === ORDER_PATH) return method === "GET" ? ORDER_GET : ORDER_POST
  if (path === ALGO_PATH) return method === "GET" ? ALGO_GET : ALGO_POST
  return ENDPOINTS[path]
}

/** What an account would be answered at a path, without signature, limit or fault; nothing when it would be refused. */
export function rowsFor(world: World, account: Account, path: string, parameters: Parameters = {}): readonly unknown[] {
  const endpoint = endpointOf(path, "GET")
  if (endpoint?.method !== "GET") return []
  const call = { world, account, key: account.keys[0], parameters, items: [], arrivedMs: gatewayMs(world), expTime: "" }
  const { code, data } = endpoint.run(call)
  return code === "0" ? data : []
}

function splitTarget(target: string): [string, string] {
  const at = target.indexOf("?")
  return at < 0 ? [target, ""] : [target.slice(0, at), target.slice(at + 1)]
}

function readBody(request: RestRequest): { items: readonly Parameters[] } | Refusal {
  const contentType = request.headers["content-type"] ?? ""
  if (!contentType.toLowerCase().startsWith("application/json")) return REFUSALS.contentType
  if (request.body.trim() === "") return REFUSALS.bodyEmpty
  let parsed: unknown
  try {
    parsed = JSON.parse(request.body)
  } catch {
    return REFUSALS.badJson
  }
  const items = Array.isArray(parsed) ? parsed : [parsed]
  return items.every(isRecord) ? { items } : REFUSALS.badJson
}

function takeRoom(
  world: World,
  asked: { path: string; endpoint: Endpoint; parameters: Parameters; caller: string },
): boolean {
  const { endpoint } = asked
  if (endpoint.limit === undefined) return true
  const detail = endpoint.by === undefined ? "" : text(asked.parameters, endpoint.by)
  return world.limits.take(`${asked.caller}:${asked.path}:${detail}`, endpoint.limit, world.nowMs)
}

const JSON_TYPE = "application/json; charset=utf-8"
const HTML_502 =
  "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n"

function restDelivery(world: World, request: RestRequest, arrivedMs: number): Delivery {
  const { requestId } = request
  const reply = (status: number, body: string, contentType = JSON_TYPE): void => {
    world.outgoing.push({ kind: "reply", requestId, status, contentType, body })
  }
  return {
    answer(answer) {
      reply(answer.code === "404" ? 404 : httpStatus(answer.code), restText(world, answer, arrivedMs))
    },
    broken(kind: BrokenReply, answer) {
      const whole = restText(world, answer, arrivedMs)
      if (kind === "html-502") reply(502, HTML_502, "text/html")
      else if (kind === "empty-body") reply(200, "")
      else reply(200, whole.slice(0, Math.floor(whole.length / 2)))
    },
    nothing() {
      world.outgoing.push({ kind: "no-reply", requestId })
    },
  }
}

function restText(world: World, answer: Answer, arrivedMs: number): string {
  const { code, msg, data, extra } = answer
  if (!answer.timed) return JSON.stringify({ code, data, msg, ...extra })
  const outTime = micros(gatewayMs(world), 842)
  return JSON.stringify({ code, data, inTime: micros(arrivedMs, 137), msg, outTime, ...extra })
}

/** Gateway times are microseconds. */
export function micros(ms: number, part: number): string {
  return String(ms * 1_000 + part)
}
