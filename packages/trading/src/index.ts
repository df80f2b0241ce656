// The order manager and its ports. Implementations of the ports live in their own packages; contract suites and in-memory ones under ./contract.

export * from "./answers.ts"
export type { DeadManSettings, DeadManStatus } from "./dead-man.ts"
export type { Published, SubscribeOptions } from "./event-hub.ts"
export { DEFAULT_INBOX_LIMITS, type InboxLimits } from "./inbox.ts"
export {
  LatencyHistogram,
  type LatencyHistograms,
  type LatencySummary,
  type Performance,
  type Throughput,
} from "./latencies.ts"
export type { OnStop, OrderManagerConfig, OrderManagerDeps } from "./manager-config.ts"
export type { ManagerStatus } from "./manager-status.ts"
export * from "./market-reads.ts"
export * from "./order-manager.ts"
export * from "./ports.ts"
export type { Comparison, ReconciliationResult, Trigger } from "./reconciler.ts"
export type { Visibility } from "./visibility.ts"
export * from "./wire-messages.ts"
