// What became of the orders that were sent from the ticket: each follows its order's real state by the stream. One whose outcome is not known says so, with the
// name under which it can be sent again; when the stream shows the order, the notice knows it too.

import { parseClientOrderId } from "@okx-oms/core"
import { clientOf } from "../live/client.ts"
import { useNow } from "../live/clock.ts"
import { useOrder, useSelected } from "../live/hooks.ts"
import { orderKey } from "../live/order-entry.ts"
import { TAB_STATES } from "../live/order-tabs.ts"
import { useCommand } from "../live/use-command.ts"
import { Button } from "../ui/button.tsx"
import { StatusWord } from "../ui/figure.tsx"
import { orderLine, statusOf } from "../words/order-words.ts"
import type { Tone } from "../words/tone.ts"
import { dismissPlacement, type Fate, type Placement, placeAgain } from "./placements.ts"

export function PlacementNotices({ placements }: { readonly placements: readonly Placement[] }) {
  return (
    <div className="placements" role="log" aria-label="Orders sent from here">
      {placements.map((placement) => (
        <PlacementNotice key={placement.id} placement={placement} />
      ))}
    </div>
  )
}

function PlacementNotice({ placement }: { readonly placement: Placement }) {
  const { id, account, request, fate } = placement
  const { unit = "base", price = null, clientOrderId } = request
  const shown = useShownOrder(account, clientOrderId, fate)
  return (
    <div
      className="notice placement"
      data-fate={shown === undefined ? fate.kind : "taken"}
      data-tone={toneOf(fate, shown)}
    >
      <div className="placement-head">
        <span className="placement-line">{orderLine({ ...request, unit, price })}</span>
        {fate.kind !== "sending" && (
          <Button look="quiet" isSmall aria-label="Dismiss" onClick={() => dismissPlacement(id)}>
            ✕
          </Button>
        )}
      </div>
      {shown === undefined ? <FateWords placement={placement} /> : <OrderState account={account} orderId={shown} />}
    </div>
  )
}

/** The order as the books have it: by the receipt, or by its name where there was no receipt. */
function useShownOrder(account: string, clientOrderId: string, fate: Fate): string | undefined {
  const found = useSelected((live) =>
    live.account(account)?.state?.byClientOrderId.get(parseClientOrderId(clientOrderId)),
  )
  if (fate.kind === "taken") return fate.orderId
  return fate.kind === "unknown" ? found : undefined
}

function toneOf(fate: Fate, shown: string | undefined): Tone {
  if (shown !== undefined || fate.kind === "taken") return "working"
  return fate.kind === "sending" ? "busy" : fate.kind === "refused" ? "bad" : "doubt"
}

function FateWords({ placement: { id, fate, request } }: { readonly placement: Placement }) {
  switch (fate.kind) {
    case "sending":
      return <p className="soft">Sending…</p>
    case "taken":
      return <p className="soft">Taken.</p>
    case "refused":
      return (
        <p>
          <strong className="toned">Refused.</strong> {fate.words.text} {fate.words.advice}
          {fate.orderId !== undefined && <span className="soft"> Recorded as {fate.orderId}.</span>}
        </p>
      )
    case "unknown":
      return (
        <>
          <p>
            <strong className="toned">Not known whether it was placed.</strong> {fate.words.text} If it was placed, it
            appears here by itself. Sending it again is safe: it goes under the same client id and is placed at most
            once.
          </p>
          <p className="soft placement-name">{request.clientOrderId}</p>
          <Button isSmall onClick={() => void placeAgain(id)}>
            Send again
          </Button>
        </>
      )
  }
}

function OrderState({ account, orderId }: { readonly account: string; readonly orderId: string }) {
  const entry = useOrder(orderKey(account, orderId))
  const now = useNow()
  const cancel = useCommand(() => clientOf(account).cancelOrder(orderId))
  if (entry === undefined) return <p className="soft">Taken as {orderId}. Its state comes by the stream.</p>
  const { row } = entry
  const { word, tone, detail, full } = statusOf(row, now)
  const isOpen = TAB_STATES.working.includes(row.state)
  const filled =
    row.filledQuantity === "0"
      ? ""
      : `filled ${row.filledQuantity}${row.averagePrice === null ? "" : ` at ${short(row.averagePrice)}`}`
  return (
    <div className="placement-state" data-state={row.state}>
      <StatusWord word={word} tone={tone} detail={detail} title={full} />
      {filled !== "" && <span className="soft">{filled}</span>}
      {isOpen && row.pending.cancel === null && (
        <Button isSmall isBusy={cancel.isSending} onClick={() => void cancel.send()}>
          Cancel
        </Button>
      )}
      {cancel.problem !== undefined && (
        <span data-tone="bad" className="toned">
          {cancel.problem.text}
        </span>
      )}
    </div>
  )
}

/** An average has up to eighteen digits. */
function short(price: string): string {
  return price.length > 12 ? `${price.slice(0, 12)}…` : price
}
