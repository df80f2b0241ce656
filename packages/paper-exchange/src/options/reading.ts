// How settings from outside become values: small readers that are put together to the shape of a file, and that tell every
// mistake with the key it is at and what is allowed there. Amounts are checked by core's decimals; what is read is settings.ts's.

import { parseDecimal } from "@okx-oms/core"

/** Says what is wrong at a path and gives undefined, or gives the value. */
export type Reader<Value> = (given: unknown, at: Place) => Value | undefined

export interface Place {
  /** "accounts[1].balances.USDT", or "--port". */
  readonly path: string
  readonly problems: string[]
}

export class InvalidSettings extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join("\n"))
    this.name = "InvalidSettings"
    this.problems = problems
  }
}

const SHOWN_LENGTH = 40
/** Beyond so many mistakes the rest helps nobody. */
const PROBLEMS_MAX = 20

/** Reads a whole; throws InvalidSettings with all that is wrong with it. */
export function readAll<Value>(reader: Reader<Value>, given: unknown, path: string): Value {
  const problems: string[] = []
  const value = reader(given, { path, problems })
  if (problems.length > PROBLEMS_MAX) {
    problems.splice(PROBLEMS_MAX, Number.POSITIVE_INFINITY, `and ${problems.length - PROBLEMS_MAX} more`)
  }
  if (value === undefined || problems.length > 0) throw new InvalidSettings(problems)
  return value
}

export function expected(at: Place, allowed: string, given: unknown): undefined {
  at.problems.push(`${at.path}: expected ${allowed}, got ${shown(given)}`)
  return undefined
}

function shown(given: unknown): string {
  if (given === undefined) return "nothing"
  const text = JSON.stringify(given) ?? typeof given
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}...` : text
}

export function text(allowed = "text", pattern = /\S/): Reader<string> {
  return (given, at) => (typeof given === "string" && pattern.test(given) ? given : expected(at, allowed, given))
}

/** Text that a mistake must not repeat. */
export function secret(): Reader<string> {
  return (given, at) =>
    typeof given === "string" && given !== ""
      ? given
      : expected(at, "text", given === undefined ? given : "something else")
}

export function whole(lowest: number, highest: number): Reader<number> {
  const allowed = `a whole number from ${lowest} to ${highest}`
  return (given, at) =>
    typeof given === "number" && Number.isInteger(given) && given >= lowest && given <= highest
      ? given
      : expected(at, allowed, given)
}

export function quantity(lowest: number, highest: number): Reader<number> {
  const allowed = `a number from ${lowest} to ${highest}`
  return (given, at) =>
    typeof given === "number" && given >= lowest && given <= highest ? given : expected(at, allowed, given)
}

export function flag(): Reader<boolean> {
  return (given, at) => (typeof given === "boolean" ? given : expected(at, "true or false", given))
}

/** A decimal, as text or as a JSON number that is written without an exponent. */
export function amount(options: { signed?: boolean } = {}): Reader<string> {
  const allowed = options.signed ? 'a decimal such as "-0.0008"' : 'a decimal at or above 0 such as "1000.5"'
  return (given, at) => {
    const written = typeof given === "number" ? String(given) : given
    const value = typeof written === "string" ? parseDecimal(written) : undefined
    const fits = value !== undefined && (options.signed === true || value.coefficient >= 0n)
    return fits && typeof written === "string" ? written : expected(at, allowed, given)
  }
}

export function oneOf<const Word extends string>(words: readonly Word[]): Reader<Word> {
  return (given, at) => {
    const found = words.find((word) => word === given)
    return found ?? expected(at, words.length === 1 ? `${words[0]}` : `one of ${words.join(", ")}`, given)
  }
}

export function list<Value>(
  reader: Reader<Value>,
  { most, least = 0 }: { most: number; least?: number },
): Reader<readonly Value[]> {
  return (given, at) => {
    if (!Array.isArray(given) || given.length < least || given.length > most) {
      const count = Array.isArray(given) ? `${given.length} entries` : given
      return expected(at, `a list of ${least} to ${most} entries`, count)
    }
    const values: Value[] = []
    for (const [index, item] of given.entries()) {
      const value = reader(item, { ...at, path: `${at.path}[${index}]` })
      if (value !== undefined) values.push(value)
    }
    return values.length === given.length ? values : undefined
  }
}

/** An object with names of the caller's own. */
export function named<Value>(reader: Reader<Value>, name: RegExp, allowed: string): Reader<Record<string, Value>> {
  return (given, at) => {
    if (!isObject(given)) return expected(at, `an object such as ${allowed}`, given)
    const values: Record<string, Value> = {}
    for (const [key, item] of Object.entries(given)) {
      const place = { ...at, path: below(at.path, key) }
      const value = name.test(key) ? reader(item, place) : expected(at, `an object such as ${allowed}`, key)
      if (value !== undefined) values[key] = value
    }
    return values
  }
}

type Readers = Readonly<Record<string, Reader<unknown>>>
type ValueOf<One> = One extends Reader<infer Value> ? Value : never
export type Shape<Needed extends Readers, Optional extends Readers> = {
  readonly [Name in keyof Needed]: ValueOf<Needed[Name]>
} & { readonly [Name in keyof Optional]?: ValueOf<Optional[Name]> }

/** An object with these names and no others. */
export function shape<Needed extends Readers, Optional extends Readers>(
  needed: Needed,
  optional: Optional,
): Reader<Shape<Needed, Optional>> {
  const known = [...Object.keys(needed), ...Object.keys(optional)]
  return (given, at) => {
    if (!isObject(given)) return expected(at, `an object with ${known.join(", ")}`, given)
    const before = at.problems.length
    for (const name of Object.keys(given)) {
      if (!known.includes(name)) at.problems.push(`${below(at.path, name)}: unknown; allowed: ${known.join(", ")}`)
    }
    const values: Record<string, unknown> = {}
    for (const [name, reader] of Object.entries({ ...needed, ...optional })) {
      if (given[name] === undefined && !Object.hasOwn(needed, name)) continue
      const value = reader(given[name], { ...at, path: below(at.path, name) })
      if (value !== undefined) values[name] = value
    }
    return at.problems.length === before && isShape<Needed, Optional>(values, needed) ? values : undefined
  }
}

/** Each name was read by its own reader a line above; what is checked again is that none is missing. */
function isShape<Needed extends Readers, Optional extends Readers>(
  values: object,
  needed: Needed,
): values is Shape<Needed, Optional> {
  return Object.keys(needed).every((name) => Object.hasOwn(values, name))
}

export function isObject(given: unknown): given is Record<string, unknown> {
  return typeof given === "object" && given !== null && !Array.isArray(given)
}

function below(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`
}
