// The errors that core throws at its doors: values that are no price, no quantity, no symbol ... A refusal of an order is
// not an error but a value (refusal.ts); a broken invariant is neither and stops the process (invariant below).

/** The value of a field cannot be what the field needs. `field` is the path a user would recognise. */
export class InvalidValue extends Error {
  readonly field: string
  readonly value: string

  constructor(field: string, value: unknown, expected: string) {
    const shown =
      typeof value === "string" ? JSON.stringify(value.slice(0, 80)) : `a ${value === null ? "null" : typeof value}`
    super(`${field}: expected ${expected}, got ${shown}`)
    this.name = new.target.name
    this.field = field
    this.value = shown
  }
}

export class InvalidSymbol extends InvalidValue {}
export class InvalidPrice extends InvalidValue {}
export class InvalidQuantity extends InvalidValue {}
export class InvalidSide extends InvalidValue {}
export class InvalidOrderType extends InvalidValue {}
export class InvalidOrderStatus extends InvalidValue {}
export class InvalidAmount extends InvalidValue {}
export class InvalidIdentifier extends InvalidValue {}

/** An edge that the table of order-state.ts does not have. Never thrown for what the exchange says: only for our own mistakes. */
export class InvalidStateTransition extends Error {
  readonly from: string
  readonly to: string
  readonly orderId: string

  constructor(from: string, to: string, orderId: string) {
    super(`order ${orderId}: no transition from ${from} to ${to}`)
    this.name = "InvalidStateTransition"
    this.from = from
    this.to = to
    this.orderId = orderId
  }
}

/** The text of a state was written by another version of the program. The journal has everything that was in it. */
export class UnreadableState extends Error {
  constructor(message: string) {
    super(message)
    this.name = "UnreadableState"
  }
}

/** A bug of ours: what must hold does not. The process stops; the journal decides what was true. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant: ${message}`)
}

/** For the default branch of a finished switch: the compiler finds the forgotten case, the runtime an impossible value. */
export function unreachable(value: never): never {
  throw new Error(`Invariant: unexpected value ${JSON.stringify(value)}`)
}
