// Cancels by name against a server made of answers: what is asked in which order, what is told of each, and with which code it ends.

import assert from "node:assert/strict"
import { test } from "node:test"
import { ROUTES } from "@okx-oms/api"
import { type Asked, answer, type FakeAnswer, FakeServer, orderLike, problem } from "../testing/fake-server.ts"
import { ran } from "../testing/fake-terminal.ts"

const PENDING = {
  cancel: { requestId: "r", at: "2026-01-31T09:30:00.250Z", reason: "x", attempts: 1, accepted: true },
  amend: null,
}

function idOf({ url }: Asked): string {
  return new URL(url, "http://x").pathname.split("/")[3] ?? ""
}

function taken(asked: Asked): FakeAnswer {
  const receipt = ROUTES.cancelOrder.example.reply as object
  return answer({ ...receipt, orderId: `o-${idOf(asked)}`, clientOrderId: idOf(asked) }, ROUTES.cancelOrder.status)
}

function orderAs(asked: Asked, change: Readonly<Record<string, unknown>>): FakeAnswer {
  return answer({ ...orderLike({ orderId: idOf(asked), ...change }), history: [] })
}

test("several and the first has a problem, so the others are cancelled and each is told", async () => {
  await using server = await FakeServer.start({
    cancelOrder: (asked) => (idOf(asked) === "a" ? problem("order-not-found", 404) : taken(asked)),
    getOrder: (asked) => orderAs(asked, { state: idOf(asked) === "o-b" ? "Filled" : "Cancelled" }),
  })
  const { exit, printed, noted } = await ran("order cancel a b c", { env: server.env })
  assert.deepEqual(server.of("cancelOrder").map(idOf).sort(), ["a", "b", "c"])
  assert.match(printed, /^id +order +cancel\na +order-not-found\nb +o-b +Filled\nc +o-c +Cancelled\n$/)
  assert.match(noted, /^a: it is order-not-found \[order-not-found\]/m)
  assert.match(noted, /^b: o-b was not cancelled: it is Filled/m)
  assert.doesNotMatch(noted, /^c: /m)
  assert.equal(exit, 7)
})

test("several that take long, so all are asked for before any is waited for, and they wait together", async () => {
  await using server = await FakeServer.start({
    cancelOrder: taken,
    getOrder: (asked) => orderAs(asked, { pending: PENDING }),
  })
  const ids = Array.from({ length: 20 }, (_, index) => `c${index}`)
  const startedAt = performance.now()
  const { exit } = await ran(["order", "cancel", ...ids, "--wait-ms", "200"], { env: server.env })
  assert.ok(performance.now() - startedAt < 2_000, "twenty waits of 200 ms one after the other would be 4 s")
  const acts = server.asked.map(({ operation }) => operation)
  assert.equal(server.of("cancelOrder").length, 20)
  assert.ok(acts.lastIndexOf("cancelOrder") < acts.indexOf("getOrder"))
  assert.equal(exit, 4)
})

test("one unknown among refusals, so 4: that order may live", async () => {
  await using server = await FakeServer.start({
    cancelOrder: (asked) =>
      idOf(asked) === "b"
        ? problem("order-closed", 409)
        : idOf(asked) === "c"
          ? problem("order-not-found", 404)
          : taken(asked),
    getOrder: problem("internal", 500),
  })
  const { exit, noted } = await ran("order cancel c b a", { env: server.env })
  assert.equal(exit, 4, noted)
  assert.match(noted, /^a: The cancel is asked for; how it ended could not be read .*oms order get o-a/m)
})

test("several for programs, so one array or one header, with a row of each id", async () => {
  await using server = await FakeServer.start({
    cancelOrder: (asked) => (idOf(asked) === "b" ? problem("order-closed", 409, { orderId: "o-b" }) : taken(asked)),
    getOrder: (asked) => orderAs(asked, { state: "Cancelled" }),
  })
  interface Row {
    readonly id: string
    readonly ok: boolean
    readonly state?: string
    readonly problem?: { readonly code: string }
  }
  const json = await ran("order cancel a b a --json", { env: server.env })
  const rows = (JSON.parse(json.printed) as readonly Row[]).map(({ id, ok, state, problem: of }) => [
    id,
    ok,
    state,
    of?.code,
  ])
  assert.deepEqual(rows, [
    ["a", true, "Cancelled", undefined],
    ["b", false, undefined, "order-closed"],
  ])
  assert.equal(json.exit, 3)
  const csv = (await ran("order cancel a b --csv", { env: server.env })).printed.trimEnd().split("\r\n")
  assert.equal(csv.length, 3)
  assert.match(csv[0] ?? "", /^id,ok,orderId,.*,problem$/)
  const receipts = await ran("order cancel a c --json --no-wait", { env: server.env })
  assert.deepEqual(
    (JSON.parse(receipts.printed) as readonly Row[]).map(({ id, ok }) => [id, ok]),
    [
      ["a", true],
      ["c", true],
    ],
  )
  assert.equal(receipts.exit, 0)
})

test("one alone, also named twice, so its own row as ever", async () => {
  await using server = await FakeServer.start({ getOrder: (asked) => orderAs(asked, { state: "Cancelled" }) })
  const { exit, printed } = await ran("order cancel a a --json", { env: server.env })
  assert.equal((JSON.parse(printed) as { state: string }).state, "Cancelled")
  assert.deepEqual([exit, server.of("cancelOrder").length], [0, 1])
})

test("several tried out and one is unknown, so the others are shown, it is told, and nothing is asked for", async () => {
  await using server = await FakeServer.start({
    getOrder: (asked) => (idOf(asked) === "b" ? problem("order-not-found", 404) : orderAs(asked, {})),
  })
  const { exit, printed, noted } = await ran("order cancel a b c --dry-run", { env: server.env })
  assert.match(printed, /\ba\b[\s\S]*\bc\b/)
  assert.match(noted, /^b: it is order-not-found/m)
  assert.match(noted, /would ask for the cancel of 2 of 3; nothing was asked for/)
  assert.deepEqual([exit, server.of("cancelOrder").length], [7, 0])
})

test("a cancel of an order in doubt, so it is not said that OKX gave no answer", async () => {
  const pending = { ...PENDING, cancel: { ...PENDING.cancel, accepted: false, attempts: 3 } }
  const doubt = {
    ...{ since: "2026-01-31T09:30:00.250Z", asked: "place", answer: "no answer", next: "ask again" },
    ...{ nextAt: "2026-01-31T09:30:02.250Z", asks: 1 },
  }
  await using server = await FakeServer.start({ getOrder: (asked) => orderAs(asked, { pending, doubt }) })
  const { printed } = await ran("order get a", { env: server.env })
  assert.match(printed, /asked 3 times, not taken by OKX: whether there is an order to cancel is being found out/)
})
