// Errors of what an order carries along (attachAlgoOrds): 51044 to 51053, 51068 to 51100, 51178, 51527 to 51539, 54070 to 54079.
// Each order below is one that would be taken without what it carries.

import type { Desk, Json } from "../desk.ts"
import { BUY, BUY_SWAP, type ErrorCase, placed, placedSwap, posted, SPOT } from "./error-case.ts"

/** A buy at 90,000 that carries these along. */
function carrying(desk: Desk, attachAlgoOrds: readonly Json[], order: Json = {}): string {
  return placed(desk, { ...order, attachAlgoOrds })
}

/** The same of one contract on the SWAP. */
function swapCarrying(desk: Desk, attachAlgoOrds: readonly Json[], order: Json = {}): string {
  return placedSwap(desk, { ...order, attachAlgoOrds })
}

function profit(price: string, more: Json = {}): Json {
  return { tpTriggerPx: price, tpOrdPx: "-1", ...more }
}

function loss(price: string): Json {
  return { slTriggerPx: price, slOrdPx: "-1" }
}

const HALF = { sz: "0.5" }
const MARKET_BUY = { ordType: "market", px: "", sz: "100" }
const MARKET_SELL = { side: "sell", ordType: "market", px: "", sz: "0.01" }
const SELL = { side: "sell", px: "93000" }

const BEYOND: readonly ErrorCase[] = (
  [
    ["51046", "a take profit below the price of a buy", profit("89000"), {}],
    ["51047", "a stop loss above the price of a buy", loss("91000"), {}],
    ["51048", "a take profit above the price of a sell", profit("94000"), SELL],
    ["51049", "a stop loss below the price of a sell", loss("92000"), SELL],
    ["51050", "a take profit below the asks of a market buy", profit("91000"), MARKET_BUY],
    ["51051", "a stop loss above the asks of a market buy", loss("92000"), MARKET_BUY],
    ["51052", "a take profit above the bids of a market sell", profit("92000"), MARKET_SELL],
    ["51053", "a stop loss below the bids of a market sell", loss("91000"), MARKET_SELL],
  ] as const
).map(([code, when, leg, order]) => ({ code, when, cause: (desk) => carrying(desk, [leg], order) }))

const SPLITS: readonly ErrorCase[] = (
  [
    [
      "51076",
      "split take profits of which one has a stop loss too",
      [{ ...profit("95000", HALF), ...loss("85000") }, profit("96000", HALF)],
    ],
    ["51079", "eleven split take profits", Array.from({ length: 11 }, (_, at) => profit(String(95_000 + at), HALF))],
    [
      "51080",
      "split take profits by different prices",
      [profit("95000", HALF), profit("96000", { ...HALF, tpTriggerPxType: "mark" })],
    ],
    ["51081", "split take profits at the same price", [profit("95000", HALF), profit("95000", HALF)]],
    [
      "51082",
      "split take profits at limits",
      [profit("95000", { ...HALF, tpOrdPx: "95000" }), profit("96000", { ...HALF, tpOrdPx: "96000" })],
    ],
    [
      "51083",
      "split take profits of another size than the order",
      [profit("95000", HALF), profit("96000", { sz: "0.4" })],
    ],
    ["51084", "two stop losses", [profit("95000"), loss("85000"), loss("86000")]],
    [
      "51085",
      "a stop loss at cost with one take profit",
      [profit("95000"), { ...loss("85000"), amendPxOnTriggerType: "1" }],
    ],
    [
      "51086",
      "twelve of them",
      [
        ...Array.from({ length: 10 }, (_, at) => profit(String(95_000 + at), { sz: "0.1" })),
        loss("85000"),
        { callbackRatio: "0.01" },
      ],
    ],
    ["51089", "split take profits without sizes", [profit("95000"), profit("96000")]],
    [
      "51091",
      "split take profits of two kinds",
      [profit("95000", HALF), { ...HALF, tpOrdKind: "limit", tpOrdPx: "96000" }],
    ],
    [
      "51092",
      "split limit take profits at the same price",
      [
        { ...HALF, tpOrdKind: "limit", tpOrdPx: "95000" },
        { ...HALF, tpOrdKind: "limit", tpOrdPx: "95000" },
      ],
    ],
  ] as const
).map(([code, when, carried]) => ({ code, when, cause: (desk) => swapCarrying(desk, carried) }))

const RATIOS: readonly ErrorCase[] = [
  {
    code: "54078",
    when: "a take profit of a buy at a falling ratio",
    cause: (desk) => swapCarrying(desk, [{ tpTriggerRatio: "-0.1", tpOrdPx: "-1" }]),
  },
  {
    code: "54079",
    when: "a take profit by ratio on SPOT",
    cause: (desk) => carrying(desk, [{ tpTriggerRatio: "0.1", tpOrdPx: "-1" }]),
  },
]

const CARRIERS: readonly ErrorCase[] = [
  {
    code: "51044",
    when: "something attached to a market buy by base currency",
    cause: (desk) => carrying(desk, [profit("95000")], { ...MARKET_BUY, sz: "0.01", tgtCcy: "base_ccy" }),
  },
  {
    code: "51068",
    when: "the same client id twice among what is attached",
    cause: (desk) => {
      const named = { ...loss("85000"), attachAlgoClOrdId: "x1" }
      carrying(desk, [named])
      return carrying(desk, [named])
    },
  },
  {
    code: "51077",
    when: "split take profits on SPOT",
    cause: (desk) => carrying(desk, [profit("95000"), profit("96000")]),
  },
  {
    code: "51100",
    when: "something attached to an order that only reduces",
    cause: (desk) => {
      placedSwap(desk, { ordType: "market", px: "", sz: "2" })
      return swapCarrying(desk, [loss("98000")], { side: "sell", px: "93000", reduceOnly: "true" })
    },
  },
  {
    code: "51178",
    when: "nothing attached but a client id",
    cause: (desk) => carrying(desk, [{ attachAlgoClOrdId: "x1" }]),
  },
  {
    code: "54070",
    when: "a take profit beside the order's own fields",
    cause: (desk) => placed(desk, profit("95000")),
  },
]

function amendedCarrier(desk: Desk, order: Json, attachAlgoOrds: readonly Json[]): string {
  const { ordId } = desk.place(order)
  return posted(desk, "trade/amend-order", { instId: order.instId, ordId, attachAlgoOrds })
}

const AMENDS: readonly ErrorCase[] = [
  {
    code: "51538",
    when: "something attached by an amend to an order that carries nothing",
    cause: (desk) => amendedCarrier(desk, BUY, [{ newTpTriggerPx: "95000", newTpOrdPx: "-1" }]),
  },
  {
    code: "51539",
    when: "an amend that names the same attached one twice",
    cause: (desk) => {
      const carried = { ...loss("85000"), attachAlgoClOrdId: "x1" }
      const change = { attachAlgoClOrdId: "x1", newSlTriggerPx: "84000" }
      return amendedCarrier(desk, { ...BUY_SWAP, attachAlgoOrds: [carried] }, [change, change])
    },
  },
  {
    code: "51527",
    when: "an amend of an attached one that is not there",
    cause: (desk) =>
      amendedCarrier(desk, { ...BUY, instId: SPOT, attachAlgoOrds: [loss("85000")] }, [
        { attachAlgoClOrdId: "other", newSlTriggerPx: "84000" },
      ]),
  },
]

export const ATTACHED_ERRORS: readonly ErrorCase[] = [...BEYOND, ...SPLITS, ...RATIOS, ...CARRIERS, ...AMENDS]
