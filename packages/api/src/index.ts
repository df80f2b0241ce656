// The door of the outside contract: schemas and their types, what reads requests and writes rows, problems, and the typed client. It relies on core
// for every domain word; serving the contract is the server's work.

export * from "./account-rows.ts"
export * from "./client.ts"
export * from "./contract/account-schemas.ts"
export {
  BATCH_MAX,
  BODY_BYTES_MAX,
  PAGE_LIMIT_DEFAULT,
  PAGE_LIMIT_MAX,
  REASON_LENGTH_MAX,
  STRATEGY_DEFAULT,
} from "./contract/limits.ts"
export * from "./contract/order-schemas.ts"
export { readFrames, StreamFault, type StreamFrame } from "./event-stream.ts"
export type { FieldError, Parsed } from "./field-reader.ts"
export { FieldReader, line, oneOf } from "./field-reader.ts"
export type { LiveEvent, LiveEventsOptions } from "./live-events.ts"
export * from "./oms-problem.ts"
export * from "./problem.ts"
export * from "./request.ts"
export * from "./rows.ts"
export * from "./time-text.ts"
