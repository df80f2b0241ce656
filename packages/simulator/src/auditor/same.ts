// Whether two values say the same: what encoding both and comparing the texts would tell, without the texts. Amounts are the same when they are equal, however many
// zeros they carry; a field that is undefined is one that is not there.

import { Decimals } from "@okx-oms/core"

export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false
  if (isAmount(a)) return isAmount(b) && Decimals.equals(a, b)
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((each, at) => isSame(each, b[at]))
  if (Array.isArray(b)) return false
  // Which came first is said too: orders are gone through oldest first.
  if (isCollection(a)) return isCollection(b) && isOfKind(a, b) && a.size === b.size && areSame(a, b)
  if (isCollection(b)) return false
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>]
  for (const name in left) if (!isSame(left[name], right[name])) return false
  for (const name in right) if (right[name] !== undefined && left[name] === undefined) return false
  return true
}

/** Of two collections of one size. */
function areSame(left: Iterable<unknown>, right: Iterable<unknown>): boolean {
  const others = right[Symbol.iterator]()
  for (const each of left) if (!isSame(each, others.next().value)) return false
  return true
}

function isOfKind(a: object, b: object): boolean {
  return Object.getPrototypeOf(a) === Object.getPrototypeOf(b)
}

/** Maps, sets, and whatever else keeps its members where no field shows them. */
function isCollection(value: object): value is Iterable<unknown> & { readonly size: number } {
  return Symbol.iterator in value && "size" in value
}

function isAmount(value: object): value is Decimals.Decimal {
  return "coefficient" in value
}
