// Making the record of an algo order, from what a request asked for or from what an order carried along.

import { Decimals } from "@okx-oms/core"
import type { Account } from "../model.ts"
import type { World } from "../world.ts"
import type { CheckedAlgo } from "./algo-checks.ts"
import type { Algo } from "./algo-model.ts"

/** How it belongs to an entry: nothing for what was placed by itself. */
export interface Belonging {
  readonly groupId: string
  readonly costPrice: Algo["costPrice"]
}

const ALONE: Belonging = { groupId: "", costPrice: undefined }

/** A live algo order that waits for nothing yet and that nobody knows of. */
export function createAlgo(world: World, account: Account, checked: CheckedAlgo, belonging = ALONE): Algo {
  const { market } = checked
  return {
    ...checked,
    ...belonging,
    algoId: world.ids.next(),
    account,
    createdMs: world.nowMs,
    lastAtPlacing: market.lastPrice,
    state: "live",
    failCode: "",
    actualSide: "",
    actualPrice: undefined,
    actualSize: Decimals.ZERO,
    ordIds: [],
    linkedOrdIds: [],
    triggeredMs: 0,
    updatedMs: world.nowMs,
    firing: false,
    trailedFrom: undefined,
    trailer: undefined,
    arms: [],
    plannedMs: 0,
    dropPlan: undefined,
  }
}
