// The cancel of all that fits, against a server made of answers: what is left alone, and what is refused before anything is asked for.

import assert from "node:assert/strict"
import { test } from "node:test"
import { ROUTES } from "@okx-oms/api"
import { answer, type FakeAnswer, FakeServer, orderLike } from "../testing/fake-server.ts"
import { ran } from "../testing/fake-terminal.ts"

function open(...sources: readonly string[]): FakeAnswer {
  const orders = sources.map((source, index) => orderLike({ orderId: `o${index}`, source }))
  return answer({ orders, nextCursor: null, seq: 1 })
}

/** A server that lists BTC-USDT alone. */
function instruments({ url }: { readonly url: string }): FakeAnswer {
  const { symbol } = Object.fromEntries(new URL(url, "http://x").searchParams)
  const reply = ROUTES.getInstruments.example.reply as { readonly instruments: readonly { readonly symbol: string }[] }
  const rows = [{ ...reply.instruments[0], symbol: "BTC-USDT" }]
  return answer({ ...reply, instruments: rows.filter((row) => symbol === undefined || row.symbol === symbol) })
}

const NONE_CANCELLED = answer(
  { ...(ROUTES.cancelOrders.example.reply as object), results: [] },
  ROUTES.cancelOrders.status,
)

test("open orders that were not placed here, so they are counted and nobody reads that nothing is open", async () => {
  await using server = await FakeServer.start({ getOrders: open("exchange", "exchange"), cancelOrders: NONE_CANCELLED })
  const { exit, noted } = await ran("order cancel-all --yes", { env: server.env })
  assert.equal(exit, 0, noted)
  assert.match(noted, /there was no open order of this server to cancel/)
  assert.match(noted, /2 open orders were not placed here and stay/)
  server.answers = { getOrders: open("command", "exchange") }
  const dry = await ran("order cancel-all --dry-run", { env: server.env })
  assert.match(dry.noted, /would cancel 1 open order;.*\n1 open order was not placed here and stays/)
})

test("a mistyped symbol, so 3 and nothing is asked for, also not a word", async () => {
  await using server = await FakeServer.start({ getOrders: open(), getInstruments: instruments })
  for (const more of ["--yes", "--dry-run"]) {
    const { exit, noted } = await ran(`order cancel-all --symbol BTC-USTD ${more}`, { env: server.env })
    assert.equal(exit, 3, noted)
    assert.match(noted, /BTC-USTD is not an instrument.*\[instrument-unknown\]/)
  }
  assert.equal(server.of("cancelOrders").length, 0)
})

test("a known symbol without orders, or a delisted one with some, so the cancel is asked for", async () => {
  await using server = await FakeServer.start({
    getOrders: open(),
    getInstruments: instruments,
    cancelOrders: NONE_CANCELLED,
  })
  assert.equal((await ran("order cancel-all --yes --symbol BTC-USDT", { env: server.env })).exit, 0)
  server.answers = { ...server.answers, getOrders: open("command") }
  assert.equal((await ran("order cancel-all --yes --symbol GONE-USDT", { env: server.env })).exit, 0)
  assert.equal(server.of("cancelOrders").length, 2)
})

test("a server that knows no instruments yet, so a symbol is taken as it is", async () => {
  const none = answer({ ...(ROUTES.getInstruments.example.reply as object), instruments: [] })
  await using server = await FakeServer.start({
    getOrders: open(),
    getInstruments: none,
    cancelOrders: NONE_CANCELLED,
  })
  assert.equal((await ran("order cancel-all --yes --symbol BTC-USDT", { env: server.env })).exit, 0)
})
