// The exchange as a scenario speaks of it: the market trades, a person acts on OKX's own page, faults are set by name, and what the exchange holds is looked at.

import type { AccountId, Order } from "@okx-oms/core"
import { Decimals, format } from "@okx-oms/core"
import type { FaultName } from "@okx-oms/paper-exchange"
import type { ExchangeHost, FaultOptions } from "./exchange-host.ts"
import type { AccountSetup } from "./generation.ts"

/** An order as the exchange has it. Decimal strings; filled in base or contracts. */
export interface ThereOrder {
  readonly ordId: string
  readonly clOrdId: string
  readonly tag: string
  readonly symbol: string
  readonly side: string
  readonly state: string
  readonly price: string
  readonly quantity: string
  readonly filled: string
  readonly cancelSource: string
}

const LONG_MS = 3_600_000

export class StageExchange {
  readonly host: ExchangeHost
  readonly #accounts: readonly AccountSetup[]

  constructor(host: ExchangeHost, accounts: readonly AccountSetup[]) {
    this.host = host
    this.#accounts = accounts
  }

  /** Milliseconds since 1970 by the exchange's clock. */
  get nowMs(): number {
    return this.host.exchangeMs
  }

  /** A trade of the world outside; `side` is the taker's. What resting orders of accounts got. */
  trade(trade: { symbol?: string; side: "buy" | "sell"; price: string; size: string }): string {
    return this.host.trade({ symbol: "BTC-USDT", ...trade })
  }

  /** Somebody trades with this order at its price: for all that is left, or for `size`. */
  fill(order: Order, size?: string): void {
    const there = this.find(order)
    if (there === undefined || there.price === "")
      throw new Error(`order ${order.orderId} does not rest at the exchange`)
    const left = format(Decimals.subtract(Decimals.decimal(there.quantity), Decimals.decimal(there.filled)))
    const side = order.side === "buy" ? "sell" : "buy"
    this.host.trade({ symbol: order.symbol, side, price: there.price, size: size ?? left })
  }

  /** Moves the market to this price without trading. */
  price(symbol: string, price: string): void {
    this.host.setPrice(symbol, price)
  }

  /** A person places an order on OKX's own page, in OKX's words: {instId, tdMode, side, ordType, px, sz}. The ordId. */
  placeOutside(order: Readonly<Record<string, string>>, account?: AccountId): string {
    const full = {
      instId: "BTC-USDT",
      tdMode: "cash",
      side: "buy",
      ordType: "limit",
      px: "89000",
      sz: "0.01",
      ...order,
    }
    const body = this.#told("POST /paper/orders/external", { account: this.#keyOf(account), order: full })
    return fieldOf(body, "ordId")
  }

  /** The exchange, or a person on its page, cancels an order of ours. Source: OKX's cancelSource. */
  cancelOutside(order: Order, cancelSource = "0"): void {
    const { ordId } = this.#there(order)
    this.#told("POST /paper/orders/cancel", { account: this.#keyOf(order.account), ordId, cancelSource })
  }

  /** The control door, for everything that has no word here: control("POST /paper/orders/amend", {...}). */
  control(route: string, body: Readonly<Record<string, unknown>> = {}): unknown {
    return this.#told(route, body)
  }

  /** From now on the exchange misbehaves so; see the fault table of packages/paper-exchange. */
  fault(fault: FaultName, options: FaultOptions = {}): void {
    this.host.setFault(fault, { forMs: LONG_MS, ...options })
  }

  heal(): void {
    this.host.clearFaults()
  }

  /** Only the exchange's time moves on, as if the process had been away; retention counts by it. */
  jump(byMs: number): void {
    this.#told("POST /paper/clock", { advanceMs: byMs })
  }

  /** The order as the exchange has it; undefined when it never had it or forgot it. */
  find(order: Pick<Order, "account" | "clOrdId" | "okxOrderId">): ThereOrder | undefined {
    return this.orders(order.account).find(
      ({ ordId, clOrdId }) => ordId === order.okxOrderId || (order.clOrdId !== undefined && clOrdId === order.clOrdId),
    )
  }

  /** Every order that the exchange still knows, in the order of their acceptance. */
  orders(account?: AccountId): readonly ThereOrder[] {
    const there = this.host.exchange.world.accountsByKey.get(this.#keyOf(account))
    return [...(there?.orders.values() ?? [])].map((order) => ({
      ordId: order.ordId,
      clOrdId: order.clOrdId,
      tag: order.tag,
      symbol: order.market.spec.instId,
      side: order.side,
      state: order.state,
      price: order.price === undefined ? "" : format(order.price),
      quantity: format(order.size),
      filled: format(order.filled),
      cancelSource: order.cancelSource,
    }))
  }

  open(account?: AccountId): readonly ThereOrder[] {
    return this.orders(account).filter(({ state }) => state === "live" || state === "partially_filled")
  }

  #there(order: Order): ThereOrder {
    const there = this.find(order)
    if (there === undefined) throw new Error(`the exchange does not have order ${order.orderId}`)
    return there
  }

  #keyOf(account: AccountId | undefined): string {
    const setup = account === undefined ? this.#accounts[0] : this.#accounts.find((each) => each.account === account)
    if (setup === undefined) throw new Error(`no account ${account} on this stage`)
    return setup.apiKey
  }

  #told(route: string, body: Readonly<Record<string, unknown>>): unknown {
    const reply = this.host.control(route, body)
    if (reply.status !== 200) throw new Error(`${route}: ${JSON.stringify(reply.body)}`)
    return reply.body
  }
}

function fieldOf(body: unknown, name: string): string {
  const value =
    typeof body === "object" && body !== null ? Object.entries(body).find(([key]) => key === name)?.[1] : undefined
  if (typeof value !== "string") throw new Error(`no ${name} in ${JSON.stringify(body)}`)
  return value
}
