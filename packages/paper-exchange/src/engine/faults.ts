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
  const isOver = (fault: ActiveFault, nowMs: number): boolean => fault.untilMs <= nowMs || fault.times <= 0
  /** Asked some thirty times per request while faults are set, so it makes no lists. */
  const struck = (name: FaultName, occasion: FaultOccasion): Strike | undefined => {
    const known = byName.get(name)
    if (known === undefined) return undefined
    for (const fault of known) {
      if (isOver(fault, occasion.nowMs) || !concerns(fault, occasion)) continue
      if (fault.rate < 1 && !random.chance(fault.rate)) continue
      fault.times--
      count(name)
      const { delayMs, delayMaxMs, code } = fault
      return { delayMs: delayMaxMs > delayMs ? random.integer(delayMs, delayMaxMs) : delayMs, code }
    }
    if (known.every((fault) => isOver(fault, occasion.nowMs))) byName.delete(name)
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
    active: (nowMs) => [...byName.values()].flat().filter((fault) => !isOver(fault, nowMs)),
    count,
    struck,
    strikes: (name, occasion) => struck(name, occasion) !== undefined,
    delayMaxMs(name, occasion) {
      let most = 0
      for (const fault of byName.get(name) ?? []) {
        if (isOver(fault, occasion.nowMs) || !concerns(fault, occasion)) continue
        most = Math.max(most, fault.delayMaxMs)
      }
      return most
    },
    get anySet() {
      return byName.size > 0
    },
    counts,
  }
}

/** True when an occasion is one of those that the fault is set for. */
function concerns({ uid, scope }: ActiveFault, occasion: FaultOccasion): boolean {
  if (uid !== "*" && uid !== occasion.uid) return false
  return scope === "all" || (scope === "writes") === (occasion.write ?? true)
}
