// What every listener of this bench looks like: it is told of orders, takes the flood in, and says what reached its user.

import type { MockAddress } from "../place/client.ts"

export interface Consumer extends AsyncDisposable {
  /** True: the pushes have to be of orders that it placed itself. */
  readonly placesItself: boolean
  /** True: it loses pushes, so it can only tell the end by a push that is marked. */
  readonly needsMark: boolean
  /** Makes so many orders ready, where it places them itself. */
  prepare(orders: number): Promise<void>
  /** From now on counts what reaches the user, and resolves once all of these pushes did, or the mark of the end. */
  consume(pushes: number): Promise<Consumed>
}

export interface Consumed {
  /** Pushes whose news reached the user. */
  readonly reached: number
  /** By the clock that all processes of a machine share. */
  readonly endedAtMs: number
}

export type OpenConsumer = (address: MockAddress) => Promise<Consumer>

export const END_MARK = "END"

export function sharedClockMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

/** Counts up to a number or to the mark. */
export class Count {
  readonly #done = Promise.withResolvers<Consumed>()
  readonly #wanted: number
  #reached = 0
  #isOver = false

  constructor(wanted: number) {
    this.#wanted = wanted
  }

  get done(): Promise<Consumed> {
    return this.#done.promise
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** One more push reached the user, about the order of this name. */
  add(clOrdId: string | undefined): void {
    if (clOrdId === END_MARK) this.#end()
    else if (++this.#reached === this.#wanted) this.#end()
  }

  #end(): void {
    this.#isOver = true
    this.#done.resolve({ reached: this.#reached, endedAtMs: sharedClockMs() })
  }
}
