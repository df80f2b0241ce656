// What the grid's engine tells the world: what happens, as it happens, and how it stands when somebody asks. Plain data; the engine makes it.

import type { Decimal } from "@okx-oms/core"
import type { DeskFill, Placement } from "./desk.ts"
import type { RunId } from "./grid-ids.ts"
import type { GridMarket, GridPlan } from "./grid-plan.ts"
import type { Realised, Totals } from "./grid-profit.ts"
import type { GridState } from "./grid-state.ts"

export type GridNews =
  | { readonly type: "resumed"; readonly run: RunId; readonly orders: number; readonly fills: number }
  | { readonly type: "run-begins"; readonly plan: GridPlan; readonly price: Decimal }
  | { readonly type: "range-moves"; readonly price: Decimal; readonly plan: GridPlan; readonly open: number }
  | { readonly type: "fill"; readonly fill: DeskFill; readonly realised: Realised }
  | { readonly type: "refused"; readonly placement: Placement; readonly code: string; readonly message: string }
  | { readonly type: "trouble"; readonly message: string; readonly retryInMs: number }
  | { readonly type: "connected" }
  | { readonly type: "disconnected"; readonly reason: string }

export interface GridStatus {
  readonly strategy: string
  readonly market: GridMarket
  readonly plan: GridPlan | undefined
  readonly state: GridState | undefined
  readonly lastPrice: Decimal | undefined
  readonly totals: Totals
  readonly realised: Realised
  /** Of the current range, by level. */
  readonly realisedByLevel: ReadonlyMap<number, Realised>
  /** Why nothing is placed now, for people. */
  readonly holding: string | undefined
  /** The order manager did not answer or refused; it is asked again after a pause. */
  readonly troubled: boolean
}
