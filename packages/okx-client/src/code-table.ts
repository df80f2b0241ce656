// Every answer code of OKX that an order command, a read or a socket may meet: its class and one sentence in plain
// words. One row per code or run of codes that mean the same. What follows from a class is outcome.ts's; a code that is
// not here is doubt, never success. Source: okx-v5 reference, sections 2 and 9.

/**
 * OK done · REJ refused · TEMP refused for now · RL too many requests · UNK unknown outcome · AUTH key or permission ·
 * CFG account or instrument set up otherwise · DONE the order is finished already · NF not found · DUP id seen before ·
 * MAINT maintenance, outcome unknown.
 */
export type CodeClass = "OK" | "REJ" | "TEMP" | "RL" | "UNK" | "AUTH" | "CFG" | "DONE" | "NF" | "DUP" | "MAINT"

export interface CodeMeaning {
  readonly codeClass: CodeClass
  readonly says: string
}

/** Codes as text: single ones and inclusive runs, "50017-50023 50046". */
type Row = readonly [codes: string, codeClass: CodeClass, says: string]

const GENERAL: readonly Row[] = [
  ["0", "OK", "OKX accepted it."],
  ["50000 50002 50006", "REJ", "The request was malformed."],
  ["50001", "MAINT", "OKX is temporarily unavailable."],
  ["50004", "UNK", "OKX timed out and does not say whether it acted."],
  ["50005", "CFG", "This endpoint is switched off."],
  ["50007 50008 50009 50012", "AUTH", "The account is blocked, frozen or unknown."],
  ["50010", "REJ", "The user id is empty."],
  ["50011", "RL", "Too many requests of this kind."],
  ["50013", "UNK", "OKX is busy and does not say whether it acted."],
  ["50014-50016 50024 50025", "REJ", "A parameter is missing, superfluous or does not fit another."],
  [
    "50017-50023",
    "TEMP",
    "The position, currency or account is frozen for the moment (liquidation, ADL or settlement).",
  ],
  ["50026", "UNK", "OKX had an internal error and does not say whether it acted."],
  ["50027-50030 50032 50033 50041 50051 50052 50059 50060", "AUTH", "The account may not do this."],
  ["50035", "AUTH", "This needs an API key bound to an IP address."],
  ["50036", "REJ", "The request's deadline was already past when it was made: check the clock. Not executed."],
  ["50037", "REJ", "The request arrived after its deadline and was not executed."],
  ["50038", "CFG", "Not available in demo trading."],
  ["50053", "CFG", "Only available in demo trading."],
  ["50039", "REJ", "The paging parameters do not fit each other."],
  ["50040", "RL", "Operations of this kind are too frequent."],
  ["50042", "DUP", "OKX has seen this request before."],
  ["50044 50045 50047-50050 50055-50058 50063 50064 50067 50069 50075-50077", "REJ", "OKX refused the request."],
  ["50046 50062", "TEMP", "This function is unavailable for the moment."],
  ["50061", "RL", "The sub-account's limit of new and amended orders is reached."],
  ["50071", "DUP", "Something with this id exists already."],
  ["50072", "CFG", "Isolated margin is not supported here."],
]

const AUTHENTICATION: readonly Row[] = [
  ["50100", "AUTH", "The API is frozen for this account."],
  ["50101", "AUTH", "The API key belongs to the other environment (live or demo)."],
  ["50102", "AUTH", "The request's timestamp is too old: the clock is off. Not executed."],
  ["50103 50104 50106 50107", "AUTH", "An authentication header is empty."],
  ["50105", "AUTH", "The passphrase is wrong."],
  ["50108 50109", "AUTH", "The exchange or domain is unknown."],
  ["50110", "AUTH", "This IP address is not on the key's list."],
  ["50111", "AUTH", "The API key is invalid."],
  ["50112", "AUTH", "The request's timestamp is malformed."],
  ["50113", "AUTH", "The signature is wrong: check the secret key."],
  ["50114", "AUTH", "The authorization is invalid."],
  ["50115", "REJ", "The HTTP method is wrong."],
  ["50116 50118", "AUTH", "OKX does not accept this kind of key here."],
  ["50119", "AUTH", "The API key does not exist at this region's address."],
  ["50120", "AUTH", "The API key lacks the permission."],
  ["50121 50122", "AUTH", "The service cannot be reached with this key from this address."],
]

const PLACEMENT: readonly Row[] = [
  ["51000", "REJ", "A parameter is wrong."],
  ["51001", "REJ", "The instrument does not exist: reload the instruments."],
  ["51002 51014 51015 51026", "REJ", "The instrument does not fit its type or family."],
  ["51003 51407", "REJ", "An order id or client order id is required."],
  ["51004", "REJ", "Position and orders together exceed the maximum at this leverage."],
  ["51005 51101 51185 51201-51203", "REJ", "The size or amount is above the maximum."],
  ["51006", "REJ", "The price is outside the allowed band."],
  ["51007", "REJ", "The size is below one contract."],
  ["51008", "REJ", "Not enough balance or margin."],
  ["51009 51024", "AUTH", "Trading is blocked for this account."],
  ["51010", "CFG", "The account's mode does not allow this."],
  ["51011 51016 51065 51068", "DUP", "An order with this id exists already."],
  ["51012", "REJ", "The token is unknown."],
  ["51017", "REJ", "The borrowing limit is reached."],
  ["51018 51019", "REJ", "This option position would not be allowed."],
  ["51020", "REJ", "The size is below the instrument's minimum."],
  ["51021 51022 51027", "REJ", "The instrument is not trading (not listed, suspended or expired)."],
  ["51028-51030", "TEMP", "The instrument is being delivered or settled; try again later."],
  ["51023", "REJ", "There is no such position."],
  ["51025 51102-51104 51174", "REJ", "Too many open orders."],
  ["51031 51116 51122 51135-51138", "REJ", "The price is outside the allowed band."],
  ["51033", "REJ", "The pair's limit for the amount of one order is reached."],
  ["51034", "TEMP", "Market maker protection has been triggered."],
  ["51035 51036 51042", "CFG", "Market maker orders are not open to this account."],
  ["51037 51038 51209-51213", "CFG", "The account may only reduce risk, or send one order at a time, for the moment."],
  ["51041", "CFG", "Portfolio margin accounts trade in buy/sell mode only."],
  ["51043 51132", "REJ", "There is no such position, or it is too small to trade."],
  ["51044-51053 51076-51100 51178", "REJ", "The attached take-profit or stop-loss breaks a rule."],
  ["51056 51144 51180", "REJ", "OKX does not take this order in this form."],
  ["51072-51075 51159 51166", "CFG", "A lead trader's account takes orders for this instrument in another form only."],
  ["51054", "UNK", "The request timed out inside OKX, which does not say whether it acted."],
  ["51063", "NF", "The order does not exist."],
  ["51071", "REJ", "Too many cancel-all-after timers with a tag."],
  ["51105-51108 51112 51117 54030 54031", "REJ", "A position or open-interest limit is reached."],
  ["51109 51140 51142", "TEMP", "There is no order on the other side of the book."],
  [
    "51110 51124 51196 51197 51505 51507 51508",
    "TEMP",
    "The instrument is in an auction; this order type is not taken now.",
  ],
  ["51111", "REJ", "The batch is too large."],
  ["51113", "RL", "Positions are being closed too often."],
  ["51115", "REJ", "Cancel the pending closing orders first."],
  ["51119 51127 51131", "REJ", "Not enough balance."],
  ["51120", "REJ", "The amount is below the minimum."],
  ["51121", "REJ", "The size is not a multiple of the lot size."],
  ["51123", "TEMP", "The instrument has no price step yet."],
  ["51125 51126 51133 51134 51139 51148 51169 51170 51205 51206", "REJ", "A reduce-only rule forbids this order."],
  ["51128 51130", "CFG", "The account's mode does not take this margin currency or margin mode."],
  ["51129", "REJ", "The position limit is reached: no further buying."],
  ["51149", "UNK", "The order timed out inside OKX, which does not say whether it was placed."],
  ["51150", "REJ", "The price or size has too many digits."],
  ["51155 59113 59114", "CFG", "Local rules forbid this account to trade the pair."],
  ["51165", "REJ", "Too many open reduce-only orders."],
  ["51167 51168", "REJ", "Cancel the open reduce-only or block orders first."],
  ["51186 51187", "REJ", "A platform limit on leverage or position is reached."],
  ["51204", "REJ", "The limit price is missing."],
  ["51250-51281 51298-51333", "REJ", "An algo-order parameter breaks a rule."],
  ["51288 51290 51294", "TEMP", "OKX's trading-bot engine is unavailable for the moment."],
]

const CHANGE: readonly Row[] = [
  ["51400", "NF", "The order is filled, cancelled or unknown: nothing to cancel."],
  ["51401 51402", "DONE", "The order is already finished."],
  ["51403 51413", "REJ", "This kind of order cannot be cancelled here."],
  ["51404", "TEMP", "Orders cannot be cancelled in this auction phase."],
  ["51405", "DONE", "There are no open orders."],
  ["51406", "REJ", "Too many cancels in one batch."],
  ["51408 51409", "REJ", "The instrument does not match the order."],
  ["51410", "DONE", "The order is already being cancelled or settled."],
  ["51411", "CFG", "The account may not mass-cancel."],
  ["51412", "UNK", "The cancel timed out, or the order has just triggered."],
  ["51416", "DONE", "The order has already triggered."],
  ["51171 51214", "REJ", "The amendment would turn a position around, or add to what may only be reduced now."],
  ["51500", "REJ", "There is nothing to amend."],
  ["51501", "REJ", "Too many amendments in one batch."],
  ["51502", "REJ", "Not enough balance or margin for the amendment."],
  ["51503", "DONE", "The order is already filled or cancelled."],
  ["51506 51536 51177 54071", "REJ", "This order cannot be amended."],
  ["51509 51510", "DONE", "The order is already cancelled or completed."],
  ["51511", "REJ", "The amended price would take, and the order is post-only."],
  ["51512", "REJ", "The same order appears twice in the batch."],
  ["51513", "TEMP", "Three amendments of this order are already on their way."],
  ["51514", "REJ", "The price has too many characters."],
  ["51521-51532 51538 51539 51543", "REJ", "A rule on reduce-only or attached orders forbids the amendment."],
  ["51600-51602", "REJ", "The query's parameters do not fit."],
  ["51603", "NF", "The order does not exist."],
]

const RISK: readonly Row[] = [
  ["52000", "TEMP", "There is no market data."],
  ["54000 54001 54005 54007", "CFG", "The account or instrument does not support this margin mode."],
  ["54004", "REJ", "Another order of the batch failed."],
  ["54006 54009 54011 54018 54019 54035", "REJ", "A trading limit of the instrument's phase forbids this order."],
  ["54008", "TEMP", "A mass-cancel has locked new orders for a moment."],
  ["54012", "TEMP", "The book is thin: only cancels and post-only orders are taken now."],
  ["54024-54028", "CFG", "The currency is not enabled as collateral."],
  ["54029", "REJ", "A parameter names something that does not belong together."],
  ["54036", "REJ", "Fill-or-kill does not go with cancelling both sides."],
  ["54039-54046 54049 54051", "REJ", "A rule of retail-price-improvement orders forbids this order."],
  ["54047 54048", "TEMP", "The order is in its speed bump and cannot be changed yet."],
  ["54070 54072-54075 54078 54079", "REJ", "OKX refused the order."],
  ["54084 54085", "REJ", "The slippage limit is exceeded or invalid."],
  ["54092", "CFG", "A disclaimer must be accepted first."],
  ["54094", "TEMP", "A cool-off period is running."],
  ["54109", "CFG", "Trading of this pair must be activated once for the account, on OKX's page or in its app."],
  ["59000 59101 59107 59112", "REJ", "Close positions or cancel orders first."],
  ["59102 59105 59108 59128 59245 59247", "REJ", "Leverage or size are outside the bounds of this position."],
  ["59110", "REJ", "This instrument's orders are not sized in a currency of choice."],
  ["58350 59200", "REJ", "Not enough balance."],
  ["59506", "AUTH", "The API key is unknown."],
]

const SOCKET: readonly Row[] = [
  ["60004-60007 60009 60024 60026 60031 60032", "AUTH", "The login was refused."],
  ["60008 60018 60028", "REJ", "The channel or operation does not exist at this address."],
  ["60011", "REJ", "The connection is not logged in."],
  ["60012 60013 60019 60027 60033", "REJ", "The frame was malformed."],
  ["60014 60023", "RL", "Too many frames on this connection."],
  ["63999 64007", "UNK", "OKX had an internal error and does not say whether it acted."],
  ["64000-64002 64004", "REJ", "The subscription does not fit this address or another subscription."],
  ["64003", "CFG", "The channel needs a higher fee tier."],
  ["64008", "TEMP", "The connection will be closed for an upgrade."],
]

/** Every known code and its meaning. Built once; a code listed twice is a bug and stops the start. */
export const CODES: ReadonlyMap<string, CodeMeaning> = buildTable([
  ...GENERAL,
  ...AUTHENTICATION,
  ...PLACEMENT,
  ...CHANGE,
  ...RISK,
  ...SOCKET,
])

function buildTable(rows: readonly Row[]): Map<string, CodeMeaning> {
  const table = new Map<string, CodeMeaning>()
  for (const [codes, codeClass, says] of rows) {
    for (const code of codes.split(" ").flatMap(expand)) {
      if (table.has(code)) throw new Error(`Invariant: code ${code} is listed twice`)
      table.set(code, { codeClass, says })
    }
  }
  return table
}

function expand(run: string): string[] {
  const [first = "", last] = run.split("-")
  if (last === undefined) return [first]
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => String(Number(first) + index))
}
