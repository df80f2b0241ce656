// OKX's order endpoints without an exchange behind them: whatever is placed is accepted, named after the client's id, and
// kept until it is ended. As cheap as it can be, so that the client is what is measured. It relies on the wires beside it.

import { isRecord } from "../peer.ts"
import { enveloped, firstPush, rowsOf } from "./answers.ts"
import type { HttpAsked } from "./http-wire.ts"
import { KEYS, ordIdOf, signature } from "./keys.ts"
import { COMMON_ORDER, orderPush, type PlacedOrder, type Told } from "./order-push.ts"

/** What the mock knows of a connection. */
export interface Peered {
  /** Hands over one text frame. */
  say(text: string): void
  /** Signatures are checked once per connection: a client that signs wrongly is found all the same. */
  trusted: boolean
}

/** at-once: an order's `live` follows its acknowledgement, as at OKX · held: it is pushed when the order is ended. */
export type PushMode = "at-once" | "held"

const PAGE = 100
const KNOWN_MAX = 100_000
/** Pushes of a flood that are written together. */
const BURST = 64

export class MockExchange {
  pushMode: PushMode = "held"
  placed = 0
  refused = 0
  pushed = 0
  readonly #open = new Map<string, PlacedOrder>()
  /** Of late, by OKX's id, open or not, and how each stands: for reads. */
  readonly #known = new Map<string, { readonly order: PlacedOrder; state: Told }>()
  readonly #listeners = new Set<Peered>()

  get open(): number {
    return this.#open.size
  }

  // ---- REST ----

  request(asked: HttpAsked, peer: Peered): { readonly status: number; readonly body: string } {
    const { method, target, headers, body } = asked
    const [path = "", query = ""] = target.split("?")
    if (method === "POST" && (path === "/api/v5/trade/order" || path === "/api/v5/trade/batch-orders")) {
      if (!peer.trusted && !isSigned(asked)) return this.#refuse(401, "50113", "Invalid Sign")
      peer.trusted = true
      const inTime = microseconds()
      const asks: unknown = JSON.parse(body)
      const acks = this.#place(Array.isArray(asks) ? asks : [asks])
        .map(ackOf)
        .join()
      return {
        status: 200,
        body: `{"code":"0","msg":"","data":[${acks}],"inTime":"${inTime}","outTime":"${microseconds()}"}`,
      }
    }
    if (headers.get("ok-access-key") !== undefined && !isSigned(asked))
      return this.#refuse(401, "50113", "Invalid Sign")
    if (path === "/api/v5/trade/orders-pending") return { status: 200, body: enveloped(this.#pending(query)) }
    if (path === "/api/v5/trade/order") return this.#order(query)
    return { status: 200, body: enveloped(rowsOf(path, query)) }
  }

  // ---- sockets ----

  message(text: string, peer: Peered): void {
    if (text === "ping") {
      peer.say("pong")
      return
    }
    const asked: unknown = JSON.parse(text)
    const { op, id, args } = isRecord(asked) ? asked : {}
    const list: readonly unknown[] = Array.isArray(args) ? args : []
    switch (op) {
      case "order":
      case "batch-orders": {
        const inTime = microseconds()
        const placed = this.#place(list)
        const acks = placed.map(ackOf).join()
        peer.say(
          `{"id":"${String(id)}","op":"${op}","code":"0","msg":"","data":[${acks}],"inTime":"${inTime}","outTime":"${microseconds()}"}`,
        )
        if (this.pushMode === "at-once") for (const order of placed) this.#tell(order, "live")
        return
      }
      case "login":
        this.#login(list[0], peer)
        return
      case "subscribe":
        for (const arg of list) this.#subscribe(isRecord(arg) ? arg : {}, id, peer)
        return
      default:
        peer.say('{"event":"error","code":"60012","msg":"Illegal request"}')
    }
  }

  gone(peer: Peered): void {
    this.#listeners.delete(peer)
  }

  // ---- what the benches ask for ----

  /** Ends every open order: its cancellation is pushed to whoever listens. */
  endAll(): number {
    const ended = this.#open.size
    for (const order of this.#open.values()) this.#tell(order, "canceled")
    return ended
  }

  /** Each open order's life in three pushes, as fast as the listeners take them; so many made-up orders where there are none. */
  async flood(madeUp: number, drained: () => Promise<void>): Promise<number> {
    const orders = this.#open.size > 0 ? [...this.#open.values()] : madeUpOrders(madeUp)
    let pushes = 0
    for (const order of orders) {
      for (const state of ["live", "partially_filled", "filled"] as const) this.#tell(order, state)
      pushes += 3
      if (pushes % (3 * BURST) === 0) await drained()
    }
    await drained()
    return pushes
  }

  /** A push about no order of anybody's, by which a client that drops pushes knows that nothing more comes. */
  endMark(): void {
    for (const order of madeUpOrders(1)) this.#tell({ ...order, clOrdId: "END" }, "live")
  }

  // ---- parts ----

  #place(asked: readonly unknown[]): readonly PlacedOrder[] {
    const orders = asked.map(orderFrom)
    for (const order of orders) {
      this.#open.set(order.clOrdId, order)
      this.#known.set(order.ordId, { order, state: "live" })
    }
    if (this.#known.size > KNOWN_MAX)
      for (const ordId of [...this.#known.keys()].slice(0, KNOWN_MAX / 2)) this.#known.delete(ordId)
    this.placed += orders.length
    return orders
  }

  /** The books change before the push leaves, whether or not anybody listens. */
  #tell(order: PlacedOrder, state: Told): void {
    const known = this.#known.get(order.ordId)
    if (known !== undefined) known.state = state
    if (state === "filled" || state === "canceled") this.#open.delete(order.clOrdId)
    if (this.#listeners.size === 0) return
    const text = orderPush(order, state, Date.now())
    for (const listener of this.#listeners) listener.say(text)
    this.pushed++
  }

  #login(arg: unknown, peer: Peered): void {
    const { apiKey, timestamp, sign } = isRecord(arg) ? arg : {}
    const right = apiKey === KEYS.apiKey && sign === signature(`${String(timestamp)}GET/users/self/verify`)
    if (!right) this.refused++
    peer.say(
      right
        ? '{"event":"login","code":"0","msg":"","connId":"a4d3ae55"}'
        : '{"event":"error","code":"60007","msg":"Invalid sign","connId":"a4d3ae55"}',
    )
  }

  #subscribe(arg: Readonly<Record<string, unknown>>, id: unknown, peer: Peered): void {
    if (arg.channel === "orders") this.#listeners.add(peer)
    peer.say(JSON.stringify({ ...(id !== undefined && { id }), event: "subscribe", arg, connId: "a4d3ae55" }))
    const first = firstPush(arg)
    if (first !== undefined) peer.say(first)
  }

  #refuse(status: number, code: string, msg: string): { readonly status: number; readonly body: string } {
    this.refused++
    return { status, body: JSON.stringify({ code, msg, data: [] }) }
  }

  /** The newest first, a hundred to a page. */
  #pending(query: string): readonly unknown[] {
    const after = new URLSearchParams(query).get("after")
    const newest = [...this.#open.values()].reverse()
    const from = after === null ? 0 : newest.findIndex(({ ordId }) => ordId === after) + 1
    return newest.slice(from, from + PAGE).map((order) => rowOf(order, this.#known.get(order.ordId)?.state ?? "live"))
  }

  #order(query: string): { readonly status: number; readonly body: string } {
    const asked = new URLSearchParams(query)
    const known = this.#known.get(asked.get("ordId") ?? ordIdOf(asked.get("clOrdId") ?? ""))
    if (known === undefined)
      return { status: 200, body: JSON.stringify({ code: "51603", msg: "Order does not exist", data: [] }) }
    return { status: 200, body: enveloped([rowOf(known.order, known.state)]) }
  }
}

function rowOf(order: PlacedOrder, state: Told): unknown {
  const push: { readonly data: readonly unknown[] } = JSON.parse(orderPush(order, state, Date.now()))
  return push.data[0]
}

function ackOf({ clOrdId, ordId, tag }: PlacedOrder): string {
  return `{"clOrdId":"${clOrdId}","ordId":"${ordId}","sCode":"0","sMsg":"Order placed","subCode":"","tag":"${tag}","ts":"${Date.now()}"}`
}

function orderFrom(order: unknown): PlacedOrder {
  const fields = isRecord(order) ? order : {}
  const text = (name: keyof typeof COMMON_ORDER): string => {
    const value = fields[name]
    return typeof value === "string" ? value : COMMON_ORDER[name]
  }
  const clOrdId = typeof fields.clOrdId === "string" ? fields.clOrdId : ""
  return {
    clOrdId,
    ordId: ordIdOf(clOrdId),
    instId: text("instId"),
    tag: text("tag"),
    side: text("side"),
    px: text("px"),
    sz: text("sz"),
  }
}

function madeUpOrders(count: number): PlacedOrder[] {
  return Array.from({ length: count }, (_, at) => {
    const clOrdId = String(500_000_000_000_000_000n + BigInt(at))
    return { ...COMMON_ORDER, clOrdId, ordId: ordIdOf(clOrdId) }
  })
}

function isSigned({ method, target, headers, body }: HttpAsked): boolean {
  const prehash = `${headers.get("ok-access-timestamp") ?? ""}${method}${target}${body}`
  return headers.get("ok-access-key") === KEYS.apiKey && headers.get("ok-access-sign") === signature(prehash)
}

function microseconds(): string {
  return `${Date.now()}000`
}
