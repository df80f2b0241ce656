// The routes of the grid, the strategy that the server can run by itself: plan, start, look, pause, stop.

import { GRID, GRID_PLAN, GRID_STATUS } from "./examples.ts"
import { accountRoute } from "./route.ts"
import {
  GridListSchema,
  GridPauseRequestSchema,
  GridPlanSchema,
  GridRequestSchema,
  GridStatusSchema,
  GridStopRequestSchema,
  gridNameIn,
} from "./strategy-schemas.ts"

const startProblems = [
  "strategies-unreadable",
  "plan-impossible",
  "instrument-unknown",
  "market-unavailable",
  "not-ready",
] as const

export const strategyRoutes = {
  planGrid: accountRoute({
    operationId: "planGrid",
    method: "POST",
    path: "/v1/strategies/grid/plan",
    scope: "read",
    tag: "strategies",
    summary: "What a grid would place and hold now",
    description: "Nothing is placed.",
    body: GridRequestSchema,
    reply: GridPlanSchema,
    problems: startProblems,
    example: { body: GRID, reply: GRID_PLAN },
  }),

  startGrid: accountRoute({
    operationId: "startGrid",
    method: "POST",
    path: "/v1/strategies/grid/start",
    scope: "trade",
    tag: "strategies",
    summary: "Start a grid, or go on with one that was paused",
    description: "A grid that was stopped with its orders left open goes on with them under the same name.",
    body: GridRequestSchema,
    status: 202,
    reply: GridStatusSchema,
    problems: [...startProblems, "strategy-running", "strategies-above-limit"],
    example: { body: GRID, reply: GRID_STATUS },
  }),

  getGrids: accountRoute({
    operationId: "getGrids",
    method: "GET",
    path: "/v1/strategies/grid",
    scope: "read",
    tag: "strategies",
    summary: "Every grid of the account since the server started",
    reply: GridListSchema,
    problems: ["strategies-unreadable"],
    example: { reply: { grids: [GRID_STATUS] } },
  }),

  getGrid: accountRoute({
    operationId: "getGrid",
    method: "GET",
    path: "/v1/strategies/grid/{strategy}",
    scope: "read",
    tag: "strategies",
    summary: "How one grid stands",
    params: { strategy: gridNameIn },
    reply: GridStatusSchema,
    problems: ["strategies-unreadable", "strategy-not-found"],
    example: { params: { strategy: "grid" }, reply: GRID_STATUS },
  }),

  pauseGrid: accountRoute({
    operationId: "pauseGrid",
    method: "POST",
    path: "/v1/strategies/grid/pause",
    scope: "cancel",
    tag: "strategies",
    summary: "Place nothing new; what rests stays, or is cancelled",
    description: "Start goes on with it.",
    body: GridPauseRequestSchema,
    status: 202,
    reply: GridStatusSchema,
    problems: ["strategies-unreadable", "strategy-not-found", "strategy-stopped"],
    example: { body: { strategy: "grid" }, reply: { ...GRID_STATUS, state: "paused" } },
  }),

  stopGrid: accountRoute({
    operationId: "stopGrid",
    method: "POST",
    path: "/v1/strategies/grid/stop",
    scope: "cancel",
    tag: "strategies",
    summary: "End a grid, cancelling its orders unless told otherwise",
    body: GridStopRequestSchema,
    status: 202,
    reply: GridStatusSchema,
    problems: ["strategies-unreadable", "strategy-not-found", "strategy-stopped"],
    example: { body: { strategy: "grid", cancelOrders: true }, reply: { ...GRID_STATUS, state: "stopping" } },
  }),
} as const
