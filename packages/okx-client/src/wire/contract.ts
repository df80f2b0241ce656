// The form every endpoint, channel and operation of wire/ has. An endpoint knows how to ask and how to read one row of
// the answer; who sends it, signs it and judges its code is rest.ts and socket.ts. Each carries a small example in the
// shape OKX answers in, which the tests run through it.

import type { RateRule } from "../rate-rule.ts"

export interface EncodedRequest {
  readonly method: "GET" | "POST"
  readonly path: string
  /** "" or "?a=b". */
  readonly query: string
  /** "" or JSON text. */
  readonly body: string
}

export interface Endpoint<Request, Row> {
  readonly name: string
  /** The page of OKX's documentation. */
  readonly docs: string
  readonly method: "GET" | "POST"
  readonly path: string
  readonly signed: boolean
  readonly rate: RateRule
  encode(request: Request): EncodedRequest
  /** Reads one element of `data`. Throws MalformedRow. */
  decode(row: unknown): Row
  readonly example: { readonly request: Request; readonly encoded: string; readonly row: unknown }
}

/** What is subscribed to: {"channel":"orders","instType":"ANY"}. */
export interface ChannelArg {
  readonly channel: string
  readonly instType?: string
  readonly instId?: string
  readonly ccy?: string
  /** A JSON text inside the JSON, as OKX wants it. */
  readonly extraParams?: string
}

export interface Channel<Request, Row> {
  readonly name: string
  readonly docs: string
  /** Which of the three addresses serves it. */
  readonly address: "public" | "private" | "business"
  encode(request: Request): ChannelArg
  /** Reads one element of a push's `data`. Throws MalformedRow. */
  decode(row: unknown): Row
  readonly example: { readonly request: Request; readonly arg: ChannelArg; readonly row: unknown }
}

export interface TradeOp<Request, Ack> {
  readonly name: string
  readonly docs: string
  /** The operation's name in the frame. */
  readonly op: string
  /** The whole frame. `expTimeMs` is not sent for cancels, which OKX does not bound. */
  encode(request: Request, frame: { readonly id: string; readonly expTimeMs?: number | undefined }): string
  /** Reads one element of the reply's `data`. Throws MalformedRow. */
  decode(row: unknown): Ack
  readonly example: { readonly request: Request; readonly frame: string; readonly row: unknown }
}

export const DOCS = "https://www.okx.com/docs-v5/en/"
/** OKX takes at most this many orders in one batch of any kind (51111, 51406, 51501). */
export const BATCH_MAX = 20
/** Rows in one page of a list. */
export const PAGE_MAX = 100

export function get(path: string, query: string): EncodedRequest {
  return { method: "GET", path, query, body: "" }
}

export function post(path: string, body: object): EncodedRequest {
  return { method: "POST", path, query: "", body: JSON.stringify(body) }
}
