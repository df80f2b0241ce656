// The contract as one table: every route of every area by the name of its operation.

import { accountRoutes } from "./account-routes.ts"
import { marketRoutes } from "./market-routes.ts"
import { orderRoutes } from "./order-routes.ts"
import type { Route } from "./route.ts"
import { serverRoutes } from "./server-routes.ts"
import { strategyRoutes } from "./strategy-routes.ts"
import { streamRoutes } from "./stream-routes.ts"

export const ROUTES = {
  ...orderRoutes,
  ...accountRoutes,
  ...marketRoutes,
  ...strategyRoutes,
  ...streamRoutes,
  ...serverRoutes,
} as const satisfies { readonly [Id in string]: Route<Id> }

export type Routes = typeof ROUTES
export type OperationId = keyof Routes

export const ALL_ROUTES: readonly Route[] = Object.values(ROUTES)
