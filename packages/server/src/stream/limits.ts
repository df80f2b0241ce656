// What the WebSocket stream costs at most, in time, bytes and readers. Each number is told in docs/streams.md.

export interface SocketLimits {
  /** Open WebSocket streams at once. */
  readonly readersMax: number
  /** What comes within this time is one frame. */
  readonly frameMs: number
  /** Events of one frame; more come in several frames. */
  readonly frameEventsMax: number
  /** Events kept per account for readers who come back, and how far behind a reader may fall before it is told to resync. */
  readonly keptEvents: number
  /** Bytes on their way to one reader; the next frame waits until there is room. */
  readonly bytesMax: number
  /** A reader who takes nothing for so long while frames wait is let go. */
  readonly stallMs: number
  /** A heartbeat and a ping after so long; no pong until the next one ends the stream. */
  readonly heartbeatMs: number
  /** For the subscribe frame of a reader who asked to wait for it. */
  readonly subscribeMs: number
  /** One snapshot is shared by all who ask within so long. */
  readonly snapshotMs: number
  /** Orders of one part of whole books: about 120 KB and two milliseconds, so that no order waits longer because a page opens. */
  readonly booksPartOrders: number
  /** How long a reader who was let go may take to read its last frame. */
  readonly farewellMs: number
  /** How often readers and the status of accounts are looked at. */
  readonly sweepMs: number
}

export const SOCKET_LIMITS: SocketLimits = {
  readersMax: 1_500,
  frameMs: 50,
  frameEventsMax: 1_000,
  keptEvents: 10_000,
  bytesMax: 1024 * 1024,
  stallMs: 10_000,
  heartbeatMs: 15_000,
  subscribeMs: 10_000,
  snapshotMs: 250,
  booksPartOrders: 100,
  farewellMs: 2_000,
  sweepMs: 1_000,
}

/** Bytes of one frame of a reader. */
export const READER_FRAME_BYTES_MAX = 16 * 1024
/** Frames that a reader may send at once, and then one each second. */
export const READER_FRAMES_BURST = 20
