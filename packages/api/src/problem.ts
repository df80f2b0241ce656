// Refusals and faults as RFC 9457 problems: the closed list of codes, the HTTP status of each, and whether asking again may help.
// It relies on core for the refusals and their sentences; doors add the few codes that only a door can give.

import { type Refusal, type RefusalCode, refusalSentence } from "@okx-oms/core"
import type { FieldError } from "./contract/check.ts"
import type { Problem } from "./contract/order-schemas.ts"

/** Codes of the doors themselves, with their status and title. The manager's own are core's RefusalCode. Each has its row in docs/refusals.md. */
export const DOOR_CODES = {
  "json-invalid": { status: 400, title: "The body is not JSON" },
  "json-too-deep": { status: 400, title: "The body is nested too deep" },
  "request-unreadable": { status: 400, title: "The request could not be read" },
  "request-late": { status: 408, title: "The request did not arrive in time" },
  "query-invalid": { status: 400, title: "The query or a header is not valid" },
  "token-missing": { status: 401, title: "A token is needed" },
  "token-invalid": { status: 401, title: "The token is not valid" },
  "link-invalid": { status: 401, title: "The link is used up or too old" },
  "host-not-allowed": { status: 403, title: "The request came for another host" },
  "scope-missing": { status: 403, title: "The token may not do this" },
  "account-not-allowed": { status: 403, title: "The token is not for this account" },
  "account-unknown": { status: 404, title: "There is no such account" },
  "account-unavailable": { status: 503, title: "The account is not open" },
  "account-required": { status: 400, title: "The account must be named" },
  "origin-not-allowed": { status: 403, title: "The request came from another site" },
  "route-not-found": { status: 404, title: "There is no such address" },
  "method-not-allowed": { status: 405, title: "The address does not take this method" },
  "token-not-found": { status: 404, title: "There is no such token" },
  "token-not-revocable": { status: 409, title: "The token cannot be revoked" },
  "tokens-above-limit": { status: 409, title: "There are too many tokens" },
  "strategy-not-found": { status: 404, title: "There is no such strategy" },
  "strategy-running": { status: 409, title: "The strategy runs already" },
  "strategy-stopped": { status: 409, title: "The strategy was stopped" },
  "strategies-above-limit": { status: 409, title: "Too many strategies run" },
  "strategies-unreadable": { status: 409, title: "What is kept of the strategies cannot be read" },
  "plan-impossible": { status: 422, title: "The plan cannot be made" },
  "break-not-found": { status: 404, title: "There is no such break" },
  "break-resolved": { status: 409, title: "The break was resolved before" },
  "order-id-ambiguous": { status: 409, title: "The id names more than one order" },
  "body-too-large": { status: 413, title: "The body is too large" },
  "media-type-unsupported": { status: 415, title: "The body must be JSON" },
  "too-many-requests": { status: 429, title: "Too many requests" },
  "request-invalid": { status: 422, title: "The request has mistakes" },
  "idempotency-key-mismatch": { status: 422, title: "Idempotency-Key and clientOrderId differ" },
  "upgrade-required": { status: 426, title: "The address is a WebSocket" },
  internal: { status: 500, title: "Something went wrong here" },
  "market-unavailable": { status: 503, title: "OKX's market data is not there" },
  "history-busy": { status: 503, title: "The history is busy" },
  "outcome-unknown": { status: 503, title: "The outcome is not known" },
  "answer-late": { status: 504, title: "No answer yet" },
  "subscribers-above-limit": { status: 503, title: "Too many event streams are open" },
  stopping: { status: 503, title: "The server is stopping" },
} as const satisfies Record<string, { status: number; title: string }>

export type DoorCode = keyof typeof DOOR_CODES
export type ProblemCode = DoorCode | RefusalCode

/** What the checks of a sound placement say: the order is in the books as Rejected. After every other refusal an order id is that of an order which is as it was. */
export const DENIALS = [
  "trading-halted",
  "reduce-only-mode",
  "notional-above-limit",
  "open-orders-above-limit",
  "position-above-limit",
  "price-outside-collar",
  "price-unknown",
  "balance-insufficient",
  "balance-unknown",
  "position-unknown",
] as const satisfies readonly RefusalCode[]

/** Codes after which the same request may succeed later without a change. */
export const RETRYABLE: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  "inbox-full",
  "not-ready",
  "price-unknown",
  "balance-unknown",
  "position-unknown",
  "amend-pending",
  "subscribers-above-limit",
  "answer-late",
  "request-late",
  "history-busy",
  "market-unavailable",
  "too-many-requests",
  "stopping",
])

/** Status of the refusals that are not 422 (sound request, refused). */
const REFUSAL_STATUS: Partial<Record<RefusalCode, number>> = {
  "order-not-found": 404,
  "order-closed": 409,
  "order-not-ours": 409,
  "amend-pending": 409,
  "inbox-full": 503,
  "not-ready": 503,
  "manager-stopped": 503,
}

/** Which field of the request a denial is about, where the refusal itself does not say. */
const DENIED_FIELD: Partial<Record<RefusalCode, string>> = {
  "notional-above-limit": "quantity",
  "position-above-limit": "quantity",
  "balance-insufficient": "quantity",
  "price-outside-collar": "price",
  "reduce-only-mode": "reduceOnly",
}

/** The problem of a refusal. `prefix` comes before the field's name ("orders[2]"). */
export function problemOfRefusal(refusal: Refusal, options: { orderId?: string; prefix?: string } = {}): Problem {
  const { code, path, ...facts } = "path" in refusal ? refusal : { ...refusal, path: undefined }
  const detail = refusalSentence(refusal)
  const field = path ?? DENIED_FIELD[code]
  const at = options.prefix === undefined ? field : `${options.prefix}.${field}`
  const orderId = options.orderId ?? ("orderId" in refusal ? refusal.orderId : undefined)
  return {
    type: typeOf(code),
    title: titleOf(code),
    status: statusOfRefusal(code),
    detail,
    code,
    outcome: "refused",
    retryable: RETRYABLE.has(code),
    errors: field === undefined || at === undefined ? [] : [{ path: at, message: detail }],
    ...(orderId !== undefined && { orderId }),
    facts: { ...facts },
  }
}

/** A problem of the door itself. Nothing was recorded or sent unless `outcome` says otherwise. */
export function problemOfDoor(
  code: DoorCode,
  detail: string,
  options: { errors?: readonly FieldError[]; outcome?: Problem["outcome"]; facts?: Record<string, unknown> } = {},
): Problem {
  const { status, title } = DOOR_CODES[code]
  return {
    type: typeOf(code),
    title,
    status,
    detail,
    code,
    outcome: options.outcome ?? "refused",
    retryable: RETRYABLE.has(code),
    errors: (options.errors ?? []).map(({ path, message }) => ({ path, message })),
    ...(options.facts !== undefined && { facts: options.facts }),
  }
}

/** The problem of a request whose fields have mistakes; the detail names the first. */
export function problemOfFields(
  errors: readonly FieldError[],
  code: "request-invalid" | "query-invalid" = "request-invalid",
): Problem {
  const [first] = errors
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ""
  const place =
    first === undefined || first.path === "" || first.message.startsWith(first.path) ? "" : `${first.path}: `
  return problemOfDoor(code, `${place}${first?.message ?? "not valid"}${more}`, { errors })
}

export function statusOfRefusal(code: RefusalCode): number {
  return REFUSAL_STATUS[code] ?? 422
}

function typeOf(code: ProblemCode): string {
  return `urn:okx-oms:problem:${code}`
}

/** "price-off-tick" -> "Price off tick". */
function titleOf(code: RefusalCode): string {
  const text = code.replaceAll("-", " ")
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Status and title of every code, for the document of the API. */
export function problemHead(code: ProblemCode): { readonly status: number; readonly title: string } {
  return isDoorCode(code) ? DOOR_CODES[code] : { status: statusOfRefusal(code), title: titleOf(code) }
}

function isDoorCode(code: ProblemCode): code is DoorCode {
  return Object.hasOwn(DOOR_CODES, code)
}
