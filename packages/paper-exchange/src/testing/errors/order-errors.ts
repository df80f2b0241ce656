// Errors of placing, cancelling, amending and reading orders (51000 to 51174, 51400 to 51603), by orders that deserve them.
// Margin and positions have their own table, so have algo orders.

import { DEFAULT_ACCOUNT } from "../../engine/accounts.ts"
import type { Desk } from "../desk.ts"
import { BUY, type ErrorCase, got, placed, placedSwap, posted, resting, SPOT, SWAP } from "./error-case.ts"

const RICH = { ...DEFAULT_ACCOUNT, balances: { USDT: "1000000000000", BTC: "1000000" } }

function suspended(desk: Desk, state: string, order: Record<string, unknown> = {}): string {
  desk.control("POST", "/paper/instrument", { symbol: SPOT, state })
  return placed(desk, order)
}

const FORM: readonly ErrorCase[] = [
  { code: "51000", when: "a side that is none", cause: (desk) => placed(desk, { side: "long" }) },
  { code: "51001", when: "an instrument nobody lists", cause: (desk) => placed(desk, { instId: "NO-SUCH" }) },
  {
    code: "51003",
    when: "a cancel without an id",
    cause: (desk) => posted(desk, "trade/cancel-order", { instId: SPOT }),
  },
  {
    code: "51016",
    when: "a client order id that is pending",
    cause: (desk) => {
      resting(desk, { clOrdId: "a1" })
      return placed(desk, { clOrdId: "a1" })
    },
  },
  { code: "51021", when: "an order before the listing", cause: (desk) => suspended(desk, "preopen") },
  { code: "51022", when: "an order while trading is suspended", cause: (desk) => suspended(desk, "suspend") },
  { code: "51029", when: "an order while the contract is settled", cause: (desk) => suspended(desk, "settling") },
  {
    code: "51111",
    when: "a batch of twenty-one",
    cause: (desk) =>
      posted(
        desk,
        "trade/batch-orders",
        Array.from({ length: 21 }, () => BUY),
      ),
  },
  {
    code: "54012",
    when: "a limit order while only post-only ones are taken",
    cause: (desk) => suspended(desk, "post_only"),
  },
]

const SIZES: readonly ErrorCase[] = [
  {
    code: "51005",
    when: "a limit order above the largest size",
    cause: (desk) => placed(desk, { sz: "99999999999" }),
  },
  { code: "51020", when: "an order below the least size", cause: (desk) => placed(desk, { sz: "0.000001" }) },
  { code: "51121", when: "contracts between two steps", cause: (desk) => placedSwap(desk, { sz: "1.005" }) },
  {
    code: "51201",
    when: "a market order worth more than a million",
    cause: (desk) => placed(desk, { ordType: "market", px: "", sz: "1000001" }),
  },
  {
    code: "51202",
    when: "a market order for too many contracts",
    cause: (desk) => placedSwap(desk, { ordType: "market", px: "", sz: "99999999" }),
  },
]

const PRICES: readonly ErrorCase[] = [
  { code: "51006", when: "a price beyond the band", cause: (desk) => placed(desk, { px: "150000" }) },
  { code: "51204", when: "a limit order without a price", cause: (desk) => placed(desk, { px: "" }) },
  { code: "51514", when: "a price of forty digits", cause: (desk) => placed(desk, { px: `9${"0".repeat(39)}` }) },
]

const FUNDS: readonly ErrorCase[] = [
  { code: "51008", when: "a buy for more than there is", cause: (desk) => placed(desk, { sz: "5" }) },
  {
    code: "51131",
    when: "a market buy by base for which hardly anything is left",
    options: { accounts: [{ ...DEFAULT_ACCOUNT, balances: { USDT: "0.5" } }] },
    cause: (desk) => placed(desk, { ordType: "market", px: "", sz: "0.01", tgtCcy: "base_ccy" }),
  },
]

const COUNTS: readonly ErrorCase[] = [
  {
    code: "51174",
    when: "a five hundred and first pending order of the symbol",
    options: { rateLimits: false },
    cause: (desk) => {
      for (let batch = 0; batch < 25; batch++) {
        posted(
          desk,
          "trade/batch-orders",
          Array.from({ length: 20 }, () => ({ ...BUY, sz: "0.00001" })),
        )
      }
      return placed(desk)
    },
  },
  {
    code: "51025",
    when: "a four thousand and first pending order of the account",
    options: {
      rateLimits: false,
      instruments: Array.from({ length: 9 }, (_, at) => ({
        instId: `C${at}-USDT`,
        tickSz: "0.1",
        lotSz: "0.001",
        minSz: "0.001",
        startPrice: "100",
      })),
    },
    cause: (desk) => {
      const order = { ...BUY, px: "99", sz: "0.001" }
      for (let batch = 0; batch < 200; batch++) {
        const instId = `C${Math.floor(batch / 24)}-USDT`
        posted(
          desk,
          "trade/batch-orders",
          Array.from({ length: 20 }, () => ({ ...order, instId })),
        )
      }
      return placed(desk, { ...order, instId: "C8-USDT" })
    },
  },
  {
    code: "51071",
    when: "a twenty-first timer of a tag",
    options: { rateLimits: false },
    cause: (desk) => {
      for (let tag = 0; tag < 20; tag++) posted(desk, "trade/cancel-all-after", { timeOut: "10", tag: `t${tag}` })
      return posted(desk, "trade/cancel-all-after", { timeOut: "10", tag: "one" })
    },
  },
]

const CANCELS: readonly ErrorCase[] = [
  {
    code: "51400",
    when: "a cancel of an id nobody has",
    cause: (desk) => posted(desk, "trade/cancel-order", { instId: SPOT, ordId: "1" }),
  },
  {
    code: "51406",
    when: "a cancel of twenty-one",
    cause: (desk) =>
      posted(
        desk,
        "trade/cancel-batch-orders",
        Array.from({ length: 21 }, () => ({ instId: SPOT, ordId: "1" })),
      ),
  },
  {
    code: "51410",
    when: "a second cancel while the first is under way",
    cause: (desk) => {
      const ordId = resting(desk)
      desk.fault("slow-cancel", { delayMs: 500 })
      posted(desk, "trade/cancel-order", { instId: SPOT, ordId })
      return posted(desk, "trade/cancel-order", { instId: SPOT, ordId })
    },
  },
  {
    code: "51411",
    when: "a mass cancel by an account without the right to it",
    cause: (desk) => posted(desk, "trade/mass-cancel", { instType: "OPTION", instFamily: "BTC-USD" }),
  },
  {
    code: "51412",
    when: "a cancel that times out inside",
    cause: (desk) => {
      const ordId = resting(desk)
      desk.fault("51412")
      return posted(desk, "trade/cancel-order", { instId: SPOT, ordId })
    },
  },
  {
    code: "51603",
    when: "a look at an order nobody placed",
    cause: (desk) => got(desk, `trade/order?instId=${SPOT}&ordId=1`),
  },
]

function amended(desk: Desk, change: Record<string, unknown>, order: Record<string, unknown> = {}): string {
  return posted(desk, "trade/amend-order", { instId: SPOT, ordId: resting(desk, order), ...change })
}

const AMENDS: readonly ErrorCase[] = [
  { code: "51500", when: "an amend that says nothing new", cause: (desk) => amended(desk, {}) },
  {
    code: "51501",
    when: "an amend of twenty-one",
    cause: (desk) =>
      posted(
        desk,
        "trade/amend-batch-orders",
        Array.from({ length: 21 }, (_, at) => ({ instId: SPOT, ordId: String(at + 1), newSz: "1" })),
      ),
  },
  { code: "51502", when: "an amend to more than there is", cause: (desk) => amended(desk, { newSz: "5" }) },
  {
    code: "51503",
    when: "an amend of an order that is gone",
    cause: (desk) => {
      const ordId = resting(desk)
      posted(desk, "trade/cancel-order", { instId: SPOT, ordId })
      return posted(desk, "trade/amend-order", { instId: SPOT, ordId, newSz: "0.2" })
    },
  },
  {
    code: "51512",
    when: "the same order twice in a batch of amends",
    cause: (desk) => {
      const item = { instId: SPOT, ordId: resting(desk), newSz: "0.2" }
      return posted(desk, "trade/amend-batch-orders", [item, item])
    },
  },
  {
    code: "51511",
    when: "a post-only order amended to a price that takes",
    cause: (desk) => {
      desk.listen()
      amended(desk, { newPx: "92000" }, { ordType: "post_only" })
      return String(desk.pushed("orders").findLast(({ amendResult }) => amendResult === "-1")?.code)
    },
  },
  {
    code: "51513",
    when: "a fourth amend while three are under way",
    cause: (desk) => {
      const ordId = resting(desk)
      desk.fault("slow-amend", { delayMs: 500 })
      const amend = (newSz: string): string => posted(desk, "trade/amend-order", { instId: SPOT, ordId, newSz })
      for (const size of ["0.2", "0.3", "0.4"]) amend(size)
      return amend("0.5")
    },
  },
]

const LISTS: readonly ErrorCase[] = [
  {
    code: "50025",
    when: "the balance of twenty-one currencies",
    cause: (desk) => got(desk, `account/balance?ccy=${many(21)}`),
  },
  {
    code: "51015",
    when: "the fee of a swap among spot pairs",
    cause: (desk) => got(desk, `account/trade-fee?instType=SPOT&instId=${SWAP}`),
  },
]

function many(count: number): string {
  return Array.from({ length: count }, (_, at) => `C${at}`).join(",")
}

export const ORDER_ERRORS: readonly ErrorCase[] = [
  ...FORM,
  ...SIZES,
  ...PRICES,
  ...FUNDS,
  ...COUNTS,
  ...CANCELS,
  ...AMENDS,
  ...LISTS,
  {
    code: "51185",
    when: "a limit order worth more than twenty million",
    options: { accounts: [RICH] },
    cause: (desk) => placed(desk, { sz: "300" }),
  },
  {
    code: "51027",
    when: "an order for a future that has expired",
    cause: (desk) => {
      const futures = desk.rest("GET", "/api/v5/public/instruments?instType=FUTURES").data
      const [first] = futures.sort((a, b) => Number(a.expTime) - Number(b.expTime))
      desk.control("POST", "/paper/clock", { advanceMs: Number(first?.expTime) - desk.nowMs + 1_000 })
      return placedSwap(desk, { instId: first?.instId })
    },
  },
  {
    code: "50037",
    when: "an order that comes in time and is reached too late",
    cause: (desk) => {
      desk.fault("late-request", { delayMs: 3_000, times: 1 })
      const requestId = desk.send("POST", "/api/v5/trade/order", BUY, { exptime: String(desk.nowMs + 1_000) })
      desk.pass(3_000)
      return desk.reply(requestId)?.code ?? ""
    },
  },
]
