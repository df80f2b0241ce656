// The door of the grid: the engine, what it needs of an order manager (Desk), and the pure parts that plan, keep count and decide. It relies on core
// for amounts only; which manager and which exchange stand behind a desk is said by whoever runs it.

export * from "./desk.ts"
export { CancelHistory, textOf } from "./end-of-order.ts"
export { isOpenOrder } from "./grid-book.ts"
export * from "./grid-engine.ts"
export * from "./grid-ids.ts"
export * from "./grid-news.ts"
export * from "./grid-plan.ts"
export * from "./grid-profit.ts"
export { CANCEL_REASONS, type GridState, type LevelState } from "./grid-state.ts"
export * from "./manager-desk.ts"
