// What an account may not do with margin, by code: orders of every mode and side, reduce-only, tiers, leverage, position and
// account mode, margin of isolated positions, closing. Each refusal leaves everything as it was.

import assert from "node:assert/strict"
import { test } from "node:test"
import { Desk, type Json, KEYS } from "../testing/desk.ts"
import type { AccountOptions } from "./accounts.ts"

const ACCOUNT: AccountOptions = { ...KEYS, balances: { USDT: "100000", BTC: "1" } }
const SWAP: Json = { instId: "BTC-USDT-SWAP", tdMode: "cross", px: "91000", sz: "1" }
const INVERSE: Json = { instId: "BTC-USD-SWAP", tdMode: "cross", px: "91000", sz: "1" }
const MARGIN: Json = { instId: "BTC-USDT", tdMode: "cross", ccy: "USDT", px: "91000", sz: "0.1" }

function deskOf(account: Partial<AccountOptions> = {}): Desk {
  return new Desk({ rateLimits: false, accounts: [{ ...ACCOUNT, ...account }] })
}

const LONG_SHORT = { posMode: "long_short_mode" } as const

interface Refused {
  readonly name: string
  readonly account?: Partial<AccountOptions>
  readonly before?: (desk: Desk) => void
  readonly order: Json
  readonly code: string
  readonly subCode?: string
}

/** Opens by market order. */
const open = (order: Json) => (desk: Desk) => {
  assert.equal(desk.place({ ...order, ordType: "market" }).sCode, "0")
}

const rests = (order: Json) => (desk: Desk) => assert.equal(desk.place(order).sCode, "0")

const long = open({ ...SWAP, sz: "2" })

const ORDERS: readonly Refused[] = [
  { name: "a contract in Spot mode", account: { acctLv: "1" }, order: SWAP, code: "51010" },
  { name: "margin in Spot mode", account: { acctLv: "1" }, order: MARGIN, code: "51010" },
  { name: "a contract for cash", order: { ...SWAP, tdMode: "cash" }, code: "51000" },
  {
    name: "isolated in Multi-currency mode",
    account: { acctLv: "3" },
    order: { ...SWAP, tdMode: "isolated" },
    code: "51010",
  },
  {
    name: "cash in Multi-currency mode",
    account: { acctLv: "3" },
    order: { px: "91000", tdMode: "cash" },
    code: "51000",
  },
  { name: "margin without a margin currency", order: { ...MARGIN, ccy: "" }, code: "51000" },
  { name: "margin in a currency that is not of the pair", order: { ...MARGIN, ccy: "ETH" }, code: "51130" },
  { name: "a side in net mode", order: { ...SWAP, posSide: "long" }, code: "51000" },
  { name: "no side in long/short mode", account: LONG_SHORT, order: SWAP, code: "51000" },
  { name: "the net side in long/short mode", account: LONG_SHORT, order: { ...SWAP, posSide: "net" }, code: "51000" },
  { name: "too little margin", order: { ...SWAP, sz: "400" }, code: "51008", subCode: "1001" },
  { name: "too little of the coin", order: { ...INVERSE, sz: "4000" }, code: "51008", subCode: "1001" },
  {
    name: "too little for isolated margin",
    order: { ...SWAP, tdMode: "isolated", sz: "400" },
    code: "51008",
    subCode: "1000",
  },
  { name: "too little to borrow on", order: { ...MARGIN, sz: "4" }, code: "51008", subCode: "1001" },
  { name: "a part of an inverse contract", order: { ...INVERSE, sz: "0.5" }, code: "51007" },
  { name: "a part of a lot", order: { ...SWAP, sz: "1.005" }, code: "51121" },
  { name: "less than a lot", order: { ...SWAP, sz: "0.001" }, code: "51020" },
  { name: "more contracts than an order takes", order: { ...INVERSE, sz: "1000001" }, code: "51101" },
  {
    name: "more contracts than a market order takes",
    order: { ...INVERSE, ordType: "market", sz: "25001" },
    code: "51202",
  },
  { name: "reduce-only without a position", order: { ...SWAP, reduceOnly: true }, code: "51169" },
  {
    name: "reduce-only in the position's direction",
    before: long,
    order: { ...SWAP, reduceOnly: true },
    code: "51170",
  },
  {
    name: "reduce-only beyond the position",
    before: long,
    order: { ...SWAP, side: "sell", px: "92000", sz: "3", reduceOnly: true },
    code: "51148",
  },
  { name: "reduce-only on SPOT in Futures mode", order: { px: "91000", reduceOnly: true }, code: "51205" },
  {
    name: "reduce-only in Spot mode",
    account: { acctLv: "1" },
    order: { px: "91000", reduceOnly: true },
    code: "51139",
  },
  {
    name: "reduce-only on SPOT in Multi-currency mode",
    account: { acctLv: "3" },
    order: { px: "91000", tdMode: "cross", reduceOnly: true },
    code: "51133",
  },
  {
    name: "closing a side that is not held",
    account: LONG_SHORT,
    order: { ...SWAP, side: "sell", posSide: "long" },
    code: "51169",
  },
  {
    name: "closing more of a side than no other order closes",
    account: LONG_SHORT,
    before: (desk) => {
      open({ ...SWAP, sz: "2", posSide: "long" })(desk)
      assert.equal(desk.place({ ...SWAP, side: "sell", posSide: "long", px: "92000", sz: "1.5" }).sCode, "0")
    },
    order: { ...SWAP, side: "sell", posSide: "long", px: "92000", sz: "1" },
    code: "51112",
  },
  {
    name: "turning a margin position around beside a reduce-only order",
    before: (desk) => {
      open({ ...MARGIN, sz: "9000" })(desk)
      assert.equal(desk.place({ ...MARGIN, side: "sell", px: "92000", sz: "0.09", reduceOnly: true }).sCode, "0")
    },
    order: { ...MARGIN, side: "sell", px: "92000", sz: "0.05" },
    code: "51206",
  },
  {
    name: "more than the leverage's tier has room for",
    account: { balances: { USDT: "1000000000" } },
    before: (desk) => setLeverage(desk, { instId: "BTC-USDT-SWAP", lever: "100", mgnMode: "cross" }, ""),
    order: { ...SWAP, sz: "6000" },
    code: "51004",
    subCode: "1106",
  },
]

for (const { name, account, before, order, code, subCode } of ORDERS) {
  test(`${name}, so ${code}`, () => {
    const desk = deskOf(account)
    before?.(desk)
    const ids = desk.exchange.world.ids.last()
    const item = desk.place(order)
    assert.equal(item.sCode ?? item.code, code, String(item.sMsg))
    if (subCode !== undefined) assert.equal(item.subCode, subCode)
    assert.equal(desk.exchange.world.ids.last(), ids)
  })
}

function setLeverage(desk: Desk, body: Json, code: string): void {
  const reply = desk.rest("POST", "/api/v5/account/set-leverage", body)
  if (code === "") assert.equal(reply.code, "0", reply.text)
  else assert.equal(reply.code, code, reply.text)
}

test("an amend beyond the leverage's tier, so 51004 with a sub-code of its own, and the order is as before", () => {
  const desk = deskOf({ balances: { USDT: "1000000000" } })
  setLeverage(desk, { instId: "BTC-USDT-SWAP", lever: "100", mgnMode: "cross" }, "")
  rests({ ...SWAP, sz: "4000", clOrdId: "large" })(desk)
  const body = { instId: "BTC-USDT-SWAP", clOrdId: "large", newSz: "6000" }
  const item = desk.rest("POST", "/api/v5/trade/amend-order", body).data[0]
  assert.deepEqual([item?.sCode, item?.subCode], ["51004", "1116"])
  assert.equal(desk.order("instId=BTC-USDT-SWAP&clOrdId=large").sz, "4000")
})

const CROSS = { instId: "BTC-USDT-SWAP", mgnMode: "cross" }
const ISOLATED = { instId: "BTC-USDT-SWAP", mgnMode: "isolated" }

interface RefusedLeverage {
  readonly name: string
  readonly account?: Partial<AccountOptions>
  readonly before?: (desk: Desk) => void
  readonly body: Json
  readonly code: string
}

const LEVERAGES: readonly RefusedLeverage[] = [
  { name: "above the instrument's most", body: { ...CROSS, lever: "101" }, code: "59102" },
  { name: "below one", body: { ...CROSS, lever: "0.5" }, code: "59105" },
  { name: "no leverage at all", body: CROSS, code: "50014" },
  { name: "no number", body: { ...CROSS, lever: "ten" }, code: "51000" },
  { name: "no margin mode", body: { instId: "BTC-USDT-SWAP", lever: "5" }, code: "50014" },
  { name: "a margin mode that is none", body: { ...CROSS, mgnMode: "cash", lever: "5" }, code: "51000" },
  { name: "an unknown instrument", body: { ...CROSS, instId: "X-Y", lever: "5" }, code: "51001" },
  { name: "in Spot mode", account: { acctLv: "1" }, body: { ...CROSS, lever: "5" }, code: "51010" },
  {
    name: "isolated without a side in long/short mode",
    account: LONG_SHORT,
    body: { ...ISOLATED, lever: "5" },
    code: "51000",
  },
  { name: "while a cross order is pending", before: rests(SWAP), body: { ...CROSS, lever: "5" }, code: "59107" },
  {
    name: "while an isolated order is pending",
    before: rests({ ...SWAP, tdMode: "isolated" }),
    body: { ...ISOLATED, lever: "5" },
    code: "59101",
  },
  {
    name: "while a margin order is pending",
    before: rests(MARGIN),
    body: { instId: "BTC-USDT", mgnMode: "cross", lever: "5" },
    code: "59112",
  },
  {
    name: "so low that the equity is too little",
    before: open({ ...SWAP, sz: "300" }),
    body: { ...CROSS, lever: "1" },
    code: "59108",
  },
  {
    name: "so low that an isolated position needs more than there is",
    before: open({ ...SWAP, tdMode: "isolated", sz: "300" }),
    body: { ...ISOLATED, lever: "1" },
    code: "59103",
  },
  {
    name: "so high that the position is beyond the tier",
    account: { balances: { USDT: "1000000000" } },
    before: (desk) => {
      rests({ ...SWAP, sz: "6000" })(desk)
      desk.trade("BTC-USDT-SWAP", "sell", "91000", "6000")
    },
    body: { ...CROSS, lever: "100" },
    code: "59104",
  },
]

for (const { name, account, before, body, code } of LEVERAGES) {
  test(`leverage ${name}, so ${code}, and it is as before`, () => {
    const desk = deskOf(account)
    before?.(desk)
    const leverage = (): string =>
      JSON.stringify(Object.fromEntries([...desk.exchange.world.accounts.values()][0]?.leverage ?? []))
    const was = leverage()
    setLeverage(desk, body, code)
    assert.equal(leverage(), was)
  })
}

test("position mode is changed with an order or a position there, so 59000, and without it changes", () => {
  const desk = deskOf()
  const set = (posMode: string): string => desk.rest("POST", "/api/v5/account/set-position-mode", { posMode }).code
  desk.place({ ...SWAP, clOrdId: "one" })
  assert.equal(set("long_short_mode"), "59000")
  assert.equal(set("net_mode"), "0")
  desk.rest("POST", "/api/v5/trade/cancel-order", { instId: "BTC-USDT-SWAP", clOrdId: "one" })
  long(desk)
  assert.equal(set("long_short_mode"), "59000")
  desk.rest("POST", "/api/v5/trade/close-position", CROSS)
  assert.equal(set("long_short_mode"), "0")
  assert.equal(desk.rest("GET", "/api/v5/account/config").data[0]?.posMode, "long_short_mode")
  assert.equal(set("hedge"), "51000")
})

test("account mode is changed with an order or a position there, so 59132 and 59134; Portfolio margin is not to be had", () => {
  const desk = deskOf()
  const set = (acctLv: string): string => desk.rest("POST", "/api/v5/account/set-account-level", { acctLv }).code
  desk.place({ ...SWAP, clOrdId: "one" })
  assert.equal(set("3"), "59132")
  desk.rest("POST", "/api/v5/trade/cancel-order", { instId: "BTC-USDT-SWAP", clOrdId: "one" })
  long(desk)
  assert.equal(set("3"), "59134")
  assert.equal(set("4"), "51070")
  desk.rest("POST", "/api/v5/trade/close-position", CROSS)
  assert.equal(set("3"), "0")
  assert.equal(desk.rest("GET", "/api/v5/account/config").data[0]?.acctLv, "3")
})

test("margin of an isolated position beyond what there is, so 593xx, and what can be moved is moved", () => {
  const desk = deskOf()
  const move = (type: string, amt: string) =>
    desk.rest("POST", "/api/v5/account/position/margin-balance", { instId: "BTC-USDT-SWAP", posSide: "net", type, amt })
  assert.equal(move("add", "10").code, "59300")
  open({ ...SWAP, tdMode: "isolated" })(desk)
  assert.equal(move("add", "1000000").code, "59303")
  assert.equal(move("reduce", "100").code, "59301")
  const added = move("add", "100")
  assert.equal(added.data[0]?.amt, "100")
  assert.equal(move("reduce", "60").code, "0")
  desk.place({ ...SWAP, tdMode: "isolated", side: "sell", px: "92000", reduceOnly: true })
  assert.equal(move("reduce", "1").code, "59302")
  const bills = desk.rest("GET", "/api/v5/account/bills?type=6").data
  assert.deepEqual(
    bills.map(({ subType, balChg, posBalChg }) => [subType, balChg, posBalChg]),
    [
      ["161", "60", "-60"],
      ["160", "-100", "100"],
    ],
  )
})

test("closing: no position is 51023, pending close orders are 51115 and are cancelled on request, a wrong side is 51000", () => {
  const desk = deskOf()
  const close = (more: Json = {}) => desk.rest("POST", "/api/v5/trade/close-position", { ...CROSS, ...more })
  assert.equal(close().code, "51023")
  long(desk)
  assert.equal(close({ posSide: "long" }).code, "51000")
  assert.equal(close({ mgnMode: "isolated" }).code, "51023")
  desk.place({ ...SWAP, side: "sell", px: "92000", clOrdId: "tp", reduceOnly: true })
  const refused = close()
  assert.deepEqual([refused.code, refused.status], ["51115", 429])
  assert.equal(close({ autoCxl: true }).code, "0")
  assert.equal(desk.order("instId=BTC-USDT-SWAP&clOrdId=tp").cancelSource, "17")
  assert.equal(desk.rest("GET", "/api/v5/account/positions").data.length, 0)
})
