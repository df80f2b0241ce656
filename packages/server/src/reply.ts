// How doors answer: problems with their headers, answers of the manager within a time limit. It relies on the contract's problem.ts for
// every word and status; no route writes an error in another way.

import {
  type FieldError,
  type Problem,
  problemOfDoor,
  problemOfFields,
  problemOfRefusal,
  type ResultRow,
  receiptRow,
} from "@okx-oms/api"
import type { OrderId, Refusal } from "@okx-oms/core"
import type { Answer, Receipt } from "@okx-oms/trading"
import type { FastifyReply } from "fastify"
import type { OmsPort } from "./open-oms.ts"

/** A full inbox empties within moments; a manager that is not ready usually within a reconnect. */
const RETRY_AFTER_SECONDS = 1
/** The manager answers once an append is durable: milliseconds. After this long the caller is told that nobody knows yet. */
export const ANSWER_LIMIT_MS = 30_000

export const PROBLEM_TYPE = "application/problem+json; charset=utf-8"

/** Thrown by a route to answer with a problem; nothing else is done. */
export class ProblemReply extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail)
    this.name = "ProblemReply"
    this.problem = problem
  }
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  reply.problemCode = problem.code
  if (problem.status === 503) reply.header("retry-after", String(RETRY_AFTER_SECONDS))
  if (problem.status === 401) reply.header("www-authenticate", 'Bearer realm="okx-oms"')
  // The rest of an oversized body is not worth reading.
  if (problem.status === 413) reply.header("connection", "close")
  return reply.code(problem.status).type(PROBLEM_TYPE).send(JSON.stringify(problem))
}

export function refuseFields(
  errors: readonly FieldError[],
  code: "request-invalid" | "query-invalid" = "request-invalid",
): never {
  throw new ProblemReply(problemOfFields(errors, code))
}

export function refuse(refusal: Refusal, orderId?: OrderId): never {
  throw new ProblemReply(problemOfRefusal(refusal, orderId === undefined ? {} : { orderId }))
}

/** The value of an answer, or its refusal as a problem. */
export function accepted<Value>(answer: Answer<Value>): Value {
  if (!answer.ok) refuse(answer.refusal, answer.orderId)
  return answer.value
}

/** One answer of many. `prefix` names its place in the request. */
export function resultRow(answer: Answer<Receipt>, of: Pick<OmsPort, "account" | "mode">, prefix?: string): ResultRow {
  if (answer.ok) return { ok: true, replayed: answer.value.replayed, ...receiptRow(answer.value, of) }
  const orderId = answer.orderId === undefined ? {} : { orderId: answer.orderId }
  return {
    ok: false,
    problem: problemOfRefusal(answer.refusal, { ...orderId, ...(prefix !== undefined && { prefix }) }),
  }
}

/** The manager's answer, or after 30 s the problem that says that the outcome is unknown. The work itself goes on. */
export async function answered<Value>(work: Promise<Value>, limitMs = ANSWER_LIMIT_MS): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const detail = `The manager has not answered within ${limitMs / 1000} s. Look the order up before you ask again.`
      reject(new ProblemReply(problemOfDoor("answer-late", detail, { outcome: "unknown" })))
    }, limitMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
