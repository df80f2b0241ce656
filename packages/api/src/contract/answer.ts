// Whether an answer is as its schema says, for clients that trust nobody and for tests of the server. It relies on TypeBox's compiled validators, one
// per schema, made when first needed.

import type { TSchema } from "typebox"
import { Compile, type Validator } from "typebox/compile"

const VALIDATORS = new WeakMap<TSchema, Validator>()
const FAULTS_MAX = 10

/** "/orders/0/price: must be string"; nothing when all is well. */
export function answerFaults(schema: TSchema, value: unknown): readonly string[] {
  const validator = validatorOf(schema)
  if (validator.Check(value)) return []
  const faults = validator.Errors(value).map(({ instancePath, message }) => `${instancePath || "/"}: ${message}`)
  return faults.slice(0, FAULTS_MAX)
}

function validatorOf(schema: TSchema): Validator {
  const known = VALIDATORS.get(schema)
  if (known !== undefined) return known
  const made: Validator = Compile(schema)
  VALIDATORS.set(schema, made)
  return made
}
