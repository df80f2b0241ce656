// Validation by schema: walks a request's value along its schema, collects every mistake with its path in our words, and gives back the domain's
// values. It relies on domain.ts for what text means; there is no other list of fields anywhere. Only objects, lists, words, numbers, flags and pieces
// with a parser may stand in what comes in.

import { InvalidValue } from "@okx-oms/core"
import Type, { type StaticDecode, type TObject, type TSchema } from "typebox"
import { parserOf } from "./domain.ts"

/** One mistake of a request: where (`orders[3].price`) and what would be right. */
export interface FieldError {
  readonly path: string
  readonly message: string
}

export type Checked<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly errors: readonly FieldError[] }

export interface CheckOptions {
  /** Values are text by nature (a query, headers): "100" is a whole number, "true" a flag. */
  readonly text?: boolean
  /** What is not in the schema is somebody else's (headers). */
  readonly ignoreUnknown?: boolean
}

/** At most so many mistakes are told at once. */
export const ERRORS_MAX = 50
const SHOWN_LENGTH_MAX = 80

interface Walk {
  readonly errors: FieldError[]
  readonly options: CheckOptions
}

interface Place {
  /** `orders[3].price`; "" is the whole. */
  readonly path: string
  /** The last part of it, as sentences name it. */
  readonly name: string
}

/** The value in the domain's terms, or every mistake. Never throws for what anybody may send. */
export function check<Schema extends TSchema>(
  schema: Schema,
  raw: unknown,
  options: CheckOptions = {},
): Checked<StaticDecode<Schema>> {
  const walk: Walk = { errors: [], options }
  const value = valueOf(schema, raw, { path: "", name: "" }, walk)
  return walk.errors.length === 0
    ? { ok: true, value: value as StaticDecode<Schema> }
    : { ok: false, errors: walk.errors }
}

function valueOf(schema: TSchema, raw: unknown, place: Place, walk: Walk): unknown {
  const parse = parserOf(schema)
  if (parse !== undefined) return noted(() => parse(raw, place.name), place, walk)
  if (Type.IsObject(schema)) return fieldsOf(schema, raw, place, walk)
  if (Type.IsArray(schema)) return itemsOf(schema, raw, place, walk)
  return noted(() => plainValue(schema, raw, place.name, walk.options), place, walk)
}

function fieldsOf(schema: TObject, raw: unknown, { path }: Place, walk: Walk): unknown {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    return fail(path, `expected ${whatIs(schema)} as a JSON object, got ${shown(raw)}`, walk)
  }
  const given = raw as Readonly<Record<string, unknown>>
  const names = Object.keys(schema.properties)
  const value: Record<string, unknown> = {}
  for (const name of names) {
    const property = schema.properties[name]
    if (property === undefined) continue
    const place = { path: joined(path, name), name }
    if (Object.hasOwn(given, name)) {
      const found = valueOf(property, given[name], place, walk)
      // Absent, not undefined: a parser may say that a text means nothing.
      if (found !== undefined) value[name] = found
    } else if (!Type.IsOptional(property)) fail(place.path, `${name} is required`, walk)
  }
  if (walk.options.ignoreUnknown !== true) noteUnknown(given, { names, path, walk })
  const { minProperties = 0 } = schema as { readonly minProperties?: number }
  if (Object.keys(given).length < minProperties) {
    fail(path, `${names.slice(0, -1).join(", ")} or ${names.at(-1)} is required`, walk)
  }
  return value
}

function noteUnknown(
  given: Readonly<Record<string, unknown>>,
  { names, path, walk }: { names: readonly string[]; path: string; walk: Walk },
): void {
  const known = names.length === 0 ? "none are taken here" : `known: ${names.join(", ")}`
  for (const name of Object.keys(given)) {
    if (walk.errors.length >= ERRORS_MAX) return
    if (!names.includes(name)) fail(joined(path, name.slice(0, SHOWN_LENGTH_MAX)), `unknown field; ${known}`, walk)
  }
}

function itemsOf(
  schema: TSchema & { readonly items: TSchema; readonly minItems?: number; readonly maxItems?: number },
  raw: unknown,
  { path, name }: Place,
  walk: Walk,
): unknown {
  const { items, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema
  if (!Array.isArray(raw) || raw.length < minItems || raw.length > maxItems) {
    const got = Array.isArray(raw) ? `${raw.length} of them` : raw
    const most = maxItems === Number.POSITIVE_INFINITY ? "or more" : `to ${maxItems}`
    return noted(
      () => {
        throw new InvalidValue(name, got, `an array of ${minItems} ${most} entries`)
      },
      { path, name },
      walk,
    )
  }
  return raw.map((item: unknown, index) =>
    valueOf(items, item, { path: `${path}[${index}]`, name: `${name}[${index}]` }, walk),
  )
}

/** Words, numbers, flags and text without a parser. */
function plainValue(schema: TSchema, raw: unknown, field: string, options: CheckOptions): unknown {
  if (Type.IsEnum(schema)) return word(schema.enum, raw, field)
  if (Type.IsLiteral(schema)) return word([schema.const], raw, field)
  if (Type.IsInteger(schema)) return wholeNumber(schema as Bounds, options.text === true ? numberOf(raw) : raw, field)
  if (Type.IsBoolean(schema)) return flag(options.text === true ? flagOf(raw) : raw, field)
  if (Type.IsString(schema)) return text(schema as TextBounds, raw, field)
  throw new Error(`Invariant: ${field} has a schema that requests may not have: ${JSON.stringify(schema)}`)
}

interface Bounds {
  readonly minimum?: number
  readonly maximum?: number
}
interface TextBounds {
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string | RegExp
}

function word(words: readonly unknown[], raw: unknown, field: string): unknown {
  if (!words.includes(raw)) throw new InvalidValue(field, raw, `one of ${words.join(", ")}`)
  return raw
}

function wholeNumber({ minimum, maximum }: Bounds, raw: unknown, field: string): number {
  const lowest = minimum ?? Number.MIN_SAFE_INTEGER
  const highest = maximum ?? Number.MAX_SAFE_INTEGER
  if (typeof raw !== "number" || !Number.isSafeInteger(raw) || raw < lowest || raw > highest) {
    throw new InvalidValue(field, raw, `a whole number from ${lowest} to ${highest}`)
  }
  return raw
}

function flag(raw: unknown, field: string): boolean {
  if (typeof raw !== "boolean") throw new InvalidValue(field, raw, "true or false")
  return raw
}

function text({ minLength = 0, maxLength, pattern }: TextBounds, raw: unknown, field: string): string {
  const most = maxLength ?? Number.POSITIVE_INFINITY
  if (typeof raw !== "string" || raw.length < minLength || raw.length > most) {
    throw new InvalidValue(field, raw, `text of ${minLength} to ${most} characters`)
  }
  if (pattern !== undefined && !new RegExp(pattern).test(raw)) {
    throw new InvalidValue(field, raw, `text of the form ${String(pattern)}`)
  }
  return raw
}

/** "100" -> 100; anything else stays as it is and is refused as what it is. */
function numberOf(raw: unknown): unknown {
  return typeof raw === "string" && /^\d{1,15}$/.test(raw) ? Number(raw) : raw
}

function flagOf(raw: unknown): unknown {
  return raw === "true" ? true : raw === "false" ? false : raw
}

function noted<Value>(read: () => Value, { path }: Place, walk: Walk): Value | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error
    return fail(path, error.message, walk)
  }
}

function fail(path: string, message: string, { errors }: Walk): undefined {
  if (errors.length < ERRORS_MAX) errors.push({ path, message })
}

function joined(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`
}

/** "An order" -> "an order"; schemas of requests have titles. */
function whatIs({ title }: TSchema & { readonly title?: string }): string {
  return title === undefined ? "this" : title.charAt(0).toLowerCase() + title.slice(1)
}

function shown(value: unknown): string {
  if (value === undefined) return "nothing"
  if (value === null) return "null"
  return Array.isArray(value) ? "an array" : `a ${typeof value}`
}
