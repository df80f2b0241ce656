// What every client of this bench looks like from its load: a call that places and resolves when the exchange has answered.

/** Where the mock is. */
export interface MockAddress {
  readonly url: string
  /** Without the last segment: "ws://127.0.0.1:1234/ws/v5". */
  readonly wsUrl: string
}

export interface PlacingClient extends AsyncDisposable {
  /** Orders in one call of place. */
  readonly ordersPerCall: number
  /** Resolves when each order of the call is answered; how each was. Rejects when the mock refused. */
  place(): Promise<Answered>
  /** Resolves when nothing is left to do in the background. */
  idle?(): Promise<void>
  /** Resolves when it knows of every order that it is over. */
  ended?(): Promise<void>
}

export interface Answered {
  /** Replies that were about another order. */
  readonly wrong: number
  /** Orders that were not answered within two seconds, or were told never to have left. */
  readonly lost: number
  /** performance.now() at which the reply's frame was there, where what follows it takes time. */
  readonly replyAt?: number
}

export const RIGHT: Answered = { wrong: 0, lost: 0 }

export function answered(isRight: boolean): Answered {
  return isRight ? RIGHT : { wrong: 1, lost: 0 }
}
