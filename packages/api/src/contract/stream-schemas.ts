// The words of the WebSocket stream: the frames that the server sends, the one that a reader may send, and why a stream is closed. It relies on the row
// schemas of the lists: a row of the stream is the row of the list. What each frame means to a reader is told in docs/streams.md.

import { InvalidValue, parseAccountId } from "@okx-oms/core"
import Type, { type Static } from "typebox"
import { BreakRowSchema } from "./account-schemas.ts"
import { domain } from "./domain.ts"
import { EventRowSchema, FillRowSchema, OrderRowSchema, ProblemSchema } from "./order-schemas.ts"
import { accountIn, modeWord, orNull, seq, strict, time, words } from "./schema-parts.ts"

/**
 * What a reader may choose. events: every event of the journal as it is; books: the account's whole state and then every event, for who folds them as the
 * manager does (AccountBooks). Neither is sent unless it is asked for.
 */
export const STREAM_KINDS = ["orders", "fills", "breaks", "status", "events", "books"] as const
export type StreamKind = (typeof STREAM_KINDS)[number]
export const STREAM_KINDS_DEFAULT: readonly StreamKind[] = ["orders", "fills", "breaks", "status"]
/** Accounts of one stream. */
export const STREAM_ACCOUNTS_MAX = 64
/** Orders of one snapshot frame; a longer list comes in several. */
export const SNAPSHOT_ORDERS_MAX = 500

/**
 * Why the server closed a stream, as WebSocket close codes. After 4001 and 4002 the same token will not come in again; after 1003, 1009, 4004 and 4005 the
 * reader has a mistake; after all others it may connect again and go on where it was.
 */
export const STREAM_CLOSED = {
  /** The server stops; a farewell came before. */
  stopping: 1001,
  /** The reader sent bytes where text was due. */
  "not-text": 1003,
  /** The reader sent a frame above 16 KiB. */
  "frame-too-large": 1009,
  /** A fault of the server's own. */
  internal: 1011,
  "token-revoked": 4001,
  "token-expired": 4002,
  /** The reader took nothing for 10 s while frames waited for it. */
  "too-slow": 4003,
  /** Asked to wait for its subscribe frame, which did not come within 10 s. */
  "subscribe-late": 4004,
  /** More frames from the reader than anybody needs. */
  "too-many-frames": 4005,
  /** No pong to a ping. */
  silent: 4006,
} as const
export type StreamClosed = keyof typeof STREAM_CLOSED

// ---- what comes in -----------------------------------------------------------------------------------------------------------

/** "paper,live-1": names with commas between them, each once. */
export const accountListIn = domain(
  Type.String({
    pattern: "^[a-z0-9-]{1,32}(?:,[a-z0-9-]{1,32})*$",
    maxLength: 33 * STREAM_ACCOUNTS_MAX,
    description: "Accounts, with commas between them; default: every one that the token may see.",
  }),
  (raw, field) => {
    const names = listed(raw, field, "account names with commas between them")
    return names.map((name) => parseAccountId(name, field))
  },
)

export const kindListIn = domain(
  Type.String({
    pattern: "^[a-z]{1,10}(?:,[a-z]{1,10})*$",
    maxLength: 100,
    description: `${STREAM_KINDS.join(", ")}, with commas between them; default: all but events and books.`,
  }),
  (raw, field): readonly StreamKind[] => {
    const expected = `some of ${STREAM_KINDS.join(", ")}, with commas between them`
    return listed(raw, field, expected).map((word) => {
      const kind = STREAM_KINDS.find((one) => one === word)
      if (kind === undefined) throw new InvalidValue(field, raw, expected)
      return kind
    })
  },
)

/** What a reader may send, at any time: it takes the place of what was chosen before. */
export const SubscribeFrameSchema = Type.Object(
  {
    type: Type.Literal("subscribe"),
    accounts: Type.Optional(Type.Array(accountIn, { minItems: 1, maxItems: STREAM_ACCOUNTS_MAX })),
    kinds: Type.Optional(Type.Array(words(STREAM_KINDS), { minItems: 1, maxItems: STREAM_KINDS.length })),
    /** Where to go on, by account; an account that is not named begins with a snapshot. */
    from: Type.Optional(
      Type.Array(Type.Object({ account: accountIn, seq: Type.Integer({ minimum: 0 }) }, strict), {
        maxItems: STREAM_ACCOUNTS_MAX,
      }),
    ),
  },
  { ...strict, title: "A subscription" },
)
export type SubscribeFrame = Static<typeof SubscribeFrameSchema>

function listed(raw: unknown, field: string, expected: string): readonly string[] {
  const names = typeof raw === "string" ? raw.split(",") : []
  const isSound = names.length >= 1 && names.length <= STREAM_ACCOUNTS_MAX && new Set(names).size === names.length
  if (!isSound) throw new InvalidValue(field, raw, expected)
  return names
}

// ---- what goes out -----------------------------------------------------------------------------------------------------------

/** In every frame about an account: which, and with what kind of money. */
const ofAccount = { account: Type.String(), mode: modeWord } as const

/** What an account's status line shows; sent when it changes. */
export const StreamStatusSchema = Type.Object({
  ready: Type.Boolean({ description: "Orders are taken and sent." }),
  why: orNull(Type.String()),
  trading: Type.Object({ mode: words(["open", "reduce-only", "halt"]), reason: Type.String(), since: orNull(time) }),
  privateFeed: words(["down", "connecting", "up", "suspect"]),
  publicFeed: words(["down", "connecting", "up"]),
  troubled: Type.Boolean(),
  deadMan: words(["off", "arming", "armed", "failing"]),
})
export type StreamStatus = Static<typeof StreamStatusSchema>

export const RESYNC_REASONS = ["slow-reader", "gap", "too-old", "other-journal"] as const
export type ResyncReason = (typeof RESYNC_REASONS)[number]

/** First of all frames. */
const hello = Type.Object({
  type: Type.Literal("hello"),
  heartbeatMs: Type.Integer(),
  frameMs: Type.Integer(),
  accounts: Type.Array(Type.Object(ofAccount)),
  kinds: Type.Array(words(STREAM_KINDS)),
})
/** One part of a state as core writes it (encodeStatePart): not looked into here, since it is core that reads it. */
const booksPart = Type.Object({
  part: Type.Integer({ minimum: 1, description: "Counted from 1." }),
  parts: Type.Integer({ minimum: 1 }),
  state: Type.Object({ orders: Type.Array(Type.Object({}), { maxItems: SNAPSHOT_ORDERS_MAX }) }),
})
export type BooksPart = Static<typeof booksPart>
/** The state at least up to seq: a row may be newer already, and then its change comes once more. `more`: another part follows. */
const snapshot = Type.Object({
  type: Type.Literal("snapshot"),
  ...ofAccount,
  seq,
  more: Type.Boolean(),
  orders: Type.Optional(Type.Array(OrderRowSchema, { maxItems: SNAPSHOT_ORDERS_MAX })),
  /** Open ones. */
  breaks: Type.Optional(Type.Array(BreakRowSchema)),
  status: Type.Optional(StreamStatusSchema),
  books: Type.Optional(booksPart),
})
/** In place of a snapshot: nothing is missing since seq. */
const resumed = Type.Object({ type: Type.Literal("resumed"), ...ofAccount, seq })
/** All that changed in the events fromSeq to seq; a frame's fromSeq is the one before's seq + 1. */
const changes = Type.Object({
  type: Type.Literal("changes"),
  ...ofAccount,
  fromSeq: seq,
  seq,
  orders: Type.Optional(Type.Array(OrderRowSchema)),
  fills: Type.Optional(Type.Array(FillRowSchema)),
  /** Found and resolved ones. */
  breaks: Type.Optional(Type.Array(BreakRowSchema)),
  events: Type.Optional(Type.Array(EventRowSchema)),
})
const status = Type.Object({ type: Type.Literal("status"), ...ofAccount, seq, status: StreamStatusSchema })
/** Changes after missedFrom are left out; a snapshot at seq or later follows. */
const resync = Type.Object({
  type: Type.Literal("resync"),
  ...ofAccount,
  because: words(RESYNC_REASONS),
  detail: Type.String(),
  missedFrom: seq,
  seq,
})
/** The account is not open in this server: it did not start, or its manager stopped. */
const unavailable = Type.Object({ type: Type.Literal("unavailable"), ...ofAccount, why: Type.String() })
const heartbeat = Type.Object({
  type: Type.Literal("heartbeat"),
  at: time,
  accounts: Type.Array(Type.Object({ ...ofAccount, seq })),
})
/** A frame of the reader's that cannot be; what was chosen before goes on. */
const problem = Type.Object({ type: Type.Literal("problem"), problem: ProblemSchema })
/** The last frame. */
const farewell = Type.Object({
  type: Type.Literal("farewell"),
  because: words(Object.keys(STREAM_CLOSED) as StreamClosed[]),
  detail: Type.String(),
})

export const StreamFrameSchema = Type.Union([
  hello,
  snapshot,
  resumed,
  changes,
  status,
  resync,
  unavailable,
  heartbeat,
  problem,
  farewell,
])
export type LiveFrame = Static<typeof StreamFrameSchema>
