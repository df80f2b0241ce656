// The desk as components use it: one for the screen, read piece by piece so that a row is drawn anew for its own sake only.

import type { OrderRow } from "@okx-oms/api"
import { createContext, type ReactNode, use, useMemo, useSyncExternalStore } from "react"
import { clientOf } from "../live/client.ts"
import type { OrderEntry } from "../live/order-entry.ts"
import { useTell } from "../ui/notice.tsx"
import { orderLine } from "../words/order-words.ts"
import { type AmendDraft, beginDraft } from "./amend-draft.ts"
import { type BulkCancel, OrderDesk, type OrderRef, type RequestFate } from "./order-desk.ts"
import { type Steps, whyNotAmend, whyNotCancel } from "./order-facts.ts"

const Desk = createContext<OrderDesk | undefined>(undefined)

export function OrderDeskPlace({ children }: { readonly children: ReactNode }) {
  const tell = useTell()
  const desk = useMemo(() => new OrderDesk(clientOf, tell), [tell])
  return <Desk value={desk}>{children}</Desk>
}

export function useOrderDesk(): OrderDesk {
  const desk = use(Desk)
  if (desk === undefined) throw new Error("Invariant: orders are shown inside their desk")
  return desk
}

export function useFate(key: string): RequestFate | undefined {
  const desk = useOrderDesk()
  return useSyncExternalStore(desk.subscribe, () => desk.fate(key))
}

/** The draft, if it is of this order; without a key the draft of any. */
export function useDraft(key?: string): AmendDraft | undefined {
  const desk = useOrderDesk()
  return useSyncExternalStore(desk.subscribe, () =>
    key === undefined || desk.draft?.key === key ? desk.draft : undefined,
  )
}

export function useBulk(): BulkCancel | undefined {
  const desk = useOrderDesk()
  return useSyncExternalStore(desk.subscribe, () => desk.bulk)
}

export function refOf({ key, account, orderId, seq, row }: OrderEntry): OrderRef {
  return { key, account, orderId, seq, line: orderLine(row) }
}

/** Cancel and amend of one order, where they make sense; what cannot be done is told. */
export function useOrderActs(stepsOf: (row: OrderRow) => Steps | undefined): {
  readonly cancel: (entry: OrderEntry) => void
  readonly amend: (entry: OrderEntry, field?: AmendDraft["field"]) => void
} {
  const desk = useOrderDesk()
  const tell = useTell()
  return useMemo(
    () => ({
      cancel: (entry) => {
        const why = whyNotCancel(entry.row)
        if (why === undefined) void desk.cancel(refOf(entry))
        else tell(`${orderLine(entry.row)}: ${why}`, "warn")
      },
      amend: (entry, field) => {
        const why = whyNotAmend(entry.row)
        if (why === undefined) desk.beginAmend(beginDraft(entry.key, entry.row, stepsOf(entry.row), field))
        else tell(`${orderLine(entry.row)}: ${why}`, "warn")
      },
    }),
    [desk, tell, stepsOf],
  )
}
