// Errors of algo orders that are placed, changed or cancelled by themselves (51065, 51088 to 51098, 51251 to 51333, 51416 to
// 51543). What an order carries along has its own table (attached-errors.ts).

import type { Desk, Json } from "../desk.ts"
import { asked, type ErrorCase, got, placedSwap, posted, SPOT, SWAP } from "./error-case.ts"

const STOP = { instId: SPOT, tdMode: "cash", side: "sell", ordType: "conditional", sz: "0.01" }
const LOSS = { slTriggerPx: "90000", slOrdPx: "-1" }
const TRAIL = { ...STOP, ordType: "move_order_stop", callbackRatio: "0.01" }
const TWAP = {
  ...STOP,
  ordType: "twap",
  side: "buy",
  sz: "0.1",
  pxVar: "0.01",
  szLimit: "0.01",
  pxLimit: "95000",
  timeInterval: "10",
}

function placedAlgo(desk: Desk, algo: Json): string {
  return posted(desk, "trade/order-algo", { ...STOP, ...algo })
}

/** The id of an algo order that waits. */
function waiting(desk: Desk, algo: Json): string {
  return String(desk.rest("POST", "/api/v5/trade/order-algo", { ...STOP, ...algo }).data[0]?.algoId)
}

function amendedAlgo(desk: Desk, algo: Json, change: Json): string {
  const instId = algo.instId ?? SPOT
  return posted(desk, "trade/amend-algos", { instId, algoId: waiting(desk, algo), ...change })
}

/** One after the other; the code of the last. */
function many(desk: Desk, count: number, algo: Json): string {
  let code = ""
  for (let at = 0; at < count; at++) code = placedAlgo(desk, algo)
  return code
}

/** An algo order for a long position of two contracts. */
function closing(desk: Desk): Json {
  placedSwap(desk, { ordType: "market", px: "", sz: "2" })
  return { instId: SWAP, tdMode: "cross", reduceOnly: "true", sz: "" }
}

const WHOLE = { closeFraction: "1", ...LOSS }
const PAIR = { ordType: "oco", tpOrdKind: "limit", tpOrdPx: "95000", ...LOSS }

const FORM: readonly ErrorCase[] = [
  { code: "50015", when: "a look at no algo order", cause: (desk) => got(desk, "trade/order-algo") },
  {
    code: "50016",
    when: "a trailing stop by ratio and by spread",
    cause: (desk) => placedAlgo(desk, { ...TRAIL, callbackSpread: "100" }),
  },
  {
    code: "51065",
    when: "an algo order's client id that waits already",
    cause: (desk) => many(desk, 2, { ...LOSS, algoClOrdId: "a1" }),
  },
  { code: "51251", when: "an iceberg order", cause: (desk) => placedAlgo(desk, { ordType: "iceberg" }) },
  {
    code: "51252",
    when: "an algo order for more than one order may have",
    cause: (desk) => placedAlgo(desk, { slTriggerPx: "90000", slOrdPx: "89000", sz: "99999999999" }),
  },
  {
    code: "51275",
    when: "a stop at the market for more than a market order may have",
    cause: (desk) => placedAlgo(desk, { side: "buy", slTriggerPx: "95000", slOrdPx: "-1", sz: "2000000" }),
  },
  {
    code: "51281",
    when: "a trigger order in quote currency",
    cause: (desk) => placedAlgo(desk, { ordType: "trigger", triggerPx: "95000", orderPx: "-1", tgtCcy: "quote_ccy" }),
  },
]

const SIDES: readonly ErrorCase[] = [
  ["51277", "buy", "tp", "95000", "last"],
  ["51278", "buy", "sl", "90000", "last"],
  ["51279", "sell", "tp", "90000", "last"],
  ["51280", "sell", "sl", "95000", "last"],
  ["51300", "buy", "tp", "95000", "mark"],
  ["51302", "buy", "sl", "90000", "mark"],
  ["51303", "sell", "tp", "90000", "mark"],
  ["51304", "sell", "sl", "95000", "mark"],
  ["51305", "buy", "tp", "95000", "index"],
  ["51306", "buy", "sl", "90000", "index"],
  ["51307", "sell", "tp", "90000", "index"],
  ["51308", "sell", "sl", "95000", "index"],
].map(([code = "", side = "", leg = "", price = "", by = ""]) => ({
  code,
  when: `a ${leg} of a ${side} beyond the ${by} price already`,
  cause: (desk) => {
    const terms = { [`${leg}TriggerPx`]: price, [`${leg}OrdPx`]: "-1", [`${leg}TriggerPxType`]: by }
    return placedAlgo(desk, { instId: SWAP, tdMode: "cross", sz: "1", side, ...terms })
  },
}))

const TRAILS: readonly ErrorCase[] = [
  {
    code: "51257",
    when: "a trailing stop by two hundred per cent",
    cause: (desk) => placedAlgo(desk, { ...TRAIL, callbackRatio: "2" }),
  },
  {
    code: "51258",
    when: "a trailing stop that sells, active below the last price",
    cause: (desk) => placedAlgo(desk, { ...TRAIL, activePx: "90000" }),
  },
  {
    code: "51259",
    when: "a trailing stop that buys, active above the last price",
    cause: (desk) => placedAlgo(desk, { ...TRAIL, side: "buy", activePx: "95000" }),
  },
  {
    code: "51260",
    when: "a fifty-first trailing stop",
    options: { rateLimits: false },
    cause: (desk) => many(desk, 51, TRAIL),
  },
  {
    code: "51261",
    when: "a hundred and first stop",
    options: { rateLimits: false },
    cause: (desk) => many(desk, 101, LOSS),
  },
]

const TWAPS: readonly ErrorCase[] = [
  {
    code: "51263",
    when: "a twenty-first TWAP order",
    options: { rateLimits: false },
    cause: (desk) => many(desk, 21, TWAP),
  },
  ...(
    [
      ["51264", "slices above the largest order", { sz: "99999999999", szLimit: "99999999998" }],
      ["51265", "slices between two steps", { szLimit: "0.000000001" }],
      ["51269", "a day between slices", { timeInterval: "86400" }],
      ["51270", "half the price as variance", { pxVar: "0.5" }],
      ["51274", "less in all than in one slice", { sz: "0.005" }],
    ] as const
  ).map(([code, what, terms]) => ({
    code,
    when: `a TWAP order with ${what}`,
    cause: (desk: Desk) => placedAlgo(desk, { ...TWAP, ...terms }),
  })),
]

const CLOSING: readonly ErrorCase[] = [
  {
    code: "51088",
    when: "a second stop that closes the whole position",
    cause: (desk) => many(desk, 2, { ...closing(desk), ...WHOLE }),
  },
  {
    code: "51093",
    when: "a limit take profit at the market",
    cause: (desk) => placedAlgo(desk, { ...closing(desk), ...PAIR, sz: "1", tpOrdPx: "-1", cxlOnClosePos: true }),
  },
  {
    code: "51094",
    when: "a limit take profit on SPOT",
    cause: (desk) => placedAlgo(desk, PAIR),
  },
  {
    code: "51095",
    when: "a limit take profit without a stop loss",
    cause: (desk) =>
      placedAlgo(desk, { ...closing(desk), sz: "1", tpOrdKind: "limit", tpOrdPx: "95000", cxlOnClosePos: true }),
  },
  {
    code: "51096",
    when: "a limit take profit that outlives its position",
    cause: (desk) => placedAlgo(desk, { ...closing(desk), ...PAIR, sz: "1" }),
  },
  { code: "51327", when: "a fraction of a position on SPOT", cause: (desk) => placedAlgo(desk, { ...WHOLE, sz: "" }) },
  {
    code: "51328",
    when: "a fraction of a position by an order that may open one",
    cause: (desk) => placedAlgo(desk, { ...closing(desk), ...WHOLE, reduceOnly: "false" }),
  },
  {
    code: "51330",
    when: "a fraction of a position at a limit",
    cause: (desk) => placedAlgo(desk, { ...closing(desk), ...WHOLE, slOrdPx: "89000" }),
  },
]

const CHANGES: readonly ErrorCase[] = [
  {
    code: "51090",
    when: "another size for a stop loss with a limit take profit",
    cause: (desk) => amendedAlgo(desk, { ...closing(desk), ...PAIR, sz: "1", cxlOnClosePos: true }, { newSz: "2" }),
  },
  {
    code: "51406",
    when: "a cancel of eleven algo orders",
    cause: (desk) =>
      asked(
        desk,
        "POST",
        "trade/cancel-algos",
        Array.from({ length: 11 }, () => ({ instId: SPOT, algoId: "1" })),
      ),
  },
  {
    code: "51416",
    when: "a cancel of an algo order that was triggered",
    cause: (desk) => {
      const algoId = waiting(desk, LOSS)
      desk.price(SPOT, "89000")
      desk.pass(100)
      return posted(desk, "trade/cancel-algos", [{ instId: SPOT, algoId }])
    },
  },
  { code: "51506", when: "an amend of a trailing stop", cause: (desk) => amendedAlgo(desk, TRAIL, { newSz: "0.02" }) },
  {
    code: "51523",
    when: "a price for a stop that closes the whole position",
    cause: (desk) => amendedAlgo(desk, { ...closing(desk), ...WHOLE }, { newSlOrdPx: "89000" }),
  },
  {
    code: "51524",
    when: "a size for a stop that closes the whole position",
    cause: (desk) => amendedAlgo(desk, { ...closing(desk), ...WHOLE }, { newSz: "1" }),
  },
  {
    code: "51527",
    when: "an amend of an algo order nobody has",
    cause: (desk) => posted(desk, "trade/amend-algos", { instId: SPOT, algoId: "1", newSz: "1" }),
  },
  {
    code: "51531",
    when: "an amend that takes the only leg away",
    cause: (desk) =>
      amendedAlgo(desk, { ...closing(desk), sz: "1", ...LOSS }, { newSlTriggerPx: "0", newSlOrdPx: "0" }),
  },
  {
    code: "51543",
    when: "a take profit added to a stop loss on SPOT",
    cause: (desk) => amendedAlgo(desk, LOSS, { newTpTriggerPx: "95000", newTpOrdPx: "-1" }),
  },
]

export const ALGO_ERRORS: readonly ErrorCase[] = [...FORM, ...SIDES, ...TRAILS, ...TWAPS, ...CLOSING, ...CHANGES]
