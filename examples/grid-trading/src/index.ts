// A grid as a library: the engine, its two desks and the pure parts, for programs that want a grid of their own. The command is main.ts.

export * from "./desk.ts"
export * from "./grid-engine.ts"
export * from "./grid-ids.ts"
export * from "./grid-plan.ts"
export * from "./grid-profit.ts"
export { CANCEL_REASONS, type GridState, type LevelState } from "./grid-state.ts"
export { HttpDesk, type HttpDeskOptions } from "./http-desk.ts"
export { LibraryDesk, type LibraryDeskOptions, openLibraryDesk } from "./library-desk.ts"
