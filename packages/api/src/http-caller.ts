// One request over fetch: deadline, limited repetition of what may be repeated, and every way of failing told as an OmsProblem.
// It relies on the schemas to trust an answer; which addresses there are is client.ts's knowledge.

import type { Static, TSchema } from "typebox"
import { answerFaults } from "./contract/answer.ts"
import { type Problem, ProblemSchema } from "./contract/order-schemas.ts"
import { OmsProblem, type ProblemOutcome } from "./oms-problem.ts"

export interface CallOptions {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE"
  readonly path: string
  readonly body?: unknown
  readonly idempotencyKey?: string
  /** Asking twice does what asking once does: reads, cancels, and placements with their own id. */
  readonly repeatable: boolean
  /** The answer is text and no JSON. */
  readonly text?: boolean
}

export interface CallerOptions {
  readonly baseUrl: string
  /** Left out in a browser: there the session's cookie says who asks. */
  readonly token?: string
  /** Which account is meant; may be left out where the server has only one. */
  readonly account?: string
  /** For the whole answer of one attempt. Default 10,000. */
  readonly timeoutMs?: number
  /** Further attempts of a repeatable call after no answer, or a 429 or 503 that says retryable. Default 2. */
  readonly retries?: number
  /** For tests and other runtimes. */
  readonly fetch?: typeof fetch
}

const TIMEOUT_MS_DEFAULT = 10_000
const RETRIES_DEFAULT = 2
const RETRY_DELAY_MS = 200
const RETRY_DELAY_MS_MAX = 2_000

export class HttpCaller {
  readonly origin: string
  readonly fetch: typeof fetch
  readonly account: string | undefined
  readonly #token: string | undefined
  readonly #timeoutMs: number
  readonly #retries: number

  constructor(options: CallerOptions) {
    this.origin = new URL(options.baseUrl).origin
    // Called as a function of its own: a browser's fetch refuses to be anybody's method.
    this.fetch = options.fetch ?? ((input, init) => fetch(input, init))
    this.account = options.account
    this.#token = options.token
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS_DEFAULT
    this.#retries = options.retries ?? RETRIES_DEFAULT
  }

  headers(more: Record<string, string> = {}): Record<string, string> {
    return { ...(this.#token !== undefined && { authorization: `Bearer ${this.#token}` }), ...more }
  }

  /** The answer's body, checked against its schema. Throws OmsProblem for everything else. */
  async call<Schema extends TSchema>(
    schema: Schema,
    options: CallOptions,
  ): Promise<{ readonly value: Static<Schema>; readonly replayed: boolean }> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#attempt(schema, options)
      } catch (error) {
        const mayRepeat =
          options.repeatable && attempt < this.#retries && error instanceof OmsProblem && isPassing(error)
        if (!mayRepeat) throw error
        await delay(Math.min(RETRY_DELAY_MS_MAX, RETRY_DELAY_MS * 2 ** attempt))
      }
    }
  }

  async #attempt<Schema extends TSchema>(schema: Schema, options: CallOptions) {
    const response = await this.#request(options)
    const text = await this.#text(response, options)
    const body = options.text === true && response.ok ? text : parseJson(text)
    const replayed = response.headers.get("idempotency-replayed") === "true"
    if (!response.ok) throw problemFrom(response.status, body, { ...options, replayed })
    const [fault] = answerFaults(schema, body)
    if (fault !== undefined) {
      throw new OmsProblem({
        message: `${options.method} ${options.path}: the answer is not of the expected form (${fault})`,
        code: "answer-invalid",
        status: response.status,
        outcome: options.method === "GET" ? "refused" : "accepted",
        retryable: false,
        clientOrderId: options.idempotencyKey,
      })
    }
    return { value: body as Static<Schema>, replayed }
  }

  async #request({ method, path, body, idempotencyKey }: CallOptions): Promise<Response> {
    const headers = this.headers({
      accept: "application/json",
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(idempotencyKey !== undefined && { "idempotency-key": idempotencyKey }),
    })
    try {
      return await this.fetch(this.origin + path, {
        method,
        headers,
        redirect: "error",
        signal: AbortSignal.timeout(this.#timeoutMs),
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
    } catch (error) {
      throw faultOf(error, { method, path, idempotencyKey })
    }
  }

  async #text(response: Response, { method, path, idempotencyKey }: CallOptions): Promise<string> {
    try {
      return await response.text()
    } catch (error) {
      throw faultOf(error, { method, path, idempotencyKey })
    }
  }
}

export async function delay(ms: number): Promise<void> {
  await new Promise<void>((resolve) => setTimeout(resolve, ms))
}

function isPassing(problem: OmsProblem): boolean {
  return problem.status === 0 || ([429, 503].includes(problem.status) && problem.retryable)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function problemFrom(
  status: number,
  body: unknown,
  { method, path, idempotencyKey: clientOrderId, replayed }: CallOptions & { readonly replayed: boolean },
): OmsProblem {
  if (answerFaults(ProblemSchema, body).length === 0) {
    const problem = body as Problem
    const { code, detail, outcome, retryable } = problem
    return new OmsProblem({ message: detail, code, status, outcome, retryable, problem, clientOrderId, replayed })
  }
  // Something else than our server answered: a 4xx of its own did nothing, of anything else nobody knows.
  const outcome: ProblemOutcome = method === "GET" || status < 500 ? "refused" : "unknown"
  const message = `${method} ${path}: HTTP ${status} without a problem document`
  return new OmsProblem({ message, code: "answer-invalid", status, outcome, retryable: false, clientOrderId })
}

function faultOf(
  error: unknown,
  { method, path, idempotencyKey }: { method: string; path: string; idempotencyKey?: string | undefined },
): OmsProblem {
  const timedOut = error instanceof Error && error.name === "TimeoutError"
  // Nobody listens there: the one network fault that proves that nothing arrived.
  const provenUnsent = causeCode(error) === "ECONNREFUSED"
  const outcome: ProblemOutcome = method === "GET" || provenUnsent ? "refused" : "unknown"
  const what = timedOut ? "no answer in time" : provenUnsent ? "nobody listens there" : "the connection failed"
  return new OmsProblem({
    message: `${method} ${path}: ${what}`,
    code: timedOut ? "timeout" : "unreachable",
    status: 0,
    outcome,
    retryable: true,
    clientOrderId: idempotencyKey,
    cause: error,
  })
}

function causeCode(error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined
  return typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined
}
