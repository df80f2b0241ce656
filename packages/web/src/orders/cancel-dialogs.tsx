// Questions before a cancel of many: the count for a selection, a typed word for whole accounts.

import type { AccountState } from "@okx-oms/core"
import { useScopedAccounts, useSelected } from "../live/hooks.ts"
import type { OrderEntry } from "../live/order-entry.ts"
import { Confirm, ConfirmTyped } from "../ui/confirm.tsx"
import { orderLine } from "../words/order-words.ts"
import { counted } from "./order-desk.ts"
import { refOf, useOrderDesk } from "./use-order-desk.tsx"

/** Orders that the question names one by one; of more it gives the count. */
const LINES_SHOWN = 6
const ALL_WORD = "cancel all"

interface SelectedProps {
  readonly entries: readonly OrderEntry[]
  readonly onClose: () => void
  readonly onDone: () => void
}

export function CancelSelectedDialog({ entries, onClose, onDone }: SelectedProps) {
  const desk = useOrderDesk()
  const more = entries.length - LINES_SHOWN
  return (
    <Confirm
      title={`Cancel ${counted(entries.length)}?`}
      action={`Cancel ${counted(entries.length)}`}
      onClose={onClose}
      onConfirm={() => {
        void desk.cancelMany(entries.map(refOf))
        onDone()
      }}
    >
      <ul className="order-lines">
        {entries.slice(0, LINES_SHOWN).map((entry) => (
          <li key={entry.key}>{orderLine(entry.row)}</li>
        ))}
        {more > 0 && <li className="soft">and {more.toLocaleString("en")} more</li>}
      </ul>
      <p className="soft">Each is cancelled when OKX confirms it; until then it may still be filled.</p>
    </Confirm>
  )
}

/** Those of others stay as they are. */
function workingOf(state: AccountState | undefined): number {
  if (state === undefined) return 0
  return [...state.open].filter((orderId) => state.orders.get(orderId)?.source === "command").length
}

export function CancelAllDialog({ onClose }: { readonly onClose: () => void }) {
  const desk = useOrderDesk()
  const accounts = useScopedAccounts()
  const counts = useSelected((live) => accounts.map((name) => workingOf(live.account(name)?.state)).join())
  const known = counts.split(",").map(Number)
  const total = known.reduce((sum, count) => sum + count, 0)
  return (
    <ConfirmTyped
      title="Cancel all working orders?"
      word={ALL_WORD}
      action={`Cancel all ${counted(total)}`}
      onClose={onClose}
      onConfirm={() => {
        void desk.cancelAll(accounts)
        onClose()
      }}
    >
      <p>
        Every open order that was placed through this manager, by hand or by a strategy, filtered or not. What works
        now:
      </p>
      <ul className="order-lines">
        {accounts.map((name, index) => (
          <li key={name}>
            <strong>{name}</strong>: {counted(known[index] ?? 0)}
          </li>
        ))}
      </ul>
      <p className="soft">Strategies are not stopped by it and may place anew: halt trading for that.</p>
    </ConfirmTyped>
  )
}
