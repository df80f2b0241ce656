// Money is conserved with every kind of position: whatever orders, leverage, margin moves and funding do, a balance is its
// start plus its bills, isolated margin is what bills moved there, profit is what the other side of each trade paid, and
// books kept from the log alone come to the same wallet.

import assert from "node:assert/strict"
import { test } from "node:test"
import { type Decimal, Decimals, decimal, format } from "@okx-oms/core"
import fc from "fast-check"
import { Desk, type Json, KEYS } from "../testing/desk.ts"
import { settleCcy } from "./instruments.ts"
import type { Account } from "./model.ts"
import { isHeld, type Position } from "./positions.ts"
import { pendingReduction } from "./reduce-only.ts"

const { add, subtract, multiply, sum, negate, ZERO } = Decimals

const START: Readonly<Record<string, string>> = { USDT: "50000", BTC: "2" }

type Kind = "market" | "limit" | "trade" | "cancel" | "reduce" | "leverage" | "margin" | "funding" | "mark"

const step = fc.record({
  kind: fc.constantFrom<Kind>(
    "market",
    "market",
    "limit",
    "trade",
    "cancel",
    "reduce",
    "leverage",
    "margin",
    "funding",
    "mark",
  ),
  product: fc.constantFrom("linear", "inverse", "margin-quote", "margin-base"),
  mgnMode: fc.constantFrom("cross", "isolated"),
  side: fc.constantFrom<"buy" | "sell">("buy", "sell"),
  posSide: fc.constantFrom("long", "short"),
  lots: fc.integer({ min: 1, max: 60 }),
  offset: fc.integer({ min: -30, max: 30 }),
})

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

class Run {
  readonly desk: Desk
  readonly account: Account
  readonly longShort: boolean

  constructor(longShort: boolean) {
    this.longShort = longShort
    this.desk = new Desk({
      rateLimits: false,
      accounts: [{ ...KEYS, balances: START, posMode: longShort ? "long_short_mode" : "net_mode" }],
    })
    const account = this.desk.exchange.world.accounts.values().next().value
    assert.ok(account)
    this.account = account
  }
}

function instIdOf(product: Step["product"]): string {
  if (product === "linear") return "BTC-USDT-SWAP"
  return product === "inverse" ? "BTC-USD-SWAP" : "BTC-USDT"
}

/** Fields of an order on this product. */
function orderOf({ longShort }: Run, step: Step): Json & { instId: string } {
  const instId = instIdOf(step.product)
  const margin = step.product.startsWith("margin")
  const quote = step.product === "margin-quote"
  const scale = step.product === "inverse" ? 0 : margin ? 3 : 2
  const sz = format({ coefficient: BigInt(step.lots), scale })
  const common = { instId, tdMode: step.mgnMode, side: step.side, sz }
  if (margin) return { ...common, ccy: quote ? "USDT" : "BTC" }
  return longShort ? { ...common, posSide: step.posSide } : common
}

function priceOf(offset: number): string {
  return format({ coefficient: BigInt(915_000 + offset * 10), scale: 1 })
}

function act(run: Run, step: Step): void {
  const { desk, account } = run
  const order = orderOf(run, step)
  const margin = step.product.startsWith("margin")
  const px = priceOf(step.offset)
  switch (step.kind) {
    case "market": {
      const inQuote = margin && step.side === "buy"
      desk.place({ ...order, ordType: "market", ...(inQuote ? { sz: String(step.lots * 90) } : {}) })
      return
    }
    case "limit":
      desk.place({ ...order, px })
      return
    case "reduce":
      desk.place({ ...order, px, reduceOnly: true })
      return
    case "trade":
      desk.trade(order.instId, step.side, px, String(step.lots))
      return
    case "cancel": {
      const open = [...account.openOrders.values()]
      const chosen = open[step.lots % Math.max(1, open.length)]
      if (chosen !== undefined) {
        desk.rest("POST", "/api/v5/trade/cancel-order", { instId: chosen.market.spec.instId, ordId: chosen.ordId })
      }
      return
    }
    case "leverage": {
      const body = { instId: order.instId, mgnMode: step.mgnMode, lever: String(1 + (step.lots % 10)) }
      desk.rest("POST", "/api/v5/account/set-leverage", run.longShort ? { ...body, posSide: step.posSide } : body)
      return
    }
    case "margin": {
      const type = step.side === "buy" ? "add" : "reduce"
      const posSide = run.longShort && !margin ? step.posSide : "net"
      const amt = order.instId === "BTC-USDT-SWAP" || step.product === "margin-quote" ? "5" : "0.0001"
      desk.rest("POST", "/api/v5/account/position/margin-balance", { instId: order.instId, posSide, type, amt })
      return
    }
    case "funding":
      desk.control("POST", "/paper/clock", { advanceMs: 8 * 3_600_000 })
      desk.pass(1)
      return
    case "mark":
      desk.control("POST", "/paper/price", { symbol: order.instId, mark: priceOf(step.offset * 20) })
      return
  }
}

function checkWallets({ account }: Run): void {
  for (const [ccy, balance] of account.balances) {
    const bills = account.bills.filter((bill) => bill.ccy === ccy)
    const expected = add(decimal(START[ccy] ?? "0"), sum(bills.map((bill) => decimal(bill.balChg))))
    assert.equal(format(balance.cash), format(expected), ccy)
    const margins = [...account.positions.values()].filter((position) => position.ccy === ccy)
    assert.equal(
      format(sum(margins.map((position) => position.margin))),
      format(sum(bills.map((bill) => decimal(bill.posBalChg ?? "0")))),
      `isolated margin in ${ccy}`,
    )
  }
}

function checkOrders({ account }: Run): void {
  for (const position of account.positions.values()) {
    const { exposure, key } = position
    for (const side of ["buy", "sell"] as const) {
      const open = [...account.openOrders.values()].filter(
        (order) => order.position === position && order.side === side && !position.reducers.has(order),
      )
      const rest = sum(open.map((order) => subtract(order.size, order.filled)))
      assert.equal(format(side === "buy" ? exposure.buySize : exposure.sellSize), format(rest), `${key} ${side}`)
      if (open.length === 0) assert.equal(format(side === "buy" ? exposure.buyValue : exposure.sellValue), "0", key)
    }
    if (position.instType === "MARGIN") continue
    const held = Decimals.absolute(position.size)
    assert.ok(!Decimals.greaterThan(pendingReduction(position), held), `${key} is reduced by more than there is`)
  }
}

/** What trading at these prices earned by now, had everything been sold at the end price: the other sides' loss. */
function earned(position: Position, endPrice: Decimal, account: Account): { paid: Decimal; outside: Decimal } {
  const { market, mgnMode, posSide } = position
  const { spec } = market
  const orders = new Set(account.orderList.filter((order) => order.position === position).map(({ ordId }) => ordId))
  const fills = account.fills.filter((fill) => orders.has(fill.ordId))
  const coin = spec.contractType === "inverse"
  let outside = ZERO
  for (const fill of fills) {
    const units = multiply(decimal(fill.size), spec.contractValue)
    const value = (price: Decimal): Decimal =>
      coin ? Decimals.divide(units, price, { scale: 24, rounding: "halfEven" }) : multiply(units, price)
    const gain = subtract(value(endPrice), value(decimal(fill.price)))
    outside = add(outside, (fill.side === "buy") === coin ? negate(gain) : gain)
  }
  const entry = position.entryValue
  const held = Decimals.absolute(position.size)
  const endValue = coin
    ? Decimals.divide(multiply(held, spec.contractValue), endPrice, { scale: 24, rounding: "halfEven" })
    : multiply(multiply(held, spec.contractValue), endPrice)
  const open = subtract(endValue, entry)
  const upl = Decimals.isPositive(position.size) === coin ? negate(open) : open
  const realized = sum(fills.map((fill) => decimal(fill.pnl)))
  assert.ok(mgnMode !== undefined && posSide !== undefined)
  return { paid: isHeld(position) ? add(realized, upl) : realized, outside }
}

function checkProfits({ account }: Run): void {
  for (const position of account.positions.values()) {
    if (position.instType === "MARGIN" || position.posId === "") continue
    const { paid, outside } = earned(position, decimal("91000"), account)
    const off = Math.abs(Number(format(subtract(paid, outside))))
    assert.ok(off < 1e-11, `${position.key}: paid ${format(paid)}, the others lost ${format(outside)}`)
  }
}

/** The wallet (cash and isolated margin) of each currency from the log's records alone. */
function walletFromLog(desk: Desk, uid: string): Map<string, Decimal> {
  const wallet = new Map(Object.entries(START).map(([ccy, amount]) => [ccy, decimal(amount)]))
  const book = (ccy: unknown, amount: Decimal): void => {
    wallet.set(String(ccy), add(wallet.get(String(ccy)) ?? ZERO, amount))
  }
  const read = (value: unknown): Decimal => decimal(String(value))
  const accepted = new Map<unknown, Json>()
  for (const record of desk.exchange.world.log.read(1, 100_000)) {
    if (record.uid !== uid) continue
    if (record.type === "order-accepted") accepted.set(record.ordId, record)
    else if (record.type === "fill") {
      const order = accepted.get(record.ordId)
      assert.ok(order)
      // The fee of a MARGIN trade is in its profit; the balance sees the profit alone.
      if (order.instType === "MARGIN") book(order.ccy, read(record.pnl))
      else book(order.ccy, add(read(record.pnl), read(record.fee)))
    } else if (
      record.type === "funding-charged" ||
      record.type === "deficit-covered" ||
      record.type === "surplus-kept"
    ) {
      book(record.ccy, read(record.amount))
    } else if (record.type === "position-delivered") book(record.ccy, add(read(record.pnl), read(record.fee)))
  }
  return wallet
}

function checkLog({ desk, account }: Run): void {
  for (const [ccy, wallet] of walletFromLog(desk, account.uid)) {
    const margins = [...account.positions.values()].filter((position) => position.ccy === ccy)
    const cash = account.balances.get(ccy)?.cash ?? ZERO
    assert.equal(format(add(cash, sum(margins.map((position) => position.margin)))), format(wallet), `log, ${ccy}`)
  }
}

function checkAll(run: Run): void {
  checkWallets(run)
  checkOrders(run)
  checkProfits(run)
  checkLog(run)
}

test("any trades on any product, mode and side, so wallets, margins, exposures and profits always add up", () => {
  fc.assert(
    fc.property(fc.boolean(), fc.array(step, { maxLength: 40 }), (longShort, steps) => {
      const run = new Run(longShort)
      for (const one of steps) {
        act(run, one)
        checkAll(run)
      }
    }),
    { numRuns: 60 },
  )
})

test("everything is closed, so no margin, exposure or debt is left", () => {
  fc.assert(
    fc.property(fc.boolean(), fc.array(step, { maxLength: 25 }), (longShort, steps) => {
      const run = new Run(longShort)
      for (const one of steps) act(run, one)
      for (const order of [...run.account.openOrders.values()]) {
        run.desk.rest("POST", "/api/v5/trade/cancel-order", { instId: order.market.spec.instId, ordId: order.ordId })
      }
      for (const position of run.account.positions.values()) {
        const { market, mgnMode, posSide, ccy, instType } = position
        const body = { instId: market.spec.instId, mgnMode, posSide, ...(instType === "MARGIN" ? { ccy } : {}) }
        // The book is not endless: it is closed in as many parts as it takes.
        for (let part = 0; part < 50 && isClosable(position); part++) {
          run.desk.price(market.spec.instId, "91000")
          run.desk.rest("POST", "/api/v5/trade/close-position", body)
        }
        assert.ok(!isClosable(position), `${position.key} ${format(position.size)}`)
        if (isHeld(position)) continue
        assert.equal(format(position.margin), "0")
        assert.equal(format(position.entryValue), "0")
        assert.equal(settleCcy(market.spec) === ccy || instType === "MARGIN", true)
      }
      checkAll(run)
    }),
    { numRuns: 40 },
  )
})

/** What fees leave of a MARGIN long below a lot cannot be sold. */
function isClosable(position: Position): boolean {
  return isHeld(position) && !Decimals.lessThan(Decimals.absolute(position.size), position.market.spec.minSize)
}
