// What became of a request that the server took: an order is read again until it tells, for a few seconds. A 202 is a promise to find out, and a person at a
// terminal wants the end of it. It relies on the order's row, and for why a change was refused on its events.

import type { EventRow, OmsClient, OrderDetail, OrderRow } from "@okx-oms/api"
import { EXIT, type ExitCode } from "./exit-codes.ts"
import { harmless } from "./paint.ts"

export const WAIT_MS_DEFAULT = 5_000
const ASK_EVERY_MS = 40
const ASK_EVERY_MS_MAX = 400

/** The order as it is when `isTold` holds, or when the time is over. Reads once at least. */
export async function awaitFate(
  client: OmsClient,
  orderId: string,
  options: { readonly waitMs: number; readonly isTold: (order: OrderDetail) => boolean; readonly signal: AbortSignal },
): Promise<OrderDetail> {
  const endsAt = performance.now() + options.waitMs
  for (let delayMs = ASK_EVERY_MS; ; delayMs = Math.min(ASK_EVERY_MS_MAX, delayMs * 1.5)) {
    const order = await client.getOrder(orderId, { by: "orderId" })
    const leftMs = endsAt - performance.now()
    if (options.isTold(order) || leftMs <= 0 || options.signal.aborted) return order
    await new Promise((resolve) => setTimeout(resolve, Math.min(delayMs, leftMs)))
  }
}

const ON_THE_WAY: ReadonlySet<string> = new Set(["Created", "Validated", "Submitted"])
const CLOSED: ReadonlySet<string> = new Set(["Filled", "Cancelled", "Rejected", "Failed", "Expired"])
/** What does not execute at once is taken away: these are waited for until they are over. */
const AT_ONCE: ReadonlySet<string> = new Set(["ioc", "fok", "market"])

export function isClosed({ state }: Pick<OrderRow, "state">): boolean {
  return CLOSED.has(state)
}

/** OKX has it, or it is over; a doubt takes longer than anybody wants to wait here. */
export function placementIsTold({ state, type, doubt }: OrderRow): boolean {
  if (doubt !== null) return true
  return AT_ONCE.has(type) ? CLOSED.has(state) : !ON_THE_WAY.has(state)
}

export interface Verdict {
  readonly exit: ExitCode
  /** What to say beside the order; empty when the order says it all. */
  readonly says: string
}

export function placementVerdict(order: OrderRow): Verdict {
  const { orderId, state, doubt, reason, type, filledQuantity } = order
  if (doubt !== null)
    return {
      exit: EXIT.unknown,
      says: `Nobody knows yet whether ${orderId} exists at OKX; the server is finding out. Do not place it again: oms order watch ${orderId}`,
    }
  if (state === "Rejected" || state === "Failed")
    return { exit: EXIT.rejected, says: `${state}: ${reason ?? "no reason was told"}. Nothing is at the exchange.` }
  if (ON_THE_WAY.has(state))
    return {
      exit: EXIT.unknown,
      says: `${orderId} is ${state} and OKX has not answered yet. It is taken and not lost: oms order watch ${orderId}`,
    }
  // Also of an ioc, fok or market order, which ends like this by design: a script that goes on as if it had traded must not read "done".
  if ((state === "Cancelled" || state === "Expired") && filledQuantity === "0") {
    const why = reason ?? (AT_ONCE.has(type) ? "nothing could be executed at once" : "no reason was told")
    return { exit: EXIT.rejected, says: `${state} without a fill: ${why}. Nothing was filled.` }
  }
  return { exit: EXIT.done, says: "" }
}

export function cancelIsTold({ state, pending }: OrderRow): boolean {
  return CLOSED.has(state) || pending.cancel === null
}

export function cancelVerdict(order: OrderRow): Verdict {
  const { orderId, state, pending, reason } = order
  if (state === "Cancelled") return { exit: EXIT.done, says: "" }
  if (CLOSED.has(state))
    return {
      exit: EXIT.rejected,
      says: `${orderId} was not cancelled: it is ${state}${reason === null ? "" : ` (${reason})`}.`,
    }
  if (pending.cancel !== null)
    return {
      exit: EXIT.unknown,
      says: `The cancel of ${orderId} is asked for and has no final word yet; it is asked again by itself: oms order watch ${orderId}`,
    }
  return {
    exit: EXIT.rejected,
    says: `The cancel of ${orderId} was refused and the order lives: oms order timeline ${orderId}`,
  }
}

export function amendIsTold({ state, pending }: OrderRow): boolean {
  return CLOSED.has(state) || pending.amend === null
}

/** `isAsAsked`: the row shows the targets. `why`: what the refusal of this change says; empty when nobody found one. */
export function amendVerdict(order: OrderRow, isAsAsked: boolean, why: string): Verdict {
  const { orderId, pending, state } = order
  if (pending.amend !== null)
    return {
      exit: EXIT.unknown,
      says: `The change of ${orderId} is asked for and has no final word yet: oms order watch ${orderId}`,
    }
  if (isAsAsked) return { exit: EXIT.done, says: "" }
  const ended = CLOSED.has(state) ? `it is ${state}` : "it lives with its old terms"
  const more =
    why === "" ? `Why: oms order timeline ${orderId}` : `Why: ${why}. All of it: oms order timeline ${orderId}`
  return { exit: EXIT.rejected, says: `${orderId} was not changed: ${ended}. ${more}` }
}

/** Why a change that the server took at `askedSeq` did not come about: "51503: ..."; empty when its refusal is not among the events. */
export function amendRefusal(events: readonly EventRow[], askedSeq: number): string {
  // By its request: a change that was asked for before this one may be refused after it.
  const asked = events.findLast(({ type, seq }) => type === "AmendRequested" && seq <= askedSeq)
  const refused = events.find(({ type, requestId }) => type === "AmendRefused" && requestId === asked?.requestId)
  if (asked === undefined || refused === undefined) return ""
  const { code, reason } = refused
  const words = [code, reason].filter((word) => typeof word === "string" && word !== "")
  return harmless(words.join(": ")).replace(/\.$/, "")
}
