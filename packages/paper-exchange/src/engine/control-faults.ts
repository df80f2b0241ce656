// The part of the control door that sets and ends faults. What each does is in fault-table.ts; those that act at once (cut
// connections, announce a cut) are started here.

import { accountOf, bad, type ControlReply } from "./control-replies.ts"
import { FAULT_NAMES, FAULTS, type FaultName, isFaultName } from "./fault-table.ts"
import { type ActiveFault, type FaultScope, standardFault } from "./faults.ts"
import { skewClock } from "./gateway-clock.ts"
import { isRecord, type Parameters, text, wholeNumber } from "./parameters.ts"
import { note, type World } from "./world.ts"
import { connectionsBelongingTo, dropConnection, dropConnections, sendUpgradeNotice } from "./ws-requests.ts"

const FAULT_MAX_MS = 3_600_000
const STANDARD_MS = 60_000

/** Every fault with its meaning and its standard parameters, the active ones, and how often each has struck. */
export function describeFaults(world: World): ControlReply {
  return { status: 200, body: { faults: FAULTS, active: activeFaults(world), struck: struckSoFar(world) } }
}

export function struckSoFar(world: World): Record<string, number> {
  return Object.fromEntries([...world.faults.counts].filter(([, count]) => count > 0))
}

/** Without forMs in one that lasts for good. */
export function activeFaults(world: World): Record<string, unknown>[] {
  return world.faults.active(world.nowMs).map(({ uid, untilMs, times, ...fault }) => ({
    account: uid,
    ...fault,
    ...(Number.isFinite(times) ? { times } : {}),
    ...(Number.isFinite(untilMs) ? { forMs: untilMs - world.nowMs } : {}),
  }))
}

/** Sets a fault, or with `clear` ends all of them, those of one name, of one account, or both. */
export function setFault(world: World, body: Parameters): ControlReply {
  if (text(body, "clear") === "true") return clearFaults(world, body)
  const fault = readFault(world, body)
  if ("status" in fault) return fault
  begin(world, fault)
  return { status: 200, body: { active: activeFaults(world) } }
}

/** A fault as POST /paper/faults takes it. */
export interface FaultOptions {
  readonly fault: FaultName
  /** A uid or key; all when absent. */
  readonly account?: string
  readonly rate?: number
  readonly scope?: FaultScope
  readonly times?: number
  readonly delayMs?: number
  readonly delayMaxMs?: number
  readonly code?: string
  readonly forMs?: number
}

/** Sets a fault at the start, for good unless forMs says otherwise. Throws RangeError with what is wrong about it. */
export function startFault(world: World, wanted: FaultOptions): void {
  const fault = readFault(world, { ...wanted })
  if ("status" in fault) {
    const why = isRecord(fault.body) ? text(fault.body, "error") : ""
    throw new RangeError(`fault ${wanted.fault}: ${why}`)
  }
  begin(world, wanted.forMs === undefined ? { ...fault, untilMs: Number.POSITIVE_INFINITY } : fault)
}

function begin(world: World, fault: ActiveFault): void {
  world.faults.set(fault)
  const { times, ...facts } = fault
  note(world, "fault-set", { ...facts, class: FAULTS[fault.fault].class })
  // A skew of 0 ms length stays for good.
  startAtOnce(world, fault, Number.isFinite(fault.untilMs) ? fault.untilMs - world.nowMs : 0)
}

function clearFaults(world: World, body: Parameters): ControlReply {
  const fault = text(body, "fault")
  const account = text(body, "account")
  if (fault !== "" && !isFaultName(fault)) return unknownFault(fault)
  const uid = account === "" || account === "*" ? account : accountOf(world, body)?.uid
  if (uid === undefined) return unknownAccount(body)
  world.faults.clear({ ...(isFaultName(fault) ? { fault } : {}), ...(uid === "" ? {} : { uid }) })
  if (world.skewMs !== 0 && (fault === "" || fault === "clock-skew")) skewClock(world, 0, 0)
  note(world, "faults-cleared", { fault, uid })
  return { status: 200, body: { active: activeFaults(world) } }
}

function readFault(world: World, body: Parameters): ActiveFault | ControlReply {
  const fault = text(body, "fault")
  if (!isFaultName(fault)) return unknownFault(fault)
  const standard = standardFault(fault)
  const rate = text(body, "rate") === "" ? standard.rate : Number(text(body, "rate"))
  if (!(rate >= 0 && rate <= 1)) return bad("rate: expected 0..1")
  const forMs = numberOf(body, "forMs", STANDARD_MS)
  if (forMs === undefined || forMs < 1 || forMs > FAULT_MAX_MS) return bad(`forMs: expected 1..${FAULT_MAX_MS}`)
  const scope = text(body, "scope") || standard.scope
  if (!isScope(scope)) return bad("scope: expected writes, reads or all")
  const delays = readDelays(fault, standard, body)
  if ("status" in delays) return delays
  const times = text(body, "times") === "" ? standard.times : wholeNumber(text(body, "times"))
  if (times === undefined || times < 1) return bad("times: expected a whole number above 0")
  const code = text(body, "code")
  if (code !== "" && !("code" in FAULTS[fault])) return bad(`code: ${fault} has none`)
  const everybody = text(body, "account") === "*" || text(body, "account") === ""
  const uid = everybody ? "*" : accountOf(world, body)?.uid
  if (uid === undefined) return unknownAccount(body)
  return { uid, fault, rate, untilMs: world.nowMs + forMs, scope, ...delays, code: code || standard.code, times }
}

/** A delay alone is a fixed one; delayMaxMs beside it makes it drawn. */
function readDelays(
  fault: FaultName,
  standard: Pick<ActiveFault, "delayMs" | "delayMaxMs">,
  body: Parameters,
): Pick<ActiveFault, "delayMs" | "delayMaxMs"> | ControlReply {
  const named = text(body, "delayMs") !== "" || text(body, "delayMaxMs") !== ""
  if (!named) return { delayMs: standard.delayMs, delayMaxMs: standard.delayMaxMs }
  if (!("delayMs" in FAULTS[fault])) return bad(`delayMs: ${fault} has no delay`)
  const delayMs = numberOf(body, "delayMs", 0)
  const delayMaxMs = delayMs === undefined ? undefined : numberOf(body, "delayMaxMs", delayMs)
  if (delayMs === undefined || delayMaxMs === undefined || delayMaxMs > FAULT_MAX_MS || delayMaxMs < delayMs) {
    return bad(`delayMs, delayMaxMs: expected 0..${FAULT_MAX_MS}, the second not below the first`)
  }
  return { delayMs, delayMaxMs }
}

function numberOf(body: Parameters, name: string, standard: number): number | undefined {
  return text(body, name) === "" ? standard : wholeNumber(text(body, name))
}

function isScope(scope: string): scope is FaultScope {
  return scope === "writes" || scope === "reads" || scope === "all"
}

function unknownFault(fault: string): ControlReply {
  return bad(`unknown fault ${JSON.stringify(fault)}`, { allowed: FAULT_NAMES })
}

function unknownAccount(body: Parameters): ControlReply {
  return bad(`unknown account ${JSON.stringify(text(body, "account"))}`)
}

/** What some faults do in the moment in which they are set. */
function startAtOnce(world: World, { fault, uid, delayMs, delayMaxMs }: ActiveFault, forMs: number): void {
  switch (fault) {
    case "clock-skew": {
      const byMs = world.random.integer(delayMs, delayMaxMs)
      skewClock(world, world.random.chance(0.5) ? byMs : -byMs, forMs)
      break
    }
    case "disconnect":
    case "maintenance":
      dropConnections(world, uid, 1006, "")
      break
    case "key-revoked":
      dropConnections(world, uid, 4007, "The API key has been updated or deleted.")
      break
    case "ip-refused":
      dropConnections(world, uid, 4001, "Login failed.")
      break
    case "announced-cut": {
      const concerned = connectionsBelongingTo(world, uid)
      sendUpgradeNotice(world, concerned)
      world.scheduler.at(world.nowMs + delayMs, () => {
        for (const connection of concerned) dropConnection(world, connection, 1001, "Service upgrade.")
      })
      break
    }
    default:
      return
  }
  world.faults.count(fault)
}
