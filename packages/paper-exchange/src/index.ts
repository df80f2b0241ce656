// An OKX v5 exchange for tests, demonstrations and simulations: startPaperExchange runs it on a loopback port,
// createExchange is the same exchange without sockets or clock. It shares no code with the client it is there to test.

export { joinRecordings, readRecording } from "./doors/recording-file.ts"
export { type PaperExchange, type PaperExchangeOptions, startPaperExchange } from "./doors/server.ts"
export { StateNotKept } from "./doors/state-store.ts"
export { type AccountOptions, DEFAULT_ACCOUNT, type KeyOptions, PERMISSIONS } from "./engine/accounts.ts"
export { CANCEL_SOURCES } from "./engine/aftermath.ts"
export type { ControlReply } from "./engine/control.ts"
export type { FaultOptions } from "./engine/control-faults.ts"
export { type ControlRequest, createExchange, type Exchange, type ExchangeOptions } from "./engine/exchange.ts"
export type { LogRecord, LogType } from "./engine/exchange-log.ts"
export {
  FAULT_NAMES,
  FAULTS,
  type FaultClass,
  type FaultEntry,
  type FaultName,
  faultEntry,
} from "./engine/fault-table.ts"
export { DEFAULT_INSTRUMENTS, type InstrumentOptions } from "./engine/instruments.ts"
export type { Delay, LatencyOptions } from "./engine/latency.ts"
export type { ExternalTrade } from "./engine/market.ts"
export type { Outgoing } from "./engine/model.ts"
export {
  InvalidRecording,
  parseRecording,
  type RecordedCandle,
  type RecordedTrade,
  type Recording,
} from "./engine/recordings.ts"
export type { RestRequest } from "./engine/rest-requests.ts"
export type { ConnectionPath } from "./engine/session.ts"
export type { SavedState, StateChange } from "./engine/state.ts"
export { type MarketMode, RETENTION, type Retention } from "./engine/world.ts"
export { type Snippet, snippets, type Target } from "./options/pointing.ts"
