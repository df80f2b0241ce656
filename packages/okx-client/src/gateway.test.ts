// The gateway between a fake OKX and a manager that writes down every input, on a clock of the test's own.

import assert from "node:assert/strict"
import { test } from "node:test"
import {
  type ExchangeInput,
  format,
  type Millis,
  millis,
  orderIdsFrom,
  parsePrice,
  parseQuantity,
  parseSymbol,
  requestIdFrom,
} from "@okx-oms/core"
import { type Clock, ExchangeUnavailable, type Placement } from "@okx-oms/trading"
import { type GatewayLimits, OkxGateway } from "./gateway.ts"
import { Secret } from "./secret.ts"
import { FakeOkx, type OpFrame } from "./testing/fake-okx.ts"
import { ManualTiming } from "./testing/manual-timing.ts"
import type { HttpRequest } from "./transport.ts"
import { ORDER_EXAMPLE } from "./wire/record/order.ts"

const BTC = parseSymbol("BTC-USDT")
const SERVER_AHEAD_MS = 1_795_000_000_000
const SPOT_ROW = {
  instType: "SPOT",
  instId: "BTC-USDT",
  baseCcy: "BTC",
  quoteCcy: "USDT",
  tickSz: "0.1",
  lotSz: "0.00000001",
  minSz: "0.00001",
  maxLmtSz: "9999",
  maxMktSz: "1000000",
  state: "live",
  instIdCode: 7,
}
const CONFIG_ROW = { uid: "1", acctLv: "1", posMode: "net_mode", perm: "read_only,trade", ip: "192.0.2.1", label: "t" }

function setUp(limits: Partial<GatewayLimits> = {}) {
  const timing = new ManualTiming()
  const okx = new FakeOkx()
  okx.replies.set("/api/v5/public/time", () => ({
    body: { code: "0", msg: "", data: [{ ts: String(SERVER_AHEAD_MS + timing.nowMs) }] },
  }))
  okx.rows("/api/v5/account/config", [CONFIG_ROW])
  okx.replies.set("/api/v5/account/instruments", (request: HttpRequest) => ({
    body: { code: "0", msg: "", data: request.target.includes("SPOT") ? [SPOT_ROW] : [] },
  }))
  const clock: Clock = {
    wall: () => millis(SERVER_AHEAD_MS + timing.nowMs + 40),
    mono: () => millis(Math.floor(timing.nowMs)),
    soon: (run) => void timing.schedule(0, run),
    timer: (delayMs, run) => timing.schedule(delayMs, run),
  }
  const logged: string[] = []
  const log = (message: string, facts?: object) => void logged.push(`${message} ${JSON.stringify(facts ?? {})}`)
  const gateway = new OkxGateway({
    environment: "demo",
    restUrl: "http://okx.test",
    socketUrl: "ws://okx.test/ws/v5",
    credentials: {
      apiKey: new Secret("the-key"),
      secretKey: new Secret("the-secret"),
      passphrase: new Secret("the-phrase"),
    },
    clock,
    log: { info: log, warn: log, error: log },
    random: () => 0.5,
    transport: okx,
    limits,
  })
  const inputs: ExchangeInput[] = []
  const of = <Type extends ExchangeInput["type"]>(type: Type) =>
    inputs.filter((input): input is Extract<ExchangeInput, { type: Type }> => input.type === type)
  return { timing, okx, gateway, inputs, of, logged }
}

async function started(limits: Partial<GatewayLimits> = {}) {
  const world = setUp(limits)
  const start = world.gateway.start((input) => void world.inputs.push(input))
  await world.timing.advance(100)
  await start
  await world.timing.advance(100)
  assert.equal(world.gateway.status().privateFeed, "up")
  return world
}

let serials = 0
function serial(): string {
  return `1795000000${String(++serials).padStart(8, "0")}`
}

function placement(fields: Partial<Placement> = {}): Placement {
  return {
    ...orderIdsFrom(serial()),
    symbol: BTC,
    side: "buy",
    orderType: "limit",
    tradeMode: "cash",
    reduceOnly: false,
    quantity: parseQuantity("0.1"),
    unit: "base",
    price: parsePrice("60000"),
    tag: "t",
    ...fields,
  }
}

function soonEnough(world: { gateway: OkxGateway }): Millis {
  return millis((world.gateway.exchangeTime()?.at ?? 0) + 2_500)
}

function place(world: { gateway: OkxGateway }, transport: "ws" | "rest", orders: readonly Placement[]) {
  world.gateway.send({
    type: "place",
    requestId: requestIdFrom(serial()),
    transport,
    expiresAt: soonEnough(world),
    orders,
  })
}

/** Accepts every item of an operation. */
function accept(frame: OpFrame): object {
  const data = frame.args.map((args, index) => ({
    ordId: String(args.ordId ?? 900 + index),
    clOrdId: args.clOrdId ?? "",
    reqId: args.reqId,
    sCode: "0",
    sMsg: "",
  }))
  return { id: frame.id, op: frame.op, code: "0", msg: "", data }
}

function refuse(frame: OpFrame, sCode: string): object {
  const data = frame.args.map(({ clOrdId }) => ({ ordId: "", clOrdId, sCode, sMsg: "no" }))
  return { id: frame.id, op: frame.op, code: "1", msg: "", data }
}

test("start brings clock, instruments and a checked key, then the feed, so the manager begins with all it needs", async () => {
  const world = await started()
  assert.equal(world.gateway.instruments().get(BTC)?.instIdCode, 7)
  const time = world.gateway.exchangeTime()
  assert.ok(time !== undefined && Math.abs(time.at - SERVER_AHEAD_MS - world.timing.nowMs) <= time.uncertaintyMs)
  assert.equal(world.gateway.status().clockOffsetMs, 40)
  assert.deepEqual(world.of("FeedUp").length, 1)
  const channels = world.okx
    .connection("private")
    .sent.flatMap(({ op, args }) => (op === "subscribe" ? args[0]?.channel : []))
  assert.deepEqual(channels, ["orders", "account", "positions"])
  assert.ok(world.okx.requests.every(({ headers }) => headers["x-simulated-trading"] === "1"))
})

test("a refused key ends the start with what to do and that another try is in vain, so nobody hunts in logs", async () => {
  const cases = [
    ["50101", /other environment/],
    ["50105", /passphrase/],
    ["50110", /address to the key's list/],
    ["50119", /region/],
  ] as const
  for (const [code, advice] of cases) {
    const world = setUp()
    world.okx.replies.set("/api/v5/account/config", { status: 401, body: { code, msg: "no", data: [] } })
    const start = world.gateway.start(() => {})
    await Promise.all([
      assert.rejects(start, (error) => {
        assert.ok(error instanceof ExchangeUnavailable && advice.test(error.advice), String(error))
        assert.equal(error.isLasting, true, code)
        return true
      }),
      world.timing.advance(1_000),
    ])
    await world.gateway.close()
  }
})

test("a key that may not trade ends the start, and so does one that may withdraw, so keys are as small as they can be", async () => {
  const cases = [
    { perm: "read_only", why: /may not trade/ },
    { perm: "read_only,trade,withdraw", why: /may withdraw funds/ },
  ]
  for (const { perm, why } of cases) {
    const world = setUp()
    world.okx.rows("/api/v5/account/config", [{ ...CONFIG_ROW, perm }])
    const start = world.gateway.start(() => {})
    await Promise.all([assert.rejects(start, { message: why, isLasting: true }), world.timing.advance(1_000)])
  }
})

test("a key that is bound to no address starts with a warning, so its owner knows that OKX lets it expire", async () => {
  const world = setUp()
  world.okx.rows("/api/v5/account/config", [{ ...CONFIG_ROW, ip: "" }])
  const start = world.gateway.start(() => {})
  await world.timing.advance(1_000)
  await start
  assert.ok(world.logged.some((line) => line.startsWith("the API key is not bound to an IP address")))
})

test("an exchange that does not answer is tried again until the limit, so a slow network is no failure and an endless one is", async () => {
  const world = setUp({ startTimeoutMs: 20_000 })
  world.okx.replies.set("/api/v5/public/time", { kind: "not-sent", detail: "ECONNREFUSED" })
  const start = world.gateway.start(() => {})
  await Promise.all([assert.rejects(start, { isLasting: false }), world.timing.advance(60_000)])
  assert.ok(world.okx.asked("/api/v5/public/time").length > 20)
})

test("an order goes by socket with OKX's code and its deadline, so it is fast and bounded", async () => {
  const world = await started()
  world.okx.onOp = (frame, connection) => connection.say(accept(frame))
  assert.equal(world.gateway.transportFor(BTC), "ws")
  const order = placement()
  place(world, "ws", [order])
  await world.timing.advance(10)
  const [frame] = world.okx.connection("private").sent.filter(({ op }) => op === "order")
  assert.equal(frame?.args[0]?.instIdCode, 7)
  assert.equal(frame?.args[0]?.instId, undefined)
  assert.ok(Number(frame?.expTime) > SERVER_AHEAD_MS)
  const [reply] = world.of("PlaceReply")
  assert.equal(reply?.orderId, order.orderId)
  assert.deepEqual(reply?.outcome, { kind: "accepted", okxOrderId: "900" })
})

test("several orders are one batch and each hears its own outcome, so a partly failed batch is no muddle", async () => {
  const world = await started()
  world.okx.onOp = (frame, connection) => {
    const [a, b] = frame.args
    const data = [
      { ordId: "", clOrdId: b?.clOrdId, sCode: "51008", sMsg: "" },
      { ordId: "5", clOrdId: a?.clOrdId, sCode: "0", sMsg: "" },
    ]
    connection.say({ id: frame.id, op: frame.op, code: "2", msg: "", data })
  }
  place(world, "ws", [placement(), placement(), placement()])
  await world.timing.advance(10)
  assert.equal(world.okx.connection("private").sent.filter(({ op }) => op === "batch-orders").length, 1)
  assert.deepEqual(
    world.of("PlaceReply").map(({ outcome }) => outcome.kind),
    ["accepted", "refused", "unknown"],
  )
})

test("over REST the instrument goes by name and the deadline in a header, so the second door is as safe as the first", async () => {
  const world = await started()
  place(world, "rest", [placement()])
  await world.timing.advance(10)
  const [request] = world.okx.asked("/api/v5/trade/order")
  assert.equal(JSON.parse(request?.body ?? "{}").instId, "BTC-USDT")
  assert.ok(Number(request?.headers.expTime) > SERVER_AHEAD_MS)
  assert.equal(world.of("PlaceReply")[0]?.outcome.kind, "unknown")
})

test("a socket that died before sending is 'not sent' and one after is 'unknown', and REST is not tried behind its back", async () => {
  const world = await started()
  place(world, "ws", [placement()])
  world.okx.connection("private").drop()
  place(world, "ws", [placement()])
  await world.timing.advance(10)
  const kinds = world.of("PlaceReply").map(({ outcome }) => outcome.kind)
  assert.deepEqual(kinds.sort(), ["not-sent", "unknown"])
  assert.equal(world.okx.asked("/api/v5/trade/order").length, 0)
  assert.equal(world.of("FeedDown").length, 1)
  assert.equal(world.gateway.transportFor(BTC), "rest")
})

test("while the socket does not drain, orders and cancels go by REST, so a clogged connection fails no order and keeps no cancel waiting", async () => {
  const world = await started()
  world.okx.bufferedBytes = 10_000_000
  assert.equal(world.gateway.transportFor(BTC), "rest")
  const { orderId, symbol, clOrdId } = placement()
  world.gateway.send({ type: "cancel", requestId: requestIdFrom(serial()), target: { orderId, symbol, clOrdId } })
  await world.timing.advance(10)
  assert.equal(world.okx.asked("/api/v5/trade/cancel-order").length, 1)
  world.okx.bufferedBytes = 0
  assert.equal(world.gateway.transportFor(BTC), "ws")
})

test("50011 is told as retryable and closes the window, so the next attempt comes when OKX has room", async () => {
  const world = await started()
  world.okx.onOp = (frame, connection) => connection.say(refuse(frame, "50011"))
  place(world, "ws", [placement()])
  await world.timing.advance(10)
  const [reply] = world.of("PlaceReply")
  assert.equal(reply?.outcome.kind === "refused" && reply.outcome.retryable, true)
  const budget = world.gateway.takeBudget({ operation: "place", symbol: BTC, count: 1 })
  assert.ok(!budget.ok && budget.retryAt > world.timing.nowMs + 1_900)
})

test("50102 takes fresh samples of the clock before it is told as retryable, so the next attempt has the right time", async () => {
  const world = await started()
  world.okx.replies.set("/api/v5/trade/order", { status: 401, body: { code: "50102", msg: "", data: [] } })
  const before = world.okx.asked("/api/v5/public/time").length
  place(world, "rest", [placement()])
  await world.timing.advance(100)
  assert.ok(world.okx.asked("/api/v5/public/time").length > before)
  const [reply] = world.of("PlaceReply")
  assert.equal(reply?.outcome.kind === "refused" && reply.outcome.retryable, true)
})

test("an order that cannot be said to OKX is not sent while its neighbours are, so one mistake costs one order", async () => {
  const world = await started()
  world.okx.onOp = (frame, connection) => connection.say(accept(frame))
  place(world, "ws", [placement({ orderType: "iceberg" }), placement()])
  await world.timing.advance(10)
  assert.deepEqual(
    world.of("PlaceReply").map(({ outcome }) => outcome.kind),
    ["not-sent", "accepted"],
  )
})

test("an account whose mode takes no cash orders, so it is said at the start and a SPOT order is not sent to be refused", async () => {
  const world = setUp()
  world.okx.rows("/api/v5/account/config", [{ ...CONFIG_ROW, acctLv: "3" }])
  const start = world.gateway.start((input) => void world.inputs.push(input))
  await world.timing.advance(200)
  await start
  assert.ok(world.logged.some((line) => line.includes("set it to Spot or Futures mode")))
  place(world, "ws", [placement()])
  await world.timing.advance(10)
  const [reply] = world.of("PlaceReply")
  assert.ok(reply?.outcome.kind === "not-sent" && /Spot or Futures mode/.test(reply.outcome.message))
})

test("cancels given together leave as one batch even when the placing budget is used up, so they never wait behind it", async () => {
  const world = await started()
  world.okx.onOp = (frame, connection) => connection.say(accept(frame))
  while (world.gateway.takeBudget({ operation: "place", symbol: BTC, count: 1 }).ok);
  const targets = [placement(), placement(), placement()]
  for (const { orderId, symbol, clOrdId } of targets) {
    world.gateway.send({ type: "cancel", requestId: requestIdFrom(serial()), target: { orderId, symbol, clOrdId } })
  }
  await world.timing.advance(1)
  const frames = world.okx.connection("private").sent.filter(({ op }) => op.includes("cancel"))
  assert.deepEqual(
    frames.map(({ op, args }) => `${op} ${args.length}`),
    ["batch-cancel-orders 3"],
  )
  assert.deepEqual(
    world.of("CancelReply").map(({ orderId }) => orderId),
    targets.map(({ orderId }) => orderId),
  )
})

test("with the socket down cancels go by REST, so a broken feed does not trap orders", async () => {
  const world = await started()
  world.okx.connection("private").drop()
  const { orderId, symbol, clOrdId } = placement()
  world.gateway.send({ type: "cancel", requestId: requestIdFrom(serial()), target: { orderId, symbol, clOrdId } })
  await world.timing.advance(1)
  assert.equal(world.okx.asked("/api/v5/trade/cancel-order").length, 1)
  assert.equal(world.of("CancelReply").length, 1)
})

test("an amendment carries its request id and its answer comes back, so the push can be matched to it", async () => {
  const world = await started()
  world.okx.onOp = (frame, connection) => connection.say(accept(frame))
  const { orderId, symbol, clOrdId } = placement()
  const requestId = requestIdFrom(serial())
  world.gateway.send({
    type: "amend",
    requestId,
    transport: "ws",
    target: { orderId, symbol, clOrdId },
    quantity: parseQuantity("0.2"),
    expiresAt: soonEnough(world),
  })
  await world.timing.advance(10)
  const [frame] = world.okx.connection("private").sent.filter(({ op }) => op === "amend-order")
  assert.deepEqual(frame?.args[0], { instIdCode: 7, clOrdId, reqId: requestId, newSz: "0.2" })
  assert.equal(world.of("AmendReply")[0]?.outcome.kind, "accepted")
})

test("pushes become reports in their order, prices included, so the manager sees what OKX said", async () => {
  const world = await started()
  const { connection } = { connection: world.okx.connection("private") }
  connection.say({ arg: { channel: "orders", instType: "ANY" }, data: [ORDER_EXAMPLE] })
  connection.say({
    arg: { channel: "account" },
    data: [{ details: [{ ccy: "USDT", cashBal: "5", availBal: "4", uTime: "1" }] }],
  })
  world.gateway.watch([BTC, BTC])
  await world.timing.advance(1)
  const asked = world.okx.connection("public").sent.filter(({ op }) => op === "subscribe")
  assert.equal(asked.length, 1)
  world.okx.connection("public").say({
    arg: { channel: "tickers", instId: "BTC-USDT" },
    data: [{ instId: "BTC-USDT", last: "60000.5", ts: "1795000000000" }],
  })
  assert.equal(world.of("OrderReport")[0]?.source, "push")
  assert.equal(world.of("BalanceReport")[0]?.balances[0]?.currency, "USDT")
  const [price] = world.of("PriceReport")
  assert.equal(price === undefined ? "" : format(price.lastPrice), "60000.5")
})

test("the price of a quiet market is asked for twice at once, so OKX is asked once and its answer is a report like a push", async () => {
  const world = await started()
  world.okx.rows("/api/v5/market/ticker", [{ instId: "BTC-USDT", last: "60001", ts: "1795000000000" }])
  world.gateway.askPrice(BTC)
  world.gateway.askPrice(BTC)
  await world.timing.advance(10)
  assert.equal(world.okx.asked("/api/v5/market/ticker").length, 1)
  const [price] = world.of("PriceReport")
  assert.equal(price === undefined ? "" : format(price.lastPrice), "60001")
})

test("a push that cannot be read is shouted about and compared for, but not for each of many, so nothing is lost and nothing floods", async () => {
  const world = await started()
  for (let index = 0; index < 20; index++) {
    world.okx.connection("private").say({ arg: { channel: "orders" }, data: [{ ...ORDER_EXAMPLE, state: "odd" }] })
  }
  assert.equal(world.logged.filter((line) => line.startsWith("the private feed said something")).length, 20)
  assert.equal(world.of("FeedUp").length, 2)
})

test("trouble of OKX is remembered for a minute, so reads are given more time to catch up", async () => {
  const world = await started()
  assert.equal(world.gateway.status().troubled, false)
  world.okx.onOp = (frame, connection) =>
    connection.say({ id: frame.id, op: frame.op, code: "50013", msg: "", data: [] })
  place(world, "ws", [placement()])
  await world.timing.advance(10)
  assert.equal(world.gateway.status().troubled, true)
  await world.timing.advance(60_000)
  assert.equal(world.gateway.status().troubled, false)
})

test("not found is told only for a live instrument and a definite answer, so absence is never assumed", async () => {
  const world = await started()
  const target = { symbol: BTC, clOrdId: orderIdsFrom(serial()).clOrdId }
  world.okx.replies.set("/api/v5/trade/order", { body: { code: "51603", msg: "", data: [] } })
  const found = await world.gateway.reads.order(target)
  assert.ok(found.kind === "ok" && found.value === undefined && found.begunAt > SERVER_AHEAD_MS)
  assert.equal((await world.gateway.reads.order({ ...target, symbol: parseSymbol("OLD-USDT") })).kind, "failed")
  world.okx.rows("/api/v5/trade/order", [])
  assert.equal((await world.gateway.reads.order(target)).kind, "failed")
  world.okx.rows("/api/v5/trade/order", [{ ...ORDER_EXAMPLE, clOrdId: "another" }])
  assert.equal((await world.gateway.reads.order(target)).kind, "failed")
  world.okx.rows("/api/v5/trade/order", [{ ...ORDER_EXAMPLE, clOrdId: target.clOrdId }])
  const read = await world.gateway.reads.order(target)
  assert.equal(read.kind === "ok" && read.value?.okxOrderId, ORDER_EXAMPLE.ordId)
})

test("an instrument was not live when it was read, so a question about its order reads it again, seldom, and then not found counts", async () => {
  const world = await started()
  const target = { symbol: parseSymbol("OLD-USDT"), clOrdId: orderIdsFrom(serial()).clOrdId }
  world.okx.replies.set("/api/v5/trade/order", { body: { code: "51603", msg: "", data: [] } })
  const listed = () => world.okx.asked("/api/v5/account/instruments").length
  const before = listed()
  assert.equal((await world.gateway.reads.order(target)).kind, "failed")
  await world.timing.advance(10)
  const once = listed()
  assert.ok(once > before)
  assert.equal((await world.gateway.reads.order(target)).kind, "failed")
  await world.timing.advance(10)
  assert.equal(listed(), once)
  await world.timing.advance(6_000)
  await world.gateway.reads.order(target)
  await world.timing.advance(10)
  assert.ok(listed() > once)
})

test("a list with a row that cannot be read is a failed read, so no verdict rests on half of it", async () => {
  const world = await started()
  world.okx.rows("/api/v5/trade/orders-pending", [ORDER_EXAMPLE, { ...ORDER_EXAMPLE, sz: "x" }])
  assert.equal((await world.gateway.reads.openOrders()).kind, "failed")
  world.okx.rows("/api/v5/trade/orders-pending", [ORDER_EXAMPLE])
  const read = await world.gateway.reads.openOrders()
  assert.equal(read.kind === "ok" && read.value.length, 1)
})

test("history stops at what is older than asked and never uses begin alone, so the newest page is not missed", async () => {
  const world = await started()
  const rows = [
    { ...ORDER_EXAMPLE, ordId: "3", cTime: "2000000" },
    { ...ORDER_EXAMPLE, ordId: "2", cTime: "1000000" },
  ]
  world.okx.rows("/api/v5/trade/orders-history", rows)
  const read = await world.gateway.reads.orderHistory({ kind: "spot", since: millis(1_500_000) })
  assert.deepEqual(read.kind === "ok" && read.value.map(({ okxOrderId }) => okxOrderId), ["3"])
  assert.ok(world.okx.asked("/api/v5/trade/orders-history").every(({ target }) => !target.includes("begin")))
})

test("nothing secret is in a log line, a status or an error, so they may be shown to anyone", async () => {
  const world = await started()
  world.okx.connection("private").say({ event: "error", code: "60012", msg: "Invalid request" })
  world.okx.connection("private").drop()
  await world.timing.advance(3_000)
  await world.gateway.close()
  const shown = [...world.logged, JSON.stringify(world.gateway.status()), JSON.stringify(world.inputs)].join("\n")
  for (const secret of ["the-key", "the-secret", "the-phrase"]) assert.ok(!shown.includes(secret), secret)
})

test("closing answers what was on its way and waits, so nobody is left without an outcome", async () => {
  const world = await started()
  place(world, "ws", [placement()])
  await world.timing.advance(0)
  const { orderId, symbol, clOrdId } = placement()
  world.gateway.send({ type: "cancel", requestId: requestIdFrom(serial()), target: { orderId, symbol, clOrdId } })
  await world.gateway.close()
  await world.timing.advance(60_000)
  assert.deepEqual(
    [...world.of("PlaceReply"), ...world.of("CancelReply")].map(({ outcome }) => outcome.kind),
    ["unknown", "not-sent"],
  )
  assert.equal(world.gateway.status().privateFeed, "down")
})

test("the time is confirmed for many at once, so those who ask during a sample share the next one, and silence is told", async () => {
  const world = await started()
  const samples = () => world.okx.asked("/api/v5/public/time").length
  const before = samples()
  const first = world.gateway.reads.confirmTime()
  await Promise.resolve()
  const others = Array.from({ length: 5 }, () => world.gateway.reads.confirmTime())
  await world.timing.advance(3_000)
  assert.deepEqual(await Promise.all([first, ...others]), Array(6).fill(true))
  assert.equal(samples() - before, 2)
  world.okx.replies.set("/api/v5/public/time", { kind: "not-sent", detail: "ECONNREFUSED" })
  const silent = world.gateway.reads.confirmTime()
  await world.timing.advance(10_000)
  assert.equal(await silent, false)
})
