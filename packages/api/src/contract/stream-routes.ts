// The routes that stay open: server-sent events and the WebSocket stream, both in the order of the account's journal.

import { InvalidValue } from "@okx-oms/core"
import Type from "typebox"
import { domain } from "./domain.ts"
import { AT } from "./examples.ts"
import { accountRoute, serverRoute } from "./route.ts"
import { sequenceIn } from "./schema-parts.ts"
import { accountListIn, kindListIn, StreamFrameSchema } from "./stream-schemas.ts"

/** A browser that has seen nothing yet sends it empty. */
const lastEventIdIn = domain(
  Type.String({ pattern: "^[0-9]{0,15}$", description: "The last sequence number seen; newer than the query." }),
  (raw, field): number | undefined => {
    if (raw === "") return undefined
    if (typeof raw !== "string" || !/^\d{1,15}$/.test(raw)) throw new InvalidValue(field, raw, "a sequence number")
    return Number(raw)
  },
)

const streamProblems = ["subscribers-above-limit"] as const

export const streamRoutes = {
  getEvents: accountRoute({
    operationId: "getEvents",
    method: "GET",
    path: "/v1/events",
    scope: "read",
    tag: "streams",
    summary: "Every event as it happens, as server-sent events",
    description:
      "The id of each is its sequence number; Last-Event-ID or fromSeq goes on after a gap. `event: resync` says that events were left out: read the state anew, its lists say their seq. A comment every 15 s shows that the line lives.",
    query: { fromSeq: Type.Optional(sequenceIn) },
    headers: { "Last-Event-ID": Type.Optional(lastEventIdIn) },
    media: "text/event-stream",
    reply: Type.String(),
    problems: streamProblems,
    example: {
      query: { fromSeq: "1" },
      reply: 'retry: 1000\n\nid: 2\ndata: {"type":"OrderValidated","version":1,"seq":2}\n\n',
    },
  }),

  openStream: serverRoute({
    operationId: "openStream",
    method: "GET",
    path: "/v1/stream",
    scope: "read",
    tag: "streams",
    summary: "A WebSocket: a snapshot, then every change in order",
    description:
      "Frames are JSON and hold all that came within 50 ms: first `hello`, then for each account `snapshot` (open orders, open breaks, status) or `resumed`, then `changes`, each with the events that it covers (fromSeq to seq). from_seq goes on where a reader was (one account; a `subscribe` frame takes several). `resync` says that changes were left out and why; a new snapshot follows. `heartbeat` every 15 s. Each frame about an account names its mode. Frames, close codes and a reader in ten lines: docs/streams.md.",
    query: {
      account: Type.Optional(accountListIn),
      kinds: Type.Optional(kindListIn),
      from_seq: Type.Optional(sequenceIn),
      wait: Type.Optional(Type.Boolean({ description: "Nothing is sent before a `subscribe` frame says what." })),
    },
    status: 101,
    media: "websocket",
    reply: StreamFrameSchema,
    problems: [...streamProblems, "upgrade-required", "account-unknown", "account-not-allowed", "account-required"],
    example: {
      query: { from_seq: "1" },
      reply: { type: "heartbeat", at: AT, accounts: [{ account: "paper", mode: "paper", seq: 2 }] },
    },
  }),
} as const
