// The OKX v5 client: REST, sockets, outcomes and rate limits, and the gateway that joins them to the order manager. What is not
// exported here is nobody's business outside this package.

export { type AccountSetup, type Barred, barredBy } from "./account-setup.ts"
export { type Backoff, backoffMs } from "./backoff.ts"
export {
  addSample,
  type ClockReading,
  type ClockSamples,
  NO_SAMPLES,
  readClock,
  type TimeSample,
} from "./clock-offset.ts"
export { CODES, type CodeClass, type CodeMeaning } from "./code-table.ts"
export { type Answer, answerOf, type Envelope, envelopeOf, type NoEnvelopeReason } from "./envelope.ts"
export { ExchangeClock } from "./exchange-clock.ts"
export { type PushFrame, type ReplyFrame, readFrame, type SocketFrame } from "./frame.ts"
export { GATEWAY_LIMITS, type GatewayLimits, OkxGateway, type OkxGatewayOptions } from "./gateway.ts"
export { type HttpTransportOptions, UndiciTransport } from "./http-transport.ts"
export type { OkxRead } from "./okx-read.ts"
export * from "./outcome.ts"
export { type PagesOptions, readPages } from "./pages.ts"
export * from "./rate-limit.ts"
export type { RateRule } from "./rate-rule.ts"
export * from "./region.ts"
export { type Bounded, OkxRestClient, type ReadOptions } from "./rest.ts"
export { type CommandResult, REST_LIMITS, type RestLimits, type RestOptions, type Seen } from "./rest-exchange.ts"
export { Secret } from "./secret.ts"
export { type Credentials, SIGNED_REQUESTS, Signer, UnsignableRequest } from "./sign.ts"
export {
  OkxSocket,
  SOCKET_LIMITS,
  type SocketCommand,
  type SocketHandlers,
  type SocketLimits,
  type SocketOptions,
  type SocketState,
} from "./socket.ts"
export type { LinkEnd, LinkLimits } from "./socket-link.ts"
export { type Cancel, pause, systemTiming, type Timing } from "./timing.ts"
export * from "./transport.ts"
export * from "./wire/contract.ts"
export { MalformedRow } from "./wire/field.ts"
export { CHANNELS, ENDPOINTS, TRADE_OPS } from "./wire/index.ts"
export type { AmendAck, CancelAck, PlaceAck } from "./wire/record/ack.ts"
export type { OkxBalance, OkxBalanceDetail } from "./wire/record/balance.ts"
export type { AmendOrder, ByCode, CancelOrder, OrderName, PlaceOrder } from "./wire/record/command.ts"
export type { OkxFill } from "./wire/record/fill.ts"
export type { OkxInstrument } from "./wire/record/instrument.ts"
export type { OkxBook, OkxCandle, OkxLevel, OkxTicker, OkxTrade } from "./wire/record/market.ts"
export type { OkxOrder, OkxOrderState } from "./wire/record/order.ts"
export type { OkxPosition } from "./wire/record/position.ts"
export { WsTransport, type WsTransportOptions } from "./ws-transport.ts"
