// A schema that knows its meaning: the text form that is on the wire and what core makes of it, in one piece. It relies on TypeBox's codecs for
// the two types (Static is the text, StaticDecode the domain's value) and on core's parse functions for the sentence that tells a mistake.

import type { TCodec, TSchema } from "typebox"
import Type from "typebox"

/** Turns one raw value into a domain value; throws InvalidValue that says what is expected. */
export type Parse<Value> = (raw: unknown, field: string) => Value

/** By the codec and not by the schema: Type.Optional copies the one and keeps the other. */
const PARSERS = new WeakMap<object, Parse<unknown>>()

/** `schema` says to everybody what `parse` takes; a property test keeps the two in agreement. */
export function domain<Schema extends TSchema, Value>(schema: Schema, parse: Parse<Value>): TCodec<Schema, Value> {
  const decoded = Type.Decode(schema, (raw: unknown): Value => parse(raw, "value"))
  PARSERS.set(decoded["~codec"], parse)
  return decoded
}

/** The parser of a schema that domain() made; undefined for any other. */
export function parserOf(schema: TSchema): Parse<unknown> | undefined {
  return Type.IsCodec(schema) ? PARSERS.get(schema["~codec"]) : undefined
}
