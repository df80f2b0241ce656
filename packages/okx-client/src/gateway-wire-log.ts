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

/** One message as it is kept: of one form, since a placement makes two of them. */
interface Entry {
  readonly at: Millis
  readonly direction: WireMessage["direction"]
  readonly transport: WireMessage["transport"]
  readonly what: WireMessage["what"]
  /** Undefined for a push, whose row names its order. */
  readonly orderId: OrderId | undefined
  readonly requestId: RequestId | undefined
  /** Of a reply. */
  readonly roundTripMs: number | undefined
  readonly body: unknown
}

/** Messages kept; a placement is two of them. */
export const WIRE_MESSAGES_MAX = 4_000
/** Characters of a message that are shown. */
export const WIRE_TEXT_MAX = 4_096

export class WireLog implements WireMessages {
  readonly #wall: () => Millis
  readonly #ring: Entry[] = []
  #next = 0

  constructor(wall: () => Millis) {
    this.#wall = wall
  }

  /** When its answer is there, or given up on. */
  command({ what, transport, wire, roundTripMs, orders }: LoggedCommand): void {
    const at = this.#wall()
    const sentAt = millis(at - Math.round(roundTripMs))
    for (const { orderId, requestId } of orders) {
      const direction = "sent"
      this.#add({ at: sentAt, direction, transport, what, orderId, requestId, roundTripMs: undefined, body: wire.sent })
      this.#add({ at, direction: "received", transport, what, orderId, requestId, roundTripMs, body: wire.received })
    }
  }

  /** One row of the orders channel, as it came. */
  push(row: unknown): void {
    this.#add({
      at: this.#wall(),
      direction: "received",
      transport: "ws",
      what: "push",
      orderId: undefined,
      requestId: undefined,
      roundTripMs: undefined,
      body: row,
    })
  }

  of({ orderId, clOrdId, okxOrderId }: Parameters<WireMessages["of"]>[0]): readonly WireMessage[] {
    const ids: ReadonlySet<string | undefined> = new Set([orderId, clOrdId, okxOrderId])
    const oldestFirst = [...this.#ring.slice(this.#next), ...this.#ring.slice(0, this.#next)]
    const found = oldestFirst.filter((entry) => keysOf(entry).some((key) => ids.has(key)))
    return found.map(shown).sort((a, b) => a.at - b.at)
  }

  #add(entry: Entry): void {
    this.#ring[this.#next] = entry
    this.#next = (this.#next + 1) % WIRE_MESSAGES_MAX
  }
}

/** The ids under which a message is found. */
function keysOf({ orderId, body }: Entry): readonly string[] {
  if (orderId !== undefined) return [orderId]
  if (typeof body !== "object" || body === null) return []
  return [textOf(body, "clOrdId"), textOf(body, "ordId")].filter((key) => key !== "")
}

function shown({ at, direction, transport, what, requestId, roundTripMs, body }: Entry): WireMessage {
  const text = typeof body === "string" ? body : (JSON.stringify(body) ?? "")
  return {
    ...{ at, direction, transport, what },
    ...(requestId === undefined ? {} : { requestId }),
    ...(roundTripMs === undefined ? {} : { roundTripMs: Math.round(roundTripMs * 1000) / 1000 }),
    text: text.length > WIRE_TEXT_MAX ? `${text.slice(0, WIRE_TEXT_MAX)}…` : text,
  }
}

function textOf(row: object, field: string): string {
  const value: unknown = Reflect.get(row, field)
  return typeof value === "string" ? value : ""
}
