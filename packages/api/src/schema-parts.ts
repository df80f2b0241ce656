// The pieces that the contract's schemas are made of: words, amounts, times, ids. What they are put together to is said in schemas.ts and
// account-schemas.ts.

import Type, { type TSchema } from "typebox"
import { ORDER_SIDES, ORDER_STATES } from "./contract-limits.ts"

/** Above zero, plain: no sign, no exponent, at most 64 characters. */
export const AMOUNT_ABOVE_ZERO = "^(?=.*[1-9])(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?$"
export const DECIMAL = "^-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?$"
export const TIME = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$"
export const CURRENCY = "[A-Z0-9][A-Z0-9_]{0,23}"
export const SYMBOL = `^${CURRENCY}-${CURRENCY}(?:-(?:SWAP|[0-9]{6}(?:-[0-9]+(?:\\.[0-9]+)?-[CP])?))?$`
export const CLIENT_ORDER_ID = "^[A-Za-z0-9._:-]{1,64}$"
export const STRATEGY = "^[A-Za-z0-9._-]{1,32}$"
/** One line of text: no control characters. */
export const LINE = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$"

export function words<const Words extends readonly string[]>(list: Words) {
  return Type.Enum([...list] as { -readonly [Index in keyof Words]: Words[Index] })
}

export function orNull<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()])
}

export const strict = { additionalProperties: false } as const
export const amountAboveZero = Type.String({ pattern: AMOUNT_ABOVE_ZERO, maxLength: 64 })
export const decimalText = Type.String({ pattern: DECIMAL })
export const time = Type.String({ pattern: TIME })
export const symbolText = Type.String({ pattern: SYMBOL, maxLength: 60 })
export const count = Type.Integer({ minimum: 0 })
export const seq = count
export const stateWord = words(ORDER_STATES)
export const statusWord = words(["Created", "Submitted", "Partial", "Filled", "Cancelled", "Rejected", "Failed"])
export const sideWord = words(ORDER_SIDES)
export const unitWord = words(["base", "quote", "contracts"])
export const tradeModeWord = words(["cash", "cross", "isolated"])
export const feeSchema = Type.Object({ currency: Type.String(), amount: decimalText })
