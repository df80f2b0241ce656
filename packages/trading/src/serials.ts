// The Ids port as it really is: a 10-digit epoch and an 8-digit counter. The epoch is the exchange's second of this start and greater than every
// earlier one in the journal, so neither a restart nor a restored backup can draw a number twice.

import { COUNTER_MAX, type Millis, serialOf } from "@okx-oms/core"
import type { Ids } from "./ports.ts"

export class SerialSource implements Ids {
  readonly epoch: number
  #counter = 0

  constructor(epoch: number) {
    this.epoch = epoch
  }

  /** Throws RangeError after 100 million numbers of one start. */
  next(): string {
    if (this.#counter > COUNTER_MAX) throw new RangeError("the serials of this start are used up; restart the manager")
    return serialOf(this.epoch, this.#counter++)
  }
}

/** The epoch of a start: the exchange's second, or one more than the last when that is not greater. */
export function nextEpoch(lastEpoch: number, exchangeNow: Millis): number {
  return Math.max(lastEpoch + 1, Math.floor(exchangeNow / 1000))
}
