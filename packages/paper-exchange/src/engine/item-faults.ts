// What can happen to one item of a placement, cancel or amend by itself, beside what happens to the whole request (serve.ts):
// it times out inside, is refused although nothing is wrong with it, or gets a code that nobody knows. The item of the answer
// then says one thing and the log what was really done.

import type { FaultName } from "./fault-table.ts"
import type { Order } from "./model.ts"
import { REFUSALS, type Refusal, refuse } from "./refusals.ts"
import { note, type World } from "./world.ts"

export type Operation = "place" | "cancel" | "amend"

interface ItemFault {
  readonly fault: FaultName
  /** What each operation that it may strike is answered with; undefined: the fault's own code. */
  readonly answers: Readonly<Partial<Record<Operation, Refusal | undefined>>>
  readonly executed: "drawn" | "never" | "always"
}

const ITEM_FAULTS: readonly ItemFault[] = [
  { fault: "51016", answers: { place: REFUSALS.duplicateClOrdId }, executed: "drawn" },
  { fault: "51149", answers: { place: REFUSALS.orderTimeout, amend: REFUSALS.orderTimeout }, executed: "drawn" },
  {
    fault: "51054",
    answers: { place: REFUSALS.itemTimeout, cancel: REFUSALS.itemTimeout, amend: REFUSALS.itemTimeout },
    executed: "drawn",
  },
  { fault: "51412", answers: { cancel: REFUSALS.cancelTimeout }, executed: "drawn" },
  { fault: "unknown-item-code", answers: { place: undefined, cancel: undefined, amend: undefined }, executed: "drawn" },
  { fault: "false-refusal", answers: { place: REFUSALS.falseFunds }, executed: "always" },
  { fault: "refused-items", answers: { place: REFUSALS.falseFunds, amend: REFUSALS.amendFunds }, executed: "never" },
  { fault: "cancel-refused-51400", answers: { cancel: REFUSALS.cancelNotFound }, executed: "never" },
  { fault: "cancel-refused-51410", answers: { cancel: REFUSALS.alreadyCancelling }, executed: "never" },
  { fault: "amend-refused-51503", answers: { amend: REFUSALS.amendFinished }, executed: "never" },
]

export interface Item {
  readonly uid: string
  readonly operation: Operation
  readonly instId: string
  readonly ordId: string
  readonly clOrdId: string
  readonly run: () => Order | Refusal
}

/** What the item is answered with because of a fault, undefined when none strikes and it is to be run as usual. */
export function spoilItem(world: World, item: Item): Refusal | undefined {
  if (!world.faults.anySet) return undefined
  const { uid, operation, instId, ordId, clOrdId } = item
  for (const { fault, answers, executed } of ITEM_FAULTS) {
    if (!(operation in answers)) continue
    const strike = world.faults.struck(fault, { uid, nowMs: world.nowMs })
    if (strike === undefined) continue
    const answer = answers[operation] ?? refuse(strike.code, "An error nobody has heard of.")
    const runs = executed === "always" || (executed === "drawn" && world.random.chance(0.5))
    const outcome = runs ? item.run() : undefined
    const done = outcome !== undefined && !("code" in outcome)
    note(world, "item-replaced", { uid, operation, fault, code: answer.code, executed: done, instId, ordId, clOrdId })
    return answer
  }
  return undefined
}
