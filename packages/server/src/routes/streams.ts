// The routes of what stays open: server-sent events, and the WebSocket, which is not answered but upgraded. What is wrong with a request for it is told
// over HTTP, before the upgrade.

import { problemOfDoor, type QueryOf, ROUTES, type Routes } from "@okx-oms/api"
import type { FastifyInstance, FastifyRequest } from "fastify"
import type { Accounts } from "../accounts.ts"
import { followEvents, type StreamParts } from "../event-streams.ts"
import { ProblemReply, sendProblem } from "../reply.ts"
import { callOf, type Handlers } from "../serve-route.ts"
import type { Choice } from "../stream/reader.ts"
import type { SocketStreams } from "../stream/socket-streams.ts"
import type { SocketRoute } from "../stream/web-socket.ts"

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

/** The WebSocket plugin must be there. */
export function serveSocketStream(
  app: FastifyInstance,
  { accounts, sockets }: { accounts: Accounts; sockets: SocketStreams },
): void {
  const route = ROUTES.openStream
  const choices = new WeakMap<FastifyRequest, Choice | undefined>()
  const streamRoute: SocketRoute = {
    method: "GET",
    url: route.path,
    exposeHeadRoute: false,
    config: { scope: route.scope, operationId: route.operationId, staysOpen: true },
    preHandler: async (request, reply) => {
      const { query, token } = callOf(route, { request, reply, accounts })
      const choice = choiceOf(query, () => accounts.of(query.account?.[0], token).account)
      sockets.admit(choice ?? {}, token)
      choices.set(request, choice)
    },
    handler: (_request, reply) => {
      const detail = "This address is a WebSocket: send Upgrade: websocket. Server-sent events are at /v1/events."
      return sendProblem(reply.header("upgrade", "websocket"), problemOfDoor("upgrade-required", detail))
    },
    wsHandler: (socket, request) => sockets.open(socket, { token: request.token, choice: choices.get(request) }),
  }
  app.route(streamRoute)
}

/** Nothing when the reader's own first frame says what. */
function choiceOf(
  { account: accounts, kinds, from_seq, wait }: QueryOf<Routes["openStream"]>,
  onlyAccount: () => NonNullable<Choice["accounts"]>[number],
): Choice | undefined {
  if (wait === true) return undefined
  if (from_seq === undefined) return { accounts, kinds }
  if (accounts !== undefined && accounts.length > 1) {
    const detail = "from_seq is the place in one account; a subscribe frame names a place for each."
    throw new ProblemReply(problemOfDoor("account-required", detail))
  }
  // The first event that is wanted: everything before it is known.
  return { accounts, kinds, from: [{ account: accounts?.[0] ?? onlyAccount(), seq: Math.max(0, from_seq - 1) }] }
}
