// Requests that nobody should send, made from the contract itself: values along a schema, right and wrong, and mutations of a route's own example. For
// the fuzz test; it relies on fast-check for shrinking.

import type { Route } from "@okx-oms/api"
import fc from "fast-check"

/** What a schema looks like from outside. */
interface Shape {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  readonly items?: Shape
  readonly minimum?: number
  readonly maximum?: number
}

const DEPTH = 400
const deep: unknown = Array.from({ length: DEPTH }).reduce((inner) => ({ a: inner }), {})
const deepList: unknown = Array.from({ length: DEPTH }).reduce((inner) => [inner], [])

/** Values that break what is careless. */
const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -0,
    -1,
    0.1,
    1e308,
    Number.MAX_SAFE_INTEGER,
    "",
    " ",
    "NaN",
    "-1",
    "1e400",
    "9".repeat(5_000),
    "\r\nset-cookie: a=b",
    "\u0000",
    "\ud800",
    "../../etc/passwd",
    "__proto__",
    "constructor",
    "{{7*7}}",
    "'; drop table orders; --",
    [],
    {},
    [[]],
    deep,
    deepList,
    { toString: 1 },
    { length: 5 },
  ),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.jsonValue({ maxDepth: 3 }),
)
const keys = fc.constantFrom(
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "then",
  "length",
  "",
)

/** Mostly what the schema takes; in each place now and then something else. */
function along(shape: Shape): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 6, arbitrary: fitting(shape) }, { weight: 1, arbitrary: junk })
}

function fitting(shape: Shape): fc.Arbitrary<unknown> {
  if (shape.enum !== undefined) return fc.constantFrom(...shape.enum)
  if (shape.properties !== undefined) return objectAlong(shape.properties, shape.required ?? [])
  if (shape.items !== undefined) return fc.array(along(shape.items), { maxLength: 25 })
  if (shape.type === "integer")
    return fc.integer({ min: shape.minimum ?? 0, max: Math.min(shape.maximum ?? 1_000, 2 ** 31 - 1) })
  if (shape.type === "boolean") return fc.boolean()
  return fc.constantFrom(
    "BTC-USDT",
    "1",
    "0.5",
    "29999.9",
    "grid",
    "paper",
    "a",
    "2026-01-31T09:30:00Z",
    "o176985180000000001",
  )
}

function objectAlong(properties: Readonly<Record<string, Shape>>, required: readonly string[]): fc.Arbitrary<unknown> {
  const model = Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, along(property)]))
  const whole = fc.record(model, { requiredKeys: required.filter((name) => Object.hasOwn(model, name)) })
  const holed = fc.record(model, { requiredKeys: [] })
  const grown = fc.tuple(whole, keys, junk).map(([value, key, extra]) => withOwn(value, key, extra))
  return fc.oneof({ weight: 5, arbitrary: whole }, holed, grown)
}

/** One place of the example replaced, taken away or added. */
function mutated(example: unknown): fc.Arbitrary<unknown> {
  if (typeof example !== "object" || example === null) return junk
  const given = example as Readonly<Record<string, unknown>>
  const names = Object.keys(given)
  const added = fc.tuple(keys, junk).map(([key, value]) => withOwn(given, key, value))
  if (names.length === 0) return added
  const replaced = fc.tuple(fc.constantFrom(...names), junk).map(([name, value]) => withOwn(given, name, value))
  const missing = fc
    .constantFrom(...names)
    .map((name) => Object.fromEntries(Object.entries(given).filter(([one]) => one !== name)))
  return fc.oneof(replaced, missing, added)
}

/** Set as JSON.parse sets it: __proto__ is a name like any other. */
function withOwn(value: object, name: string, own: unknown): unknown {
  return Object.defineProperty({ ...value }, name, { value: own, enumerable: true, configurable: true, writable: true })
}

export interface WildRequest {
  readonly query: Readonly<Record<string, unknown>>
  readonly params: Readonly<Record<string, unknown>>
  readonly body: unknown
}

/** A request of this route: right in most places, wrong in some. */
export function wildRequest(route: Route): fc.Arbitrary<WildRequest> {
  const { example } = route
  const query = fc.oneof(fc.constant(example.query ?? {}), along(route.query as Shape), mutated(example.query ?? {}))
  const params = fc.oneof(
    { weight: 3, arbitrary: fc.constant(example.params ?? {}) },
    { weight: 1, arbitrary: fitting(route.params as Shape) },
    { weight: 1, arbitrary: mutated(example.params ?? {}) },
  )
  const body =
    example.body === undefined
      ? fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, junk)
      : fc.oneof(along(route.body as Shape), mutated(example.body), fc.constant(example.body), junk)
  return fc.record({ query: query.map(fields), params: params.map(fields), body })
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}
