// Which faults are active, for whom and until when, and the draw whether one strikes: seeded, so that a run can be repeated.
// What each does is said in fault-table.ts and done where its subject is; every strike is counted.

import { FAULT_NAMES, type FaultName, faultEntry } from "./fault-table.ts"
import type { Random } from "./random.ts"

/** Which requests a request fault may strike. */
export type FaultScope = "writes" | "reads" | "all"

export interface ActiveFault {
  /** A uid, or "*" for every account and the public doors too. */
  readonly uid: string
  readonly fault: FaultName
  /** Probability per occasion, 0..1. */
  readonly rate: number
  readonly untilMs: number
  readonly scope: FaultScope
  /** Drawn between the two, ends included; both are the same for a fixed delay. */
  readonly delayMs: number
  readonly delayMaxMs: number
  readonly code: string
  /** How often it may still strike. */
  times: number
}

export interface FaultOccasion {
  readonly uid: string | undefined
  readonly nowMs: number
  readonly write?: boolean
}

/** What a fault does this time. */
export interface Strike {
  readonly delayMs: number
  readonly code: string
}

export interface Faults {
  /** Takes the place of the same fault for the same account. */
  set(fault: ActiveFault): void
  /** Ends all faults, or those of one name, of one account, or both. */
  clear(which?: { fault?: FaultName | undefined; uid?: string | undefined }): void
  /** The faults still active, for the state page. */
  active(nowMs: number): ActiveFault[]
  /** What the fault does now, undefined when it does not strike. `uid` undefined: a caller that is not known. */
  struck(name: FaultName, occasion: FaultOccasion): Strike | undefined
  strikes(name: FaultName, occasion: FaultOccasion): boolean
  /** Counts a strike that is not drawn: what a fault does at once when it is set. */
  count(name: FaultName): void
  /** The longest delay that is active for the account, 0 when the fault is not set. Draws nothing. */
  delayMaxMs(name: FaultName, occasion: FaultOccasion): number
  /** False when no fault is set at all: the short way past every question. */
  readonly anySet: boolean
  /** How often each fault has struck since the start; every name is there. */
  readonly counts: ReadonlyMap<FaultName, number>
}

const ACTIVE_MAX = 1_000

/** A fault as it is when nothing but its name is said. */
export function standardFault(fault: FaultName): Omit<ActiveFault, "uid" | "untilMs"> {
  const { delayMs = 0, delayMaxMs = delayMs, code = "", scope = "writes" } = faultEntry(fault)
  return { fault, rate: 1, scope, delayMs, delayMaxMs, code, times: Number.POSITIVE_INFINITY }
}

export function createFaults(random: Random): Faults {
  const byName = new Map<FaultName, ActiveFault[]>()
  const counts = new Map<FaultName, number>(FAULT_NAMES.map((name) => [name, 0]))
  const count = (name: FaultName): void => {
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  const live = (name: FaultName, nowMs: number): ActiveFault[] => {
    const known = byName.get(name)
    if (known === undefined) return []
    const still = known.filter((fault) => fault.untilMs > nowMs && fault.times > 0)
    if (still.length === 0) byName.delete(name)
    else if (still.length < known.length) byName.set(name, still)
    return still
  }
  const concerned = (name: FaultName, { uid, nowMs, write = true }: FaultOccasion): ActiveFault[] =>
    live(name, nowMs).filter(
      (fault) =>
        (fault.uid === "*" || fault.uid === uid) && (fault.scope === "all" || (fault.scope === "writes") === write),
    )
  const struck = (name: FaultName, occasion: FaultOccasion): Strike | undefined => {
    if (byName.size === 0 || !byName.has(name)) return undefined
    for (const fault of concerned(name, occasion)) {
      if (fault.rate < 1 && !random.chance(fault.rate)) continue
      fault.times--
      count(name)
      const { delayMs, delayMaxMs, code } = fault
      return { delayMs: delayMaxMs > delayMs ? random.integer(delayMs, delayMaxMs) : delayMs, code }
    }
    return undefined
  }
  return {
    set(fault) {
      const others = (byName.get(fault.fault) ?? []).filter((known) => known.uid !== fault.uid)
      byName.set(fault.fault, [...others, { ...fault }].slice(-ACTIVE_MAX))
    },
    clear({ fault, uid } = {}) {
      for (const [name, known] of byName) {
        if (fault !== undefined && fault !== name) continue
        const others = uid === undefined ? [] : known.filter((active) => active.uid !== uid)
        if (others.length === 0) byName.delete(name)
        else byName.set(name, others)
      }
    },
    active: (nowMs) => [...byName.keys()].flatMap((name) => live(name, nowMs)),
    count,
    struck,
    strikes: (name, occasion) => struck(name, occasion) !== undefined,
    delayMaxMs(name, occasion) {
      if (byName.size === 0 || !byName.has(name)) return 0
      return concerned(name, occasion).reduce((most, { delayMaxMs }) => Math.max(most, delayMaxMs), 0)
    },
    get anySet() {
      return byName.size > 0
    },
    counts,
  }
}
