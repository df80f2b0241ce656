// Which orders a list is about: a group by name, or states joined by commas. And which of its four ids an order is named by.

import { InvalidValue, ORDER_STATES, type OrderState } from "@okx-oms/core"
import Type from "typebox"
import { domain } from "./domain.ts"
import { words } from "./schema-parts.ts"

export const ID_KINDS = ["orderId", "clientOrderId", "clOrdId", "okxOrderId"] as const
/** Where an id may be read as more than one kind: which it is. */
export type IdKind = (typeof ID_KINDS)[number]

/** open and in-doubt come from memory, closed and all from the journal's tables; or one or more states by name. */
export type StateFilter = "open" | "in-doubt" | { readonly states: readonly OrderState[] | undefined }

const CLOSED_STATES: readonly OrderState[] = ["Filled", "Cancelled", "Rejected", "Failed", "Expired"]
const STATE = `(?:${ORDER_STATES.join("|")})`

export const stateFilterIn = domain(
  Type.String({
    pattern: `^(?:open|closed|in-doubt|all|${STATE}(?:,${STATE}){0,${ORDER_STATES.length - 1}})$`,
    default: "all",
    description: "open, closed, in-doubt, all, or states joined by commas, each once: Filled,Cancelled.",
  }),
  stateFilter,
)

export const byIn = words(ID_KINDS, "Which kind of id it is, where its form leaves a choice.")

function stateFilter(raw: unknown, field: string): StateFilter {
  if (raw === "open" || raw === "in-doubt") return raw
  if (raw === "all") return { states: undefined }
  if (raw === "closed") return { states: CLOSED_STATES }
  const names = typeof raw === "string" ? raw.split(",", ORDER_STATES.length + 1) : []
  const states = ORDER_STATES.filter((state) => names.includes(state))
  if (states.length === 0 || states.length !== names.length) {
    const expected = `open, closed, in-doubt, all, or states (${ORDER_STATES.join(", ")}) joined by commas`
    throw new InvalidValue(field, raw, expected)
  }
  return { states }
}
