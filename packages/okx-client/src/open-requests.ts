// Requests on a socket that wait for their replies, under ids that count up from 1. All are given the same time, so the
// oldest is always the first to be overdue, and one timer serves them all. What a reply means, and what was asked, is
// known to whoever waits.

import type { Answer, Envelope } from "./envelope.ts"
import type { SocketLink } from "./socket-link.ts"
import type { Cancel, Timing } from "./timing.ts"

export interface OpenRequest {
  /** The operation; a reply that names another one is no answer. */
  readonly op: string
  /** The connection it was sent on. */
  readonly link: SocketLink
  /** Called once. */
  readonly settle: (answer: Answer) => void
}

interface Waiting extends OpenRequest {
  readonly id: string
  readonly overdueAtMs: number
}

export interface OpenRequestsOptions {
  /** Letters: every id is this and a number. */
  readonly name: string
  readonly timing: Timing
  readonly timeoutMs: number
}

export class OpenRequests {
  readonly #options: OpenRequestsOptions
  /** By the number in their id, oldest first: a number is found faster than a text that was never seen before. */
  readonly #waiting = new Map<number, Waiting>()
  #lastNumber = 0
  /** Set for the oldest of a while ago; by now it may be answered, and then the timer is set anew when it goes off. */
  #timer: Cancel | undefined

  constructor(options: OpenRequestsOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#waiting.size
  }

  /** The id of the request that is added next. */
  get nextId(): string {
    return `${this.#options.name}${this.#lastNumber + 1}`
  }

  /** Waits from now on, under the next id. */
  add({ op, link, settle }: OpenRequest): void {
    const { timing, timeoutMs } = this.#options
    const { nextId } = this
    const waiting = { id: nextId, op, link, settle, overdueAtMs: timing.monotonicMs() + timeoutMs }
    this.#waiting.set(++this.#lastNumber, waiting)
    this.#timer ??= timing.schedule(timeoutMs, () => this.#endOverdue())
  }

  /** True when a request of this id waited: it is answered now. A reply names the operation, an error only the id. */
  answer(id: string, op: string | undefined, envelope: Envelope): boolean {
    const number = Number(id.slice(this.#options.name.length))
    const waiting = this.#waiting.get(number)
    if (waiting === undefined || waiting.id !== id || (op !== undefined && op !== waiting.op)) return false
    this.#settle(number, waiting, { kind: "envelope", status: 200, envelope })
    return true
  }

  hasOn(link: SocketLink): boolean {
    for (const waiting of this.#waiting.values()) if (waiting.link === link) return true
    return false
  }

  /** The connection ended: what was sent on it and not answered may have arrived. */
  ended(link: SocketLink, detail: string): void {
    for (const [number, waiting] of this.#waiting) {
      if (waiting.link === link) this.#settle(number, waiting, lost("closed", detail))
    }
    if (this.#waiting.size > 0) return
    this.#timer?.()
    this.#timer = undefined
  }

  #endOverdue(): void {
    const { timing, timeoutMs } = this.#options
    this.#timer = undefined
    const nowMs = timing.monotonicMs()
    for (const [number, waiting] of this.#waiting) {
      if (waiting.overdueAtMs > nowMs) {
        this.#timer = timing.schedule(waiting.overdueAtMs - nowMs, () => this.#endOverdue())
        return
      }
      this.#settle(number, waiting, lost("timeout", `no reply within ${timeoutMs} ms`))
    }
  }

  #settle(number: number, { settle }: Waiting, answer: Answer): void {
    this.#waiting.delete(number)
    settle(answer)
  }
}

function lost(reason: "timeout" | "closed", detail: string): Answer {
  return { kind: "no-envelope", reason, status: undefined, detail }
}
