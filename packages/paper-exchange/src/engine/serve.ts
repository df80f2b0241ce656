// One request through the exchange, with everything that can go wrong on the way: it may be lost, late, refused, executed
// without an answer, or answered brokenly (faults.ts). REST and WebSocket operations pass through here alike.

import type { FaultName } from "./faults.ts"
import { REFUSALS, type Refusal } from "./refusals.ts"
import { note, type World } from "./world.ts"

export interface Answer {
  readonly code: string
  readonly msg: string
  readonly data: readonly unknown[]
  /** Trade commands carry inTime and outTime. */
  readonly timed: boolean
}

export type BrokenReply = "html-502" | "empty-body" | "cut-json"

/** How answers get back to the caller. */
export interface Delivery {
  answer(answer: Answer): void
  broken(kind: BrokenReply, answer: Answer): void
  nothing(): void
}

export interface Served {
  readonly uid: string | undefined
  readonly write: boolean
  readonly what: Readonly<Record<string, unknown>>
  readonly execute: () => Answer
  readonly delivery: Delivery
}

const LATE_MS = 3_000
const PUSH_FIRST_MS = 100

/** Faults that answer with a code of their own; whether the request is executed all the same. */
const CODED: readonly { fault: FaultName; refusal: Refusal; executed: "always" | "never" | "drawn" }[] = [
  { fault: "rate-limit", refusal: REFUSALS.tooManyRequests, executed: "never" },
  { fault: "unavailable", refusal: REFUSALS.unavailable, executed: "never" },
  { fault: "50004-not-executed", refusal: REFUSALS.timeout, executed: "never" },
  { fault: "50004-executed", refusal: REFUSALS.timeout, executed: "always" },
  { fault: "50004", refusal: REFUSALS.timeout, executed: "drawn" },
  { fault: "system-error", refusal: REFUSALS.systemError, executed: "drawn" },
  { fault: "systems-busy", refusal: REFUSALS.systemsBusy, executed: "drawn" },
]

export function serve(world: World, request: Served): void {
  const strikes = striker(world, request)
  if (strikes("silence") || strikes("lost-request")) {
    note(world, "request-dropped", request.what)
    request.delivery.nothing()
    return
  }
  if (strikes("late-request")) {
    note(world, "request-delayed", { ...request.what, byMs: LATE_MS })
    world.scheduler.at(world.nowMs + LATE_MS, () => arrive(world, request))
    return
  }
  arrive(world, request)
}

function arrive(world: World, request: Served): void {
  const strikes = striker(world, request)
  for (const { fault, refusal, executed } of CODED) {
    if (!strikes(fault)) continue
    const runs = executed === "always" || (executed === "drawn" && world.random.chance(0.5))
    if (runs) request.execute()
    note(world, "reply-replaced", { ...request.what, fault, executed: runs })
    request.delivery.answer(refusalAnswer(refusal))
    return
  }
  if (strikes("html-502")) {
    const runs = world.random.chance(0.5)
    const answer = runs ? request.execute() : refusalAnswer(REFUSALS.unavailable)
    note(world, "reply-replaced", { ...request.what, fault: "html-502", executed: runs })
    request.delivery.broken("html-502", answer)
    return
  }
  executeAndReply(world, request)
}

function executeAndReply(world: World, request: Served): void {
  const strikes = striker(world, request)
  const before = world.outgoing.length
  const answer = reshape(world, request, request.execute())
  if (strikes("lost-response")) {
    note(world, "reply-lost", { ...request.what, code: answer.code })
    request.delivery.nothing()
    return
  }
  for (const kind of ["empty-body", "cut-json"] as const) {
    if (!strikes(kind)) continue
    note(world, "reply-replaced", { ...request.what, fault: kind, executed: true })
    request.delivery.broken(kind, answer)
    return
  }
  const lateMs = strikes("slow-response") ? LATE_MS : strikes("push-before-ack") ? PUSH_FIRST_MS : 0
  if (lateMs > 0) {
    world.scheduler.at(world.nowMs + lateMs, () => request.delivery.answer(answer))
    return
  }
  // On the real exchange either may come first; here the answer does unless push-before-ack is set.
  const pushes = world.outgoing.splice(before)
  request.delivery.answer(answer)
  for (const push of pushes) world.outgoing.push(push)
}

function reshape(world: World, request: Served, answer: Answer): Answer {
  const strikes = striker(world, request)
  if (strikes("no-data")) {
    note(world, "reply-replaced", { ...request.what, fault: "no-data", executed: true })
    return { ...answer, code: "0", msg: "", data: [] }
  }
  if (answer.data.length < 2) return answer
  let data = answer.data
  if (strikes("missing-batch-item")) {
    const missing = world.random.integer(0, data.length - 1)
    note(world, "reply-replaced", { ...request.what, fault: "missing-batch-item", item: missing, executed: true })
    data = data.filter((_, at) => at !== missing)
  }
  if (strikes("reordered-batch-items")) data = [...data].reverse()
  return { ...answer, data }
}

function striker(world: World, request: Served): (fault: FaultName) => boolean {
  return (fault) => world.faults.strikes(fault, { uid: request.uid, nowMs: world.nowMs, write: request.write })
}

export function refusalAnswer(refusal: Refusal, timed = false): Answer {
  return { code: refusal.code, msg: refusal.msg, data: [], timed }
}

export function dataAnswer(data: readonly unknown[], timed = false): Answer {
  return { code: "0", msg: "", data, timed }
}
