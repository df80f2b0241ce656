// What the exchange says when an algo order or an attached take profit or stop loss cannot be: codes and texts of OKX's tables
// (reference section 9.2 and OKX "Error code, trade class"). A refusal is a value; who gets it is the caller's business.

import { type Refusal, refuse } from "../refusals.ts"

export const ALGO_REFUSALS = {
  noPositionForAlgo: refuse("51058", "No available position for this algo order"),
  algoClOrdIdExists: refuse("51065", "algoClOrdId already exists."),
  splitOneWay: refuse(
    "51076",
    "TP/SL orders in Split TPs only support one-way TP/SL. You can't use slTriggerPx&slOrdPx and tpTriggerPx&tpOrdPx at the same time.",
  ),
  splitOnSpot: refuse(
    "51077",
    "Setting multiple TP and cost-price SL orders isn't supported for spot and margin trading.",
  ),
  tooManyTakeProfits: refuse(
    "51079",
    "The number of TP orders with Split TPs attached in a same order cannot exceed 10",
  ),
  priceTypesDiffer: refuse(
    "51080",
    "Take-profit trigger price types (tpTriggerPxType) must be the same in an order with Split TPs attached",
  ),
  triggerPricesEqual: refuse(
    "51081",
    "Take-profit trigger prices (tpTriggerPx) cannot be the same in an order with Split TPs attached",
  ),
  splitMarketOnly: refuse("51082", "TP trigger prices (tpOrdPx) in one order with multiple TPs must be market prices."),
  splitSizes: refuse(
    "51083",
    "The total size of TP orders with Split TPs attached in a same order should equal the size of this order",
  ),
  tooManyStopLosses: refuse("51084", "The number of SL orders with Split TPs attached in a same order cannot exceed 1"),
  costPriceNeedsTwo: refuse(
    "51085",
    "The number of TP orders cannot be less than 2 when cost-price SL is enabled (amendPxOnTriggerType set as 1) for Split TPs",
  ),
  tooManyAttached: refuse("51086", "The number of orders with Split TPs attached in a same order cannot exceed 11"),
  oneClosingOrder: refuse("51088", "You can only place 1 TP/SL order to close an entire position"),
  splitSizeMissing: refuse("51089", "The size of the TP order among split TPs attached cannot be empty"),
  limitPairSize: refuse("51090", "You can't modify the amount of an SL order placed with a TP limit order."),
  splitKindsDiffer: refuse("51091", "All TP orders in one order must be of the same type."),
  splitPricesEqual: refuse("51092", "TP order prices (tpOrdPx) in one order must be different."),
  limitAtMarket: refuse("51093", "TP limit order prices (tpOrdPx) in one order can't be -1 (market price)."),
  limitOnSpot: refuse("51094", "You can't place TP limit orders in spot, margin, or options trading."),
  limitNeedsStop: refuse(
    "51095",
    "To place TP limit orders at this endpoint, you must place an SL order at the same time.",
  ),
  limitNeedsCancel: refuse("51096", "cxlOnClosePos needs to be true to place a TP limit order"),
  limitPairAdds: refuse("51098", "You can't add a new TP order to an SL order placed with a TP limit order."),
  attachedToReduceOnly: refuse(
    "51100",
    "Unable to place order. Take profit/Stop loss conditions cannot be added to reduce-only orders.",
  ),
  attachedEmpty: refuse(
    "51178",
    "tpTriggerPx&tpOrdPx or slTriggerPx&slOrdPx can't be empty when using attachAlgoClOrdId.",
  ),
  iceberg: refuse("51251", "Bot order type error occurred when placing iceberg order"),
  amountOutOfRange: refuse("51252", "Algo order amount is out of the available range."),
  callbackRate: refuse("51257", "Trailing stop order callback rate error. The callback rate should be 0.01%< x<=100%."),
  trailSell: refuse(
    "51258",
    "Trailing stop order placement failed. The trigger price of a sell order must be higher than the last transaction price.",
  ),
  trailBuy: refuse(
    "51259",
    "Trailing stop order placement failed. The trigger price of a buy order must be lower than the last transaction price.",
  ),
  tooManyTrailing: refuse("51260", "Maximum of 50 pending trailing stop orders can be held at the same time."),
  tooManyStops: refuse("51261", "Each user can hold up to 100 pending stop orders at the same time."),
  tooManyTriggers: refuse("51261", "Each user can hold up to 500 pending stop orders at the same time."),
  tooManyTwaps: refuse("51263", "Maximum 20 pending time-weighted orders can be held at the same time."),
  twapAverage: refuse("51264", "Average amount exceeds the limit of per time-weighted order."),
  twapLimit: refuse("51265", "Time-weighted order limit error."),
  twapInterval: refuse("51269", "Time-weighted order interval error. Interval must be 1<= x<=3600."),
  twapVariance: refuse("51270", "The limit of time-weighted order price variance is 0 < x <= 1%."),
  twapTotal: refuse("51274", "Total quantity of time-weighted order must be larger than single order limit."),
  stopAmount: refuse("51275", "The amount of single stop-market order cannot exceed the upper limit."),
  triggerTgtCcy: refuse("51281", "Trigger order do not support the tgtCcy parameter."),
  closeFractionType: refuse("51327", "closeFraction is only available for Expiry Futures and Perpetual Futures"),
  closeFractionReduces: refuse("51328", "closeFraction is only available for reduceOnly orders"),
  closeFractionMarket: refuse("51330", "closeFraction is only available for stop market orders"),
  attachedToClosing: refuse(
    "51333",
    "Close position order in hedge-mode or reduce-only order in one-way mode cannot attach TPSL",
  ),
  cancelTooMany: refuse("51406", "Canceled - order count exceeds the limit 10"),
  spotTriggersByLast: refuse(
    "51415",
    'Unable to place order. Spot trading only supports using the last price as trigger price. Please select "Last" and try again.',
  ),
  triggered: refuse("51416", "Order has been triggered and can't be canceled"),
  closesPositionPrice: refuse(
    "51523",
    "Unable to modify the order price of a stop order that closes an entire position. Please modify the trigger price instead.",
  ),
  closesPositionSize: refuse(
    "51524",
    "Unable to modify the order quantity of a stop order that closes an entire position. Please modify the trigger price instead.",
  ),
  attachedUnknown: refuse(
    "51527",
    "Order modification failed. At least 1 of the attached TP/SL orders does not exist.",
  ),
  stopUnknown: refuse("51527", "Order modification unsuccessful. The stop order does not exist."),
  nothingLeft: refuse(
    "51531",
    "Order modification unsuccessful. The stop order must have either take profit or stop loss attached.",
  ),
  attachedNeedsArray: refuse(
    "51538",
    "You need to use attachAlgoOrds if you used attachAlgoOrds when placing an order. attachAlgoOrds is not supported if you did not use attachAlgoOrds when placing this order.",
  ),
  attachedTwice: refuse(
    "51539",
    "attachAlgoId or attachAlgoClOrdId cannot be identical when modifying any TP/SL within your split TPs order",
  ),
  spotAmendsOnly: refuse(
    "51543",
    "When modifying take-profit or stop-loss orders for spot or margin trading, you can only adjust the price and quantity. Cancel the order and place a new one for other actions.",
  ),
  useAttachAlgoOrds: refuse(
    "54070",
    "The current function is not supported. Please update to the latest app version if using the app, or use the attachAlgoOrds array to place orders via Open API.",
  ),
  ratioSigns: refuse(
    "54078",
    "If the main order is a buy order, the TP ratio must be greater than 0, while the SL ratio must be between -1 and 0. If the main order is a sell order, the TP ratio must be between -1 and 0, and the SL ratio must be greater than 0. Additionally, the ratio must be multiples of 0.0001.",
  ),
  ratioOnSpot: refuse(
    "54079",
    "Dynamic change is available only for futures trading in futures mode or multi-currency mode. Note that when selecting dynamic change, the trigger price can only be calculated using the last price.",
  ),
  isolatedAlgosPending: refuse(
    "59668",
    "Cancel isolated margin TP/SL, trailing, trigger, and chase orders or stop bots before adjusting your leverage.",
  ),
  crossAlgosPending: refuse(
    "59669",
    "Cancel cross-margin TP/SL, trailing, trigger, and chase orders or stop bots before adjusting your leverage.",
  ),
  oneChase: refuse("55116", "You can only place one chase order for each trading pair."),
} as const satisfies Readonly<Record<string, Refusal>>

export function clientIdTaken(id: string): Refusal {
  return refuse("51068", `${id} already exists within algoClOrdId and attachAlgoClOrdId.`)
}

export function notWithAttached(ordType: string, tgtCcy: string): Refusal {
  return refuse("51044", `The order type ${ordType}, ${tgtCcy} is not allowed to set stop loss and take profit`)
}

/** A take profit or stop loss on the wrong side of the price that would trigger it. */
export function wrongSideOf(leg: "tp" | "sl", side: "buy" | "sell", priceType: "last" | "index" | "mark"): Refusal {
  const falls = (leg === "tp") === (side === "buy")
  const code = WRONG_SIDE[priceType][`${leg}-${side}`]
  const name = leg === "tp" ? "TP" : "SL"
  return refuse(code, `${name} trigger price cannot be ${falls ? "higher" : "lower"} than the ${priceType} price`)
}

const WRONG_SIDE = {
  last: { "tp-buy": "51277", "sl-buy": "51278", "tp-sell": "51279", "sl-sell": "51280" },
  mark: { "tp-buy": "51300", "sl-buy": "51302", "tp-sell": "51303", "sl-sell": "51304" },
  index: { "tp-buy": "51305", "sl-buy": "51306", "tp-sell": "51307", "sl-sell": "51308" },
} as const

/** An attached take profit or stop loss that is not beyond the price of the order it belongs to. */
export function notBeyond(leg: "tp" | "sl", side: "buy" | "sell", what: "order" | "book" | "trigger"): Refusal {
  const higher = (leg === "tp") === (side === "buy")
  const name = leg === "tp" ? "take profit" : "stop loss"
  const direction = higher ? "higher" : "lower"
  if (what === "trigger") {
    const short = leg === "tp" ? "TP" : "SL"
    return refuse(NOT_BEYOND.trigger[`${leg}-${side}`], `${short} price should be ${direction} than the trigger price`)
  }
  const price = what === "order" ? "order price" : side === "buy" ? "best ask price" : "best bid price"
  return refuse(NOT_BEYOND[what][`${leg}-${side}`], `The ${name} trigger price must be ${direction} than the ${price}`)
}

const NOT_BEYOND = {
  order: { "tp-buy": "51046", "sl-buy": "51047", "tp-sell": "51048", "sl-sell": "51049" },
  book: { "tp-buy": "51050", "sl-buy": "51051", "tp-sell": "51052", "sl-sell": "51053" },
  trigger: { "tp-buy": "51392", "sl-buy": "51393", "tp-sell": "51396", "sl-sell": "51397" },
} as const
