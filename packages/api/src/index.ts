// The door of the outside contract: the table of routes with its schemas and types, what reads requests and writes rows, problems, and the typed
// client. It relies on core for every domain word; serving the contract is the server's work.

export * from "./account-rows.ts"
export * from "./client.ts"
export * from "./contract/index.ts"
export { readFrames, StreamFault, type StreamFrame } from "./event-stream.ts"
export { AccountBooks, BooksBroken, type BooksProgress } from "./live-books.ts"
export type { LiveEvent, LiveEventsOptions } from "./live-events.ts"
export type { LiveStreamOptions, StreamItem } from "./live-stream.ts"
export * from "./oms-problem.ts"
export * from "./problem.ts"
export * from "./request.ts"
export * from "./rows.ts"
export { StreamClosedBy, type StreamSocket, type StreamSocketFactory } from "./stream-socket.ts"
export * from "./time-text.ts"
