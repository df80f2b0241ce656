// Sending what stands in the ticket: at once, but with real money only after a look at the sentence. What was looked at is what is sent, on the account that it
// was looked at for.

import type { PlaceRequest } from "@okx-oms/api"
import { type ReactNode, useRef, useState } from "react"
import { Confirm } from "../ui/confirm.tsx"
import { orderLine } from "../words/order-words.ts"
import { actionText, type Draft } from "./draft.ts"
import { place } from "./placements.ts"
import { changeDraft } from "./ticket-store.ts"
import type { TicketFacts } from "./use-ticket-facts.ts"

/** A second press so soon is the same press: nobody orders twice by a double click. */
const SAME_PRESS_MS = 700

interface Asked {
  readonly account: string
  readonly request: PlaceRequest
  readonly draft: Draft
  /** "Buy 0.01 BTC". */
  readonly action: string
}

export interface Sending {
  readonly isSending: boolean
  readonly start: (request: PlaceRequest) => void
  /** To be drawn beside the form, for it is one itself. */
  readonly question: ReactNode
}

export function useSending({ account, mode, instrument }: TicketFacts, draft: Draft): Sending {
  const [asksFor, setAsksFor] = useState<Asked>()
  const [isSending, setSending] = useState(false)
  const lastAt = useRef(Number.NEGATIVE_INFINITY)
  const send = async (asked: Asked): Promise<void> => {
    const at = performance.now()
    if (at - lastAt.current < SAME_PRESS_MS) return
    lastAt.current = at
    setSending(true)
    const sent = await place(asked.account, asked.request, asked.draft)
    setSending(false)
    // A name of one's own is used up by its order.
    if (sent?.fate.kind === "taken" && asked.draft.clientOrderId !== "") changeDraft({ clientOrderId: "" })
  }
  const start = (request: PlaceRequest): void => {
    if (isSending || account === undefined || mode === undefined) return
    const asked = { account, request, draft, action: actionText(draft, instrument?.kind) }
    if (mode === "live") setAsksFor(asked)
    else void send(asked)
  }
  const question = asksFor !== undefined && (
    <Confirm
      title="Order with real money?"
      action={`${asksFor.action} LIVE`}
      onClose={() => setAsksFor(undefined)}
      onConfirm={() => {
        setAsksFor(undefined)
        void send(asksFor)
      }}
    >
      <p>{sentence(asksFor)}</p>
    </Confirm>
  )
  return { isSending, start, question }
}

/** "Buy 0.01 BTC-USDT at 90200, limit, on main." */
function sentence({ request, account }: Asked): string {
  const { unit = "base", price = null, type, reduceOnly = false, tradeMode } = request
  const line = orderLine({ ...request, unit, price })
  const flags = [type.replaceAll("_", " "), tradeMode, reduceOnly && "reduce-only"].filter(
    (flag) => flag !== undefined && flag !== false,
  )
  return `${line.charAt(0).toUpperCase()}${line.slice(1)}, ${flags.join(", ")}, on ${account}.`
}
