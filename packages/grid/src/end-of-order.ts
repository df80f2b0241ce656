// How a cancelled order ended, read off its events: who asked for it and OKX's cancelSource. The order's row tells it in words for people only. It relies
// on the event history, which may lag the order by a moment: then it asks again, a few times.

import type { DeskOrder } from "./desk.ts"

/** What the events of a cancelled order say of its end. */
export type CancelFacts = Pick<DeskOrder, "cancelSource" | "cancelReason">

type EventFacts = Readonly<Record<string, unknown>>

const REMEMBERED_MAX = 10_000
const ASK_AGAIN_MS = 40
const ASKS_MAX = 25

export class CancelHistory {
  readonly #eventsOf: (orderId: string) => Promise<readonly EventFacts[]>
  /** Of orders that have ended, which no longer changes. */
  readonly #known = new Map<string, CancelFacts>()

  /** `eventsOf` gives the events of one order, oldest first. */
  constructor(eventsOf: (orderId: string) => Promise<readonly EventFacts[]>) {
    this.#eventsOf = eventsOf
  }

  /** Of an order that is cancelled. Without facts when the history does not show the end within about a second. */
  async facts(orderId: string): Promise<CancelFacts> {
    const known = this.#known.get(orderId)
    if (known !== undefined) return known
    for (let asks = 0; asks < ASKS_MAX; asks++) {
      const events = await this.#eventsOf(orderId)
      const end = events.findLast((event) => event.type === "OrderCancelled")
      if (end !== undefined) return this.#keep(orderId, end, events)
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS))
    }
    return {}
  }

  #keep(orderId: string, end: EventFacts, events: readonly EventFacts[]): CancelFacts {
    const request = events.findLast((event) => event.type === "CancelRequested")
    const cancelSource = textOf(end, "cancelSource")
    const cancelReason = textOf(request, "reason")
    const facts = {
      ...(cancelSource !== undefined && { cancelSource }),
      ...(cancelReason !== undefined && { cancelReason }),
    }
    if (this.#known.size >= REMEMBERED_MAX) this.#known.clear()
    this.#known.set(orderId, facts)
    return facts
  }
}

/** The field of an event, when it is text. */
export function textOf(event: EventFacts | undefined, field: string): string | undefined {
  const value = event?.[field]
  return typeof value === "string" ? value : undefined
}
