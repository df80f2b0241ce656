// Reads the fields of one JSON object and collects every mistake instead of stopping at the first. It relies on core's parse functions,
// which throw InvalidValue with a sentence; which fields there are is said by request.ts.

import { InvalidValue } from "@okx-oms/core"

/** One mistake of a request: where (`orders[3].price`) and what would be right. */
export interface FieldError {
  readonly path: string
  readonly message: string
}

export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly errors: readonly FieldError[] }

/** Turns one raw value into a domain value; throws InvalidValue that says what is expected. */
export type Parse<Value> = (raw: unknown, field: string) => Value

/** At most so many mistakes are told at once. */
const ERRORS_MAX = 50
const SHOWN_LENGTH_MAX = 80

export class FieldReader {
  readonly errors: FieldError[] = []
  readonly #fields: Readonly<Record<string, unknown>>
  readonly #prefix: string
  readonly #known = new Set<string>()

  /** `what` names the whole ("an order") for the case that body is no object; prefix comes before each field's name. */
  constructor(body: unknown, what: string, prefix = "") {
    const isObject = typeof body === "object" && body !== null && !Array.isArray(body)
    this.#fields = isObject ? (body as Readonly<Record<string, unknown>>) : {}
    this.#prefix = prefix
    if (!isObject) this.fail(prefix, `expected ${what} as a JSON object, got ${shown(body)}`)
  }

  /** The value of a field that must be there; undefined only when a mistake was noted. */
  required<Value>(name: string, parse: Parse<Value>): Value | undefined {
    this.#known.add(name)
    if (!Object.hasOwn(this.#fields, name)) {
      // One mistake is enough when the body was no object at all.
      if (this.errors.every((error) => error.path !== this.#prefix)) this.fail(this.#at(name), `${name} is required`)
      return undefined
    }
    return this.#parsed(name, parse)
  }

  /** The value of a field that may be missing. */
  optional<Value>(name: string, parse: Parse<Value>): Value | undefined {
    this.#known.add(name)
    return Object.hasOwn(this.#fields, name) ? this.#parsed(name, parse) : undefined
  }

  fail(path: string, message: string): void {
    if (this.errors.length < ERRORS_MAX) this.errors.push({ path, message })
  }

  /** Notes fields that nobody asked for, then says whether everything was right. */
  finish(): boolean {
    for (const name of Object.keys(this.#fields)) {
      if (this.#known.has(name)) continue
      const path = this.#at(name.slice(0, SHOWN_LENGTH_MAX))
      this.fail(path, `unknown field; known: ${[...this.#known].join(", ")}`)
    }
    return this.errors.length === 0
  }

  #parsed<Value>(name: string, parse: Parse<Value>): Value | undefined {
    const path = this.#at(name)
    try {
      return parse(this.#fields[name], name)
    } catch (error) {
      if (!(error instanceof InvalidValue)) throw error
      this.fail(path, error.message)
      return undefined
    }
  }

  #at(name: string): string {
    return this.#prefix === "" ? name : `${this.#prefix}.${name}`
  }
}

/** An amount as decimal text. JSON numbers are refused by name: 0.1 as a float is not the amount that was meant. */
export function amount<Value>(parse: Parse<Value>): Parse<Value> {
  return (raw, field) => {
    if (typeof raw === "number") {
      throw new InvalidValue(field, raw, `a decimal string such as "${String(raw)}" (JSON numbers lose digits)`)
    }
    return parse(raw, field)
  }
}

export function oneOf<const Words extends readonly string[]>(words: Words): Parse<Words[number]> {
  return (raw, field) => {
    const word = words.find((known) => known === raw)
    if (word === undefined) throw new InvalidValue(field, raw, `one of ${words.join(", ")}`)
    return word
  }
}

export function flag(raw: unknown, field: string): boolean {
  if (typeof raw !== "boolean") throw new InvalidValue(field, raw, "true or false")
  return raw
}

export function wholeNumber(lowest: number, highest: number): Parse<number> {
  return (raw, field) => {
    if (typeof raw !== "number" || !Number.isSafeInteger(raw) || raw < lowest || raw > highest) {
      throw new InvalidValue(field, raw, `a whole number from ${lowest} to ${highest}`)
    }
    return raw
  }
}

/** One line of text without control characters. */
export function line(lengthMax: number): Parse<string> {
  return (raw, field) => {
    const valid = typeof raw === "string" && raw.length >= 1 && raw.length <= lengthMax && !/\p{Cc}/u.test(raw)
    if (!valid) throw new InvalidValue(field, raw, `1 to ${lengthMax} characters on one line`)
    return raw
  }
}

function shown(value: unknown): string {
  if (value === undefined) return "nothing"
  if (value === null) return "null"
  return Array.isArray(value) ? "an array" : `a ${typeof value}`
}
