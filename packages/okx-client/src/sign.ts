// Proves to OKX that a request is ours: HMAC-SHA256 over time, method, target and body. It relies on node:crypto and on
// an exchange time given by the caller. Only the requests listed here can be signed, so that no mistake elsewhere
// (a path from outside, a withdrawal) ever carries our signature. Source: okx-v5 reference, section 2.

import { createHmac, createSecretKey, type KeyObject } from "node:crypto"
import type { Secret } from "./secret.ts"

export interface Credentials {
  readonly apiKey: Secret
  readonly secretKey: Secret
  readonly passphrase: Secret
}

/** Every private request this client implements, and no other. A test keeps it equal to what wire/ declares. */
export const SIGNED_REQUESTS = [
  "POST /api/v5/trade/order",
  "POST /api/v5/trade/batch-orders",
  "POST /api/v5/trade/cancel-order",
  "POST /api/v5/trade/cancel-batch-orders",
  "POST /api/v5/trade/amend-order",
  "POST /api/v5/trade/amend-batch-orders",
  "POST /api/v5/trade/cancel-all-after",
  "GET /api/v5/trade/order",
  "GET /api/v5/trade/orders-pending",
  "GET /api/v5/trade/orders-history",
  "GET /api/v5/trade/orders-history-archive",
  "GET /api/v5/trade/fills",
  "GET /api/v5/trade/fills-history",
  "GET /api/v5/account/instruments",
  "GET /api/v5/account/config",
  "GET /api/v5/account/balance",
  "GET /api/v5/account/positions",
  "GET /api/v5/account/bills",
  "GET /api/v5/account/bills-archive",
  "GET /api/v5/account/trade-fee",
] as const

const SIGNED: ReadonlySet<string> = new Set(SIGNED_REQUESTS)
const LOGIN_TARGET = "/users/self/verify"

/** Something outside SIGNED_REQUESTS was about to be signed: a bug of ours. */
export class UnsignableRequest extends Error {
  constructor(method: string, path: string) {
    super(`refused to sign ${method} ${path}: not an endpoint this client implements`)
    this.name = "UnsignableRequest"
  }
}

export interface SignableRequest {
  readonly method: "GET" | "POST"
  /** Path without the query: "/api/v5/trade/order". */
  readonly path: string
  /** "" or "?a=b", byte for byte as sent. */
  readonly query: string
  /** "" or the JSON text, byte for byte as sent. */
  readonly body: string
}

export interface LoginArgs {
  readonly apiKey: string
  readonly passphrase: string
  readonly timestamp: string
  readonly sign: string
}

/** Signs for one API key. The key material is parsed once and kept as a KeyObject. */
export class Signer {
  readonly #credentials: Credentials
  readonly #key: KeyObject

  constructor(credentials: Credentials) {
    this.#credentials = credentials
    this.#key = createSecretKey(Buffer.from(credentials.secretKey.reveal(), "utf8"))
  }

  /** The four OK-ACCESS headers. `exchangeMs` is OKX's time; OKX refuses more than 30 s of difference (50102). Throws UnsignableRequest. */
  headers(request: SignableRequest, exchangeMs: number): Record<string, string> {
    if (!SIGNED.has(`${request.method} ${request.path}`)) throw new UnsignableRequest(request.method, request.path)
    const timestamp = new Date(exchangeMs).toISOString()
    return {
      "OK-ACCESS-KEY": this.#credentials.apiKey.reveal(),
      "OK-ACCESS-SIGN": this.#sign(timestamp + request.method + request.path + request.query + request.body),
      "OK-ACCESS-TIMESTAMP": timestamp,
      "OK-ACCESS-PASSPHRASE": this.#credentials.passphrase.reveal(),
    }
  }

  /** The argument of the WebSocket login, valid for 30 s after `exchangeMs`. */
  login(exchangeMs: number): LoginArgs {
    const timestamp = String(Math.floor(exchangeMs / 1000))
    return {
      apiKey: this.#credentials.apiKey.reveal(),
      passphrase: this.#credentials.passphrase.reveal(),
      timestamp,
      sign: this.#sign(`${timestamp}GET${LOGIN_TARGET}`),
    }
  }

  /** The text without our credentials: OKX echoes a frame that it does not understand (60012), a login included. */
  redact(text: string): string {
    const { apiKey, secretKey, passphrase } = this.#credentials
    let clean = text
    for (const secret of [apiKey, secretKey, passphrase]) {
      if (secret.reveal() !== "") clean = clean.replaceAll(secret.reveal(), String(secret))
    }
    return clean
  }

  #sign(text: string): string {
    return createHmac("sha256", this.#key).update(text).digest("base64")
  }
}
