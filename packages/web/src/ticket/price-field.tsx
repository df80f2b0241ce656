// The price of the ticket: steps of a tick, and what the book offers by one press.

import { Button } from "../ui/button.tsx"
import { padded, scaleOf } from "../words/amounts.ts"
import { type Draft, middlePrice, steppedPrice } from "./draft.ts"
import { NumberField } from "./number-field.tsx"
import { changeDraft } from "./ticket-store.ts"
import type { TicketFacts } from "./use-ticket-facts.ts"

const TICK_UNKNOWN = "0.01"

export function PriceField({
  draft,
  facts: { instrument, bid, ask },
  fault,
}: {
  readonly draft: Draft
  readonly facts: TicketFacts
  readonly fault: string | undefined
}) {
  const { side, price } = draft
  const tick = instrument?.tickSize ?? TICK_UNKNOWN
  const own = side === "buy" ? bid : ask
  const set = (to: string | undefined | null): void => {
    if (to !== undefined && to !== null) changeDraft({ price: to })
  }
  const middle = bid === null || ask === null ? null : middlePrice(bid, ask, { tick, side })
  const quick = [
    { title: "Bid", to: bid },
    { title: "Mid", to: middle },
    { title: "Ask", to: ask },
  ]
  return (
    <NumberField
      label="Price"
      name="price"
      value={price}
      onChange={set}
      onStep={(count) => set(steppedPrice(price, tick, count, own))}
      step={`one tick (${tick})`}
      fault={fault}
      unit={instrument?.quoteCurrency}
    >
      {quick.map(({ title, to }) => (
        <Button
          key={title}
          isSmall
          disabled={to === null}
          onClick={() => set(to === null ? null : padded(to, scaleOf(tick)))}
        >
          {title}
        </Button>
      ))}
    </NumberField>
  )
}
