// Looks into the configuration's schema, so that keys, allowed values and defaults are read from it and written down nowhere else. It knows the few kinds of
// zod's schemas that the configuration is made of; a new kind is an invariant to be seen to here.

import * as zod from "zod"

type Schema = zod.core.$ZodType

export interface SchemaLeaf {
  /** "limits.maxOpenOrders". */
  readonly key: string
  /** In the words that a mistake is answered with. */
  readonly allowed: string
  /** As the file would have it; undefined where nothing is set by default. */
  readonly default: unknown
}

/** Every key of a schema of objects in objects, in the order of the schema. */
export function leavesOf(schema: Schema, prefix = ""): readonly SchemaLeaf[] {
  const { inner } = unwrapped(schema)
  if (!(inner instanceof zod.ZodObject)) return []
  return Object.entries(inner.shape as Record<string, Schema>).flatMap(([name, field]) => {
    const key = `${prefix}${name}`
    const deeper = leavesOf(field, `${key}.`)
    if (deeper.length > 0) return deeper
    return [{ key, allowed: allowedOf(field), default: unwrapped(field).default }]
  })
}

/** The keys that an object at this place may have; none where there is no object. */
export function keysAt(schema: Schema, path: readonly PropertyKey[]): readonly string[] {
  let at: Schema | undefined = schema
  for (const name of path) at = at === undefined ? undefined : fieldOf(at, name)
  const { inner } = at === undefined ? { inner: undefined } : unwrapped(at)
  return inner instanceof zod.ZodObject ? Object.keys(inner.shape) : []
}

function fieldOf(schema: Schema, name: PropertyKey): Schema | undefined {
  const { inner } = unwrapped(schema)
  if (inner instanceof zod.ZodObject) return (inner.shape as Record<PropertyKey, Schema | undefined>)[name]
  if (inner instanceof zod.ZodRecord) return inner.valueType as Schema
  if (inner instanceof zod.ZodArray) return inner.element as Schema
  return undefined
}

/** What is inside of the wrappers that make a field optional or give it a default. */
function unwrapped(schema: Schema): { readonly inner: Schema; readonly default: unknown } {
  if (schema instanceof zod.ZodDefault || schema instanceof zod.ZodPrefault) {
    return { inner: unwrapped(schema.def.innerType).inner, default: schema.def.defaultValue }
  }
  if (schema instanceof zod.ZodOptional) return unwrapped(schema.def.innerType)
  return { inner: schema, default: undefined }
}

/** What the schema says of a value that no key takes. */
function allowedOf(schema: Schema): string {
  const [issue] = zod.safeParse(schema, IMPOSSIBLE).error?.issues ?? []
  if (issue === undefined) throw new Error("Invariant: a key of the configuration takes anything")
  return issue.message
}

const IMPOSSIBLE = Symbol("impossible")
