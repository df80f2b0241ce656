// Refusals as errors, for callers who would rather catch than look: the same fact, thrown. The manager itself answers values and throws none of these.

import type { OrderId } from "./ids.ts"
import { type Refusal, refusalSentence } from "./refusal.ts"

/** The request was refused with certainty: nothing of it was sent. `orderId` is there when the denied order is in the books. */
export class OrderRefused extends Error {
  readonly refusal: Refusal
  readonly orderId: string | undefined

  constructor(refusal: Refusal, orderId?: string) {
    super(refusalSentence(refusal))
    this.name = new.target.name
    this.refusal = refusal
    this.orderId = orderId
  }
}

/** No order is known by this id, of whatever age. */
export class OrderNotFound extends OrderRefused {
  readonly id: string

  constructor(refusal: Extract<Refusal, { code: "order-not-found" }>) {
    super(refusal)
    this.id = refusal.id
  }
}

/** A cancel or an amendment that the order, as it stands, does not allow. `state` is told where it is the reason; `advice` says what to do. */
export class ExecutionError extends OrderRefused {
  declare readonly orderId: string
  readonly state: string | undefined
  readonly advice: string

  constructor(refusal: ExecutionRefusal) {
    super(refusal, refusal.orderId)
    this.state = refusal.code === "order-closed" ? refusal.state : undefined
    this.advice = ADVICE[refusal.code]
    this.message = `${this.message} ${this.advice}`
  }
}

type ExecutionRefusal = Extract<
  Refusal,
  { code: "order-closed" | "order-not-ours" | "amend-nothing" | "amend-pending" | "amend-not-allowed" }
>

const ADVICE: { readonly [Code in ExecutionRefusal["code"]]: string } = {
  "order-closed": "Look at the order for how it ended; place a new one for anything more.",
  "order-not-ours": "Change it where it was placed.",
  "amend-nothing": "Give a price or a quantity that differs from the order's.",
  "amend-pending": "Follow the order's events for OrderAmended or AmendRefused, then ask again.",
  "amend-not-allowed": "Cancel the order and place another.",
}

/** The error that says the same as the refusal: OrderNotFound, ExecutionError, or OrderRefused for all that concerns a placement or the manager. */
export function errorOf(refusal: Refusal, orderId?: OrderId): OrderRefused {
  switch (refusal.code) {
    case "order-not-found":
      return new OrderNotFound(refusal)
    case "order-closed":
    case "order-not-ours":
    case "amend-nothing":
    case "amend-pending":
    case "amend-not-allowed":
      return new ExecutionError(refusal)
    default:
      return new OrderRefused(refusal, orderId)
  }
}
