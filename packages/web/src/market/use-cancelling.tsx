// Cancelling where an order stands: one at once, several at one price after a look at their count. What becomes of it is told by the orders themselves.

import { type ReactNode, useCallback, useState } from "react"
import { clientOf } from "../live/client.ts"
import { Confirm } from "../ui/confirm.tsx"
import { useTell } from "../ui/notice.tsx"
import { problemWords } from "../words/problem-words.ts"
import type { OwnOrder } from "./own-orders.ts"

export interface Cancelling {
  readonly cancel: (orders: readonly OwnOrder[]) => void
  /** To be drawn somewhere on the screen. */
  readonly question: ReactNode
}

const REASON = "cancelled in the market screen"

export function useCancelling(account: string): Cancelling {
  const [asksFor, setAsksFor] = useState<readonly OwnOrder[]>()
  const tell = useTell()
  const send = useCallback(
    async (orders: readonly OwnOrder[]): Promise<void> => {
      const client = clientOf(account)
      const asked = await Promise.allSettled(
        orders.map(({ orderId }) => client.cancelOrder(orderId, { reason: REASON })),
      )
      for (const result of asked) {
        if (result.status === "fulfilled") continue
        const { text, advice } = problemWords(result.reason)
        tell(`Not cancelled: ${text} ${advice}`.trim(), "bad")
      }
    },
    [account, tell],
  )
  const cancel = useCallback(
    (orders: readonly OwnOrder[]): void => {
      const open = orders.filter(({ isCancelling }) => !isCancelling)
      if (open.length > 1) setAsksFor(open)
      else void send(open)
    },
    [send],
  )
  const question = asksFor !== undefined && (
    <Confirm
      title={`Cancel ${asksFor.length} orders?`}
      action={`Cancel ${asksFor.length} orders`}
      onClose={() => setAsksFor(undefined)}
      onConfirm={() => {
        setAsksFor(undefined)
        void send(asksFor)
      }}
    >
      <ul>
        {asksFor.map(({ orderId, side, quantity, price }) => (
          <li key={orderId}>
            {side} {quantity} at {price}
          </li>
        ))}
      </ul>
    </Confirm>
  )
  return { cancel, question }
}
