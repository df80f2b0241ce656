// What a client of the HTTP doors throws: a problem that the server told, or the lack of any answer. Both say what is true of the request.

import type { FieldError } from "./contract/check.ts"
import type { Problem } from "./contract/order-schemas.ts"

/** refused: nothing happened · accepted: it is done or under way · unknown: ask before you ask for it again. */
export type ProblemOutcome = Problem["outcome"]

/** `code` is a ProblemCode, or "unreachable", "timeout" or "answer-invalid" when the server did not get to say one. */
export class OmsProblem extends Error {
  readonly code: string
  /** HTTP status; 0 when there was no answer. */
  readonly status: number
  readonly outcome: ProblemOutcome
  readonly retryable: boolean
  readonly errors: readonly FieldError[]
  readonly orderId: string | undefined
  /** By this name the order can be looked up or asked for again, whatever became of the request. */
  readonly clientOrderId: string | undefined
  readonly problem: Problem | undefined
  /** True: what an earlier request of the same name was answered with, told again; nothing was checked or done now. */
  readonly replayed: boolean

  constructor(facts: {
    message: string
    code: string
    status: number
    outcome: ProblemOutcome
    retryable: boolean
    problem?: Problem | undefined
    clientOrderId?: string | undefined
    replayed?: boolean
    cause?: unknown
  }) {
    super(facts.message, { cause: facts.cause })
    this.name = "OmsProblem"
    this.code = facts.code
    this.status = facts.status
    this.outcome = facts.outcome
    this.retryable = facts.retryable
    this.errors = facts.problem?.errors ?? []
    this.orderId = facts.problem?.orderId
    this.clientOrderId = facts.clientOrderId
    this.problem = facts.problem
    this.replayed = facts.replayed ?? false
  }
}
