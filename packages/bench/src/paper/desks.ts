// Who trades in this bench and what: accounts enough to rest ten thousand orders in each of two books (an account may have 500
// of one symbol), prices at which nothing trades, and how requests are signed. Shared by the engine's side and the wire's.

import { createHmac } from "node:crypto"
import type { AccountOptions, InstrumentOptions } from "@okx-oms/paper-exchange"

export const INSTRUMENTS = [
  { instId: "BTC-USDT", instIdCode: 3, tickSz: "0.1", lotSz: "0.00000001", minSz: "0.00001", startPrice: "91500" },
  { instId: "ETH-USDT", instIdCode: 40, tickSz: "0.01", lotSz: "0.000001", minSz: "0.0001", startPrice: "3050" },
] as const satisfies readonly InstrumentOptions[]

export interface Sizes {
  readonly accounts: number
  /** Orders that rest in each book, in all. */
  readonly restingPerBook: number
}

export function sizes(quick: boolean): Sizes {
  return quick ? { accounts: 2, restingPerBook: 80 } : { accounts: 25, restingPerBook: 10_000 }
}

export function accountsOf({ accounts }: Sizes): AccountOptions[] {
  return Array.from({ length: accounts }, (_, at) => ({
    ...keysOf(at),
    label: `desk ${at}`,
    balances: { USDT: "1000000000", BTC: "100000", ETH: "1000000" },
  }))
}

export interface Keys {
  readonly apiKey: string
  readonly secret: string
  readonly passphrase: string
}

export function keysOf(account: number): Keys {
  return { apiKey: `bench-key-${account}`, secret: `bench-secret-${account}`, passphrase: "bench-pass" }
}

/** The orders that one account lets rest, in batches of twenty of one symbol: half bids, half asks, on many prices. */
export function restingBatches(account: number, { accounts, restingPerBook }: Sizes): Record<string, unknown>[][] {
  const each = Math.floor(restingPerBook / accounts)
  return INSTRUMENTS.flatMap((_, book) => {
    const orders = Array.from({ length: each }, (_, at) => {
      const side = at % 2 === 0 ? "buy" : "sell"
      const serial = at * accounts + account
      return orderOf(book, side, 20 + (serial % 2_500), `rest${account}x${book}x${at}`)
    })
    const batches: Record<string, unknown>[][] = []
    for (let from = 0; from < orders.length; from += 20) batches.push(orders.slice(from, from + 20))
    return batches
  })
}

/** A limit order at `steps` ticks behind the market's best quotes, where nothing trades. */
export function orderOf(book: number, side: "buy" | "sell", steps: number, clOrdId: string): Record<string, unknown> {
  const btc = book === 0
  const tick = btc ? 0.1 : 0.01
  const start = btc ? 91_500 : 3_050
  const away = (steps + 10) * tick
  const px = (side === "buy" ? start - away : start + away).toFixed(btc ? 1 : 2)
  const { instIdCode } = INSTRUMENTS[btc ? 0 : 1]
  return { instIdCode, tdMode: "cash", side, ordType: "limit", px, sz: btc ? "0.001" : "0.01", clOrdId, tag: "bench" }
}

export function signature(secret: string, prehash: string): string {
  return createHmac("sha256", secret).update(prehash).digest("base64")
}

export function loginMessage({ apiKey, secret, passphrase }: Keys, nowMs: number): string {
  const timestamp = String(Math.floor(nowMs / 1_000))
  const sign = signature(secret, `${timestamp}GET/users/self/verify`)
  return JSON.stringify({ op: "login", args: [{ apiKey, passphrase, timestamp, sign }] })
}

export const LISTEN = JSON.stringify({ op: "subscribe", args: [{ channel: "orders", instType: "ANY" }] })
