// Who may do what: the scopes of tokens, from the weakest to the strongest, each with all that those before it may do.

import type { RouteScope } from "./route.ts"

/**
 * read: see everything of its accounts · cancel-only: also take orders away, never place or change one · trade: also place, amend, switch trading and
 * strategies, compare the books · admin: also tokens, breaks and the page's links.
 */
export const TOKEN_SCOPES = ["read", "cancel-only", "trade", "admin"] as const
export type TokenScope = (typeof TOKEN_SCOPES)[number]

const RANK: Readonly<Record<TokenScope, number>> = { read: 1, "cancel-only": 2, trade: 3, admin: 4 }
const NEEDED: Readonly<Record<RouteScope, number>> = { open: 0, read: 1, cancel: 2, trade: 3, admin: 4 }

/** May a token of this scope use a route of that one? */
export function mayUse(token: TokenScope, route: RouteScope): boolean {
  return RANK[token] >= NEEDED[route]
}
