// The order manager as a program uses it: openOms with its journal on disk, durability full. An order counts as answered when
// OKX's acknowledgement is durable and was published; the moment at which the reply's frame was there is told besides.

import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { decimal, type OmsEvent, type OrderId } from "@okx-oms/core"
import { UndiciTransport, WsTransport } from "@okx-oms/okx-client"
import { type Oms, openOms } from "@okx-oms/oms"
import { KEYS, ordIdOf, PRICE, SIZE, SYMBOL } from "../mock/keys.ts"
import { type Answered, answered, type MockAddress, type PlacingClient } from "./client.ts"

export interface OwnSettings {
  /** Orders in one frame or request at most. */
  readonly batchMax: number
  readonly symbol?: string
  /** Each order under an id of the caller's, by which it is never placed twice. */
  readonly named?: boolean
}

/** Wide enough that nothing waits: the mock has no limits. */
const TIMES_OKX = 100_000
const HOUR_MS = 3_600_000
const ENDED_POLL_MS = 5
const ENDED_LIMIT_MS = 60_000
const MUCH = decimal("1000000000000")

type FrameHandlers = Parameters<WsTransport["open"]>[1]

export interface OwnManager extends AsyncDisposable {
  readonly oms: Oms
  /** performance.now() at which the last reply to a request was there. */
  readonly lastReplyAt: () => number
  /** Called with each durable event, in sequence. */
  onEvent: (event: OmsEvent) => void
  /** Resolves when the index holds all that was journaled. */
  idle(): Promise<void>
  /** Resolves when no order is open. */
  ended(): Promise<void>
}

export async function openOwn(
  { url, wsUrl }: MockAddress,
  { batchMax, symbol = SYMBOL }: OwnSettings,
): Promise<OwnManager> {
  const directory = mkdtempSync(join(tmpdir(), "bench-oms-"))
  await using undo = new AsyncDisposableStack()
  undo.defer(() => rmSync(directory, { recursive: true, force: true }))
  let lastReplyAt = 0
  const ws = new WsTransport()
  const stamping = (handlers: FrameHandlers): FrameHandlers => ({
    ...handlers,
    opened: () => handlers.opened(),
    message: (text) => {
      if (text.startsWith('{"id"')) lastReplyAt = performance.now()
      handlers.message(text)
    },
    closed: (code, detail) => handlers.closed(code, detail),
  })
  const oms = await openOms({
    ...{ mode: "paper", directory, durability: "full", baseUrl: url, wsUrl, keys: KEYS, symbols: [symbol], batchMax },
    limits: {
      ...{ maxOrderNotional: MUCH, maxPositionNotional: MUCH, maxOpenOrders: 1_000_000, priceCollar: decimal("0.5") },
      lastPriceMaxAgeMs: HOUR_MS,
    },
    inbox: { commands: 100_000 },
    // Comparing the books has a bench of its own.
    reconcileEveryMs: HOUR_MS,
    onLoopback: {
      rateLimitsTimes: TIMES_OKX,
      transport: {
        http: new UndiciTransport({ origin: url, connectionsMax: 32 }),
        socket: { open: (to, handlers) => ws.open(to, stamping(handlers)) },
      },
    },
    onStopped: (why) => {
      throw new Error(`the manager stopped: ${why}`)
    },
  })
  undo.defer(() => oms.close())
  if (oms.status().durability !== "full") throw new Error("the journal is not as durable as it has to be")
  const kept = undo.move()
  const manager: OwnManager = {
    oms,
    lastReplyAt: () => lastReplyAt,
    onEvent: () => {},
    // A page of history waits for the index.
    idle: async () => void (await oms.getHistory({ limit: 1 })),
    ended: () => ended(oms),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
  void follow(manager)
  return manager
}

async function follow(manager: OwnManager): Promise<void> {
  for await (const published of manager.oms.subscribeEvents()) {
    if (published.type === "resync") throw new Error("the bench fell behind the events")
    manager.onEvent(published.event)
  }
}

async function ended(oms: Oms): Promise<void> {
  const limitAt = performance.now() + ENDED_LIMIT_MS
  for (;;) {
    const [first, ...more] = await oms.getActiveOrders()
    if (first === undefined) return
    if (performance.now() > limitAt) {
      const { orderId, state, doubt } = first
      const { ready, why, feedSuspicion } = oms.status()
      throw new Error(
        `${more.length + 1} orders are still open: ${JSON.stringify({ orderId, state, doubt, ready, why, feedSuspicion })}`,
      )
    }
    await pause(ENDED_POLL_MS)
  }
}

export async function ownClient(address: MockAddress, settings: OwnSettings): Promise<PlacingClient> {
  const manager = await openOwn(address, settings)
  const { oms } = manager
  const waiting = new Map<OrderId, (answer: Answered) => void>()
  manager.onEvent = (event) => {
    switch (event.type) {
      case "OrderAcknowledged": {
        const { orderId, okxOrderId } = event
        const isRight = okxOrderId === ordIdOf(orderId.slice(1))
        settle(orderId, { ...answered(isRight), replyAt: manager.lastReplyAt() })
        return
      }
      // More wait for their answers than a connection takes: it never left.
      case "OrderFailed":
        settle(event.orderId, { wrong: 0, lost: 1 })
        return
      case "OrderRejected":
      case "OrderInDoubt":
        throw new Error(`not placed: ${JSON.stringify(event)}`)
      default:
        return
    }
  }
  const settle = (orderId: OrderId, answer: Answered): void => {
    waiting.get(orderId)?.(answer)
    waiting.delete(orderId)
  }
  const { symbol = SYMBOL, named = false } = settings
  const order = { symbol, side: "buy", type: "limit", quantity: SIZE, price: PRICE } as const
  const run = `b${process.pid.toString(36)}`
  let serial = 0
  return {
    ordersPerCall: 1,
    async place() {
      const placed = await oms.placeOrder(named ? { ...order, clientOrderId: `${run}-${++serial}` } : order)
      if (!placed.ok) throw new Error(`refused: ${JSON.stringify(placed.refusal)}`)
      return new Promise((resolve) => waiting.set(placed.value.orderId, resolve))
    },
    idle: () => manager.idle(),
    ended: () => manager.ended(),
    [Symbol.asyncDispose]: () => manager[Symbol.asyncDispose](),
  }
}
