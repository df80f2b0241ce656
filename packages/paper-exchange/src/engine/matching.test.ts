// The matcher against its naive twin: random orders of all types, amendments and cancels of three owners at a few prices; the
// same trades, the same ends, the same queues. And the rules that need many orders, said one by one.

import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { Desk, type Json } from "../testing/desk.ts"
import { NaiveMarket, type NaiveSide, type NaiveStp, type NaiveType } from "../testing/naive-market.ts"
import { queueOf, visitLevels } from "./order-book.ts"

const INST_ID = "TWIN-USDT"
const INSTRUMENTS = [{ instId: INST_ID, tickSz: "0.1", lotSz: "0.01", minSz: "0.01", startPrice: "100" }]
const OWNERS = ["a", "b", "c"]
const ACCOUNTS = OWNERS.map((owner) => ({
  apiKey: owner,
  secret: owner,
  passphrase: owner,
  balances: { TWIN: "1000000000", USDT: "100000000000" },
}))

interface Step {
  readonly kind: "place" | "amend" | "cancel"
  readonly owner: string
  readonly side: NaiveSide
  readonly type: NaiveType
  readonly stp: NaiveStp
  /** Ticks from 100.0. */
  readonly offset: number
  readonly lots: number
  readonly pick: number
  readonly what: "price" | "size" | "both"
}

const STEP: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom("place", "place", "place", "amend", "amend", "cancel"),
  owner: fc.constantFrom(...OWNERS),
  side: fc.constantFrom<NaiveSide>("buy", "sell"),
  type: fc.constantFrom<NaiveType>("limit", "limit", "limit", "post_only", "ioc", "fok", "market", "market-by-quote"),
  stp: fc.constantFrom<NaiveStp>("cancel_maker", "cancel_taker", "cancel_both"),
  offset: fc.integer({ min: -4, max: 4 }),
  lots: fc.oneof(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 12_000 })),
  pick: fc.nat(),
  what: fc.constantFrom("price", "size", "both"),
})

/** Whole lots of 0.01 or ticks of 0.1 as text. */
function decimalText(count: bigint, scale: number): string {
  const digits = count.toString().padStart(scale + 1, "0")
  return `${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

class Twins {
  readonly desk = new Desk({ accounts: ACCOUNTS, instruments: INSTRUMENTS, ladderLevels: 1, rateLimits: false })
  readonly naive = new NaiveMarket()
  /** Ids of orders that were accepted, oldest first. */
  readonly placed: string[] = []
  readonly #names = new Map<string, string>()
  #serial = 0

  constructor() {
    let makers = 0
    for (const side of ["buy", "sell"] as const) {
      for (const [ticks, remaining] of this.#queue(side)) {
        const id = `maker${makers++}`
        const terms = { id, owner: undefined, side, type: "limit", stp: "cancel_maker" } as const
        this.naive.seed({ ...terms, price: BigInt(ticks), size: remaining })
      }
    }
  }

  take(step: Step): void {
    if (step.kind === "place") this.#place(step)
    else this.#change(step)
    for (const side of ["buy", "sell"] as const) assert.deepEqual(this.#seen(side), this.#expected(side), side)
  }

  #place(step: Step): void {
    const { owner, side, type, stp, offset, lots } = step
    if (stp === "cancel_both" && type === "fok") return
    const id = `o${++this.#serial}`
    const market = type === "market" || type === "market-by-quote"
    const price = market ? (side === "buy" ? 100_000n : 1n) : BigInt(1_000 + offset)
    const size = type === "market-by-quote" ? BigInt(lots) * 997n : BigInt(lots)
    const item = this.#write(owner, "order", {
      clOrdId: id,
      side,
      ordType: market ? "market" : type,
      stpMode: stp,
      tdMode: "cash",
      ...(market ? { tgtCcy: type === "market" ? "base_ccy" : "quote_ccy" } : { px: decimalText(price, 1) }),
      sz: decimalText(size, type === "market-by-quote" ? 3 : 2),
    })
    // Too little for one lot is refused at the door; the twin is not asked.
    if (item.sCode === "51020") return
    assert.equal(item.sCode, "0", JSON.stringify(item))
    this.#names.set(String(item.ordId), id)
    this.naive.place({ id, owner, side, type, stp, price, size })
    this.placed.push(id)
  }

  #change({ kind, pick, what, offset, lots }: Step): void {
    const id = this.placed[pick % Math.max(1, this.placed.length)]
    const order = id === undefined ? undefined : this.naive.order(id)
    if (id === undefined || order?.owner === undefined) return
    if (kind === "cancel") {
      const { sCode } = this.#write(order.owner, "cancel-order", { clOrdId: id })
      assert.equal(sCode, this.naive.cancel(id) ? "0" : "51400")
      return
    }
    const price = what === "size" ? undefined : BigInt(1_000 + offset)
    const size = what === "price" ? undefined : BigInt(lots)
    const { sCode } = this.#write(order.owner, "amend-order", {
      clOrdId: id,
      ...(price === undefined ? {} : { newPx: decimalText(price, 1) }),
      ...(size === undefined ? {} : { newSz: decimalText(size, 2) }),
    })
    const change = { ...(price === undefined ? {} : { price }), ...(size === undefined ? {} : { size }) }
    assert.equal(sCode, this.naive.amend(id, change) === "gone" ? "51503" : "0")
  }

  #write(owner: string, path: string, body: Json): Json {
    this.desk.keys = { apiKey: owner, secret: owner, passphrase: owner }
    const reply = this.desk.rest("POST", `/api/v5/trade/${path}`, { instId: INST_ID, ...body })
    return reply.data[0] ?? { sCode: reply.code }
  }

  /** Ticks and lots of what rests, first in line first, with the twin's name. */
  #queue(side: NaiveSide): [ticks: number, lots: bigint, name: string][] {
    const rows: [number, bigint, string][] = []
    const market = this.desk.exchange.world.markets.get(INST_ID)
    if (market === undefined) return rows
    visitLevels(market.book, side, (level) => {
      for (const { ticks, remaining, owner } of queueOf(level)) {
        const lots = remaining.coefficient * 10n ** BigInt(2 - remaining.scale)
        rows.push([ticks, lots, owner?.clOrdId ?? "maker"])
      }
      return true
    })
    return rows
  }

  #seen(side: NaiveSide): string[] {
    return this.#queue(side).map(([ticks, lots, name]) => `${name} ${lots} at ${ticks}`)
  }

  #expected(side: NaiveSide): string[] {
    return this.naive
      .book(side)
      .map(({ id, owner, size, filled, price }) => `${owner === undefined ? "maker" : id} ${size - filled} at ${price}`)
  }

  /** Every order's end and every trade. */
  compareAll(): void {
    const { log } = this.desk.exchange.world
    const taken = log
      .read(1, 100_000)
      .filter((record) => record.type === "fill" && record.execType === "T")
      .map(({ clOrdId, px, sz }) => `${clOrdId} ${sz} at ${px}`)
    const expected = this.naive.trades.map(
      ({ taker, price, size }) => `${taker} ${Number(size) / 100} at ${Number(price) / 10}`,
    )
    assert.deepEqual(taken, expected)
    for (const account of this.desk.exchange.world.accounts.values()) {
      for (const order of account.orderList) {
        const twin = this.naive.order(order.clOrdId)
        assert.ok(twin)
        const state = order.state === "live" || order.state === "partially_filled" ? "open" : order.state
        const filled = order.filled.coefficient * 10n ** BigInt(2 - order.filled.scale)
        assert.deepEqual(
          [twin.id, state, filled, order.cancelSource],
          [twin.id, twin.state, twin.filled, twin.cancelSource],
        )
      }
    }
  }
}

test("random orders, amendments and cancels of three owners, so trades, ends and queues are those of the naive twin", () => {
  fc.assert(
    fc.property(fc.array(STEP, { minLength: 1, maxLength: 40 }), (steps) => {
      const twins = new Twins()
      for (const step of steps) twins.take(step)
      twins.compareAll()
    }),
    { numRuns: 400, seed: 7 },
  )
})

/** Takes what the market itself offers; a market that stands does not offer again. */
function emptyTouch(desk: Desk): void {
  desk.keys = { apiKey: "a", secret: "a", passphrase: "a" }
  desk.place({ instId: INST_ID, px: "100.1", sz: "100000", ordType: "ioc" })
}

/** 1,001 sells of one lot at one price, of three accounts, and an account that buys. */
function crowd(): Desk {
  const buyer = { apiKey: "d", secret: "d", passphrase: "d", balances: { USDT: "100000000" } }
  const desk = new Desk({
    accounts: [...ACCOUNTS, buyer],
    instruments: INSTRUMENTS,
    ladderLevels: 0,
    rateLimits: false,
  })
  emptyTouch(desk)
  for (let at = 0; at < 1_001; at++) {
    const owner = OWNERS[at % OWNERS.length] ?? "a"
    desk.keys = { apiKey: owner, secret: owner, passphrase: owner }
    const placed = desk.place({ instId: INST_ID, side: "sell", px: "100.1", sz: "0.01", clOrdId: `m${at}` })
    assert.equal(placed.sCode, "0")
  }
  desk.keys = { apiKey: "d", secret: "d", passphrase: "d" }
  return desk
}

test("a taker that would meet more than a thousand makers, so the rest is cancelled with source 33", () => {
  for (const ordType of ["limit", "ioc"]) {
    const desk = crowd()
    const { ordId } = desk.place({ instId: INST_ID, px: "100.1", sz: "11", ordType })
    const row = desk.order(`instId=${INST_ID}&ordId=${ordId}`)
    assert.deepEqual([row.state, row.accFillSz, row.cancelSource], ["canceled", "10", "33"], ordType)
    assert.equal(desk.exchange.world.markets.get(INST_ID)?.book.sell.best?.count, 1)
  }
})

test("a thousand makers suffice, so the taker is filled; a fill-or-kill that needs one more trades nothing", () => {
  const desk = crowd()
  const killed = desk.place({ instId: INST_ID, px: "100.1", sz: "10.01", ordType: "fok" })
  const row = desk.order(`instId=${INST_ID}&ordId=${killed.ordId}`)
  assert.deepEqual([row.state, row.accFillSz, row.cancelSource], ["canceled", "0", "13"])
  const filled = desk.place({ instId: INST_ID, px: "100.1", sz: "10", ordType: "fok" })
  assert.equal(desk.order(`instId=${INST_ID}&ordId=${filled.ordId}`).state, "filled")
})

test("an order meets one of the same main account's sub-account, so they do not trade", () => {
  const sub = { apiKey: "s", secret: "s", passphrase: "s", mainUid: "600000000000000001", balances: { USDT: "100000" } }
  const desk = new Desk({ accounts: [...ACCOUNTS, sub], instruments: INSTRUMENTS, ladderLevels: 0 })
  emptyTouch(desk)
  const maker = desk.place({ instId: INST_ID, side: "sell", px: "100.1", sz: "1" })
  desk.keys = { apiKey: "s", secret: "s", passphrase: "s" }
  desk.place({ instId: INST_ID, side: "buy", px: "100.1", sz: "1" })
  desk.keys = { apiKey: "a", secret: "a", passphrase: "a" }
  const row = desk.order(`instId=${INST_ID}&ordId=${maker.ordId}`)
  assert.deepEqual([row.state, row.cancelSource], ["canceled", "32"])
})

test("slippagePct of a market order sized in what is received, so it stops at that distance; other forms are refused", () => {
  const desk = new Desk({ accounts: ACCOUNTS, instruments: INSTRUMENTS, ladderLevels: 0 })
  emptyTouch(desk)
  desk.keys = { apiKey: "b", secret: "b", passphrase: "b" }
  for (const px of ["100.1", "100.6", "101.2"]) desk.place({ instId: INST_ID, side: "sell", px, sz: "1" })
  desk.keys = { apiKey: "c", secret: "c", passphrase: "c" }
  const market = { instId: INST_ID, ordType: "market", px: "", tgtCcy: "base_ccy", sz: "3" }
  for (const slippagePct of ["0.051", "0.01234", "1", "-0.01", "x"]) {
    assert.equal(desk.place({ ...market, slippagePct }).sCode, "51000", slippagePct)
  }
  const { ordId } = desk.place({ ...market, slippagePct: "0.01" })
  const row = desk.order(`instId=${INST_ID}&ordId=${ordId}`)
  assert.deepEqual([row.state, row.accFillSz, row.cancelSource], ["canceled", "2", "14"])
  assert.equal(desk.place({ ...market, sz: "1" }).sCode, "0")
  assert.equal(desk.exchange.world.markets.get(INST_ID)?.book.sell.best, undefined)
})
