// Finds chance and real time where none may be: while a world runs, the global clocks, timers and dice throw. A world that needs one of them would differ
// from run to run, so the first use is an error with its place, not a rare mismatch of two hashes.

import nodeCrypto from "node:crypto"
import { syncBuiltinESMExports } from "node:module"

/** Something in a world asked for real time or real chance. */
export class NotDeterministic extends Error {
  constructor(what: string) {
    super(`${what} was used while a simulated world ran`)
    this.name = "NotDeterministic"
  }
}

const TIMERS = ["setTimeout", "setInterval", "setImmediate"] as const

let depth = 0
let restore: () => void = () => {}
let first: NotDeterministic | undefined

/** Runs `work` with the guard up; throws NotDeterministic when anything asked, even where the asker swallowed the error. */
export async function withoutRealTime<Value>(work: () => Promise<Value>): Promise<Value> {
  if (depth++ === 0) raise()
  try {
    return await work()
  } finally {
    if (--depth === 0) restore()
    const found = first
    first = undefined
    // Whatever else went wrong, this is why.
    if (found !== undefined) await Promise.reject(found)
  }
}

function raise(): void {
  const before: (() => void)[] = []
  const refuse = (what: string) => (): never => {
    const error = new NotDeterministic(what)
    first ??= error
    throw error
  }
  const replace = <Owner extends object>(owner: Owner, name: keyof Owner & string, what: string): void => {
    const known = Object.getOwnPropertyDescriptor(owner, name)
    before.push(() => {
      if (known === undefined) Reflect.deleteProperty(owner, name)
      else Object.defineProperty(owner, name, known)
    })
    Object.defineProperty(owner, name, { configurable: true, writable: true, value: refuse(what) })
  }
  replace(Math, "random", "Math.random")
  replace(performance, "now", "performance.now")
  for (const name of TIMERS) replace(globalThis, name, name)
  replace(globalThis.crypto, "randomUUID", "crypto.randomUUID")
  replace(globalThis.crypto, "getRandomValues", "crypto.getRandomValues")
  for (const name of ["randomBytes", "randomInt", "randomUUID"] as const) replace(nodeCrypto, name, `crypto.${name}`)
  syncBuiltinESMExports()
  const RealDate = globalThis.Date
  globalThis.Date = guardedDate(RealDate, refuse)
  restore = () => {
    globalThis.Date = RealDate
    for (const undo of before) undo()
    syncBuiltinESMExports()
  }
}

/** A Date that formats and parses as ever and does not know what time it is. */
function guardedDate(RealDate: DateConstructor, refuse: (what: string) => () => never): DateConstructor {
  return new Proxy(RealDate, {
    construct(target, args, newTarget) {
      if (args.length === 0) refuse("new Date()")()
      return Reflect.construct(target, args, newTarget)
    },
    apply: refuse("Date()"),
    get: (target, name, receiver) => (name === "now" ? refuse("Date.now") : Reflect.get(target, name, receiver)),
  })
}
