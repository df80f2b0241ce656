// The REST client against a tiny server of its own on loopback: what is sent, and what each way of failing amounts to.

import assert from "node:assert/strict"
import { createHmac } from "node:crypto"
import { createServer, type IncomingMessage, type Server } from "node:http"
import { createServer as createTcpServer, type Socket, type Server as TcpServer } from "node:net"
import { after, test } from "node:test"
import { decimal, format } from "@okx-oms/core"
import { ExchangeClock } from "./exchange-clock.ts"
import { UndiciTransport } from "./http-transport.ts"
import { RateLimiter } from "./rate-limit.ts"
import { OkxRestClient } from "./rest.ts"
import type { RestLimits } from "./rest-exchange.ts"
import { Secret } from "./secret.ts"
import { systemTiming } from "./timing.ts"

interface Seen {
  readonly method: string
  readonly target: string
  readonly headers: IncomingMessage["headers"]
  readonly body: string
}

type Reply = { readonly status?: number; readonly type?: string; readonly body: string } | "hang" | "cut"

const cleanups: (() => Promise<void> | void)[] = []
after(async () => {
  for (const cleanup of cleanups) await cleanup()
})

const OK_TIME = () => JSON.stringify({ code: "0", msg: "", data: [{ ts: String(Date.now()) }] })
const ACK = JSON.stringify({ code: "0", msg: "", data: [{ ordId: "9", clOrdId: "c1", tag: "", sCode: "0", sMsg: "" }] })
const ORDER = {
  instId: "BTC-USDT",
  tdMode: "cash",
  side: "buy",
  ordType: "limit",
  sz: decimal("0.10"),
  px: decimal("60000.5"),
  clOrdId: "c1",
} as const

async function listen(server: Server | TcpServer): Promise<number> {
  const sockets = new Set<Socket>()
  server.on("connection", (socket: Socket) => {
    sockets.add(socket)
    socket.on("close", () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  assert.ok(address !== null && typeof address === "object")
  return address.port
}

/** A server that keeps what it saw and answers as `reply` says; GET time it answers by itself. */
async function okx(reply: (seen: Seen, count: number) => Reply) {
  const seen: Seen[] = []
  const server = createServer((request, response) => {
    let body = ""
    request.on("data", (chunk) => {
      body += String(chunk)
    })
    request.on("end", () => {
      const one = { method: request.method ?? "", target: request.url ?? "", headers: request.headers, body }
      const isTime = one.target === "/api/v5/public/time"
      if (!isTime) seen.push(one)
      const answer: Reply = isTime ? { body: OK_TIME() } : reply(one, seen.length)
      if (answer === "hang") return
      if (answer === "cut") {
        response.writeHead(200, { "content-type": "application/json", "content-length": "500" })
        response.write('{"code":"0","msg":"","da')
        setTimeout(() => response.destroy(), 5)
        return
      }
      response.writeHead(answer.status ?? 200, { "content-type": answer.type ?? "application/json" })
      response.end(answer.body)
    })
  })
  let connections = 0
  server.on("connection", () => {
    connections++
  })
  return { port: await listen(server), seen, connections: () => connections }
}

async function clientOf(
  port: number,
  options: { limits?: Partial<RestLimits>; demo?: boolean; connectionsMax?: number } = {},
) {
  const clock = new ExchangeClock(systemTiming)
  const { connectionsMax } = options
  const http = new UndiciTransport({
    origin: `http://127.0.0.1:${port}`,
    ...(connectionsMax === undefined ? {} : { connectionsMax }),
  })
  const client = new OkxRestClient({
    http,
    timing: systemTiming,
    clock,
    limiter: new RateLimiter(),
    credentials: { apiKey: new Secret("key"), secretKey: new Secret("secret"), passphrase: new Secret("phrase") },
    demo: options.demo ?? false,
    limits: { commandTimeoutMs: 300, readTimeoutMs: 300, backoff: { baseMs: 4, maxMs: 20 }, ...options.limits },
  })
  cleanups.push(() => client.close())
  const now = () => {
    const exchangeMs = clock.now()
    assert.ok(exchangeMs !== undefined)
    return exchangeMs
  }
  return { client, clock, now }
}

async function place(port: number, options: Parameters<typeof clientOf>[1] = {}) {
  const { client, now } = await clientOf(port, options)
  await client.syncClock()
  const { outcomes } = await client.placeOrder(ORDER, { expTimeMs: now() + 2_500 })
  const [outcome] = outcomes
  assert.ok(outcome !== undefined && outcomes.length === 1)
  return outcome
}

test("a placement carries signature, deadline and demo header, so OKX can verify and bound it", async () => {
  const { port, seen } = await okx(() => ({ body: ACK }))
  const outcome = await place(port, { demo: true })
  assert.equal(outcome.kind === "accepted" && outcome.ack.ordId, "9")
  const [request] = seen
  assert.ok(request !== undefined && seen.length === 1)
  const { headers, body } = request
  const sent =
    '{"instId":"BTC-USDT","tdMode":"cash","clOrdId":"c1","side":"buy","ordType":"limit","sz":"0.1","px":"60000.5"}'
  assert.equal(body, sent)
  assert.equal(`${request.method} ${request.target}`, "POST /api/v5/trade/order")
  const text = `${String(headers["ok-access-timestamp"])}POST/api/v5/trade/order${body}`
  assert.equal(headers["ok-access-sign"], createHmac("sha256", "secret").update(text).digest("base64"))
  assert.equal(headers["ok-access-key"], "key")
  assert.equal(headers["content-type"], "application/json")
  assert.equal(headers["x-simulated-trading"], "1")
  const left = Number(headers.exptime) - Date.now()
  assert.ok(left > 1_500 && left <= 2_600, `${left} ms left`)
})

test("what is signed of a GET is the target as it arrives, so commas and slashes cannot break the signature", async () => {
  const { port, seen } = await okx(() => ({ body: '{"code":"0","msg":"","data":[]}' }))
  const { client } = await clientOf(port)
  await client.syncClock()
  await client.getOrdersPending({ ordType: "limit,post_only" })
  const [request] = seen
  assert.ok(request !== undefined)
  assert.equal(request.target, "/api/v5/trade/orders-pending?ordType=limit%2Cpost_only")
  const text = `${String(request.headers["ok-access-timestamp"])}GET${request.target}`
  assert.equal(request.headers["ok-access-sign"], createHmac("sha256", "secret").update(text).digest("base64"))
  assert.equal(request.headers["content-type"], undefined)
  assert.equal(request.headers["x-simulated-trading"], undefined)
})

test("public questions carry no key, so nothing secret leaves without need, and say what asks", async () => {
  const { port, seen } = await okx(() => ({ body: '{"code":"0","msg":"","data":[]}' }))
  const { client } = await clientOf(port)
  await client.getTicker({ instId: "BTC-USDT" })
  assert.equal(seen[0]?.headers["user-agent"], "okx-oms")
  assert.ok(Object.keys(seen[0]?.headers ?? {}).every((name) => !name.startsWith("ok-access")))
})

test("nothing is signed before OKX's clock is known, so the order is provably not sent", async () => {
  const { port, seen } = await okx(() => ({ body: ACK }))
  const { client } = await clientOf(port)
  const { outcomes } = await client.placeOrder(ORDER, { expTimeMs: Date.now() + 2_500 })
  assert.equal(outcomes[0]?.kind, "not-sent")
  assert.equal(seen.length, 0)
})

test("a placement whose deadline has passed does not leave, so no late order surprises", async () => {
  const { port, seen } = await okx(() => ({ body: ACK }))
  const { client, now } = await clientOf(port)
  await client.syncClock()
  const { outcomes } = await client.placeOrder(ORDER, { expTimeMs: now() - 1 })
  assert.equal(outcomes[0]?.kind, "not-sent")
  assert.equal(seen.length, 0)
})

const WAYS: readonly (readonly [name: string, reply: Reply, kind: string, reason: string])[] = [
  ["silence past the timeout", "hang", "unknown", "timeout"],
  ["a connection cut within the answer", "cut", "unknown", "closed"],
  ["a web page with 502", { status: 502, type: "text/html", body: "<html>" }, "unknown", "html"],
  ["an empty 200", { body: "" }, "unknown", "empty"],
  ["JSON cut short", { body: '{"code":"0","da' }, "unknown", "cut-json"],
  ["code 0 without data", { body: '{"code":"0","msg":"","data":[]}' }, "unknown", "missing-item"],
  ["50004 with 400", { status: 400, body: '{"code":"50004","msg":"","data":[]}' }, "unknown", "code"],
  ["50026 with 500", { status: 500, body: '{"code":"50026","msg":"","data":[]}' }, "unknown", "server-error"],
  ["a redirect", { status: 302, body: "" }, "unknown", "empty"],
  ["50011 with 429", { status: 429, body: '{"code":"50011","msg":"","data":[]}' }, "refused", "before-x"],
  [
    "50102 with 401",
    { status: 401, body: '{"code":"50102","msg":"","data":[]}' },
    "refused",
    "before-x-after-clock-sync",
  ],
  ["50113 with 401", { status: 401, body: '{"code":"50113","msg":"","data":[]}' }, "refused", "no"],
]

for (const [name, reply, kind, reason] of WAYS) {
  test(`${name} after a placement, so ${kind} (${reason}) and no second attempt`, async () => {
    const { port, seen } = await okx(() => reply)
    const outcome = await place(port)
    assert.equal(outcome.kind, kind)
    assert.equal(outcome.kind === "unknown" ? outcome.reason : outcome.kind === "refused" ? outcome.again : "", reason)
    assert.equal(seen.length, 1)
  })
}

test("an error page that shows the request back is stripped of credentials, so it may be logged", async () => {
  const { port } = await okx(({ headers }) => ({
    status: 502,
    type: "text/html",
    body: `<pre>${JSON.stringify(headers)}`,
  }))
  const { client } = await clientOf(port, { limits: { readAttemptsMax: 1 } })
  await client.syncClock()
  const result = await client.getBalance()
  assert.equal(result.kind, "failed")
  assert.doesNotMatch(JSON.stringify(result), /phrase"|:"key"/)
})

test("an answer without end or limit is given up, so memory is safe and the outcome unknown", async () => {
  const { port } = await okx(() => ({ body: `{"code":"0","msg":"${"x".repeat(5_000)}","data":[]}` }))
  const outcome = await place(port, { limits: { responseBytesMax: 1_000 } })
  assert.equal(outcome.kind === "unknown" && outcome.reason, "too-large")
})

test("a refused connection is proven before the first byte, so the order was not sent", async () => {
  const { port } = await okx(() => ({ body: ACK }))
  const { client, clock } = await clientOf(port)
  await client.syncClock()
  const closed = createTcpServer()
  const free = await listen(closed)
  await new Promise<void>((resolve) => closed.close(() => resolve()))
  const http = new UndiciTransport({ origin: `http://127.0.0.1:${free}` })
  cleanups.push(() => http.close())
  const other = new OkxRestClient({
    http,
    timing: systemTiming,
    clock,
    limiter: new RateLimiter(),
    credentials: { apiKey: new Secret("k"), secretKey: new Secret("s"), passphrase: new Secret("p") },
    demo: false,
  })
  const { outcomes } = await other.placeOrder(ORDER, { expTimeMs: (clock.now() ?? 0) + 2_500 })
  assert.equal(outcomes[0]?.kind, "not-sent")
  assert.match(outcomes[0]?.kind === "not-sent" ? outcomes[0].detail : "", /ECONNREFUSED/)
})

test("a failed TLS handshake is before the first byte, so not sent", async () => {
  const port = await listen(createTcpServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")))
  const http = new UndiciTransport({ origin: `https://127.0.0.1:${port}` })
  cleanups.push(() => http.close())
  const request = {
    method: "POST",
    target: "/x",
    headers: {},
    body: "{}",
    timeoutMs: 1_000,
    responseBytesMax: 100,
  } as const
  assert.equal((await http.request(request)).kind, "not-sent")
})

test("a name that does not resolve is before the first byte, so not sent", async () => {
  const http = new UndiciTransport({ origin: "http://no-such-host.invalid" })
  cleanups.push(() => http.close())
  const request = {
    method: "POST",
    target: "/x",
    headers: {},
    body: "{}",
    timeoutMs: 3_000,
    responseBytesMax: 100,
  } as const
  assert.equal((await http.request(request)).kind, "not-sent")
})

test("a connection accepted and cut after the request was read may have done anything, so unknown", async () => {
  const { port } = await okx(() => ({ body: ACK }))
  const good = await clientOf(port)
  await good.client.syncClock()
  const killer = await listen(
    createTcpServer((socket) => {
      socket.once("data", () => socket.destroy())
      socket.on("error", () => {})
    }),
  )
  const http = new UndiciTransport({ origin: `http://127.0.0.1:${killer}` })
  cleanups.push(() => http.close())
  const request = {
    method: "POST",
    target: "/x",
    headers: {},
    body: "{}",
    timeoutMs: 1_000,
    responseBytesMax: 100,
  } as const
  const result = await http.request(request)
  assert.equal(result.kind === "no-answer" && result.reason, "closed")
})

test("a request that times out while it queues for a connection is aborted unsent, so the server never sees it", async () => {
  const { port, seen } = await okx(() => "hang")
  const http = new UndiciTransport({ origin: `http://127.0.0.1:${port}`, connectionsMax: 1 })
  cleanups.push(() => http.close())
  const base = { method: "POST", target: "/x", headers: {}, responseBytesMax: 100 } as const
  const [running, queued] = await Promise.all([
    http.request({ ...base, body: '{"n":1}', timeoutMs: 150 }),
    http.request({ ...base, body: '{"n":2}', timeoutMs: 60 }),
  ])
  assert.equal(running.kind, "no-answer")
  assert.equal(queued.kind, "not-sent")
  await new Promise((resolve) => setTimeout(resolve, 60))
  assert.deepEqual(
    seen.map((request) => request.body),
    ['{"n":1}'],
  )
})

test("sixteen reads wait for their answers, so a cancel goes out beside them and waits for none", async () => {
  const { port, seen } = await okx(({ method }) => (method === "GET" ? "hang" : { body: ACK }))
  const { client } = await clientOf(port, { limits: { readTimeoutMs: 2_000, commandTimeoutMs: 2_000 } })
  await client.syncClock()
  const reads = Array.from({ length: 16 }, (_, at) => client.getOrder({ instId: "BTC-USDT", clOrdId: `c${at}` }))
  while (seen.length < 16) await new Promise((resolve) => setTimeout(resolve, 5))
  const begunAt = performance.now()
  const { outcomes } = await client.cancelOrder({ instId: "BTC-USDT", clOrdId: "c1" })
  assert.equal(outcomes[0]?.kind, "accepted")
  assert.ok(performance.now() - begunAt < 1_000)
  await client.close()
  await Promise.all(reads)
})

test("a batch's items are told apart by id, so each order gets its own outcome", async () => {
  const rows = [
    { ordId: "2", clOrdId: "b", tag: "", sCode: "0", sMsg: "" },
    { ordId: "", clOrdId: "a", tag: "", sCode: "51008", sMsg: "" },
  ]
  const { port } = await okx(() => ({ body: JSON.stringify({ code: "2", msg: "", data: rows }) }))
  const { client, now } = await clientOf(port)
  await client.syncClock()
  const orders = ["a", "b", "c"].map((clOrdId) => ({ ...ORDER, clOrdId }))
  const { outcomes } = await client.placeOrders(orders, { expTimeMs: now() + 2_500 })
  assert.deepEqual(
    outcomes.map((outcome) => outcome.kind),
    ["refused", "accepted", "unknown"],
  )
})

test("a read is repeated after failures that pass, so one bad answer costs a moment only", async () => {
  const fails: Reply[] = [
    { status: 503, body: '{"code":"50001","msg":"","data":[]}' },
    { status: 502, body: "<html>" },
  ]
  const { port, seen } = await okx((_, count) => fails[count - 1] ?? { body: '{"code":"0","msg":"","data":[]}' })
  const { client } = await clientOf(port)
  await client.syncClock()
  const result = await client.getOrdersPending({})
  assert.equal(result.kind, "rows")
  assert.equal(result.attempts, 3)
  assert.equal(seen.length, 3)
  assert.ok(result.kind === "rows" && result.begunExchangeMs !== undefined)
})

test("a read that keeps failing ends after four attempts with the last code, so it is no evidence of anything", async () => {
  const { port, seen } = await okx(() => ({ status: 503, body: '{"code":"50001","msg":"","data":[]}' }))
  const { client } = await clientOf(port)
  await client.syncClock()
  const result = await client.getOrder({ instId: "BTC-USDT", clOrdId: "c1" })
  assert.equal(result.kind === "failed" && result.code, "50001")
  assert.equal(seen.length, 4)
})

test("51603 is a definite answer, so it is not asked again", async () => {
  const { port, seen } = await okx(() => ({ body: '{"code":"51603","msg":"Order does not exist","data":[]}' }))
  const { client } = await clientOf(port)
  await client.syncClock()
  const result = await client.getOrder({ instId: "BTC-USDT", clOrdId: "c1" })
  assert.equal(result.kind === "refused" && result.code, "51603")
  assert.equal(result.kind === "refused" && result.codeClass, "NF")
  assert.equal(seen.length, 1)
})

test("50102 on a read takes fresh samples of the clock and asks again, so a stepped clock heals itself", async () => {
  const { port, seen } = await okx((_, count) =>
    count === 1
      ? { status: 401, body: '{"code":"50102","msg":"","data":[]}' }
      : { body: '{"code":"0","msg":"","data":[]}' },
  )
  const { client } = await clientOf(port)
  await client.syncClock()
  assert.equal((await client.getBalance()).kind, "rows")
  assert.equal(seen.length, 2)
})

test("a malformed row beside good ones is named, so the list is known to be incomplete", async () => {
  const trade = { instId: "BTC-USDT", tradeId: "1", px: "60000.5", sz: "0.1", side: "buy", ts: "1795000000000" }
  const { port } = await okx(() => ({
    body: JSON.stringify({ code: "0", msg: "", data: [trade, { ...trade, px: "x" }] }),
  }))
  const { client } = await clientOf(port)
  const result = await client.getTrades({ instId: "BTC-USDT" })
  assert.ok(result.kind === "rows")
  assert.equal(result.rows.length, 1)
  assert.equal(result.malformed.length, 1)
  assert.equal(format(result.rows[0]?.px ?? decimal("0")), "60000.5")
})

test("the clock is within its own bound of the server's, so exchange time can be trusted", async () => {
  const { port } = await okx(() => ({ body: ACK }))
  const { client, clock, now } = await clientOf(port)
  assert.equal(clock.now(), undefined)
  assert.equal(await client.syncClock(), true)
  const { uncertaintyMs } = clock.reading() ?? { uncertaintyMs: Number.POSITIVE_INFINITY }
  assert.ok(uncertaintyMs < 500)
  assert.ok(Math.abs(now() - Date.now()) <= uncertaintyMs + 2)
})

test("the dead-man's switch is sent once even when it fails, so no write is ever repeated here", async () => {
  const { port, seen } = await okx(() => ({ status: 503, body: '{"code":"50001","msg":"","data":[]}' }))
  const { client } = await clientOf(port)
  await client.syncClock()
  assert.equal((await client.cancelAllAfter({ timeOutS: 10, tag: "t" })).kind, "failed")
  assert.equal(seen.length, 1)
})

test("answers come over kept connections, so a burst costs no handshakes", async () => {
  const { port, seen, connections } = await okx(() => ({ body: ACK }))
  const { client, now } = await clientOf(port, { connectionsMax: 2 })
  await client.syncClock()
  const burst = Array.from({ length: 30 }, () => client.placeOrder(ORDER, { expTimeMs: now() + 2_500 }))
  const results = await Promise.all(burst)
  assert.ok(results.every(({ outcomes }) => outcomes[0]?.kind === "accepted"))
  assert.equal(seen.length, 30)
  assert.ok(connections() <= 2, `${connections()} connections`)
})
