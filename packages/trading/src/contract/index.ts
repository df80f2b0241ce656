// What tests of every implementation of a port share: contract suites and implementations in memory that misbehave by a seed.

export * from "./gateway-contract.ts"
export * from "./history-contract.ts"
export * from "./journal-contract.ts"
export * from "./memory-clock.ts"
export * from "./memory-disk.ts"
export * from "./memory-exchange.ts"
export * from "./memory-gateway.ts"
export * from "./memory-journal.ts"
export * from "./sample-book.ts"
