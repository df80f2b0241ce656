// Every route of the contract that this server serves, with its handler. The compiler demands one for each operation that NOT_SERVED does not name, so
// nothing of the contract is forgotten in silence.

import { ALL_ROUTES, type OperationId, ROUTES, type Route } from "@okx-oms/api"
import type { FastifyInstance } from "fastify"
import type { Accounts } from "../accounts.ts"
import { type Handlers, serveRoute } from "../serve-route.ts"
import type { SocketStreams } from "../stream/socket-streams.ts"
import { accountHandlers } from "./account.ts"
import { documentHandlers } from "./documents.ts"
import { limitHandlers } from "./limits.ts"
import { marketHandlers } from "./market.ts"
import { manyOrdersHandlers, orderHandlers } from "./orders.ts"
import { previewHandlers } from "./preview.ts"
import { reconciliationHandlers } from "./reconciliation.ts"
import { type ServerParts, serverHandlers } from "./server.ts"
import { type StrategyParts, strategyHandlers } from "./strategies.ts"
import { type StreamParts, serveSocketStream, streamHandlers } from "./streams.ts"
import { tokenHandlers } from "./tokens.ts"

/** In the contract, and not yet here. */
export const NOT_SERVED = [] as const satisfies readonly OperationId[]

export type ServedId = Exclude<OperationId, (typeof NOT_SERVED)[number]>
/** The WebSocket is upgraded, all others are answered. */
type AnsweredId = Exclude<ServedId, "openStream">

const MISSING: ReadonlySet<string> = new Set<string>(NOT_SERVED)
/** The operations that are served, in the order of the contract. */
export const SERVED: readonly ServedId[] = ALL_ROUTES.map(({ operationId }) => operationId).filter(isServed)

export const SERVED_ROUTES: readonly Route[] = ALL_ROUTES.filter(({ operationId }) => isServed(operationId))

export function serveContract(
  app: FastifyInstance,
  parts: ServerParts & StreamParts & StrategyParts & { readonly accounts: Accounts; readonly sockets: SocketStreams },
): void {
  const handlers: Pick<Handlers, AnsweredId> = {
    ...orderHandlers,
    ...manyOrdersHandlers,
    ...accountHandlers,
    ...limitHandlers,
    ...marketHandlers,
    ...previewHandlers,
    ...reconciliationHandlers,
    ...streamHandlers(parts),
    ...serverHandlers(parts),
    ...strategyHandlers(parts),
    ...tokenHandlers(parts),
    ...documentHandlers(SERVED_ROUTES),
  }
  const serve = <Id extends AnsweredId>(id: Id): void => {
    serveRoute(app, { route: ROUTES[id], handler: handlers[id], accounts: parts.accounts })
  }
  for (const id of SERVED) {
    if (id === "openStream") serveSocketStream(app, parts)
    else serve(id)
  }
}

function isServed(id: string): id is ServedId {
  return Object.hasOwn(ROUTES, id) && !MISSING.has(id)
}
