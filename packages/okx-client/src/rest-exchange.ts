// Carries one request of an endpoint to OKX and its answer back: signs, sets expTime and the demo header, measures, judges.
// Reads wait for their rate window and are repeated with back-off, within limits of count and time. Commands are sent
// once, never repeated and never delayed here: whoever sends them has taken the budget. Names of endpoints are rest.ts's.

import { type Backoff, backoffMs } from "./backoff.ts"
import { CODES } from "./code-table.ts"
import { type Answer, answerOf } from "./envelope.ts"
import type { ExchangeClock } from "./exchange-clock.ts"
import type { OkxRead } from "./okx-read.ts"
import { type AckRow, type AckTarget, type Operation, type Outcome, outcomesOf } from "./outcome.ts"
import type { RateKey, RateLimiter, ReadPriority } from "./rate-limit.ts"
import { type Credentials, Signer } from "./sign.ts"
import { pause, type Timing } from "./timing.ts"
import type { HttpTransport } from "./transport.ts"
import type { EncodedRequest, Endpoint } from "./wire/contract.ts"
import { MalformedRow } from "./wire/field.ts"
import { time } from "./wire/time.ts"
import { type WireExchange, wireOf } from "./wire-exchange.ts"

export interface RestLimits {
  /** One command, from sending to giving up. 100-30,000 ms. */
  readonly commandTimeoutMs: number
  /** One attempt of a read. 100-30,000 ms. */
  readonly readTimeoutMs: number
  /** A read with all its attempts and waits. */
  readonly readTotalMs: number
  /** Attempts of a read, the first included. */
  readonly readAttemptsMax: number
  readonly responseBytesMax: number
  /** Requests on their way at once; more are refused unsent. */
  readonly inFlightMax: number
  readonly backoff: Backoff
}

export const REST_LIMITS: RestLimits = {
  commandTimeoutMs: 5_000,
  readTimeoutMs: 5_000,
  readTotalMs: 15_000,
  readAttemptsMax: 4,
  responseBytesMax: 16 * 1024 * 1024,
  inFlightMax: 256,
  backoff: { baseMs: 200, maxMs: 3_000 },
}

/** What was seen of one attempt, for metrics and for judging how OKX is doing. */
export interface Seen {
  readonly endpoint: string
  readonly roundTripMs: number
  readonly status: number | undefined
  /** The envelope's code; undefined when there was no envelope. */
  readonly code: string | undefined
}

export interface RestOptions {
  readonly http: HttpTransport
  readonly timing: Timing
  readonly clock: ExchangeClock
  readonly limiter: RateLimiter
  /** Absent: only public endpoints can be asked. */
  readonly credentials?: Credentials
  readonly demo: boolean
  readonly limits?: Partial<RestLimits>
  readonly seen?: (seen: Seen) => void
}

export interface ReadCall<Request, Row> {
  readonly endpoint: Endpoint<Request, Row>
  readonly request: Request
  /** What the endpoint's rate rule counts apart; "" where it counts one. */
  readonly scope: string
  readonly priority: ReadPriority
  /** Default: the limit of all reads. 1 for what changes something. */
  readonly attemptsMax?: number
  /** All attempts and waits. Default: the limit of all reads. */
  readonly totalMs?: number
}

export interface CommandCall<Request, Ack extends AckRow> {
  readonly endpoint: Endpoint<Request, Ack>
  readonly request: Request
  readonly operation: Operation
  readonly targets: readonly AckTarget[]
  /** Exchange time in ms after which OKX must discard the request; cancels have none. */
  readonly expTimeMs?: number
}

export interface CommandResult<Ack> {
  /** One per order, in the order of the request. */
  readonly outcomes: readonly Outcome<Ack>[]
  readonly roundTripMs: number
  /** OKX's own times, microseconds since 1970. */
  readonly inTimeUs: number | undefined
  readonly outTimeUs: number | undefined
  /** What was said and what came back; undefined when nothing left. */
  readonly wire: WireExchange | undefined
}

const CLOCK_SAMPLES = 3

export class RestExchange {
  readonly #options: RestOptions
  readonly #limits: RestLimits
  readonly #signer: Signer | undefined
  #inFlight = 0
  #sync: Promise<boolean> | undefined
  #sample: Promise<boolean> = Promise.resolve(true)
  #nextSample: Promise<boolean> | undefined

  constructor(options: RestOptions) {
    this.#options = options
    this.#limits = { ...REST_LIMITS, ...options.limits }
    assertTimeout(this.#limits.commandTimeoutMs)
    assertTimeout(this.#limits.readTimeoutMs)
    this.#signer = options.credentials === undefined ? undefined : new Signer(options.credentials)
  }

  /** Sends once. The outcome of every order is in the result; nothing is thrown for what the network or OKX does. */
  async command<Request, Ack extends AckRow>(call: CommandCall<Request, Ack>): Promise<CommandResult<Ack>> {
    const { endpoint, operation, targets, expTimeMs } = call
    const encoded = endpoint.encode(call.request)
    const { answer, t0Ms, t1Ms } = await this.#ask(endpoint, encoded, {
      timeoutMs: this.#limits.commandTimeoutMs,
      expTimeMs,
    })
    const { method, path, query, body } = encoded
    const envelope = answer.kind === "envelope" ? answer.envelope : undefined
    return {
      outcomes: outcomesOf({ operation, targets, answer, decode: endpoint.decode }),
      roundTripMs: t1Ms - t0Ms,
      inTimeUs: envelope?.inTimeUs,
      outTimeUs: envelope?.outTimeUs,
      wire: wireOf(`${method} ${path}${query} ${body}`.trimEnd(), answer),
    }
  }

  /** Asks until there is a definite answer, at most readAttemptsMax times and readTotalMs long. */
  async read<Request, Row>(call: ReadCall<Request, Row>): Promise<OkxRead<Row>> {
    const { timing } = this.#options
    const deadlineMs = timing.monotonicMs() + (call.totalMs ?? this.#limits.readTotalMs)
    let failure: OkxRead<Row> & { kind: "failed" } = failed("never asked", 0)
    const attemptsMax = call.attemptsMax ?? this.#limits.readAttemptsMax
    for (let attempt = 1; attempt <= attemptsMax; attempt++) {
      if (attempt > 1) {
        const waitMs = backoffMs(this.#limits.backoff, attempt - 1, timing.random())
        if (timing.monotonicMs() + waitMs >= deadlineMs) return failure
        await pause(timing, waitMs)
      }
      if (!(await this.#takeWindow(call, deadlineMs)))
        return { ...failure, detail: `${failure.detail}; no rate budget left` }
      const result = await this.#readOnce(call, attempt, deadlineMs)
      if (result.kind !== "failed") return result
      failure = result
      if (result.code === "50102" && !(await this.syncClock())) return failure
    }
    return failure
  }

  /** Takes fresh samples of OKX's clock. True when at least one came. Calls at the same time share one sync. */
  syncClock(): Promise<boolean> {
    this.#sync ??= this.#takeSamples(CLOCK_SAMPLES).finally(() => {
      this.#sync = undefined
    })
    return this.#sync
  }

  /** Takes one sample that begins after this call. True when it came. Calls while one is under way share the next. */
  sampleClock(): Promise<boolean> {
    this.#nextSample ??= this.#sample.then(() => {
      if (this.#nextSample !== undefined) this.#sample = this.#nextSample
      this.#nextSample = undefined
      return this.#takeSamples(1)
    })
    return this.#nextSample
  }

  /** Asks until so many samples came, CLOCK_SAMPLES times at most. */
  async #takeSamples(wanted: number): Promise<boolean> {
    const { timing, clock } = this.#options
    const key = rateKey({ endpoint: time, request: undefined, scope: "", priority: "resolve" })
    let taken = 0
    for (let attempt = 0; attempt < CLOCK_SAMPLES && taken < wanted; attempt++) {
      const budget = this.#options.limiter.tryTake(key, 1, timing.monotonicMs())
      if (!budget.ok) await pause(timing, budget.retryAtMs - timing.monotonicMs())
      const timeoutMs = this.#limits.readTimeoutMs
      const { answer, t0Ms, t1Ms } = await this.#ask(time, time.encode(undefined), { timeoutMs })
      const rows =
        answer.kind === "envelope" && answer.status < 300 ? readRows(answer.envelope.data, time.decode).rows : []
      const serverMs = rows[0]?.ts
      if (serverMs === undefined) continue
      clock.observe({ t0Ms, t1Ms, serverMs })
      taken++
    }
    return taken > 0
  }

  async #takeWindow<Request, Row>(call: ReadCall<Request, Row>, deadlineMs: number): Promise<boolean> {
    const { limiter, timing } = this.#options
    const key = rateKey(call)
    for (;;) {
      const nowMs = timing.monotonicMs()
      const taken = limiter.tryTake(key, 1, nowMs)
      if (taken.ok) return true
      if (taken.retryAtMs >= deadlineMs) return false
      await pause(timing, Math.max(1, taken.retryAtMs - nowMs))
    }
  }

  async #readOnce<Request, Row>(
    call: ReadCall<Request, Row>,
    attempt: number,
    deadlineMs: number,
  ): Promise<OkxRead<Row>> {
    const { clock, limiter, timing } = this.#options
    const timeoutMs = Math.max(1, Math.min(this.#limits.readTimeoutMs, deadlineMs - timing.monotonicMs()))
    const begun = { begunMonoMs: timing.monotonicMs(), begunExchangeMs: clock.now(), attempts: attempt }
    const { answer } = await this.#ask(call.endpoint, call.endpoint.encode(call.request), { timeoutMs })
    if (answer.kind === "not-sent") return failed(`not sent: ${answer.detail}`, attempt)
    if (answer.kind === "no-envelope")
      return failed(`${answer.reason}: ${answer.detail}`, attempt, undefined, answer.status)
    const { status, envelope } = answer
    const { code, msg, data } = envelope
    const meaning = CODES.get(code)
    if (code === "0" && status >= 200 && status < 300)
      return { kind: "rows", ...readRows(data, call.endpoint.decode), ...begun }
    if (meaning?.codeClass === "RL") limiter.close(rateKey(call), 1, code, timing.monotonicMs())
    const final = code !== "50102" && status < 500 && meaning !== undefined && isFinal(meaning.codeClass)
    if (final)
      return { kind: "refused", code, codeClass: meaning.codeClass, message: msg, says: meaning.says, ...begun }
    return failed(meaning?.says ?? `OKX answered with code ${code}`, attempt, code, status)
  }

  async #ask<Request, Row>(
    endpoint: Endpoint<Request, Row>,
    encoded: EncodedRequest,
    options: { readonly timeoutMs: number; readonly expTimeMs?: number | undefined },
  ): Promise<{ readonly answer: Answer; readonly t0Ms: number; readonly t1Ms: number }> {
    const { timing, http } = this.#options
    const t0Ms = timing.monotonicMs()
    const headers = this.#headers(endpoint, encoded, options.expTimeMs)
    if (typeof headers === "string") return { answer: { kind: "not-sent", detail: headers }, t0Ms, t1Ms: t0Ms }
    this.#inFlight++
    const result = await http.request({
      method: encoded.method,
      target: encoded.path + encoded.query,
      headers,
      body: encoded.body,
      timeoutMs: options.timeoutMs,
      responseBytesMax: this.#limits.responseBytesMax,
    })
    this.#inFlight--
    const t1Ms = timing.monotonicMs()
    const answer = answerOf(result, (text) => this.#signer?.redact(text) ?? text)
    this.#options.seen?.({
      endpoint: endpoint.name,
      roundTripMs: t1Ms - t0Ms,
      status: answer.kind === "not-sent" ? undefined : answer.status,
      code: answer.kind === "envelope" ? answer.envelope.code : undefined,
    })
    return { answer, t0Ms, t1Ms }
  }

  /** The headers, or why the request must not leave. */
  #headers<Request, Row>(
    endpoint: Endpoint<Request, Row>,
    encoded: EncodedRequest,
    expTimeMs: number | undefined,
  ): Record<string, string> | string {
    if (this.#inFlight >= this.#limits.inFlightMax)
      return `${this.#limits.inFlightMax} requests are on their way already`
    const headers: Record<string, string> = { accept: "application/json" }
    if (encoded.body !== "") headers["content-type"] = "application/json"
    if (this.#options.demo) headers["x-simulated-trading"] = "1"
    if (!endpoint.signed) return headers
    const exchangeMs = this.#options.clock.now()
    if (exchangeMs === undefined) return "OKX's clock is not known yet"
    if (this.#signer === undefined) return "there is no API key"
    if (expTimeMs !== undefined) {
      if (expTimeMs <= exchangeMs) return "its deadline has passed"
      headers.expTime = String(Math.floor(expTimeMs))
    }
    return Object.assign(headers, this.#signer.headers(encoded, exchangeMs))
  }
}

function rateKey<Request, Row>(call: ReadCall<Request, Row>): RateKey {
  const { endpoint, scope, priority } = call
  return { kind: "read", endpoint: endpoint.name, rule: endpoint.rate, scope, priority }
}

function readRows<Row>(data: readonly unknown[], decode: (row: unknown) => Row) {
  const rows: Row[] = []
  const malformed: string[] = []
  for (const item of data) {
    try {
      rows.push(decode(item))
    } catch (error) {
      if (!(error instanceof MalformedRow)) throw error
      malformed.push(error.message)
    }
  }
  return { rows, malformed }
}

/** Asking again would bring the same answer. */
function isFinal(codeClass: string): boolean {
  return (
    codeClass === "REJ" || codeClass === "AUTH" || codeClass === "CFG" || codeClass === "NF" || codeClass === "DONE"
  )
}

function failed(detail: string, attempts: number, code?: string, status?: number) {
  return { kind: "failed", detail, code, status, attempts } as const
}

function assertTimeout(timeoutMs: number): void {
  if (!(timeoutMs >= 100 && timeoutMs <= 30_000))
    throw new RangeError(`a timeout is 100 to 30,000 ms, not ${timeoutMs}`)
}
