// Whole command lines against a server made of answers, over loopback: exit codes and words for every way in which it can go, what is asked on the wire, what stdout
// holds for programs.

import assert from "node:assert/strict"
import { test } from "node:test"
import { ROUTES } from "@okx-oms/api"
import { answer, type FakeAnswer, FakeServer, orderLike, problem } from "./testing/fake-server.ts"
import { ran } from "./testing/fake-terminal.ts"

const PLACE = "order place BTC-USDT buy 0.5 --price 29999.9 -c morning-1"
const DOUBT = {
  since: "2026-01-31T09:30:00.250Z",
  asked: "place",
  answer: "no answer",
  next: "ask again",
  nextAt: "2026-01-31T09:30:02.250Z",
  asks: 1,
}

function detail(change: Readonly<Record<string, unknown>>): FakeAnswer {
  return answer({ ...orderLike(change), history: [] })
}

interface Case {
  readonly name: string
  readonly line: string
  readonly answers: FakeServer["answers"]
  readonly exit: number
  readonly says: readonly RegExp[]
}

const CASES: readonly Case[] = [
  { name: "OKX has the order, so 0", line: PLACE, answers: {}, exit: 0, says: [] },
  {
    name: "our checks refuse it, so 3 and that nothing was sent",
    line: PLACE,
    answers: { placeOrder: problem("notional-above-limit", 422, { orderId: "o1" }) },
    exit: 3,
    says: [
      /it is notional-above-limit \[notional-above-limit\]/,
      /Nothing was sent to OKX. The refusal is recorded as o1/,
      /oms limits/,
    ],
  },
  {
    name: "OKX refuses it, so 3 and its reason",
    line: PLACE,
    answers: { getOrder: detail({ state: "Rejected", status: "Rejected", reason: "51008 insufficient balance" }) },
    exit: 3,
    says: [/Rejected: 51008 insufficient balance. Nothing is at the exchange/],
  },
  {
    name: "it is in doubt, so 4 and not to place it again",
    line: PLACE,
    answers: { getOrder: detail({ state: "Submitted", doubt: DOUBT }) },
    exit: 4,
    says: [/Nobody knows yet/, /Do not place it again: oms order watch o176985180000000001/],
  },
  {
    name: "no word from OKX in time, so 4 and where to look",
    line: `${PLACE} --wait-ms 0`,
    answers: { getOrder: detail({ state: "Submitted" }) },
    exit: 4,
    says: [/is Submitted and OKX has not answered yet/],
  },
  {
    name: "post-only that would take, so 3",
    line: `${PLACE} -t post_only`,
    answers: { getOrder: detail({ type: "post_only", state: "Cancelled", reason: "post-only would take" }) },
    exit: 3,
    says: [/Cancelled without a fill: post-only would take/],
  },
  {
    name: "an ioc that found nobody, so 3: a script must not go on as if it had traded",
    line: `${PLACE} -t ioc`,
    answers: { getOrder: detail({ type: "ioc", state: "Cancelled", reason: null }) },
    exit: 3,
    says: [/Cancelled without a fill: nothing could be executed at once. Nothing was filled/],
  },
  {
    name: "a fok that could not be whole, so 3 and OKX's reason",
    line: `${PLACE} -t fok`,
    answers: { getOrder: detail({ type: "fok", state: "Cancelled", reason: "fok not filled whole" }) },
    exit: 3,
    says: [/Cancelled without a fill: fok not filled whole/],
  },
  {
    name: "an ioc that found a part, so 0: the rest was to be taken away",
    line: `${PLACE} -t ioc`,
    answers: { getOrder: detail({ type: "ioc", state: "Cancelled", filledQuantity: "0.2" }) },
    exit: 0,
    says: [],
  },
  {
    name: "the request has mistakes, so 2 and all of them",
    line: PLACE,
    answers: {
      placeOrder: problem("request-invalid", 422, {
        errors: [
          { path: "price", message: "first" },
          { path: "quantity", message: "second" },
        ],
      }),
    },
    exit: 2,
    says: [/quantity: second/],
  },
  {
    name: "the server does not know the outcome, so 4 and the id",
    line: PLACE,
    answers: { placeOrder: problem("outcome-unknown", 503, { outcome: "unknown" }) },
    exit: 4,
    says: [
      /Whether it was done is not known; the order would be morning-1/,
      /oms order get morning-1/,
      /--client-id morning-1/,
    ],
  },
  {
    name: "it is not ready, so 3: nothing happened",
    line: PLACE,
    answers: { placeOrder: problem("not-ready", 422) },
    exit: 3,
    says: [/oms status/],
  },
  {
    name: "the token is wrong, so 6",
    line: "stats",
    answers: { getStats: problem("token-invalid", 401) },
    exit: 6,
    says: [/token-invalid/],
  },
  {
    name: "the token may not, so 6 and which one may",
    line: "halt --yes",
    answers: { setTrading: problem("scope-missing", 403) },
    exit: 6,
    says: [/oms token create NAME --scope trade/],
  },
  {
    name: "no such order, so 7",
    line: "order get nobody",
    answers: { getOrder: problem("order-not-found", 404) },
    exit: 7,
    says: [/oms order list/],
  },
  {
    name: "an older server, so 1 and not 7",
    line: "limits",
    answers: { getLimits: problem("route-not-found", 404) },
    exit: 1,
    says: [/older than this command/],
  },
  {
    name: "several accounts and none named, so 2",
    line: "balances",
    answers: { getBalances: problem("account-required", 400) },
    exit: 2,
    says: [/--account NAME/],
  },
  {
    name: "an answer that is none of ours, so 1",
    line: "balances",
    answers: { getBalances: answer({ surprise: true }) },
    exit: 1,
    says: [/not of the expected form/],
  },
  {
    name: "no answer in time, so 5 and the address",
    line: "balances --timeout-ms 100",
    answers: { getBalances: "silence" },
    exit: 5,
    says: [/http:\/\/127\.0\.0\.1:\d+: GET \/v1\/balances: no answer in time/],
  },
  {
    name: "no answer to an order, so 4 and never 5",
    line: `${PLACE} --timeout-ms 100`,
    answers: { placeOrder: "silence" },
    exit: 4,
    says: [/is not known/, /--client-id morning-1/],
  },
  {
    name: "a cancel that came too late, so 3 and how it is",
    line: "order cancel morning-1",
    answers: { getOrder: detail({ state: "Filled", filledQuantity: "0.5" }) },
    exit: 3,
    says: [/was not cancelled: it is Filled/],
  },
  {
    name: "a cancel without a final word, so 4",
    line: "order cancel morning-1 --wait-ms 0",
    answers: {
      getOrder: detail({
        pending: { cancel: { requestId: "r", at: DOUBT.since, reason: "x", attempts: 1, accepted: true }, amend: null },
      }),
    },
    exit: 4,
    says: [/has no final word yet/],
  },
  {
    name: "a cancel of an order that is over, so 3",
    line: "order cancel morning-1",
    answers: { cancelOrder: problem("order-closed", 409, { orderId: "o9" }) },
    exit: 3,
    says: [/oms order get o9/],
  },
  {
    name: "an amendment that took, so 0",
    line: "order amend morning-1 --price 29999.90",
    answers: {},
    exit: 0,
    says: [],
  },
  {
    name: "an amendment that did not take, so 3",
    line: "order amend morning-1 --price 5",
    answers: {},
    exit: 3,
    says: [/was not changed: it lives with its old terms/],
  },
  {
    name: "cancel-all without anybody to ask, so 2 and nothing is asked for",
    line: "order cancel-all",
    answers: {},
    exit: 2,
    says: [/Nobody is here to be asked, so nothing was done/, /--yes/],
  },
  {
    name: "books that differ, so 1",
    line: "reconcile run",
    answers: { startReconciliation: answer({ ok: true, why: null, openBreaks: 2, lastReconciledAgoMs: 0, seq: 1 }) },
    exit: 1,
    says: [/oms reconcile breaks/],
  },
  {
    name: "an account that is not there, so 7",
    line: "halt --yes -a other",
    answers: {},
    exit: 7,
    says: [/no account other/, /It has: paper \(PAPER\)/],
  },
]

for (const { name, line, answers, exit, says } of CASES) {
  test(`${line}: ${name}`, async () => {
    await using server = await FakeServer.start(answers)
    const { exit: code, noted, printed } = await ran(line, { env: server.env })
    assert.equal(code, exit, noted + printed)
    for (const pattern of says) assert.match(noted, pattern)
    assert.doesNotMatch(noted + printed, /fake-token|\n {4}at /)
  })
}

test("nobody listens, so 5 and how to start one", async () => {
  const server = await FakeServer.start()
  const { env } = server
  await server[Symbol.asyncDispose]()
  const { exit, noted } = await ran("balances", { env })
  assert.equal(exit, 5)
  assert.match(noted, /nobody listens there/)
  assert.match(noted, /oms serve/)
})

test("no token file, so 6 and where it was looked for; the token never goes to a typed http address", async () => {
  const { exit, noted } = await ran("balances", { folder: "/nowhere" })
  assert.equal(exit, 6)
  assert.match(noted, /\/nowhere\/\.oms\/admin\.token cannot be read/)
  const elsewhere = await ran("balances --url http://example.net", { env: { OMS_TOKEN: "t" } })
  assert.equal(elsewhere.exit, 2)
  assert.match(elsewhere.noted, /unencrypted/)
})

test("an order on the wire, so body, account and name are as given and the name is its idempotency key", async () => {
  await using server = await FakeServer.start()
  await ran(
    "order place BTC-USDT-SWAP sell 3 --price 91000.5 -t post_only --reduce-only --trade-mode cross -s alpha --time-limit-ms 60000 -c x-1 -a paper",
    { env: server.env },
  )
  const [asked] = server.of("placeOrder")
  assert.equal(asked?.url, "/v1/orders?account=paper")
  assert.equal(asked?.headers["idempotency-key"], "x-1")
  assert.equal(asked?.headers.authorization, "Bearer fake-token")
  assert.deepEqual(JSON.parse(asked?.body ?? ""), {
    symbol: "BTC-USDT-SWAP",
    side: "sell",
    type: "post_only",
    quantity: "3",
    price: "91000.5",
    tradeMode: "cross",
    reduceOnly: true,
    strategy: "alpha",
    timeLimitMs: 60_000,
    clientOrderId: "x-1",
  })
})

test("an order without a name, so one is drawn and a lost answer is asked for again under it", async () => {
  let calls = 0
  await using server = await FakeServer.start({
    placeOrder: () => (++calls === 1 ? "hang-up" : { status: 202, body: ROUTES.placeOrder.example.reply }),
  })
  const { exit } = await ran("order place BTC-USDT buy 0.5 --price 29999.9", { env: server.env })
  assert.equal(exit, 0)
  const keys = server.of("placeOrder").map(({ headers }) => headers["idempotency-key"])
  assert.equal(keys.length, 2)
  assert.equal(new Set(keys).size, 1)
  assert.match(String(keys[0]), /^cli-[a-z2-9]{12}$/)
})

test("--dry-run of everything that acts, so nothing is asked for but reads and previews", async () => {
  await using server = await FakeServer.start()
  for (const line of [
    PLACE,
    "order amend morning-1 --price 1",
    "order cancel morning-1",
    "order cancel-all",
    "halt",
    "resume",
    "reduce-only",
    "grid start g BTC-USDT --range 1 --per-level 10",
  ])
    await ran(`${line} --dry-run`, { env: server.env })
  const acts = server.asked.filter(
    ({ method, operation }) => method !== "GET" && operation !== "previewOrder" && operation !== "planGrid",
  )
  assert.deepEqual(acts, [])
  assert.ok(server.of("previewOrder").length === 1 && server.of("planGrid").length === 1)
})

test("--json, so stdout is the API's rows and nothing else, an empty list is an empty array", async () => {
  await using server = await FakeServer.start()
  const reads = {
    "order list": ROUTES.getOrders.example.reply,
    fills: ROUTES.getFills.example.reply,
    balances: ROUTES.getBalances.example.reply,
  }
  for (const [line, reply] of Object.entries(reads)) {
    const { printed } = await ran(`${line} --json`, { env: server.env })
    const [rows] = Object.values(reply as Record<string, unknown>)
    assert.deepEqual(JSON.parse(printed), rows, line)
  }
  assert.deepEqual(JSON.parse((await ran("status --json", { env: server.env })).printed), {
    ...(ROUTES.getTrading.example.reply as object),
  })
  server.answers = { getOrders: answer({ orders: [], nextCursor: null, seq: 0 }) }
  assert.equal((await ran("order list --json", { env: server.env })).printed, "[]\n")
})

test("--csv, so a header of the contract's columns also where there are no rows", async () => {
  await using server = await FakeServer.start({ getOrders: answer({ orders: [], nextCursor: null, seq: 0 }) })
  const { printed } = await ran("order list --csv", { env: server.env })
  assert.match(printed, /^orderId,clientOrderId,clOrdId,okxOrderId,account,.*,seq\r\n$/)
})

test("every operation that is a plain read, so each command shows the contract's example as table, JSON and CSV", async () => {
  await using server = await FakeServer.start()
  const lines = [
    "order get x",
    "order list",
    "order timeline x",
    "fills",
    "positions",
    "balances",
    "accounts",
    "stats",
    "limits",
    "rate-budget",
    "instruments",
    "book BTC-USDT",
    "trades BTC-USDT",
    "candles BTC-USDT",
    "status",
    "reconcile breaks --all",
    "grid status",
    "grid status grid",
    "token list",
  ]
  for (const line of lines) {
    const table = await ran(line, { env: server.env })
    assert.notEqual(table.printed, "", line)
    assert.doesNotMatch(table.printed, /\[object|undefined|NaN/, line)
    const json = await ran(`${line} --json`, { env: server.env })
    assert.doesNotThrow(() => JSON.parse(json.printed), line)
    assert.match((await ran(`${line} --csv`, { env: server.env })).printed, /^[a-zA-Z,]+\r\n/, line)
    assert.deepEqual([json.exit, server.asked.filter(({ operation }) => operation === "none")], [table.exit, []], line)
  }
})

test("a list of many pages, so --limit and --all follow the cursors and no row comes twice", async () => {
  const pages = (asked: { url: string }): FakeAnswer => {
    const query = new URL(asked.url, "http://x").searchParams
    const from = Number(query.get("cursor") ?? "0")
    const count = Math.min(Number(query.get("limit")), 1_100 - from)
    const orders = Array.from({ length: count }, (_, index) => orderLike({ orderId: `o${from + index}` }))
    return answer({ orders, nextCursor: from + count >= 1_100 ? null : String(from + count), seq: 1 })
  }
  await using server = await FakeServer.start({ getOrders: pages })
  const ids = async (line: string): Promise<string[]> =>
    (JSON.parse((await ran(line, { env: server.env })).printed) as { orderId: string }[]).map(({ orderId }) => orderId)
  assert.equal((await ids("order list --json")).length, 100)
  assert.equal((await ids("order list --json -l 777")).length, 777)
  assert.equal(new Set(await ids("order list --json --all")).size, 1_100)
  assert.match((await ran("order list", { env: server.env })).noted, /the newest 100; more with --limit N or --all/)
})

test("confirmation at a terminal, so only the very word does it", async () => {
  await using server = await FakeServer.start({
    getOrders: answer({ orders: [orderLike()], nextCursor: null, seq: 1 }),
  })
  const wrong = await ran("order cancel-all --no-wait", { env: server.env, columns: 120, typed: "yes\n" })
  assert.deepEqual([wrong.exit, server.of("cancelOrders").length], [1, 0])
  assert.match(wrong.noted, /Cancel 1 open order \(all of account paper, PAPER\)\? Type .*paper.* to do it/)
  const right = await ran("order cancel-all --no-wait", { env: server.env, columns: 120, typed: "paper\n" })
  assert.deepEqual([right.exit, server.of("cancelOrders").length], [0, 1])
  const some = await ran("order cancel-all --no-wait --symbol BTC-USDT", {
    env: server.env,
    columns: 120,
    typed: "1\n",
  })
  assert.equal(some.exit, 0)
  assert.deepEqual(JSON.parse(server.of("cancelOrders")[1]?.body ?? ""), { symbol: "BTC-USDT" })
})

test("NO_COLOR, so no colour at a terminal; without it the mode is in colour before anything acts", async () => {
  await using server = await FakeServer.start()
  const bare = await ran("halt --yes", { env: { ...server.env, NO_COLOR: "1" }, columns: 120 })
  assert.ok(!(bare.printed + bare.noted).includes("\u001b["))
  const coloured = await ran("halt --yes", { env: server.env, columns: 120 })
  assert.ok(coloured.noted.startsWith("\u001b[34m PAPER \u00b7 account paper "), JSON.stringify(coloured.noted))
})

test("a token that is made, so stdout holds it alone and the rest is said beside it", async () => {
  await using server = await FakeServer.start()
  const { printed, noted } = await ran("token create blotter --expires 12h", { env: server.env })
  assert.equal(printed, "Zm9ydHktdGhyZWUgY2hhcmFjdGVycyBvZiBiYXNlNjR1\n")
  assert.match(noted, /t3f9a1c07: read, every account/)
  assert.deepEqual(JSON.parse(server.of("createToken")[0]?.body ?? ""), {
    name: "blotter",
    scope: "read",
    expiresAt: "2026-01-31T21:31:00.250Z",
  })
})

test("a reason of OKX with control characters, so the terminal is not steered and JSON keeps the value", async () => {
  const reason = "bad \u001b]0;title\u0007 \u009b2J"
  await using server = await FakeServer.start({ getOrder: detail({ state: "Rejected", reason }) })
  const table = await ran("order get x", { env: server.env })
  assert.match(table.printed, /bad \u00b7\]0;title\u00b7 \u00b72J/)
  const json = await ran("order get x --json", { env: server.env })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there
  assert.doesNotMatch(json.printed, /[\u0000-\u0009\u001b\u0080-\u009f]/)
  assert.equal((JSON.parse(json.printed) as { reason: string }).reason, reason)
})
