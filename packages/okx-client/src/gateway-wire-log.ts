// The newest messages about orders, as they were on the wire, for timelines. It keeps references and makes text only when somebody looks; a ring bounds it by
// count, and what is long is cut. Secrets stand in headers and in the login, neither of which comes here.

import { type Millis, millis, type OrderId, type RequestId } from "@okx-oms/core"
import type { WireMessage, WireMessages } from "@okx-oms/trading"
import type { WireExchange } from "./wire-exchange.ts"

export interface LoggedCommand {
  readonly what: "place" | "amend" | "cancel"
  readonly transport: "ws" | "rest"
  readonly wire: WireExchange
  readonly roundTripMs: number
  readonly orders: readonly { readonly orderId: OrderId; readonly requestId: RequestId }[]
}

interface Entry {
  readonly keys: readonly string[]
  readonly message: Omit<WireMessage, "text">
  readonly body: unknown
}

/** Messages kept; a placement is two of them. */
export const WIRE_MESSAGES_MAX = 4_000
/** Characters of a message that are shown. */
export const WIRE_TEXT_MAX = 4_096

export class WireLog implements WireMessages {
  readonly #wall: () => Millis
  readonly #ring: (Entry | undefined)[] = []
  #next = 0

  constructor(wall: () => Millis) {
    this.#wall = wall
  }

  /** When its answer is there, or given up on. */
  command({ what, transport, wire, roundTripMs, orders }: LoggedCommand): void {
    const at = this.#wall()
    const sentAt = millis(at - Math.round(roundTripMs))
    for (const { orderId, requestId } of orders) {
      const common = { transport, what, requestId } as const
      const keys = [orderId]
      this.#add({ keys, message: { at: sentAt, direction: "sent", ...common }, body: wire.sent })
      const received = {
        at,
        direction: "received",
        ...common,
        roundTripMs: Math.round(roundTripMs * 1000) / 1000,
      } as const
      this.#add({ keys, message: received, body: wire.received })
    }
  }

  /** One row of the orders channel, as it came. */
  push(row: unknown): void {
    const keys = typeof row === "object" && row !== null ? [textOf(row, "clOrdId"), textOf(row, "ordId")] : []
    const message = { at: this.#wall(), direction: "received", transport: "ws", what: "push" } as const
    this.#add({ keys: keys.filter((key) => key !== ""), message, body: row })
  }

  of({ orderId, clOrdId, okxOrderId }: Parameters<WireMessages["of"]>[0]): readonly WireMessage[] {
    const ids: ReadonlySet<string | undefined> = new Set([orderId, clOrdId, okxOrderId])
    const oldestFirst = [...this.#ring.slice(this.#next), ...this.#ring.slice(0, this.#next)]
    const found = oldestFirst.filter((entry) => entry?.keys.some((key) => ids.has(key)) === true)
    const messages = found.flatMap((entry) => (entry === undefined ? [] : [shown(entry)]))
    return messages.sort((a, b) => a.at - b.at)
  }

  #add(entry: Entry): void {
    this.#ring[this.#next] = entry
    this.#next = (this.#next + 1) % WIRE_MESSAGES_MAX
  }
}

function shown({ message, body }: Entry): WireMessage {
  const text = typeof body === "string" ? body : (JSON.stringify(body) ?? "")
  return { ...message, text: text.length > WIRE_TEXT_MAX ? `${text.slice(0, WIRE_TEXT_MAX)}…` : text }
}

function textOf(row: object, field: string): string {
  const value: unknown = Reflect.get(row, field)
  return typeof value === "string" ? value : ""
}
