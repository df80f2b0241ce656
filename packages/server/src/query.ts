// What may stand behind the question mark, address by address. It relies on the contract's FieldReader, so a wrong or unknown parameter is
// told by its name like a wrong field of a body.

import {
  FieldReader,
  line,
  oneOf,
  PAGE_LIMIT_DEFAULT,
  PAGE_LIMIT_MAX,
  parseTimeText,
  REASON_LENGTH_MAX,
} from "@okx-oms/api"
import {
  InvalidValue,
  type Millis,
  ORDER_STATES,
  type OrderId,
  type OrderState,
  parseOrderId,
  parseStrategyId,
  parseSymbol,
  type StrategyId,
  type Symbol,
} from "@okx-oms/core"
import { refuseFields } from "./reply.ts"

export const ID_KINDS = ["orderId", "clientOrderId", "clOrdId", "okxOrderId"] as const
export type IdKind = (typeof ID_KINDS)[number]

/** open and in-doubt come from memory, closed and all from the journal's tables; or one or more states by name. */
export type StateFilter = "open" | "in-doubt" | { readonly states: readonly OrderState[] | undefined }

export interface PageOptions {
  readonly cursor?: string
  readonly limit: number
}

export interface OrdersOptions extends PageOptions {
  readonly state: StateFilter
  readonly symbol?: Symbol
  readonly strategy?: StrategyId
  readonly since?: Millis
}

export interface FillsOptions extends PageOptions {
  readonly symbol?: Symbol
  readonly strategy?: StrategyId
  readonly since?: Millis
  readonly orderId?: OrderId
}

const CURSOR_LENGTH_MAX = 512
const CLOSED_STATES: readonly OrderState[] = ["Filled", "Cancelled", "Rejected", "Failed", "Expired"]

export function ordersQuery(query: unknown): OrdersOptions {
  return read(query, (reader) => ({
    state: reader.optional("state", stateFilter) ?? { states: undefined },
    ...optionalField("symbol", reader.optional("symbol", parseSymbol)),
    ...optionalField("strategy", reader.optional("strategy", parseStrategyId)),
    ...optionalField("since", reader.optional("since", instant)),
    ...pageOptions(reader),
  }))
}

export function fillsQuery(query: unknown): FillsOptions {
  return read(query, (reader) => ({
    ...optionalField("symbol", reader.optional("symbol", parseSymbol)),
    ...optionalField("strategy", reader.optional("strategy", parseStrategyId)),
    ...optionalField("since", reader.optional("since", instant)),
    ...optionalField("orderId", reader.optional("orderId", parseOrderId)),
    ...pageOptions(reader),
  }))
}

export function instrumentsQuery(query: unknown): PageOptions & { symbol?: Symbol; kind?: "spot" | "swap" } {
  return read(query, (reader) => ({
    ...optionalField("symbol", reader.optional("symbol", parseSymbol)),
    ...optionalField("kind", reader.optional("kind", oneOf(["spot", "swap"]))),
    ...pageOptions(reader),
  }))
}

export function timelineQuery(query: unknown): PageOptions & { by?: IdKind } {
  return read(query, (reader) => ({ ...byOption(reader), ...pageOptions(reader) }))
}

export function orderQuery(query: unknown): { by?: IdKind } {
  return read(query, byOption)
}

export function cancelQuery(query: unknown): { by?: IdKind; reason?: string } {
  return read(query, (reader) => ({
    ...byOption(reader),
    ...optionalField("reason", reader.optional("reason", line(REASON_LENGTH_MAX))),
  }))
}

export function eventsQuery(query: unknown): { fromSeq?: number } {
  return read(query, (reader) => optionalField("fromSeq", reader.optional("fromSeq", sequence)))
}

/** For addresses that take no parameters. */
export function noQuery(query: unknown): void {
  read(query, () => ({}))
}

/** A sequence number as text: of a query, or of Last-Event-ID. */
export function sequence(raw: unknown, field: string): number {
  if (typeof raw !== "string" || !/^\d{1,15}$/.test(raw)) throw new InvalidValue(field, raw, "a sequence number")
  return Number(raw)
}

function read<Value>(query: unknown, take: (reader: FieldReader) => Value): Value {
  const reader = new FieldReader({ ...(query as object) }, "a query")
  const value = take(reader)
  if (!reader.finish()) refuseFields(reader.errors, "query-invalid")
  return value
}

function pageOptions(reader: FieldReader): PageOptions {
  const cursor = reader.optional("cursor", line(CURSOR_LENGTH_MAX))
  const limit = reader.optional("limit", pageLimit) ?? PAGE_LIMIT_DEFAULT
  return { ...optionalField("cursor", cursor), limit }
}

function byOption(reader: FieldReader): { by?: IdKind } {
  return optionalField("by", reader.optional("by", oneOf(ID_KINDS)))
}

function pageLimit(raw: unknown, field: string): number {
  const limit = typeof raw === "string" && /^\d{1,4}$/.test(raw) ? Number(raw) : 0
  if (limit < 1 || limit > PAGE_LIMIT_MAX)
    throw new InvalidValue(field, raw, `a whole number from 1 to ${PAGE_LIMIT_MAX}`)
  return limit
}

function instant(raw: unknown, field: string): Millis {
  const at = typeof raw === "string" ? parseTimeText(raw) : undefined
  if (at === undefined)
    throw new InvalidValue(field, raw, "an ISO 8601 time with its zone, such as 2026-01-31T09:30:00Z")
  return at
}

function stateFilter(raw: unknown, field: string): StateFilter {
  if (raw === "open" || raw === "in-doubt") return raw
  if (raw === "all") return { states: undefined }
  if (raw === "closed") return { states: CLOSED_STATES }
  const words = typeof raw === "string" ? raw.split(",", ORDER_STATES.length + 1) : []
  const states = ORDER_STATES.filter((state) => words.includes(state))
  if (states.length === 0 || states.length !== words.length) {
    throw new InvalidValue(
      field,
      raw,
      `open, closed, in-doubt, all, or states (${ORDER_STATES.join(", ")}) joined by commas`,
    )
  }
  return { states }
}

/** { name: value }, or {} when there is no value: absent, not undefined. */
function optionalField<Name extends string, Value>(name: Name, value: Value | undefined): { [Key in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { [Key in Name]?: Value }
}
