// The door of the contract: the table of routes, the schemas and their types, and what reads a request by them.

export * from "./account-schemas.ts"
export { answerFaults } from "./answer.ts"
export * from "./check.ts"
export { domain, type Parse, parserOf } from "./domain.ts"
export {
  BATCH_MAX,
  BODY_BYTES_MAX,
  PAGE_LIMIT_DEFAULT,
  PAGE_LIMIT_MAX,
  REASON_LENGTH_MAX,
  STRATEGY_DEFAULT,
  TRADE_MODES,
  UNITS,
} from "./limits.ts"
export * from "./market-schemas.ts"
export { type Json, type OpenApiDocument, openApiDocument } from "./open-api.ts"
export { ID_KINDS, type IdKind, type StateFilter } from "./order-filter.ts"
export * from "./order-schemas.ts"
export * from "./route.ts"
export { ALL_ROUTES, type OperationId, ROUTES, type Routes } from "./routes.ts"
export * from "./scopes.ts"
export * from "./server-schemas.ts"
export * from "./strategy-schemas.ts"
export * from "./stream-schemas.ts"
