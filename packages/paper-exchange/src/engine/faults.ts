// The ways in which this exchange can misbehave on demand, one entry each; the places that ask are the request path
// (requests.ts), the pushes (outbox.ts) and the reads (reads.ts). Whether a fault strikes is drawn from seeded randomness.

import type { Random } from "./random.ts"

/** Every fault: what it does, and when it is asked for. */
export const FAULTS = {
  "lost-response": "the request is executed, its reply is never sent",
  "50004": "answers 50004 (endpoint timeout); a draw decides whether the request was executed",
  "50004-executed": "answers 50004 although the request was executed",
  "50004-not-executed": "answers 50004, nothing was executed",
  "lost-request": "the request is neither executed nor answered",
  "late-request": "the request arrives 3 s late (expTime may have passed by then)",
  "slow-response": "the request is executed at once, its reply comes 3 s late",
  "push-before-ack": "the pushes of a request leave before its reply (by 100 ms)",
  "rate-limit": "answers 50011",
  unavailable: "answers 50001 with HTTP 503, nothing is executed",
  "system-error": "answers 50026 with HTTP 500; a draw decides whether the request was executed",
  "systems-busy": "answers 50013 with HTTP 429; a draw decides whether the request was executed",
  "html-502": "executed or not by a draw, answered with an HTML page and HTTP 502 (WebSocket: 64007)",
  "empty-body": "executed, answered with HTTP 200 and no body (WebSocket: not answered)",
  "cut-json": "executed, answered with half of the JSON",
  "no-data": 'executed, answered with code "0" and no data',
  "missing-batch-item": "one item is missing from the answer of a batch",
  "reordered-batch-items": "the items of a batch's answer come in reverse order",
  "stale-reads": "an order can be read (51603 before) and listed only 800 ms after it was accepted",
  "slow-cancel": "a cancel is acknowledged and takes effect 500 ms later; fills may win",
  "dropped-pushes": "a push on a private channel is not sent",
  "delayed-pushes": "pushes on private channels are sent 1 s late, in order",
  "duplicate-pushes": "an orders push is sent twice, the second with another uTime",
  silence: "nothing is answered at all: no reply, no ack, no push, no pong; connections are accepted",
  disconnect: "drops the WebSocket connections when set, and each later message drops its connection by the rate",
} as const

export type FaultName = keyof typeof FAULTS

export const FAULT_NAMES = Object.keys(FAULTS).filter(isFaultName)

export function isFaultName(text: string): text is FaultName {
  return Object.hasOwn(FAULTS, text)
}

/** Which requests a request fault may strike. */
export type FaultScope = "writes" | "all"

export interface ActiveFault {
  /** A uid, or "*" for every account and the public doors too. */
  readonly uid: string
  readonly fault: FaultName
  /** Probability per occasion, 0..1. */
  readonly rate: number
  readonly untilMs: number
  readonly scope: FaultScope
}

export interface Faults {
  set(fault: ActiveFault): void
  clear(): void
  /** The faults still active, for the state page. */
  active(nowMs: number): ActiveFault[]
  /** True when the fault strikes now. `uid` undefined: a caller that is not known. */
  strikes(name: FaultName, occasion: FaultOccasion): boolean
}

export interface FaultOccasion {
  readonly uid: string | undefined
  readonly nowMs: number
  readonly write?: boolean
}

const ACTIVE_MAX = 1_000

export function createFaults(random: Random): Faults {
  const byName = new Map<FaultName, ActiveFault[]>()
  const live = (name: FaultName, nowMs: number): ActiveFault[] => {
    const known = byName.get(name)
    if (known === undefined) return []
    const still = known.filter((fault) => fault.untilMs > nowMs)
    if (still.length === 0) byName.delete(name)
    else if (still.length < known.length) byName.set(name, still)
    return still
  }
  return {
    set(fault) {
      const others = (byName.get(fault.fault) ?? []).filter((known) => known.uid !== fault.uid)
      byName.set(fault.fault, [...others, fault].slice(-ACTIVE_MAX))
    },
    clear: () => byName.clear(),
    active: (nowMs) => [...byName.keys()].flatMap((name) => live(name, nowMs)),
    strikes(name, { uid, nowMs, write = true }) {
      if (byName.size === 0 || !byName.has(name)) return false
      for (const fault of live(name, nowMs)) {
        if (fault.uid !== "*" && fault.uid !== uid) continue
        if (fault.scope === "writes" && !write) continue
        if (fault.rate >= 1 || random.chance(fault.rate)) return true
      }
      return false
    },
  }
}
