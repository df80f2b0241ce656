// Market data, previews, limits, budgets, latencies, positions and timelines over a real manager on a paper exchange: what the doors tell is what the exchange
// says and what the manager then does.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { OmsProblem } from "@okx-oms/api"
import { Decimals, decimal } from "@okx-oms/core"
import { PaperDoor } from "./testing/paper-door.ts"

const LIMIT = { timeout: 120_000 }
const RESTING = { symbol: "BTC-USDT", side: "buy", type: "limit", quantity: "0.01", price: "90000" } as const

let door: PaperDoor

before(async () => {
  door = await PaperDoor.start()
})
after(async () => await door?.[Symbol.asyncDispose]())

test(
  "book, trades and candles of the exchange, so best prices first, newest trade first, oldest candle first",
  LIMIT,
  async () => {
    const { client } = door
    await door.control("trade", { symbol: "BTC-USDT", side: "buy", size: "0.01" })
    const book = await client.getBook("BTC-USDT", { depth: 3 })
    assert.deepEqual([book.bids.length, book.asks.length], [3, 3])
    const [bestBid, secondBid] = book.bids.map(({ price }) => decimal(price))
    const [bestAsk] = book.asks.map(({ price }) => decimal(price))
    assert.ok(bestBid && secondBid && bestAsk)
    assert.ok(Decimals.greaterThan(bestBid, secondBid) && Decimals.greaterThan(bestAsk, bestBid))
    assert.ok(book.ageMs < 60_000)
    const { trades } = await client.getMarketTrades("BTC-USDT", { limit: 5 })
    assert.equal(trades[0]?.quantity, "0.01")
    assert.deepEqual(
      trades.map(({ at }) => at),
      trades
        .map(({ at }) => at)
        .toSorted()
        .reverse(),
    )
    for (const bar of ["1m", "1D"] as const) {
      const { candles } = await client.getCandles("BTC-USDT", { bar, limit: 10 })
      assert.ok(candles.length > 0, bar)
      assert.deepEqual(
        candles.map(({ at }) => at),
        candles.map(({ at }) => at).toSorted(),
      )
      assert.equal(candles.at(-1)?.complete, false)
      if (bar === "1D") assert.match(candles[0]?.at ?? "", /T00:00:00\.000Z$/)
    }
  },
)

test("equal looks within a moment, so the exchange is asked once", LIMIT, async () => {
  const { client } = door
  const used = async () => {
    const { windows } = await client.getRateBudget()
    const window = windows.find(({ name }) => name === "books")
    return window === undefined ? 0 : window.limit - window.left
  }
  const before = await used()
  await Promise.all(Array.from({ length: 20 }, (_, index) => client.getBook("ETH-USDT", { depth: 6 + (index % 15) })))
  const asked = (await used()) - before
  assert.ok(asked <= 2, `20 looks took ${asked} requests`)
})

test("an exchange that does not answer, so a problem within seconds that may be asked again", LIMIT, async () => {
  const { client } = door
  await door.control("faults", { fault: "html-502", scope: "all", rate: 1 })
  const begun = performance.now()
  await assert.rejects(client.getCandles("ETH-USDT", { bar: "15m" }), (error: unknown) => {
    assert.ok(error instanceof OmsProblem)
    return error.code === "market-unavailable" && error.retryable
  })
  assert.ok(performance.now() - begun < 30_000)
  await door.control("faults", { clear: true })
})

test("a preview and the order itself, so both say the same, and the fee is what is charged", LIMIT, async () => {
  const { client } = door
  const { asks } = await client.getBook("BTC-USDT", { depth: 1 })
  const taker = { ...RESTING, type: "ioc", price: asks[0]?.price ?? "", quantity: "0.001" } as const
  const preview = await client.previewOrder(taker)
  assert.deepEqual([preview.accepted, preview.problem], [true, null], JSON.stringify(preview))
  const placed = await client.placeOrder(taker)
  const [fill] = await door.until("the fill", async () => {
    const { fills } = await client.getFills({ orderId: placed.orderId })
    return fills.length > 0 && fills
  })
  const fee = fill?.fees[0]
  assert.deepEqual([fee?.currency, fee?.amount], [preview.feeCurrency, `-${preview.feeEstimate}`])
  const dear = { ...RESTING, quantity: "1000" } as const
  const refused = await client.previewOrder(dear)
  const problem = await client.placeOrder(dear).then(
    () => undefined,
    (error: unknown) => error,
  )
  assert.ok(problem instanceof OmsProblem)
  assert.deepEqual([refused.accepted, refused.problem?.code], [false, problem.code])
})

test(
  "an order at rest, so its limit is used, its latencies are counted and its timeline shows what was sent and what came",
  LIMIT,
  async () => {
    const { client } = door
    const before = await client.getStats()
    const { orderId } = await client.placeOrder({ ...RESTING, clientOrderId: "rests" })
    await door.until("at rest", async () => (await client.getOrder(orderId)).state === "Acknowledged")
    const { symbols } = await client.getLimits()
    assert.equal(symbols.find(({ symbol }) => symbol === "BTC-USDT")?.used.openOrders, 1)
    const { latency, throughput } = await client.getStats()
    assert.equal(latency.submitToAck.count, before.latency.submitToAck.count + 1)
    assert.ok(
      (latency.submitToWire.p50Ms ?? 0) > 0 && (latency.submitToAck.maxMs ?? 0) >= (latency.submitToWire.p50Ms ?? 0),
    )
    assert.ok(throughput.orders.peak >= 1 && latency.append.count > 0)
    assert.ok((await client.getRateBudget()).windows.some(({ name }) => name === "place-single:BTC-USDT"))
    await client.cancelOrder(orderId)
    await door.until("cancelled", async () => (await client.getOrder(orderId)).state === "Cancelled")
    const { events } = await door.until("its whole story", async () => {
      const timeline = await client.getTimeline(orderId)
      return timeline.events.at(-1)?.type === "OrderCancelled" && timeline
    })
    const steps = Object.fromEntries(events.map((event) => [event.type, event]))
    const texts = (type: string) =>
      steps[type]?.wire.map(({ direction, what, text }) => `${direction} ${what} ${text}`) ?? []
    assert.ok(
      texts("OrderSubmitted").some((text) => /^sent place .*"op":"order".*90000/.test(text)),
      JSON.stringify(events),
    )
    assert.ok(
      texts("CancelRequested").some((text) => /^sent cancel .*"op":"cancel-order"/.test(text)),
      JSON.stringify(events),
    )
    assert.ok(
      texts("OrderCancelled").some((text) => /^received push .*"state":"canceled"/.test(text)),
      JSON.stringify(events),
    )
    assert.ok(events.some(({ wire }) => wire.some(({ roundTripMs }) => (roundTripMs ?? 0) > 0)))
    assert.ok(events.every(({ sincePreviousMs }) => sincePreviousMs !== null))
    const all = JSON.stringify(events)
    for (const secret of ["paper-key", "paper-secret", "paper-pass", "OK-ACCESS"]) assert.ok(!all.includes(secret))
  },
)

test("a swap bought, so the position has its average, the mark, and the profit between them", LIMIT, async () => {
  const { client } = door
  const swap = "BTC-USDT-SWAP"
  const instrument = (await client.getInstruments({ symbol: swap })).instruments[0]
  assert.ok(instrument !== undefined)
  const order = { symbol: swap, side: "buy", type: "market", quantity: instrument.minSize } as const
  const preview = await client.previewOrder(order)
  assert.deepEqual([preview.accepted, preview.feeCurrency], [true, "USDT"], JSON.stringify(preview.problem))
  await client.placeOrder(order)
  const position = await door.until("a position with its mark", async () => {
    const { positions } = await client.getPositions()
    return positions.find(({ symbol, markPrice }) => symbol === swap && markPrice !== null)
  })
  const { contracts, averagePrice, markPrice, unrealisedProfit } = position
  const size = Decimals.multiply(decimal(contracts), decimal(instrument.contractValue))
  const gain = Decimals.subtract(decimal(markPrice ?? "0"), decimal(averagePrice ?? "0"))
  assert.ok(Decimals.equals(Decimals.multiply(size, gain), decimal(unrealisedProfit ?? "")), JSON.stringify(position))
  const { symbols } = await client.getLimits()
  const used = symbols.find(({ symbol }) => symbol === swap)?.used
  assert.ok(Decimals.isPositive(decimal(used?.buyPosition ?? "0")), JSON.stringify(used))
})
