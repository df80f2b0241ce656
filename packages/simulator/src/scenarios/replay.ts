// Events and inputs that no OKX exchange sends, replayed through core alone: the books as a stage left them, and what follows from more. Nothing here waits and
// nothing is sent.

import assert from "node:assert/strict"
import {
  type AccountId,
  type AccountState,
  decide,
  type EventBody,
  emptyAccount,
  evolve,
  type Facts,
  type Input,
  type Millis,
  millis,
  type OmsEvent,
  type Order,
  type OrderId,
} from "@okx-oms/core"
import { LIMITS } from "../setups.ts"

export class Replay {
  readonly #state: AccountState
  readonly #account: AccountId
  #at: Millis
  #serials = 0

  constructor(account: AccountId, events: readonly OmsEvent[]) {
    this.#account = account
    this.#state = emptyAccount(account)
    for (const event of events) evolve(this.#state, event)
    this.#at = events.at(-1)?.at ?? millis(0)
  }

  /** It happened: folded, never refused. */
  happened(body: EventBody): void {
    this.#at = millis(this.#at + 1_000)
    const { seq } = this.#state
    evolve(this.#state, { ...body, version: 1, seq: seq + 1, at: this.#at, account: this.#account, cause: "history" })
  }

  /** It is told: what core decides happens. The types of the events. */
  told(input: Input): string[] {
    const { events } = decide(this.#state, input, this.#facts())
    for (const event of events) this.happened(event)
    return events.map(({ type }) => type)
  }

  order(orderId: OrderId): Order {
    return this.#state.orders.get(orderId) ?? assert.fail("it is in the books")
  }

  get openBreaks(): readonly string[] {
    return [...this.#state.breaks.values()].filter(({ resolvedAt }) => resolvedAt === undefined).map(({ kind }) => kind)
  }

  #facts(): Facts {
    return {
      now: this.#at,
      exchange: { at: this.#at, uncertaintyMs: 10 },
      visibilityMs: 2_000,
      instrument: () => undefined,
      lastPrice: () => undefined,
      balance: () => undefined,
      position: () => undefined,
      limits: () => LIMITS,
      serial: () => `9${String(++this.#serials).padStart(17, "0")}`,
    }
  }
}
