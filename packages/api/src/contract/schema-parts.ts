// The pieces that the contract's schemas are made of: words, amounts, times, ids. A piece that comes in carries its parser (domain.ts), a piece that
// only goes out is plain. What they are put together to is said in the *-schemas.ts beside this file.

import {
  InvalidValue,
  type Millis,
  parseAccountId,
  parseClientOrderId,
  parseOrderId,
  parseOrderType,
  parsePrice,
  parseQuantity,
  parseSide,
  parseStrategyId,
  parseSymbol,
} from "@okx-oms/core"
import Type, { type TEnum, type TSchema } from "typebox"
import { parseTimeText } from "../time-text.ts"
import { domain, type Parse } from "./domain.ts"
import {
  CURSOR_LENGTH_MAX,
  ORDER_SIDES,
  ORDER_STATES,
  ORDER_TYPES,
  PAGE_LIMIT_DEFAULT,
  PAGE_LIMIT_MAX,
} from "./limits.ts"

/** Above zero, plain: no sign, no exponent, at most 64 characters. */
export const AMOUNT_ABOVE_ZERO = "^(?=.*[1-9])(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?$"
export const DECIMAL = "^-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?$"
export const TIME = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$"
export const CURRENCY = "[A-Z0-9][A-Z0-9_]{0,23}"
export const SYMBOL = `^${CURRENCY}-${CURRENCY}(?:-(?:SWAP|[0-9]{6}(?:-[0-9]+(?:\\.[0-9]+)?-[CP])?))?$`
export const CLIENT_ORDER_ID = "^[A-Za-z0-9._:-]{1,64}$"
export const STRATEGY = "^[A-Za-z0-9._-]{1,32}$"
export const ACCOUNT = "^[a-z0-9-]{1,32}$"
/** One line of text: no control characters. */
export const LINE = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$"

export const strict = { additionalProperties: false } as const

export function words<const Words extends readonly string[]>(list: Words, description?: string): TEnum<[...Words]> {
  return Type.Enum<[...Words]>([...list], description === undefined ? {} : { description })
}

export function orNull<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()])
}

// ---- what comes in -----------------------------------------------------------------------------------------------------------

export function priceIn(description = "Limit price in quote currency, above zero, a multiple of the tick size.") {
  return domain(Type.String({ pattern: AMOUNT_ABOVE_ZERO, maxLength: 64, description }), amount(parsePrice))
}

export function quantityIn(description = "Above zero, a multiple of the lot size; in `unit`.") {
  return domain(Type.String({ pattern: AMOUNT_ABOVE_ZERO, maxLength: 64, description }), amount(parseQuantity))
}

export const symbolIn = domain(
  Type.String({ pattern: SYMBOL, maxLength: 60, description: "OKX's instrument id: BTC-USDT, BTC-USDT-SWAP." }),
  parseSymbol,
)
export const strategyIn = domain(
  Type.String({ pattern: STRATEGY, description: "Whose order it is: 1 to 32 characters of A-Z a-z 0-9 . _ -." }),
  parseStrategyId,
)
export const clientOrderIdIn = domain(
  Type.String({ pattern: CLIENT_ORDER_ID, description: "The caller's own id: 1 to 64 characters, once per account." }),
  parseClientOrderId,
)
export const orderIdIn = domain(
  Type.String({ pattern: "^[ox][0-9]{18}$", description: "Our order id: o (or x) and 18 digits." }),
  parseOrderId,
)
export const accountIn = domain(
  Type.String({ pattern: ACCOUNT, description: "Which account; may be left out where the server has only one." }),
  parseAccountId,
)
export const sideIn = domain(words(ORDER_SIDES), parseSide)
export const orderTypeIn = domain(
  words(ORDER_TYPES, "limit rests; post_only rests or is cancelled; ioc and fok take at the limit; market takes."),
  parseOrderType,
)

/** An instant with its zone. */
export const instantIn = domain(
  Type.String({
    pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,9})?)?(?:Z|[+-]\\d{2}:\\d{2})$",
    description: "ISO 8601 with its zone: 2026-01-31T09:30:00Z.",
  }),
  instant,
)

export function lineIn(lengthMax: number, description: string) {
  return domain(Type.String({ pattern: LINE, minLength: 1, maxLength: lengthMax, description }), line(lengthMax))
}

/** A sequence number as text, in queries. */
export const sequenceIn = domain(
  Type.String({ pattern: "^[0-9]{1,15}$", description: "A sequence number." }),
  (raw, field): number => {
    if (typeof raw !== "string" || !/^\d{1,15}$/.test(raw)) throw new InvalidValue(field, raw, "a sequence number")
    return Number(raw)
  },
)

/** What every list takes. */
export const pageIn = {
  cursor: Type.Optional(lineIn(CURSOR_LENGTH_MAX, "`nextCursor` of the page before.")),
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: PAGE_LIMIT_MAX, default: PAGE_LIMIT_DEFAULT, description: "Rows of a page." }),
  ),
} as const

/** An amount as decimal text. JSON numbers are refused by name: 0.1 as a float is not the amount that was meant. */
export function amount<Value>(parse: Parse<Value>): Parse<Value> {
  return (raw, field) => {
    if (typeof raw === "number") {
      throw new InvalidValue(field, raw, `a decimal string such as "${String(raw)}" (JSON numbers lose digits)`)
    }
    return parse(raw, field)
  }
}

/** One line of text without control characters. */
function line(lengthMax: number): Parse<string> {
  return (raw, field) => {
    const valid = typeof raw === "string" && raw.length >= 1 && raw.length <= lengthMax && !/\p{Cc}/u.test(raw)
    if (!valid) throw new InvalidValue(field, raw, `1 to ${lengthMax} characters on one line`)
    return raw
  }
}

function instant(raw: unknown, field: string): Millis {
  const at = typeof raw === "string" ? parseTimeText(raw) : undefined
  if (at === undefined)
    throw new InvalidValue(field, raw, "an ISO 8601 time with its zone, such as 2026-01-31T09:30:00Z")
  return at
}

// ---- what goes out -----------------------------------------------------------------------------------------------------------

export const decimalText = Type.String({ pattern: DECIMAL, description: "A decimal string." })
export const time = Type.String({ pattern: TIME, description: "ISO 8601 in UTC with milliseconds." })
export const count = Type.Integer({ minimum: 0 })
export const seq = Type.Integer({ minimum: 0, description: "Up to which event of the account's journal this is true." })
export const stateWord = words(ORDER_STATES)
export const statusWord = words(["Created", "Submitted", "Partial", "Filled", "Cancelled", "Rejected", "Failed"])
export const sideWord = words(ORDER_SIDES)
export const unitWord = words(["base", "quote", "contracts"])
export const tradeModeWord = words(["cash", "cross", "isolated"])
export const modeWord = words(["paper", "demo", "live"], "paper: play money here; demo: OKX's demo; live: real money.")
export const feeSchema = Type.Object({ currency: Type.String(), amount: decimalText })
