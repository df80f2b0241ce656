// What this exchange says when it says no: codes and texts of OKX (reference sections 2 and 9), in one place.
// A refusal is a value; who gets it (an item of a batch, a whole request) is decided by the caller.

export interface Refusal {
  readonly code: string
  readonly msg: string
  readonly subCode?: string
}

export function refuse(code: string, msg: string, subCode?: string): Refusal {
  return subCode === undefined ? { code, msg } : { code, msg, subCode }
}

export function isRefusal(value: object): value is Refusal {
  return "code" in value && "msg" in value && !("ordId" in value)
}

export const parameterError = (name: string): Refusal => refuse("51000", `Parameter ${name} error`)
export const parameterMissing = (name: string): Refusal => refuse("50014", `Parameter ${name} can not be empty`)
export const parameterCount = (name: string, most: number): Refusal =>
  refuse("50025", `Parameter ${name} count exceeds the limit ${most}.`)
export const eitherParameter = (a: string, b: string): Refusal =>
  refuse("50015", `Either parameter ${a} or ${b} is required`)

/** Texts for codes that need no facts. */
export const REFUSALS = {
  bodyEmpty: refuse("50000", "Body for POST request cannot be empty."),
  badJson: refuse("50002", "JSON syntax error"),
  timeout: refuse(
    "50004",
    "API endpoint request timeout (does not mean that the request was successful or failed, please check the request result).",
  ),
  contentType: refuse("50006", "Invalid Content-Type, please use application/json"),
  tooManyRequests: refuse(
    "50011",
    "Rate limit reached. Please refer to API documentation and throttle requests accordingly.",
  ),
  systemsBusy: refuse("50013", "Systems are busy. Please try again later."),
  systemError: refuse("50026", "System error. Try again later"),
  unavailable: refuse("50001", "Service temporarily unavailable. Try again later"),
  engineUpgrade: refuse("51290", "The strategy engine is currently under upgrade. Please try again later."),
  itemTimeout: refuse("51054", "Request timed out. Please try again."),
  orderTimeout: refuse("51149", "Order timed out. Please try again later."),
  cancelTimeout: refuse("51412", "Cancellation timed out. Please try again later."),
  /** What an item is refused with although the funds are there. */
  falseFunds: refuse("51008", "Order failed. Insufficient balance in account.", "1000"),
  expTimePast: refuse(
    "50036",
    "The expTime can't be earlier than the current system time. Please adjust the expTime and try again.",
  ),
  orderExpired: refuse("50037", "Order expired."),
  subAccountLimit: refuse("50061", "You've reached the maximum order rate limit for this account."),
  noPermission: refuse("50120", "This API key doesn't have permission to use this function"),
  instIdUnknown: refuse("51001", "Instrument ID, Instrument ID code, or Spread ID doesn't exist."),
  idRequired: refuse("51003", "Either client order ID or order ID is required."),
  amountTooLarge: refuse("51005", "Your order amount exceeds the max order amount."),
  accountMode: refuse("51010", "You can't complete this request under your current account mode."),
  duplicateClOrdId: refuse("51016", "Client order ID already exists."),
  belowMinimum: refuse("51020", "Your order should meet or exceed the minimum order amount."),
  suspended: refuse("51022", "Contract suspended."),
  noPosition: refuse("51023", "Position doesn't exist."),
  tooManyOrders: refuse("51025", "Order count exceeds the limit."),
  tooManyOrdersOfSymbol: refuse("51174", "The number of pending orders of the symbol exceeds the limit."),
  tooManyTimers: refuse("51071", "You've reached the maximum limit for tag level cancel all after timers."),
  marketAmountTooLarge: refuse("51201", "The value of a market order can't exceed the maximum."),
  marketSizeTooLarge: refuse("51202", "Market order amount exceeds the maximum amount."),
  batchTooLarge: refuse("51111", "The maximum number of orders in a batch is 20."),
  lotSize: refuse("51121", "Order quantity must be a multiple of the lot size."),
  insufficientBalanceForMarket: refuse("51131", "Insufficient balance."),
  noReducible: refuse(
    "51169",
    "Order failed because you don't have any positions in this direction for this contract to reduce or close.",
  ),
  reducesNothing: refuse(
    "51170",
    "Failed to place order. A reduce-only order can't be the same trading direction as your existing positions.",
  ),
  reduceTooLarge: refuse(
    "51148",
    "Failed to place order. The new order may execute an opposite trading direction of your existing reduce-only positions. Cancel or edit pending orders to continue order",
  ),
  closeTooLarge: refuse("51112", "Close order size exceeds available size for this position."),
  reduceOnlyUnavailable: refuse("51205", "Reduce Only is not available."),
  reduceOnlyOfSpotMode: refuse("51139", "Reduce-only feature is unavailable for the spot transactions by spot mode."),
  reduceOnlyOfMultiCurrency: refuse(
    "51133",
    "Reduce-only feature is unavailable for spot transactions in multi-currency margin accounts.",
  ),
  reverseBesideReduceOnly: refuse(
    "51206",
    "Please cancel the Reduce Only order before placing the current order to avoid opening a reverse position.",
  ),
  marginCurrency: refuse("51130", "Fixed margin currency error."),
  amendReducesNothing: refuse(
    "51521",
    "Failed to edit. Unable to edit reduce-only order because you don't have any positions of this contract.",
  ),
  amendSameDirection: refuse(
    "51522",
    "Failed to edit. A reduce-only order can't be in the same trading direction as your existing positions.",
  ),
  amendReverses: refuse(
    "51171",
    "Failed to edit order. The edited order may execute an opposite trading direction of your existing reduce-only positions. Cancel or edit pending orders to continue.",
  ),
  closeOrdersPending: refuse("51115", "Cancel all pending close-orders before liquidation."),
  belowOneContract: refuse("51007", "Order failed. Please place orders of at least 1 contract or more."),
  postOnlyNow: refuse(
    "54012",
    "Due to insufficient order book depth, we are now taking measures to protect your positions. Currently, you can only cancel orders, add margin to your positions, and place post-only orders.",
  ),
  limitWorthTooMuch: refuse("51185", "The maximum value allowed per order is 20000000 USD"),
  otherType: refuse("51015", "Instrument ID doesn't match instrument type."),
  notListedYet: refuse("51021", "The pair or contract is not yet listed"),
  contractExpired: refuse("51027", "Contract expired."),
  beingSettled: refuse("51029", "Contract is being settled."),
  priceMissing: refuse("51204", "The price for the limit order can't be empty."),
  cancelNotFound: refuse("51400", "Cancellation failed as the order has been filled, canceled or does not exist."),
  noMassCancel: refuse("51411", "Account does not have permission for mass cancellation."),
  cancelBatchTooLarge: refuse("51406", "Canceled - order count exceeds the limit 20"),
  alreadyCancelling: refuse(
    "51410",
    "Cancellation failed as the order is already in canceling status or pending settlement.",
  ),
  nothingToAmend: refuse("51500", "You must enter a price, quantity, or TP/SL."),
  amendBatchTooLarge: refuse("51501", "Maximum of 20 orders can be modified."),
  amendFunds: refuse("51502", "Order failed. Insufficient balance."),
  amendFinished: refuse("51503", "Your order has already been filled or canceled."),
  amendNotAllowed: refuse("51506", "Order modification unavailable for the order type."),
  amendCrossesPostOnly: refuse(
    "51511",
    "Operation failed as the order price does not meet the requirement for Post Only.",
  ),
  amendTwice: refuse(
    "51512",
    "Failed to amend orders in batches. You cannot have duplicate orders in the same amend-batch-orders request.",
  ),
  tooManyAmends: refuse(
    "51513",
    "Number of modification requests that are currently in progress for an order cannot exceed 3.",
  ),
  priceTooLong: refuse("51514", "The price can't be longer than 32 characters."),
  orderUnknown: refuse("51603", "Order does not exist"),
  stpWithFok: refuse("50016", "Parameter stpMode does not match parameter ordType"),
  positionsExist: refuse("59000", "Your settings failed as you have positions, bot or open orders."),
  leverageTooHigh: refuse("59102", "Leverage exceeds the maximum limit. Please lower the leverage."),
  leverageTooLow: refuse("59105", "Leverage can't be less than 1. Please increase the leverage."),
  isolatedOrdersPending: refuse(
    "59101",
    "Leverage can't be modified. Please cancel all pending isolated margin orders before adjusting the leverage.",
  ),
  crossOrdersPending: refuse(
    "59107",
    "Leverage can't be modified. Please cancel all pending cross-margin orders before adjusting the leverage.",
  ),
  marginOrdersPending: refuse(
    "59112",
    "You have isolated/cross pending orders. Please cancel them before adjusting your leverage",
  ),
  leverageNeedsMargin: refuse(
    "59103",
    "Account margin is insufficient and leverage is too low. Please increase the leverage.",
  ),
  leverageBeyondTier: refuse(
    "59104",
    "The borrowed position has exceeded the maximum position of this leverage. Please lower the leverage.",
  ),
  leverageNeedsEquity: refuse(
    "59108",
    "Your account leverage is too low and has insufficient margins. Please increase the leverage.",
  ),
  marginWithoutPosition: refuse("59300", "Margin call failed. Position does not exist."),
  marginBeyondLimit: refuse("59301", "Margin adjustment failed for exceeding the max limit."),
  marginWhileClosing: refuse(
    "59302",
    "Margin adjustment failed due to pending close order. Please cancel any pending close orders.",
  ),
  marginUnavailable: refuse("59303", "Insufficient available margin, add margin or reduce the borrowing amount"),
  levelHasOrders: refuse(
    "59132",
    "Unable to switch. Please close or cancel all open orders and refer to the pre-check endpoint to stop any incompatible bots.",
  ),
  levelHasPositions: refuse(
    "59134",
    "Unable to switch. Refer to the pre-check endpoint and close any incompatible positions.",
  ),
  levelUnavailable: refuse(
    "51070",
    "You do not meet the requirements for switching to this account mode. Please upgrade the account mode on the OKX website or App",
  ),
} as const

export function priceOutOfBand(buyLimit: string, sellLimit: string): Refusal {
  return refuse(
    "51006",
    `Order price is not within the price limit (Maximum buy price: ${buyLimit}, minimum sell price: ${sellLimit})`,
  )
}

export function contractsTooMany(most: string): Refusal {
  return refuse("51101", `Order failed, the sz of the current order can't be more than ${most} (contracts).`)
}

/** The 51004 of an amend: 1106 of a placement is 1116 here. */
export function amendedBeyondTier({ code, msg, subCode }: Refusal): Refusal {
  return refuse(code, msg.replace("Order failed.", "Order amendment failed."), String(Number(subCode) + 10))
}

export function insufficientFunds(ccy: string, what: "balance" | "margin"): Refusal {
  const subCode = what === "balance" ? "1000" : "1001"
  return refuse("51008", `Order failed. Insufficient ${ccy} ${what} in account.`, subCode)
}

/** HTTP status of request-level codes; everything not listed is 200 (reference section 3). */
const STATUS: Readonly<Record<string, number>> = {
  "50000": 400,
  "50001": 503,
  "50002": 400,
  "50004": 400,
  "50006": 400,
  "50011": 429,
  "50013": 429,
  "50014": 400,
  "50015": 400,
  "50016": 400,
  "50026": 500,
  "50035": 403,
  "50100": 400,
  "50115": 405,
  "51000": 400,
  "51115": 429,
  "51406": 400,
  "51501": 400,
  "59105": 400,
}

export function httpStatus(code: string): number {
  const listed = STATUS[code]
  if (listed !== undefined) return listed
  return code >= "50101" && code <= "50114" && code.length === 5 ? 401 : 200
}
