// Money is conserved: whatever orders do, every balance is its start plus its bills, what is held back belongs to open
// orders, and positions are the sum of their fills. The book's fills are compared with a naive twin.

import assert from "node:assert/strict"
import { test } from "node:test"
import { type Decimal, Decimals, decimal, format } from "@okx-oms/core"
import fc from "fast-check"
import { Desk, type Json } from "../testing/desk.ts"
import { DEFAULT_ACCOUNT } from "./accounts.ts"

const { add, subtract, multiply, sum, equals, ZERO } = Decimals

function only(desk: Desk) {
  const account = desk.exchange.world.accounts.values().next().value
  assert.ok(account)
  return account
}

function checkBooks(desk: Desk): void {
  const account = only(desk)
  for (const [ccy, balance] of account.balances) {
    const start = decimal(DEFAULT_ACCOUNT.balances[ccy] ?? "0")
    const bills = account.bills.filter((bill) => bill.ccy === ccy)
    assert.equal(format(balance.cash), format(add(start, sum(bills.map((bill) => decimal(bill.balChg))))), ccy)
    const held = [...account.openOrders.values()]
      .filter((order) => order.market.spec.instType === "SPOT")
      .filter((order) => (order.side === "buy" ? order.market.spec.quoteCcy : order.market.spec.baseCcy) === ccy)
      .map((order) => {
        const rest = subtract(order.size, order.filled)
        return order.side === "buy" ? multiply(order.price ?? ZERO, rest) : rest
      })
    assert.equal(format(balance.frozen), format(sum(held)), `frozen ${ccy}`)
    assert.ok(!Decimals.isNegative(subtract(balance.cash, balance.frozen)), `${ccy} overdrawn`)
  }
  for (const [instId, position] of account.positions) {
    const fills = account.fills.filter((fill) => fill.instId === instId)
    const signed = fills.map((fill) => (fill.side === "buy" ? decimal(fill.size) : Decimals.negate(decimal(fill.size))))
    assert.equal(format(position.size), format(sum(signed)), instId)
  }
  for (const [instId, { exposure }] of account.positions) {
    for (const side of ["buy", "sell"] as const) {
      const open = [...account.openOrders.values()].filter((o) => o.market.spec.instId === instId && o.side === side)
      const size = sum(open.map((order) => subtract(order.size, order.filled)))
      assert.equal(format(side === "buy" ? exposure.buySize : exposure.sellSize), format(size), `${instId} ${side}`)
    }
  }
}

const step = fc.record({
  kind: fc.constantFrom("place", "place", "place", "cancel", "amend", "trade"),
  instId: fc.constantFrom("BTC-USDT", "BTC-USDT-SWAP"),
  side: fc.constantFrom<"buy" | "sell">("buy", "sell"),
  ordType: fc.constantFrom("limit", "limit", "post_only", "ioc", "fok", "market"),
  offset: fc.integer({ min: -40, max: 40 }),
  lots: fc.integer({ min: 1, max: 400 }),
  pick: fc.nat(),
})

function sizeText(instId: string, lots: number): string {
  return format({ coefficient: BigInt(lots), scale: instId === "BTC-USDT" ? 4 : 2 })
}

test("any orders, amends, cancels and outside trades, so balances, holds, exposure and positions always add up", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const desk = new Desk({ rateLimits: false })
      for (const { kind, instId, side, ordType, offset, lots, pick } of steps) {
        const px = format({ coefficient: BigInt(915_100 + offset * 10), scale: 1 })
        const open = [...only(desk).openOrders.values()]
        const chosen = open[pick % Math.max(1, open.length)]
        if (kind === "place") {
          const tdMode = instId === "BTC-USDT" ? "cash" : "cross"
          desk.place({ instId, side, ordType, px, tdMode, sz: sizeText(instId, lots), tgtCcy: "base_ccy" })
        } else if (kind === "trade") desk.trade(instId, side, px, sizeText(instId, lots))
        else if (chosen !== undefined) {
          const body: Json = { instId: chosen.market.spec.instId, ordId: chosen.ordId }
          if (kind === "cancel") desk.rest("POST", "/api/v5/trade/cancel-order", body)
          else {
            const newSz = sizeText(chosen.market.spec.instId, lots)
            desk.rest("POST", "/api/v5/trade/amend-order", { ...body, newSz, newPx: px })
          }
        }
        checkBooks(desk)
      }
    }),
    { numRuns: 60 },
  )
})

interface TwinOrder {
  readonly clOrdId: string
  readonly price: number
  remaining: number
  filled: number
}

test("sells from outside against any resting buys, so the fills are those of a list sorted by price and time", () => {
  const resting = fc.array(fc.record({ tick: fc.integer({ min: 0, max: 5 }), lots: fc.integer({ min: 1, max: 50 }) }), {
    minLength: 1,
    maxLength: 12,
  })
  const trades = fc.array(fc.record({ tick: fc.integer({ min: 0, max: 6 }), lots: fc.integer({ min: 1, max: 80 }) }), {
    maxLength: 6,
  })
  fc.assert(
    fc.property(resting, trades, (orders, sells) => {
      const desk = new Desk({ rateLimits: false })
      const twins: TwinOrder[] = []
      for (const [at, { tick, lots }] of orders.entries()) {
        const clOrdId = `o${at}`
        desk.place({ clOrdId, px: `9000${tick}`, sz: sizeText("BTC-USDT", lots) })
        twins.push({ clOrdId, price: tick, remaining: lots, filled: 0 })
      }
      for (const { tick, lots } of sells) {
        desk.trade("BTC-USDT", "sell", `9000${tick}`, sizeText("BTC-USDT", lots))
        let left = lots
        const queue = twins.filter((twin) => twin.remaining > 0 && twin.price >= tick).sort((a, b) => b.price - a.price)
        for (const twin of queue) {
          const part = Math.min(left, twin.remaining)
          twin.remaining -= part
          twin.filled += part
          left -= part
        }
      }
      const account = only(desk)
      for (const twin of twins) {
        const order = account.latestByClOrdId.get(twin.clOrdId)
        assert.ok(order)
        assert.ok(equals(order.filled, decimal(sizeText("BTC-USDT", twin.filled))), `${twin.clOrdId} ${twin.filled}`)
      }
    }),
    { numRuns: 100 },
  )
})

test("a long is opened at two prices and closed in two parts, so profit is proceeds less cost and fees, to the last digit", () => {
  const desk = new Desk()
  const swap = { instId: "BTC-USDT-SWAP", tdMode: "cross", px: "91000", sz: "1" }
  desk.place(swap)
  desk.trade("BTC-USDT-SWAP", "sell", "91000", "1")
  desk.place({ ...swap, px: "90999.9", sz: "2" })
  desk.trade("BTC-USDT-SWAP", "sell", "90999.9", "2")
  const position = desk.rest("GET", "/api/v5/account/positions").data[0]
  assert.equal(position?.pos, "3")
  assert.equal(position?.avgPx, "90999.9333333333333333")
  for (const sz of ["1", "2"]) {
    desk.place({ ...swap, side: "sell", px: "91100", sz, reduceOnly: true })
    desk.trade("BTC-USDT-SWAP", "buy", "91100", sz)
  }
  const account = only(desk)
  const pnl = sum(account.bills.map((bill) => decimal(bill.pnl)))
  const fees = sum(account.bills.map((bill) => decimal(bill.fee)))
  const exact: Decimal = decimal("3.002")
  assert.equal(format(pnl), format(exact))
  assert.equal(format(account.balances.get("USDT")?.cash ?? ZERO), format(add(add(decimal("100000"), exact), fees)))
  assert.deepEqual(
    account.fills.map((fill) => fill.subType),
    ["3", "3", "5", "5"],
  )
  assert.deepEqual(desk.rest("GET", "/api/v5/account/positions").data, [])
  assert.equal(desk.rest("GET", "/api/v5/account/positions?instId=BTC-USDT-SWAP").data[0]?.pos, "0")
})

test("a position is closed by close-position, so it is flat, and a second call finds none", () => {
  const desk = new Desk()
  desk.place({ instId: "BTC-USDT-SWAP", tdMode: "cross", ordType: "market", sz: "1", side: "sell" })
  const body = { instId: "BTC-USDT-SWAP", mgnMode: "cross", clOrdId: "close1" }
  const reply = desk.rest("POST", "/api/v5/trade/close-position", body)
  assert.deepEqual(reply.data, [{ instId: "BTC-USDT-SWAP", posSide: "net", clOrdId: "close1", tag: "" }])
  assert.equal(desk.rest("POST", "/api/v5/trade/close-position", body).code, "51023")
})

test("leverage is raised, so the same position needs less margin and more can be opened", () => {
  const desk = new Desk()
  const most = (): number =>
    Number(desk.rest("GET", "/api/v5/account/max-size?instId=BTC-USDT-SWAP&tdMode=cross").data[0]?.maxBuy)
  const before = most()
  const set = { instId: "BTC-USDT-SWAP", lever: 10, mgnMode: "cross" }
  assert.equal(desk.rest("POST", "/api/v5/account/set-leverage", set).data[0]?.lever, "10")
  assert.ok(most() > before * 3)
  assert.equal(desk.rest("POST", "/api/v5/account/set-leverage", { ...set, lever: "101" }).code, "59102")
  assert.equal(desk.rest("POST", "/api/v5/account/set-leverage", { ...set, lever: "0.5" }).status, 400)
  const info = desk.rest("GET", "/api/v5/account/leverage-info?instId=BTC-USDT-SWAP&mgnMode=cross")
  assert.equal(info.data[0]?.lever, "10")
})
