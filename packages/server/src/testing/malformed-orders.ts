// Every way to get an order wrong, with the answer that it gets: asked of the doors over a manager in memory and of the whole server alike. The
// instruments of both have steps and minimums that these numbers miss.

import { ORDER } from "./open-door.ts"

export interface Mistake {
  readonly name: string
  readonly body?: unknown
  readonly text?: string
  readonly headers?: Record<string, string | undefined>
  readonly status: number
  readonly code: string
  readonly path?: string
  /** What the person reads must contain this. */
  readonly says: RegExp
}

const WITHOUT_PRICE = { symbol: "BTC-USDT", side: "buy", type: "limit", quantity: "0.5" } as const
const field = (path: string, says: RegExp) => ({ status: 422, code: "request-invalid", path, says })

export const MISTAKES: readonly Mistake[] = [
  {
    name: "quantity as a JSON number",
    body: { ...ORDER, quantity: 0.5 },
    ...field("quantity", /decimal string such as "0.5"/),
  },
  {
    name: "price as a JSON number",
    body: { ...ORDER, price: 30000 },
    ...field("price", /decimal string such as "30000"/),
  },
  { name: "quantity NaN as text", body: { ...ORDER, quantity: "NaN" }, ...field("quantity", /"NaN"/) },
  { name: "price Infinity as text", body: { ...ORDER, price: "Infinity" }, ...field("price", /"Infinity"/) },
  {
    name: "NaN in the JSON itself",
    text: '{"symbol":"BTC-USDT","quantity":NaN}',
    status: 400,
    code: "json-invalid",
    says: /"quantity":NaN/,
  },
  { name: "a negative quantity", body: { ...ORDER, quantity: "-1" }, ...field("quantity", /above zero/) },
  { name: "a zero quantity", body: { ...ORDER, quantity: "0.000" }, ...field("quantity", /above zero/) },
  { name: "a negative price", body: { ...ORDER, price: "-0.1" }, ...field("price", /above zero/) },
  { name: "an exponent", body: { ...ORDER, quantity: "1e3" }, ...field("quantity", /plain decimal/) },
  { name: "a thousands separator", body: { ...ORDER, price: "30,000" }, ...field("price", /plain decimal/) },
  { name: "a blank around the number", body: { ...ORDER, price: " 30000" }, ...field("price", /plain decimal/) },
  {
    name: "more digits than any exchange takes",
    body: { ...ORDER, price: `0.${"1".repeat(80)}` },
    ...field("price", /at most 64/),
  },
  { name: "null as price", body: { ...ORDER, price: null }, ...field("price", /a null/) },
  { name: "no side", body: { ...ORDER, side: undefined }, ...field("side", /side is required/) },
  { name: "a side in capitals", body: { ...ORDER, side: "BUY" }, ...field("side", /buy or sell/) },
  { name: "an unknown type", body: { ...ORDER, type: "stop" }, ...field("type", /limit, market, post_only, ioc, fok/) },
  { name: "a symbol that is none", body: { ...ORDER, symbol: "btc/usdt" }, ...field("symbol", /BTC-USDT/) },
  { name: "an unknown field", body: { ...ORDER, qty: "1" }, ...field("qty", /unknown field.*quantity/) },
  {
    name: "__proto__ as a field",
    text: '{"symbol":"BTC-USDT","side":"buy","type":"market","quantity":"1","__proto__":{}}',
    ...field("__proto__", /unknown field/),
  },
  { name: "reduceOnly as text", body: { ...ORDER, reduceOnly: "yes" }, ...field("reduceOnly", /true or false/) },
  { name: "a time limit of nothing", body: { ...ORDER, timeLimitMs: 0 }, ...field("timeLimitMs", /1000 to/) },
  {
    name: "a client order id with a blank",
    body: { ...ORDER, clientOrderId: "a b" },
    ...field("clientOrderId", /1 to 64/),
  },
  { name: "a list in place of an order", body: [ORDER], ...field("", /as a JSON object, got an array/) },
  { name: "no body at all", headers: { "content-type": "application/json" }, ...field("", /got nothing/) },
  { name: "cut-off JSON", text: '{"symbol":"BTC-USDT"', status: 400, code: "json-invalid", says: /not valid JSON/ },
  {
    name: "a form in place of JSON",
    text: "symbol=BTC-USDT",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    status: 415,
    code: "media-type-unsupported",
    says: /application\/json/,
  },
  {
    name: "JSON said to be text",
    text: JSON.stringify(ORDER),
    headers: { "content-type": "text/plain" },
    status: 415,
    code: "media-type-unsupported",
    says: /application\/json/,
  },
  {
    name: "a body of 1 MB",
    text: JSON.stringify({ ...ORDER, strategy: "x".repeat(1024 * 1024) }),
    status: 413,
    code: "body-too-large",
    says: /65536/,
  },
  {
    name: "a price off the tick",
    body: { ...ORDER, price: "29999.95" },
    status: 422,
    code: "price-off-tick",
    path: "price",
    says: /tick size 0.1/,
  },
  {
    name: "a quantity off the lot",
    body: { ...ORDER, quantity: "0.500000001" },
    status: 422,
    code: "quantity-off-lot",
    path: "quantity",
    says: /lot size 0\.0000/,
  },
  {
    name: "a quantity below the minimum",
    body: { ...ORDER, quantity: "0.000001" },
    status: 422,
    code: "quantity-below-minimum",
    path: "quantity",
    says: /below the minimum 0\.0/,
  },
  {
    name: "a symbol that does not exist",
    body: { ...ORDER, symbol: "NOPE-USDT" },
    status: 422,
    code: "instrument-unknown",
    path: "symbol",
    says: /NOPE-USDT/,
  },
  {
    name: "a limit order without price",
    body: WITHOUT_PRICE,
    status: 422,
    code: "price-missing",
    path: "price",
    says: /needs a price/,
  },
  {
    name: "a market order with price",
    body: { ...ORDER, type: "market" },
    status: 422,
    code: "price-not-allowed",
    path: "price",
    says: /takes no price/,
  },
  {
    name: "a wrong token",
    body: ORDER,
    headers: { authorization: "Bearer wrong" },
    status: 401,
    code: "token-invalid",
    says: /Authorization/,
  },
  {
    name: "no token",
    body: ORDER,
    headers: { authorization: undefined },
    status: 401,
    code: "token-missing",
    says: /Bearer/,
  },
  {
    name: "a wrong query",
    body: ORDER,
    status: 400,
    code: "query-invalid",
    path: "dry",
    says: /unknown field/,
    headers: { "x-query": "?dry=1" },
  },
  {
    name: "a key that differs from the client order id",
    body: { ...ORDER, clientOrderId: "a" },
    headers: { "idempotency-key": "b" },
    status: 422,
    code: "idempotency-key-mismatch",
    says: /equal/,
  },
  {
    name: "a key that cannot name an order",
    body: ORDER,
    headers: { "idempotency-key": "ä" },
    status: 400,
    code: "query-invalid",
    path: "Idempotency-Key",
    says: /1 to 64/,
  },
]
