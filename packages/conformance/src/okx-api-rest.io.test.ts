// Unmodified okx-api calls the REST endpoints: what everybody may read, the account, orders one by one and in batches, lists.
// It relies on the drivers. This client gives back the rows, and throws the whole answer unless the code is 0.

import assert from "node:assert/strict"
import { test } from "node:test"
import { openStand } from "./stand.ts"
import { openRest } from "./testing/okx-api-client.ts"

const BTC = { instId: "BTC-USDT", tdMode: "cash", side: "buy", ordType: "limit", sz: "0.01", px: "90000" } as const

test("okx-api reads what is public, so time, instruments, tickers, book, trades, candles, limits and funding are there", async () => {
  await using stand = await openStand()
  const rest = openRest(stand.paper)
  await stand.trade("BTC-USDT", "buy", "0.01", "91500.1")
  assert.ok(Math.abs(Number((await rest.getSystemTime({}))[0]?.ts) - Date.now()) < 5_000)
  const spot = await rest.getInstruments({ instType: "SPOT" })
  assert.ok(spot.some(({ instId, tickSz }) => instId === "BTC-USDT" && tickSz === "0.1"))
  const [own] = await rest.getAccountInstruments({ instType: "SPOT", instId: "BTC-USDT" })
  assert.equal(own?.instIdCode, 3)
  assert.equal((await rest.getTicker({ instId: "BTC-USDT" }))[0]?.last, "91500.1")
  assert.ok((await rest.getTickers({ instType: "SWAP" })).length > 0)
  const [book] = await rest.getOrderBook({ instId: "BTC-USDT", sz: "5" })
  assert.deepEqual([book?.asks.length, book?.bids.length], [5, 5])
  const [trade] = await rest.getTrades({ instId: "BTC-USDT" })
  assert.deepEqual([trade?.px, trade?.sz, trade?.side], ["91500.1", "0.01", "buy"])
  const [candle] = await rest.getCandles({ instId: "BTC-USDT", bar: "1m" })
  assert.equal(candle?.length, 9)
  assert.equal((await rest.getMinMaxLimitPrice({ instId: "BTC-USDT" })).length, 1)
  assert.equal((await rest.getMarkPrice({ instType: "SWAP", instId: "BTC-USDT-SWAP" })).length, 1)
  assert.match((await rest.getFundingRate({ instId: "BTC-USDT-SWAP" }))[0]?.fundingRate ?? "", /^-?0\.\d+$/)
  assert.deepEqual(await rest.getSystemStatus({}), [])
})

test("okx-api reads and sets the account, so configuration, balance, fees, leverage and sizes are OKX's rows", async () => {
  await using stand = await openStand()
  const rest = openRest(stand.paper)
  const [config] = await rest.getAccountConfiguration()
  assert.deepEqual([config?.acctLv, config?.posMode], ["2", "net_mode"])
  const [balance] = await rest.getBalance({ ccy: "USDT" })
  assert.deepEqual(
    balance?.details.map(({ ccy, cashBal }) => [ccy, cashBal]),
    [["USDT", "100000"]],
  )
  assert.equal((await rest.getFeeRates({ instType: "SPOT", instId: "BTC-USDT" }))[0]?.taker, "-0.001")
  await rest.setLeverage({ instId: "BTC-USDT-SWAP", lever: "5", mgnMode: "cross" })
  assert.equal((await rest.getLeverage({ instId: "BTC-USDT-SWAP", mgnMode: "cross" }))[0]?.lever, "5")
  assert.equal((await rest.getMaxBuySellAmount({ instId: "BTC-USDT", tdMode: "cash" })).length, 1)
  assert.equal((await rest.getMaxAvailableTradableAmount({ instId: "BTC-USDT", tdMode: "cash" })).length, 1)
  assert.deepEqual(await rest.setPositionMode({ posMode: "net_mode" }), [{ posMode: "net_mode" }])
  assert.ok((await rest.getCurrencies()).length > 0)
  assert.deepEqual(await rest.getBalances(), [])
  assert.equal((await rest.getAccountRateLimit()).length, 1)
})

test("okx-api places, reads, amends and cancels one order, so each answer has the id and the state follows", async () => {
  await using stand = await openStand()
  const rest = openRest(stand.paper)
  const [placed] = await rest.submitOrder({ ...BTC, clOrdId: "a1" })
  assert.deepEqual([placed?.sCode, placed?.clOrdId, placed?.tag], ["0", "a1", "159881cb7207BCDE"])
  const ordId = placed?.ordId ?? ""
  const [live] = await rest.getOrderDetails({ instId: "BTC-USDT", clOrdId: "a1" })
  assert.deepEqual([live?.ordId, live?.state, live?.px], [ordId, "live", "90000"])
  const [amended] = await rest.amendOrder({ instId: "BTC-USDT", ordId, newPx: "90100", newSz: "0.02", reqId: "r1" })
  assert.deepEqual([amended?.sCode, amended?.reqId], ["0", "r1"])
  const [changed] = await rest.getOrderDetails({ instId: "BTC-USDT", ordId })
  assert.deepEqual([changed?.px, changed?.sz], ["90100", "0.02"])
  const [cancelled] = await rest.cancelOrder({ instId: "BTC-USDT", ordId })
  assert.deepEqual([cancelled?.sCode, cancelled?.ordId], ["0", ordId])
  assert.equal((await rest.getOrderDetails({ instId: "BTC-USDT", ordId }))[0]?.state, "canceled")
})

test("okx-api places, amends and cancels in batches, so items answer in order", async () => {
  await using stand = await openStand()
  const rest = openRest(stand.paper)
  const placed = await rest.submitMultipleOrders([
    { ...BTC, clOrdId: "b1" },
    { ...BTC, clOrdId: "b2", px: "90100" },
  ])
  assert.deepEqual(
    placed.map(({ clOrdId, sCode }) => [clOrdId, sCode]),
    [
      ["b1", "0"],
      ["b2", "0"],
    ],
  )
  const ids = placed.map(({ ordId }) => ({ instId: "BTC-USDT", ordId }))
  const amended = await rest.amendMultipleOrders(ids.map((id) => ({ ...id, newSz: "0.03" })))
  assert.deepEqual(
    amended.map(({ sCode }) => sCode),
    ["0", "0"],
  )
  const cancelled = await rest.cancelMultipleOrders(ids)
  assert.deepEqual(
    cancelled.map(({ ordId }) => ordId),
    ids.map(({ ordId }) => ordId),
  )
  assert.deepEqual(await rest.getOrderList(), [])
})

test("okx-api has a batch that succeeds in part, so it throws the answer with code 2 and the good order stands", async () => {
  await using stand = await openStand()
  const rest = openRest(stand.paper)
  const batch = rest.submitMultipleOrders([BTC, { ...BTC, sz: "1000" }])
  await assert.rejects(batch, (answer: { code?: string; data?: { sCode: string }[] }) => {
    assert.equal(answer.code, "2")
    assert.deepEqual(
      answer.data?.map(({ sCode }) => sCode),
      ["0", "51008"],
    )
    return true
  })
  assert.equal((await rest.getOrderList()).length, 1)
})

test("okx-api sends market orders by base and quote and every limit kind, so states and fills are OKX's", async () => {
  await using stand = await openStand()
  const rest = openRest(stand.paper)
  const outcome = async (order: Parameters<typeof rest.submitOrder>[0]) => {
    const [placed] = await rest.submitOrder(order)
    const [row] = await rest.getOrderDetails({ instId: order.instId ?? "", ordId: placed?.ordId ?? "" })
    return `${row?.ordType} ${row?.state} ${row?.accFillSz}`
  }
  const market = { instId: "BTC-USDT", tdMode: "cash", ordType: "market" } as const
  assert.equal(await outcome({ ...market, side: "buy", sz: "0.01", tgtCcy: "base_ccy" }), "market filled 0.01")
  assert.match(await outcome({ ...market, side: "buy", sz: "100" }), /^market filled 0\.0010928\d+$/)
  assert.equal(await outcome({ ...market, side: "sell", sz: "0.01" }), "market filled 0.01")
  assert.equal(await outcome({ ...BTC, ordType: "post_only" }), "post_only live 0")
  assert.equal(await outcome({ ...BTC, ordType: "post_only", px: "92000" }), "post_only canceled 0")
  assert.equal(await outcome({ ...BTC, ordType: "ioc", px: "92000" }), "ioc filled 0.01")
  assert.equal(await outcome({ ...BTC, ordType: "ioc" }), "ioc canceled 0")
  assert.equal(await outcome({ ...BTC, ordType: "fok", px: "92000" }), "fok filled 0.01")
  assert.equal(await outcome({ ...BTC, ordType: "fok" }), "fok canceled 0")
  const swap = { instId: "BTC-USDT-SWAP", tdMode: "cross", side: "buy", sz: "1" } as const
  assert.equal(await outcome({ ...swap, ordType: "optimal_limit_ioc" }), "optimal_limit_ioc filled 1")
  assert.equal(await outcome({ ...swap, ordType: "market" }), "market filled 1")
})

test("okx-api pages histories, fills and bills, so the ids lead down without gap or repeat", async () => {
  await using stand = await openStand()
  const rest = openRest(stand.paper)
  const instType = "SPOT"
  for (let count = 0; count < 5; count++) {
    await rest.submitOrder({ instId: "BTC-USDT", tdMode: "cash", side: "sell", ordType: "market", sz: "0.001" })
  }
  const walk = async <T>(read: (after: string) => Promise<T[]>, idOf: (row: T) => string): Promise<string[]> => {
    const ids: string[] = []
    for (let page = await read(""); page.length > 0; page = await read(ids.at(-1) ?? "")) ids.push(...page.map(idOf))
    return ids
  }
  const at = (after: string) =>
    after === "" ? ({ instType, limit: "2" } as const) : ({ instType, limit: "2", after } as const)
  const orders = await walk(
    (after) => rest.getOrderHistory(at(after)),
    ({ ordId }) => ordId,
  )
  const archived = await walk(
    (after) => rest.getOrderHistoryArchive(at(after)),
    ({ ordId }) => ordId,
  )
  const fills = await walk(
    (after) => rest.getFills(at(after)),
    ({ billId }) => billId,
  )
  const older = await walk(
    (after) => rest.getFillsHistory(at(after)),
    ({ billId }) => billId,
  )
  const bills = await walk(
    (after) => rest.getBills(at(after)),
    ({ billId }) => billId,
  )
  assert.equal(orders.length, 5)
  for (const ids of [orders, fills, bills]) {
    assert.deepEqual(ids, [...new Set(ids)].sort().reverse())
  }
  assert.deepEqual(archived, orders)
  assert.deepEqual(older, fills)
  assert.equal(bills.length, 2 * fills.length)
})

test("okx-api opens and closes a swap position, so it is read in between and gone after", async () => {
  await using stand = await openStand()
  const rest = openRest(stand.paper)
  const swap = { instId: "BTC-USDT-SWAP", tdMode: "cross", ordType: "market", sz: "3" } as const
  await rest.submitOrder({ ...swap, side: "buy" })
  const [position] = await rest.getPositions({ instType: "SWAP" })
  assert.deepEqual([position?.pos, position?.posSide, position?.mgnMode], ["3", "net", "cross"])
  const [closed] = await rest.closePositions({ instId: "BTC-USDT-SWAP", mgnMode: "cross" })
  assert.equal(closed?.posSide, "net")
  assert.deepEqual(await rest.getPositions({ instType: "SWAP" }), [])
})

test("okx-api arms the dead man's switch, so it is by its own tag and spares orders of others", async () => {
  await using stand = await openStand()
  const rest = openRest(stand.paper)
  const [own] = await rest.submitOrder(BTC)
  await stand.control("/paper/orders/external", { order: { ...BTC, px: "90100", tag: "other" } })
  const [armed] = await rest.cancelAllAfter({ timeOut: "10" })
  assert.equal(armed?.tag, "159881cb7207BCDE")
  await stand.control("/paper/clock", { advanceMs: 11_000 })
  assert.deepEqual(
    (await rest.getOrderList()).map(({ tag }) => tag),
    ["other"],
  )
  const [gone] = await rest.getOrderDetails({ instId: "BTC-USDT", ordId: own?.ordId ?? "" })
  assert.deepEqual([gone?.state, JSON.stringify(gone).includes('"cancelSource":"20"')], ["canceled", true])
})

test("okx-api has a wrong signature, so it throws 50113 and the request did nothing", async () => {
  await using stand = await openStand()
  await assert.rejects(openRest(stand.paper, { apiSecret: "wrong" }).submitOrder(BTC), { code: "50113" })
  await assert.rejects(openRest(stand.paper, { apiPass: "wrong" }).getBalance(), { code: "50105" })
  await assert.rejects(openRest(stand.paper, { apiKey: "wrong" }).getBalance(), { code: "50111" })
  assert.deepEqual(await openRest(stand.paper).getOrderList(), [])
})
