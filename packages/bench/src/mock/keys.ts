// What clients need to know of the mock: its one key, the instruments, and the ids by which a wrong reply is told.

import { createHmac, createSecretKey } from "node:crypto"

export const KEYS = { apiKey: "bench-key", secretKey: "bench-secret", passphrase: "bench-pass" } as const

/** Known to sockets by its code. */
export const SYMBOL = "BTC-USDT"
/** Has no code for sockets, so a client that needs one places it over REST. */
export const REST_SYMBOL = "ETH-USDT"
export const PRICE = "65123.1"
export const SIZE = "0.00012346"
/** Of every order of these benches: half of SIZE, so that two fills make it whole. */
export const HALF = "0.00006173"

/** The mock names an order after the client's own id of 18 digits: a reply to another order is seen by its name. */
export function ordIdOf(clOrdId: string): string {
  return `7${clOrdId}`
}

/** Eighteen digits, different in each process and at each call. */
export class ClOrdIds {
  readonly #prefix = 100_000_000n + BigInt(process.pid % 100_000_000)
  #serial = 0n

  next(): string {
    return String(this.#prefix * 1_000_000_000n + ++this.#serial)
  }
}

const SECRET = createSecretKey(Buffer.from(KEYS.secretKey))

export function signature(prehash: string): string {
  return createHmac("sha256", SECRET).update(prehash).digest("base64")
}
