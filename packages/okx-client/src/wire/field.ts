// How single fields of OKX's rows are read: numbers are strings, "" means "does not apply", fields come and go over the
// years. It relies on TypeBox for the shape of a row and on core's exact decimals. Unknown fields are ignored; a known
// field of the wrong kind makes the row malformed, loudly. Source: okx-v5 reference, sections 3 and 6.

import { type Decimal, Decimals, format, parseDecimal } from "@okx-oms/core"
import Type, { type Static, type TSchema } from "typebox"
import { Compile, type Validator } from "typebox/compile"

/** A row or frame that is not what OKX documents. Names the place, and never quotes the value. */
export class MalformedRow extends Error {
  readonly row: string
  readonly field: string

  constructor(row: string, field: string, expected: string) {
    super(`malformed ${row}: ${field} ${expected}`)
    this.name = "MalformedRow"
    this.row = row
    this.field = field
  }
}

/** A text that is always there, perhaps "". */
export const Text = Type.String()
/** A text that older answers lack, or that is null. */
export const LateText = Type.Optional(Type.Union([Type.String(), Type.Null()]))
/** A JSON boolean that older answers lack. */
export const LateFlag = Type.Optional(Type.Union([Type.Boolean(), Type.Null()]))
/** A JSON number that older answers lack. */
export const LateNumber = Type.Optional(Type.Union([Type.Number(), Type.Null()]))

type Late = string | null | undefined

/** Reads a row against its schema, compiled at the first use. The reader throws MalformedRow. */
export function rowReader<Schema extends TSchema>(name: string, schema: Schema): (row: unknown) => Static<Schema> {
  let validator: Validator<Record<never, never>, Schema> | undefined
  return (row) => {
    validator ??= Compile(schema)
    if (validator.Check(row)) return row
    const [error] = validator.Errors(row)
    throw new MalformedRow(name, error?.instancePath || "/", error?.message ?? "is wrong")
  }
}

/** "" where the text is missing. */
export function text(value: Late): string {
  return value ?? ""
}

/** Undefined for "" and for a field that is not there. Throws MalformedRow for text that is no number. */
export function decimalOf(value: Late, field: string): Decimal | undefined {
  if (value === "" || value === null || value === undefined) return undefined
  if (value === "0") return Decimals.ZERO
  const parsed = parseDecimal(value) ?? parseExponent(value)
  if (parsed === undefined) throw new MalformedRow("number", field, "is no decimal")
  return parsed
}

/** As decimalOf, where the field must say something. */
export function neededDecimal(value: Late, field: string): Decimal {
  const parsed = decimalOf(value, field)
  if (parsed === undefined) throw new MalformedRow("number", field, "is empty")
  return parsed
}

/** As decimalOf, where "" means zero: quantities filled so far, fees. */
export function decimalOrZero(value: Late, field: string): Decimal {
  return decimalOf(value, field) ?? Decimals.ZERO
}

/** Milliseconds since 1970; undefined for "" and for a field that is not there. */
export function millisOf(value: Late, field: string): number | undefined {
  if (value === "" || value === null || value === undefined) return undefined
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw new MalformedRow("time", field, "is no millisecond count")
  return number
}

export function neededMillis(value: Late, field: string): number {
  const parsed = millisOf(value, field)
  if (parsed === undefined) throw new MalformedRow("time", field, "is empty")
  return parsed
}

/** OKX answers with the texts "true" and "false" in some rows and with booleans in others. */
export function isTrue(value: Late | boolean): boolean {
  return value === true || value === "true"
}

/** A decimal as OKX wants it: plain, at most 32 characters for px and sz. */
export function plain(value: Decimal | undefined): string | undefined {
  return value === undefined ? undefined : format(value)
}

/** "?a=b&c=d" from the entries that have a value, percent-encoded; "" when none has. */
export function queryOf(entries: Readonly<Record<string, string | number | undefined>>): string {
  const parts = Object.entries(entries)
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`)
  return parts.length === 0 ? "" : `?${parts.join("&")}`
}

const EXPONENT = /^(-?\d+(?:\.\d+)?)[eE]([+-]?\d{1,2})$/

/** OKX documents plain decimals; should one ever come in scientific form ("1E-8"), it is read exactly all the same. */
function parseExponent(value: string): Decimal | undefined {
  const match = EXPONENT.exec(value)
  const mantissa = parseDecimal(match?.[1] ?? "")
  if (match === null || mantissa === undefined) return undefined
  const scale = mantissa.scale - Number(match[2])
  return scale >= 0
    ? { coefficient: mantissa.coefficient, scale }
    : { coefficient: mantissa.coefficient * 10n ** BigInt(-scale), scale: 0 }
}
