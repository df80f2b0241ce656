// The handlers of the grid: plan, start, look, pause, stop. Each asks the account's grids once; what a grid does is theirs to say.

import type { Strategies } from "../grid/strategies.ts"
import type { Handlers } from "../serve-route.ts"

export interface StrategyParts {
  readonly strategies: Strategies
}

export function strategyHandlers({ strategies }: StrategyParts) {
  return {
    planGrid: async ({ body, oms }) => await (await strategies.grids(oms)).plan(body),
    startGrid: async ({ body, oms }) => await (await strategies.grids(oms)).start(body),
    getGrids: async ({ oms }) => ({ grids: [...(await (await strategies.grids(oms)).all())] }),
    getGrid: async ({ params, oms }) => await (await strategies.grids(oms)).status(params.strategy),
    pauseGrid: async ({ body, oms }) => {
      return await (await strategies.grids(oms)).pause(body.strategy, body.cancelOrders ?? false)
    },
    stopGrid: async ({ body, oms }) => {
      return await (await strategies.grids(oms)).stop(body.strategy, body.cancelOrders ?? true)
    },
  } satisfies Partial<Handlers>
}
