// Requests on a socket that wait for their replies, by the id they were sent under. All are given the same time, so the
// oldest is always the first to be overdue, and one timer serves them all. What a reply means, and what was asked, is
// known to whoever waits.

import type { Answer } from "./envelope.ts"
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
  readonly overdueAtMs: number
}

export class OpenRequests {
  readonly #timing: Timing
  readonly #timeoutMs: number
  /** Oldest first. */
  readonly #byId = new Map<string, Waiting>()
  /** Set for the oldest of a while ago; by now it may be answered, and then the timer is set anew when it goes off. */
  #timer: Cancel | undefined

  constructor(timing: Timing, timeoutMs: number) {
    this.#timing = timing
    this.#timeoutMs = timeoutMs
  }

  get size(): number {
    return this.#byId.size
  }

  /** `nowMs`: monotonic time at which it is handed over. */
  add(id: string, { op, link, settle }: OpenRequest, nowMs: number): void {
    this.#byId.set(id, { op, link, settle, overdueAtMs: nowMs + this.#timeoutMs })
    this.#timer ??= this.#timing.schedule(this.#timeoutMs, () => this.#endOverdue())
  }

  /** The operation that waits for an answer under this id; undefined when none does. */
  opOf(id: string): string | undefined {
    return this.#byId.get(id)?.op
  }

  hasOn(link: SocketLink): boolean {
    for (const waiting of this.#byId.values()) if (waiting.link === link) return true
    return false
  }

  settle(id: string, answer: Answer): void {
    const waiting = this.#byId.get(id)
    if (waiting === undefined) return
    this.#byId.delete(id)
    waiting.settle(answer)
  }

  /** The connection ended: what was sent on it and not answered may have arrived. */
  ended(link: SocketLink, reason: string): void {
    for (const [id, waiting] of this.#byId) {
      if (waiting.link === link)
        this.settle(id, { kind: "no-envelope", reason: "closed", status: undefined, detail: reason })
    }
    if (this.#byId.size > 0) return
    this.#timer?.()
    this.#timer = undefined
  }

  #endOverdue(): void {
    this.#timer = undefined
    const nowMs = this.#timing.monotonicMs()
    const detail = `no reply within ${this.#timeoutMs} ms`
    for (const [id, { overdueAtMs }] of this.#byId) {
      if (overdueAtMs > nowMs) {
        this.#timer = this.#timing.schedule(overdueAtMs - nowMs, () => this.#endOverdue())
        return
      }
      this.settle(id, { kind: "no-envelope", reason: "timeout", status: undefined, detail })
    }
  }
}
