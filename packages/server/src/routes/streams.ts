// The handlers of what stays open: server-sent events.

import { followEvents, type StreamParts } from "../event-streams.ts"
import type { Handlers } from "../serve-route.ts"

export type { StreamParts } from "../event-streams.ts"

export function streamHandlers(parts: StreamParts) {
  return {
    getEvents: async ({ query, headers, oms, reply }) => {
      const seen = headers["Last-Event-ID"]
      // A browser that reconnects repeats the address and adds the header: the header is newer.
      const fromSeq = seen === undefined ? query.fromSeq : seen + 1
      await followEvents({ oms, reply, fromSeq }, parts)
      return reply
    },
  } satisfies Partial<Handlers>
}
