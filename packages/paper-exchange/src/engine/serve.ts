// One request through the exchange, with everything that can go wrong on the way: it may be lost, late, refused, executed
// without an answer, or answered brokenly (fault-table.ts). REST and WebSocket operations pass through here alike.

import type { FaultName } from "./fault-table.ts"
import type { Strike } from "./faults.ts"
import type { Lane } from "./latency.ts"
import { isRecord } from "./parameters.ts"
import { REFUSALS, type Refusal, refuse } from "./refusals.ts"
import { note, type World } from "./world.ts"

export interface Answer {
  readonly code: string
  readonly msg: string
  readonly data: readonly unknown[]
  /** Trade commands carry inTime and outTime. */
  readonly timed: boolean
  /** Members of the envelope that nobody knows (extra-fields fault). */
  readonly extra?: Readonly<Record<string, unknown>>
}

export type BrokenReply = "html-502" | "empty-body" | "cut-json"

/** How answers get back to the caller. */
export interface Delivery {
  answer(answer: Answer): void
  broken(kind: BrokenReply, answer: Answer): void
  nothing(): void
}

export interface Served {
  /** The connection it came on, whose requests keep their order. */
  readonly lane?: Lane
  readonly uid: string | undefined
  readonly write: boolean
  /** Identifies the request in the log. */
  readonly what: Readonly<Record<string, unknown>>
  readonly execute: () => Answer
  readonly delivery: Delivery
}

interface CodedFault {
  readonly fault: FaultName
  /** Undefined: the fault's own code. */
  readonly refusal: Refusal | undefined
  readonly executed: "always" | "never" | "drawn"
}

/** Faults that answer with a code of their own; whether the request is executed all the same. */
const CODED: readonly CodedFault[] = [
  { fault: "maintenance", refusal: REFUSALS.unavailable, executed: "never" },
  { fault: "rate-limit", refusal: REFUSALS.tooManyRequests, executed: "never" },
  { fault: "unavailable", refusal: REFUSALS.unavailable, executed: "never" },
  { fault: "engine-upgrade", refusal: REFUSALS.engineUpgrade, executed: "never" },
  { fault: "50004-not-executed", refusal: REFUSALS.timeout, executed: "never" },
  { fault: "50004-executed", refusal: REFUSALS.timeout, executed: "always" },
  { fault: "50004", refusal: REFUSALS.timeout, executed: "drawn" },
  { fault: "system-error", refusal: REFUSALS.systemError, executed: "drawn" },
  { fault: "systems-busy", refusal: REFUSALS.systemsBusy, executed: "drawn" },
  { fault: "unknown-code", refusal: undefined, executed: "drawn" },
]

const UNKNOWN_MSG = "An error nobody has heard of."

export function serve(world: World, asked: Served): void {
  const { latency, nowMs } = world
  if (!latency.set) {
    enter(world, asked)
    return
  }
  const request = { ...asked, delivery: slowDelivery(world, asked) }
  const dueMs = latency.dueMs("requestMs", asked.uid, nowMs, asked.lane)
  if (dueMs > nowMs) world.scheduler.at(dueMs, () => enter(world, request))
  else enter(world, request)
}

/** Answers that are under way for a while. */
function slowDelivery(world: World, { delivery, uid, lane }: Served): Delivery {
  const later = (act: () => void): void => {
    const dueMs = world.latency.dueMs("answerMs", uid, world.nowMs, lane)
    if (dueMs > world.nowMs) world.scheduler.at(dueMs, act)
    else act()
  }
  return {
    answer: (answer) => later(() => delivery.answer(answer)),
    broken: (kind, answer) => later(() => delivery.broken(kind, answer)),
    nothing: () => delivery.nothing(),
  }
}

function enter(world: World, request: Served): void {
  if (!world.faults.anySet) {
    deliver(world, request, request.execute)
    return
  }
  const struck = striker(world, request)
  if (struck("silence") !== undefined || struck("lost-request") !== undefined) {
    note(world, "request-dropped", request.what)
    request.delivery.nothing()
    return
  }
  const late = struck("late-request")
  if (late !== undefined) {
    note(world, "request-delayed", { ...request.what, byMs: late.delayMs })
    world.scheduler.at(world.nowMs + late.delayMs, () => arrive(world, request))
    return
  }
  arrive(world, request)
}

function arrive(world: World, request: Served): void {
  const struck = striker(world, request)
  for (const { fault, refusal, executed } of CODED) {
    const strike = struck(fault)
    if (strike === undefined) continue
    const runs = executed === "always" || (executed === "drawn" && world.random.chance(0.5))
    if (runs) request.execute()
    const answer = refusal ?? refuse(strike.code, UNKNOWN_MSG)
    note(world, "reply-replaced", { ...request.what, fault, code: answer.code, executed: runs })
    request.delivery.answer(refusalAnswer(answer))
    return
  }
  if (struck("html-502") !== undefined) {
    const runs = world.random.chance(0.5)
    const answer = runs ? request.execute() : refusalAnswer(REFUSALS.unavailable)
    note(world, "reply-replaced", { ...request.what, fault: "html-502", executed: runs })
    request.delivery.broken("html-502", answer)
    return
  }
  executeAndReply(world, request)
}

function executeAndReply(world: World, request: Served): void {
  const struck = striker(world, request)
  const reshaped = (): Answer => reshape(world, request, request.execute())
  if (struck("lost-response") !== undefined) {
    note(world, "reply-lost", { ...request.what, code: reshaped().code })
    request.delivery.nothing()
    return
  }
  for (const kind of ["empty-body", "cut-json"] as const) {
    if (struck(kind) === undefined) continue
    const answer = reshaped()
    note(world, "reply-replaced", { ...request.what, fault: kind, executed: true })
    request.delivery.broken(kind, answer)
    return
  }
  const late = struck("slow-response") ?? struck("push-before-ack")
  if (late === undefined) {
    deliver(world, request, reshaped)
    return
  }
  const answer = reshaped()
  note(world, "reply-delayed", { ...request.what, byMs: late.delayMs })
  if (late.delayMs === 0) request.delivery.answer(answer)
  else world.scheduler.at(world.nowMs + late.delayMs, () => request.delivery.answer(answer))
}

/** On the real exchange either may come first; here the answer does unless push-before-ack is set. */
function deliver(world: World, request: Served, execute: () => Answer): void {
  const before = world.outgoing
  world.outgoing = []
  const answer = execute()
  const pushes = world.outgoing
  world.outgoing = before
  request.delivery.answer(answer)
  for (const push of pushes) world.outgoing.push(push)
}

function reshape(world: World, request: Served, answer: Answer): Answer {
  const struck = striker(world, request)
  const noteReplaced = (fault: FaultName, more: Readonly<Record<string, unknown>> = {}): void => {
    note(world, "reply-replaced", { ...request.what, fault, executed: true, ...more })
  }
  if (struck("no-data") !== undefined) {
    noteReplaced("no-data")
    return { ...answer, code: "0", msg: "", data: [] }
  }
  let { data } = answer
  if (data.length > 1 && request.write && struck("missing-batch-item") !== undefined) {
    const missing = world.random.integer(0, data.length - 1)
    noteReplaced("missing-batch-item", { item: missing })
    data = data.filter((_, at) => at !== missing)
  }
  if (data.length > 1 && request.write && struck("reordered-batch-items") !== undefined) {
    noteReplaced("reordered-batch-items")
    data = [...data].reverse()
  }
  const strange = data.some(isOrderRow) ? struck("unknown-state") : undefined
  if (strange !== undefined) {
    noteReplaced("unknown-state")
    data = data.map((row) => (isOrderRow(row) ? { ...row, state: strange.code } : row))
  }
  if (struck("extra-fields") === undefined) return { ...answer, data }
  noteReplaced("extra-fields")
  return { ...answer, data: data.map((row) => (isRecord(row) ? withExtraFields(row) : row)), extra: EXTRA_FIELDS }
}

/** Fields that no client can know, of every JSON type. */
export const EXTRA_FIELDS = {
  novelty: "1.5",
  noveltyCount: 7,
  noveltyFlag: true,
  noveltyDetail: { of: ["what", null], nobody: { knows: "" } },
} as const

export function withExtraFields(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { ...EXTRA_FIELDS, ...row }
}

function isOrderRow(row: unknown): row is Record<string, unknown> {
  return isRecord(row) && "state" in row && "ordType" in row
}

function striker(world: World, request: Served): (fault: FaultName) => Strike | undefined {
  return (fault) => world.faults.struck(fault, { uid: request.uid, nowMs: world.nowMs, write: request.write })
}

export function refusalAnswer(refusal: Refusal, timed = false): Answer {
  return { code: refusal.code, msg: refusal.msg, data: [], timed }
}

export function dataAnswer(data: readonly unknown[], timed = false): Answer {
  return { code: "0", msg: "", data, timed }
}
