// What waits for the next turn, in three lines: cancels and words on whether trading is open first, then what the exchange said, then everything else. Each line
// has a limit; what does not fit is refused at once with nothing half-done. Order within a line is kept.

import type { Command, Input, OrderId, Refusal } from "@okx-oms/core"

/** One thing to decide, and whom to tell. */
export interface Work {
  readonly input: Input
  /** Called after the turn is durable. */
  readonly done?: (result: WorkResult) => void
  /** Called instead when the manager stops before that is known. */
  readonly failed?: (error: Error) => void
}

export interface WorkResult {
  readonly refusal?: Refusal
  readonly replayOf?: OrderId
}

export interface InboxLimits {
  /** Commands waiting, those of the first line not counted. */
  readonly commands: number
  /** Cancels, halts and resumes waiting. */
  readonly cancels: number
  /** Messages of the exchange waiting. */
  readonly exchange: number
}

export const DEFAULT_INBOX_LIMITS: InboxLimits = { commands: 1_000, cancels: 4_000, exchange: 100_000 }

export class Inbox {
  readonly #limits: InboxLimits
  readonly #cancels: Work[] = []
  readonly #exchange: Work[] = []
  readonly #commands: Work[] = []

  constructor(limits: InboxLimits) {
    this.#limits = limits
  }

  /** False when the line is full: nothing was taken. */
  offerCommand(work: Work & { readonly input: Command }): boolean {
    const line = isUrgent(work.input) ? this.#cancels : this.#commands
    if (line.length >= this.limitOf(work.input)) return false
    line.push(work)
    return true
  }

  /** How many commands may wait in the line of this one. */
  limitOf(command: Command): number {
    return isUrgent(command) ? this.#limits.cancels : this.#limits.commands
  }

  /** False when the line is full: the message is lost and a reconciliation must find what it said. */
  offerFromExchange(work: Work): boolean {
    if (this.#exchange.length >= this.#limits.exchange) return false
    this.#exchange.push(work)
    return true
  }

  /** Before everything else: what the manager itself must do first at a start. */
  putFirst(work: Work): void {
    this.#cancels.unshift(work)
  }

  /** At most `count` of what waits, in order of the lines. */
  take(count: number): Work[] {
    const taken = this.#cancels.splice(0, count)
    for (const line of [this.#exchange, this.#commands]) {
      if (taken.length < count) taken.push(...line.splice(0, count - taken.length))
    }
    return taken
  }

  /** Empties every line, for a manager that stops. */
  drain(): Work[] {
    return this.take(Number.MAX_SAFE_INTEGER)
  }

  get length(): number {
    return this.#cancels.length + this.#exchange.length + this.#commands.length
  }

  get limits(): InboxLimits {
    return this.#limits
  }
}

/** A resume goes with the halts: in a line behind them it would undo one that was asked for after it. */
function isUrgent({ type }: Command): boolean {
  return type === "CancelOrder" || type === "HaltTrading" || type === "ResumeTrading"
}
