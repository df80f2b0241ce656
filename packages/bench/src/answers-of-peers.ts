// Answers of a bench's processes as numbers: they come over a channel, so they are looked at before they are used.

import { isRecord } from "./peer.ts"

/** Throws when one of the names is missing or no number. */
export function numbersOf<const Name extends string>(answer: unknown, names: readonly Name[]): Record<Name, number> {
  const found = isRecord(answer) ? answer : {}
  const pairs = names.map((name): [Name, number] => {
    const value = found[name]
    if (typeof value !== "number") throw new Error(`Invariant: ${name} is a number in ${JSON.stringify(answer)}`)
    return [name, value]
  })
  return Object.fromEntries(pairs) as Record<Name, number>
}
