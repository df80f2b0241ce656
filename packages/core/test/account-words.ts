// What can happen to an account besides its orders, as events that make sense one after the other: epochs rise, a break is resolved after it was found, the baseline
// comes first. Which of them happens next is the caller's to say.

import { decimal } from "../src/decimal.ts"
import { breakIdFrom } from "../src/ids.ts"
import type { EventBody } from "../src/order-event.ts"
import { millis } from "../src/time.ts"

/** When something happens, and where its ids come from. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly at: number
  /** The next serial. */
  readonly draw: () => string
}

export class AccountWords {
  readonly #openBreaks: string[] = []
  #epoch = 0

  /** `size` chooses what happens. */
  next(what: number, size: number, { at, draw }: Moment): EventBody {
    const id = this.#openBreaks[0]
    switch (size % 9) {
      case 0:
        this.#epoch += 1 + size
        return { type: "EpochStarted", epoch: this.#epoch, tag: "oms" }
      case 1: {
        if (id === undefined) return { type: "TradingHalted", mode: "reduce-only", reason: "a limit" }
        this.#openBreaks.shift()
        return { type: "BreakResolved", breakId: breakIdFrom(id), resolution: "looked at" }
      }
      case 2: {
        const serial = draw()
        this.#openBreaks.push(serial)
        const said = {
          ours: "price",
          theirs: "1.50",
          evidence: "read",
          action: "waiting",
          kind: "missing-order",
        } as const
        return { type: "BreakFound", breakId: breakIdFrom(serial), ...said }
      }
      case 3:
        return { type: "TradingHalted", mode: "halt", reason: "a person" }
      case 4:
        return { type: "TradingResumed", reason: "a person" }
      case 5:
        return { type: "VisibilityWidened", because: "trouble", visibilityMs: 30_000, until: millis(at) }
      case 6: {
        const bill = { billId: draw(), currency: "USDT", change: decimal("-0.25"), kind: "funding" } as const
        return { type: "FundsMoved", ...bill, movedAt: millis(at) }
      }
      case 7: {
        const rest = { currency: "USDT", change: decimal("0.1") }
        return { type: "BooksRebased", breakId: breakIdFrom(draw()), ...rest }
      }
      default: {
        const balances = [{ currency: "USDT", amount: decimal("1000.5") }]
        if (this.#epoch === 0) return { type: "AccountBaseline", balances, positions: [] }
        const counts = { openHere: 1, openThere: 1, breaks: 0, tookMs: what }
        return { type: "ReconciliationCompleted", trigger: "interval", ...counts, fillsUpTo: millis(at) }
      }
    }
  }
}
