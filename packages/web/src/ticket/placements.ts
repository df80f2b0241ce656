// Orders that were sent from the ticket, and the fate of each request: being sent, taken, refused, or not known. It outlives the form, for an unknown outcome
// must not vanish with a screen. It changes no order: what becomes of one is told by the stream.

import { type FieldError, OmsClient, OmsProblem, type PlaceRequest } from "@okx-oms/api"
import { useSyncExternalStore } from "react"
import { type ProblemWords, problemWords } from "../words/problem-words.ts"
import type { Draft } from "./draft.ts"

export type Fate =
  | { readonly kind: "sending" }
  | { readonly kind: "taken"; readonly orderId: string; readonly isReplay: boolean }
  /** `orderId`: the refusal was recorded with one. */
  | {
      readonly kind: "refused"
      readonly words: ProblemWords
      readonly errors: readonly FieldError[]
      readonly orderId: string | undefined
    }
  | { readonly kind: "unknown"; readonly words: ProblemWords }

export interface Placement {
  readonly id: number
  readonly account: string
  /** Named before it is sent, so that it can be sent again. */
  readonly request: PlaceRequest & { readonly clientOrderId: string }
  /** As it stood when it was sent. */
  readonly draft: Draft
  readonly fate: Fate
}

/** What a person waits for at most before hearing that nobody knows: one further attempt included, about twice this. */
const TIMEOUT_MS = 6_000
const RETRIES = 1
/** Finished ones that stay in sight. Unknown ones always do. */
const FINISHED_SHOWN = 3

const listeners = new Set<() => void>()
let placements: readonly Placement[] = []
let next = 1

/** Newest first. */
export function usePlacements(): readonly Placement[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => placements,
  )
}

/** Sends the order once. One whose outcome is not known yet is sent under its own name again, so that it is placed at most once. */
export async function place(account: string, request: PlaceRequest, draft: Draft): Promise<Placement | undefined> {
  const open = placements.find((one) => one.fate.kind === "unknown" && one.account === account && isSame(one, request))
  if (open !== undefined) return await placeAgain(open.id)
  const named = { ...request, clientOrderId: request.clientOrderId ?? crypto.randomUUID() }
  const placement: Placement = { id: next++, account, request: named, draft, fate: { kind: "sending" } }
  put([placement, ...placements.filter(({ fate }) => fate.kind !== "refused")])
  return await send(placement)
}

/** The same request under the same client id. */
export async function placeAgain(id: number): Promise<Placement | undefined> {
  const placement = placements.find((one) => one.id === id)
  if (placement === undefined || placement.fate.kind === "sending") return undefined
  setFate(id, { kind: "sending" })
  return await send(placement)
}

export function dismissPlacement(id: number): void {
  put(placements.filter((one) => one.id !== id))
}

async function send({ id, account, request }: Placement): Promise<Placement | undefined> {
  const client = new OmsClient({ baseUrl: location.origin, account, timeoutMs: TIMEOUT_MS, retries: RETRIES })
  try {
    const { orderId, replayed } = await client.placeOrder(request)
    return setFate(id, { kind: "taken", orderId, isReplay: replayed })
  } catch (error) {
    return setFate(id, fateOf(error))
  }
}

function fateOf(error: unknown): Fate {
  const words = problemWords(error)
  if (!(error instanceof OmsProblem)) return { kind: "unknown", words }
  const { outcome, errors, orderId } = error
  // "accepted" without a receipt: it is there, and only the stream tells as what.
  return outcome === "refused" ? { kind: "refused", words, errors, orderId } : { kind: "unknown", words }
}

function setFate(id: number, fate: Fate): Placement | undefined {
  put(placements.map((one) => (one.id === id ? { ...one, fate } : one)))
  return placements.find((one) => one.id === id)
}

function put(all: readonly Placement[]): void {
  let finished = 0
  placements = all.filter(
    ({ fate }) => fate.kind === "unknown" || fate.kind === "sending" || finished++ < FINISHED_SHOWN,
  )
  for (const listener of listeners) listener()
}

function isSame(
  { request: { clientOrderId, ...sent } }: Placement,
  { clientOrderId: named, ...wanted }: PlaceRequest,
): boolean {
  const isName = named === undefined || named === clientOrderId
  return isName && JSON.stringify(Object.entries(sent).sort()) === JSON.stringify(Object.entries(wanted).sort())
}
