// Everybody who asks something of the managers: each call and each answer is shown to the judge in the caller's own words. A caller whose process dies gets no
// answer, as over HTTP; it may ask the next life.

import {
  type AccountId,
  type ClientOrderId,
  format,
  intentOf,
  type Order,
  type OrderId,
  type PlaceOrder,
  type Price,
  type Quantity,
} from "@okx-oms/core"
import type { Answer, CancelFilter, OrderManager, Receipt } from "@okx-oms/trading"
import type { ClientCall } from "./observation.ts"
import type { World } from "./world.ts"

/** gone: the process died first, or none was there to ask. */
export type Outcome<Value> = { readonly kind: "answered"; readonly answer: Value } | { readonly kind: "gone" }

type Wish = Omit<ClientCall, "callId" | "account">

interface Told {
  readonly ok: boolean
  readonly orderId?: OrderId
  readonly state?: string
  readonly seq?: number
  readonly code?: string
}

export class Callers {
  readonly #world: World
  #calls = 0
  #open = 0

  constructor(world: World) {
    this.#world = world
  }

  /** Calls that wait for their answer in the present life. */
  get open(): number {
    return this.#open
  }

  place(account: AccountId, order: PlaceOrder): Promise<Outcome<Answer<Receipt>>> {
    const { clientOrderId } = order
    const wish: Wish = {
      operation: "place",
      ...(clientOrderId !== undefined && { clientOrderId }),
      body: intentOf(order),
    }
    return this.#call(account, wish, (manager) => manager.submitOrder(order), toldOfReceipt)
  }

  /** At most 20, answered each for itself. */
  async placeBatch(account: AccountId, orders: readonly PlaceOrder[]): Promise<Outcome<Answer<Receipt>>[]> {
    return Promise.all(orders.map((order) => this.place(account, order)))
  }

  cancel(account: AccountId, orderId: OrderId, reason?: string): Promise<Outcome<Answer<Receipt>>> {
    const wish: Wish = { operation: "cancel", orderId, body: `${orderId}|${reason ?? ""}` }
    return this.#call(account, wish, (manager) => manager.cancelOrder({ orderId }, reason), toldOfReceipt)
  }

  amend(
    account: AccountId,
    orderId: OrderId,
    change: { readonly price?: Price; readonly quantity?: Quantity },
  ): Promise<Outcome<Answer<Receipt>>> {
    const { price, quantity } = change
    const body = [orderId, price === undefined ? "" : format(price), quantity === undefined ? "" : format(quantity)]
    const wish: Wish = { operation: "amend", orderId, body: body.join("|") }
    return this.#call(account, wish, (manager) => manager.amendOrder({ orderId }, change), toldOfReceipt)
  }

  cancelAll(account: AccountId, filter: CancelFilter = {}): Promise<Outcome<readonly Answer<Receipt>[]>> {
    const wish: Wish = { operation: "cancel-all", body: JSON.stringify(filter) }
    const told = (answers: readonly Answer<Receipt>[]): Told => {
      const refused = answers.find(({ ok }) => !ok)
      return refused === undefined ? { ok: true } : toldOfReceipt(refused)
    }
    return this.#call(account, wish, (manager) => manager.cancelAll(filter), told)
  }

  look(
    account: AccountId,
    ref: { readonly orderId: OrderId } | { readonly clientOrderId: ClientOrderId },
  ): Promise<Outcome<Order | undefined>> {
    const named = "orderId" in ref ? { orderId: ref.orderId } : { clientOrderId: ref.clientOrderId }
    const wish: Wish = { operation: "get", ...named, body: JSON.stringify(ref) }
    const told = (order: Order | undefined): Told =>
      order === undefined
        ? { ok: false, code: "order-not-found" }
        : { ok: true, orderId: order.orderId, state: order.state, seq: order.seq }
    return this.#call(account, wish, (manager) => manager.getOrder(ref), told)
  }

  halt(
    account: AccountId,
    mode: "halt" | "reduce-only",
    reason: string,
  ): Promise<Outcome<Answer<{ readonly seq: number }>>> {
    const wish: Wish = { operation: "halt", body: `${mode}|${reason}` }
    return this.#call(account, wish, (manager) => manager.halt(mode, reason), toldOfSeq)
  }

  resume(account: AccountId, reason: string): Promise<Outcome<Answer<{ readonly seq: number }>>> {
    return this.#call(account, { operation: "resume", body: reason }, (manager) => manager.resume(reason), toldOfSeq)
  }

  async #call<Value>(
    account: AccountId,
    wish: Wish,
    ask: (manager: OrderManager) => Promise<Value>,
    told: (value: Value) => Told,
  ): Promise<Outcome<Value>> {
    const { generation, recorder } = this.#world
    const manager = generation?.manager(account)
    if (generation === undefined || manager === undefined) return { kind: "gone" }
    const callId = ++this.#calls
    recorder.observe({ kind: "called", call: { ...wish, callId, account } })
    this.#open++
    const settled = await this.#settled(ask(manager), generation.life)
    this.#open--
    if (settled === undefined) return { kind: "gone" }
    if (settled.ok) {
      recorder.observe({ kind: "answered", callId, account, ...told(settled.value) })
      return { kind: "answered", answer: settled.value }
    }
    const { error } = settled
    const code = error instanceof Error ? error.name : String(error)
    recorder.observe({ kind: "answered", callId, account, ok: false, code })
    return { kind: "gone" }
  }

  /** undefined: the process died before it answered. */
  #settled<Value>(
    asked: Promise<Value>,
    life: { readonly alive: boolean; leave(port: "answer"): boolean; onDeath(run: () => void): void },
  ): Promise<{ ok: true; value: Value } | { ok: false; error: unknown } | undefined> {
    return new Promise((resolve) => {
      life.onDeath(() => resolve(undefined))
      asked.then(
        (value) => resolve(life.leave("answer") ? { ok: true, value } : undefined),
        (error: unknown) => resolve(life.leave("answer") ? { ok: false, error } : undefined),
      )
    })
  }
}

function toldOfReceipt(answer: Answer<Receipt>): Told {
  if (answer.ok) {
    const { orderId, state, seq } = answer.value
    return { ok: true, orderId, state, seq }
  }
  const { refusal, orderId } = answer
  return { ok: false, code: refusal.code, ...(orderId !== undefined && { orderId }) }
}

function toldOfSeq(answer: Answer<{ readonly seq: number }>): Told {
  return answer.ok ? { ok: true, seq: answer.value.seq } : { ok: false, code: answer.refusal.code }
}
