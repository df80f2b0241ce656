// Everything about one order, beside the blotter: what it is and how it stands, the doubt about it, its executions, and every event with what it changed. It
// follows the order while it is open.

import { useQuery } from "@tanstack/react-query"
import { useMemo } from "react"
import { useNow } from "../../live/clock.ts"
import { useRefusal } from "../../live/hooks.ts"
import type { OrderEntry } from "../../live/order-entry.ts"
import { timelineQuery } from "../../live/queries.ts"
import { Button } from "../../ui/button.tsx"
import { Drawer } from "../../ui/dialog.tsx"
import { Loading, Notice, Problem } from "../../ui/notice.tsx"
import { lineOf, type Steps, whyNotAmend, whyNotCancel } from "../order-facts.ts"
import { orderStatus } from "../order-status.ts"
import { useFate, useOrderActs } from "../use-order-desk.tsx"
import { useOneOrder } from "../use-order-lists.ts"
import { DoubtPanel } from "./doubt-panel.tsx"
import { foldTimeline } from "./fold-timeline.ts"
import { OrderFacts } from "./order-facts-list.tsx"
import { OrderFills } from "./order-fills.tsx"
import { TimelineEvents } from "./timeline-events.tsx"
import "./timeline.css"

export interface OrderDrawerProps {
  /** "account/orderId". */
  readonly orderKey: string
  readonly stepsOf: (row: OrderEntry["row"]) => Steps | undefined
  readonly onClose: () => void
  readonly onAmend: (entry: OrderEntry) => void
}

export function OrderDrawer(props: OrderDrawerProps) {
  const { entry, error, isPending } = useOneOrder(props.orderKey)
  if (entry !== undefined) return <KnownOrder key={entry.key} {...props} entry={entry} />
  return (
    <Drawer title="Order" onClose={props.onClose}>
      {isPending ? (
        <Loading what="the order" />
      ) : (
        <Problem what="The order" error={error ?? "There is no such order."} />
      )}
    </Drawer>
  )
}

function KnownOrder({ entry, stepsOf, onClose, onAmend }: OrderDrawerProps & { readonly entry: OrderEntry }) {
  const { account, orderId, row } = entry
  const steps = stepsOf(row)
  const { cancel } = useOrderActs(stepsOf)
  const { data, error, isPending, refetch } = useQuery(timelineQuery(account, orderId, entry.seq))
  const folded = useMemo(() => foldTimeline(data?.events ?? []), [data])
  const last = folded.at(-1)?.after
  const noCancel = whyNotCancel(row)
  const noAmend = whyNotAmend(row)
  return (
    <Drawer
      title={lineOf(row, steps)}
      onClose={onClose}
      footer={
        <>
          <Button disabled={noAmend !== undefined} title={noAmend} onClick={() => onAmend(entry)}>
            Amend…
          </Button>
          <Button look="danger" disabled={noCancel !== undefined} title={noCancel} onClick={() => cancel(entry)}>
            Cancel this order
          </Button>
        </>
      }
    >
      <div className="timeline">
        <DrawerStatus entry={entry} steps={steps} />
        {row.doubt !== null && <DoubtPanel doubt={row.doubt} />}
        <OrderFacts row={row} steps={steps} />
        {last !== undefined && last.fills.length > 0 && <OrderFills order={last} steps={steps} />}
        <section aria-label="Events" className="timeline-part">
          <h3>Events</h3>
          {error !== null && <Problem what="The events" error={error} onRetry={() => void refetch()} />}
          {isPending && <Loading what="the events" />}
          {data?.nextCursor != null && (
            <Notice tone="warn">Only the first {data.events.length.toLocaleString("en")} events are shown.</Notice>
          )}
          <TimelineEvents steps={folded} />
        </section>
      </div>
    </Drawer>
  )
}

function DrawerStatus({
  entry: { key, row },
  steps,
}: {
  readonly entry: OrderEntry
  readonly steps: Steps | undefined
}) {
  const now = useNow()
  const { word, tone, detail, detailTone } = orderStatus(row, {
    now,
    steps,
    fate: useFate(key),
    refusal: useRefusal(key),
  })
  return (
    <p className="timeline-status" data-tone={tone} role="status">
      <span className="status-dot" aria-hidden="true" />
      <strong className="toned">{word}</strong>
      {detail !== "" && (
        <span className="toned" data-tone={detailTone ?? "soft"}>
          {detail}
        </span>
      )}
    </p>
  )
}
