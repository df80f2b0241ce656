// What every gateway must do, as tests: each implementation of the ExchangeGateway port runs this suite on its own exchange, the real client on a paper one.
// It relies on node:test; what only one implementation has (sockets, rate windows, faults) is tested beside that one.

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import {
  Decimals,
  type ExchangeInput,
  type ExchangeOrder,
  format,
  later,
  type Millis,
  millis,
  type OrderId,
  orderIdsFrom,
  parsePrice,
  parseQuantity,
  requestIdFrom,
  type Symbol,
  serialOf,
  toQuantity,
} from "@okx-oms/core"
import type { ExchangeGateway, ExchangeRequest, Placement } from "../ports.ts"

export interface GatewayHarness extends AsyncDisposable {
  /** Not started yet. */
  readonly gateway: ExchangeGateway
  /** A live spot symbol in whose book an order at `restingPrice` rests. */
  readonly symbol: Symbol
  readonly restingPrice: string
  readonly quantity: string
  /** From now on what is sent arrives at the exchange more than 2.5 s later by the exchange's clock. */
  slowDown(): Promise<void>
  /** Lets time pass until it holds; throws after a limit. */
  until(holds: () => boolean): Promise<void>
}

type Create = () => Promise<GatewayHarness>
type Reply = Extract<ExchangeInput, { type: "PlaceReply" | "CancelReply" | "AmendReply" }>

/** Registers the suite. `create` makes a gateway on an empty exchange; it is disposed after each test. */
export function gatewayContract(name: string, create: Create): void {
  describe(`${name} as a gateway`, () => {
    describeStart(create)
    describePlacing(create)
    describeChanging(create)
    describeReads(create)
    describeConnection(create)
  })
}

let serials = 0

/** A started gateway with everything that it said. */
class Talk implements AsyncDisposable {
  readonly heard: ExchangeInput[] = []
  readonly harness: GatewayHarness
  readonly #epoch: number

  private constructor(harness: GatewayHarness, epoch: number) {
    this.harness = harness
    this.#epoch = epoch
  }

  static async start(create: Create): Promise<Talk> {
    const harness = await create()
    // An epoch of its own: exchanges may outlive a test, ids may not repeat.
    const talk = new Talk(harness, 1_600_000_000 + ++serials)
    try {
      await harness.gateway.start((input) => talk.heard.push(input))
      await harness.until(() => talk.heard.some(({ type }) => type === "FeedUp"))
    } catch (error) {
      await talk[Symbol.asyncDispose]()
      throw error
    }
    return talk
  }

  get now(): Millis {
    const time = this.harness.gateway.exchangeTime()
    assert.ok(time !== undefined, "the exchange's time is known after start")
    return time.at
  }

  serial(): string {
    return serialOf(this.#epoch, ++serials)
  }

  placement(change: Partial<Placement> = {}): Placement {
    const { symbol, restingPrice, quantity } = this.harness
    return {
      ...orderIdsFrom(this.serial()),
      symbol,
      side: "buy",
      orderType: "limit",
      tradeMode: "cash",
      reduceOnly: false,
      quantity: parseQuantity(quantity),
      unit: "base",
      price: parsePrice(restingPrice),
      tag: "contract",
      ...change,
    }
  }

  place(
    orders: readonly Placement[],
    expiresAt: Millis = later(this.now, 2_500),
  ): Extract<ExchangeRequest, { type: "place" }> {
    const transport = this.harness.gateway.transportFor(this.harness.symbol)
    const request = { type: "place", requestId: requestIdFrom(this.serial()), transport, expiresAt, orders } as const
    this.harness.gateway.send(request)
    return request
  }

  async reply(type: Reply["type"], orderId: OrderId): Promise<Reply> {
    const find = (): Reply | undefined =>
      this.heard.find((input): input is Reply => input.type === type && input.orderId === orderId)
    await this.harness.until(() => find() !== undefined)
    const found = find()
    assert.ok(found !== undefined)
    return found
  }

  async pushed(clOrdId: string, holds: (order: ExchangeOrder) => boolean): Promise<ExchangeOrder> {
    const find = (): ExchangeOrder | undefined =>
      this.heard
        .flatMap((input) => (input.type === "OrderReport" ? input.order : []))
        .find((order) => order.clOrdId === clOrdId && holds(order))
    await this.harness.until(() => find() !== undefined)
    const found = find()
    assert.ok(found !== undefined)
    return found
  }

  async nothingRests({ clOrdId, symbol }: Placement): Promise<void> {
    const { reads } = this.harness.gateway
    const [open, order] = [await reads.openOrders(), await reads.order({ symbol, clOrdId })]
    assert.ok(open.kind === "ok" && open.value.every((one) => one.clOrdId !== clOrdId))
    assert.deepEqual([order.kind, order.kind === "ok" && order.value], ["ok", undefined])
  }

  /** One order that rests, known by reply and push. */
  async resting(): Promise<Placement> {
    const placement = this.placement()
    this.place([placement])
    await this.reply("PlaceReply", placement.orderId)
    await this.pushed(placement.clOrdId, ({ state }) => state === "live")
    return placement
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.harness.gateway.close()
    await this.harness[Symbol.asyncDispose]()
  }
}

function describeStart(create: Create): void {
  test("started, so instruments, the exchange's time and the feed are there", async () => {
    await using talk = await Talk.start(create)
    const { gateway, symbol } = talk.harness
    assert.equal(gateway.instruments().get(symbol)?.state, "live")
    assert.ok((gateway.exchangeTime()?.uncertaintyMs ?? -1) >= 0)
    assert.equal(gateway.status().privateFeed, "up")
    assert.ok(await gateway.reads.confirmTime())
  })

  test("closed, so nothing is said any more but that a request was not sent", async () => {
    await using talk = await Talk.start(create)
    const placement = talk.placement()
    await talk.harness.gateway.close()
    const heard = talk.heard.length
    const transport = talk.harness.gateway.transportFor(placement.symbol)
    const requestId = requestIdFrom(talk.serial())
    talk.harness.gateway.send({
      type: "place",
      requestId,
      transport,
      expiresAt: millis(2_000_000_000_000),
      orders: [placement],
    })
    const { outcome } = await talk.reply("PlaceReply", placement.orderId)
    assert.equal(outcome.kind, "not-sent")
    assert.equal(talk.heard.length, heard + 1)
  })
}

function describePlacing(create: Create): void {
  test("an order is placed, so one reply of its own request, and a push that names it as ours", async () => {
    await using talk = await Talk.start(create)
    const placement = talk.placement()
    const request = talk.place([placement])
    const { outcome, requestId } = await talk.reply("PlaceReply", placement.orderId)
    assert.deepEqual([outcome.kind, requestId], ["accepted", request.requestId])
    const order = await talk.pushed(placement.clOrdId, () => true)
    assert.equal(outcome.kind === "accepted" && outcome.okxOrderId, order.okxOrderId)
    assert.deepEqual([order.state, order.tag, order.side, order.symbol], ["live", "contract", "buy", placement.symbol])
    assert.equal(format(order.quantity), format(placement.quantity))
    assert.equal(order.price && format(order.price), talk.harness.restingPrice)
  })

  test("three orders in one request, so a reply for each under the same request", async () => {
    await using talk = await Talk.start(create)
    const placements = [talk.placement(), talk.placement(), talk.placement()]
    const request = talk.place(placements)
    const replies = await Promise.all(placements.map(({ orderId }) => talk.reply("PlaceReply", orderId)))
    assert.deepEqual(
      replies.map(({ requestId }) => requestId),
      placements.map(() => request.requestId),
    )
    assert.deepEqual(new Set(replies.map(({ outcome }) => outcome.kind)), new Set(["accepted"]))
    assert.equal(talk.heard.filter(({ type }) => type === "PlaceReply").length, 3)
  })

  test("expTime is over when the request arrives, so refused for certain and nothing rests", async () => {
    await using talk = await Talk.start(create)
    await talk.harness.slowDown()
    const placement = talk.placement()
    talk.place([placement])
    const { outcome } = await talk.reply("PlaceReply", placement.orderId)
    assert.deepEqual([outcome.kind, outcome.kind === "refused" && outcome.retryable], ["refused", false])
    await talk.nothingRests(placement)
  })

  test("expTime is over before the request leaves, so not sent or refused, never in doubt, and nothing rests", async () => {
    await using talk = await Talk.start(create)
    const placement = talk.placement()
    talk.place([placement], later(talk.now, -5_000))
    const { outcome } = await talk.reply("PlaceReply", placement.orderId)
    // Whoever sees it first may say so: both are certain.
    assert.ok(outcome.kind === "not-sent" || (outcome.kind === "refused" && !outcome.retryable), outcome.kind)
    await talk.nothingRests(placement)
  })

  test("the gateway is closed while a placement is under way, so one reply, and it does not say that nothing was sent", async () => {
    await using talk = await Talk.start(create)
    const placement = talk.placement()
    talk.place([placement])
    await talk.harness.gateway.close()
    const { outcome } = await talk.reply("PlaceReply", placement.orderId)
    assert.ok(outcome.kind === "unknown" || outcome.kind === "accepted", outcome.kind)
    assert.equal(talk.heard.filter(({ type }) => type === "PlaceReply").length, 1)
  })
}

function describeChanging(create: Create): void {
  test("a resting order is cancelled, so the reply accepts and the push says canceled", async () => {
    await using talk = await Talk.start(create)
    const { orderId, clOrdId, symbol } = await talk.resting()
    talk.harness.gateway.send({
      type: "cancel",
      requestId: requestIdFrom(talk.serial()),
      target: { orderId, clOrdId, symbol },
    })
    assert.equal((await talk.reply("CancelReply", orderId)).outcome.kind, "accepted")
    assert.equal((await talk.pushed(clOrdId, ({ state }) => state !== "live")).state, "canceled")
  })

  test("an order that does not exist is cancelled, so refused and nothing else", async () => {
    await using talk = await Talk.start(create)
    const { orderId, clOrdId, symbol } = talk.placement()
    talk.harness.gateway.send({
      type: "cancel",
      requestId: requestIdFrom(talk.serial()),
      target: { orderId, clOrdId, symbol },
    })
    assert.equal((await talk.reply("CancelReply", orderId)).outcome.kind, "refused")
  })

  test("a resting order is amended, so the push carries the result under the request's id and the new quantity", async () => {
    await using talk = await Talk.start(create)
    const { orderId, clOrdId, symbol, quantity } = await talk.resting()
    const requestId = requestIdFrom(talk.serial())
    const doubled = toQuantity(Decimals.add(quantity, quantity))
    const transport = talk.harness.gateway.transportFor(symbol)
    const target = { orderId, clOrdId, symbol }
    talk.harness.gateway.send({
      type: "amend",
      requestId,
      transport,
      target,
      quantity: doubled,
      expiresAt: later(talk.now, 2_500),
    })
    assert.equal((await talk.reply("AmendReply", orderId)).outcome.kind, "accepted")
    const order = await talk.pushed(clOrdId, ({ amend }) => amend !== undefined)
    assert.deepEqual(
      [order.amend?.result, order.amend?.requestId, format(order.quantity)],
      ["done", requestId, format(doubled)],
    )
  })
}

function describeReads(create: Create): void {
  test("a resting order is read by our id, by OKX's and in the list, so the same order each time", async () => {
    await using talk = await Talk.start(create)
    const { clOrdId, symbol } = await talk.resting()
    const { reads } = talk.harness.gateway
    const before = talk.now
    const byOurs = await reads.order({ symbol, clOrdId })
    assert.ok(byOurs.kind === "ok" && byOurs.value !== undefined)
    assert.ok(Math.abs(byOurs.begunAt - before) < 5_000, "begunAt is exchange time")
    const { okxOrderId } = byOurs.value
    const byTheirs = await reads.order({ symbol, okxOrderId })
    assert.equal(byTheirs.kind === "ok" && byTheirs.value?.clOrdId, clOrdId)
    const open = await reads.openOrders()
    assert.ok(open.kind === "ok" && open.value.some((order) => order.okxOrderId === okxOrderId))
  })

  test("an id that was never placed is read, so it is answered that it does not exist", async () => {
    await using talk = await Talk.start(create)
    const { clOrdId, symbol } = talk.placement()
    const result = await talk.harness.gateway.reads.order({ symbol, clOrdId })
    assert.deepEqual([result.kind, result.kind === "ok" && result.value], ["ok", undefined])
  })

  test("a cancelled order, so it leaves the open ones", async () => {
    await using talk = await Talk.start(create)
    const { orderId, clOrdId, symbol } = await talk.resting()
    talk.harness.gateway.send({
      type: "cancel",
      requestId: requestIdFrom(talk.serial()),
      target: { orderId, clOrdId, symbol },
    })
    await talk.pushed(clOrdId, ({ state }) => state === "canceled")
    const open = await talk.harness.gateway.reads.openOrders()
    assert.ok(open.kind === "ok" && open.value.every((order) => order.clOrdId !== clOrdId))
    const order = await talk.harness.gateway.reads.order({ symbol, clOrdId })
    assert.equal(order.kind === "ok" && order.value?.state, "canceled")
  })

  test("bills are read since a time, so none is older and none comes twice, and the answer says when it was asked", async () => {
    await using talk = await Talk.start(create)
    const since = later(talk.now, -60_000)
    const bills = await talk.harness.gateway.reads.bills({ since })
    assert.ok(bills.kind === "ok" && Math.abs(bills.begunAt - talk.now) < 5_000)
    const ids = bills.value.map(({ billId }) => billId)
    assert.equal(new Set(ids).size, ids.length)
    assert.ok(bills.value.every(({ at, currency }) => at >= since && currency !== ""))
  })

  test("balances and positions are read, so they come with the exchange's time", async () => {
    await using talk = await Talk.start(create)
    const [balances, positions] = await Promise.all([
      talk.harness.gateway.reads.balances(),
      talk.harness.gateway.reads.positions(),
    ])
    assert.deepEqual([balances.kind, positions.kind], ["ok", "ok"])
    assert.ok(balances.kind === "ok" && balances.value.length > 0)
  })
}

function describeConnection(create: Create): void {
  test("the connection is replaced, so the feed is up again and tells of what is placed then", async () => {
    await using talk = await Talk.start(create)
    const { gateway, until } = talk.harness
    const ups = () => talk.heard.filter(({ type }) => type === "FeedUp").length
    gateway.reconnect("a test wants a new one")
    await until(() => ups() === 2)
    assert.equal(gateway.status().privateFeed, "up")
    assert.equal(talk.heard.filter(({ type }) => type === "FeedDown").length, 0)
    await talk.resting()
  })

  test("the dead-man's switch is armed and switched off, so it says when it would trigger and then nothing", async () => {
    await using talk = await Talk.start(create)
    const { gateway } = talk.harness
    const armed = await gateway.deadMan({ timeoutS: 60, tag: "contract" })
    assert.ok(armed.ok && armed.triggersAt !== undefined)
    const inMs = armed.triggersAt - talk.now
    assert.ok(inMs > 50_000 && inMs <= 61_000, `${inMs} ms`)
    const off = await gateway.deadMan({ timeoutS: 0, tag: "contract" })
    assert.ok(off.ok && off.triggersAt === undefined, JSON.stringify(off))
    assert.equal(gateway.troubled(), gateway.status().troubled)
  })
}
